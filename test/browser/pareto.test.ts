import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  contributions,
  decisions,
  hypervolume,
  indicators,
  nondominated,
  nondominatedSort,
} from "../../src/index.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";
import { remove } from "./support/remove.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-browser-"));
afterAll(() => remove(parent));
let page: Record<string, unknown>;

/** Background services off: the page is a file and must need nothing else. */
const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

beforeAll(async () => {
  const input = fileURLToPath(new URL("./page.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser" });
  const { output } = await bundle.generate({ format: "iife" });
  const code = output[0].code.replaceAll("</script", "<\\/script");
  const file = join(parent, "page.html");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><body><script>${code}</script>`);
  const dom = execFileSync(
    process.env["CHROMIUM"] ?? "chromium",
    [...quiet, `--user-data-dir=${join(parent, "profile")}`, "--dump-dom", pathToFileURL(file).href],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 26 },
  );
  page = JSON.parse(/<body>([\s\S]*?)<\/body>/.exec(dom)![1]!) as Record<string, unknown>;
});

const points = (kind: string, n: number, m: number) => ({
  rows: n,
  columns: m,
  data: generatePoints({ kind, n, m, seed: 1 }),
});

test("nothing fails, and the registries are whole", () => {
  expect(page["error"]).toBeUndefined();
  expect(page["names"]).toEqual([...indicators.ids(), ...decisions.ids()]);
});

test.each([
  [2, 1000],
  [3, 1000],
  [4, 1000],
  [5, 100],
  [6, 100],
])("%d objectives: the page's numbers are Node's, bit for bit, and its input is untouched", (m, n) => {
  const front = points("sphere", n, m);
  const reference = new Array<number>(m).fill(1.1);
  expect(page[`hypervolume ${m}`]).toBe(hypervolume(front, reference));
  expect(page[`contributions ${m}`]).toEqual([...contributions(front, reference)]);
  expect(page[`ranks ${m}`]).toEqual([...nondominatedSort(points("uniform", n, m)).ranks]);
  expect(page[`untouched ${m}`]).toBe(true);
});

test("the archive keeps the front of its stream", () => {
  const kept = page["archive"] as number[];
  expect(kept.toSorted((a, b) => a - b)).toEqual([...nondominated(points("uniform", 1000, 3))]);
});
