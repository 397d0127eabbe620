/**
 * Which job has which chunk of an evaluation, in memory that all threads share: a thread takes its next chunk by one atomic
 * operation instead of a message to the main thread and one back, which cost it about half a millisecond each time. What
 * a job has taken and not finished when its thread dies is there to be read.
 */

/** By chunk: 0 where nobody has it, j where job j works on it, -j where job j has finished it. */
export type Board = Int32Array;

/** A board of so many chunks, all there to be taken. */
export function boardOf(chunks: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * chunks));
}

/** Takes the first chunk that is left, from `from` on, for job `job` (a positive integer); -1 where none is. */
export function take(board: Board, job: number, from: number): number {
  for (let place = from; place < board.length; place++) {
    if (Atomics.compareExchange(board, place, 0, job) === 0) return place;
  }
  return -1;
}

/** Notes that a job has finished a chunk that it had taken. */
export function finish(board: Board, job: number, place: number): void {
  Atomics.store(board, place, -job);
}

/** Takes all chunks that are left; their places. */
export function takeRest(board: Board, job: number): number[] {
  const places: number[] = [];
  for (let place = take(board, job, 0); place >= 0; place = take(board, job, place)) places.push(place);
  return places;
}

/** The places of the chunks that a job has taken, the unfinished (at most one for a thread's job) before the finished. */
export function heldBy(
  board: Board,
  job: number,
): { readonly unfinished: number[]; readonly finished: number[] } {
  const places = Array.from(board, (_, place) => place);
  return {
    unfinished: places.filter((place) => Atomics.load(board, place) === job),
    finished: places.filter((place) => Atomics.load(board, place) === -job),
  };
}
