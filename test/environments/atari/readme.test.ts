/** The page on Atari games names every option and setting there is, with the presets' values, and its examples can be used. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { cartridgeSettings, type Preset, presets } from "../../../environments/atari/index.ts";
import { environments } from "../../../environments/index.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../../environments/atari/README.md", import.meta.url)),
  "utf8",
);
/** Rows of a section's table: name, and the cells after it. */
function rowsOf(heading: string): Map<string, readonly string[]> {
  const section = page.split("\n## ").find((part) => part.startsWith(heading))!;
  const found = section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| (.*) \|$/gm);
  return new Map(
    [...found].flatMap(([, named, rest]) =>
      named!.split(", ").map((name) => [name.slice(1, -1), rest!.split(" | ")] as const),
    ),
  );
}

const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, code]) => parse(code!) as unknown);

describe("environments/atari/README.md", () => {
  test.each(Object.keys(presets) as Preset[])("says what preset %s sets", (preset) => {
    const rows = rowsOf("Options");
    const column = Object.keys(presets).indexOf(preset);
    for (const [option, value] of Object.entries(presets[preset])) {
      const cell = rows.get(option)?.[column];
      expect([option, cell?.trim()]).toEqual([option, String(value).replaceAll(",", ", ")]);
    }
  });

  test("names every setting of a cartridge, and no other", () => {
    const every = {
      title: "x",
      score: "1",
      lives: "1",
      terminal: "0",
      objects: { x: "1" },
      controller: "paddles",
      actions: ["noop"],
      startingActions: ["fire"],
      difficulties: [0],
      modes: { values: [0], ram: 0x80, hold: 1 },
      scheme: "4k",
      firstLine: 34,
      collisions: "ale",
    };
    expect(Object.keys(cartridgeSettings.parse(every)).sort()).toEqual(Object.keys(every).sort());
    expect([...rowsOf("A cartridge of your own").keys()].sort()).toEqual(Object.keys(every).sort());
  });

  test("has examples that are read as they stand", () => {
    const [config, settings] = examples as [{ tasks: { breakout: { options: object } } }, object];
    const { options } = environments.get("atari/breakout");
    expect(options.parse(config.tasks.breakout.options)).toMatchObject({ preset: "dqn", stickiness: 0 });
    expect(cartridgeSettings.parse(settings)).toMatchObject(settings);
  });
});
