import { JobError } from "../base/index.ts";
import { MemoryError } from "../policy/index.ts";
import type { Assembly } from "./assembly.ts";
import { boardOf, heldBy, takeRest } from "./board.ts";
import { type Chunk, halves } from "./chunk.ts";
import { halvedNotice } from "./chunk-work.ts";
import type { ChunkResult } from "./evaluator.ts";
import type { EvaluationRequest } from "./executor.ts";
import type { WorkerAnswer, WorkerRequest } from "./protocol.ts";
import { reasonOf } from "./rollout.ts";

/** What is needed of a pool: it replaces workers that die, and rejects what they were running. */
export interface WorkerPool<Result = ChunkResult> {
  run(request: WorkerRequest, options: { readonly signal: AbortSignal }): Promise<WorkerAnswer<Result>>;
  /** The workers that live. */
  readonly threads: readonly unknown[];
}

export interface DispatchOptions {
  /** How many jobs are on the pool at a time. */
  readonly workers: number;
  /** Any of them ends the work; running workers are stopped. */
  readonly signals: readonly AbortSignal[];
  /** Told when a chunk is halved because it did not fit into a device's memory. */
  readonly notice?: ((line: string) => void) | undefined;
}

/** So many workers dying in a row, with no chunk finished in between, mean that none ever will. */
const mostDeathsInARow = 32;
/** How often a waiting evaluation looks whether the pool still has workers. */
const watchMs = 250;

/** A chunk to be done, and how often a worker has died with it when it was a single member. */
interface Attempt {
  readonly chunk: Chunk;
  readonly deathsAlone: number;
}

/**
 * Has all chunks of a request done by a pool and gives the results to `assembly`.
 *
 * All workers take chunks from one board until it is empty. Once a worker has died there, what is left is given out chunk by
 * chunk: the one that the worker died with is halved and redone, so that within a few deaths a member that kills is
 * alone; one that kills a worker twice while alone has failed. Rejects with the reason of the first signal that is
 * aborted; throws a `JobError` where workers die in a row or cannot work at all.
 */
export async function dispatch<Result>(
  pool: WorkerPool<Result>,
  request: EvaluationRequest,
  chunks: readonly Chunk[],
  assembly: Assembly<Result>,
  { workers, signals, notice }: DispatchOptions,
): Promise<void> {
  const board = boardOf(chunks.length);
  const queue: Attempt[] = [];
  const running = new Set<AbortController>();
  let jobs = 0;
  let deaths = 0;
  let ended = false;
  let defect: Error | undefined;
  const end = (): void => {
    ended = true;
    for (const each of running) each.abort();
  };
  const endFor = (error: Error): void => {
    defect ??= error;
    end();
  };

  const redo = (...again: readonly Chunk[]): void => {
    queue.unshift(...again.map((chunk) => ({ chunk, deathsAlone: 0 })));
  };

  const suspect = ({ chunk, deathsAlone }: Attempt, error: unknown): void => {
    if (chunk.count > 1) redo(...halves(chunk));
    else if (deathsAlone === 0) queue.unshift({ chunk, deathsAlone: 1 });
    else assembly.fail(chunk, `its worker died twice: ${reasonOf(error)}`);
  };

  /** After a death at the board: nobody takes more from it, and the results that died with the worker are made again. */
  const clear = (job: number, error: unknown): void => {
    const chunksAt = (places: readonly number[]): Chunk[] => places.map((place) => chunks[place]!);
    const { unfinished, finished } = heldBy(board, job);
    queue.push(
      ...chunksAt([...finished, ...takeRest(board, ++jobs)]).map((chunk) => ({ chunk, deathsAlone: 0 })),
    );
    for (const chunk of chunksAt(unfinished)) suspect({ chunk, deathsAlone: 0 }, error);
  };

  const countDeath = (error: unknown): void => {
    deaths += 1;
    if (deaths <= mostDeathsInARow) return;
    const last = reasonOf(error);
    throw new JobError(`${deaths} workers died in a row, the last with "${last}"; the run cannot go on`);
  };

  /** Has a worker do what it takes from the board, or the one chunk of an attempt. */
  const run = async (attempt: Attempt | undefined): Promise<void> => {
    const job = ++jobs;
    const work: WorkerRequest =
      attempt === undefined
        ? { request, chunks, board, job }
        : { request, chunks: [attempt.chunk], board: boardOf(1), job };
    // A signal of its own: the pool adds a listener to it and never takes it off.
    const control = new AbortController();
    running.add(control);
    try {
      const answer = await pool.run(work, { signal: control.signal });
      if ("error" in answer) return endFor(new JobError(`a worker cannot evaluate: ${answer.error}`));
      deaths = 0;
      for (const result of answer.results) assembly.accept(result);
      if (answer.tooLarge === undefined) return;
      const { chunk, message } = answer.tooLarge;
      const error = new MemoryError(message);
      if (chunk.count < 2) return endFor(error);
      notice?.(halvedNotice(chunk, error));
      redo(...halves(chunk));
    } catch (error) {
      if (ended) return;
      countDeath(error);
      if (attempt === undefined) clear(job, error);
      else suspect(attempt, error);
    } finally {
      running.delete(control);
    }
  };

  const isLeft = (): boolean => board.some((_, place) => Atomics.load(board, place) === 0);
  const work = async (): Promise<void> => {
    while (!ended && (queue.length > 0 || isLeft())) await run(queue.shift());
  };

  // The watch also keeps the process alive while the pool starts a worker, which itself would not.
  const watch = setInterval(() => {
    if (pool.threads.length === 0)
      endFor(new JobError("all workers died while they started; try fewer workers"));
  }, watchMs);
  for (const signal of signals) signal.addEventListener("abort", end, { once: true });
  try {
    throwIfAborted(signals);
    const slots = Array.from({ length: Math.min(workers, chunks.length) });
    await Promise.all(slots.map(() => work().catch(endFor)));
  } finally {
    clearInterval(watch);
    for (const signal of signals) signal.removeEventListener("abort", end);
  }
  throwIfAborted(signals);
  if (defect) throw defect;
}

function throwIfAborted(signals: readonly AbortSignal[]): void {
  for (const signal of signals) signal.throwIfAborted();
}
