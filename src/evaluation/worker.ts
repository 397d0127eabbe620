/** A thread's side of the executors: one evaluator for its life, chunk after chunk. */
import { workerData } from "node:worker_threads";
import { MemoryError, startDevice } from "../policy/index.ts";
import { finish, take } from "./board.ts";
import type { ChunkWork } from "./chunk-work.ts";
import { isDataExperiment } from "./data-task.ts";
import { type DataSlice, dataWork } from "./data-work.ts";
import { type ChunkResult, type Evaluator, evaluatorOf } from "./evaluator.ts";
import { type FunctionEvaluator, type FunctionSlice, functionEvaluatorOf } from "./function-evaluator.ts";
import { loadModules } from "./modules.ts";
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from "./protocol.ts";
import { reasonOf } from "./rollout.ts";

let evaluator: Evaluator | FunctionEvaluator | ChunkWork<DataSlice> | undefined;

/** Evaluates chunks until none is left. An error here is the experiment's, not a candidate's, and is told as such. */
export async function evaluateChunks({
  request,
  chunks,
  board,
  job,
}: WorkerRequest): Promise<WorkerAnswer<ChunkResult | FunctionSlice | DataSlice>> {
  const results: (ChunkResult | FunctionSlice | DataSlice)[] = [];
  let place = -1;
  try {
    evaluator ??= await start(workerData as WorkerSetup);
    for (place = take(board, job, 0); place >= 0; place = take(board, job, place)) {
      results.push(await evaluator.evaluate(request, chunks[place]!));
      finish(board, job, place);
    }
    return { results };
  } catch (error) {
    if (error instanceof MemoryError && place >= 0)
      return { results, tooLarge: { chunk: chunks[place]!, message: error.message } };
    return { error: reasonOf(error) };
  }
}

async function start({
  experiment,
  device,
  key,
  modules,
}: WorkerSetup): Promise<Evaluator | FunctionEvaluator | ChunkWork<DataSlice>> {
  await loadModules(modules);
  if (isDataExperiment(experiment)) return dataWork(experiment, await startDevice(device), key);
  return experiment.network === null
    ? functionEvaluatorOf(experiment)
    : evaluatorOf(experiment, await startDevice(device), key);
}
