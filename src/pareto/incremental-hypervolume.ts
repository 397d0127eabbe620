import { InputError, ShapeError } from "../base/index.ts";
import { scannedExclusiveVolume } from "./exclusive-scan.ts";
import { exclusiveVolume } from "./exclusive-volume.ts";
import { type PointOptions, signsOf } from "./points.ts";

/**
 * Hypervolume of a changing set of points in two, three or four objectives: insertion and removal change the
 * volume by what the point adds to the others, which costs a scan of n rows for m <= 3, and at m = 4 O(n log n) to find
 * the k others that matter and O(k^2) for them. All points are kept, dominated ones too, since a removal can bring them back.
 * Rounding adds up to at most 2^-52 of the largest volume held per change.
 */
export class IncrementalHypervolume {
  /** Number of objectives. */
  readonly objectives: number;
  private readonly reference: Float64Array;
  private readonly signs: Float64Array | undefined;
  /** Heights of the points held, in descending order of the last. */
  private heights = new Float64Array(64);
  private readonly ids: number[] = [];
  private nextId = 0;
  private total = 0;
  private lost = 0;

  /**
   * An empty set. Throws an `InputError` unless `reference` holds two to four finite numbers, and a `ShapeError`
   * where the directions do not fit it.
   */
  constructor(reference: ArrayLike<number>, options: PointOptions = {}) {
    const name = "IncrementalHypervolume";
    if (reference.length < 2 || reference.length > 4) {
      throw new InputError(
        `${name}: reference must have 2 to 4 values, got ${reference.length}; for more objectives use hypervolume`,
      );
    }
    this.objectives = reference.length;
    this.signs = signsOf(this.objectives, options, name);
    this.reference = this.minimised(reference);
    const bad = this.reference.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new InputError(`${name}: reference must be finite, got ${reference[bad]} at position ${bad}`);
  }

  /** The hypervolume of all points held. */
  get volume(): number {
    return Math.max(0, this.total + this.lost);
  }

  /** How many points are held. */
  get size(): number {
    return this.ids.length;
  }

  /** What inserting `point` would add. */
  gain(point: ArrayLike<number>): number {
    return this.exclusive(this.boxOf(point));
  }

  /** Adds a point and returns the id to remove it by. Throws as `gain` on a point that does not fit. */
  insert(point: ArrayLike<number>): number {
    const box = this.boxOf(point);
    this.add(this.exclusive(box));
    const m = this.objectives;
    const end = this.size * m;
    if (end + m > this.heights.length) {
      const larger = new Float64Array(2 * this.heights.length);
      larger.set(this.heights);
      this.heights = larger;
    }
    const slot = this.slotOf(box[m - 1]!);
    this.heights.copyWithin((slot + 1) * m, slot * m, end);
    this.heights.set(box, slot * m);
    this.ids.splice(slot, 0, this.nextId);
    return this.nextId++;
  }

  /** Takes the point of that id out. Throws an `InputError` where there is none. */
  remove(id: number): void {
    const slot = this.ids.indexOf(id);
    if (slot < 0) {
      throw new InputError(`IncrementalHypervolume: no point has the id ${id}; use one that insert returned`);
    }
    const m = this.objectives;
    const box = this.heights.slice(slot * m, (slot + 1) * m);
    this.heights.copyWithin(slot * m, (slot + 1) * m, this.size * m);
    this.ids.splice(slot, 1);
    this.add(-this.exclusive(box));
    if (this.size === 0) this.total = this.lost = 0;
  }

  /** What the box adds to those held. */
  private exclusive(box: Float64Array): number {
    if (box[0] === 0) return 0;
    return this.objectives < 4
      ? scannedExclusiveVolume(box, this.heights, this.size)
      : exclusiveVolume(box, this.heights, this.size);
  }

  /** The first slot whose last height is below `height`. */
  private slotOf(height: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.heights[(middle + 1) * this.objectives - 1]! >= height) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Neumaier's compensated sum, so that long runs of changes do not drift. */
  private add(change: number): void {
    const sum = this.total + change;
    this.lost +=
      Math.abs(this.total) >= Math.abs(change) ? this.total - sum + change : change - sum + this.total;
    this.total = sum;
  }

  private minimised(point: ArrayLike<number>): Float64Array {
    return Float64Array.from(point, (value, j) => value * (this.signs?.[j] ?? 1));
  }

  /** Heights above the point, all 0 unless it is strictly better than the reference. */
  private boxOf(point: ArrayLike<number>): Float64Array {
    if (point.length !== this.objectives) {
      throw new ShapeError(
        `IncrementalHypervolume: point has ${point.length} values but the reference has ${this.objectives}; pass one value per objective`,
      );
    }
    const values = this.minimised(point);
    if (values.includes(Number.NEGATIVE_INFINITY)) {
      throw new InputError(
        "IncrementalHypervolume: point must not be infinitely good, since its volume is unbounded",
      );
    }
    const box = values.map((value, j) => this.reference[j]! - value);
    if (!box.every((height) => height > 0)) return box.fill(0);
    if (!Number.isFinite(box.reduce((product, height) => product * height, 1))) {
      throw new InputError(
        "IncrementalHypervolume: point must span a finite volume with the reference; scale the objectives",
      );
    }
    return box;
  }
}
