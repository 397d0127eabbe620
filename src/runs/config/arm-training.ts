/** What a gradient arm trains, whether one network a training or a whole front, behind one face. */
import {
  type Front,
  type FrontState,
  frontTrainer,
  type Optimiser,
  type Place,
  type SearchState,
  type SearchTrainer,
  type Trainer,
  type TrainingProblem,
  type TrainingState,
  type Vector,
} from "../../gradient/index.ts";
import type { Key } from "../../random/index.ts";
import type { GradientConfig } from "./gradient-types.ts";

/** What every training's state has; the rest is the training's own. */
export interface TrainedState {
  /** Steps taken. */
  readonly step: number;
  /** Example passes so far. */
  readonly passes: number;
}

/** A network that a training stands for. */
export interface TrainedPoint {
  readonly place: Place;
  /** How much each task matters to it, in the order of the source's tasks; null where it has no preference. */
  readonly preference: Float64Array | null;
}

/** One training of an arm, as pure functions. */
export interface ArmTraining {
  /** `place`: where it starts; null where that is drawn. */
  init(key: Key, startKey: Key, place: readonly number[] | null): TrainedState;
  step(state: TrainedState): Promise<{
    readonly state: TrainedState;
    /** One a task; NaN where the batch had no label of it. */
    readonly losses: Float64Array;
    readonly weights?: Float64Array;
    readonly gradientNorm: number;
  }>;
  /** The networks by which it is judged, the same number every time. */
  points(state: TrainedState): readonly TrainedPoint[];
  /** The parameters of a model of the whole front, of which networks are had by preference; null of other trainings. */
  model(state: TrainedState): Vector | null;
  /** Of such parameters, the network of a preference. Absent of other trainings. */
  at?(parameters: Vector, preference: Float64Array): Place;
}

/** Where a training of one network starts. */
const startOf = (problem: TrainingProblem<unknown>, key: Key, place: readonly number[] | null): Place =>
  place === null
    ? problem.start(key)
    : { shared: Float64Array.from(place), own: problem.source.tasks.map(() => new Float64Array(0)) };

/** A training of one network. */
export function singleTraining(trainer: Trainer, problem: TrainingProblem<unknown>): ArmTraining {
  return {
    init: (key, startKey, place) => trainer.init(key, startOf(problem, startKey, place)),
    step: (state) => trainer.step(state as TrainingState),
    points: (state) => [{ place: trainer.placeOf(state as TrainingState), preference: null }],
    model: () => null,
  };
}

/** A search, which ends in one network. */
export function searchTraining(trainer: SearchTrainer, problem: TrainingProblem<unknown>): ArmTraining {
  return {
    init: (key, startKey, place) => trainer.init(key, startOf(problem, startKey, place)),
    step: (state) => trainer.step(state as SearchState),
    points: (state) => [{ place: trainer.placeOf(state as SearchState), preference: null }],
    model: () => null,
  };
}

/** A training of a front. */
export function frontTraining(
  front: Front,
  problem: TrainingProblem<unknown>,
  optimiser: Optimiser,
  { batch, clipNorm }: Pick<GradientConfig, "batch" | "clipNorm">,
): ArmTraining {
  const { source, examples, project } = problem;
  const size = source.sizes.own.reduce((sum, own) => sum + own, source.sizes.shared);
  const trainer = frontTrainer({
    source,
    examples,
    front,
    optimiser,
    start: problem.start,
    parts: problem.parts ?? [{ name: "x", shape: [size], offset: 0, size }],
    batchSize: batch,
    clipNorm,
    project,
  });
  return {
    init: (key, startKey) => trainer.init(key, startKey),
    step: (state) => trainer.step(state as FrontState),
    points: (state) => trainer.points(state as FrontState),
    model: (state) => (trainer.kind === "model" ? (state as FrontState).parameters[0]! : null),
    ...(trainer.at === undefined ? {} : { at: trainer.at }),
  };
}
