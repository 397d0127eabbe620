/** A corner of a staircase; `gone` once a better one has replaced it. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  gone: boolean;
}

/**
 * The region of the plane that lies at or above one of some corners, kept as those corners that no other covers:
 * first coordinate rising, second falling.
 */
export class LevelStaircase {
  readonly corners: Corner[] = [];

  /** Index of the first corner with x above the given one. */
  firstAbove(x: number): number {
    let low = 0;
    let high = this.corners.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.corners[middle]!.x <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether (x, y) lies in the region. */
  covers(x: number, y: number): boolean {
    const at = this.firstAbove(x);
    return at > 0 && this.corners[at - 1]!.y <= y;
  }

  /** Adds a corner outside the region; those that it covers go. */
  add(x: number, y: number): Corner {
    const corner = { x, y, gone: false };
    const above = this.firstAbove(x);
    const from = above > 0 && this.corners[above - 1]!.x === x ? above - 1 : above;
    let to = from;
    while (to < this.corners.length && this.corners[to]!.y >= y) this.corners[to++]!.gone = true;
    this.corners.splice(from, to - from, corner);
    return corner;
  }
}
