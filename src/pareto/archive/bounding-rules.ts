import { InputError, type Registry, registry } from "../../base/index.ts";
import type { Matrix } from "../../linalg/index.ts";
import { contributions } from "../contributions.ts";
import { crowdingDistance } from "../crowding.ts";

/** What is known of an archive of bounded size, in the terms of López-Ibáñez, Knowles, Laumanns, EMO 2011. */
export interface ArchiverProperties {
  /** Whether its content can never be worse (in the sense of set dominance) than an earlier content. */
  readonly monotone: boolean;
  /** Whether its content stops changing when the same finite set of points is offered for ever. */
  readonly limitStable: boolean;
  /** The same and what else holds, in a sentence or two. */
  readonly statement: string;
}

export interface BoundingOptions {
  /** Minimised; needed by `hypervolume`. */
  readonly reference?: ArrayLike<number> | undefined;
  /** Cells an objective is divided into by `adaptive-grid`. */
  readonly divisions: number;
}

/** Says who leaves an archive that holds one member too many. */
export interface BoundingRule {
  readonly title: string;
  readonly source: string;
  readonly properties: ArchiverProperties;
  /** The row to leave. `points`: mutually non-dominated, minimised, oldest first, the newcomer last. */
  leaves(points: Matrix, options: BoundingOptions): number;
}

/** Every bounding rule by its id. */
export const boundingRules: Registry<BoundingRule> = registry<BoundingRule>("bounding rule", {
  hypervolume: {
    title: "least hypervolume contribution",
    source: "Knowles, Corne, Fleischer, CEC 2003 (archiver AA_S)",
    properties: {
      monotone: true,
      limitStable: true,
      statement:
        "The hypervolume never falls, so no earlier content dominates a later one, and the content settles. It settles on a set that no single exchange improves, not always on the best set of that size.",
    },
    leaves(points, { reference }) {
      if (!reference)
        throw new InputError(
          "BoundedArchive: the hypervolume rule needs a reference point; give one as reference",
        );
      // Of equal contributions the newest leaves: a newcomer stays only where it raises the hypervolume.
      return lastLeast(contributions(points, reference));
    },
  },
  "multi-level-grid": {
    title: "multi-level grid",
    source: "Laumanns, Zenklusen, EJOR 213(2), 2011 (MGA)",
    properties: {
      monotone: true,
      limitStable: true,
      statement:
        "No earlier content dominates a later one, and the content settles; it approximates the front as finely as a grid of its size can, without knowing the scale beforehand. Meant for values of one sign in each objective.",
    },
    leaves: multiLevelGrid,
  },
  "adaptive-grid": {
    title: "adaptive grid",
    source: "Knowles, Corne, IEEE TEVC 7(2), 2003 (AGA)",
    properties: {
      monotone: false,
      limitStable: false,
      statement:
        "Keeps the ends of the front and even numbers in the cells of a grid that follows them. Its content can get worse while the ends still move, and need not settle.",
    },
    leaves: adaptiveGrid,
  },
  crowding: {
    title: "crowding distance",
    source: "Deb, Pratap, Agarwal, Meyarivan, IEEE TEVC 6(2), 2002",
    properties: {
      monotone: false,
      limitStable: false,
      statement:
        "Spreads the members and keeps the ends of the front. It can lose members and later accept points that they dominated, so its content can get worse and need not settle.",
    },
    leaves: (points) => lastLeast(crowdingDistance(points, { ranks: new Int32Array(points.rows) })),
  },
});

/** The last row with the least value. */
function lastLeast(values: Float64Array): number {
  let least = values.length - 1;
  for (let i = values.length - 2; i >= 0; i--) if (values[i]! < values[least]!) least = i;
  return least;
}

/**
 * At the finest level b at which, with boxes floor(f / 2^b), some row's box is covered by another's, a covered row
 * leaves: the newcomer if it is one, else the oldest. Values of both signs may be comparable at no level; then the
 * newcomer leaves, which keeps both properties.
 */
function multiLevelGrid(points: Matrix): number {
  const { rows: n, columns: m, data } = points;
  const boxes = new Float64Array(data.length);
  const covers = (a: number, b: number): boolean => {
    for (let j = 0; j < m; j++) if (boxes[a * m + j]! > boxes[b * m + j]!) return false;
    return true;
  };
  const isCovered = (row: number): boolean => {
    // Of rows in one box the older covers the newer.
    for (let other = 0; other < n; other++) {
      if (other !== row && covers(other, row) && (other < row || !covers(row, other))) return true;
    }
    return false;
  };
  const coveredAt = (level: number): number => {
    const unit = 2 ** level;
    for (let i = 0; i < data.length; i++) boxes[i] = Math.floor(data[i]! / unit);
    if (isCovered(n - 1)) return n - 1;
    for (let row = 0; row < n - 1; row++) if (isCovered(row)) return row;
    return -1;
  };
  // Boxes nest, so what is covered at one level is covered at all coarser ones: bisection finds the finest.
  let coarse = 1023;
  if (coveredAt(coarse) < 0) return n - 1;
  // No finer than what keeps every quotient a finite double.
  const largest = data.reduce(
    (max, value) => (Math.abs(value) < Number.POSITIVE_INFINITY ? Math.max(max, Math.abs(value)) : max),
    0,
  );
  let fine = Math.max(-1075, (largest > 0 ? Math.floor(Math.log2(largest)) : 0) - 1000);
  while (coarse - fine > 1) {
    const middle = Math.floor((coarse + fine) / 2);
    if (coveredAt(middle) >= 0) coarse = middle;
    else fine = middle;
  }
  return coveredAt(coarse);
}

/**
 * Out of the fullest cell of a grid over the members' box: the newcomer if it lies in one such cell, else the oldest
 * there. The row that is best in an objective never leaves, unless all are.
 */
function adaptiveGrid(points: Matrix, { divisions }: BoundingOptions): number {
  const { rows: n, columns: m, data } = points;
  const ends = new Set<number>();
  const cells = new Array<string>(n).fill("");
  for (let j = 0; j < m; j++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let end = 0;
    for (let i = 0; i < n; i++) {
      const value = data[i * m + j]!;
      if (value < data[end * m + j]!) end = i;
      if (Math.abs(value) === Number.POSITIVE_INFINITY) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    ends.add(end);
    const width = (high - low) / divisions;
    for (let i = 0; i < n; i++) {
      const value = Math.min(Math.max(data[i * m + j]!, low), high);
      cells[i] += `${width > 0 ? Math.min(divisions - 1, Math.floor((value - low) / width)) : 0},`;
    }
  }
  const movable = Array.from({ length: n }, (_, i) => i).filter((i) => ends.size === n || !ends.has(i));
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const fullest = Math.max(...movable.map((i) => counts.get(cells[i]!)!));
  const inFullest = movable.filter((i) => counts.get(cells[i]!) === fullest);
  return inFullest.includes(n - 1) ? n - 1 : inFullest[0]!;
}
