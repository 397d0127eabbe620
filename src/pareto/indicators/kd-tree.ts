import type { Matrix } from "../../linalg/index.ts";

/** Points that a leaf holds at most, unless they cannot be told apart. */
const leafSize = 8;

/**
 * Points in nested boxes (Bentley, CACM 18(9), 1975; split in the middle of the widest side), for the least distance
 * from a place to any of them: a box whose bound is no better than the best so far is left out. O(n log n) to build;
 * a search tries few points in a handful of objectives, and all at worst.
 */
export class KdTree {
  private readonly m: number;
  /** Rows in the order of the leaves, and the numbers that they had. */
  private readonly data: Float64Array;
  private readonly order: Int32Array;
  /** Boxes of the nodes, a row each; node 0 is the root. */
  private readonly low: number[] = [];
  private readonly high: number[] = [];
  /** Rows of each node: from `from` up to `to`. */
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  /** The two children of each node; -1 in a leaf. */
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private place: Float64Array = new Float64Array(0);
  private start = 0;
  private best = 0;
  private oneSided = false;
  private taxicab = false;
  /** The row that does not count: the one whose neighbour is looked for. */
  private skipped = -1;

  constructor({ rows, columns: m, data }: Matrix) {
    this.m = m;
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    this.build(data, order, 0, rows);
    this.order = order;
    this.data = new Float64Array(rows * m);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < m; j++) this.data[i * m + j] = data[order[i]! * m + j]!;
  }

  /** For each row of `places` the least squared Euclidean distance to a point. */
  nearestSquared(places: Matrix): Float64Array {
    return this.search(places, false);
  }

  /** For each row of `places` the least squared shortfall: the sum over objectives of max(point - place, 0)^2. */
  leastShortfall(places: Matrix): Float64Array {
    return this.search(places, true);
  }

  /** For each point the least sum of absolute differences to another; Infinity where there is no other. */
  nearestOther(): Float64Array {
    const found = new Float64Array(this.order.length);
    this.place = this.data;
    this.oneSided = false;
    this.taxicab = true;
    for (let row = 0; row < found.length; row++) {
      this.skipped = row;
      this.start = row * this.m;
      this.best = Number.POSITIVE_INFINITY;
      this.visit(0);
      found[this.order[row]!] = this.best;
    }
    this.skipped = -1;
    return found;
  }

  private search({ rows, columns, data }: Matrix, oneSided: boolean): Float64Array {
    const found = new Float64Array(rows);
    this.place = data;
    this.oneSided = oneSided;
    this.taxicab = false;
    for (let i = 0; i < rows; i++) {
      this.start = i * columns;
      this.best = Number.POSITIVE_INFINITY;
      this.visit(0);
      found[i] = this.best;
    }
    return found;
  }

  private visit(node: number): void {
    const left = this.left[node]!;
    if (left < 0) {
      for (let row = this.from[node]!; row < this.to[node]!; row++) {
        if (row === this.skipped) continue;
        const distance = this.distance(row * this.m);
        if (distance < this.best) this.best = distance;
      }
      return;
    }
    const right = this.right[node]!;
    const toLeft = this.bound(left * this.m);
    const toRight = this.bound(right * this.m);
    if (toLeft <= toRight) {
      if (toLeft < this.best) this.visit(left);
      if (toRight < this.best) this.visit(right);
    } else {
      if (toRight < this.best) this.visit(right);
      if (toLeft < this.best) this.visit(left);
    }
  }

  private distance(row: number): number {
    const { data, place, start, m, best, oneSided, taxicab } = this;
    let sum = 0;
    for (let j = 0; j < m && sum < best; j++) {
      const a = data[row + j]!;
      const z = place[start + j]!;
      // Compared first: equal infinities are no distance apart, where their difference would be NaN.
      if (a > z || (a < z && !oneSided)) sum += taxicab ? Math.abs(a - z) : (a - z) * (a - z);
    }
    return sum;
  }

  /** No point of the box is nearer than this. */
  private bound(box: number): number {
    const { low, high, place, start, m, best, oneSided, taxicab } = this;
    let sum = 0;
    for (let j = 0; j < m && sum < best; j++) {
      const z = place[start + j]!;
      let outside = 0;
      if (low[box + j]! > z) outside = low[box + j]! - z;
      else if (!oneSided && high[box + j]! < z) outside = z - high[box + j]!;
      sum += taxicab ? outside : outside * outside;
    }
    return sum;
  }

  private build(data: Float64Array, order: Int32Array, from: number, to: number): number {
    const { m } = this;
    const node = this.from.length;
    this.from.push(from);
    this.to.push(to);
    this.left.push(-1);
    this.right.push(-1);
    let widest = 0;
    let middle = Number.NaN;
    let width = 0;
    for (let j = 0; j < m; j++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const value = data[order[i]! * m + j]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      this.low.push(low);
      this.high.push(high);
      if (high - low > width) {
        width = high - low;
        widest = j;
        middle = low / 2 + high / 2;
      }
    }
    if (to - from <= leafSize) return node;
    let split = from;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      if (!(data[row * m + widest]! < middle)) continue;
      order[i] = order[split]!;
      order[split++] = row;
    }
    // Values too close, or infinite ones, may have no middle between them: then all stay in one leaf.
    if (split === from || split === to) return node;
    this.left[node] = this.build(data, order, from, split);
    this.right[node] = this.build(data, order, split, to);
    return node;
  }
}
