import type { z } from "zod";
import type { Key } from "../../random/index.ts";
import type { Place } from "../source.ts";
import type { Training, TrainingProblem, TrainingState, TrainingStep } from "../training/index.ts";

/** What a search trains, and the examples that its networks are judged on. */
export interface SearchTraining<Batch> extends Omit<Training<Batch>, "method" | "entry" | "gradientsOf"> {
  /** A batch that is not trained on, and how many examples it has. */
  readonly reference: TrainingProblem<Batch>["reference"];
}

/** Everything that the rest of a search follows from, as JSON values and typed arrays: a checkpoint is the state. */
export interface SearchState {
  readonly key: Key;
  /** Steps taken, those of all members together. */
  readonly step: number;
  /** Example passes so far, those of judging among them. */
  readonly passes: number;
  /** Trainings side by side; what a member's method remembers are its weights. */
  readonly members: readonly TrainingState[];
  /** The member that was judged best last; the first before any was. */
  readonly best: number;
}

/** A step of one member. */
export interface SearchStep extends Omit<TrainingStep, "state" | "weights"> {
  readonly state: SearchState;
  /** Weights of the best member. */
  readonly weights: Float64Array;
}

/** A search as pure functions. Each step is one of one member, in turn, so that a step costs what a training's does. */
export interface SearchTrainer {
  init(key: Key, place: Place): SearchState;
  /** Rejects with a `JobError` that names the task where a loss is no number. */
  step(state: SearchState): Promise<SearchStep>;
  /** The parameters of the best member, as views of the state. */
  placeOf(state: SearchState): Place;
}

/** A search with its options. */
export interface Search {
  trainer<Batch>(training: SearchTraining<Batch>): SearchTrainer;
}

/** What the registry holds of a search: several trainings side by side that end in one network. */
export interface SearchEntry<Options = Record<string, unknown>> {
  readonly title: string;
  /** Authors, year and where it can be read. */
  readonly paper: string;
  /** Work and memory, against those of one training. */
  readonly cost: string;
  /** When to use it, and where it fails. */
  readonly use: string;
  readonly options: z.ZodType<Options>;
  create(options: Options): Search;
}
