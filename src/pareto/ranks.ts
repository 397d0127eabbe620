import { InputError, ShapeError } from "../base/index.ts";
import type { Matrix, MatrixLike } from "../linalg/index.ts";
import { ranksOfComparable } from "./distinct-ranks.ts";
import { firstFront } from "./first-front.ts";
import { allComparable, comparableRows, minimised, type PointOptions, takeRows } from "./points.ts";

export interface RankOptions extends PointOptions {
  /**
   * Total constraint violation of each row; at most 0 where feasible. With it, ranks follow constraint-domination
   * (Deb et al., IEEE TEVC 6(2), 2002): feasible rows come before infeasible ones, and those are ranked by their
   * violation alone. A NaN is treated as a NaN objective. Default: every row is feasible.
   */
  readonly violations?: ArrayLike<number>;
  /**
   * Widths of the boxes of epsilon-dominance (Laumanns et al., Evol. Comput. 10(3), 2002), one for all objectives
   * or one each, positive: rows compare by `floor(f / epsilon)` after maximised objectives are negated, so that
   * rows in one box share a rank. Default: exact dominance.
   */
  readonly epsilon?: number | readonly number[];
}

export interface FrontOptions extends RankOptions {
  /** Whether all equal rows are returned, or the first of them only. Default true. */
  readonly keepDuplicates?: boolean;
}

export interface SortedFronts {
  /** Rank of each row, 0 the best; rows in no front have the rank `fronts.length`. */
  readonly ranks: Int32Array;
  /** Row indexes of each front, ascending. */
  readonly fronts: Int32Array[];
}

/**
 * The rank of every row of `points` (n x m) by non-dominated sorting: 0 for the rows that none dominates, k for
 * those that only rows of lower rank do. Equal rows share a rank. Rows with a NaN come after all others and share
 * one rank, the number of fronts. An empty set has no ranks. Throws `ShapeError` and `InputError` on options that
 * do not fit.
 */
export function ranks(points: MatrixLike, options: RankOptions = {}): Int32Array {
  return sorted(checkedValues(points, options, "ranks"), options).ranks;
}

/** `ranks`, and the fronts they make. */
export function nondominatedSort(points: MatrixLike, options: RankOptions = {}): SortedFronts {
  const { ranks, count } = sorted(checkedValues(points, options, "nondominatedSort"), options);
  const sizes = new Int32Array(count);
  for (const rank of ranks) if (rank < count) sizes[rank]!++;
  const fronts = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  ranks.forEach((rank, i) => {
    if (rank < count) fronts[rank]![sizes[rank]!++] = i;
  });
  return { ranks, fronts };
}

/** Indexes of the rows that no row dominates, ascending; rows with a NaN are never among them. */
export function nondominated(points: MatrixLike, options: FrontOptions = {}): Int32Array {
  const { keepDuplicates = true } = options;
  const values = checkedValues(points, options, "nondominated");
  const indexes =
    options.violations === undefined && allComparable(values)
      ? firstFront(values)
      : rowsOfFirstRank(sorted(values, options));
  return keepDuplicates ? indexes : firstOfEqual(values, indexes);
}

function rowsOfFirstRank({ ranks, count }: Ranked): Int32Array {
  const rows = Int32Array.from({ length: ranks.length }, (_, i) => i);
  return count === 0 ? new Int32Array(0) : rows.filter((i) => ranks[i] === 0);
}

/** The members of `rows` that equal no earlier one. */
function firstOfEqual({ columns, data }: Matrix, rows: Int32Array): Int32Array {
  const seen = new Set<string>();
  return rows.filter((i) => {
    let key = "";
    for (let j = 0; j < columns; j++) key += `${data[i * columns + j]! + 0},`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Ranks by row, and how many fronts they make. */
interface Ranked {
  readonly ranks: Int32Array;
  readonly count: number;
}

/** What is compared: minimised values, or their boxes. Checks the options. */
function checkedValues(points: MatrixLike, options: RankOptions, name: string): Matrix {
  const values = boxed(minimised(points, options, name), options.epsilon, name);
  const { violations } = options;
  if (violations !== undefined && violations.length !== values.rows) {
    throw new ShapeError(
      `${name}: violations has ${violations.length} values but there are ${values.rows} points; pass one value per point`,
    );
  }
  return values;
}

function sorted(values: Matrix, { violations }: RankOptions): Ranked {
  if (violations === undefined && allComparable(values)) {
    const { ranks, fronts } = ranksOfComparable(values);
    return { ranks, count: fronts };
  }
  let rows = comparableRows(values);
  if (violations !== undefined) rows = rows.filter((i) => !Number.isNaN(violations[i]!));
  const feasible = violations === undefined ? rows : rows.filter((i) => violations[i]! <= 0);
  const ranks = new Int32Array(values.rows);
  const own = ranksOfComparable(takeRows(values, feasible));
  let count = own.fronts;
  feasible.forEach((i, k) => {
    ranks[i] = own.ranks[k]!;
  });
  if (violations !== undefined && feasible.length < rows.length) {
    const infeasible = rows
      .filter((i) => violations[i]! > 0)
      .sort((a, b) => violations[a]! - violations[b]! || a - b);
    infeasible.forEach((i, k) => {
      if (k === 0 || violations[i] !== violations[infeasible[k - 1]!]) count++;
      ranks[i] = count - 1;
    });
  }
  if (rows.length < values.rows) {
    const worst = new Uint8Array(values.rows).fill(1);
    for (const i of rows) worst[i] = 0;
    worst.forEach((flag, i) => {
      if (flag === 1) ranks[i] = count;
    });
  }
  return { ranks, count };
}

/** Box indexes of epsilon-dominance in place of the values. */
function boxed(points: Matrix, epsilon: RankOptions["epsilon"], name: string): Matrix {
  if (epsilon === undefined) return points;
  const { rows, columns, data } = points;
  const widths = typeof epsilon === "number" ? new Array<number>(columns).fill(epsilon) : epsilon;
  if (rows > 0 && widths.length !== columns) {
    throw new ShapeError(
      `${name}: epsilon has ${widths.length} values but the points have ${columns} objectives; pass one width, or one per objective`,
    );
  }
  const bad = widths.find((width) => !(width > 0 && width < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new InputError(`${name}: epsilon must be positive and finite, got ${bad}`);
  return { rows, columns, data: data.map((value, i) => Math.floor(value / widths[i % columns]!)) };
}
