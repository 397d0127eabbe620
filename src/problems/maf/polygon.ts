/**
 * MaF8 (Köppen, Yoshida 2007; Ishibuchi et al. 2010) and MaF9 (Li, Grosan, Yang, Liu, Yao 2018): the distances of a point of
 * the plane to the vertices, or to the lines through the sides, of a regular polygon of radius 1. The polygon, inside
 * and border, is the Pareto set.
 */
import type { Matrix } from "../../linalg/index.ts";
import { corners, each } from "../known.ts";
import type { Problem } from "../problem.ts";
import { keepRows, mapRows, unitGrid, valuesOf } from "../sampling.ts";
import { cube } from "../spaces.ts";

type Vertex = readonly [number, number];

/** Clockwise from beside the top. */
function vertices(sides: number): Vertex[] {
  return Array.from({ length: sides }, (_, i) => {
    const angle = Math.PI / 2 - ((i + 1) * 2 * Math.PI) / sides;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/** On which side of the line from a to b the point lies, times |b - a|: positive to the left. */
function cross([ax, ay]: Vertex, [bx, by]: Vertex, x: number, y: number): number {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

/** A grid over the polygon. */
function inside(polygon: readonly Vertex[], count: number): Matrix {
  const area = (polygon.length / 2) * Math.sin((2 * Math.PI) / polygon.length);
  const square = mapRows(unitGrid(2, (4 * count) / area), (u) => u.map((value) => 2 * value - 1));
  // Clockwise: the inside is to the right of every side.
  return keepRows(square, ([x, y]) =>
    polygon.every((vertex, i) => cross(vertex, polygon[(i + 1) % polygon.length]!, x!, y!) <= 0),
  );
}

function onPolygon(
  id: string,
  m: number,
  bound: number,
  distance: (polygon: readonly Vertex[], i: number, x: number, y: number) => number,
): Problem {
  const polygon = vertices(m);
  const problem: Problem = {
    id,
    dimension: 2,
    objectives: m,
    constraints: 0,
    space: cube(2, -bound, bound),
    evaluate(point, f) {
      for (let i = 0; i < m; i++) f[i] = distance(polygon, i, point[0]!, point[1]!);
    },
  };
  const paretoSet = (count: number): Matrix => inside(polygon, count);
  const worst = new Float64Array(m);
  const values = new Float64Array(m);
  for (const vertex of polygon) {
    problem.evaluate(Float64Array.from(vertex), values, new Float64Array(0));
    values.forEach((value, i) => {
      worst[i] = Math.max(worst[i]!, value);
    });
  }
  // Distances are convex, so they are greatest at a vertex.
  const known = corners(each(m, 0), Array.from(worst));
  return { ...problem, paretoSet, front: (count) => valuesOf(problem, paretoSet(count)), ...known };
}

/** MaF8: to the vertices. */
export function toVertices(id: string, m: number): Problem {
  return onPolygon(id, m, 10_000, (polygon, i, x, y) => Math.hypot(x - polygon[i]![0], y - polygon[i]![1]));
}

/** Where the lines through a, b and through c, d meet. */
function meeting(a: Vertex, b: Vertex, c: Vertex, d: Vertex): Vertex {
  const from = cross(c, d, a[0], a[1]);
  const to = cross(c, d, b[0], b[1]);
  const share = from / (from - to);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/**
 * Where sides that are no neighbours would meet, points outside are as good as some inside. Those regions are
 * forbidden: the chain of vertices between two such sides, and its reflection through the point where they meet.
 */
function forbidden(polygon: readonly Vertex[]): Vertex[][] {
  const m = polygon.length;
  const at = (i: number): Vertex => polygon[((i % m) + m) % m]!;
  const lengths = Array.from({ length: Math.max(0, Math.ceil(m / 2 - 2)) }, (_, i) => i + 1);
  return lengths.flatMap((length) =>
    polygon.map((_, head) => {
      const tail = head + length;
      const [x, y] = meeting(at(head - 1), at(head), at(tail), at(tail + 1));
      const chain = Array.from({ length: length + 1 }, (__, i) => at(head + i));
      return [...chain, ...chain.map(([u, v]): Vertex => [2 * x - u, 2 * y - v])];
    }),
  );
}

/** How deep inside the region the point lies; negative outside, by the distance. */
function depth(region: readonly Vertex[], x: number, y: number): number {
  let within = false;
  let nearest = Number.POSITIVE_INFINITY;
  region.forEach((a, i) => {
    const b = region[(i + 1) % region.length]!;
    if (a[1] > y !== b[1] > y && x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) within = !within;
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const share = Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)));
    nearest = Math.min(nearest, Math.hypot(x - a[0] - share * dx, y - a[1] - share * dy));
  });
  return within ? nearest : -nearest;
}

/**
 * MaF9: to the lines through the sides. With five objectives and more there is one constraint: not to be in a forbidden
 * region outside the polygon. (The suite draws such points anew instead.)
 */
export function toLines(id: string, m: number): Problem {
  const problem = onPolygon(id, m, 10_000, (polygon, i, x, y) => {
    const [a, b] = [polygon[i]!, polygon[(i + 1) % m]!];
    return Math.abs(cross(a, b, x, y)) / Math.hypot(b[0] - a[0], b[1] - a[1]);
  });
  const polygon = vertices(m);
  const regions = forbidden(polygon);
  if (regions.length === 0) return problem;
  return {
    ...problem,
    constraints: 1,
    evaluate(point, f, g) {
      const [x, y] = point as unknown as [number, number];
      problem.evaluate(point, f, g);
      const deepest = Math.max(...regions.map((region) => depth(region, x, y)));
      g[0] = Math.min(deepest, -depth(polygon, x, y));
    },
  };
}
