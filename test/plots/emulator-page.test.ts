import { describe, expect, test } from "vitest";
import { environments, FastEmulator, ownGames, startTape } from "../../environments/index.ts";
import { gamePage, type PaidTape, type Recording, recordEpisode, tapePage } from "../../plots/index.ts";
import { keyOf, Stream } from "../../src/random/index.ts";
import { expectSame } from "../kernels/atari/support/same.ts";

/** An episode of random actions on a cartridge. */
function recorded(): Recording {
  const entry = environments.get("atari/fortress");
  const environment = entry.create(entry.options.parse({ observation: "ram", frameCap: 400, noops: [3, 9] }));
  const actions = new Stream(keyOf("actions"));
  const values = new Float64Array(environment.spec.values.length);
  return recordEpisode(
    {
      environment,
      reset: (key) => environment.reset(key),
      step: () => ({ status: environment.step(actions.below(18), values), values }),
    },
    { key: keyOf("episode"), every: 1 },
  );
}

describe("a tape", () => {
  const recording = recorded();
  const { tape, totals, names } = recording.paidTape!;

  test("has every frame since the episode began, and what had been paid after each", () => {
    expect(tape.frames).toHaveLength(400);
    expect(totals).toHaveLength(400);
    expect(names).toEqual(["score", "frames"]);
    expect(totals.at(-1)).toEqual(recording.totals.at(-1));
  });

  test("plays again on another emulator: the same pictures", () => {
    const emulator = new FastEmulator(undefined, tape);
    emulator.load(tape.image);
    emulator.restore(tape.start);
    const picture = (): Uint8Array => Uint8Array.from(emulator.screen);
    const seen = new Map<number, string>();
    tape.frames.forEach((inputs, i) => {
      emulator.frame(inputs);
      if (i % 40 !== 39) return;
      // By colour: the recording has red, green, blue, the emulator an index into a palette.
      const { rgb } = recording.frames[(i + 1) / 4]!;
      picture().forEach((index, p) => {
        const colour = [rgb[3 * p], rgb[3 * p + 1], rgb[3 * p + 2]].join();
        const known = seen.get(index) ?? colour;
        seen.set(index, known);
        if (known !== colour) expect.fail(`frame ${i}, pixel ${p}: ${colour} and ${known} for one index`);
      });
    });
    expect(seen.size).toBeGreaterThan(5);
    // The last state is the recorded environment's, too.
    const again = new FastEmulator(undefined, tape);
    again.load(tape.image);
    again.restore(tape.start);
    for (const inputs of tape.frames) again.frame(inputs, false);
    expectSame(again.ram, emulator.ram, "RAM, pictures drawn or not");
  });

  test("is of cartridges alone", () => {
    const entry = environments.get("river");
    expect(startTape(entry.create(entry.options.parse({})))).toBeUndefined();
  });

  test("as a page: nothing is loaded from elsewhere; bad tapes are told", () => {
    const page = tapePage(recording.paidTape!, "fortress <random>");
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page).toContain("<title>fortress &lt;random&gt;</title>");
    const bad = (part: Partial<PaidTape>) => () => tapePage({ ...recording.paidTape!, ...part }, "t");
    expect(bad({ tape: { ...tape, frames: [] } })).toThrow("tapePage: expected at least one frame, got none");
    expect(bad({ totals: [] })).toThrow("tapePage: expected 400 totals, one a frame, got 0");
  });
});

test.each(ownGames.map((game) => [game.id, game] as const))("a page to play %s", (_, game) => {
  const page = gamePage(game, game.image!());
  expect(page).toContain(`<title>${game.title}</title>`);
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
});
