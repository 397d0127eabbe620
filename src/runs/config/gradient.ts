/** Arms that train by gradients: their settings checked, their methods and optimisers made. */
import {
  createFront,
  createMethod,
  createSearch,
  optimisers,
  searches,
  type TrainingProblem,
  trainer,
} from "../../gradient/index.ts";
import { type ArmTraining, frontTraining, searchTraining, singleTraining } from "./arm-training.ts";
import { checkWith, faultError, located, showValue } from "./explain.ts";
import type { Chosen, GradientConfig } from "./gradient-types.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import type { ArmConfig, RunConfig } from "./types.ts";

/** One training of an arm. */
export interface PlannedTraining {
  /** Number of its start. */
  readonly start: number;
  /** Where it starts; null where that is drawn. */
  readonly place: readonly number[] | null;
  /** The method's id, with what tells it from the others of the arm. */
  readonly label: string;
  train(problem: TrainingProblem<unknown>): ArmTraining;
}

/** What trainings of variables need to know of them before they are made. */
export interface Variables {
  readonly dimension: number;
  /** The usual starts of the problem, where it has such. */
  readonly starts?: readonly (readonly number[])[] | undefined;
}

/** Arrays by name, as a file of parameters holds them. */
export type NamedTensors = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
>;

/** Checks what an arm trains on; returns how to open it and how its parameters are called. */
export type OpenProblem = (
  arm: string,
  train: readonly string[],
  settings: GradientConfig,
) => Pick<GradientArmPlan, "backend" | "losses" | "open" | "tensors">;

/** A gradient arm, checked. */
export interface GradientArmPlan {
  readonly settings: GradientConfig;
  /** Ids of the run's tasks that it trains on. */
  readonly tasks: readonly string[];
  /** Ids of the losses that it lowers: tasks, or the objectives of problems. */
  readonly losses: readonly string[];
  /** Whether its trainings are of fronts. */
  readonly front: boolean;
  readonly members: readonly PlannedTraining[];
  /** The parameters as named tensors, for a file; absent where they are a problem's variables. */
  readonly tensors?: ((parameters: Float64Array) => NamedTensors) | undefined;
  /** Starts the backend that a network is trained on, and says which; absent where variables are. */
  readonly backend?: (() => Promise<string>) | undefined;
  /** Loads data and starts a backend. Rejects with an `InputError` where one is not to be had. */
  open(): Promise<TrainingProblem<unknown>>;
}

const optionsOf = ({ id: _, ...options }: Chosen): Record<string, unknown> => options;
const asList = (given: Chosen | readonly Chosen[]): readonly Chosen[] =>
  Array.isArray(given) ? given : [given as Chosen];

/** The methods of an arm, in the form they were given in. Throws an `InputError` where one cannot be made. */
function checkMethods(
  given: Chosen | readonly Chosen[],
  source: ConfigSource,
  path: ConfigPath,
): Chosen | readonly Chosen[] {
  const resolved = asList(given).map((each, i) => {
    const place = Array.isArray(given) ? [...path, i] : path;
    located(source, place, () =>
      searches.has(each.id) ? createSearch(each.id, optionsOf(each)) : createMethod(each.id, optionsOf(each)),
    );
    return each;
  });
  return Array.isArray(given) ? resolved : resolved[0]!;
}

/** Throws an `InputError` where the front method of an arm cannot be made, or does not fit its losses. */
function checkFront(given: Chosen, losses: readonly string[], source: ConfigSource, path: ConfigPath): void {
  const made = located(source, path, () => createFront(given.id, optionsOf(given)));
  if (losses.length < 2) {
    throw faultError(source, {
      path,
      message: `expected tasks with two losses or more in all, as one has no front, found ${losses.length} (${losses.join(", ")})`,
    });
  }
  located(source, path, () => (made.kind === "set" ? made.preferences(losses) : made.points(losses.length)));
  located(source, path, () => made.rule.init(losses.length, 1));
}

/** Throws an `InputError` where an arm names more than one of a strategy, methods and a front method. */
function checkOneKind(arm: ArmConfig, source: ConfigSource, path: ConfigPath): void {
  const [, second] = (["method", "front", "strategy"] as const).filter((kind) => arm[kind] !== undefined);
  if (second === undefined) return;
  const first = arm.method === undefined ? "a front" : "a method";
  throw faultError(source, {
    path: [...path, second],
    message: `expected either ${first} or a ${second}, found both`,
    atKey: true,
  });
}

function resolveOptimiser(given: Chosen, source: ConfigSource, path: ConfigPath): Chosen {
  const entry = located(source, [...path, "id"], () => optimisers.get(given.id));
  return { id: given.id, ...checkWith(entry.options, optionsOf(given), source, path) };
}

/** The run's settings with the arm's own in their place. */
function settingsOf(common: GradientConfig, own: Partial<GradientConfig> | undefined): GradientConfig {
  const { clipNorm: clip = common.clipNorm, ...rest } = { ...common, ...own };
  return { ...rest, ...(clip === undefined || clip === null ? {} : { clipNorm: clip }) };
}

/** What tells the trainings of an arm apart: the method with the options that were named, and the start. */
function labelsOf(given: Chosen | readonly Chosen[], starts: number): string[] {
  const list = asList(given);
  return list.flatMap((each) => {
    const named = Object.entries(optionsOf(each)).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    const method = list.length > 1 && named.length > 0 ? `${each.id} ${named.join(", ")}` : each.id;
    return Array.from({ length: starts }, (_, s) => (starts > 1 ? `${method}, start ${s + 1}` : method));
  });
}

/** What the gradient arms of a run come to: their plans, and the config with every default filled in. */
export interface ResolvedGradients {
  readonly plans: Readonly<Record<string, GradientArmPlan>>;
  /** Undefined where no arm trains by gradients. */
  readonly gradient: GradientConfig | undefined;
  readonly arms: RunConfig["arms"];
}

/** Whether an arm trains by gradients. */
export const isGradientArm = (arm: ArmConfig): boolean => arm.method !== undefined || arm.front !== undefined;

/**
 * Checks the arms that train by gradients. `variables` are those of a problem, null where networks are trained. Throws an `InputError` at the first fault.
 */
export function resolveGradients(
  given: GradientConfig,
  arms: RunConfig["arms"],
  source: ConfigSource,
  variables: Variables | null,
  open: OpenProblem,
): ResolvedGradients {
  for (const [name, arm] of Object.entries(arms)) {
    if (isGradientArm(arm) || arm.gradient === undefined) continue;
    throw faultError(source, {
      path: ["arms", name, "gradient"],
      message: "expected a method or a front beside it, as only arms with one train by gradients, found none",
      atKey: true,
    });
  }
  if (!Object.values(arms).some(isGradientArm)) return { plans: {}, gradient: undefined, arms };
  const common = {
    ...given,
    optimiser: resolveOptimiser(given.optimiser, source, ["gradient", "optimiser"]),
  };
  const resolved: Record<string, ArmConfig> = {};
  const plans: Record<string, GradientArmPlan> = {};
  for (const [name, arm] of Object.entries(arms)) {
    resolved[name] = arm;
    if (!isGradientArm(arm)) continue;
    const path = ["arms", name];
    checkOneKind(arm, source, path);
    const method = arm.method && checkMethods(arm.method, source, [...path, "method"]);
    const { front } = arm;
    const own = arm.gradient?.optimiser;
    const optimiser =
      own === undefined
        ? common.optimiser
        : resolveOptimiser(own.id === common.optimiser.id ? { ...common.optimiser, ...own } : own, source, [
            ...path,
            "gradient",
            "optimiser",
          ]);
    const settings = { ...settingsOf(common, arm.gradient), optimiser };
    const opened = open(name, arm.train, settings);
    if (front) checkFront(front, opened.losses, source, [...path, "front"]);
    const startsPath = arm.gradient?.starts === undefined ? ["gradient"] : [...path, "gradient"];
    const places = placesOf(settings.starts, front ? null : variables, source, startsPath);
    resolved[name] = {
      ...arm,
      ...(method === undefined ? {} : { method }),
      ...(arm.gradient === undefined ? {} : { gradient: { ...arm.gradient, ...(own ? { optimiser } : {}) } }),
    };
    plans[name] = {
      settings,
      tasks: arm.train,
      front: front !== undefined,
      members: front ? frontsOf(front, places.length, settings) : trainingsOf(method!, places, settings),
      ...opened,
    };
  }
  return { plans, gradient: common, arms: resolved };
}

/** Where trainings start: one a training, null where that is drawn. */
function placesOf(
  starts: GradientConfig["starts"],
  variables: Variables | null,
  source: ConfigSource,
  path: ConfigPath,
): readonly (readonly number[] | null)[] {
  if (typeof starts === "number") return new Array<null>(starts).fill(null);
  const place = [...path, "starts"];
  const fault = (at: ConfigPath, message: string): Error => faultError(source, { path: at, message });
  if (variables === null)
    throw fault(place, "expected a number of starts, as networks start from drawn parameters, found places");
  if (starts === "usual") {
    if (variables.starts !== undefined) return variables.starts;
    throw fault(
      place,
      'expected a number of starts or a list of them, as this problem has no usual ones, found "usual"',
    );
  }
  const wrong = starts.findIndex(({ length }) => length !== variables.dimension);
  if (wrong < 0) return starts;
  throw fault(
    [...place, wrong],
    `expected ${variables.dimension} numbers, one a variable, found ${showValue(starts[wrong])}`,
  );
}

function trainingsOf(
  given: Chosen | readonly Chosen[],
  places: readonly (readonly number[] | null)[],
  settings: GradientConfig,
): PlannedTraining[] {
  const labels = labelsOf(given, places.length);
  return asList(given).flatMap((method, m) =>
    places.map((place, start): PlannedTraining => {
      return {
        start,
        label: labels[m * places.length + start]!,
        place,
        train: makerOf(method, settings),
      };
    }),
  );
}

/** How a method or a search of a config trains. */
function makerOf(chosen: Chosen, settings: GradientConfig): PlannedTraining["train"] {
  const { optimiser, batch, gradientsOf, size, heads, clipNorm } = settings;
  const common = ({ source, examples, project }: TrainingProblem<unknown>) => ({
    source,
    examples,
    project,
    optimiser: optimisers.get(optimiser.id).create(optionsOf(optimiser)),
    batchSize: batch,
    size,
    heads,
    clipNorm,
  });
  if (searches.has(chosen.id)) {
    const search = createSearch(chosen.id, optionsOf(chosen));
    return (problem) =>
      searchTraining(search.trainer({ ...common(problem), reference: problem.reference }), problem);
  }
  const { method, ...entry } = createMethod(chosen.id, optionsOf(chosen));
  return (problem) => singleTraining(trainer({ ...common(problem), method, entry, gradientsOf }), problem);
}

/** The front method from each of `starts` places, each a training of its own. */
function frontsOf(given: Chosen, starts: number, settings: GradientConfig): PlannedTraining[] {
  const { optimiser } = settings;
  const front = createFront(given.id, optionsOf(given));
  return Array.from({ length: starts }, (_, start) => ({
    start,
    place: null,
    label: starts > 1 ? `${given.id}, start ${start + 1}` : given.id,
    train: (problem) =>
      frontTraining(front, problem, optimisers.get(optimiser.id).create(optionsOf(optimiser)), settings),
  }));
}
