import { z } from "zod";
import type { Matrix } from "../../linalg/index.ts";
import { entry } from "../entry.ts";
import { corners, each } from "../known.ts";
import type { Problem, ProblemEntry } from "../problem.ts";
import { records, type Stretch, spreadOver } from "../records.ts";
import { mapRows, onlyNondominated, orthant, rowsOf, unitGrid } from "../sampling.ts";
import { type WfgDefinition, wfgDefinitions } from "./definitions.ts";
import { concaveInto } from "./transformations.ts";

/** Sizes of a WFG problem. */
export interface WfgSizes {
  readonly objectives: number;
  /** Variables that say where on the front: a multiple of objectives - 1. */
  readonly position: number;
  /** Variables that say how far from it. */
  readonly distance: number;
}

/** Objective i (from 0) is 2 (i + 1) times its shape. */
const scaleOf = (i: number): number => 2 * (i + 1);

/** Positions on the front: a grid of the unit cube, without what its gaps leave out. */
function positionsOn(
  definition: WfgDefinition,
  pieces: readonly Stretch[],
  m: number,
  count: number,
): Matrix {
  const { front } = definition;
  if (front === "surface") return unitGrid(m - 1, count);
  if (m === 2) return rowsOf(spreadOver(pieces, count).map((t) => [t]));
  // As fine along the first position as along the others together.
  const side = Math.max(2, Math.round(count ** (1 / (m - 1))));
  const others = unitGrid(m - 2, count / side);
  const rows = spreadOver(pieces, side).flatMap((t) =>
    Array.from({ length: others.rows }, (_, i) => [
      t,
      ...others.data.subarray(i * (m - 2), (i + 1) * (m - 2)),
    ]),
  );
  return rowsOf(rows);
}

/** A WFG problem under the given id, with all that is known of it. */
export function wfgProblem(id: string, definition: WfgDefinition, given: WfgSizes): Problem {
  const { objectives: m, position, distance } = given;
  const dimension = position + distance;
  const sizes = { position, dimension };
  const { transform, shape, last, settle } = definition;
  const y = new Float64Array(dimension);
  const t = new Float64Array(m);
  // Degeneracy: all but the first position count the less the nearer a point of WFG3 is to the front.
  const constants = Array.from({ length: m - 1 }, (_, i) => (definition.front === "line" && i > 0 ? 0 : 1));
  const writeShape = (f: Float64Array, x: Float64Array, lift: number): void => {
    shape(f, x);
    if (last) f[m - 1] = last(x[0]!);
    for (let j = 0; j < m; j++) f[j] = lift + scaleOf(j) * f[j]!;
  };
  const pieces: readonly Stretch[] = definition.front === "pieces" ? records(last!, 0, 1) : [[0, 1]];
  // In more than two objectives WFG3's front is not only the line it was meant to be (Ishibuchi et al. 2016).
  const known = definition.front !== "line" || m === 2;
  const front = (count: number): Matrix => {
    if (shape === concaveInto)
      return mapRows(orthant(m, count), (row) => row.map((value, j) => scaleOf(j) * value));
    const points = mapRows(positionsOn(definition, pieces, m, count), (x) => {
      const f = new Float64Array(m);
      writeShape(f, x, 0);
      return f;
    });
    return onlyNondominated(points);
  };
  const paretoSet = (count: number): Matrix =>
    mapRows(positionsOn(definition, pieces, m, count), (u) => {
      const x = new Float64Array(dimension).fill(0.35);
      for (let i = 0; i < position; i++) x[i] = u[Math.floor((i * (m - 1)) / position)]!;
      settle?.(x, sizes);
      return x.map((value, i) => value * scaleOf(i));
    });
  const least = each(m, 0);
  const most = Array.from({ length: m }, (_, j) => scaleOf(j));
  if (definition.front === "pieces") {
    const end = pieces[pieces.length - 1]![1];
    least[m - 1] = scaleOf(m - 1) * last!(end);
    for (let j = 0; j < m - 1; j++) most[j] = scaleOf(j) * (1 - Math.cos((end * Math.PI) / 2));
  }
  return {
    id,
    dimension,
    objectives: m,
    constraints: 0,
    space: {
      lower: new Float64Array(dimension),
      upper: Float64Array.from({ length: dimension }, (_, i) => scaleOf(i)),
    },
    evaluate(z, f) {
      for (let i = 0; i < dimension; i++) y[i] = z[i]! / scaleOf(i);
      transform(y, t, sizes);
      const lift = t[m - 1]!;
      for (let i = 0; i < m - 1; i++) t[i] = Math.max(lift, constants[i]!) * (t[i]! - 0.5) + 0.5;
      writeShape(f, t, lift);
    },
    ...(known ? { front, paretoSet, ...corners(least, most) } : {}),
  };
}

const options = (pairs: boolean) =>
  z
    .strictObject({
      objectives: z.int().min(2).default(3),
      position: z.int().positive().optional(),
      distance: z.int().positive().default(20),
    })
    .superRefine(({ objectives, position, distance }, context) => {
      if (position !== undefined && position % (objectives - 1) !== 0)
        context.addIssue({
          code: "custom",
          path: ["position"],
          message: `must be a multiple of the number of objectives less one, ${objectives - 1}, got ${position}`,
        });
      if (pairs && distance % 2 !== 0)
        context.addIssue({ code: "custom", path: ["distance"], message: `must be even, got ${distance}` });
    });

interface WfgOptions {
  readonly objectives: number;
  readonly position?: number | undefined;
  readonly distance: number;
}

/** WFG1-9. By default 2 (objectives - 1) position variables (4 for two objectives) and 20 distance variables. */
export const wfgEntries: Readonly<Record<string, ProblemEntry>> = Object.fromEntries(
  wfgDefinitions.map((definition, i) => [
    `wfg${i + 1}`,
    entry<WfgOptions>({
      title: definition.title,
      paper: "Huband, Hingston, Barone, While 2006, IEEE TEVC 10(5)",
      options: options(definition.pairs ?? false),
      create: ({ objectives, position = objectives === 2 ? 4 : 2 * (objectives - 1), distance }) =>
        wfgProblem(`wfg${i + 1}`, definition, { objectives, position, distance }),
    }),
  ]),
);
