/**
 * Directions by Hessians within the tangent space. Leaving a point where the front is flat: at a corner of the box a
 * preferred objective may have slope 0 along the whole front, being at its largest, and yet fall to either side; its bend
 * then says where to. Arriving at the minimum of an objective: steepest descent goes there in ever shorter turns where the
 * objective is far steeper to one side than to another; Newton's direction does not.
 */
import { type Matrix, matrix, rowOf, solveDefinite, symmetricEigen } from "../../linalg/index.ts";
import { tangentialGradients } from "./direction.ts";
import type { Oracle } from "./problem.ts";
import { sidesOf } from "./stationarity.ts";
import type { Tangent } from "./tangent.ts";
import { combined, dot, norm, products } from "./vectors.ts";

/** Slopes below this share of the scale are none here; larger ones are what the bend would have to make up for. */
const flatSlope = 1e-6;
/** A bend below this share of its Hessian's product may be rounding of differences. */
const certain = 1e-3;

/** Within the tangent space, the unit direction along which the preferred objectives bend down the most; null where none does. */
export async function bentDirection(
  oracle: Oracle,
  x: Float64Array,
  jacobian: Matrix,
  { basis }: Tangent,
  preference: Float64Array,
  scale: number,
): Promise<Float64Array | null> {
  const r = basis.rows;
  const wanted = [...preference.keys()].filter((i) => preference[i]! > 0);
  if (r === 0) return null;
  const slopes = tangentialGradients(jacobian, basis);
  if (wanted.some((i) => norm(rowOf(slopes, i)) > flatSlope * scale)) return null;
  const bends = new Map<number, Matrix>();
  const sizes = new Map<number, number>();
  const sum = matrix(r, r);
  for (const i of wanted) {
    const { form, size } = await formOf(oracle, x, i, basis);
    bends.set(i, form);
    sizes.set(i, size);
    for (let k = 0; k < r * r; k++) sum.data[k]! += (preference[i]! * form.data[k]!) / (size || 1);
  }
  const side = oracle.bounds ? sidesOf(x, oracle.bounds) : new Int8Array(x.length);
  const { values, vectors } = symmetricEigen(sum);
  for (let k = 0; k < r && values[k]! < 0; k++) {
    const u = rowOf(vectors, k);
    const bendsDown = wanted.every((i) => {
      const form = bends.get(i)!;
      return dot(u, products(form, u)) < -certain * sizes.get(i)!;
    });
    if (!bendsDown) continue;
    for (const sign of [1, -1]) {
      const v = combined(basis, u).map((value) => sign * value);
      if (v.every((value, j) => side[j]! * value <= 1e-9)) return v;
    }
  }
  return null;
}

/** A direction of length 1, and what the parabola of its objective promises at its lowest point. */
interface Newton {
  readonly v: Float64Array;
  readonly gain: number;
}

/** Newton's direction for objective i within the tangent space; null where that objective bends down somewhere in it. */
export async function newtonDirection(
  oracle: Oracle,
  x: Float64Array,
  jacobian: Matrix,
  { basis }: Tangent,
  i: number,
): Promise<Newton | null> {
  const { form } = await formOf(oracle, x, i, basis);
  const slopes = products(basis, rowOf(jacobian, i));
  const along = solveDefinite(form, slopes, 1e-9);
  if (!along) return null;
  const v = combined(basis, along).map((value) => -value);
  const length = norm(v);
  return length > 0 ? { v: v.map((value) => value / length), gain: dot(slopes, along) / 2 } : null;
}

/** The Hessian of one objective on the basis, made symmetric, and how large its products are. */
async function formOf(
  oracle: Oracle,
  x: Float64Array,
  i: number,
  basis: Matrix,
): Promise<{ form: Matrix; size: number }> {
  const r = basis.rows;
  const unit = new Float64Array(oracle.tasks.length);
  unit[i] = 1;
  const form = matrix(r, r);
  let size = 0;
  for (let k = 0; k < r; k++) {
    const product = await oracle.product(x, unit, rowOf(basis, k));
    size = Math.max(size, norm(product));
    const row = products(basis, product);
    for (let l = 0; l < r; l++) {
      form.data[k * r + l]! += row[l]! / 2;
      form.data[l * r + k]! += row[l]! / 2;
    }
  }
  return { form, size };
}
