import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { InputError, JobError } from "../base/index.ts";
import type { ChunkWork } from "./chunk-work.ts";
import { dispatch } from "./dispatch.ts";
import type { Executor } from "./executor.ts";
import { shared, type WorkerAnswer, type WorkerRequest, type WorkerSetup } from "./protocol.ts";

/** Throws an `InputError` on a number of workers that cannot be. */
export function checkWorkers(workers: number): void {
  if (Number.isSafeInteger(workers) && workers >= 1) return;
  throw new InputError(`workers must be a positive integer, got ${workers}`);
}

/** Threads that work out chunks of one experiment, which goes to each of them once. */
export function workerPool<Result>(
  setup: WorkerSetup,
  workers: number,
): Piscina<WorkerRequest, WorkerAnswer<Result>> {
  const pool = new Piscina<WorkerRequest, WorkerAnswer<Result>>({
    filename: workerFile(),
    name: "evaluateChunks",
    minThreads: workers,
    maxThreads: workers,
    workerData: setup,
    recordTiming: false,
  });
  // A thread that dies while idle is replaced by the pool and has no work to redo.
  pool.on("error", () => {});
  return pool;
}

/** An executor on threads. Of `work`, this thread checks requests and puts answers together, and the threads do the rest. */
export function executorOnThreads<Result>(
  work: ChunkWork<Result>,
  setup: WorkerSetup,
  workers: number,
  notice?: (line: string) => void,
): Executor {
  const pool = workerPool<Result>(setup, workers);
  const closing = new AbortController();
  return {
    workers,
    async evaluate(request, signal) {
      closing.signal.throwIfAborted();
      work.check(request);
      const assembly = work.assembly(request);
      const signals = signal ? [closing.signal, signal] : [closing.signal];
      await dispatch(pool, shared(request), work.chunks(request, workers), assembly, {
        workers,
        signals,
        notice,
      });
      return assembly.result();
    },
    async close() {
      closing.abort(new JobError("evaluate: the executor is closed; make another"));
      await pool.destroy();
    },
  };
}

/** The compiled worker, whether this file runs compiled or, under a test runner, from its source. */
function workerFile(): string {
  const compiled = import.meta.url.endsWith(".ts") ? "../../dist/src/evaluation/worker.js" : "./worker.js";
  const file = fileURLToPath(new URL(compiled, import.meta.url));
  if (!existsSync(file))
    throw new JobError(`the compiled worker ${file} is missing; run "npm run build" first`);
  return file;
}
