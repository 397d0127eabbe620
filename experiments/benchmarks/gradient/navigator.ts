/**
 * The navigator on networks: what a Hessian-vector product costs in gradients (one of the many that a solve asks for at a
 * place, and one alone), what MINRES costs beside its products, how long a proposal takes, and on two items ten preferences
 * in a row, next to a sweep of weighted sums that costs as much. Three items have a benchmark of their own.
 *
 *     npm run bench -- gradient/navigator
 *     EVOFRONT_NAVIGATOR=speed npm run bench -- gradient/navigator       all but the walk (`two`: the walk alone)
 *     EVOFRONT_SEEDS=1,2,3 EVOFRONT_NAVIGATOR=two npm run bench -- gradient/navigator
 *
 * Networks: LeNet of 56 x 56 with three tasks (319,038 parameters, of the size of the one in Amakor, Sonntag, Peitz 2026,
 * whose code took 32 s for a predictor and 7 s for a corrector on a graphics processor), LeNet on Multi-(Fashion+MNIST)
 * (31,910), and one of about 10,000. Single thread, WASM.
 */
import { examplesAt } from "../../../src/data/index.ts";
import { initialPlace, type NavigatorSettings } from "../../../src/gradient/index.ts";
import { minres } from "../../../src/linalg/index.ts";
import { keyOf } from "../../../src/random/index.ts";
import {
  type DeepTask,
  open,
  tenPreferences,
  trained,
  volume,
  walked,
  weightsOver,
} from "./support/deep-walk.ts";

const only = process.env["EVOFRONT_NAVIGATOR"] ?? "all";
const seeds = (process.env["EVOFRONT_SEEDS"] ?? "1").split(",").map(Number);
const rounds = 5;
const seconds = (): number => performance.now() / 1000;

const two: DeepTask = {
  data: "multi-fashion-mnist",
  encoder: { kind: "lenet", kernels: [9, 5], filters: [10, 20], units: 50 },
  train: 8000,
  validation: 2000,
  examples: 2048,
  curvature: 256,
  steps: 600,
  batch: 64,
};
/**
 * The start of the walk, equal weights, and what its gradients are of: fewer examples and its steps gain on those alone. MGDA as
 * a start costs 5 passes an example in place of 3 and neglects the objective that is learned last.
 */
const far: DeepTask = { ...two, train: 40_000, examples: 8192, steps: 5000 };
const three: DeepTask = {
  ...two,
  data: "three-items",
  encoder: { kind: "lenet", kernels: [5, 5], filters: [10, 20], units: 128 },
  steps: 400,
};
const small: DeepTask = { ...two, encoder: { kind: "lenet", kernels: [9, 5], filters: [4, 8], units: 50 } };

/** As in PPE's deep code, but for fewer iterations and examples. */
const settings: NavigatorSettings = {
  damping: 0.1,
  tolerance: 1e-2,
  maxIterations: 25,
  rank: 1e-3,
  normalise: true,
  step: 0.03,
  stationary: 0.2,
  corrected: 0.1,
  corrector: "mgda",
  descentSteps: 10,
  trust: 1,
  leastStep: 1e-6,
  repeats: 10,
  corner: 0.99,
};

/** Fewer products and corrections a step: ten steps of the larger network are then minutes. */
const brisk: NavigatorSettings = { ...settings, maxIterations: 10, descentSteps: 3 };

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const spread = (values: readonly number[], digits = 1): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)})`;

async function speed(name: string, task: DeepTask): Promise<void> {
  const opened = await open(task);
  const { model, source, splits } = opened;
  const x = Float64Array.from(initialPlace(model, keyOf(1)).shared);
  const at = { shared: x, own: model.tasks.map(() => new Float64Array(0)) };
  const weights = model.tasks.map(() => 1 / model.tasks.length);
  const batch = examplesAt(
    splits.train,
    Array.from({ length: task.curvature }, (_, i) => i),
  );
  const v = x.map((_, i) => Math.sin(i));
  const hessian = await source.hessian!(at, batch, weights);
  const [gradients, singles, products]: [number[], number[], number[]] = [[], [], []];
  const timed = async (into: number[], round: number, work: () => Promise<unknown>): Promise<void> => {
    const begun = seconds();
    await work();
    if (round > 0) into.push(1000 * (seconds() - begun));
  };
  for (let round = 0; round <= rounds; round++) {
    await timed(gradients, round, () => source.combined(at, batch, weights));
    await timed(singles, round, () => source.hessianVector(at, batch, weights, v));
    await timed(products, round, () => hessian.product(v));
  }
  const over = (times: readonly number[]): string =>
    spread(
      times.map((time, i) => time / gradients[i]!),
      2,
    );
  console.log(
    `${name}, ${x.length} parameters, ${task.curvature} examples: gradient ${spread(gradients)} ms; Hessian-vector product ${spread(products)} ms, ratio ${over(products)}; one product alone ${spread(singles)} ms, ratio ${over(singles)}`,
  );

  let inProducts = 0;
  const begun = seconds();
  const solved = await minres(
    async (u) => {
      const start = seconds();
      const product = await hessian.product(u);
      inProducts += seconds() - start;
      return product;
    },
    v,
    { shift: 0.1, tolerance: 1e-12, maxIterations: 10 },
  );
  const whole = seconds() - begun;
  hessian.dispose();
  console.log(
    `${name}: MINRES, ${solved.iterations} products: ${((100 * (whole - inProducts)) / inProducts).toFixed(2)} % of their time besides`,
  );

  const guide = opened.guide(settings);
  const walk = await guide.start(x, { ifNotStationary: "measure" });
  const times: number[] = [];
  for (let round = 0; round < 2; round++) {
    const started = seconds();
    const { cost, condition } = await guide.propose(
      walk,
      model.tasks.map((_, i) => (i === round % 2 ? 1 : 0)),
    );
    times.push(seconds() - started);
    if (round === 0) {
      console.log(
        `${name}: a proposal is ${cost.gradients} Jacobian of ${task.examples} examples and ${cost.products} products of ${task.curvature}; MINRES ${condition.systems.map(({ iterations }) => iterations).join(" + ")}`,
      );
    }
  }
  console.log(`${name}: proposals in ${spread(times)} s`);
}

async function journey(name: string, task: DeepTask, reference: number, seed: number): Promise<void> {
  const opened = await open(task);
  const tasks = opened.model.tasks.length;
  const equal = { weights: new Array<number>(tasks).fill(1 / tasks) };
  const start = await trained(opened, "fixed", equal, task.steps * task.batch * 3, seed);
  const walk = await walked(opened.guide(brisk), start.x, tenPreferences(tasks), seconds, (line) =>
    console.log(`${name}: ${line}`),
  );
  const total = start.passes + walk.passes;
  const kept = walk.honoured.filter(Boolean).length;
  console.log(
    `${name}: ${kept} of ${walk.honoured.length} preferences honoured; predictor ${spread(walk.predictors.map((each) => each.seconds))} s, ${spread(walk.predictors.map(({ passes }) => passes / (3 * task.examples)))} gradients of ${task.examples} examples; corrector ${spread(walk.correctors.map((each) => each.seconds))} s, ${spread(walk.correctors.map(({ passes }) => passes / (3 * task.examples)))} gradients`,
  );
  const weights = weightsOver(tasks, walk.visited.length);
  const sweep: Float64Array[] = [];
  for (const each of weights) {
    const { x } = await trained(opened, "fixed", { weights: each }, total / weights.length, seed);
    sweep.push(await opened.validation(x));
  }
  console.log(
    `${name}: hypervolume of validation losses below ${reference}: walk ${volume(walk.visited, reference).toFixed(4)} (its start alone ${volume(walk.visited.slice(0, 1), reference).toFixed(4)}), ${weights.length} weighted sums ${volume(sweep, reference).toFixed(4)}; ${(total / 1e6).toFixed(2)} million example passes each`,
  );
}

if (only === "all" || only === "speed") {
  await speed("small", small);
  await speed("two items", two);
}
if (only === "all" || only === "two")
  for (const seed of seeds) await journey(`two items, seed ${seed}`, far, 2, seed);
if (only === "all" || only === "speed") await speed("three items", three);
