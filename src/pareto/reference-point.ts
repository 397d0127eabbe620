import { InputError } from "../base/index.ts";
import type { MatrixLike } from "../linalg/index.ts";
import { finiteRows, idealPoint, nadirPoint } from "./normalisation.ts";
import { minimised, type PointOptions, signsOf } from "./points.ts";
import { nondominated } from "./ranks.ts";

/** A reference point for the hypervolume, and why it is a good one. */
export interface ReferencePointAdvice {
  readonly rule: "population" | "tenth" | "worst";
  /** In the objectives' own directions; worse than every non-dominated row in every objective. */
  readonly reference: Float64Array;
  /** The rule, what it is good for, and its source, in one or two sentences. */
  readonly explanation: string;
}

export interface AdviceOptions extends PointOptions {
  /** How many points each of the compared sets holds. Default: the number of non-dominated rows given. */
  readonly populationSize?: number | undefined;
}

/**
 * Reference points for measuring the hypervolume of these rows, by the rules of the literature; the first is the one to
 * take unless there is a reason. Give all rows of all sets that are to be compared, so that they share one point. An
 * objective in which all non-dominated rows agree takes its size (or 1, at 0) for its range. Rows with a NaN or an
 * infinite value take no part. Throws an `InputError` where no row is finite.
 */
export function referencePointAdvice(
  points: MatrixLike,
  options: AdviceOptions = {},
): ReferencePointAdvice[] {
  const name = "referencePointAdvice";
  const finite = finiteRows(minimised(points, options, name), name);
  const ideal = idealPoint(finite);
  const nadir = nadirPoint(finite);
  const m = finite.columns;
  const size = options.populationSize ?? nondominated(finite).length;
  if (!(size >= 1)) throw new InputError(`${name}: populationSize must be at least 1, got ${size}`);
  const divisions = divisionsFor(size, m);
  const worst = nadir.slice();
  finite.data.forEach((value, i) => {
    worst[i % m] = Math.max(worst[i % m]!, value);
  });
  const signs = signsOf(m, options, name);
  const beyond = (corner: Float64Array, share: number): Float64Array =>
    corner.map((value, j) => {
      const range = nadir[j]! > ideal[j]! ? nadir[j]! - ideal[j]! : Math.abs(nadir[j]!) || 1;
      // At least to the next double, where the range is too small to matter beside the value.
      const step = Math.max(share * range, Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
      return (value + step) * (signs?.[j] ?? 1);
    });
  return [
    {
      rule: "population",
      reference: beyond(nadir, 1 / divisions),
      explanation: `The nadir moved out by 1/${divisions} of the front's range: ${size} points spread evenly over a linear front lie that far apart, so its ends then count as much as its middle (Ishibuchi, Imada, Setoguchi, Nojima, Evol. Comput. 26(3), 2018).`,
    },
    {
      rule: "tenth",
      reference: beyond(nadir, 0.1),
      explanation:
        "The nadir moved out by a tenth of the front's range: the habit of most published comparisons, independent of the number of points; it favours the ends of small sets' fronts less and of large sets' more.",
    },
    {
      rule: "worst",
      reference: beyond(worst, 0.01),
      explanation:
        "Just beyond the worst value of any row, dominated ones too: every row that was given counts (Knowles, Thiele, Zitzler, TIK report 214, 2006), but one bad outlier makes the ends of the front outweigh its middle.",
    },
  ];
}

/** The largest number of divisions of a simplex lattice that has at most `size` points, at least 1. */
function divisionsFor(size: number, m: number): number {
  if (m === 1) return Math.max(1, size - 1);
  let divisions = 1;
  let points = m;
  while (true) {
    // C(H + m, m - 1) from C(H + m - 1, m - 1).
    const next = (points * (divisions + m)) / (divisions + 1);
    if (next > size) return divisions;
    points = next;
    divisions++;
  }
}
