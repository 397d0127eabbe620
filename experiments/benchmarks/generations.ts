/**
 * Whole generations a second (ask, evaluate on every task, tell) of experiments, on 1 and on 2 threads.
 *
 *     npm run bench -- generations
 *     node --import jiti/register experiments/benchmarks/generations.ts experiments/cart-pole.yaml
 *
 * Without a config: an experiment with small pictures of few lit places, one with two layers of 64 units, one with the papers'
 * network. Every repeat plays the same generations from the same seed, so all of them do the same work; the two pools take
 * turns, so that a busy machine slows both, and ratios are of neighbours. What is timed runs compiled, in the threads, after
 * repeats that are not counted: the engine compiles on threads of its own, which on two cores take time from two workers.
 * A second worker's ratio says nothing where anything else runs on the machine.
 */
import { fileURLToPath } from "node:url";
import {
  type EpisodesTask,
  type Executor,
  type Experiment,
  toObjectives,
} from "../../src/evaluation/index.ts";
import { threadExecutor } from "../../src/evaluation/node.ts";
import { initialParameters, layoutOf, sizeOf } from "../../src/policy/index.ts";
import { fold, keyOf } from "../../src/random/index.ts";
import { planOf, readConfigSource } from "../../src/runs/index.ts";

interface Asked {
  readonly config: string;
  readonly generations: number;
  readonly repeats: number;
}

/** Repeats before those that count. */
const warmUps = 3;

const beside = (name: string): string => fileURLToPath(new URL(`support/${name}`, import.meta.url));
const usual: readonly Asked[] = [
  { config: "experiments/two-games-arcade.yaml", generations: 8, repeats: 21 },
  { config: beside("perceptron-generations.yaml"), generations: 8, repeats: 9 },
  { config: beside("pictures-generations.yaml"), generations: 2, repeats: 3 },
];
const workersCompared = [1, 2];

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function compare({ config: source, generations, repeats }: Asked): Promise<void> {
  const { config, experiment: all, strategies } = await planOf(await readConfigSource(source));
  // The first arm: of the two games, the one that trains on both.
  const [arm, { train }] = Object.entries(config.arms)[0]!;
  const strategy = strategies[arm]!;
  if (all.network === null) throw new Error("expected a config whose tasks are environments");
  const experiment: Experiment = {
    network: all.network,
    tasks: all.tasks.filter((task) => task.kind === "episodes" && train.includes(task.id)) as EpisodesTask[],
    objectives: all.objectives.filter(({ task }) => train.includes(task)),
  };
  const key = keyOf(config.seed);
  const layout = layoutOf(experiment.network);
  const start = {
    key: fold(key, 1),
    parameters: initialParameters(experiment.network, fold(key, 0)),
    layout,
    objectives: experiment.objectives.length,
  };

  /** Plays the generations once; returns the seconds they took, those of evaluating, and the environment steps. */
  const play = async (
    executor: Executor,
  ): Promise<{ seconds: number; evaluating: number; steps: number }> => {
    let state = strategy.init(start);
    let steps = 0;
    let evaluating = 0;
    const from = performance.now();
    for (let generation = 0; generation < generations; generation++) {
      const population = strategy.ask(state);
      const asked = performance.now();
      const result = await executor.evaluate({
        tasks: experiment.tasks.map(({ id }) => id),
        population,
        key: fold(key, 2, generation),
        observations: {},
      });
      evaluating += performance.now() - asked;
      state = strategy.tell(state, toObjectives(experiment, result));
      for (const outcome of result.outcomes) for (const taken of outcome.steps) steps += taken;
    }
    return { seconds: (performance.now() - from) / 1000, evaluating: evaluating / 1000, steps };
  };

  const pools = await Promise.all(
    workersCompared.map(async (workers) => ({
      workers,
      executor: await threadExecutor(experiment, { device: "wasm", key, workers, modules: config.modules }),
      rates: [] as number[],
      evaluations: [] as number[],
      steps: 0,
    })),
  );
  for (let repeat = 0; repeat < warmUps; repeat++)
    for (const pool of pools) pool.steps = (await play(pool.executor)).steps;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { executor, rates, evaluations } of pools) {
      const { seconds, evaluating } = await play(executor);
      rates.push(generations / seconds);
      evaluations.push(generations / evaluating);
    }
  }
  await Promise.all(pools.map(({ executor }) => executor.close()));

  const population = sizeOf(strategy.ask(strategy.init(start)));
  console.log(
    `${config.name}, seed ${config.seed}: population ${population}, ${layout.size} parameters, ` +
      `generations 1-${generations}, ${repeats} repeats, medians (least - most)`,
  );
  const table = (title: string, of: (pool: (typeof pools)[number]) => readonly number[]): void => {
    const base = of(pools[0]!);
    console.log(title);
    for (const pool of pools) {
      const rates = of(pool);
      const rate = median(rates);
      const stepsPerSecond = Math.round((rate * pool.steps) / generations);
      const ratios = rates.map((each, repeat) => each / base[repeat]!);
      console.log(
        `  ${pool.workers} worker${pool.workers > 1 ? "s" : " "}  ${rate.toFixed(2)} generations/s ` +
          `(${Math.min(...rates).toFixed(2)} - ${Math.max(...rates).toFixed(2)})  ` +
          `${stepsPerSecond.toLocaleString("en")} steps/s  ${median(ratios).toFixed(2)} x 1 worker ` +
          `(${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)})`,
      );
    }
  };
  table("whole generations", ({ rates }) => rates);
  table("their evaluations alone", ({ evaluations }) => evaluations);
  if (new Set(pools.map(({ steps }) => steps)).size > 1)
    throw new Error("the pools played different episodes");
}

const given = process.argv[2];
for (const asked of given === undefined ? usual : [{ config: given, generations: 8, repeats: 9 }])
  await compare(asked);
