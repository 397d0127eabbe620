import { InputError, ShapeError } from "../../base/index.ts";
import { type Direction, signsOf } from "../points.ts";
import { type Addition, type Entry, type JsonNumber, toJsonNumber } from "./entry.ts";
import { NdTree } from "./nd-tree.ts";
import { type DominanceIndex, PointStore } from "./point-store.ts";
import { Staircase } from "./staircase.ts";

const nobody: readonly never[] = Object.freeze([]);

/** How an archive looks at points. */
export interface ArchiveOptions {
  /** Number of objectives, a positive integer. */
  readonly objectives: number;
  /** Which way each objective goes. Default: all `"min"`. */
  readonly directions?: readonly Direction[] | undefined;
  /** The point up to which the dominated hypervolume is measured, in the objectives' own directions. */
  readonly reference?: ArrayLike<number> | undefined;
}

/** Members as JSON: oldest first. */
export interface SerialisedMembers<T> {
  readonly objectives: number;
  readonly directions: readonly Direction[];
  readonly reference?: readonly JsonNumber[];
  readonly entries: readonly { readonly point: readonly JsonNumber[]; readonly payload: T }[];
}

/**
 * Maps a minimised point to the coordinates by which members are compared, in `key`: the point itself in an exact
 * archive, its grid box in an epsilon archive.
 */
export type ComparisonKey = (point: Float64Array, key: Float64Array) => void;

/**
 * What all archives share: members with payloads, of which no one's comparison key covers another's. Two
 * objectives are kept as a sorted staircase, any other number in an ND-Tree.
 */
export class ArchiveCore<T> {
  readonly name: string;
  readonly objectives: number;
  readonly directions: readonly Direction[];
  /** As given. */
  readonly reference: readonly number[] | undefined;
  /** The staircase of a two-objective archive. */
  readonly staircase: Staircase | undefined;
  private readonly signs: Float64Array;
  private readonly store: PointStore;
  private readonly index: DominanceIndex;
  private readonly keyOf: ComparisonKey | undefined;
  private readonly members: (Entry<T> | undefined)[] = [];
  private readonly arrival: number[] = [];
  private arrivals = 0;
  private count = 0;
  private sorted: readonly Entry<T>[] | undefined;
  private readonly minimised: Float64Array;
  private readonly key: Float64Array;
  private readonly evictedSlots: number[] = [];
  private lastCover = 0;

  constructor(name: string, options: ArchiveOptions, keyOf?: ComparisonKey) {
    const { objectives, directions, reference } = options;
    if (!Number.isInteger(objectives) || objectives < 1) {
      throw new InputError(`${name}: objectives must be a positive integer, got ${objectives}`);
    }
    this.name = name;
    this.objectives = objectives;
    if (reference && reference.length !== objectives) {
      throw new ShapeError(
        `${name}: reference has ${reference.length} values but there are ${objectives} objectives; pass one per objective`,
      );
    }
    if (reference && Array.from(reference).some(Number.isNaN)) {
      throw new InputError(`${name}: reference holds NaN; give a number for every objective`);
    }
    this.directions = directions ? [...directions] : new Array<"min">(objectives).fill("min");
    this.reference = reference ? Array.from(reference) : undefined;
    this.signs =
      signsOf(objectives, { directions: this.directions }, name) ?? new Float64Array(objectives).fill(1);
    this.keyOf = keyOf;
    this.minimised = new Float64Array(objectives);
    this.key = keyOf ? new Float64Array(objectives) : this.minimised;
    this.store = new PointStore(objectives);
    this.staircase =
      objectives === 2
        ? new Staircase(
            this.store,
            this.reference?.map((value, j) => value * this.signs[j]!),
          )
        : undefined;
    this.index = this.staircase ?? new NdTree(this.store);
  }

  get size(): number {
    return this.count;
  }

  /** Offers a point. Where a member with the same comparison key is dominated by it, it takes that member's place. */
  add(point: ArrayLike<number>, payload: T): Addition<T> {
    const { minimised, signs } = this;
    if (point.length !== this.objectives) {
      throw new ShapeError(
        `${this.name}: the point has ${point.length} values but there are ${this.objectives} objectives`,
      );
    }
    for (let j = 0; j < minimised.length; j++) {
      const value = point[j]! * signs[j]!;
      if (Number.isNaN(value)) return { accepted: false, evicted: nobody, reason: "not-a-number" };
      minimised[j] = value;
    }
    if (this.keyOf) this.keyOf(minimised, this.key);

    // The member that stood in the last newcomer's way stands in that of many.
    const last = this.lastCover;
    if (this.members[last] !== undefined && this.store.coversPoint(last, this.key))
      return this.meet(last, point, payload);
    const slot = this.store.add(this.key);
    const evictedSlots = this.evictedSlots;
    evictedSlots.length = 0;
    const coveredBy = this.index.offer(slot, evictedSlots);
    if (coveredBy >= 0) {
      this.store.remove(slot);
      this.lastCover = coveredBy;
      return this.meet(coveredBy, point, payload);
    }
    evictedSlots.sort((a, b) => this.arrival[a]! - this.arrival[b]!);
    const evicted = evictedSlots.length === 0 ? nobody : evictedSlots.map((gone) => this.leave(gone));
    this.enter(slot, point, payload);
    this.count++;
    return { accepted: true, evicted };
  }

  /** The newcomer meets the member that covers its comparison key. */
  private meet(slot: number, point: ArrayLike<number>, payload: T): Addition<T> {
    const member = this.members[slot]!;
    const relation = this.compare(this.minimised, member);
    if (relation === "better" && this.store.equals(slot, this.key)) {
      this.enter(slot, point, payload);
      return { accepted: true, evicted: [member] };
    }
    return {
      accepted: false,
      evicted: nobody,
      reason: relation === "equal" ? "equal" : "dominated",
      rejectedBy: member,
    };
  }

  /** Takes the member out whose entry this is. */
  remove(entry: Entry<T>): void {
    const slot = this.members.indexOf(entry);
    this.index.remove(slot);
    this.leave(slot);
  }

  /** Members, oldest first. The same array until the next change. */
  entries(): readonly Entry<T>[] {
    if (!this.sorted) {
      const slots = [...this.members.keys()].filter((slot) => this.members[slot] !== undefined);
      slots.sort((a, b) => this.arrival[a]! - this.arrival[b]!);
      this.sorted = slots.map((slot) => this.members[slot]!);
    }
    return this.sorted;
  }

  toJSON(): SerialisedMembers<T> {
    return {
      objectives: this.objectives,
      directions: this.directions,
      ...(this.reference ? { reference: this.reference.map(toJsonNumber) } : {}),
      entries: this.entries().map(({ point, payload }) => ({ point: point.map(toJsonNumber), payload })),
    };
  }

  private enter(slot: number, point: ArrayLike<number>, payload: T): void {
    this.members[slot] = { point: Array.from(point), payload };
    this.arrival[slot] = this.arrivals++;
    this.sorted = undefined;
  }

  private leave(slot: number): Entry<T> {
    const entry = this.members[slot]!;
    this.members[slot] = undefined;
    this.store.remove(slot);
    this.count--;
    this.sorted = undefined;
    return entry;
  }

  /** How the newcomer stands to a member: better means that it dominates it. */
  private compare(minimised: Float64Array, member: Entry<T>): "better" | "equal" | "worse" {
    let lower = false;
    for (let j = 0; j < minimised.length; j++) {
      const other = member.point[j]! * this.signs[j]!;
      if (minimised[j]! > other) return "worse";
      if (minimised[j]! < other) lower = true;
    }
    return lower ? "better" : "equal";
  }
}

/** The points and payloads of a serialised archive, the points as numbers again. Throws an `InputError` on other data. */
export function readSerialised<T>(
  name: string,
  json: SerialisedMembers<T>,
): { options: ArchiveOptions; entries: Entry<T>[] } {
  if (typeof json !== "object" || json === null || !Array.isArray(json.entries)) {
    throw new InputError(
      `${name}: expected what toJSON wrote (an object with "entries"), got ${JSON.stringify(json)?.slice(0, 40)}`,
    );
  }
  const { objectives, directions, reference } = json;
  return {
    options: { objectives, directions, reference: reference?.map(Number) },
    entries: json.entries.map(({ point, payload }) => ({ point: point.map(Number), payload })),
  };
}
