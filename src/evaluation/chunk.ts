import { type Device, type Population, parameterCountOf, sizeOf } from "../policy/index.ts";
import { type Evaluator, episodesOf } from "./evaluator.ts";
import type { EvaluationRequest } from "./executor.ts";

/** A piece of an evaluation: some members, and some episodes of each. */
export interface Chunk {
  readonly first: number;
  readonly count: number;
  /** Episodes firstEpisode .. endEpisode-1 of each task, as far as the task has them. */
  readonly firstEpisode: number;
  readonly endEpisode: number;
}

/**
 * Into so many pieces a lone worker's members are cut where each has weights of its own, which a smaller batch finds nearer.
 * Also how finely one candidate's episodes are spread over several workers.
 */
const piecesPerWorker = 4;
/**
 * Fewer episodes side by side than this waste the batched forward: by a sixth of its time where networks are small. Several
 * workers take fewer where each could not have two such chunks.
 */
const fewestLanes = 16;
/** What of a worker's share of the members that are left makes its next chunk. */
const portion = 2 / 3;
/** Parameters of a chunk's members, where each has its own, stay below this many bytes a worker. */
const parameterBytes = 256 * 2 ** 20;

/**
 * How many pieces so many workers want of an evaluation. One worker drives a device that all threads
 * share, which steps as many copies side by side as it is given: the more the better.
 */
export const piecesFor = ({ perThread }: Pick<Device, "perThread">, workers: number): number =>
  perThread ? workers * piecesPerWorker : 1;

/**
 * Cuts an evaluation into chunks of at most `capacity` members, in the order of the members, then of the episodes.
 * `episodes` is the largest number of episodes of a task; they are spread over chunks where `spread` allows it
 * and there are fewer members than `pieces`. A lone worker takes members that share their weights all at once: the
 * fuller the batch stays as episodes end, the better.
 *
 * For several workers chunks get smaller towards the end, each two thirds of a worker's share of what is left (guided
 * self-scheduling: Polychronopoulos and Kuck, "Guided self-scheduling: a practical scheduling scheme for parallel
 * supercomputers", IEEE Transactions on Computers 36, 1987): large batches while there is much to do, and little left to
 * wait for when the others have finished.
 */
export function chunksOf(
  population: Population,
  capacity: number,
  episodes: number,
  spread: boolean,
  workers: number,
  pieces: number = workers * piecesPerWorker,
): Chunk[] {
  const size = sizeOf(population);
  const most = Math.max(1, Math.min(capacity, withinMemory(population)));
  const parts = sharesWeights(population) ? 1 : pieces;
  const fewest = Math.min(fewestLanes / episodes, size / (2 * workers));
  const groups: { first: number; count: number }[] = [];
  for (let first = 0; first < size; first += groups.at(-1)!.count) {
    const share = workers === 1 ? size / parts : (portion * (size - first)) / workers;
    const members = Math.ceil(Math.max(fewest, share));
    groups.push({ first, count: Math.min(members + (members % 2), most, size - first) });
  }
  const blocks = spread && workers > 1 ? Math.min(episodes, Math.ceil(pieces / groups.length)) : 1;
  const length = Math.ceil(episodes / blocks);
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(episodes / length) }, (_, block) => ({
      ...group,
      firstEpisode: block * length,
      endEpisode: Math.min((block + 1) * length, episodes),
    })),
  );
}

/** Whether members differ by low-rank noise alone, a small part of the network. */
const sharesWeights = (population: Population): boolean =>
  population.kind === "perturbed" && population.noise.kind === "low-rank";

/** How many members' own parameters fit into `parameterBytes`. */
function withinMemory(population: Population): number {
  if (sharesWeights(population)) return sizeOf(population);
  return Math.floor(parameterBytes / (4 * parameterCountOf(population)));
}

/** The chunks of a request that has passed the evaluator's check. */
export function chunksFor(
  request: EvaluationRequest,
  evaluator: Evaluator,
  workers: number,
  pieces: number,
): Chunk[] {
  const tasks = evaluator.runtimes.filter(({ task }) => request.tasks.includes(task.id));
  const episodes = Math.max(...tasks.map(({ task }) => episodesOf(request, task)));
  return chunksOf(
    request.population,
    evaluator.capacity(request.population),
    episodes,
    request.perEpisode === true,
    workers,
    pieces,
  );
}

/** The two halves of a chunk's members. */
export function halves(chunk: Chunk): [Chunk, Chunk] {
  const count = Math.ceil(chunk.count / 2);
  return [
    { ...chunk, count },
    { ...chunk, first: chunk.first + count, count: chunk.count - count },
  ];
}
