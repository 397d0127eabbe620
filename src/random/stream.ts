import { InputError } from "../base/index.ts";
import { domain, type Key } from "./key.ts";
import { mulHigh, philoxInto } from "./philox.ts";

/**
 * Draws in sequence from one key, for a process whose number of draws is not known beforehand (an
 * environment). Its whole state is the key and the position, so it can be saved and restored.
 */
export class Stream {
  private readonly block = new Uint32Array(4);
  private stale = true;
  private k0 = 0;
  private k1 = 0;
  private drawn = 0;

  constructor(key: Key, position = 0) {
    this.restart(key, position);
  }

  /** Starts over from `key`, at `position`. */
  restart(key: Key, position = 0): void {
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new InputError(`stream: position must be an integer in [0, 2^53), got ${position}`);
    }
    this.k0 = key[0];
    this.k1 = key[1];
    this.drawn = position;
    this.stale = true;
  }

  get key(): Key {
    return [this.k0, this.k1];
  }

  /** How many 32-bit words have been drawn. */
  get position(): number {
    return this.drawn;
  }

  /** An unsigned 32-bit integer. */
  word(): number {
    const lane = this.drawn & 3;
    if (lane === 0 || this.stale) {
      const index = Math.floor(this.drawn / 4);
      philoxInto(
        this.block,
        0,
        index >>> 0,
        Math.floor(index / 0x1_0000_0000),
        0,
        domain.draw,
        this.k0,
        this.k1,
      );
      this.stale = false;
    }
    this.drawn++;
    return this.block[lane]!;
  }

  /** A uniform number in [0, 1), of 32 bits. */
  uniform(): number {
    return this.word() / 0x1_0000_0000;
  }

  /**
   * An integer in [0, bound), for a bound from 1 to 2^32 - 1, without bias: the upper half of word x bound, drawn
   * again where the lower half falls in the overhang (Lemire 2019, arXiv:1805.10941). One word nearly always.
   */
  below(bound: number): number {
    for (;;) {
      const word = this.word();
      const low = Math.imul(word, bound) >>> 0;
      if (low >= bound || low >= (0x1_0000_0000 - bound) % bound) return mulHigh(word, bound) >>> 0;
    }
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }
}
