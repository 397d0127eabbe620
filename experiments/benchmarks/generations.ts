/**
 * Whole generations a second (ask, evaluate on every task, tell) of an experiment, on 1 and on 2 threads.
 *
 *     npm run bench -- generations
 *     node --import jiti/register experiments/benchmarks/generations.ts experiments/cart-pole.yaml
 *
 * Every repeat plays the same generations from the same seed, so all of them do the same work; the two pools take
 * turns, so that a busy machine slows both. What is timed runs compiled, in the threads.
 */
import { type Executor, toObjectives } from "../../src/evaluation/index.ts";
import { threadExecutor } from "../../src/evaluation/node.ts";
import { initialParameters, layoutOf, sizeOf } from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import { planOf, readConfigSource } from "../../src/runs/index.ts";

const settings = {
  config: process.argv[2] ?? "experiments/two-games.yaml",
  generations: 4,
  repeats: 5,
  workers: [1, 2],
};

const { config, experiment, strategy } = await planOf(await readConfigSource(settings.config));
const key = keyOf(config.seed);
const layout = layoutOf(experiment.network);
const start = {
  key: fold(key, 1),
  parameters: initialParameters(experiment.network, fold(key, 0)),
  layout,
  objectives: experiment.objectives.length,
};

/** Plays the generations once; returns the seconds they took and the environment steps in them. */
async function play(executor: Executor): Promise<{ seconds: number; steps: number }> {
  let state = strategy.init(start);
  let steps = 0;
  const from = performance.now();
  for (let generation = 0; generation < settings.generations; generation++) {
    const result = await executor.evaluate({
      tasks: experiment.tasks.map(({ id }) => id),
      population: strategy.ask(state),
      key: fold(key, 2, generation),
      observations: {},
    });
    state = strategy.tell(state, toObjectives(experiment, result));
    for (const outcome of result.outcomes) for (const taken of outcome.steps) steps += taken;
  }
  return { seconds: (performance.now() - from) / 1000, steps };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const pools = await Promise.all(
  settings.workers.map(async (workers) => ({
    workers,
    executor: await threadExecutor(experiment, { device: "wasm", key, workers, modules: config.modules }),
    rates: [] as number[],
    steps: 0,
  })),
);
for (const pool of pools) pool.steps = (await play(pool.executor)).steps;
for (let repeat = 0; repeat < settings.repeats; repeat++) {
  for (const pool of pools) pool.rates.push(settings.generations / (await play(pool.executor)).seconds);
}
await Promise.all(pools.map(({ executor }) => executor.close()));

const population = sizeOf(strategy.ask(strategy.init(start)));
console.log(
  `${settings.config}, seed ${config.seed}: population ${population}, ${layout.size} parameters, ` +
    `generations 1-${settings.generations}, ${settings.repeats} repeats, medians (least - most)`,
);
const base = median(pools[0]!.rates);
for (const { workers, rates, steps } of pools) {
  const rate = median(rates);
  console.log(
    `${workers} worker${workers > 1 ? "s" : " "}  ${rate.toFixed(2)} generations/s ` +
      `(${Math.min(...rates).toFixed(2)} - ${Math.max(...rates).toFixed(2)})  ` +
      `${Math.round((rate * steps) / settings.generations).toLocaleString("en")} steps/s  ` +
      `${(rate / base).toFixed(2)} x 1 worker`,
  );
}
if (new Set(pools.map(({ steps }) => steps)).size > 1) throw new Error("the pools played different episodes");
