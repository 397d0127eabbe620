import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { environments } from "../../environments/index.ts";
import { strategies } from "../../src/evolution/index.ts";
import { asMatrix } from "../../src/linalg/index.ts";
import { configToYaml, loadConfig, parseConfig, planOf, resolveConfig } from "../../src/runs/index.ts";

const folder = mkdtempSync(join(tmpdir(), "evofront-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

strategies.register("test-walk", {
  title: "stays where it is",
  paper: "none",
  options: z.strictObject({ length: z.int() }) as never,
  create: (options) => ({
    populationSize: options["length"] as number,
    init: ({ parameters }) => parameters,
    ask: (state) => ({
      kind: "explicit",
      parameters: asMatrix(Array.from({ length: options["length"] as number }, () => state as Float64Array)),
    }),
    tell: (state) => state,
    centre: (state) => state as Float64Array,
  }),
});

/** Writes a file into the test's folder and returns its path. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const valid = `name: small
tasks:
  cart-pole:
network:
  layers:
    - { kind: dense, units: 4 }
    - { kind: activation, function: tanh }
strategy:
  id: openai-es
  population: 8
budget:
  generations: 2
`;

/** The message that a config gives, without its folder. */
async function refusal(text: string, settings: readonly string[] = [], name = "x.yaml"): Promise<string> {
  try {
    await loadConfig(file(name, text), settings);
  } catch (error) {
    expect((error as Error).name).toBe("InputError");
    const { message } = error as Error;
    expect(message).not.toContain("\n");
    return message.replaceAll(`${folder}/`, "");
  }
  throw new Error("the config was accepted");
}

const edited = (from: string, to: string): string => {
  expect(valid).toContain(from);
  return valid.replace(from, to);
};

describe("a config that fits", () => {
  test("gets every default", async () => {
    const config = await loadConfig(file("small.yaml", valid));
    expect(config).toMatchObject({
      name: "small",
      seed: 1,
      tasks: {
        "cart-pole": {
          environment: "cart-pole",
          options: { stepLimit: 500 },
          episodes: 1,
          sharedEpisodes: "pair",
          referenceRows: 128,
          normaliseObservations: false,
        },
      },
      objectives: [{ id: "cart-pole.return", direction: "max" }],
      strategy: { id: "openai-es", population: 8, learningRate: 0.01 },
      arms: { main: { train: ["cart-pole"] } },
      budget: { generations: 2 },
      hypervolume: { reference: [0], scale: "best" },
      test: { episodes: 100, every: 10 },
      checkpoint: { every: 10, keep: 3 },
      baseline: { episodes: 100 },
      device: "wasm",
      workers: "auto",
      modules: [],
    });
  });

  test("as resolved is a config that resolves to itself", async () => {
    const text = `${valid}objectives: [{ id: cart-pole.return, direction: min }]\nseed: a text\n`;
    const config = await loadConfig(file("small.yaml", text));
    const again = await loadConfig(file("again.yaml", configToYaml(config)));
    expect(again).toEqual(config);
    expect(configToYaml(again)).toBe(configToYaml(config));
  });

  test("is the same in YAML, JSON and TypeScript", async () => {
    const yaml = await loadConfig(file("same.yaml", valid));
    const value = (await import("yaml")).parse(valid) as object;
    const json = await loadConfig(file("same.json", JSON.stringify(value, null, "\t")));
    const typescript = await loadConfig(
      file(
        "same.ts",
        `const units: number = 4;\nexport default ${JSON.stringify(value).replace('"units":4', "units")};`,
      ),
    );
    expect(json).toEqual(yaml);
    expect(typescript).toEqual(yaml);
  });

  test("may be a function in TypeScript, and takes its name from its file", async () => {
    const value = JSON.stringify((await import("yaml")).parse(edited("name: small\n", "")));
    expect((await loadConfig(file("named-so.ts", `export default () => (${value});`))).name).toBe("named-so");
  });

  test("gives a network from the observation to one unit an action", async () => {
    const plan = await planOf(parseConfig(valid, "x.yaml"));
    expect(plan.experiment.network).toEqual({
      input: [4],
      layers: [
        { kind: "dense", units: 4, bias: true },
        { kind: "activation", function: "tanh" },
        { kind: "dense", units: 2 },
      ],
    });
    expect(plan.experiment.objectives).toEqual([
      { id: "cart-pole.return", task: "cart-pole", value: "return", direction: "max" },
    ]);
    expect(plan.strategies["main"]!.populationSize).toBe(8);
  });

  test("may give an arm a strategy of its own: other options, or another strategy altogether", async () => {
    const arms = `arms:
  sum: { train: [cart-pole] }
  noisy: { train: [cart-pole], strategy: { sigma: 0.5, population: 6 } }
  calm: { train: [cart-pole], strategy: { sigma: 0.01 } }
  other: { train: [cart-pole], strategy: { id: test-walk, length: 3 } }
`;
    const config = await loadConfig(file("arms.yaml", valid + arms));
    expect(config.arms["noisy"]).toEqual({ train: ["cart-pole"], strategy: { sigma: 0.5, population: 6 } });
    const { strategies: own } = await planOf(parseConfig(configToYaml(config), "x.yaml"));
    expect(own["sum"]!.populationSize).toBe(8);
    expect(own["noisy"]!.populationSize).toBe(6);
    // What an arm does not say, the run's own strategy says.
    expect(own["calm"]!.populationSize).toBe(8);
    expect(own["other"]!.populationSize).toBe(3);
  });

  test.each([
    ["zero", (deviation: number) => deviation === 0],
    ["he", (deviation: number) => Math.abs(deviation - Math.SQRT1_2) < 0.1],
    [undefined, (deviation: number) => Math.abs(deviation - 0.5) < 0.08],
  ])("starts strategies from weights drawn as it says: %s", async (initialiser, fits) => {
    const wanted = initialiser === undefined ? "" : `\n  initialiser: ${initialiser}`;
    const { candidates } = await planOf(
      parseConfig(valid.replace("network:", `network:${wanted}`).replace("units: 4", "units: 100"), "x.yaml"),
    );
    // The first layer's weights: from four inputs to a hundred units.
    const weights = candidates.start([1, 2]).subarray(0, 400);
    expect(fits(Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / 400))).toBe(true);
  });

  test("may bring its own environments, named relative to itself", async () => {
    file(
      "my-module.ts",
      `import { z } from "${createRequire(import.meta.url).resolve("zod")}";
export const environments = { "my-world": {
  title: "nothing happens",
  options: z.strictObject({}),
  create: () => ({ spec: { id: "my-world", observation: { shape: [2, 3, 1], kind: "binary" }, actions: { kind: "continuous", size: 3, low: -1, high: 1 }, values: ["a", "b"], stepLimit: 1 }, reset() {}, step: () => 2, observe() {}, save: () => new Uint8Array(), restore() {} }),
} };`,
    );
    const text = edited("  cart-pole:", "  mine: { environment: my-world }").replace(
      "- { kind: dense",
      "- { kind: flatten }\n    - { kind: dense",
    );
    const config = await loadConfig(file("mine.yaml", `${text}modules: [./my-module.ts]\n`));
    expect(config.modules).toEqual([join(folder, "my-module.ts")]);
    expect(config.objectives).toEqual([{ id: "mine.a", direction: "max" }]);
    expect(environments.has("my-world")).toBe(true);
    // A picture is flattened before the outputs where the layers do not do it.
    const plan = await planOf(parseConfig(configToYaml({ ...config, network: { layers: [] } }), "x.yaml"));
    expect(plan.experiment.network!.layers).toEqual([{ kind: "flatten" }, { kind: "dense", units: 3 }]);
    // A second config with the same module does not register it twice.
    await loadConfig(file("mine-again.yaml", `${text}modules: [./my-module.ts]\n`));
  });
});

describe("a config that does not fit says file, line, path, what was expected and what was found", () => {
  test.each<[string, string, string]>([
    [
      "another normalisation",
      edited("cart-pole:", "cart-pole: { normaliseObservations: together }"),
      'x.yaml:3:39: tasks.cart-pole.normaliseObservations: expected true, false or shared, found "together"',
    ],
    [
      "a wrong type",
      edited("units: 4", "units: four"),
      'x.yaml:6:29: network.layers.0.units: expected a number, found "four"',
    ],
    [
      "a fraction",
      edited("units: 4", "units: 4.5"),
      "x.yaml:6:29: network.layers.0.units: expected a whole number, found 4.5",
    ],
    [
      "a number too small",
      edited("units: 4", "units: 0"),
      "x.yaml:6:29: network.layers.0.units: expected a number above 0, found 0",
    ],
    [
      "a strategy's option",
      edited("population: 8", "sigma: -1"),
      "x.yaml:10:10: strategy.sigma: expected a number above 0, found -1",
    ],
    [
      "a strategy's own sentence",
      edited("population: 8", "population: 7"),
      "x.yaml:10:15: strategy.population: population must be even: candidates come in antithetic pairs",
    ],
    [
      "an environment's option",
      edited("  cart-pole:", "  cart-pole: { options: { stepLimit: 0 } }"),
      "x.yaml:3:38: tasks.cart-pole.options.stepLimit: expected a number of at least 1, found 0",
    ],
    [
      "a group that is none",
      edited("budget:\n  generations: 2", "budget: 3"),
      "x.yaml:11:9: budget: expected a group of settings, found 3",
    ],
    [
      "a missing group",
      edited("budget:\n  generations: 2\n", ""),
      "x.yaml:1:1: budget: expected a group of settings, found nothing",
    ],
    [
      "an empty budget",
      edited("budget:\n  generations: 2", "budget: {}"),
      "x.yaml:11:9: budget: expected at least one of steps, evaluations, generations, seconds (a target alone may never be reached), found a group of 0 settings",
    ],
    [
      "an unknown layer",
      edited("kind: dense", "kind: dens"),
      'x.yaml:6:15: network.layers.0.kind: unknown kind "dens"; did you mean "dense"?',
    ],
    [
      "a layer without a kind",
      edited("kind: dense, ", ""),
      'x.yaml:6:7: network.layers.0.kind: expected one of "dense", "conv2d", "flatten", "activation", "virtual-batch-norm", "layer-norm", "elman", "gru", found nothing',
    ],
    [
      "an unknown word",
      edited("function: tanh", "function: tan"),
      'x.yaml:7:37: network.layers.1.function: expected one of "tanh", "relu", "sigmoid", "identity", found "tan"',
    ],
    [
      "a misspelt key",
      edited("generations: 2", "generation: 2"),
      'x.yaml:12:3: budget.generation: unknown key; did you mean "generations"? (and 1 more)',
    ],
    [
      "a misspelt key at the root",
      edited("network:", "netwrok:"),
      'x.yaml:4:1: netwrok: unknown key; did you mean "network"? (and 1 more)',
    ],
    [
      "a misspelt option of a strategy",
      edited("population: 8", "popluation: 8"),
      'x.yaml:10:3: strategy.popluation: unknown key; did you mean "population"?',
    ],
    [
      "a misspelt option of a task",
      edited("  cart-pole:", "  cart-pole: { episode: 3 }"),
      'x.yaml:3:16: tasks.cart-pole.episode: unknown key; did you mean "episodes"?',
    ],
    [
      "an unknown environment",
      edited("  cart-pole:", "  cartpol:"),
      'x.yaml:3:11: tasks.cartpol: unknown environment "cartpol"; did you mean "cart-pole"?',
    ],
    [
      "an unknown environment by name",
      edited("  cart-pole:", "  a: { environment: nowhere-at-all }"),
      'x.yaml:3:21: tasks.a.environment: unknown environment "nowhere-at-all"; known: ',
    ],
    [
      "an unknown strategy",
      edited("id: openai-es", "id: open-ai-es2"),
      'x.yaml:9:7: strategy.id: unknown strategy "open-ai-es2"; did you mean "openai-es"?',
    ],
    [
      "an unknown device",
      `${valid}device: wasn\n`,
      'x.yaml:13:9: device: unknown device "wasn"; did you mean "wasm"?',
    ],
    [
      "an unknown objective",
      `${valid}objectives: [cart-pole.retrun]\n`,
      'x.yaml:13:14: objectives.0: unknown objective "cart-pole.retrun"; did you mean "cart-pole.return"?',
    ],
    [
      "an objective twice",
      `${valid}objectives: [cart-pole.return, cart-pole.return]\n`,
      'x.yaml:13:32: objectives.1: expected each objective once, found "cart-pole.return" again',
    ],
    [
      "a reference of the wrong length",
      `${valid}hypervolume: { reference: [0, 0] }\n`,
      "x.yaml:13:27: hypervolume.reference: expected 1 number, one for each objective (cart-pole.return), found 2",
    ],
    [
      "a scale of the wrong length",
      `${valid}hypervolume: { scale: [] }\n`,
      "x.yaml:13:23: hypervolume.scale: expected 1 number, one for each objective (cart-pole.return), found 0",
    ],
    [
      "a scale that is none",
      `${valid}hypervolume: { scale: worst }\n`,
      'x.yaml:13:23: hypervolume.scale: expected a list of numbers above 0, or "best", found "worst"',
    ],
    [
      "an arm of an unknown task",
      `${valid}arms: { a: { train: [cart-poel] } }\n`,
      'x.yaml:13:22: arms.a.train.0: unknown task "cart-poel"; did you mean "cart-pole"?',
    ],
    [
      "an arm of no task",
      `${valid}arms: { a: { train: [] } }\n`,
      "x.yaml:13:21: arms.a.train: expected a list of at least 1, found a list of 0",
    ],
    [
      "no arm",
      `${valid}arms: {}\n`,
      "x.yaml:13:7: arms: expected at least one arm, found a group of 0 settings",
    ],
    [
      "an arm's name that is no file name",
      `${valid}arms: { ../a: { train: [cart-pole] } }\n`,
      'x.yaml:13:9: arms["../a"]: expected a name of letters, digits, - and _ that starts with a letter',
    ],
    [
      "an arm's strategy that is none",
      `${valid}arms: { a: { train: [cart-pole], strategy: { id: 3 } } }\n`,
      "x.yaml:13:50: arms.a.strategy.id: expected a text, found 3",
    ],
    [
      "one of several forms",
      edited("population: 8", "noise: { kind: sparse }"),
      'x.yaml:10:18: strategy.noise.kind: expected "dense" or "low-rank", found "sparse"',
    ],
    [
      "the form that fits best",
      edited("population: 8", "noise: { kind: low-rank, rnk: 2 }"),
      'x.yaml:10:28: strategy.noise.rnk: unknown key; did you mean "rank"?',
    ],
    [
      "none of several forms",
      edited("population: 8", "noise: 3"),
      'x.yaml:10:10: strategy.noise: expected one of "dense", "low-rank" or a group of settings, found 3',
    ],
    [
      "an unknown shaping",
      edited("population: 8", "shaping: sum-of-rank"),
      'x.yaml:10:12: strategy.shaping: unknown shaping "sum-of-rank"; did you mean "sum-of-ranks"?',
    ],
    [
      "an option of a shaping",
      edited("population: 8", "shaping: { id: sum-of-ranks, weights: [-1] }"),
      "x.yaml:10:42: strategy.shaping.weights.0: expected a number of at least 0, found -1",
    ],
    [
      "a misspelt option of a shaping",
      edited("population: 8", "shaping: { id: sum-of-ranks, weight: [1] }"),
      "x.yaml:10:32: strategy.shaping.weight: unknown key",
    ],
    [
      "an option of an arm's strategy",
      `${valid}arms: { a: { train: [cart-pole], strategy: { sgima: 1 } } }\n`,
      'x.yaml:13:46: arms.a.strategy.sgima: unknown key; did you mean "sigma"?',
    ],
    [
      "options that do not fit the number of objectives",
      edited("population: 8", "shaping: { id: sum-of-ranks, weights: [1, 2] }"),
      "x.yaml:9:3: strategy: sum-of-ranks: 2 weights for 1 objectives; give one weight an objective",
    ],
    [
      "a name that is no file name",
      edited("name: small", "name: a/b"),
      'x.yaml:1:7: name: expected a text that can be a file name, found "a/b"',
    ],
    [
      "a target that is no objective",
      edited("generations: 2", "generations: 2\n  target: { cart-pole.score: 3 }"),
      'x.yaml:13:30: budget.target["cart-pole.score"]: unknown objective "cart-pole.score"; ',
    ],
    [
      "a seed that is none",
      `${valid}seed: -1\n`,
      "x.yaml:13:7: seed: expected a whole number in [0, 2^53) or a text, found -1",
    ],
    [
      "layers that do not fit together",
      edited("    - { kind: dense, units: 4 }", "    - { kind: conv2d, filters: 2, kernel: [3, 3] }"),
      "x.yaml:6:5: network.layers: ",
    ],
    [
      "tasks of different observations",
      edited("  cart-pole:", "  cart-pole:\n  acrobot:"),
      'x.yaml:4:11: tasks.acrobot: expected the observations of task "cart-pole" (4), as one network serves all tasks, found 6',
    ],
    [
      "a module that is not there",
      `${valid}modules: [nowhere.ts]\n`,
      "x.yaml:13:11: modules.0: module nowhere.ts cannot be loaded: ",
    ],
    ["an empty file", "", "x.yaml:1:1: tasks: expected a group of settings, found nothing (and 2 more)"],
    ["a list", "- 1\n- 2\n", "x.yaml:1:1: expected a group of settings, found a list of 2"],
    ["broken YAML", "a: [1,\nb: 2", "x.yaml:2:1: expected YAML or JSON, found what is neither: "],
    [
      "a key twice",
      "seed: 1\nseed: 2\n",
      "x.yaml:2:1: expected YAML or JSON, found what is neither: Map keys must be unique",
    ],
  ])("%s", async (_, text, message) => {
    const found = await refusal(text);
    expect(found.slice(0, message.length)).toBe(message);
  });

  test("in JSON, with its line too", async () => {
    expect(await refusal('{\n  "tasks": { "cart-pole": {} },\n  "seed": []\n}', [], "x.json")).toMatch(
      /^x\.json:3:11: seed: expected a whole number in \[0, 2\^53\) or a text, found a list of 0/,
    );
  });

  test("in TypeScript, without one", async () => {
    expect(await refusal("export default { sed: 1 };", [], "x.ts")).toMatch(
      /^x\.ts: sed: unknown key; did you mean "seed"\?/,
    );
    expect(await refusal("export default {", [], "y.ts")).toMatch(
      /^y\.ts: expected a module whose default export is a config, found one that does not load: /,
    );
  });

  test("no file, a folder, an ending that means nothing", async () => {
    await expect(loadConfig(join(folder, "none.yaml"))).rejects.toThrow(
      /^config ".*none\.yaml": expected a file, found none there; check the path$/,
    );
    await expect(loadConfig(folder)).rejects.toThrow(
      /^config ".*": expected a file, found a folder; to go on with a run use "evofront resume .*"$/,
    );
    expect(await refusal("a", [], "x.toml")).toBe(
      'config "x.toml": expected a file that ends in .yaml, .yml, .json, .ts or .js, found ".toml"',
    );
  });
});

describe("--quick", () => {
  const short = `${valid}quick:
  name: smaller
  tasks: { cart-pole: { episodes: 2 } }
  network: { layers: [{ kind: dense, units: 2 }] }
  budget: { generations: null, steps: 50 }
`;

  test("takes the form that the config has under quick: groups are merged, lists replaced, null takes away", async () => {
    const path = file("short.yaml", short);
    const { name, tasks, network, strategy, budget } = await loadConfig(path, [], { quick: true });
    expect(name).toBe("smaller");
    expect(tasks["cart-pole"]).toMatchObject({ environment: "cart-pole", episodes: 2 });
    expect(network!.layers).toEqual([{ kind: "dense", units: 2, bias: true }]);
    expect(strategy).toMatchObject({ id: "openai-es", population: 8 });
    expect(budget).toEqual({ steps: 50 });
    expect((await loadConfig(path, ["budget.steps=70"], { quick: true })).budget).toEqual({ steps: 70 });
  });

  test("changes nothing where it is not asked for, and is not in the run's own config", async () => {
    const config = await loadConfig(file("short.yaml", short));
    expect(config).toEqual(await loadConfig(file("long.yaml", valid)));
    expect(configToYaml(config)).not.toContain("quick");
  });

  test.each([
    [
      valid,
      "x.yaml:1:1: quick: expected a group of settings that make the experiment short, found none; write one, as quick: { budget: { evaluations: 100 } }, or leave --quick out",
    ],
    [
      `${valid}quick: yes\n`,
      'x.yaml:13:8: quick: expected a group of settings that make the experiment short, found "yes"; write one, as quick: { budget: { evaluations: 100 } }, or leave --quick out',
    ],
    [
      `${valid}quick: { strategy: { sigma: big } }\n`,
      'x.yaml:13:29: strategy.sigma: expected a number, found "big"',
    ],
    [`${valid}quick: { bugdet: {} }\n`, 'x.yaml:13:10: bugdet: unknown key; did you mean "budget"?'],
    [`${valid}quick: { budget: { generations: null } }\n`, "x.yaml:13:18: budget: expected at least one of"],
  ])("is refused with its place: %#", async (text, message) => {
    const path = file("x.yaml", text);
    const error = await loadConfig(path, [], { quick: true }).then(
      () => new Error("accepted"),
      (thrown: Error) => thrown,
    );
    expect(error.name).toBe("InputError");
    expect(error.message.replaceAll(`${folder}/`, "").startsWith(message)).toBe(true);
  });
});

describe("--set", () => {
  test("changes a setting, opens a group, and reads YAML values", async () => {
    const config = await loadConfig(file("set.yaml", valid), [
      "strategy.sigma=0.25",
      "network.layers[0].units=7",
      "network.layers.1.function=relu",
      "test={ every: 3 }",
      "checkpoint.keep=5",
      "seed=words",
      'budget.target["cart-pole.return"]=475',
      "strategy.sigma=0.5",
    ]);
    expect(config.strategy!["sigma"]).toBe(0.5);
    expect(config.network!.layers).toEqual([
      { kind: "dense", units: 7, bias: true },
      { kind: "activation", function: "relu" },
    ]);
    expect(config.test).toEqual({ episodes: 100, every: 3 });
    expect(config.checkpoint).toEqual({ every: 10, keep: 5 });
    expect(config.seed).toBe("words");
    expect(config.budget.target).toEqual({ "cart-pole.return": 475 });
  });

  test("leaves the config it is given as it is", async () => {
    const input = Object.freeze({
      tasks: Object.freeze({ "cart-pole": Object.freeze({}) }),
      network: Object.freeze({ layers: Object.freeze([]) }),
      strategy: Object.freeze({ id: "openai-es" }),
      budget: Object.freeze({ steps: 10 }),
    });
    const config = await resolveConfig(input, ["budget.steps=20", "tasks.cart-pole.episodes=2"]);
    expect(config.budget.steps).toBe(20);
    expect(input.budget.steps).toBe(10);
  });

  test.each<[string, string]>([
    ["strategy.sgima=1", '--set strategy.sgima=1: strategy.sgima: unknown key; did you mean "sigma"?'],
    ["budgte.steps=1", '--set budgte.steps=1: budgte: unknown key; did you mean "budget"?'],
    ["strategy.sigma=big", '--set strategy.sigma=big: strategy.sigma: expected a number, found "big"'],
    ["name.x=1", '--set name.x=1: expected "name" to be a group of settings, found "small"'],
    [
      "network.layers[9].units=1",
      '--set network.layers[9].units=1: expected an index from 0 to 1 after "network.layers", found "9"',
    ],
    [
      "network.layers.last.units=1",
      '--set network.layers.last.units=1: expected an index from 0 to 1 after "network.layers", found "last"',
    ],
    ["seed", "--set seed: expected path=value, as in --set strategy.sigma=0.1"],
    ["=3", "--set =3: expected path=value, as in --set strategy.sigma=0.1"],
    ["seed=[1", '--set seed=[1: expected a YAML value after "=", found "[1"; quote it if it is a text'],
  ])("%s", async (setting, message) => {
    expect(await refusal(valid, [setting])).toBe(message);
  });

  test("a fault elsewhere is still told by its line", async () => {
    expect(await refusal(edited("units: 4", "units: x"), ["seed=3"])).toMatch(/^x\.yaml:6:29: /);
  });
});
