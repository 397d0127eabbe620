import { JobError } from "../base/index.ts";
import { MemoryError } from "../policy/index.ts";
import type { Assembly } from "./assembly.ts";
import { type Chunk, halves } from "./chunk.ts";
import type { EvaluationRequest, Executor } from "./executor.ts";
import { type Pause, turn } from "./turn.ts";

/** How requests of one experiment are worked out in pieces, wherever that is done. */
export interface ChunkWork<Result> {
  /** Throws an `InputError` where a request does not fit the experiment. */
  check(request: EvaluationRequest): void;
  /** The pieces of a request that has passed `check`, for so many workers. */
  chunks(request: EvaluationRequest, workers: number): readonly Chunk[];
  /**
   * The answer for a piece. Never throws for a candidate's sake; a `DeviceError` where the device is gone, a `MemoryError`
   * where it has no room for so many members; what `pause` rejects with, which long pieces call now and then.
   */
  evaluate(request: EvaluationRequest, chunk: Chunk, pause?: Pause): Result | Promise<Result>;
  /** An empty assembly for a request. */
  assembly(request: EvaluationRequest): Assembly<Result>;
}

/** The line that tells of a piece which did not fit into a device's memory and is done as its halves. */
export function halvedNotice(chunk: Chunk, error: MemoryError): string {
  return `${error.message.split(";", 1)[0]!}; going on with ${Math.ceil(chunk.count / 2)} members at a time`;
}

/**
 * An executor on this thread, one request after the other, a piece at a time; in between and within long pieces other work
 * gets its turn, and an abort is noticed. Pieces that do not fit into the device's memory are halved, as are those after
 * them.
 */
export function executorHere<Result>(work: ChunkWork<Result>, notice?: (line: string) => void): Executor {
  let closed = false;
  let most = Number.POSITIVE_INFINITY;
  let before: Promise<unknown> = Promise.resolve();

  const evaluate: Executor["evaluate"] = async (request, signal) => {
    const checkWanted = (): void => {
      if (closed) throw new JobError("evaluate: the executor is closed; make another");
      signal?.throwIfAborted();
    };
    const pause = async (): Promise<void> => {
      await turn();
      checkWanted();
    };
    checkWanted();
    work.check(request);
    const assembly = work.assembly(request);
    const queue = [...work.chunks(request, 1)];
    for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
      if (chunk.count > most) {
        queue.unshift(...halves(chunk));
        continue;
      }
      try {
        assembly.accept(await work.evaluate(request, chunk, pause));
      } catch (error) {
        if (!(error instanceof MemoryError) || chunk.count < 2) throw error;
        notice?.(halvedNotice(chunk, error));
        most = Math.ceil(chunk.count / 2);
        queue.unshift(...halves(chunk));
      }
      await pause();
    }
    return assembly.result();
  };

  return {
    workers: 1,
    evaluate(request, signal) {
      // A piece keeps its members loaded and its environments running while others have their turn.
      const result = before.then(() => evaluate(request, signal));
      before = result.catch(() => {});
      return result;
    },
    async close() {
      closed = true;
    },
  };
}
