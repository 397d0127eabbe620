import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresOf, recordRunEpisode, writeReport } from "../../plots/index.ts";
import { reportPage } from "../../plots/report/page.ts";
import { readRun, runExperiment } from "../../src/runs/index.ts";
import { gifFrames } from "./support/gif.ts";
import { history } from "./support/history.ts";

const root = mkdtempSync(join(tmpdir(), "evofront-report-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Addresses that a browser would load by itself; links to be followed by hand do not count. */
function loaded(html: string): string[] {
  const attributes = [...html.matchAll(/\s(?:src|href|xlink:href|poster|action)\s*=\s*"([^"]*)"/g)].map(
    ([, url]) => url!,
  );
  const styles = [...html.matchAll(/url\(([^)]*)\)|@import\s+([^;]*)/g)].map(
    ([, url, other]) => url ?? other!,
  );
  return [...attributes, ...styles].filter((url) => !url.startsWith("data:") && !url.startsWith("#"));
}

const small = {
  name: "small",
  seed: 3,
  tasks: {
    river: { options: { lives: 1, frameCap: 60 } },
    fortress: { options: { lives: 1, frameCap: 60 } },
  },
  objectives: ["river.score", "fortress.score"],
  network: {
    layers: [{ kind: "flatten" }, { kind: "dense", units: 4 }, { kind: "activation", function: "tanh" }],
  },
  strategy: { id: "openai-es", population: 8 },
  arms: {
    both: { train: ["river", "fortress"] },
    "river-only": { train: ["river"] },
    "fortress-only": { train: ["fortress"] },
  },
  budget: { generations: 3 },
  test: { episodes: 4, every: 1 },
  baseline: { episodes: 4 },
  workers: 1,
} as const;

describe("the report of a run on two games", () => {
  const folder = join(root, "two");
  let html = "";
  beforeAll(async () => {
    await runExperiment(small, folder);
    html = readFileSync(await writeReport(folder), "utf8");
  });

  test("is one file that loads nothing from elsewhere", () => {
    expect(loaded(html)).toEqual([]);
    expect(html).not.toMatch(/<script[^>]*src|<link|<iframe/);
  });

  test("holds the arms, the charts at two widths, the games, the config and how to repeat it", () => {
    for (const arm of Object.keys(small.arms)) expect(html).toContain(`<th scope="row">${arm}</th>`);
    const figures = figuresOf(readRun(folder));
    expect(figures.map(({ id }) => id)).toEqual([
      "centre-river-score",
      "returns-river-score",
      "centre-fortress-score",
      "returns-fortress-score",
      "front",
      "hypervolume",
      "share",
      "divergence-river-score",
      "divergence-fortress-score",
    ]);
    expect(html.match(/<svg class="wide"/g)).toHaveLength(9);
    expect(html.match(/<svg class="narrow"/g)).toHaveLength(9);
    expect(html.match(/data:image\/gif;base64,/g)).toHaveLength(2);
    expect(html).toContain("evofront run config.yaml");
    expect(html).toContain("frameCap: 60");
    expect(html).toContain("No candidate failed.");
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  });

  test("states the final test's mean as the records have it", () => {
    const values = readRun(folder).arms[0]!.finalTest!.values["river.score"]!;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const row = html.match(/<th scope="row">both<\/th><td>river score<\/td><td>[^<]*<\/td><td>([\d.,]+)/)!;
    expect(Number(row[1]!.replaceAll(",", ""))).toBeCloseTo(Number(mean.toPrecision(3)), 6);
  });

  test("leaves every picture in the run folder", () => {
    const files = readdirSync(join(folder, "plots")).sort();
    expect(files.filter((file) => file.endsWith(".svg"))).toHaveLength(9);
    expect(files.filter((file) => file.endsWith(".png"))).toHaveLength(9);
    expect(files.filter((file) => file.endsWith(".gif"))).toEqual([
      "both-on-fortress.gif",
      "both-on-river.gif",
    ]);
    const gif = readFileSync(join(folder, "plots", "both-on-river.gif"));
    expect(gifFrames(gif).count).toBeGreaterThan(1);
    expect(gif.length).toBeLessThan(1_500_000);
  });

  test("is the same again", async () => {
    expect(readFileSync(await writeReport(folder), "utf8")).toBe(html);
  });

  test("an episode of a run says what there is instead of a task that is not", async () => {
    await expect(recordRunEpisode(readRun(folder), { task: "lake" })).rejects.toThrow(
      'play: the experiment has no task "lake"; its tasks are river, fortress',
    );
    await expect(recordRunEpisode(readRun(folder), { task: "river", arm: "all" })).rejects.toThrow(
      /policy ".*all\.safetensors": expected a file, found none there/,
    );
  });
});

test("a run on one task has what applies to it and leaves out the rest", async () => {
  const folder = join(root, "one");
  await runExperiment(
    {
      name: "pole",
      tasks: { "cart-pole": {} },
      network: { layers: [{ kind: "dense", units: 4 }] },
      strategy: { id: "openai-es", population: 8 },
      budget: { generations: 3 },
      test: { episodes: 3, every: 1 },
      workers: 1,
    },
    folder,
  );
  const html = readFileSync(await writeReport(folder), "utf8");
  expect(figuresOf(readRun(folder)).map(({ id }) => id)).toEqual([
    "centre-cart-pole-return",
    "returns-cart-pole-return",
    "divergence-cart-pole-return",
  ]);
  expect(loaded(html)).toEqual([]);
  expect(html).not.toMatch(/NaN|undefined|\[object/);
});

test("failed candidates are counted with their reasons, as text", () => {
  const html = reportPage(history({ failing: 2, generations: 5 }), {
    figures: [],
    animations: [],
    configText: "",
  });
  expect(html).toContain("Failed candidates");
  expect(html).toMatch(/<td>a value &lt;is&gt; not finite<\/td><td>10<\/td><td>1<\/td>/);
});

test("an unfinished run says so", () => {
  const run = history({ generations: 0, finished: false });
  const html = reportPage(run, { figures: figuresOf(run), animations: [], configText: "" });
  expect(html).toContain("The run is not finished.");
  expect(html).toContain("No generation has been evaluated yet.");
});

test("a folder that is not a run is refused, and nothing is written to it", async () => {
  const folder = mkdtempSync(join(root, "not-"));
  await expect(writeReport(folder)).rejects.toThrow("expected config.yaml and events.jsonl in it");
  expect(readdirSync(folder)).toEqual([]);
  await expect(writeReport(join(root, "absent"))).rejects.toThrow("expected a folder, found none");
  expect(existsSync(join(root, "absent"))).toBe(false);
});
