/** Pages in which the emulator runs: opened from a file, in Chromium, their picture compared with the emulator's in Node. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environments, ownGames } from "../../environments/index.ts";
import { gamePage, type Recording, recordEpisode, tapePage } from "../../plots/index.ts";
import { keyOf, Stream } from "../../src/random/index.ts";
import { expectSame } from "../kernels/atari/support/same.ts";
import { remove } from "./support/remove.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-emulator-page-"));
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  page = await browser.newPage({ viewport: { width: 820, height: 860 } });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) faults.push(request.url());
  });
});
afterAll(async () => {
  await browser.close();
  await remove(parent);
});

/** An episode of random actions on a cartridge. */
function recorded(id: string): Recording {
  const entry = environments.get(id);
  const environment = entry.create(entry.options.parse({ observation: "ram", frameCap: 2000 }));
  const actions = new Stream(keyOf("actions"));
  const values = new Float64Array(environment.spec.values.length);
  return recordEpisode(
    {
      environment,
      reset: (key) => environment.reset(key),
      step: () => ({ status: environment.step(actions.below(18), values), values }),
    },
    { key: keyOf("episode"), every: 4 },
  );
}

/** The canvas's pixels, red, green and blue. */
const pixels = async (): Promise<Uint8Array> => {
  const values = await page.evaluate(`(() => {
    const canvas = document.getElementById("screen");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(data).filter((_, i) => i % 4 < 3);
  })()`);
  return Uint8Array.from(values as number[]);
};

const text = (id: string): Promise<string> =>
  page.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`);

function saved(name: string, html: string): string {
  const file = join(parent, name);
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

describe.each(["atari/river", "atari/fortress"])("a tape of %s", (id) => {
  test("plays again from a file: any frame's picture is the recorded one, with what it had paid", async () => {
    const recording = recorded(id);
    const { tape, totals } = recording.paidTape!;
    const url = saved(`${id.slice(6)}.html`, tapePage(recording.paidTape!, `${id} <random>`));
    // A picture of the recording comes after each 16 frames: four steps of four.
    for (const picture of [10, 3, recording.frames.length - 2]) {
      const frame = 16 * picture;
      await page.goto("about:blank");
      await page.goto(`${url}#${frame}`);
      await page.waitForFunction(`document.getElementById("values").textContent !== ""`);
      expectSame(await pixels(), recording.frames[picture]!.rgb, `picture ${picture}`);
      expect(await text("values")).toBe(
        `frame ${frame} of ${tape.frames.length}, score ${totals[frame - 1]![0]}, frames ${totals[frame - 1]![1]}`,
      );
    }
    // Back and forth by the scrubber.
    for (const picture of [2, 12, 5]) {
      await page.locator("#scrub").fill(String(16 * picture));
      expectSame(await pixels(), recording.frames[picture]!.rgb, `picture ${picture}`);
    }
    // It runs by itself, faster where it is told to.
    await page.locator("#speed").selectOption("16");
    await page.locator("#toggle").click();
    await page.waitForFunction(`document.getElementById("toggle").textContent === "Play"`);
    expect(await text("values")).toContain(`frame ${tape.frames.length} of ${tape.frames.length}`);
    expect(faults).toEqual([]);
  });
});

test("a screenshot of the page shows the picture, and looks like the one before", async () => {
  const recording = recorded("atari/river");
  await page.goto("about:blank");
  await page.goto(`${saved("shot.html", tapePage(recording.paidTape!, "river"))}#160`);
  await page.waitForFunction(`document.getElementById("values").textContent !== ""`);
  const canvas = page.locator("#screen");
  const [one, two] = [await canvas.screenshot(), await canvas.screenshot()];
  expect(one.equals(two)).toBe(true);
  // Of the shot, read back through the browser, the middle of every console pixel has that pixel's colour.
  const seen = (await page.evaluate(`(async () => {
    const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64,${one.toString("base64")}")).blob());
    const copy = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    copy.drawImage(bitmap, 0, 0);
    const { data } = copy.getImageData(0, 0, bitmap.width, bitmap.height);
    const out = [];
    for (let y = 0; y < 210; y++) for (let x = 0; x < 160; x++) {
      const at = 4 * (Math.floor((y + 0.5) * bitmap.height / 210) * bitmap.width + Math.floor((x + 0.5) * bitmap.width / 160));
      out.push(data[at], data[at + 1], data[at + 2]);
    }
    return out;
  })()`)) as number[];
  const expected = recording.frames[10]!.rgb;
  const differing = seen.filter((value, i) => value !== expected[i]).length;
  // The corners of the picture are rounded.
  expect(differing).toBeLessThan(60);
});

describe("a game for a person", () => {
  test.each(ownGames.map((game) => [game.id, game] as const))(
    "%s: the title, then the keys",
    async (id, game) => {
      await page.goto("about:blank");
      await page.goto(saved(`${id}-game.html`, gamePage(game, game.image!())));
      await page.waitForTimeout(300);
      const title = await pixels();
      expect(new Set(title).size).toBeGreaterThan(4);
      // The button starts; what is pressed is shown.
      await page.keyboard.down("Space");
      await page.waitForTimeout(300);
      expect(await page.locator("#fire").getAttribute("class")).toBe("pressed");
      await page.keyboard.up("Space");
      const begun = await pixels();
      expect(Buffer.compare(begun, title)).not.toBe(0);
      // Paused, nothing moves.
      await page.keyboard.press("KeyP");
      await page.waitForTimeout(100);
      const still = await pixels();
      await page.waitForTimeout(200);
      expectSame(await pixels(), still, "the paused picture");
      expect(await text("values")).toBe("paused");
      await page.locator("#left-difficulty").click();
      expect(await text("left-difficulty")).toBe("Left A");
      expect(faults).toEqual([]);
    },
  );
});
