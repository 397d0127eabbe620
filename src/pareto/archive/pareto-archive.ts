import { InputError } from "../../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike, matrix, rowOf } from "../../linalg/index.ts";
import { hypervolume } from "../hypervolume.ts";
import type { Direction } from "../points.ts";
import { nondominated } from "../ranks.ts";
import { ArchiveCore, type ArchiveOptions, readSerialised, type SerialisedMembers } from "./core.ts";
import type { Addition, BatchAddition, Entry } from "./entry.ts";

/** A `ParetoArchive` as JSON. Payloads stand in it as they are, so they must be JSON themselves. */
export interface SerialisedParetoArchive<T> extends SerialisedMembers<T> {
  /** The running hypervolume of a two-objective archive, as its compensated sum's two parts. */
  readonly area?: readonly [number | string, number | string];
}

/**
 * Everything non-dominated that was ever added, without bound, each point with a payload.
 *
 * Of equal points the first stays. A point with NaN never enters. `+Infinity` is the worst value and `-Infinity`
 * the best, and both may enter. Members are kept oldest first.
 *
 * Two objectives: a sorted array, O(log n) comparisons an insertion, the hypervolume kept up to date. Any other
 * number: an ND-Tree (Jaszkiewicz, Lust 2018).
 *
 * @example
 * const archive = new ParetoArchive<string>({ objectives: 2, reference: [4, 4] });
 * archive.add([1, 3], "a");
 * archive.add([2, 2], "b").accepted; // true
 * archive.add([3, 3], "c").reason; // "dominated"
 * archive.hypervolume(); // 5
 */
export class ParetoArchive<T> {
  private readonly core: ArchiveCore<T>;
  private volume: number | undefined;

  /** Throws an `InputError` on options that do not fit together. */
  constructor(options: ArchiveOptions) {
    this.core = new ArchiveCore("ParetoArchive", options);
  }

  /** An archive as `toJSON` wrote it: the same members in the same order, and it goes on in the same way. */
  static fromJSON<T>(json: SerialisedParetoArchive<T>): ParetoArchive<T> {
    const { options, entries } = readSerialised("ParetoArchive.fromJSON", json);
    const archive = new ParetoArchive<T>(options);
    for (const { point, payload } of entries) archive.add(point, payload);
    const { staircase } = archive.core;
    if (staircase && json.area) staircase.accumulators = [Number(json.area[0]), Number(json.area[1])];
    return archive;
  }

  get objectives(): number {
    return this.core.objectives;
  }

  get directions(): readonly Direction[] {
    return this.core.directions;
  }

  get reference(): readonly number[] | undefined {
    return this.core.reference;
  }

  /** Number of members. */
  get size(): number {
    return this.core.size;
  }

  /** Offers a point with its payload; says whether it entered, who left, or who stands in its way. */
  add(point: ArrayLike<number>, payload: T): Addition<T> {
    const addition = this.core.add(point, payload);
    if (addition.accepted) this.volume = undefined;
    return addition;
  }

  /**
   * Offers many points (a row each) with their payloads: the same members in the end as adding them one by one,
   * but the batch is thinned to its own non-dominated rows first. Throws a `ShapeError` where the numbers differ.
   */
  addAll(points: MatrixLike, payloads: readonly T[]): BatchAddition<T> {
    const batch = asMatrix(points, "addAll: points");
    if (batch.rows !== payloads.length) {
      throw new InputError(
        `addAll: ${batch.rows} points but ${payloads.length} payloads; pass one payload a point`,
      );
    }
    if (batch.rows === 0) return { accepted: [], evicted: [] };
    const accepted: number[] = [];
    const evicted: Entry<T>[] = [];
    for (const row of nondominated(batch, { directions: this.directions, keepDuplicates: false })) {
      const addition = this.add(rowOf(batch, row), payloads[row]!);
      if (addition.accepted) accepted.push(row);
      evicted.push(...addition.evicted);
    }
    return { accepted, evicted };
  }

  /** Takes a member out, given as `entries()` or an addition showed it. Throws an `InputError` where it is not one. */
  remove(entry: Entry<T>): void {
    if (!this.entries().includes(entry))
      throw new InputError("ParetoArchive.remove: the entry is not a member; pass one of entries()");
    this.core.remove(entry);
    this.volume = undefined;
  }

  /** The members, oldest first. */
  entries(): readonly Entry<T>[] {
    return this.core.entries();
  }

  /** The members' points (size x objectives), oldest first, a fresh copy. */
  points(): Matrix {
    const entries = this.entries();
    const points = matrix(entries.length, this.objectives);
    entries.forEach(({ point }, i) => {
      points.data.set(point, i * this.objectives);
    });
    return points;
  }

  /**
   * The hypervolume between the members and the reference point. In two objectives a running value; in more,
   * computed on the first call after a change. Throws an `InputError` where the archive has no reference point.
   */
  hypervolume(): number {
    const { reference, staircase } = this.core;
    if (!reference)
      throw new InputError("ParetoArchive: hypervolume needs a reference point; give one to the constructor");
    if (staircase) return staircase.area;
    this.volume ??= hypervolume(this.points(), reference, { directions: this.directions });
    return this.volume;
  }

  toJSON(): SerialisedParetoArchive<T> {
    const { staircase, reference } = this.core;
    const [sum, compensation] = staircase?.accumulators ?? [0, 0];
    const area = staircase && reference ? { area: [jsonOf(sum), jsonOf(compensation)] as const } : {};
    return { ...this.core.toJSON(), ...area };
  }
}

const jsonOf = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
