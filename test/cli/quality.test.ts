/** `indicators`, `decide` and `list` as child processes. */
import { afterAll, describe, expect, test } from "vitest";
import { environments } from "../../environments/index.ts";
import { routes } from "../../src/cli/routes.ts";
import { strategies } from "../../src/evolution/index.ts";
import { toRows } from "../../src/linalg/index.ts";
import { decisions, indicators } from "../../src/pareto/index.ts";
import { problems } from "../../src/problems/index.ts";
import { referenceSets } from "../pareto/reference-sets.ts";
import { evofront, scratch } from "./support/program.ts";

const [flat, deep] = ["sphere-2d", "sphere-3d"].map(
  (name) => referenceSets.find((each) => each.name === name)!,
);
const folder = scratch({
  "flat.json": JSON.stringify(toRows(flat!.points)),
  "flat-against.json": JSON.stringify(toRows(flat!.against!)),
  "deep.json": JSON.stringify(toRows(deep!.points)),
  "deep-against.json": JSON.stringify(toRows(deep!.against!)),
  "models.csv": "name,accuracy,latency\nsmall,0.8,5\nmiddle,0.9,7\nlarge,0.92,40\nworse,0.7,50\n",
  "runs.csv": "seed,x,y\none,1,4\ntwo,2,2\none,4,1\ntwo,3,3\n",
});
afterAll(folder.remove);
const run = (...args: string[]) => evofront(args, { cwd: folder.path });

describe.concurrent("indicators", () => {
  const keys = [
    "igd",
    "igdPlus",
    "gd",
    "gdPlus",
    "epsilonAdditive",
    "epsilonMultiplicative",
    "averagedHausdorff",
    "spread",
    "spacing",
  ];

  test.each([
    ["flat", flat!],
    ["deep", deep!],
  ])("--json has the reference values of the peers: %s", async (name, expected) => {
    const { code, stdout } = await run(
      "indicators",
      `${name}.json`,
      "--against",
      `${name}-against.json`,
      "--json",
    );
    expect(code).toBe(0);
    const got = JSON.parse(stdout) as Record<string, number | null>;
    expect(Object.keys(got)).toEqual(keys);
    const values = expected.referenceSet!.values;
    const wanted: Record<string, number | undefined> = {
      igd: values["igd"],
      igdPlus: values["igdPlus"],
      gd: values["gd"],
      gdPlus: values["gdPlus"],
      epsilonAdditive: values["additiveEpsilon"],
      epsilonMultiplicative: values["multiplicativeEpsilon"],
      averagedHausdorff: values["averagedHausdorff_p1"],
      spread: values["debSpreadDelta"],
      spacing: expected.schottSpacing?.value,
    };
    for (const key of keys) {
      if (wanted[key] !== undefined) expect(Math.abs(got[key]! / wanted[key] - 1)).toBeLessThanOrEqual(1e-12);
    }
    // Spread is defined in two objectives only.
    expect(got["spread"] === null).toBe(name === "deep");
  });

  test("--reference and --ideal add the indicators that need them", async () => {
    const { stdout } = await run(
      "indicators",
      "runs.csv",
      "--columns",
      "x,y",
      "--reference",
      "5,5",
      "--ideal",
      "0,0",
      "--json",
    );
    // The rows (1, 4), (2, 2), (4, 1): 4 x 1 + 3 x 2 + 1 x 1 up to (5, 5).
    expect(JSON.parse(stdout)).toMatchObject({ hypervolume: 11, r2: expect.any(Number) });
  });

  test("several sets are measured each, as a table with a column a set", async () => {
    const json = await run("indicators", "runs.csv", "--split-by", "seed", "--reference", "5,5", "--json");
    expect(JSON.parse(json.stdout)).toEqual({
      sets: [
        { set: "one", spacing: 0, hypervolume: 7 },
        { set: "two", spacing: 0, hypervolume: 9 },
      ],
    });
    const { stdout } = await run("indicators", "runs.csv", "--split-by", "seed", "--reference", "5,5");
    expect(stdout).toMatch(/^indicator +one +two +better +compliant +what it is\n/);
    expect(stdout).toMatch(/^hypervolume +7 +9 +higher +strict +\S/m);
  });

  test.each<[string, string[], RegExp]>([
    [
      "nothing to compare with",
      ["indicators", "flat.json"],
      /^error: indicators: nothing to compare with; .*\n$/,
    ],
    [
      "both from standard input",
      ["indicators", "-", "--against", "-"],
      /^error: indicators: FILE and --against are both standard input; .*\n$/,
    ],
    [
      "other objectives",
      ["indicators", "flat.json", "--against", "deep-against.json"],
      /^error: igd: the points have 2 objectives but the reference set has 3; .*\n$/,
    ],
    [
      "a missing reference set",
      ["indicators", "flat.json", "--against", "absent.csv"],
      /^error: absent\.csv: no such file; .*\n$/,
    ],
  ])("bad input: %s", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe.concurrent("decide", () => {
  const models = ["decide", "models.csv", "--columns", "accuracy,latency", "--directions", "max,min"];

  test("--json has an answer of every method, among the non-dominated rows", async () => {
    const { code, stdout } = await run(...models, "--json");
    const advice = JSON.parse(stdout) as Record<
      string,
      { index: number; point: number[]; explanation: string }
    >;
    expect(code).toBe(0);
    expect(Object.keys(advice)).toEqual(decisions.ids());
    for (const { index, point, explanation } of Object.values(advice)) {
      expect([0, 1, 2]).toContain(index);
      expect(point).toEqual(
        [
          [0.8, 5],
          [0.9, 7],
          [0.92, 40],
        ][index],
      );
      expect(explanation).toMatch(/\.$/);
    }
    // A tenth more accuracy for two more milliseconds is a bargain, the next fiftieth for 33 is none.
    expect(advice["knee"]!.index).toBe(1);
  });

  test("shows the whole row and why", async () => {
    const { stdout } = await run(...models, "--method", "knee");
    expect(stdout).toMatch(
      /^method +row +name +accuracy +latency +why\n[- ]+\nknee +1 +middle +0\.9 +7 +Row 1 is the knee/,
    );
  });

  test("weights decide", async () => {
    const indexFor = async (weights: string): Promise<number> => {
      const { stdout } = await run(...models, "--method", "pseudo-weights", "--weights", weights, "--json");
      return (JSON.parse(stdout) as { "pseudo-weights": { index: number } })["pseudo-weights"].index;
    };
    expect(await indexFor("1,0")).toBe(2);
    expect(await indexFor("0,1")).toBe(0);
  });

  test.each<[string, string[], RegExp]>([
    [
      "an unknown method",
      ["--method", "kne"],
      /^error: --method: unknown value "kne"; did you mean "knee"\?\n$/,
    ],
    [
      "weights of the wrong length",
      ["--method", "asf", "--weights", "1,2,3"],
      /^error: achievement: weights has 3 values but the points have 2 objectives; .*\n$/,
    ],
  ])("bad input: %s", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(...models, ...args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe.concurrent("list", () => {
  test("--json has every entry of the registries", async () => {
    const { code, stdout } = await run("list", "--json");
    const lists = JSON.parse(stdout) as Record<string, { id: string; title: string }[]>;
    expect(code).toBe(0);
    const ids = (kind: string) => lists[kind]!.map(({ id }) => id);
    expect(ids("algorithms")).toEqual(strategies.ids());
    expect(ids("environments")).toEqual(environments.ids());
    expect(ids("indicators")).toEqual(indicators.ids());
    expect(ids("problems")).toEqual(problems.ids());
    for (const { title } of Object.values(lists).flat()) expect(title).not.toBe("");
  });

  test("one kind alone, as text", async () => {
    const { stdout } = await run("list", "devices");
    expect(stdout).toMatch(/^devices\n {2}wasm {2,}\S.*\n/);
  });

  test("algorithms say which problems they are for, and nothing is wider than 80 columns", async () => {
    const [text, json] = await Promise.all([run("list", "algorithms"), run("list", "algorithms", "--json")]);
    for (const line of text.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { algorithms } = JSON.parse(json.stdout) as { algorithms: Record<string, string>[] };
    const words = (value: string): string => value.replaceAll(/\s+/g, " ");
    for (const algorithm of algorithms) {
      const facts = ["id", "title", "objectives", "variables", "cost", "use", "paper"];
      expect(Object.keys(algorithm)).toEqual(facts);
      for (const value of Object.values(algorithm)) expect(words(text.stdout)).toContain(value);
    }
    expect(algorithms.find(({ id }) => id === "nsga-ii")).toMatchObject({
      objectives: "2 or more",
      variables: "real, integer, categorical",
    });
  });

  test("problems say their size without options", async () => {
    const { stdout } = await run("list", "problems", "--json");
    const list = (JSON.parse(stdout) as { problems: Record<string, string>[] }).problems;
    const facts = (name: string) => list.find(({ id }) => id === name);
    expect(facts("zdt1")).toMatchObject({ objectives: "2", variables: "30 real", constraints: "0" });
    expect(facts("bnh")).toMatchObject({ objectives: "2", variables: "2 real", constraints: "2" });
  });

  test("an unknown kind suggests the nearest", async () => {
    const { code, stderr } = await run("list", "environment");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: unknown kind "environment"; did you mean "environments"?\n',
    });
  });
});

describe.concurrent("help and version", () => {
  test.each(Object.keys(routes))("%s --help has examples", async (command) => {
    const { code, stdout, stderr } = await run(command, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`EXAMPLES\\n  (cat .* \\| )?evofront ${command} ?`));
  });

  test("without a command the help is shown", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain("COMMANDS");
  });

  test("--version is the package's", async () => {
    const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
    expect(await run("--version")).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  test.each([
    [["fronts", "a.csv"], 'unknown command "fronts"; did you mean "front"?'],
    [["check", "envronment", "x.ts"], 'unknown command "envronment"; did you mean "environment"?'],
    [["--jsn"], "unknown flag --jsn; evofront --help lists the commands"],
  ])("%j is answered with the nearest", async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });
});
