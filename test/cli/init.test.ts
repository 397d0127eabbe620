/** The first files that the program writes, its check of environments, and its exports. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as ort from "onnxruntime-web";
import { afterAll, describe, expect, test } from "vitest";
import type { CliContext } from "../../src/cli/context.ts";
import { scratch } from "./support/program.ts";

// The built program, in this process, as Node loads it.
const built = createRequire(new URL("../../dist/src/cli/", import.meta.url));
const { runCli } = built("./application.js") as typeof import("../../src/cli/application.ts");
const { asker } = built("./ask.js") as typeof import("../../src/cli/ask.ts");
const { referenceHint } = built("./run-summary.js") as typeof import("../../src/cli/run-summary.ts");
const { loadConfig, readRun, runExperiment } = built(
  "../runs/index.js",
) as typeof import("../../src/runs/index.ts");

const { path, remove } = scratch();
afterAll(remove);
const at = (name: string): string => join(path, name);

/** The program in this process. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (into: string[]) =>
    ({ write: (text: string) => into.push(text) }) as unknown as NodeJS.WriteStream;
  const code = await runCli(args, { stdout: stream(out), stderr: stream(err), env: { NO_COLOR: "1" } });
  return { code, stdout: out.join(""), stderr: err.join("") };
}

describe("init", () => {
  test("--yes writes a config that loads, and leaves alone what is there", async () => {
    const file = at("first.yaml");
    expect(await run("init", "--yes", "--out", file)).toEqual({
      code: 0,
      stdout: `${file}\n`,
      stderr: `next: evofront run ${file}\n`,
    });
    const config = await loadConfig(file);
    expect(config).toMatchObject({
      name: "first",
      strategy: { id: "openai-es" },
      budget: { steps: 500_000 },
    });
    const again = await run("init", "--yes", "--out", file);
    expect(again).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${file}: is there already; name another file by --out\n`,
    });
  });

  test("an environment that is written keeps every promise; --json names the file", async () => {
    const file = at("lamp.ts");
    const { code, stdout } = await run("init", "environment", "lamp", "--out", file, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([0, { file }]);
    const checked = await run("check", "environment", file);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toMatch(
      /^lamp\n( {2}ok {4}.+\n){10} {2}speed [\d.]+ [Mk] steps\/s, observations included\n$/,
    );
  });

  test.each([
    [["init", "world"], 'init: unknown kind "world"; known: experiment, environment'],
    [["init", "experiment", "x"], 'init experiment: unexpected argument "x"; name the file by --out'],
    [
      ["init", "environment", "7 seas"],
      'init environment: expected a name of letters, digits, - and _ that starts with a letter, got "7 seas"',
    ],
    [["init", "environment", "river"], 'init environment: "river" is registered; choose another name'],
  ])("%j is refused", async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  test("questions take a line each, an empty one and the end of the input for the default", async () => {
    const asked: string[] = [];
    const context = {
      process: { stderr: { write: (text: string) => asked.push(text) } },
    } as unknown as CliContext;
    const questions = asker(context, false, Readable.from(["three\n", "\n"]));
    const answers = [];
    for (const question of ["one?", "two?", "more?"]) answers.push(await questions.ask(question, "default"));
    questions.close();
    expect(answers).toEqual(["three", "default", "default"]);
    expect(asked.join("")).toBe("one? [default] two? [default] more? [default] \n");
  });
});

describe("check environment", () => {
  test("a broken promise is said, and the exit code is 1", async () => {
    const file = at("dim.ts");
    await run("init", "environment", "dim", "--out", file);
    const text = readFileSync(file, "utf8").replace("values[1] = -Math.abs(direction);", "");
    const bad = at("dimmer.ts");
    writeFileSync(bad, text);
    const { code, stdout, stderr } = await run("check", "environment", bad);
    expect(code).toBe(1);
    const fault = 'step 1: "effort" is NaN, expected a finite number (NaN: it was not written)';
    expect(stdout).toContain(
      `  FAIL  each step writes every value, finite, no more, and returns a status\n        ${fault}\n`,
    );
    expect(stderr).toContain(`error: ${bad}: `);
    expect(stdout).not.toContain("speed");
  });

  test("--json has every finding, of a registered one too, with its options", async () => {
    const { code, stdout } = await run("check", "environment", "catch", "--set", "rows=4", "--json");
    expect(code).toBe(0);
    const { environments } = JSON.parse(stdout);
    expect(environments).toHaveLength(1);
    expect(environments[0].findings.every(({ fault }: { fault: unknown }) => fault === null)).toBe(true);
    expect(environments[0].stepsPerSecond).toBeGreaterThan(0);
  });

  test.each([
    [["nowhere.ts"], "nowhere.ts: no such file; evofront init environment writes one"],
    [["cach"], 'environment "cach": neither a file nor registered; did you mean "catch"?'],
    [["catch", "--set", "rows"], '--set: expected option=value, got "rows"; write for example stepLimit=100'],
    [["catch", "--set", "rows=1"], 'environment "catch", options.rows: Too small: expected number to be >=2'],
  ])("%j is refused", async (args, message) => {
    expect(await run("check", "environment", ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${message}\n`,
    });
  });
});

describe("export", () => {
  const folder = at("run");
  const file = at("policy.onnx");

  test("an ONNX model of a run's policy, its normaliser and norms within, runs in onnxruntime", async () => {
    await runExperiment(
      {
        name: "small",
        tasks: {
          "cart-pole": { normaliseObservations: true, referenceRows: 16, options: { stepLimit: 30 } },
        },
        network: { layers: [{ kind: "gru", units: 3 }, { kind: "virtual-batch-norm" }] },
        strategy: { id: "openai-es", population: 8 },
        budget: { generations: 2 },
        test: { episodes: 2, every: 0 },
        baseline: { episodes: 1 },
        workers: 1,
      },
      folder,
    );
    const { code, stdout } = await run("export", folder, "--onnx", file, "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { file, task: "cart-pole", arm: "main" }]);
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(readFileSync(file), { executionProviders: ["wasm"] });
    expect([session.inputNames, session.outputNames]).toEqual([
      ["observation", "state"],
      ["output", "next_state"],
    ]);
    const found = await session.run({
      observation: new ort.Tensor("float32", Float32Array.of(0.1, 0.2, 0.3, 0.4), [1, 4]),
      state: new ort.Tensor("float32", new Float32Array(3), [1, 3]),
    });
    expect(found["output"]!.dims).toEqual([1, 2]);
    expect((found["output"]!.data as Float32Array).every(Number.isFinite)).toBe(true);
  });

  test("its metadata say what outputs are as actions", async () => {
    const pendulum = at("pendulum");
    const config = {
      name: "tiny",
      tasks: { pendulum: { options: { stepLimit: 5 } } },
      network: { layers: [] },
      strategy: { id: "openai-es", population: 4 },
      budget: { generations: 1 },
      test: { episodes: 1, every: 0 },
      baseline: { episodes: 1 },
      workers: 1,
    };
    await runExperiment(config, pendulum);
    await run("export", pendulum, "--onnx", file);
    expect(readFileSync(file).toString("latin1")).toContain('"low":-2,"high":2,"choice":"tanh"}');
    // Returns are costs: nothing dominates the default reference, and the summary says so.
    expect(referenceHint(readRun(pendulum))).toContain(
      "nothing that was found is better than the reference point (0) in every objective",
    );
    expect(referenceHint(readRun(folder))).toBeNull();
  });

  test.each([
    [[], "export: expected --onnx with the file to write, found none; --help shows an example"],
    [["--onnx", "x.onnx", "--task", "river"], '--task: unknown task "river"; known: cart-pole'],
    [["--onnx", "x.onnx", "--arm", "man"], '--arm: unknown arm "man"; did you mean "main"?'],
    [["--onnx", "x.onnx", "--member", "99"], '--member: arm "main" has front members 0 to 0, got 99'],
    [["--onnx", "."], "--onnx: expected a file, found a folder: ."],
    [["--onnx", "/nowhere/at/all.onnx"], "/nowhere/at/all.onnx: no such file or folder; check the path"],
  ])("%j is refused", async (args, message) => {
    expect(await run("export", folder, ...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${message}\n`,
    });
    expect(existsSync("x.onnx")).toBe(false);
  });
});
