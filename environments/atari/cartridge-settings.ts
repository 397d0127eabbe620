import { z } from "zod";
import { InputError } from "../../src/base/index.ts";
import { type AtariScheme, atariSchemes } from "../../src/kernels/index.ts";
import { actionNames } from "../arcade/joystick.ts";
import type { Collisions } from "./emulator.ts";
import { parseExpression } from "./expression.ts";
import type { Game, Objects } from "./game.ts";
import type { CartridgeImage } from "./images.ts";
import { detectScheme } from "./scheme.ts";
import { type Scoring, slot } from "./scoring.ts";

/** What is to be known of a cartridge that is none of the known games; the rest of a `Game` follows from the image. */
export type CartridgeSettings = {
  readonly title?: string | undefined;
  /** Expressions over RAM (see `parseExpression`): the points so far, the lives left, and 1 once the game is over. */
  readonly score?: string | undefined;
  readonly lives?: string | undefined;
  readonly terminal?: string | undefined;
  /** What an `objects` observation shows, by name: expressions over RAM, score and lives, in 1/128. */
  readonly objects?: Readonly<Record<string, string>> | undefined;
  readonly controller: Game["controller"];
  /** Names of the actions that do something, in ALE's order. Default: all eighteen. */
  readonly actions?: readonly string[] | undefined;
  /** Actions of a frame each with which an episode starts. */
  readonly startingActions: readonly string[];
  readonly difficulties: readonly number[];
  readonly modes?:
    | { readonly values: readonly number[]; readonly ram: number; readonly hold: number }
    | undefined;
  /** How the cartridge is switched. Default: told from the image. */
  readonly scheme?: AtariScheme | undefined;
  readonly firstLine?: number | undefined;
  readonly collisions?: Collisions | undefined;
};

const actionName = z.enum(actionNames as [string, ...string[]]);
const most = 256;
const objectList = z
  .record(z.string().min(1).max(40), z.string())
  .refine((objects) => Object.keys(objects).length > 0, "expected a name with an expression")
  .refine((objects) => Object.keys(objects).length <= most, `at most ${most} names`);
const actionList = z.array(actionName).min(1).max(actionNames.length);

/** What a settings file holds. */
export const cartridgeSettings: z.ZodType<CartridgeSettings> = z
  .strictObject({
    title: z.string().min(1).max(100).optional(),
    score: z.string().optional(),
    lives: z.string().optional(),
    terminal: z.string().optional(),
    objects: objectList.optional(),
    controller: z.enum(["joystick", "paddles", "paddles-swapped"]).default("joystick"),
    actions: actionList.optional(),
    startingActions: z.array(actionName).max(100).default([]),
    difficulties: z.array(z.int().min(0).max(3)).min(1).default([0, 1, 2, 3]),
    modes: z
      .strictObject({
        values: z.array(z.int().min(0).max(255)).min(1),
        ram: z.int().min(0).max(255),
        hold: z.int().min(1).max(60).default(1),
      })
      .optional(),
    scheme: z.enum(Object.keys(atariSchemes) as [AtariScheme, ...AtariScheme[]]).optional(),
    firstLine: z.int().min(0).max(255).optional(),
    collisions: z.enum(["chip", "ale"]).optional(),
  })
  .superRefine((given, context) => {
    const readable = (text: string, ...path: string[]): void => {
      const what = path.join(".");
      try {
        parseExpression(text, what);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        context.addIssue({ code: "custom", path, message: error.message.slice(what.length + 2) });
      }
    };
    for (const what of ["score", "lives", "terminal"] as const) {
      if (given[what] !== undefined) readable(given[what], what);
    }
    for (const [name, text] of Object.entries(given.objects ?? {})) readable(text, "objects", name);
  });

/** How score, lives and end are read by a cartridge's settings. What they leave out is 0, and the game never over. */
export function scoringBy({ score, lives, terminal }: Partial<CartridgeSettings>): Scoring {
  const [points, left, over] = [score, lives, terminal].map((text, i) =>
    text === undefined ? undefined : parseExpression(text, ["score", "lives", "terminal"][i]!),
  );
  return {
    start: { lives: 0 },
    look(ram, memory) {
      const readings = { ram, score: memory[slot.score]!, lives: memory[slot.lives]! };
      const [now, remaining] = [points?.(readings) ?? 0, left?.(readings) ?? 0];
      memory[slot.terminal] = over && over(readings) !== 0 ? 1 : 0;
      memory[slot.reward] = now - readings.score;
      memory[slot.score] = now;
      memory[slot.lives] = remaining;
    },
  };
}

/** What a cartridge's settings name, as an `objects` observation. */
function objectsBy(expressions: Readonly<Record<string, string>>): Objects {
  const parsed = Object.entries(expressions).map(([name, text]) => parseExpression(text, `objects.${name}`));
  return {
    names: Object.keys(expressions),
    read(ram, memory, into, offset) {
      const readings = { ram, score: memory[slot.score]!, lives: memory[slot.lives]! };
      for (let i = 0; i < parsed.length; i++) into[offset + i] = parsed[i]!(readings) / 128;
    },
  };
}

/** A cartridge with settings as a game. Throws an `InputError` where the image's size or scheme is none of ours. */
export function gameBy(settings: CartridgeSettings, image: CartridgeImage): Game {
  const index = (name: string): number => actionNames.indexOf(name);
  return {
    id: "cartridge",
    title: settings.title ?? image.name,
    publisher: "a cartridge of your own",
    year: 0,
    md5: image.md5,
    scheme: settings.scheme ?? detectScheme(image.bytes, image.name),
    bytes: image.bytes.length,
    controller: settings.controller,
    minimalActions: [...(settings.actions ?? actionNames)].map(index).sort((a, b) => a - b),
    startingActions: settings.startingActions.map(index),
    difficulties: settings.difficulties,
    ...(settings.modes ? { modes: { ...settings.modes, ram: settings.modes.ram & 0x7f } } : {}),
    ...(settings.firstLine === undefined ? {} : { firstLine: settings.firstLine }),
    ...(settings.collisions === undefined ? {} : { collisions: settings.collisions }),
    scoring: scoringBy(settings),
    ...(settings.objects ? { objects: objectsBy(settings.objects) } : {}),
  };
}
