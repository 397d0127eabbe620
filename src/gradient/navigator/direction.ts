/**
 * From a preference to a direction on the tangent space. Amakor, Sonntag, Peitz 2026 (arXiv:2606.19521) project each
 * preferred gradient on the dual cone of the preferred ones, add them up, and project the sum on the tangent space.
 */
import { dualConeWeights, gramianOf, type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import { dependencies } from "./multipliers.ts";
import type { Tangent } from "./tangent.ts";
import { addTo, combined, dot, norm, products } from "./vectors.ts";

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

/** PPE's direction, kept from making a preferred objective worse and from leaving an edge of the front. */
export function ppeDirection(
  gradients: Matrix,
  tangent: Tangent,
  preference: Float64Array,
  multipliers: Float64Array,
): { readonly preferred: Float64Array; readonly published: Float64Array; readonly chosen: Chosen } {
  const { basis, multiplierRates } = tangent;
  const preferred = preferredDirection(gradients, preference);
  const published = products(basis, preferred);
  const tangential = tangentialGradients(gradients, basis);
  const wanted = preferredOf(preference);
  // With more dependencies than one another set of multipliers may have them above 0: no edge.
  const edges =
    dependencies(gradients) < 2 ? [...multipliers.keys()].filter((i) => multipliers[i]! <= edge) : [];
  const size = norm(published);
  const worsens = wanted.some((i) => {
    const row = rowOf(tangential, i);
    return dot(row, published) > 1e-9 * norm(row) * size;
  });
  const leaves = edges.some((i) => {
    const rates = rateOf(multiplierRates, i);
    return dot(rates, published) < -1e-9 * norm(rates) * size;
  });
  if (!worsens && !leaves) return { preferred, published, chosen: { along: published, rule: "published" } };

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
  const along = new Float64Array(basis.rows);
  for (const [k, i] of wanted.entries()) addTo(along, onDualCone(rows, k), preference[i]!);
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
