/** The navigator's page in Chromium, served by the built program: what it shows is what the library computes. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { here, navigableProblem, navigator, type Walk } from "../../src/gradient/index.ts";
import { createProblem } from "../../src/problems/index.ts";
import { remove } from "./support/remove.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-navigate-"));
const program = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
let browser: Browser;
const servers: ChildProcess[] = [];
const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));

beforeAll(async () => {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.kill();
    await ended(server);
  }
});
afterAll(async () => {
  await browser?.close();
  await remove(parent);
});

/** Serves a walk; resolves with its address. */
async function serve(
  ...args: string[]
): Promise<{ readonly address: string; readonly server: ChildProcess }> {
  const server = spawn(process.execPath, [program, "navigate", ...args, "--web", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  for await (const line of createInterface({ input: server.stdout! })) {
    return { address: (JSON.parse(line) as { address: string }).address, server };
  }
  throw new Error("the server ended without an address");
}

const problemFile = (name: string, content: unknown): string => {
  const path = join(parent, `${name}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

/** A page of that size, and what it must not do. */
async function open(
  address: string,
  width: number,
  height: number,
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => {
    // A server that is gone is told by the browser too.
    if (message.type() === "error" && !message.text().includes("ERR_")) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(address).origin)) faults.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  await page.waitForSelector("h1");
  return { page, faults };
}

const numbersOf = (page: Page, selector: string, name: string): Promise<number[]> =>
  page.$$eval(selector, (all, key) => all.map((each) => Number(each.getAttribute(key))), name);

/** Sets what should improve and waits for the prediction. */
async function predict(page: Page, preference: readonly number[]): Promise<void> {
  for (const [i, weight] of preference.entries()) await page.fill(`#wish-${i}`, String(weight));
  await page.click("button:has-text('Predict')");
  await page.waitForSelector(".change.better");
}

/** Waits until the page says that the walk is at that point. */
const atPoint = (page: Page, id: number | null): Promise<unknown> =>
  page.waitForSelector(`header p:has-text("point ${id} of")`);

async function accept(page: Page, point: number): Promise<void> {
  await page.click("button:has-text('Accept')");
  await atPoint(page, point);
}

const start = [0.4, 0.3, ...new Array<number>(10).fill(0.5)];
const wishes = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.5, 0, 0],
  [0, 0.75, 0],
];

test("five steps: the page's numbers are the library's", async () => {
  const problem = createProblem("dtlz2", { objectives: 3 });
  const guide = navigator(navigableProblem(problem), { step: 0.1 });
  let walk: Walk = await guide.start(start);
  const file = problemFile("dtlz2", { problem: "dtlz2", options: { objectives: 3 }, start });
  const { address } = await serve(file, "--set", "step=0.1", "--out", join(parent, "five"));
  const { page, faults } = await open(address, 1280, 900);
  for (const wish of wishes) {
    await predict(page, wish);
    const proposal = await guide.propose(walk, wish);
    const predicted = await numbersOf(page, ".change", "data-change");
    expect(predicted).toEqual(Array.from(proposal.change, (change) => change * proposal.limits.step * 1));
    // The arrow is there before the step.
    expect(await page.locator("line.aim").count()).toBe(1);
    const accepted = await guide.accept(walk, proposal);
    ({ walk } = await guide.correct(accepted.walk));
    await accept(page, walk.at);
    expect(await numbersOf(page, ".now", "data-now")).toEqual(Array.from(here(walk).judged));
  }
  expect(await numbersOf(page, "tr.current td[data-value]", "data-value")).toEqual(
    Array.from(here(walk).judged),
  );
  await page.click("button:has-text('Undo')");
  await atPoint(page, here(walk).parent);
  await page.click("tr:has-text('start') button:has-text('go here')");
  await atPoint(page, 0);
  expect(faults).toEqual([]);
});

test.for([
  ["desktop", 1280, 900, 2],
  ["tablet", 820, 1100, 3],
  ["phone", 390, 844, 4],
] as const)(
  "%s: nothing is wider than the screen, and the keyboard is enough",
  async ([name, width, height, m]) => {
    const options =
      m === 2
        ? { instance: "pair" }
        : {
            centres: Array.from({ length: m }, (_, i) =>
              Array.from({ length: 4 }, (_v, j) => (i === j ? 1 : 0)),
            ),
          };
    const file = problemFile(name, { problem: "quadratics", options });
    const { address } = await serve(file, "--out", join(parent, name));
    const { page, faults } = await open(address, width, height);
    await page.focus("#wish-0");
    await page.keyboard.press("End");
    await page.keyboard.press("p");
    await page.waitForSelector(".change.better");
    await page.keyboard.press("a");
    await page.locator("tbody tr").nth(2).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    // Letters of the plots have the same size on every screen, and are inside of them.
    const letters = await page.$$eval(".picture svg text", (all) =>
      all.map((each) => {
        const [own, plot] = [each.getBoundingClientRect(), each.ownerSVGElement!.getBoundingClientRect()];
        const scale = plot.width / each.ownerSVGElement!.viewBox.baseVal.width;
        return {
          size: scale * Number.parseFloat(each.ownerDocument.defaultView!.getComputedStyle(each).fontSize),
          inside: own.left >= plot.left && own.right <= plot.right && own.top >= plot.top,
        };
      }),
    );
    for (const { size, inside } of letters) {
      expect(size).toBeGreaterThanOrEqual(10.9);
      expect(inside).toBe(true);
    }
    const grips = page.locator("rect.grip");
    if ((await grips.count()) > 0) {
      await grips.nth(1).scrollIntoViewIfNeeded();
      const grip = (await grips.nth(1).boundingBox())!;
      const across = grip.x + grip.width / 2;
      await page.mouse.move(across, grip.y + 0.2 * grip.height);
      await page.mouse.down();
      await page.mouse.move(across, grip.y + 0.6 * grip.height, { steps: 4 });
      await page.mouse.up();
      await page.waitForSelector("rect.brush");
    }
    // Ends of the ranges to brush by are numbers to be read.
    for (const end of await page.$$eval(".ranges input", (all) => all.map((each) => each.value)))
      expect(end.length).toBeLessThanOrEqual(9);
    // Buttons and sliders large enough for a finger.
    for (const box of await page.$$eval(".buttons button", (all) =>
      all.map((each) => each.getBoundingClientRect().height),
    )) {
      expect(box).toBeGreaterThanOrEqual(44);
    }
    expect(faults).toEqual([]);
  },
);

test("at a corner where an objective is flat, the page follows its bend and says so; rounding is 0", async () => {
  const corner = [1, 0.3, ...new Array<number>(10).fill(0.5)];
  const file = problemFile("corner", { problem: "dtlz2", options: { objectives: 3 }, start: corner });
  const { address } = await serve(file, "--out", join(parent, "corner"));
  const { page, faults } = await open(address, 1280, 900);
  // cos(pi / 2) is 6e-17.
  expect(await page.locator(".now").allTextContents()).toEqual(["0", "0", "1"]);
  await page.focus("#wish-2");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".change.better");
  expect(await page.locator(".forecast").textContent()).toContain("Changes are to second order");
  const predicted = (await numbersOf(page, ".change", "data-change"))[2]!;
  expect(predicted).toBeLessThan(0);
  await page.keyboard.press("a");
  await page.locator("tbody tr").nth(1).waitFor();
  // f3 = cos x on this edge, x from 0: a bend of -x^2 / 2 is off by x^4 / 24 = predicted^2 / 6.
  const change = (await numbersOf(page, ".now", "data-now"))[2]! - 1;
  expect(Math.abs(change - predicted)).toBeLessThan(predicted ** 2 / 5);
  expect(faults).toEqual([]);
});

test("two browsers: one steers, the other watches, and takes over; a server that is killed loses nothing", async () => {
  const file = problemFile("shared", { problem: "quadratics", start: [2, 1.5, 1] });
  const out = join(parent, "shared");
  const { address, server } = await serve(file, "--out", out);
  const first = await open(address, 900, 900);
  const second = await open(address, 900, 900);
  await second.page.waitForSelector("text=you watch");
  expect(await second.page.locator("button:has-text('Predict')").isDisabled()).toBe(true);
  await predict(first.page, [1, 0, 0]);
  await second.page.waitForSelector(".change.better");
  await first.page.click("button:has-text('Accept')");
  await second.page.locator("tbody tr").nth(1).waitFor();
  const values = await numbersOf(first.page, ".now", "data-now");
  expect(await numbersOf(second.page, ".now", "data-now")).toEqual(values);
  await second.page.click("button:has-text('Take over')");
  await first.page.waitForSelector("text=you watch");
  await predict(second.page, [0, 1, 0]);
  const predicted = await numbersOf(second.page, ".change", "data-change");

  server.kill("SIGKILL");
  await ended(server);
  await second.page.waitForSelector("text=connecting again");
  const again = await serve(out);
  expect(again.address).toBe(address);
  for (const { page } of [first, second]) {
    await page.waitForSelector("text=connected", { timeout: 30_000 });
    expect(await numbersOf(page, ".now", "data-now")).toEqual(values);
    // The proposal that waited for an answer waits still.
    expect(await numbersOf(page, ".change", "data-change")).toEqual(predicted);
  }
  expect([...first.faults, ...second.faults]).toEqual([]);
});

test("a page of another origin gets no answer, and without the token nothing is told", async () => {
  const file = problemFile("guarded", { problem: "quadratics" });
  const { address } = await serve(file, "--out", join(parent, "guarded"));
  const { origin } = new URL(address);
  expect((await fetch(`${origin}/api/state`)).status).toBe(401);
  const foreign = { headers: { Origin: "http://elsewhere.example" }, method: "POST" };
  expect((await fetch(`${origin}/api/undo`, foreign)).status).toBe(403);
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  await page.waitForTimeout(500);
  expect(await page.locator("h1").count()).toBe(0);
  expect(await page.locator("main").textContent()).toContain("The token is missing");
  await page.goto(`${origin}/?token=${"x".repeat(32)}`);
  await page.waitForSelector("text=turned this page away: open the address as it was printed");
  await page.close();
});
