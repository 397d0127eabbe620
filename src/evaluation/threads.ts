import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { InputError, JobError } from "../base/index.ts";
import { devices, sizeOf } from "../policy/index.ts";
import { assemblyOf } from "./assembly.ts";
import { type Chunk, chunksFor, halves } from "./chunk.ts";
import { evaluatorOf } from "./evaluator.ts";
import type { Executor, ExecutorOptions } from "./executor.ts";
import { loadModules } from "./modules.ts";
import { shared, type WorkerAnswer, type WorkerRequest, type WorkerSetup } from "./protocol.ts";
import { reasonOf } from "./rollouts.ts";
import type { Experiment } from "./task.ts";

export interface ThreadOptions extends ExecutorOptions {
  /** Absolute paths of modules that export environments of the user's own; every worker loads them. */
  readonly modules?: readonly string[];
}

/** So many workers dying in a row, with no chunk finished in between, mean that none ever will. */
const mostDeathsInARow = 32;
/** How often a waiting evaluation looks whether the pool still has threads. */
const watchMs = 250;

/**
 * Evaluates on a pool of threads. The experiment goes to each thread once; for each generation the centre goes
 * into shared memory once, and threads are sent keys and member numbers.
 *
 * A thread that dies is replaced. The chunk it had is halved and redone, so that within a few deaths the member that
 * kills is alone; a member that kills a thread twice while alone has failed, and the others keep the values they
 * would have had. Throws an `InputError` where the experiment does not fit together or a module cannot be used.
 */
export async function threadExecutor(experiment: Experiment, options: ThreadOptions): Promise<Executor> {
  const { device, key, workers, modules = [] } = options;
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new InputError(`workers must be a positive integer, got ${workers}`);
  }
  await loadModules(modules);
  const evaluator = evaluatorOf(experiment, devices.get(device), key);
  const setup: WorkerSetup = { experiment, device, key, modules };
  const pool = new Piscina<WorkerRequest, WorkerAnswer>({
    filename: workerFile(),
    name: "evaluateChunk",
    minThreads: workers,
    maxThreads: workers,
    workerData: setup,
    recordTiming: false,
  });
  // A thread that dies while idle is replaced by the pool and has no work to redo.
  pool.on("error", () => {});
  const closing = new AbortController();

  return {
    workers,
    async evaluate(request, signal) {
      throwIfEnded(closing.signal, signal);
      evaluator.check(request);
      const assembly = assemblyOf(request, evaluator.runtimes, sizeOf(request.population));
      const sent = shared(request);
      const queue: Attempt[] = chunksFor(request, evaluator, workers).map((chunk) => ({
        chunk,
        deathsAlone: 0,
      }));
      const running = new Set<AbortController>();
      let ended = false;
      const end = (): void => {
        ended = true;
        for (const each of running) each.abort();
      };
      for (const from of [closing.signal, signal]) from?.addEventListener("abort", end, { once: true });
      let deaths = 0;
      let defect: Error | undefined;

      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next && !ended; next = queue.shift()) {
          let answer: WorkerAnswer;
          // A signal of its own: the pool adds a listener to it and never takes it off.
          const control = new AbortController();
          running.add(control);
          try {
            answer = await pool.run({ request: sent, chunk: next.chunk }, { signal: control.signal });
          } catch (error) {
            if (ended) return;
            deaths += 1;
            const reason = `its worker died: ${reasonOf(error)}`;
            if (deaths > mostDeathsInARow) {
              throw new JobError(
                `${deaths} workers died in a row, the last with "${reasonOf(error)}"; the run cannot go on`,
              );
            }
            const redo = redone(next);
            if (redo) queue.unshift(...redo);
            else assembly.fail(next.chunk.first, next.chunk.count, reason);
            continue;
          } finally {
            running.delete(control);
          }
          if ("error" in answer) throw new JobError(`a worker cannot evaluate: ${answer.error}`);
          deaths = 0;
          assembly.accept(answer.result);
        }
      };

      // The watch also keeps the process alive while the pool starts a thread, which itself would not.
      const watch = setInterval(() => {
        if (pool.threads.length > 0) return;
        defect ??= new JobError("all workers died while they started; run with --debug to see why");
        end();
      }, watchMs);
      try {
        await Promise.all(
          Array.from({ length: workers }, () =>
            work().catch((error: Error) => {
              defect ??= error;
              end();
            }),
          ),
        );
      } finally {
        clearInterval(watch);
        for (const from of [closing.signal, signal]) from?.removeEventListener("abort", end);
      }
      throwIfEnded(closing.signal, signal);
      if (defect) throw defect;
      return assembly.result();
    },
    async close() {
      closing.abort(new JobError("evaluate: the executor is closed; make another"));
      await pool.destroy();
    },
  };
}

/** A chunk to be done, and how often a worker has died with it when it was a single member. */
interface Attempt {
  readonly chunk: Chunk;
  readonly deathsAlone: number;
}

/** What to try after a worker died with a chunk; null where it has been tried enough. */
function redone({ chunk, deathsAlone }: Attempt): Attempt[] | null {
  if (chunk.count > 1) return halves(chunk).map((half) => ({ chunk: half, deathsAlone: 0 }));
  return deathsAlone === 0 ? [{ chunk, deathsAlone: 1 }] : null;
}

function throwIfEnded(...signals: readonly (AbortSignal | undefined)[]): void {
  for (const signal of signals) signal?.throwIfAborted();
}

/** The compiled worker, whether this file runs compiled or, under a test runner, from its source. */
function workerFile(): string {
  const here = fileURLToPath(import.meta.url);
  const file = here.endsWith(".ts")
    ? fileURLToPath(new URL("../../dist/src/evaluation/worker.js", import.meta.url))
    : fileURLToPath(new URL("./worker.js", import.meta.url));
  if (!existsSync(file))
    throw new JobError(`the compiled worker ${file} is missing; run "npm run build" first`);
  return file;
}
