/** `run` and `resume` as child processes: what they show and write, how they stop, and what bad input gets. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evofront, type Outcome, program, scratch } from "./support/program.ts";

/** A search of a second: what is tested here is the command, not the learning. */
const quick = `name: quick
seed: 3
tasks:
  cart-pole: { options: { stepLimit: 50 } }
network:
  layers: [{ kind: dense, units: 4 }, { kind: activation, function: tanh }]
strategy: { id: openai-es, population: 8, sigma: 0.3 }
budget: { generations: 3 }
test: { episodes: 4 }
baseline: { episodes: 4 }
checkpoint: { every: 1 }
workers: 1
`;
const folder = scratch({
  "quick.yaml": quick,
  "quick.json": JSON.stringify({
    name: "from-json",
    tasks: { "cart-pole": {} },
    network: { layers: [] },
    strategy: { id: "openai-es", population: 4 },
    budget: { generations: 1 },
    workers: 1,
  }),
  "long.yaml": `${quick}quick: { name: short, budget: { generations: 1 } }\n`,
  "malformed.yaml": "tasks: [unclosed\n",
  "misspelt.yaml": quick.replace("budget:", "bugdet:"),
  "wrong-type.yaml": quick.replace("sigma: 0.3", "sigma: high"),
  "unknown-environment.yaml": quick.replace("cart-pole:", "cartpole:"),
  "unknown-strategy.yaml": quick.replace("openai-es", "open-ai-es"),
  "reference.yaml": `${quick}hypervolume: { reference: [0, 0] }\n`,
  "not-a-run/notes.txt": "mine",
});
afterAll(folder.remove);

const run = (...args: string[]): Promise<Outcome> => evofront(args, { cwd: folder.path });
const at = (...path: string[]): string => join(folder.path, ...path);

describe("a run", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await run("run", "quick.yaml");
  });

  test("goes into runs/<name>-<seed> and ends with a table and the path of its report", () => {
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toBe("quick, seed 3, into runs/quick-3\n");
    expect(outcome.stdout).toMatch(/\nreport: runs\/quick-3\/report\.html\n$/);
    expect(existsSync(at("runs/quick-3/report.html"))).toBe(true);
  });

  test("shows a line a generation, with nothing in it that only a terminal understands", () => {
    const lines = outcome.stdout.split("\n").filter((line) => line.startsWith("main  gen"));
    expect(lines).toHaveLength(3);
    for (const [i, line] of lines.entries()) {
      expect(line).toMatch(
        new RegExp(
          `^main  gen +${i + 1}  ${8 * (i + 1)} evals  \\d+ steps  \\S+/s  cart-pole.return mean \\S+ best \\S+  hv \\S+  left \\S+$`,
        ),
      );
    }
    expect(outcome.stdout).not.toContain("\u001b");
  });

  test("tabulates the centre against a random policy", () => {
    expect(outcome.stdout).toMatch(
      /^arm +cart-pole\.return \[95 %\] +hv last +hv front +evals +steps +time +failed$/m,
    );
    expect(outcome.stdout).toMatch(/^main +\S+ \[\S+, \S+\] .* 24 +\d+ +\d+s +0$/m);
    expect(outcome.stdout).toMatch(/^random +\S+ \[\S+, \S+\]$/m);
  });

  test("leaves a run folder", () => {
    expect(readdirSync(at("runs/quick-3"))).toEqual(
      expect.arrayContaining([
        "config.yaml",
        "environment.json",
        "events.jsonl",
        "front.json",
        "metrics.parquet",
        "policies",
        "report.html",
      ]),
    );
  });

  test("a second one goes into the next free folder and has the same front, byte for byte", async () => {
    const { code, stderr } = await run("run", "quick.yaml", "--workers", "2");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "quick, seed 3, into runs/quick-3-2\n" });
    expect(readFileSync(at("runs/quick-3-2/front.json"), "utf8")).toBe(
      readFileSync(at("runs/quick-3/front.json"), "utf8"),
    );
  });

  test("resume leaves a finished run as it is and writes its report anew", async () => {
    const before = readFileSync(at("runs/quick-3/front.json"), "utf8");
    const { code, stdout } = await run("resume", "runs/quick-3");
    expect(code).toBe(0);
    expect(stdout).toContain("report: runs/quick-3/report.html");
    expect(readFileSync(at("runs/quick-3/front.json"), "utf8")).toBe(before);
  });
});

describe("plot and play", () => {
  const games = `name: games
tasks:
  river: { options: { frameCap: 60 } }
  fortress: { options: { frameCap: 60 } }
network: { layers: [] }
strategy: { id: openai-es, population: 4 }
budget: { generations: 2 }
test: { episodes: 3, every: 0 }
baseline: { episodes: 3 }
workers: 1
`;
  beforeAll(async () => {
    writeFileSync(at("games.yaml"), games);
    expect((await run("run", "games.yaml", "--out", "games", "--quiet")).code).toBe(0);
  });

  test("plot draws every chart of a run, or the kinds asked for", async () => {
    const { code, stdout } = await run("plot", "games", "--json");
    expect(code).toBe(0);
    const { files } = JSON.parse(stdout) as { files: string[] };
    expect(files).toEqual(
      expect.arrayContaining([
        join("games", "plots", "front.svg"),
        join("games", "plots", "hypervolume.png"),
      ]),
    );
    for (const file of files) {
      const head = readFileSync(at(file)).subarray(0, 8).toString("latin1");
      expect(head).toMatch(file.endsWith(".svg") ? /^<svg / : /^\x89PNG\r\n/);
    }
    expect((await run("plot", "games", "--kind", "front", "--out", "figures")).stdout).toBe(
      `${join("figures", "front.svg")}\n${join("figures", "front.png")}\n`,
    );
  });

  test("plot draws the front of a table", async () => {
    writeFileSync(at("points.csv"), "cost,error\n1,4\n2,2\n4,1\n3,3\n");
    const { code, stdout } = await run("plot", "points.csv", "--out", "table");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${join("table", "points-front.svg")}\n${join("table", "points-front.png")}\n`,
    });
    expect(readFileSync(at("table/points-front.svg"), "utf8")).toContain("error");
    writeFileSync(at("many.csv"), "a,b,c,d,e\n1,2,3,4,5\n5,4,3,2,1\n");
    expect((await run("plot", "many.csv", "--out", "table", "--json")).stdout).toBe(
      `{"files":["${join("table", "many-front.svg")}","${join("table", "many-front.png")}"]}\n`,
    );
    writeFileSync(at("seeds.csv"), "1,4\n2,2\n\n4,1\n3,3\n");
    expect((await run("plot", "seeds.csv", "--out", "table")).code).toBe(0);
  });

  test("play writes a GIF of every task, the same bytes each time", async () => {
    const { code, stdout } = await run("play", "games", "--gif", "--every", "10");
    const files = stdout.trimEnd().split("\n");
    expect({ code, files }).toEqual({
      code: 0,
      files: ["river", "fortress"].map((task) => join("games", "plots", `main-${task}.gif`)),
    });
    const first = files.map((file) => readFileSync(at(file)));
    for (const gif of first) expect(gif.subarray(0, 6).toString()).toBe("GIF89a");
    await run("play", "games", "--gif", "--every", "10");
    expect(files.map((file) => readFileSync(at(file)))).toEqual(first);
  });

  test("play writes a page that loads nothing, of a member of the front", async () => {
    const { code, stdout } = await run(
      "play",
      "games",
      "--html",
      "--member",
      "0",
      "--task",
      "river",
      "--out",
      "pages",
    );
    expect(code).toBe(0);
    const page = readFileSync(at(stdout.trimEnd()), "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  test("play --human writes a page in which a game is played", async () => {
    expect(await run("play", "atari/river", "--human", "--out", "pages")).toEqual({
      code: 0,
      stdout: `${join("pages", "river.html")}: open it in a browser\n`,
      stderr: "",
    });
    const page = readFileSync(at("pages/river.html"), "utf8");
    expect(page).toContain("<title>River</title>");
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });

  test.each<[string, string[], RegExp]>([
    [
      "a game that is none",
      ["play", "atari/rivr", "--human"],
      /play: unknown game "atari\/rivr"; did you mean "atari\/river"\?/,
    ],
    [
      "a game played by hand and by a policy",
      ["play", "atari/river", "--human", "--gif"],
      /play: --human and --gif exclude each other; give one of them/,
    ],
    [
      "a chart the run does not have",
      ["plot", "games", "--kind", "fronts"],
      /this run has no chart "fronts"; did you mean "front"\?/,
    ],
    [
      "a way no table is drawn",
      ["plot", "three.csv", "--kind", "front"],
      /--kind: unknown value "front"; known: scatter, matrix, parallel/,
    ],
    [
      "a way that does not fit",
      ["plot", "three.csv", "--kind", "scatter"],
      /a scatter shows 2 objectives but the points have 3/,
    ],
    ["a folder that is no run", ["plot", "not-a-run"], /run folder "not-a-run": expected config\.yaml/],
    ["an unknown arm", ["play", "games", "--arm", "mian"], /--arm: unknown arm "mian"/],
    [
      "an unknown task",
      ["play", "games", "--task", "rivers"],
      /--task: unknown task "rivers"; did you mean "river"\?/,
    ],
    ["a member there is not", ["play", "games", "--member", "99"], /front members 0 to \d+, got 99/],
    ["two forms at once", ["play", "games", "--gif", "--html"], /--gif and --html exclude each other/],
    ["a terminal that is none", ["play", "games", "--terminal"], /--terminal needs a terminal/],
    ["pictures that are not drawn", ["play", "runs/quick-3"], /environment "cart-pole" draws no pictures/],
  ])("bad input: %s", async (_what, args, message) => {
    writeFileSync(at("three.csv"), "1,2,3\n");
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe.concurrent("flags of run", () => {
  test("--json prints every record as a line, then a summary", async () => {
    const { code, stdout, stderr } = await run("run", "quick.yaml", "--json", "--out", "json");
    const records = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const written = readFileSync(at("json/events.jsonl"), "utf8").trimEnd().split("\n");
    expect(records.slice(0, -1)).toEqual(written.map((line) => JSON.parse(line) as unknown));
    expect(records.at(-1)).toMatchObject({
      type: "summary",
      folder: "json",
      report: join("json", "report.html"),
      arms: [{ arm: "main", evaluations: 24, failures: 0, end: "generations" }],
      random: {
        "cart-pole.return": { mean: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
      },
    });
  });

  test("--seed, --set and --quiet", async () => {
    const { code, stdout, stderr } = await run(
      ...[
        "run",
        "quick.yaml",
        "--seed",
        "a text",
        "--set",
        "budget.generations=1",
        "--set",
        "name=other",
        "--quiet",
      ],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "other, seed a text, into runs/other-a-text\n" });
    expect(stdout).not.toContain("gen ");
    const config = readFileSync(at("runs/other-a-text/config.yaml"), "utf8");
    expect(config).toContain("seed: a text");
    expect(config).toContain("generations: 1");
  });

  test("--quick", async () => {
    const { code, stdout, stderr } = await run("run", "long.yaml", "--quick");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "short, seed 3, into runs/short-3\n" });
    expect(stdout.split("\n").filter((line) => line.includes("  gen "))).toHaveLength(1);
    const refused = await run("run", "quick.yaml", "--quick");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^error: quick\.yaml:1:1: quick: expected a group of settings .*, found none; /,
    );
    expect((await run("run", "--help")).stdout).toContain(
      "The short form that the config itself has under quick:",
    );
  });

  test("a config in JSON", async () => {
    expect((await run("run", "quick.json")).stderr).toBe("from-json, seed 1, into runs/from-json-1\n");
  });
});

/** Starts a long run, waits until it has shown a generation, and interrupts it `times` times. */
function interrupted(out: string, times: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const args = ["run", "quick.yaml", "--out", out, "--set", "budget.generations=1000000"];
    const child = spawn(process.execPath, [program, ...args], { cwd: folder.path });
    let [stdout, stderr, sent] = ["", "", false];
    child.stdout.on("data", (piece) => {
      stdout += piece;
      if (sent || !stdout.includes("gen ")) return;
      sent = true;
      for (let k = 0; k < times; k++) child.kill("SIGINT");
    });
    child.stderr.on("data", (piece) => {
      stderr += piece;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

describe("Ctrl-C", () => {
  test("writes a checkpoint and exits with 130; resume ends as if nothing had happened", async () => {
    const { code, stderr } = await interrupted("stopped", 1);
    expect(code).toBe(130);
    expect(stderr).toContain("stopping: a checkpoint is being written; Ctrl-C again leaves at once\n");
    expect(stderr).toMatch(/interrupted; a checkpoint is written, go on with: evofront resume stopped\n$/);

    // A budget may be changed before a run goes on; results up to there do not depend on it.
    const records = readFileSync(at("stopped/events.jsonl"), "utf8").match(/"type":"generation"/g)!;
    const generations = records.length + 3;
    const config = readFileSync(at("stopped/config.yaml"), "utf8");
    writeFileSync(
      at("stopped/config.yaml"),
      config.replace("generations: 1000000", `generations: ${generations}`),
    );
    const resumed = await run("resume", "stopped");
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toMatch(new RegExp(`^main  gen +${generations} `, "m"));
    const straight = await run(
      "run",
      "quick.yaml",
      "--out",
      "straight",
      "--set",
      `budget.generations=${generations}`,
    );
    expect(straight.code).toBe(0);
    expect(readFileSync(at("stopped/front.json"), "utf8")).toBe(
      readFileSync(at("straight/front.json"), "utf8"),
    );
  });

  test("twice leaves at once, with 130 too", async () => {
    expect((await interrupted("left", 2)).code).toBe(130);
  });
});

test("a reader that closes the pipe ends the program quietly", async () => {
  const script = `"${process.execPath}" "${program}" run quick.yaml --out piped | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const shell = spawn("bash", ["-c", script], { cwd: folder.path });
  let [stdout, stderr] = ["", ""];
  shell.stdout.on("data", (piece) => {
    stdout += piece;
  });
  shell.stderr.on("data", (piece) => {
    stderr += piece;
  });
  await new Promise((resolve) => shell.on("close", resolve));
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("0");
  expect(stderr).toBe("quick, seed 3, into piped\n");
});

describe.concurrent("bad input: exit code 2, one line that helps, nothing written", () => {
  test.each<[string, string[], RegExp]>([
    ["no config", ["run"], /CONFIG is missing/],
    ["a config that is not there", ["run", "absent.yaml"], /absent\.yaml/],
    ["a malformed config", ["run", "malformed.yaml"], /malformed\.yaml:\d+/],
    ["a misspelt key", ["run", "misspelt.yaml"], /misspelt\.yaml:\d+.*bugdet.*did you mean "budget"\?/],
    ["a wrong type", ["run", "wrong-type.yaml"], /wrong-type\.yaml:7.*sigma.*expected.*number.*found.*high/],
    [
      "an unknown environment",
      ["run", "unknown-environment.yaml"],
      /unknown environment "cartpole"; did you mean "cart-pole"\?/,
    ],
    [
      "an unknown strategy",
      ["run", "unknown-strategy.yaml"],
      /unknown strategy "open-ai-es"; did you mean "openai-es"\?/,
    ],
    [
      "a reference point of the wrong length",
      ["run", "reference.yaml"],
      /hypervolume\.reference: expected 1 number, one for each objective .*, found 2/,
    ],
    [
      "a setting without a value",
      ["run", "quick.yaml", "--set", "budget.generations"],
      /--set budget\.generations: expected path=value/,
    ],
    [
      "a setting that is not known",
      ["run", "quick.yaml", "--set", "budget.generation=1"],
      /did you mean "generations"\?/,
    ],
    [
      "an unknown device",
      ["run", "quick.yaml", "--device", "wsm"],
      /^error: --device wsm: .*unknown device "wsm"; did you mean "wasm"\?/,
    ],
    [
      "an unknown backend",
      ["run", "quick.yaml", "--backend", "cuda"],
      /^error: --backend cuda: gradient\.backend: expected one of "auto", .*"wasm".*, found "cuda"/,
    ],
    [
      "a number of workers that is none",
      ["run", "quick.yaml", "--workers", "0"],
      /--workers: expected a whole number from 1 on, got "0"/,
    ],
    [
      "an output folder with other things",
      ["run", "quick.yaml", "--out", "not-a-run"],
      /output folder "not-a-run": expected none or an empty one, found notes\.txt; choose another with --out/,
    ],
    [
      "a run folder that is not there",
      ["resume", "absent"],
      /run folder "absent": expected a folder, found none; check the path/,
    ],
    [
      "a run folder that is not one",
      ["resume", "not-a-run"],
      /run folder "not-a-run": expected config\.yaml and events\.jsonl in it, found notes\.txt/,
    ],
  ])("%s", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(
      ...args,
      ...(args[0] === "run" && !args.includes("--out") ? ["--out", "unwanted"] : []),
    );
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(existsSync(at("unwanted"))).toBe(false);
    expect(readdirSync(at("not-a-run"))).toEqual(["notes.txt"]);
  });

  test("a folder that holds a run already is left alone", async () => {
    await run("run", "quick.yaml", "--out", "taken", "--quiet");
    const before = readFileSync(at("taken/events.jsonl"));
    const { code, stderr } = await run("run", "quick.yaml", "--out", "taken");
    expect(code).toBe(2);
    expect(stderr).toContain(
      'error: output folder "taken" holds a run already; go on with it by "evofront resume taken", or choose another with --out',
    );
    expect(readFileSync(at("taken/events.jsonl"))).toEqual(before);
  });
});
