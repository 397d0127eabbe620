/** `aggregate` as a child process: every form of input, the reference's options as they are written, and bad input. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseJacobians } from "../../src/cli/jacobian-file.ts";
import { evofront, root, scratch } from "./support/program.ts";

const reference = (name: string): string => join(root, "test", "reference", "gradient", `${name}.json`);
const folder = scratch({
  "step.json": JSON.stringify({
    jacobian: [
      [1, 0],
      [-0.5, 1],
    ],
    losses: [0.5, 2],
    note: "left alone",
  }),
  "bare.json": "[[1,0],[-0.5,1]]",
  "steps.json": JSON.stringify({
    jacobians: [
      [
        [1, 0],
        [-0.5, 1],
      ],
      [
        [1, 1],
        [2, 0],
      ],
    ],
    losses: [
      [1, 2],
      [0.5, 1],
    ],
  }),
  "bare-steps.json": "[[[1,0],[-0.5,1]],[[1,1],[2,0]]]",
});
afterAll(folder.remove);

const run = (...args: string[]) => evofront(["aggregate", ...args], { cwd: folder.path });
const feed = (input: string, ...args: string[]) => evofront(["aggregate", "-", ...args], { input });
const answer = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
};

interface Step {
  weights: number[] | null;
  direction: number[];
  notes?: Record<string, unknown>;
}

describe.concurrent("aggregate", () => {
  test("one step for people", async () => {
    expect(await run("step.json", "--method", "pcgrad")).toEqual({
      code: 0,
      stdout: "weights    1.5  1.4\ndirection  0.8  1.4\n",
      stderr: "",
    });
  });

  test("one step as JSON; a bare array and standard input are the same", async () => {
    const step = await answer<Step>("step.json", "--method", "pcgrad");
    expect(step).toEqual({ weights: [1.5, 1.4], direction: [1.5 - 0.7, 1.4] });
    expect(await answer("bare.json", "--method", "pcgrad")).toEqual(step);
    expect(JSON.parse((await feed("[[1,0],[-0.5,1]]", "--method", "pcgrad", "--json")).stdout)).toEqual(step);
  });

  test("a sequence is an array of steps, and state goes from one to the next", async () => {
    const steps = await answer<Step[]>("steps.json", "--method", "cr-mogm(fixed)", "--set", "weights=[1,2]");
    expect(steps.map(({ weights }) => weights)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(await answer<Step[]>("bare-steps.json", "--method", "mgda")).toHaveLength(2);
    const people = await run("steps.json", "--method", "equal");
    expect(people.stdout).toBe(
      "step 0\nweights    1  1\ndirection  0.5  1\n\nstep 1\nweights    1  1\ndirection  3  1\n",
    );
  });

  test("a method of one task a step is shown each Jacobian once a task", async () => {
    const steps = await answer<Step[]>("steps.json", "--method", "config-momentum");
    expect(steps.map(({ notes }) => notes!["task"])).toEqual([0, 1, 0, 1]);
    expect(steps[0]).toMatchObject({ weights: null, direction: [0, 0] });
  });

  test("the reference's methods and options, as its files write them", async () => {
    interface Entry {
      method: string;
      params: Record<string, unknown>;
      peer: string;
      tolerance?: { directionRelative: number | null; floor: number };
      direction?: number[];
    }
    const file = reference("jacobian-15-conflict-3x8");
    const { results } = JSON.parse(readFileSync(file, "utf8")) as { results: Entry[] };
    // One entry a method, the one with the most options: all are compared in the methods' own tests.
    const usable = results
      .filter(({ direction, tolerance }) => direction && tolerance?.directionRelative)
      .sort((x, y) => Object.keys(x.params).length - Object.keys(y.params).length);
    const chosen = [...new Map(usable.map((entry) => [entry.method, entry])).values()];
    expect(chosen.length).toBe(10);
    for (const { method, params, direction, tolerance } of chosen) {
      const settings = Object.entries(params).flatMap(([name, value]) => [
        "--set",
        `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
      ]);
      const { code, stdout } = await run(file, "--method", method, ...settings, "--json");
      expect(code).toBe(0);
      const ours = (JSON.parse(stdout) as Step).direction;
      const bound = tolerance!.directionRelative! * Math.hypot(...direction!) + tolerance!.floor;
      direction!.forEach((value, k) => {
        expect(Math.abs(ours[k]! - value)).toBeLessThanOrEqual(bound);
      });
    }
  });

  test("a sequence of the reference, with losses looked at again after each step", async () => {
    const file = reference("sequence-gauss-2x6");
    const { results } = JSON.parse(readFileSync(file, "utf8")) as {
      results: { method: string; steps: { lossGradient: number[] }[] }[];
    };
    const { steps } = results.find(({ method }) => method === "famo")!;
    const ours = await answer<Step[]>(file, "--method", "famo");
    steps.forEach(({ lossGradient }, k) => {
      lossGradient.forEach((value, i) => {
        expect(ours[k]!.weights![i]).toBeCloseTo(value, 9);
      });
    });
  });

  test("--set losses take the place of the file's; a null is a task without a label", async () => {
    const { weights } = await answer<Step>("step.json", "--method", "si", "--set", "losses=[4,null]");
    expect(weights).toEqual([0.25, 0]);
  });

  test("--seed decides what is drawn", async () => {
    const draw = (seed: string) => answer<Step>("step.json", "--method", "rlw", "--seed", seed);
    expect(await draw("7")).toEqual(await draw("7"));
    expect(await draw("7")).not.toEqual(await draw("a text"));
  });

  test("says on standard error what was understood without effect, and which batches served twice", async () => {
    const nash = await run("step.json", "--method", "nash-mtl", "--set", "optimNiter=20");
    expect(nash.stderr).toBe("optimNiter: understood, but without effect; the answer here is exact\n");
    const three = await run("steps.json", "--method", "sdmgrad");
    expect(three.stderr).toBe(
      "sdmgrad is made for 3 independent batches a step; some Jacobians served twice\n",
    );
  });

  test.each<[string, string[], string]>([
    [
      "[[1,2],[3]]",
      ["mgda"],
      "standard input: row 1 has 1 values but row 0 has 2; make all rows equally long",
    ],
    ["[[1,2]]", ["famo"], 'famo reads the losses; add "losses", one number a task (1), or --set losses=[…]'],
    [
      "[[1,2]]",
      ["sparse(mgda)"],
      'sparse(mgda) reads the parameters; add "parameters", one number a column (2), got none',
    ],
    [
      "[[1,2]]",
      ["sharpness-aware(mgda)"],
      "sharpness-aware(mgda) needs gradients at places it chooses itself",
    ],
    ["[[1,2]]", ["cagard"], 'unknown method "cagard"; did you mean "cagrad"?'],
    ["[[1,2]]", ["cagrad", "--set", "c"], '--set: expected option=value, got "c"; write for example c=0.5'],
    [
      "[[1,2]]",
      ["pcgrad", "--set", "orders=[[0"],
      "--set: [[0 is not JSON; write for example orders=[[1,0],[0,1]]",
    ],
  ])("%s %j", async (input, [method, ...rest], message) => {
    const { code, stdout, stderr } = await feed(input, "--method", method!, ...rest);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.startsWith(`error: ${message}`)).toBe(true);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("a file that is not there", async () => {
    expect(await run("nowhere.json", "--method", "mgda")).toMatchObject({
      code: 2,
      stderr: "error: nowhere.json: no such file; check the path\n",
    });
  });

  test("--help tells the forms of the file and of the options", async () => {
    const { stdout } = await run("--help");
    for (const word of ["jacobians", "cr-mogm(mgda)", "orders=[[1,0],[0,1]]", "--seed"])
      expect(stdout).toContain(word);
  });
});

test.each<[string, string]>([
  ["[[1,null]]", "row 0: value 1 is null; give finite numbers"],
  ["[[1,1e999]]", "row 0: value 1 is Infinity; give finite numbers"],
  [
    "[[1,0],[3e200,4e200]]",
    "row 1 is 5.0e+200 long, and the square of that is no number; scale the rows to 1e+150",
  ],
  ['[[1,"2"]]', 'row 0: value 1 is "2"; give finite numbers'],
  ["[]", "the Jacobian has no rows; give one a task"],
  ["[[]]", "row 0 is empty; give one value a parameter"],
  ["[1,2]", "the Jacobian must be an array of rows, one a task; write"],
  ['{"rows":[[1]]}', "has no Jacobian; write"],
  ["[[1,NaN]]", "not JSON"],
  ["[[[1,2]],[[1]]]", "Jacobian 1 is 1 x 1, but the first is 1 x 2; all need the same shape"],
  ['{"jacobian":[[1]],"losses":[1,2]}', "2 losses for 1 rows; give one a task"],
  ['{"jacobian":[[1]],"losses":["x"]}', 'losses: value 0 is "x"; give finite numbers'],
  ['{"jacobian":[[1]],"losses":3}', "losses must be a list of numbers"],
  ['{"jacobians":[[[1]],[[2]]],"losses":[[1]]}', "1 lists of losses for 2 Jacobians; give one each"],
])("a file that holds %s", (text, message) => {
  expect(() => parseJacobians("f.json", text)).toThrow(`f.json: ${message}`);
});
