/** A network trained to near the front, ten steps along it, and the sweep of weighted sums that costs as much. */
import { type DataSet, examplesAt, loadDataSet, type Splits } from "../../../../src/data/index.ts";
import { nodeSupply } from "../../../../src/data/node.ts";
import {
  addCost,
  createMethod,
  createModel,
  here,
  initialPlace,
  type Model,
  type Navigator,
  type NavigatorSettings,
  navigator,
  networkSource,
  noCost,
  optimiserOf,
  sharedModel,
  startBackend,
  trainer,
} from "../../../../src/gradient/index.ts";
import { hypervolume } from "../../../../src/pareto/index.ts";
import { keyOf } from "../../../../src/random/index.ts";

export interface DeepTask {
  readonly data: string;
  readonly encoder: Readonly<Record<string, unknown>>;
  /** Training and validation examples. */
  readonly train: number;
  readonly validation: number;
  /** Examples of the gradients, of which Hessian-vector products take `curvature`. */
  readonly examples: number;
  readonly curvature: number;
  /** Steps of MGDA with Adam that the walk starts after, of `batch` examples. */
  readonly steps: number;
  readonly batch: number;
}

export interface Opened {
  readonly task: DeepTask;
  readonly model: Model;
  readonly splits: Splits;
  readonly source: ReturnType<typeof networkSource>;
  validation(x: Float64Array): Promise<Float64Array>;
  guide(settings: NavigatorSettings): Navigator;
}

const first = (data: DataSet, count: number): DataSet =>
  count >= data.count
    ? data
    : examplesAt(
        data,
        Array.from({ length: count }, (_, i) => i),
      );

export async function open(task: DeepTask): Promise<Opened> {
  const limits = { train: task.train, validation: task.validation, test: 100 };
  const splits = await loadDataSet(task.data, { limits }, nodeSupply());
  const tasks = splits.train.targets.map(({ id, size }) => ({ id, outputs: size }));
  const model = sharedModel(
    createModel("hard-sharing", { encoder: task.encoder }, { input: splits.train.shape, tasks }),
  );
  const backend = await startBackend("wasm");
  const losses = tasks.map(() => "cross-entropy");
  const source = networkSource({ model, backend, losses, microBatch: 256 });
  const own = tasks.map(() => new Float64Array(0));
  const validation = (x: Float64Array): Promise<Float64Array> =>
    source.losses({ shared: x, own }, splits.validation);
  const batch = first(splits.train, task.examples);
  const curvature = first(splits.train, task.curvature);
  return {
    task,
    model,
    splits,
    source,
    validation,
    guide: (settings) =>
      navigator(
        {
          source,
          batch,
          examples: batch.count,
          curvature: { batch: curvature, examples: curvature.count },
          judged: validation,
        },
        settings,
      ),
  };
}

/** Trains with a method from the seed's first parameters; the parameters and the example passes that it took. */
export async function trained(
  { source, splits, model, task }: Opened,
  method: string,
  options: Readonly<Record<string, unknown>>,
  passes: number,
  seed = 1,
): Promise<{ readonly x: Float64Array; readonly passes: number }> {
  const made = createMethod(method, options);
  const steps = trainer({
    source,
    examples: { count: splits.train.count, batch: (places) => examplesAt(splits.train, places) },
    method: made.method,
    entry: made,
    optimiser: optimiserOf({ id: "adam", learningRate: 1e-3 }),
    batchSize: task.batch,
  });
  let state = steps.init(keyOf(seed), initialPlace(model, keyOf(seed)));
  while (state.passes < passes) ({ state } = await steps.step(state));
  return { x: Float64Array.from(state.parameters), passes: state.passes };
}

/** Example passes of so many steps with the gradients of all tasks. */
export const trainingPasses = ({ task, model }: Opened): number =>
  task.steps * task.batch * (1 + 2 * model.tasks.length);

export interface Stage {
  readonly name: string;
  readonly seconds: number;
  readonly passes: number;
}

export interface DeepWalk {
  /** Validation losses at the start and after each step. */
  readonly visited: readonly Float64Array[];
  readonly preferences: readonly (readonly number[])[];
  /** Whether each preferred loss was lower on the validation examples after the step. */
  readonly honoured: readonly boolean[];
  readonly predictors: readonly Stage[];
  readonly correctors: readonly Stage[];
  /** Of the walk, without the training before it. */
  readonly passes: number;
}

/** Ten preferences in turn: each objective alone, then all but one, and so on. */
export function tenPreferences(tasks: number): number[][] {
  const single = Array.from({ length: tasks }, (_, i) =>
    Array.from({ length: tasks }, (_v, j) => (i === j ? 1 : 0)),
  );
  const pairs = tasks > 2 ? single.map((row) => row.map((value) => 1 - value)) : [];
  const round = [...single, ...pairs];
  return Array.from({ length: 10 }, (_, k) => round[k % round.length]!);
}

export async function walked(
  guide: Navigator,
  x: Float64Array,
  preferences: readonly (readonly number[])[],
  clock: () => number,
  say: (line: string) => void,
): Promise<DeepWalk> {
  let walk = await guide.start(x, { ifNotStationary: "measure" });
  const visited = [here(walk).judged];
  const [honoured, predictors, correctors]: [boolean[], Stage[], Stage[]] = [[], [], []];
  let cost = noCost;
  for (const preference of preferences) {
    const before = here(walk);
    let begun = clock();
    const proposal = await guide.propose(walk, preference);
    cost = addCost(cost, proposal.cost);
    if (proposal.refusal !== null) {
      say(`${preference.join(",")}: refused: ${proposal.refusal}`);
      honoured.push(false);
      continue;
    }
    const accepted = await guide.accept(walk, proposal);
    const stepped = accepted.outcome === "accepted" ? here(accepted.walk).cost : noCost;
    const spent = proposal.cost.passes + stepped.passes;
    predictors.push({ name: "predictor", seconds: clock() - begun, passes: spent });
    begun = clock();
    const corrected = await guide.correct(accepted.walk);
    ({ walk } = corrected);
    const brought = here(walk).kind === "correction" ? here(walk).cost : noCost;
    correctors.push({ name: "corrector", seconds: clock() - begun, passes: brought.passes });
    cost = addCost(addCost(cost, stepped), brought);
    const now = here(walk).judged;
    visited.push(now);
    const kept = preference.every((weight, i) => weight === 0 || now[i]! < before.judged[i]!);
    honoured.push(kept);
    say(
      `${preference.join(",")}: predicted ${[...proposal.change].map((c) => (c * accepted.step).toFixed(4)).join(" ")}; validation ${[...before.judged].map((v) => v.toFixed(4)).join(" ")} -> ${[...now].map((v) => v.toFixed(4)).join(" ")} ${kept ? "honoured" : "not"}; step ${accepted.step.toPrecision(2)}, MINRES ${proposal.condition.systems.map((s) => s.iterations).join("+")}, ${corrected.outcome}, residual ${corrected.before.toFixed(3)} -> ${corrected.after.toFixed(3)}; ${predictors.at(-1)!.seconds.toFixed(1)} s + ${correctors.at(-1)!.seconds.toFixed(1)} s`,
    );
  }
  return { visited, preferences, honoured, predictors, correctors, passes: cost.passes };
}

/** Hypervolume of validation losses below the reference. */
export const volume = (points: readonly Float64Array[], reference: number): number =>
  hypervolume(
    points.map((point) => Array.from(point)),
    new Array<number>(points[0]!.length).fill(reference),
  );

/** Weights over the simplex, `count` or a few more of them. */
export function weightsOver(tasks: number, count: number): number[][] {
  const grid = (left: number, parts: number): number[][] =>
    parts === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, k) => k).flatMap((k) =>
          grid(left - k, parts - 1).map((rest) => [k, ...rest]),
        );
  let resolution = 1;
  while (grid(resolution, tasks).length < count) resolution++;
  return grid(resolution, tasks).map((row) => row.map((k) => k / resolution));
}
