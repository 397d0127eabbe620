import { InputError } from "../../base/index.ts";
import type { MatrixLike } from "../../linalg/index.ts";
import { latticeOfAtLeast } from "../directions/index.ts";
import type { PointOptions } from "../points.ts";
import { candidatesOf, type Decision, decide, shown } from "./decision.ts";

/**
 * The knee: the row that lies farthest below the plane through the corners of the front's box (Das, Structural
 * Optimization 18, 1999; Bechikh, Ben Said, Ghedira 2011), objectives scaled to [0, 1] over the front. In two
 * objectives the plane is the line through the front's ends. The value is that distance, negative above the plane.
 * Throws an `InputError` where no row is finite.
 */
export function knee(points: MatrixLike, options: PointOptions = {}): Decision {
  const candidates = candidatesOf(points, options, "knee");
  const { rows: n, columns: m, data } = candidates.normalised;
  const values = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += data[i * m + j]!;
    return (1 - sum) / Math.sqrt(m);
  });
  return decide(candidates, values, "higher", (row, value) => {
    if (n === 1) return `Row ${row} is the only non-dominated row.`;
    return value > 0
      ? `Row ${row} is the knee: it bulges farthest towards the ideal point (${shown(value)} of the front's range beyond the plane between its ends), so from there a gain in one objective costs most in the others.`
      : `Row ${row} is the nearest thing to a knee, but no row lies beyond the plane between the front's ends: the front is flat or hollow, and an end may serve as well.`;
  });
}

/**
 * Expected marginal utility (Branke, Deb, Dierolf, Osswald, PPSN 2004): what a user with an unknown linear utility
 * would lose on average were the row not there. Averaged over evenly spread weights (1000 at the middles of equal
 * steps in two objectives, a Das-Dennis lattice of 500 or more above), objectives scaled to [0, 1] over the front.
 * A row in a hollow of the front, which no weights make best, has 0. Throws an `InputError` where no row is finite.
 */
export function marginalUtility(points: MatrixLike, options: PointOptions = {}): Decision {
  const candidates = candidatesOf(points, options, "marginalUtility");
  const { rows: n, columns: m, data } = candidates.normalised;
  const weights = evenWeights(m);
  const values = new Float64Array(n);
  for (let w = 0; w < weights.length; w += m) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      let cost = 0;
      for (let j = 0; j < m; j++) cost += weights[w + j]! * data[i * m + j]!;
      if (cost < least) {
        second = least;
        least = cost;
        best = i;
      } else if (cost < second) second = cost;
    }
    if (second < Number.POSITIVE_INFINITY) values[best]! += ((second - least) * m) / weights.length;
  }
  return decide(candidates, values, "higher", (row, value) =>
    n === 1
      ? `Row ${row} is the only non-dominated row.`
      : `Row ${row} would be missed most: without it, a user of unknown linear preference loses ${shown(value)} of the front's range on average.`,
  );
}

export interface TradeOffOptions extends PointOptions {
  /** Rows within this distance are neighbours, objectives scaled to [0, 1] over the front. Default 0.125. */
  readonly radius?: number | undefined;
}

/**
 * High trade-off (Rachmawati, Srinivasan, IEEE TEVC 13(4), 2009): for each row the least ratio, over its neighbours, of
 * what moving there gives up to what it gains; the row with the largest is taken, for leaving it pays least.
 * Neighbours are the rows within `radius`, itself included, or the 2 x objectives nearest where those are fewer. Throws
 * an `InputError` where no row is finite or the radius is not positive.
 */
export function highTradeOff(points: MatrixLike, options: TradeOffOptions = {}): Decision {
  const { radius = 0.125 } = options;
  if (!(radius > 0)) throw new InputError(`highTradeOff: radius must be positive, got ${radius}`);
  const candidates = candidatesOf(points, options, "highTradeOff");
  const { rows: n, columns: m, data } = candidates.normalised;
  const least = Math.min(2 * m, n - 1);
  const values = Float64Array.from({ length: n }, (_, i) => {
    const distances = Float64Array.from({ length: n }, (_, k) => {
      let squared = 0;
      for (let j = 0; j < m; j++) squared += (data[k * m + j]! - data[i * m + j]!) ** 2;
      return Math.sqrt(squared);
    });
    const within = distances.reduce((count, distance) => count + (distance <= radius ? 1 : 0), 0);
    const reach = within < least ? Float64Array.from(distances).sort()[least]! : radius;
    let worst = Number.POSITIVE_INFINITY;
    for (let k = 0; k < n; k++) {
      if (k === i || distances[k]! > reach) continue;
      let sacrifice = 0;
      let gain = 0;
      for (let j = 0; j < m; j++) {
        const difference = data[k * m + j]! - data[i * m + j]!;
        if (difference > 0) sacrifice += difference;
        else gain -= difference;
      }
      // Equal rows neither give nor take.
      if (gain > 0) worst = Math.min(worst, sacrifice / gain);
    }
    return worst === Number.POSITIVE_INFINITY ? Number.NaN : worst;
  });
  return decide(candidates, values, "higher", (row, value) =>
    Number.isNaN(value)
      ? `Row ${row} has no neighbour to trade with.`
      : `Row ${row} is the hardest to leave: moving to any neighbour gives up at least ${shown(value)} for each unit gained.`,
  );
}

function evenWeights(m: number): Float64Array {
  if (m === 1) return Float64Array.of(1);
  if (m === 2) {
    return Float64Array.from({ length: 2000 }, (_, i) => {
      const first = ((i >> 1) + 0.5) / 1000;
      return i % 2 === 0 ? first : 1 - first;
    });
  }
  return latticeOfAtLeast(m, 500).data;
}
