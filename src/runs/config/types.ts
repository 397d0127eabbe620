/** What an experiment's config says: as a user may write it, and as the run reads it with every default filled in. */
import type { Direction } from "../../evaluation/index.ts";
import type { Limits, LimitsInput } from "../../evolution/index.ts";
import type { LayerDescription } from "../../policy/index.ts";
import type { Chosen, GradientConfig } from "./gradient-types.ts";

/** One task, by its id under `tasks`: episodes of one environment. */
export interface TaskConfig {
  /** Id of the environment. Default: the task's own id. */
  readonly environment: string;
  /** Options of the environment; what they are, its own schema says. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Episodes a candidate plays a generation. Default 1. */
  readonly episodes: number;
  /** Who meets the same episodes: no one, the two of an antithetic pair, the whole generation. Default `pair`. */
  readonly sharedEpisodes: "member" | "pair" | "generation";
  /** Observations that virtual batch norm takes its statistics from. Default 128. */
  readonly referenceRows: number;
  /**
   * Whether observations are normalised by their running mean and deviation; `shared`: by those of all tasks that say so,
   * which keeps what tells the tasks apart. Default false.
   */
  readonly normaliseObservations: boolean | "shared";
  /** How many of the last observations a policy sees at once, the oldest first. Default 1. */
  readonly frames: number;
  /**
   * How outputs become discrete actions: the largest one's (`greedy`), or drawn by their softmax from the episode's key
   * (`sampled`). Default `greedy`.
   */
  readonly actions: "greedy" | "sampled";
  /**
   * How to describe what a candidate does: the description's id and, beside it, its options. Its numbers are means
   * over the episodes. Only strategies that compare behaviours have them evaluated. Default: none.
   */
  readonly behaviour?: BehaviourConfig;
}

/** A description of behaviour: its id and, beside it, its options. */
export type BehaviourConfig = { readonly id: string } & Readonly<Record<string, unknown>>;

/** One task that is an analytic problem. All tasks of a run are then problems, of the same variables or unified. */
export interface FunctionTaskConfig {
  /** Id of the problem. */
  readonly problem: string;
  /** Options of the problem; what they are, its own schema says. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of a problem that is several tasks, such as `mtso-ci-hs`, the one meant, counted from 1. Default: all of it. */
  readonly part?: number;
  /** As for episodes: what a candidate is, for strategies that compare behaviours. Default: none. */
  readonly behaviour?: BehaviourConfig;
}

/** One task that is a target of a data set. All tasks of a run are then targets of the same data set. */
export interface DataTaskConfig {
  /** Id of the data set. */
  readonly data: string;
  /** Options of the data set; what they are, its own schema says. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Id of the target. Default: the task's own id. */
  readonly target: string;
  /** Id of the loss. Default: `cross-entropy` of classes, `squared-error` of numbers. */
  readonly loss: string;
  /** Training examples that a strategy's candidates are shown a generation. Default 256. */
  readonly batch: number | "all";
  /** Whether those are drawn anew for each generation, or once for the run. Default `generation`. */
  readonly batches: "generation" | "run";
}

/** One of the searches that a run compares. */
export interface ArmConfig {
  /** Ids of the tasks it trains on. On the others its candidates are only looked at. */
  readonly train: readonly string[];
  /** Options that it has instead of the run's own; with another `id` all of them. */
  readonly strategy?: Readonly<Record<string, unknown>>;
  /** How the gradients of its tasks become a step, in place of a strategy; several: a training for each. */
  readonly method?: Chosen | readonly Chosen[] | undefined;
  /** The front method that trains it, in place of a strategy: a set of networks, or a model of the whole front. */
  readonly front?: Chosen | undefined;
  /** How it trains by gradients, where that differs from the run's. */
  readonly gradient?: Partial<GradientConfig> | undefined;
  /** A budget of its own, in place of the run's. */
  readonly budget?: BudgetConfig | undefined;
}

/** When an arm ends: at whichever of these is reached first. Looked at after each generation. */
export type BudgetConfig = Limits;

/** A config with all defaults: what `config.yaml` of a run folder holds. It is a valid config itself. */
export interface RunConfig {
  /** What the run is called, a file name. Default: the config file's. */
  readonly name: string;
  /** A whole number in [0, 2^53) or a text. Default 1. */
  readonly seed: number | string;
  /** Tasks by id. All share one shape of observation and one space of actions, so that one network fits. */
  readonly tasks: Readonly<Record<string, TaskConfig | FunctionTaskConfig | DataTaskConfig>>;
  /**
   * Of tasks that are problems, what they have in common: `shared`, one x serves all, or `unified`, each decodes its
   * own variables out of one unit cube. Default `shared`.
   */
  readonly variables?: "shared" | "unified" | undefined;
  /** The report's objectives. Default: the first value of each task, to be maximised; all of a problem, minimised. */
  readonly objectives: readonly { readonly id: string; readonly direction: Direction }[];
  /**
   * The hidden layers. The layer of outputs, one unit an action, is always added behind them (with a `flatten`
   * before it where observations are pictures and the layers have none), so the config never repeats a size. Where tasks are problems there is none.
   */
  readonly network?: { readonly layers: readonly LayerDescription[] } | undefined;
  /** The network of gradient arms on a data set: the architecture's id and, beside it, its options. */
  readonly model?: Chosen | undefined;
  /** The strategy's id and, beside it, its options. Where all arms train by gradients there is none. */
  readonly strategy?: Chosen | undefined;
  /** How arms with a method train. */
  readonly gradient?: GradientConfig | undefined;
  /** Searches to compare. Default: `main`, on all tasks. */
  readonly arms: Readonly<Record<string, ArmConfig>>;
  /** At least one limit. Each arm has this budget to itself. */
  readonly budget: BudgetConfig;
  readonly hypervolume: {
    /** The reference point, in the objectives' own units. Default: zeros; of problems, the usual one. */
    readonly reference: readonly number[];
    /**
     * What each objective's distance from the reference is divided by. Default `best`: a hundredth of the best
     * distance seen in any arm, so that values go up to 100.
     */
    readonly scale: readonly number[] | "best";
  };
  /** Tests of the centre on fresh episodes: every so many generations (0: only at the end). Defaults 100, 10. */
  readonly test: { readonly episodes: number; readonly every: number };
  /** A checkpoint every so many generations, of which the last few are kept. Defaults 10, 3. */
  readonly checkpoint: { readonly every: number; readonly keep: number };
  /** Episodes a random policy plays, for comparison. 0: none. Default 100. */
  readonly baseline: { readonly episodes: number };
  /** Where networks run. Default `wasm`. */
  readonly device: string;
  /** Worker threads; `auto`: as many as the machine has cores. The outcome does not depend on it. Default `auto`. */
  readonly workers: number | "auto";
  /**
   * Modules that export `environments`, a record of entries to be added to the registry. Relative to the config
   * file; absolute once resolved.
   */
  readonly modules: readonly string[];
}

type Optional<T> = { readonly [K in keyof T]?: T[K] };
/** A behaviour without options may be its id alone. */
type TaskInput<T> = Optional<Omit<T, "behaviour">> & { readonly behaviour?: string | BehaviourConfig };

/** A config as a user may write it. */
export interface ConfigInput {
  readonly name?: string;
  readonly seed?: number | string;
  readonly tasks: Readonly<
    Record<string, TaskInput<TaskConfig> | TaskInput<FunctionTaskConfig> | Optional<DataTaskConfig> | null>
  >;
  readonly objectives?: readonly (string | { readonly id: string; readonly direction?: Direction })[];
  readonly network?: { readonly layers: readonly LayerDescription[] } | undefined;
  readonly model?: Chosen | undefined;
  readonly strategy?: Chosen | undefined;
  readonly gradient?: Partial<GradientConfig> | undefined;
  readonly arms?: Readonly<
    Record<string, Omit<ArmConfig, "budget"> & { readonly budget?: LimitsInput | undefined }>
  >;
  readonly budget: LimitsInput;
  readonly variables?: "shared" | "unified" | undefined;
  readonly hypervolume?: Optional<RunConfig["hypervolume"]>;
  readonly test?: Optional<RunConfig["test"]>;
  readonly checkpoint?: Optional<RunConfig["checkpoint"]>;
  readonly baseline?: Optional<RunConfig["baseline"]>;
  readonly device?: string;
  readonly workers?: number | "auto";
  readonly modules?: readonly string[];
  /** What the short form (`--quick`) has instead: groups are merged, all else is replaced, null takes a setting away. */
  readonly quick?: Readonly<Record<string, unknown>> | undefined;
}
