import { InputError, ShapeError } from "../../base/index.ts";
import { type Matrix, type MatrixLike, matrix } from "../../linalg/index.ts";
import type { Direction } from "../points.ts";
import { addInOrder } from "./bounded-archive.ts";
import type { ArchiverProperties } from "./bounding-rules.ts";
import { ArchiveCore, type ArchiveOptions, readSerialised, type SerialisedMembers } from "./core.ts";
import type { Addition, BatchAddition, Entry } from "./entry.ts";

export interface EpsilonArchiveOptions extends Omit<ArchiveOptions, "reference"> {
  /** The width of a grid box, one for all objectives or one each; positive. */
  readonly epsilon: number | readonly number[];
}

export interface SerialisedEpsilonArchive<T> extends SerialisedMembers<T> {
  readonly epsilon: readonly number[];
}

/**
 * An epsilon-Pareto archive (Laumanns, Thiele, Deb, Zitzler, Evol. Comput. 10(3), 2002, algorithm 3): of each box of a
 * fixed grid, floor(f / epsilon) after maximised objectives are negated, at most one point, and of the boxes only those
 * that no other covers. A point takes the place of one in its own box only where it dominates it.
 *
 * Always: every point ever offered is covered by a member to within epsilon in each objective, every member is
 * non-dominated among all that were offered, no earlier content dominates a later one, and of values within a range R
 * at most one member per box of all objectives but one can be there, that is prod (R_j / epsilon_j + 1).
 */
export class EpsilonArchive<T> {
  /** One width an objective. */
  readonly epsilon: readonly number[];
  readonly properties: ArchiverProperties = {
    monotone: true,
    limitStable: true,
    statement:
      "Every point ever offered is covered by a member to within epsilon in each objective, and no earlier content dominates a later one. Its size follows from epsilon and the front's extent.",
  };
  private readonly core: ArchiveCore<T>;

  /** Throws an `InputError` or `ShapeError` on options that do not fit together. */
  constructor(options: EpsilonArchiveOptions) {
    const { epsilon, objectives, directions } = options;
    const widths =
      typeof epsilon === "number"
        ? new Array<number>(Math.max(0, Math.trunc(objectives) || 0)).fill(epsilon)
        : [...epsilon];
    this.core = new ArchiveCore("EpsilonArchive", { objectives, directions }, (point, box) => {
      for (let j = 0; j < box.length; j++) box[j] = Math.floor(point[j]! / widths[j]!);
    });
    if (widths.length !== objectives) {
      throw new ShapeError(
        `EpsilonArchive: epsilon has ${widths.length} values but there are ${objectives} objectives; pass one, or one per objective`,
      );
    }
    const bad = widths.find((width) => !(width > 0 && width < Number.POSITIVE_INFINITY));
    if (bad !== undefined)
      throw new InputError(`EpsilonArchive: epsilon must be positive and finite, got ${bad}`);
    this.epsilon = widths;
  }

  /** An archive as `toJSON` wrote it: the same members in the same order, and it goes on in the same way. */
  static fromJSON<T>(json: SerialisedEpsilonArchive<T>): EpsilonArchive<T> {
    const { options, entries } = readSerialised("EpsilonArchive.fromJSON", json);
    const { objectives, directions } = options;
    const archive = new EpsilonArchive<T>({ objectives, directions, epsilon: json.epsilon });
    for (const { point, payload } of entries) archive.add(point, payload);
    return archive;
  }

  get objectives(): number {
    return this.core.objectives;
  }

  get directions(): readonly Direction[] {
    return this.core.directions;
  }

  get size(): number {
    return this.core.size;
  }

  /**
   * Offers a point with its payload. `reason: "dominated"` also stands for a point that is covered only to within
   * epsilon; `rejectedBy` is the member that covers it.
   */
  add(point: ArrayLike<number>, payload: T): Addition<T> {
    return this.core.add(point, payload);
  }

  /** Offers many points (a row each) in order, which matters here. Throws an `InputError` where the numbers differ. */
  addAll(points: MatrixLike, payloads: readonly T[]): BatchAddition<T> {
    return addInOrder(this, points, payloads);
  }

  /** The members, oldest first; one that took another's place in its box is as old as its arrival. */
  entries(): readonly Entry<T>[] {
    return this.core.entries();
  }

  /** The members' points (size x objectives), oldest first, a fresh copy. */
  points(): Matrix {
    const entries = this.entries();
    return matrix(
      entries.length,
      this.objectives,
      Float64Array.from(entries.flatMap(({ point }) => [...point])),
    );
  }

  toJSON(): SerialisedEpsilonArchive<T> {
    return { ...this.core.toJSON(), epsilon: this.epsilon };
  }
}
