import { InputError, ShapeError } from "../base/index.ts";
import { exclusiveVolume } from "./exclusive-volume.ts";
import { type PointOptions, signsOf } from "./points.ts";

/**
 * Hypervolume of a changing set of points in two, three or four objectives: insertion and removal change the
 * volume by what the point adds to the others, which costs O(n) at m = 2, O(n log n) at m = 3 and O(n^2) at m = 4
 * at worst. All points are kept, dominated ones too, since a removal can bring them back.
 * Rounding adds up to at most 2^-52 of the largest volume held per change.
 */
export class IncrementalHypervolume {
  /** Number of objectives. */
  readonly objectives: number;
  private readonly reference: Float64Array;
  private readonly signs: Float64Array | undefined;
  private readonly boxes = new Map<number, Float64Array>();
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
    return this.boxes.size;
  }

  /** What inserting `point` would add. */
  gain(point: ArrayLike<number>): number {
    return exclusiveVolume(this.boxOf(point), [...this.boxes.values()]);
  }

  /** Adds a point and returns the id to remove it by. Throws as `gain` on a point that does not fit. */
  insert(point: ArrayLike<number>): number {
    const box = this.boxOf(point);
    this.add(exclusiveVolume(box, [...this.boxes.values()]));
    this.boxes.set(this.nextId, box);
    return this.nextId++;
  }

  /** Takes the point of that id out. Throws an `InputError` where there is none. */
  remove(id: number): void {
    const box = this.boxes.get(id);
    if (box === undefined)
      throw new InputError(`IncrementalHypervolume: no point has the id ${id}; use one that insert returned`);
    this.boxes.delete(id);
    this.add(-exclusiveVolume(box, [...this.boxes.values()]));
    if (this.boxes.size === 0) this.total = this.lost = 0;
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
    return box.every((height) => height > 0) ? box : box.fill(0);
  }
}
