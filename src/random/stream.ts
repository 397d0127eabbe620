import { domain, type Key } from "./key.ts";
import { philoxInto } from "./philox.ts";

/**
 * Draws in sequence from one key, for a process whose number of draws is not known beforehand (an
 * environment). Its whole state is the key and the position, so it can be saved and restored.
 */
export class Stream {
  private readonly block = new Uint32Array(4);
  private filled = -1;
  private k0 = 0;
  private k1 = 0;
  /** How many 32-bit words have been drawn. */
  position = 0;

  constructor(key: Key, position = 0) {
    this.restart(key, position);
  }

  /** Starts over from `key`, at `position`. */
  restart(key: Key, position = 0): void {
    this.k0 = key[0];
    this.k1 = key[1];
    this.position = position;
    this.filled = -1;
  }

  get key(): Key {
    return [this.k0, this.k1];
  }

  /** An unsigned 32-bit integer. */
  word(): number {
    const index = Math.floor(this.position / 4);
    if (index !== this.filled) {
      philoxInto(this.block, 0, index >>> 0, Math.floor(index / 0x1_0000_0000), 0, domain.draw, this.k0, this.k1);
      this.filled = index;
    }
    return this.block[this.position++ & 3]!;
  }

  /** A uniform number in [0, 1), of 32 bits. */
  uniform(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** An integer in [0, bound), for a bound up to 2^16 or so: the bias is below bound / 2^32. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }
}
