import { type Picture, status } from "../../../environments/index.ts";
import { InputError } from "../../base/index.ts";
import type { Player } from "../../evaluation/index.ts";
import type { Key } from "../../random/index.ts";

/** One moment of an episode. */
export interface Frame {
  /** Indexes into the recording's palette, row by row. */
  readonly pixels: Uint8Array;
  /** Steps taken so far. */
  readonly step: number;
  /** What the steps so far have paid, by the environment's `values`. */
  readonly totals: readonly number[];
  /** The action that led here; empty before the first step. */
  readonly action: string;
}

/** An episode in pictures. */
export interface Recording {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour. */
  readonly palette: readonly (readonly [number, number, number])[];
  readonly frames: readonly Frame[];
  /** Names of the totals. */
  readonly values: readonly string[];
  /** Steps between two frames. */
  readonly every: number;
}

/** Colours met so far, by red, green and blue in one number. */
class Palette {
  readonly colours: [number, number, number][] = [];
  readonly #indexes = new Map<number, number>();

  indexesOf({ rgb, width, height }: Picture): Uint8Array {
    const pixels = new Uint8Array(width * height);
    for (let i = 0; i < pixels.length; i++) {
      const [red, green, blue] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
      const code = (red << 16) | (green << 8) | blue;
      let index = this.#indexes.get(code);
      if (index === undefined) {
        if (this.colours.length === 256)
          throw new InputError("record: the pictures have more than 256 colours; GIF has no more");
        index = this.colours.push([red, green, blue]) - 1;
        this.#indexes.set(code, index);
      }
      pixels[i] = index;
    }
    return pixels;
  }
}

export interface RecordOptions {
  /** Steps between two pictures. Default 1. */
  readonly every?: number;
  /** Pictures at most; the recording ends with them. Default 2000. */
  readonly frames?: number;
}

/**
 * Plays the episode of `key` and takes pictures. Throws an `InputError` where the environment draws none or they have
 * more than 256 colours.
 */
export function record(player: Player, key: Key, options: RecordOptions = {}): Recording {
  const { every = 1, frames: most = 2000 } = options;
  const { environment } = player;
  const { spec } = environment;
  if (environment.picture === undefined) {
    throw new InputError(`play: environment "${spec.id}" draws no pictures; add picture() to it`);
  }
  const palette = new Palette();
  const totals = spec.values.map(() => 0);
  const frames: Frame[] = [];
  let [width, height, action] = [0, 0, ""];
  const take = (step: number): void => {
    const picture = environment.picture!();
    ({ width, height } = picture);
    frames.push({ pixels: palette.indexesOf(picture), step, totals: [...totals], action });
  };
  player.reset(key);
  take(0);
  for (let step = 1; frames.length < most; step++) {
    const played = player.step();
    played.values.forEach((value, j) => {
      totals[j]! += value;
    });
    const names = spec.actions.kind === "discrete" ? spec.actions.names : undefined;
    action = typeof played.action === "number" ? (names?.[played.action] ?? String(played.action)) : "";
    const over = played.status !== status.running;
    if (over || step % every === 0) take(step);
    if (over) break;
  }
  return { width, height, palette: palette.colours, frames, values: spec.values, every };
}
