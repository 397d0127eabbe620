/**
 * WebGPU in Chromium, on SwiftShader, its GPU in software: the page's device gives what Node's processor gives, noise and
 * scores bit for bit.
 */
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import {
  type Answers,
  cases,
  forwards,
  materialOf,
  members,
  noiseByDefinition,
  referenceRows,
  scores,
} from "../policy/devices/core.ts";
import { remove } from "./support/remove.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-browser-webgpu-"));
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
let server: Server;
let port: number;

beforeAll(async () => {
  const input = fileURLToPath(new URL("./webgpu-page.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser" });
  await bundle.write({ format: "esm", dir: join(parent, "page"), entryFileNames: "page.js" });
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path.endsWith(".js")) {
      response.setHeader("content-type", "text/javascript");
      response.end(readFileSync(join(parent, "page", basename(path))));
      return;
    }
    response.setHeader("content-type", "text/html");
    response.end('<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  server?.close();
  await remove(parent);
});

/** Chromium with these flags, and the page at `host` in it. */
async function open(flags: readonly string[], host = "127.0.0.1"): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...flags] });
  const page = await browser.newPage();
  await page.goto(`http://${host}:${port}/`);
  await page.waitForFunction("globalThis.work !== undefined");
  return { browser, page };
}

const work = (page: Page, what: string, id: string): Promise<Answers> =>
  page.evaluate(`work("${what}", "${id}")`);

/** Outputs by definition, in double precision: members written out, one lane after the other. */
function byDefinition(): Answers {
  const { layoutOf, materialise, referenceStatistics, referenceForward, referenceStep, shapesOf } = library;
  const answers: Record<string, readonly number[]> = {};
  for (const { name, network, noise } of cases) {
    const { inputSize, stateSize } = shapesOf(network);
    const rows = (of: Float32Array, count: number): Float32Array[] =>
      Array.from({ length: count }, (_, r) => of.subarray(r * inputSize, (r + 1) * inputSize));
    const { population, inputs, reference } = materialOf(library, network, noise);
    answers[name] = rows(inputs, members.length).flatMap((input, lane) => {
      const parameters = materialise(population, members[lane]!, layoutOf(network));
      if (stateSize === 0) {
        const statistics = referenceStatistics(network, parameters, rows(reference, referenceRows));
        return [...referenceForward(network, parameters, input, statistics)];
      }
      const { state } = referenceStep(network, parameters, input, new Float64Array(stateSize));
      return [...referenceStep(network, parameters, input, state).output];
    });
  }
  return answers;
}

/** The largest difference of two answers, against the size of the expected one; both have the same names. */
function worst(actual: Answers, expected: Answers): number {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  return Math.max(
    ...Object.entries(expected).flatMap(([name, values]) => {
      expect(actual[name]!.length).toBe(values.length);
      return values.map((x, i) => Math.abs(actual[name]![i]! - x) / (1 + Math.abs(x)));
    }),
  );
}

describe("with WebGPU in software", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    ({ browser, page } = await open(["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]));
  });
  afterAll(async () => {
    await browser?.close();
  });

  test("the page's device is the browser's", async () => {
    expect(await work(page, "detail", "webgpu")).toMatch(/swiftshader/i);
  });

  test("populations' forwards are those by definition, on every kind of layer", async () => {
    const answers = await work(page, "forwards", "webgpu");
    expect(worst(answers, byDefinition())).toBeLessThan(2e-5);
    // And those of the processor in the same page, which are Node's to the bit.
    const here = await work(page, "forwards", "wasm");
    expect(here).toEqual(await forwards(library, "wasm"));
    expect(worst(answers, here)).toBeLessThan(2e-5);
  });

  test("noise has the bits of the definition", async () => {
    expect(await work(page, "noise", "webgpu")).toEqual(noiseByDefinition(library));
  });

  test("games played beside the policy pay what they pay in Node", async () => {
    const expected = await scores(library, "wasm");
    expect(expected["river"]!.some((value) => value > 16)).toBe(true);
    expect(await work(page, "scores", "webgpu")).toEqual(expected);
  });

  test("so it is in a worker of the page", async () => {
    const found = await page.evaluate(`new Promise((resolve) => {
      const worker = new Worker("/page.js", { type: "module" });
      worker.onmessage = ({ data }) => data === "ready" ? worker.postMessage(["noise", "webgpu"]) : resolve(data);
    })`);
    expect(found).toEqual(noiseByDefinition(library));
  });

  test("auto leaves a GPU in software alone", async () => {
    const id = await page.evaluate(`work("detail", "auto")`);
    expect(id).not.toMatch(/swiftshader/i);
  });
});

test("a page without WebGPU says what it takes", async () => {
  // What is not served securely gets no WebGPU.
  const { browser, page } = await open(["--host-resolver-rules=MAP away.test 127.0.0.1"], "away.test");
  await expect(work(page, "detail", "webgpu")).rejects.toThrow(
    "webgpu: this page has no WebGPU; open it over https or from localhost, in a browser that has it",
  );
  await browser.close();
});

test("a browser without a GPU says what it takes", async () => {
  const { browser, page } = await open(["--disable-gpu", "--use-webgpu-adapter=none"]);
  await expect(work(page, "detail", "webgpu")).rejects.toThrow(
    "webgpu: the browser offers no GPU; turn its graphics acceleration on, or start Chromium with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader for one in software",
  );
  await browser.close();
});
