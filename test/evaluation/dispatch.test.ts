import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Assembly } from "../../src/evaluation/assembly.ts";
import { finish, take } from "../../src/evaluation/board.ts";
import type { Chunk } from "../../src/evaluation/chunk.ts";
import { dispatch, type WorkerPool } from "../../src/evaluation/dispatch.ts";
import type { ChunkResult } from "../../src/evaluation/evaluator.ts";
import { request, trapPopulation } from "./experiment.ts";

const asked = request(["a"], trapPopulation("walk"));
const chunk = (first: number, count: number): Chunk => ({ first, count, firstEpisode: 0, endEpisode: 1 });

/** Writes down what becomes of each member. */
function ledger(): Assembly & { done: number[]; failed: Record<number, string> } {
  const done: number[] = [];
  const failed: Record<number, string> = {};
  return {
    done,
    failed,
    accept: ({ chunk: { first, count } }) => {
      for (let m = 0; m < count; m++) done.push(first + m);
    },
    fail: ({ first, count }, reason) => {
      for (let m = 0; m < count; m++) failed[first + m] = reason;
    },
    result: () => ({ outcomes: [], failures: [] }),
  };
}

/** A pool whose worker dies with any chunk for which `kills` says so; a chunk takes one turn of the event loop. */
function poolWhere(kills: (chunk: Chunk) => boolean): WorkerPool & { chunks: Chunk[]; jobs: number } {
  const seen: Chunk[] = [];
  return {
    chunks: seen,
    threads: [1],
    jobs: 0,
    async run({ chunks, board, job }, { signal }) {
      this.jobs += 1;
      const results: ChunkResult[] = [];
      for (let place = take(board, job, 0); place >= 0; place = take(board, job, place)) {
        const given = chunks[place]!;
        seen.push(given);
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal.throwIfAborted();
        if (kills(given)) throw new Error("killed");
        results.push({ chunk: given, rollouts: [] });
        finish(board, job, place);
      }
      return { results };
    },
  };
}

const holds =
  (member: number) =>
  (given: Chunk): boolean =>
    given.first <= member && member < given.first + given.count;

describe("dispatch", () => {
  test("finds the one member that kills by halving, and redoes the others once", async () => {
    const book = ledger();
    const pool = poolWhere(holds(37));
    await dispatch(pool, asked, [chunk(0, 32), chunk(32, 32)], book, { workers: 2, signals: [] });
    expect(book.failed).toEqual({ 37: "its worker died twice: killed" });
    expect([...book.done].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, i) => i).filter((i) => i !== 37),
    );
    // 32, 16, 8, 4, 2, 1, and 1 once more.
    expect(pool.chunks.filter(holds(37)).length).toBe(7);
  });

  test("one job a worker does all chunks where none dies", async () => {
    const book = ledger();
    const pool = poolWhere(() => false);
    const chunks = Array.from({ length: 20 }, (_, i) => chunk(i, 1));
    await dispatch(pool, asked, chunks, book, { workers: 3, signals: [] });
    expect([...book.done].sort((a, b) => a - b)).toEqual(chunks.map(({ first }) => first));
    expect(pool.jobs).toBe(3);
  });

  test("every member is done once, or has failed if it kills, whatever chunks and workers there are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 47 }), { maxLength: 3 }),
        fc.integer({ min: 0, max: 3 }),
        async (counts, workers, killers, passing) => {
          const firsts = counts.map((_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
          const size = counts.reduce((sum, count) => sum + count, 0);
          const book = ledger();
          let left = passing;
          const pool = poolWhere((given) => {
            const dies = killers.some((member) => holds(member)(given));
            return dies || (given.first % 3 === 1 && left-- > 0);
          });
          const chunks = firsts.map((first, i) => chunk(first, counts[i]!));
          await dispatch(pool, asked, chunks, book, { workers, signals: [] });
          const failed = killers.filter((member) => member < size);
          const members = Array.from({ length: size }, (_, member) => member);
          expect(Object.keys(book.failed).map(Number)).toEqual(expect.arrayContaining(failed));
          // A death that would not have come again may by chance have met the same single member twice.
          expect([...book.done, ...Object.keys(book.failed).map(Number)].sort((a, b) => a - b)).toEqual(
            members,
          );
          if (passing < 2) expect(Object.keys(book.failed).length).toBe(failed.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a death that does not come again costs nobody anything", async () => {
    const book = ledger();
    let first = true;
    const pool = poolWhere(() => {
      const dies = first;
      first = false;
      return dies;
    });
    await dispatch(pool, asked, [chunk(0, 1), chunk(1, 9)], book, { workers: 1, signals: [] });
    expect(book.failed).toEqual({});
    expect(book.done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("ends where workers die without end", async () => {
    const pool = poolWhere(() => true);
    const running = dispatch(pool, asked, [chunk(0, 1000)], ledger(), { workers: 3, signals: [] });
    await expect(running).rejects.toThrow(
      '33 workers died in a row, the last with "killed"; the run cannot go on',
    );
    expect(pool.chunks.length).toBeLessThan(40);
  });

  test("many failing members among good ones are no endless row", async () => {
    const book = ledger();
    const pool = poolWhere((given) =>
      [...Array(given.count).keys()].some((m) => (given.first + m) % 3 === 0),
    );
    await dispatch(pool, asked, [chunk(0, 60)], book, { workers: 2, signals: [] });
    expect(Object.keys(book.failed).length).toBe(20);
    expect(book.done.length).toBe(40);
  });

  test("says when no worker is left", async () => {
    const pool: WorkerPool = {
      threads: [],
      run: (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    };
    const running = dispatch(pool, asked, [chunk(0, 4)], ledger(), { workers: 2, signals: [] });
    await expect(running).rejects.toThrow("all workers died while they started; try fewer workers");
  });

  test("passes on what keeps a worker from working at all, and starts nothing more", async () => {
    let runs = 0;
    const pool: WorkerPool = {
      threads: [1],
      async run() {
        runs += 1;
        return { error: "no such environment" };
      },
    };
    const chunks = Array.from({ length: 10 }, (_, i) => chunk(i, 1));
    const running = dispatch(pool, asked, chunks, ledger(), { workers: 2, signals: [] });
    await expect(running).rejects.toThrow("a worker cannot evaluate: no such environment");
    expect(runs).toBeLessThanOrEqual(2);
  });

  test("an abort rejects with its reason and leaves no listener behind", async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const listeners = new Set<unknown>();
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: () => void) => {
      listeners.add(listener);
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: () => void) => {
      listeners.delete(listener);
      remove(type, listener);
    };
    const chunks = Array.from({ length: 100 }, (_, i) => chunk(i, 1));
    const book = ledger();
    const running = dispatch(
      poolWhere(() => false),
      asked,
      chunks,
      book,
      { workers: 2, signals: [signal] },
    );
    setTimeout(() => controller.abort(reason), 2);
    await expect(running).rejects.toBe(reason);
    expect(book.done.length).toBeLessThan(100);
    expect(listeners.size).toBe(0);
    await expect(
      dispatch(
        poolWhere(() => false),
        asked,
        chunks,
        book,
        { workers: 2, signals: [signal] },
      ),
    ).rejects.toBe(reason);
  });
});
