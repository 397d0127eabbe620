import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { environments, type Picture } from "../../environments/index.ts";
import { encodeGif, playerPage, recordEpisode, terminalFrame, typicalKey } from "../../plots/index.ts";
import { overPrevious } from "../../plots/terminal.ts";
import { fold, keyOf, Stream } from "../../src/random/index.ts";
import { gifFrames } from "./support/gif.ts";

/** A game played by key-drawn actions: no network is needed to test recordings. */
function randomPlayer(id: string, frameCap = 80) {
  const entry = environments.get(id);
  const environment = entry.create(entry.options.parse({ frameCap }));
  const values = new Float64Array(environment.spec.values.length);
  const stream = new Stream([0, 0]);
  return {
    environment,
    reset(key: readonly [number, number]) {
      environment.reset(key);
      stream.restart(fold(key, 1));
    },
    step: () => ({ status: environment.step(stream.below(18), values), values }),
  };
}

const picture = (width: number, height: number, rgb: readonly number[]): Picture => ({
  width,
  height,
  rgb: Uint8Array.from(rgb),
});

describe("recordings", () => {
  const key = keyOf(5);
  const recording = recordEpisode(randomPlayer("river"), { key, every: 2 });

  test("have a picture of the start, of every second step and of the end", () => {
    expect(recording.frames.length).toBe(1 + Math.ceil(recording.steps / 2));
    expect(recording.totals.length).toBe(recording.frames.length);
    expect(recording.totals[0]).toEqual(recording.names.map(() => 0));
  });

  test("keep their pictures, although the environment goes on drawing into its own", () => {
    expect(Buffer.compare(recording.frames[0]!.rgb, recording.frames.at(-1)!.rgb)).not.toBe(0);
    const again = recordEpisode(randomPlayer("river"), { key, every: 2 });
    expect(again.totals).toEqual(recording.totals);
    again.frames.forEach(({ rgb }, i) => {
      expect(Buffer.compare(rgb, recording.frames[i]!.rgb)).toBe(0);
    });
  });

  test("stop at the most frames there may be", () => {
    expect(recordEpisode(randomPlayer("river"), { key, every: 1, maxFrames: 5 }).frames.length).toBe(5);
  });

  test("refuse an environment without pictures", () => {
    const player = randomPlayer("river");
    const { picture: _, ...rest } = player.environment;
    expect(() =>
      recordEpisode({ ...player, environment: { ...rest, reset() {} } as never, reset() {} }, { key }),
    ).toThrow('environment "river" draws no pictures; play another task, or give it a picture()');
  });

  test("the typical episode is the one in the middle", () => {
    const totalOf = (own: readonly [number, number]) =>
      recordEpisode(randomPlayer("fortress"), { key: own, maxFrames: 1000 }).totals.at(-1)![1]!;
    const chosen = totalOf(typicalKey(randomPlayer("fortress"), key, 1, 5));
    const sorted = Array.from({ length: 5 }, (_, i) => totalOf(fold(key, i))).sort((a, b) => a - b);
    expect(chosen).toBe(sorted[2]);
    expect(sorted[0]).toBeLessThan(sorted[4]!);
  });
});

describe("GIFs", () => {
  test("of few colours give back every pixel of every frame", () => {
    const { frames } = recordEpisode(randomPlayer("fortress"), { key: keyOf(2), maxFrames: 12 });
    const gif = gifFrames(encodeGif(frames, { scale: 1, colours: 256 }));
    expect([gif.width, gif.height, gif.count]).toEqual([frames[0]!.width, frames[0]!.height, 12]);
    frames.forEach((frame, i) => {
      expect(Buffer.compare(gif.frames[i]!, frame.rgb)).toBe(0);
    });
  });

  test("show each frame for the delay that is asked for, the last one longer, and enlarge by whole pixels", () => {
    const frames = [picture(2, 1, [255, 0, 0, 0, 0, 255]), picture(2, 1, [255, 0, 0, 0, 255, 0])];
    const gif = gifFrames(encodeGif(frames, { scale: 3, delay: 80 }));
    expect([gif.width, gif.height]).toEqual([6, 3]);
    expect(gif.delays).toEqual([8, 150]);
    expect(Array.from(gif.frames[1]!.subarray(0, 18))).toEqual([
      255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0,
    ]);
  });

  test("of many colours are reduced to as many as there may be", () => {
    const stream = new Stream(keyOf(1));
    const noise = picture(
      40,
      40,
      Array.from({ length: 4800 }, () => stream.below(256)),
    );
    const gif = gifFrames(encodeGif([noise], { scale: 1, colours: 16 }));
    const used = new Set(
      Array.from({ length: 1600 }, (_, i) => gif.frames[0]!.subarray(i * 3, i * 3 + 3).join()),
    );
    expect(used.size).toBeGreaterThan(4);
    expect(used.size).toBeLessThanOrEqual(15);
  });

  test("say what is wrong with their frames", () => {
    expect(() => encodeGif([])).toThrow("encodeGif: expected at least one frame, got none");
    expect(() => encodeGif([picture(1, 1, [0, 0, 0]), picture(2, 1, [0, 0, 0, 0, 0, 0])])).toThrow(
      "encodeGif: frame 1 is 2 x 1 but frame 0 is 1 x 1; give all frames one size",
    );
  });
});

describe("in the terminal", () => {
  test("two pixels make a character: upper in front, lower behind", () => {
    const frame = terminalFrame(picture(1, 2, [1, 2, 3, 4, 5, 6]));
    expect(frame).toBe("\u001b[38;2;1;2;3;48;2;4;5;6m▀\u001b[0m");
  });

  test("a picture is shrunk to fit, its last odd row on the terminal's own background", () => {
    const frame = terminalFrame(picture(100, 50, new Array(15_000).fill(9)), { columns: 20, lines: 24 });
    expect(frame.split("\n").length).toBe(5);
    expect(frame.split("\n")[0]!.match(/▀/g)).toHaveLength(20);
    expect(terminalFrame(picture(1, 1, [7, 7, 7]))).toBe("\u001b[38;2;7;7;7;49m▀\u001b[0m");
  });

  test("the next frame goes over the one before", () => {
    expect(overPrevious("a\nb\nc")).toBe("\r\u001b[3A");
  });
});

describe("the page of a recording", () => {
  const recording = recordEpisode(randomPlayer("river"), { key: keyOf(9), maxFrames: 8 });
  const html = playerPage(recording, "river <best>");

  test("loads nothing from elsewhere and names itself", () => {
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(html).not.toContain("://");
    expect(html).toContain("<title>river &lt;best&gt;</title>");
  });

  test("holds every pixel", () => {
    const content = JSON.parse(html.match(/id="recording">(.*?)<\/script>/s)![1]!);
    const data = inflateSync(Buffer.from(content.frames, "base64"));
    const size = content.width * content.height;
    expect(content.count).toBe(8);
    const colour = (frame: number, i: number): number =>
      content.palette[data[frame * size + i]! | (data[(8 + frame) * size + i]! << 8)];
    for (const [f, { rgb }] of recording.frames.entries()) {
      for (let i = 0; i < size; i += 37) {
        expect(colour(f, i)).toBe((rgb[i * 3]! << 16) | (rgb[i * 3 + 1]! << 8) | rgb[i * 3 + 2]!);
      }
    }
  });

  test("needs a frame", () => {
    expect(() => playerPage({ ...recording, frames: [] }, "t")).toThrow(
      "playerPage: expected at least one frame, got none",
    );
  });
});
