import { matrix } from "../../linalg/index.ts";
import { entry } from "../entry.ts";
import { corners, each } from "../known.ts";
import type { Problem, ProblemEntry } from "../problem.ts";
import { records, type Stretch, spreadOver } from "../records.ts";
import { mapRows, product } from "../sampling.ts";
import { cube } from "../spaces.ts";
import { type DtlzOptions, dtlzOptions } from "./dtlz.ts";

/** What a position takes from the last objective where g = 1. */
const gain = (t: number): number => t * (1 + Math.sin(3 * Math.PI * t));
const gainSlope = (t: number): number =>
  1 + Math.sin(3 * Math.PI * t) + 3 * Math.PI * t * Math.cos(3 * Math.PI * t);

/**
 * A point is on the front where each position's gain is above that of all smaller ones: were it not, the smaller one
 * would better that objective and not worsen the last.
 */
const stretches = (): Stretch[] =>
  // Past the first value above all before: sums of gains must differ by more than they are rounded.
  records((t) => -gain(t), 0, 1).map(([from, to]) => [from === 0 ? 0 : from + 2 ** -30, to]);

/** DTLZ7 (Deb, Thiele, Laumanns, Zitzler 2005), as a problem under the given id: 2^(m - 1) pieces of front. */
export function dtlz7(id: string, m: number, dimension: number): Problem {
  const optimal = stretches();
  const last = optimal[optimal.length - 1]![1];
  const positions = (count: number) =>
    product(spreadOver(optimal, Math.max(2, count ** (1 / (m - 1)))), m - 1);
  return {
    id,
    dimension,
    objectives: m,
    constraints: 0,
    space: cube(dimension, 0, 1),
    evaluate(x, f) {
      let sum = 0;
      for (let i = m - 1; i < dimension; i++) sum += x[i]!;
      const g = 1 + (9 * sum) / (dimension - m + 1);
      let h = m;
      for (let i = 0; i < m - 1; i++) {
        f[i] = x[i]!;
        h -= (x[i]! / (1 + g)) * (1 + Math.sin(3 * Math.PI * x[i]!));
      }
      f[m - 1] = (1 + g) * h;
    },
    // The last objective is m (1 + g) less the gains, as 1 + g cancels in them.
    jacobian(x) {
      const out = matrix(m, dimension);
      for (let i = 0; i < m - 1; i++) {
        out.data[i * dimension + i] = 1;
        out.data[(m - 1) * dimension + i] = -gainSlope(x[i]!);
      }
      out.data.fill((9 * m) / (dimension - m + 1), (m - 1) * dimension + m - 1);
      return out;
    },
    front: (count) =>
      mapRows(positions(count), (u) => [...u, 2 * m - u.reduce((sum, t) => sum + gain(t), 0)]),
    paretoSet: (count) =>
      mapRows(positions(count), (u) => {
        const x = new Float64Array(dimension);
        x.set(u);
        return x;
      }),
    ...corners([...each(m - 1, 0), 2 * m - (m - 1) * gain(last)], [...each(m - 1, last), 2 * m]),
  };
}

/** The entry. */
export const dtlz7Entry: ProblemEntry = entry<DtlzOptions>({
  title: "DTLZ7: a front in 2^(m - 1) pieces",
  paper: "Deb, Thiele, Laumanns, Zitzler 2005",
  options: dtlzOptions,
  create: ({ objectives, dimension = objectives + 19 }) => dtlz7("dtlz7", objectives, dimension),
});
