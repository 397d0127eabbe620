/**
 * The coordinates of an archive's members in one growing block: slot `s` lies at `data[s * objectives ..]`,
 * minimised. Freed slots are used again, so memory follows the largest number of members there has been.
 */
export class PointStore {
  readonly objectives: number;
  /** Read it again after every `add`: growing replaces it. */
  data: Float64Array;
  private readonly free: number[] = [];
  private used = 0;

  constructor(objectives: number, capacity = 64) {
    this.objectives = objectives;
    this.data = new Float64Array(objectives * capacity);
  }

  /** Copies `point` (minimised) into a free slot and returns the slot. */
  add(point: ArrayLike<number>): number {
    const slot = this.free.pop() ?? this.used++;
    const start = slot * this.objectives;
    if (start + this.objectives > this.data.length) {
      const grown = new Float64Array(2 * this.data.length);
      grown.set(this.data);
      this.data = grown;
    }
    for (let j = 0; j < this.objectives; j++) this.data[start + j] = point[j]!;
    return slot;
  }

  /** Gives `slot` back. */
  remove(slot: number): void {
    this.free.push(slot);
  }

  /** Whether the point of `slot` is at most `point` in every objective. */
  coversPoint(slot: number, point: Float64Array): boolean {
    const { data, objectives } = this;
    const start = slot * objectives;
    for (let j = 0; j < objectives; j++) if (data[start + j]! > point[j]!) return false;
    return true;
  }

  /** Whether the point of `slot` equals `point`. */
  equals(slot: number, point: Float64Array): boolean {
    const { data, objectives } = this;
    const start = slot * objectives;
    for (let j = 0; j < objectives; j++) if (data[start + j]! !== point[j]!) return false;
    return true;
  }

  /** Whether the point of slot `a` is at most that of slot `b` in every objective (equal points included). */
  covers(a: number, b: number): boolean {
    const { data, objectives } = this;
    let i = a * objectives;
    let j = b * objectives;
    for (const end = i + objectives; i < end; i++, j++) if (data[i]! > data[j]!) return false;
    return true;
  }
}

/** A mutually non-dominated set of slots of one `PointStore`, kept so that a newcomer is placed quickly. */
export interface DominanceIndex {
  /**
   * Offers `slot`. Where a member covers it (is no worse anywhere, equal included), nothing changes and that
   * member is returned. Otherwise the members it covers leave, are appended to `evicted`, it enters, and the
   * answer is -1.
   */
  offer(slot: number, evicted: number[]): number;
  /** Takes a member out. */
  remove(slot: number): void;
}
