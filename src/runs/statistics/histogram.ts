import { InputError } from "../../base/index.ts";

export interface HistogramOptions {
  /** Width of a bin. */
  readonly width: number;
  /** Where the bins end; what lies there or beyond is counted in one bin more. */
  readonly max: number;
  /** Where the bins begin; what lies below is counted in the first. Default 0. */
  readonly min?: number;
}

/** How many values fell where. */
export interface Histogram {
  /** Left ends of the bins; the last is that of the overflow bin, which has no right end. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Counts `values` in bins [min, min + width), ... and an overflow bin [max, infinity). NaN is left out. */
export function histogram(values: Iterable<number>, options: HistogramOptions): Histogram {
  const { width, max, min = 0 } = options;
  if (!(width > 0 && max > min && Number.isFinite(max - min))) {
    throw new InputError(
      `histogram: expected a width above 0 and min below max, got ${width}, ${min} and ${max}`,
    );
  }
  // A width that does not divide the range makes the last bin before the overflow narrower.
  const bins = Math.ceil((max - min) / width - 1e-9);
  const counts = new Array<number>(bins + 1).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = value >= max ? bins : Math.min(bins - 1, Math.max(0, Math.floor((value - min) / width)));
    counts[bin]! += 1;
  }
  return { edges: Array.from(counts, (_, i) => (i === bins ? max : min + i * width)), counts };
}

/** What is added to each bin's share, so that an empty one does not make the divergence infinite. */
const smoothing = 1e-4;

function smoothed({ counts }: Histogram): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0)
    throw new InputError("klDivergence: expected histograms of at least one value, got an empty one");
  const shares = counts.map((count) => count / total + smoothing);
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / sum);
}

/**
 * KL(current || earlier) in nats between two histograms of the same bins, as the multi-task neuroevolution papers
 * take it: counts divided by their sum, 1e-4 added to each bin, renormalised. Throws an `InputError` on histograms
 * of different bins or of no values.
 */
export function klDivergence(current: Histogram, earlier: Histogram): number {
  if (
    current.edges.length !== earlier.edges.length ||
    current.edges.some((edge, i) => edge !== earlier.edges[i])
  ) {
    throw new InputError("klDivergence: expected two histograms of the same bins, got different ones");
  }
  const q = smoothed(earlier);
  return smoothed(current).reduce((sum, p, i) => sum + p * Math.log(p / q[i]!), 0);
}
