/**
 * From a preference to a direction on the tangent space. Amakor, Sonntag, Peitz 2026 (arXiv:2606.19521) project each
 * preferred gradient on the dual cone of the preferred ones, add them up, and project the sum on the tangent space.
 */
import { dualConeWeights, gramianOf, type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import { dependencies } from "./multipliers.ts";
import type { Tangent } from "./tangent.ts";
import { addTo, combined, norm, products } from "./vectors.ts";

/** Coordinates on the tangent basis, and what was done to get them. */
export interface Chosen {
  readonly along: Float64Array;
  /**
   * `published`: the projection of the sum, as above. `tangential`: that would have made a preferred objective worse, or
   * left the multipliers' simplex at its edge; the same was done with the gradients' tangential parts, and with the edge
   * as a side of the cone. The result improves every preferred objective that can improve together with the others.
   */
  readonly rule: "published" | "tangential";
}

/** Projects the vector of row i on {d: row_j . d >= 0 for all j}, exactly. */
function onDualCone(rows: Matrix, i: number): Float64Array {
  const u = new Float64Array(rows.rows);
  u[i] = 1;
  return combined(rows, dualConeWeights(gramianOf(rows), u));
}

/** The rows of the objectives that are preferred, in their order. */
const preferredOf = (preference: Float64Array): number[] =>
  [...preference.keys()].filter((i) => preference[i]! > 0);

/**
 * The preferred descent direction d = -sum_i p_i d_i in the space of parameters, d_i the projection of g_i on the dual
 * cone of the preferred gradients; exact where the authors' deep code solves another problem than it states.
 */
export function preferredDirection(gradients: Matrix, preference: Float64Array): Float64Array {
  const preferred = preferredOf(preference);
  const rows = matrix(preferred.length, gradients.columns);
  for (const [k, i] of preferred.entries()) rows.data.set(rowOf(gradients, i), k * gradients.columns);
  const d = new Float64Array(gradients.columns);
  for (const [k, i] of preferred.entries()) addTo(d, onDualCone(rows, k), -preference[i]!);
  return d;
}

/** Multipliers below this count as 0: the point is on an edge of the front. */
const edge = 1e-9;

/** Multipliers that are 0, but for rounding. */
export const edgesIn = (multipliers: Float64Array): number[] =>
  [...multipliers.keys()].filter((i) => multipliers[i]! <= edge);

/**
 * What a direction of the tangent space has to keep to: c with row . c >= 0 for each row. No preferred objective gets worse to
 * first order, and no multiplier that is 0 gets negative, where the front ends.
 */
export function coneWithin(
  gradients: Matrix,
  { basis, multiplierRates }: Tangent,
  preference: Float64Array,
  multipliers: Float64Array,
): Matrix {
  const tangential = tangentialGradients(gradients, basis);
  const wanted = preferredOf(preference);
  // With more dependencies than one another set of multipliers may have them above 0: no edge.
  const edges = dependencies(gradients) < 2 ? edgesIn(multipliers) : [];
  const rows = matrix(wanted.length + edges.length, basis.rows);
  wanted.forEach((i, k) => {
    rows.data.set(
      rowOf(tangential, i).map((value) => -value),
      k * basis.rows,
    );
  });
  for (const [k, i] of edges.entries()) {
    rows.data.set(rateOf(multiplierRates, i), (wanted.length + k) * basis.rows);
  }
  return rows;
}

/** Whether a direction leaves that cone by more than rounding. */
export const leaves = (cone: Matrix, along: Float64Array): boolean => {
  const size = norm(along);
  return products(cone, along).some((side, k) => side < -1e-9 * norm(rowOf(cone, k)) * size);
};

/** PPE's direction, kept from making a preferred objective worse and from leaving an edge of the front. */
export function ppeDirection(
  gradients: Matrix,
  tangent: Tangent,
  preference: Float64Array,
  multipliers: Float64Array,
): { readonly preferred: Float64Array; readonly published: Float64Array; readonly chosen: Chosen } {
  const preferred = preferredDirection(gradients, preference);
  const published = products(tangent.basis, preferred);
  const cone = coneWithin(gradients, tangent, preference, multipliers);
  if (!leaves(cone, published)) {
    return { preferred, published, chosen: { along: published, rule: "published" } };
  }
  // The cone's first rows are the preferred gradients' tangential parts, downhill.
  const along = new Float64Array(tangent.basis.rows);
  for (const [k, i] of preferredOf(preference).entries()) addTo(along, onDualCone(cone, k), preference[i]!);
  return { preferred, published, chosen: { along, rule: "tangential" } };
}

/** J Q': what a unit step along each vector of the basis changes, objectives x rank. */
export function tangentialGradients(gradients: Matrix, basis: Matrix): Matrix {
  const out = matrix(gradients.rows, basis.rows);
  for (let i = 0; i < gradients.rows; i++) out.data.set(products(basis, rowOf(gradients, i)), i * basis.rows);
  return out;
}

/** How fast multiplier i grows along each vector of the basis. */
function rateOf(multiplierRates: Matrix, i: number): Float64Array {
  return Float64Array.from(
    { length: multiplierRates.rows },
    (_, k) => multiplierRates.data[k * multiplierRates.columns + i]!,
  );
}
