import { fold, type Key, Stream } from "../random/index.ts";
import type { Head } from "./head.ts";

/** Below an episode's key: where the draws of sampled actions come from. */
export const headPath = 0x68656164;

/** The draws of a sampled head, a stream a slot; nothing is kept for a head that does not draw. */
export class HeadDraws {
  private readonly draws: boolean;
  private readonly streams: { readonly stream: Stream; readonly uniform: () => number }[] = [];

  constructor(head: Head) {
    this.draws = head.draws;
  }

  /** An episode of a key begins in a slot. */
  start(slot: number, key: Key): void {
    if (!this.draws) return;
    const own = fold(key, headPath);
    const known = this.streams[slot];
    if (known) {
      known.stream.restart(own);
      return;
    }
    const stream = new Stream(own);
    this.streams[slot] = { stream, uniform: () => stream.uniform() };
  }

  /** Draws of a slot's episode. */
  of(slot: number): () => number {
    return this.draws ? this.streams[slot]!.uniform : noDraw;
  }
}

function noDraw(): number {
  throw new Error("a head that does not draw has drawn");
}
