import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { here } from "../../../src/gradient/index.ts";
import { type ConfigInput, openNavigable, resolveConfig, runExperiment } from "../../../src/runs/index.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-navigable-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function run(name: string, config: ConfigInput): Promise<string> {
  const folder = join(parent, name);
  await runExperiment(await resolveConfig({ name, ...config }), folder);
  return folder;
}

const written = (name: string, content: unknown): string => {
  const path = join(parent, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

describe("what a walk is made on", () => {
  test("members of a strategy's front of a problem: gradients take over where evolution ended", async () => {
    const path = await run("evolved", {
      tasks: { zdt1: { problem: "zdt1", options: { dimension: 4 } } },
      strategy: { id: "nsga-ii", population: 12 },
      budget: { generations: 4 },
    });
    const navigable = await openNavigable({ path, settings: { stationary: 1e-3 } });
    expect(navigable).toMatchObject({ kind: "gradient", why: null, method: "ppe" });
    expect(navigable.objectives.map(({ id }) => id)).toEqual(["zdt1.f1", "zdt1.f2"]);
    const walk = await navigable.guide.start(navigable.start);
    expect(walk.points).toHaveLength(2);
    // The member's values are those of the run's own front: one picture.
    expect(navigable.background).toContainEqual(Array.from(walk.points[0]!.judged));
    here(walk).losses.forEach((loss, i) => {
      expect(loss).toBeLessThanOrEqual(walk.points[0]!.losses[i]!);
    });
    await expect(openNavigable({ path, member: 999 })).rejects.toThrow(
      "--member: expected the number of a member, 0 to",
    );
    await expect(openNavigable({ path, arm: "other" })).rejects.toThrow("--arm: expected one of main");
    const over = await openNavigable({ path, frontOnly: true });
    expect(over).toMatchObject({ kind: "front", why: "navigation over the front was asked for" });
    expect(over.nameOf!(Float64Array.of(0))).toMatch(/^policies\/main/);
  });

  test.for(["network", "model"] as const)("networks of a run on a data set, by their %s", async (by) => {
    const examples = {
      tasks: 2,
      inputs: 5,
      outputs: 3,
      kind: "classes",
      train: 40,
      validation: 20,
      test: 20,
    };
    const path = await run(`learnt-${by}`, {
      tasks: {
        first: { data: "synthetic", target: "task1", options: examples },
        second: { data: "synthetic", target: "task2", options: examples },
      },
      ...(by === "network"
        ? { network: { layers: [{ kind: "dense", units: 4 }] }, strategy: { id: "openai-es", population: 8 } }
        : {
            model: { id: "hard-sharing", encoder: { kind: "mlp", hidden: [4] } },
            gradient: { batch: 20, every: 5, backend: "cpu" },
            arms: { main: { train: ["first", "second"], method: "mgda" } },
          }),
      budget: { generations: 2 },
      test: { every: 1 },
      hypervolume: { reference: [5, 5] },
      workers: 1,
    } as ConfigInput);
    const navigable = await openNavigable({ path, backend: "cpu", examples: 30, curvatureExamples: 10 });
    expect(navigable.objectives.map(({ id }) => id)).toEqual(["first.loss", "second.loss"]);
    const walk = await navigable.guide.start(navigable.start, navigable.startOptions);
    // The parameters are the member's: its losses on the validation examples are those of the run's front.
    const near = navigable.background.some((values) =>
      values.every((value, i) => Math.abs(value - here(walk).judged[i]!) < 1e-5),
    );
    expect(near).toBe(true);
    const { bytes } = navigable.exported(here(walk).x);
    const again = join(parent, `again-${by}.safetensors`);
    writeFileSync(again, bytes);
    expect(bytes.length).toBeGreaterThan(100);
    const { refusal, change } = await navigable.guide.propose(walk, [1, 0]);
    expect(refusal).toBeNull();
    expect(change[0]).toBeLessThan(0);
  });

  test("environments have no gradients: their front, and why", async () => {
    const path = await run("played", {
      tasks: {
        short: { environment: "cart-pole", options: { stepLimit: 10 }, episodes: 1 },
        long: { environment: "cart-pole", options: { stepLimit: 20 }, episodes: 1 },
      },
      strategy: { id: "openai-es", population: 4 },
      network: { layers: [{ kind: "dense", units: 2 }] },
      budget: { generations: 1 },
      baseline: { episodes: 0 },
      test: { episodes: 1 },
      workers: 1,
    } as ConfigInput);
    expect(await openNavigable({ path })).toMatchObject({
      kind: "front",
      why: "its tasks are environments, whose returns have no gradients",
      method: "asf",
    });
    await expect(openNavigable({ path, method: "ppe" })).rejects.toThrow("whose returns have no gradients");
  });

  test("tables of points", async () => {
    const path = written("points.csv", "cost,error\n1,4\n2,2\n4,1\n3,3\n");
    const navigable = await openNavigable({ path, directions: ["min", "max"] });
    expect(navigable).toMatchObject({ kind: "front", method: "asf", title: "points.csv" });
    expect(navigable.why).toContain("is a table of points, of which no gradients are known");
    expect(navigable.objectives).toEqual([
      { id: "cost", direction: "min" },
      { id: "error", direction: "max" },
    ]);
    await expect(openNavigable({ path, directions: ["min"] })).rejects.toThrow(
      "--directions: expected 2, one for each of cost, error, found 1",
    );
    await expect(openNavigable({ path, columns: ["cost"] })).rejects.toThrow(
      "expected two objectives or more, found 1; one has no front",
    );
    await expect(openNavigable({ path, method: "ppe" })).rejects.toThrow(
      '--method: without gradients expected one of asf, nimbus, pseudo-weights, found "ppe"',
    );
  });

  test.each([
    [{ problem: "zdt5" }, {}, "zdt5.json: variables of zdt5 are whole numbers or categories"],
    [{ problem: "osy" }, {}, "osy.json: osy has constraints, which steps by gradients do not keep"],
    [
      { problem: "zdt1" },
      { method: "asf" },
      '--method: "asf" goes from point to point of a computed front; add',
    ],
    [
      { problem: "zdt1" },
      { settings: { dampng: 1 } },
      'navigator: unknown option "dampng"; did you mean "damping"?',
    ],
    [
      { problem: "dtlz2" },
      { start: [2, ...new Array(11).fill(0)] },
      "start: value 1 is 2, outside of its bounds 0 to 1",
    ],
    [{ problem: "dtlz2", start: [0.5, -1] }, {}, "start: value 2 is -1, outside of its bounds 0 to 1"],
    [{ problem: "zdt1" }, { arm: "main" }, "--arm: a problem has no use for it; it is for a run or a table"],
    [
      { problem: "zdt1" },
      { member: 3 },
      "--member: a problem has no use for it; name a place by --start, or",
    ],
    [{ problem: "zdt1" }, { examples: 3 }, "--examples: a problem has no use for it; it is for a run"],
    [
      { problem: "kursawe" },
      { frontOnly: true },
      "--front: the front of kursawe is not known; solve it with",
    ],
  ])("%j with %j is refused", async (content, told, message) => {
    const path = written(`${content.problem}.json`, content);
    await expect(openNavigable({ path, ...told } as never)).rejects.toThrow(message);
  });

  test("the known front of a problem, where that is asked for, also one of whole numbers", async () => {
    const path = written("bits.json", { problem: "zdt5" });
    const { kind, background, guide, start } = await openNavigable({
      path,
      frontOnly: true,
      method: "nimbus",
    });
    expect(kind).toBe("front");
    expect(background.length).toBeGreaterThan(20);
    const walk = await guide.start(start);
    expect((await guide.propose(walk, [1, 0])).refusal).toBeNull();
  });

  test("problems in files; what is wrong with them is said", async () => {
    const quadratics = written("q.json", {
      centres: [
        [0, 0],
        [1, 0],
      ],
      Q: [
        [
          [1, 0],
          [0, 2],
        ],
        [
          [2, 0],
          [0, 1],
        ],
      ],
      x: [0.5, 0.1],
      alpha: [0.5, 0.5],
    });
    const { guide, start, startOptions } = await openNavigable({ path: quadratics });
    expect(
      Array.from(here(await guide.start(start, { ...startOptions, ifNotStationary: "measure" })).multipliers),
    ).toEqual([0.5, 0.5]);
    await expect(openNavigable({ path: written("bad.json", { centres: [[0], "x"] }) })).rejects.toThrow(
      /bad\.json: centres\.1: .*; write \{"problem"/,
    );
    await expect(openNavigable({ path: written("one.json", { problem: "sphere" }) })).rejects.toThrow(
      "expected two objectives or more, found 1; one has no front",
    );
    await expect(openNavigable({ path: join(parent, "none") })).rejects.toThrow(
      "no such file or folder; check the path",
    );
    mkdirSync(join(parent, "empty"));
    await expect(openNavigable({ path: join(parent, "empty") })).rejects.toThrow(
      "expected a run's or a walk's folder, found another",
    );
  });
});
