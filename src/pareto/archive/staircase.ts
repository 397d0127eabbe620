import type { DominanceIndex, PointStore } from "./point-store.ts";

/**
 * The members of a two-objective archive, sorted: first objective rising, hence second falling. A newcomer is
 * placed by binary search; what it evicts is a run of neighbours. O(log n + evicted) comparisons (and one block
 * move of 4-byte slots, which is far cheaper than its n suggests).
 *
 * With a reference point the dominated area is kept up to date: a newcomer adds the strips between itself and the
 * staircase it covers. All strips are positive and the sum is compensated (Neumaier 1974), so the area keeps full
 * precision however many members come and go.
 */
export class Staircase implements DominanceIndex {
  /** Slots in rising order of the first objective; only the first `size` count. */
  order: Int32Array = new Int32Array(64);
  size = 0;
  private readonly store: PointStore;
  private readonly referenceX: number;
  private readonly referenceY: number;
  private sum = 0;
  private compensation = 0;

  constructor(store: PointStore, reference?: ArrayLike<number>) {
    this.store = store;
    this.referenceX = reference ? reference[0]! : Number.NEGATIVE_INFINITY;
    this.referenceY = reference ? reference[1]! : Number.NEGATIVE_INFINITY;
  }

  /** The area between the members and the reference point; 0 where no reference was given. */
  get area(): number {
    return this.sum === Number.POSITIVE_INFINITY ? this.sum : this.sum + this.compensation;
  }

  /** The two parts of the compensated sum, so that a restored archive goes on bit for bit. */
  get accumulators(): [number, number] {
    return [this.sum, this.compensation];
  }

  set accumulators([sum, compensation]: readonly [number, number]) {
    this.sum = sum;
    this.compensation = compensation;
  }

  offer(slot: number, evicted: number[]): number {
    const { data } = this.store;
    const x = data[2 * slot]!;
    const y = data[2 * slot + 1]!;
    const from = this.firstAtLeast(x);
    if (from > 0) {
      const left = this.order[from - 1]!;
      if (data[2 * left + 1]! <= y) return left;
    }
    const first = this.order[from]!;
    if (from < this.size && data[2 * first]! === x && data[2 * first + 1]! <= y) return first;

    let to = from;
    while (to < this.size && data[2 * this.order[to]! + 1]! >= y) to++;
    this.addStrips(x, y, from, to);
    for (let i = from; i < to; i++) evicted.push(this.order[i]!);
    this.splice(from, to, slot);
    return -1;
  }

  /** Takes a member out; the strips that only it covered leave the area. */
  remove(slot: number): void {
    const { data } = this.store;
    const at = this.firstAtLeast(data[2 * slot]!);
    this.order.copyWithin(at, at + 1, this.size);
    this.size--;
    this.recount();
  }

  /** Index of the first member whose first objective is at least `x`. */
  private firstAtLeast(x: number): number {
    const { data } = this.store;
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (data[2 * this.order[middle]!]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds the area that (x, y) covers and the members do not; `from .. to` are those it evicts. */
  private addStrips(x: number, y: number, from: number, to: number): void {
    const { data } = this.store;
    let ceiling =
      from > 0 ? Math.min(this.referenceY, data[2 * this.order[from - 1]! + 1]!) : this.referenceY;
    let left = x;
    for (let i = from; i <= to; i++) {
      const next = i < this.size ? this.order[i]! : -1;
      const right = next < 0 ? this.referenceX : Math.min(this.referenceX, data[2 * next]!);
      // The comparisons also keep Infinity - Infinity out.
      if (right > left && ceiling > y) this.accumulate((right - left) * (ceiling - y));
      left = right;
      if (i < to) ceiling = Math.min(ceiling, data[2 * next + 1]!);
    }
  }

  private accumulate(term: number): void {
    const total = this.sum + term;
    if (total < Number.POSITIVE_INFINITY) {
      this.compensation += this.sum >= term ? this.sum - total + term : term - total + this.sum;
    }
    this.sum = total;
  }

  private recount(): void {
    this.sum = 0;
    this.compensation = 0;
    const { data } = this.store;
    let ceiling = this.referenceY;
    for (let i = 0; i < this.size; i++) {
      const slot = this.order[i]!;
      const x = data[2 * slot]!;
      const y = data[2 * slot + 1]!;
      if (this.referenceX > x && ceiling > y) this.accumulate((this.referenceX - x) * (ceiling - y));
      ceiling = Math.min(ceiling, y);
    }
  }

  /** Replaces the members `from .. to` by `slot`. */
  private splice(from: number, to: number, slot: number): void {
    const size = this.size - (to - from) + 1;
    if (size > this.order.length) {
      const grown = new Int32Array(2 * this.order.length);
      grown.set(this.order);
      this.order = grown;
    }
    if (to !== from + 1) this.order.copyWithin(from + 1, to, this.size);
    this.order[from] = slot;
    this.size = size;
  }
}
