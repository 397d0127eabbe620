import type { Matrix } from "../linalg/index.ts";
import type { Population } from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import type { Board } from "./board.ts";
import type { Chunk } from "./chunk.ts";
import type { DataExperiment } from "./data-task.ts";
import type { EvaluationRequest } from "./executor.ts";
import type { Experiment, FunctionExperiment } from "./task.ts";

/** What a worker is given once, when it starts. */
export interface WorkerSetup {
  readonly experiment: Experiment | FunctionExperiment | DataExperiment;
  readonly device: string;
  readonly key: Key;
  readonly modules: readonly string[];
}

/**
 * What a worker is given: chunks, of which it takes what is left on the board until nothing is. The large arrays lie in
 * shared memory, so that they are not copied.
 */
export interface WorkerRequest {
  readonly request: EvaluationRequest;
  readonly chunks: readonly Chunk[];
  readonly board: Board;
  /** By what name the worker takes chunks: unlike those of the others at this board. */
  readonly job: number;
}

/**
 * A worker's answer: what it has finished, and the chunk for which its device had no room, if it met one (it stops there);
 * `error` where it cannot work at all.
 */
export type WorkerAnswer<Result> =
  | {
      readonly results: readonly Result[];
      readonly tooLarge?: { readonly chunk: Chunk; readonly message: string };
    }
  | { readonly error: string };

/** The request with its large arrays copied into shared memory, once for all workers. */
export function shared(request: EvaluationRequest): EvaluationRequest {
  return {
    ...request,
    population: sharedPopulation(request.population),
    observations: Object.fromEntries(
      Object.entries(request.observations).map(([task, { count, mean, squares }]) => [
        task,
        { count, mean: sharedArray(mean), squares: sharedArray(squares) },
      ]),
    ),
  };
}

function sharedPopulation(population: Population): Population {
  if (population.kind === "perturbed") return { ...population, centre: sharedArray(population.centre) };
  if (population.kind === "explicit")
    return { ...population, parameters: sharedMatrix(population.parameters) };
  const { origin } = population;
  if (origin.kind === "initialiser") return population;
  return { ...population, origin: { ...origin, parameters: sharedMatrix(origin.parameters) } };
}

function sharedMatrix({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: sharedArray(data) };
}

function sharedArray(array: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
