/** The thread's side of `threadExecutor`: one evaluator for its life, one chunk at a time. */
import { workerData } from "node:worker_threads";
import { devices } from "../policy/index.ts";
import { type Evaluator, evaluatorOf } from "./evaluator.ts";
import { loadModules } from "./modules.ts";
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from "./protocol.ts";
import { reasonOf } from "./rollouts.ts";

let evaluator: Evaluator | undefined;

/** Evaluates a chunk. An error here is the experiment's, not a candidate's, and is told as such. */
export async function evaluateChunk({ request, chunk }: WorkerRequest): Promise<WorkerAnswer> {
  try {
    evaluator ??= await start(workerData as WorkerSetup);
    return { result: evaluator.evaluate(request, chunk) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

async function start({ experiment, device, key, modules }: WorkerSetup): Promise<Evaluator> {
  await loadModules(modules);
  return evaluatorOf(experiment, devices.get(device), key);
}
