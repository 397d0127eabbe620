import { InputError } from "../../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike, rowOf } from "../../linalg/index.ts";
import { type Direction, minimised } from "../points.ts";
import { type ArchiverProperties, type BoundingRule, boundingRules } from "./bounding-rules.ts";
import type { ArchiveOptions } from "./core.ts";
import type { Addition, BatchAddition, Entry } from "./entry.ts";
import { ParetoArchive, type SerialisedParetoArchive } from "./pareto-archive.ts";

export interface BoundedArchiveOptions extends ArchiveOptions {
  /** The largest number of members, a positive integer. */
  readonly capacity: number;
  /**
   * Who leaves a full archive: `"hypervolume"` (needs `reference`), `"multi-level-grid"`, `"adaptive-grid"`,
   * `"crowding"`, or one registered in `boundingRules`. Default `"hypervolume"`.
   */
  readonly rule?: string | undefined;
  /** Cells an objective is divided into by the adaptive grid, a positive integer. Default 16. */
  readonly divisions?: number | undefined;
}

export interface SerialisedBoundedArchive<T> extends SerialisedParetoArchive<T> {
  readonly capacity: number;
  readonly rule: string;
  readonly divisions: number;
}

/**
 * At most `capacity` mutually non-dominated points with payloads. Points enter as in a `ParetoArchive`; where that
 * makes one too many, the rule says who leaves, which may be the newcomer (`reason: "full"`). What the rule guarantees
 * is in `properties`.
 *
 * @example
 * const archive = new BoundedArchive<string>({ objectives: 2, capacity: 2, reference: [4, 4] });
 * archive.add([1, 3], "a");
 * archive.add([3, 1], "b");
 * archive.add([1.5, 1.5], "c").evicted.length; // 1
 */
export class BoundedArchive<T> {
  readonly capacity: number;
  /** The id of the rule. */
  readonly rule: string;
  private readonly bounding: BoundingRule;
  private readonly divisions: number;
  private inner: ParetoArchive<T>;
  private readonly minimisedReference: Float64Array | undefined;

  /** Throws an `InputError` on options that do not fit together. */
  constructor(options: BoundedArchiveOptions) {
    const { capacity, rule = "hypervolume", divisions = 16 } = options;
    for (const [name, value] of [
      ["capacity", capacity],
      ["divisions", divisions],
    ] as const) {
      if (!Number.isSafeInteger(value) || value < 1)
        throw new InputError(`BoundedArchive: ${name} must be a positive integer, got ${value}`);
    }
    this.capacity = capacity;
    this.divisions = divisions;
    this.rule = rule;
    this.bounding = boundingRules.get(rule);
    this.inner = new ParetoArchive<T>(options);
    const { reference, directions } = this.inner;
    if (rule === "hypervolume" && !reference) {
      throw new InputError(
        "BoundedArchive: the hypervolume rule needs a reference point; give one as reference",
      );
    }
    this.minimisedReference = reference && minimised([reference], { directions }, "BoundedArchive").data;
  }

  /** An archive as `toJSON` wrote it: the same members in the same order, and it goes on in the same way. */
  static fromJSON<T>(json: SerialisedBoundedArchive<T>): BoundedArchive<T> {
    const inner = ParetoArchive.fromJSON<T>(json);
    const { objectives, directions, reference } = inner;
    const { capacity, rule, divisions } = json;
    const archive = new BoundedArchive<T>({ objectives, directions, reference, capacity, rule, divisions });
    archive.inner = inner;
    return archive;
  }

  /** What is known of archives with this rule. */
  get properties(): ArchiverProperties {
    return this.bounding.properties;
  }

  get objectives(): number {
    return this.inner.objectives;
  }

  get directions(): readonly Direction[] {
    return this.inner.directions;
  }

  get reference(): readonly number[] | undefined {
    return this.inner.reference;
  }

  /** Number of members, at most `capacity`. */
  get size(): number {
    return this.inner.size;
  }

  /** Offers a point with its payload; says whether it entered, who left, or why it did not. */
  add(point: ArrayLike<number>, payload: T): Addition<T> {
    const addition = this.inner.add(point, payload);
    if (!addition.accepted || this.inner.size <= this.capacity) return addition;
    // A newcomer that evicts someone makes no overflow, so `addition.evicted` is empty here.
    const entries = this.inner.entries();
    const points = minimised(this.inner.points(), { directions: this.directions }, "BoundedArchive");
    const leaver =
      entries[
        this.bounding.leaves(points, { reference: this.minimisedReference, divisions: this.divisions })
      ]!;
    this.inner.remove(leaver);
    if (leaver === entries.at(-1)) return { accepted: false, evicted: [], reason: "full" };
    return { accepted: true, evicted: [leaver] };
  }

  /** Offers many points (a row each) in order, which matters here. Throws an `InputError` where the numbers differ. */
  addAll(points: MatrixLike, payloads: readonly T[]): BatchAddition<T> {
    return addInOrder(this, points, payloads);
  }

  /** The members, oldest first. */
  entries(): readonly Entry<T>[] {
    return this.inner.entries();
  }

  /** The members' points (size x objectives), oldest first, a fresh copy. */
  points(): Matrix {
    return this.inner.points();
  }

  /** The hypervolume between the members and the reference point. Throws an `InputError` where there is none. */
  hypervolume(): number {
    return this.inner.hypervolume();
  }

  toJSON(): SerialisedBoundedArchive<T> {
    const { capacity, rule, divisions } = this;
    return { capacity, rule, divisions, ...this.inner.toJSON() };
  }
}

/** Adds rows one after another; the answer is about the archive before and after the whole batch. */
export function addInOrder<T>(
  archive: { add(point: ArrayLike<number>, payload: T): Addition<T>; entries(): readonly Entry<T>[] },
  points: MatrixLike,
  payloads: readonly T[],
): BatchAddition<T> {
  const batch = asMatrix(points, "addAll: points");
  if (batch.rows !== payloads.length) {
    throw new InputError(
      `addAll: ${batch.rows} points but ${payloads.length} payloads; pass one payload a point`,
    );
  }
  const before = archive.entries();
  const rowOfEntry = new Map<Entry<T>, number>();
  for (let row = 0; row < batch.rows; row++) {
    if (archive.add(rowOf(batch, row), payloads[row]!).accepted)
      rowOfEntry.set(archive.entries().at(-1)!, row);
  }
  const after = new Set(archive.entries());
  return {
    accepted: [...rowOfEntry].filter(([entry]) => after.has(entry)).map(([, row]) => row),
    evicted: before.filter((entry) => !after.has(entry)),
  };
}
