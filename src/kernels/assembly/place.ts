/** Brings parameters into the forms in which the products read them. */
import { loadSome } from "./lanes";

/** out[i] = centre[i] + s z[i] in double precision, then rounded; `z` of 0 leaves the noise out. */
export function perturb(centre: usize, z: usize, s: f64, n: i32, out: usize): void {
  if (z == 0) {
    for (; n >= 4; n -= 4) {
      v128.store(out, rounded(v128.load(centre), v128.load(centre, 16)));
      centre += 32;
      out += 16;
    }
    for (; n > 0; n--) {
      store<f32>(out, <f32>load<f64>(centre));
      centre += 8;
      out += 4;
    }
    return;
  }
  const factor = f64x2.splat(s);
  for (; n >= 4; n -= 4) {
    const v = v128.load(z);
    const low = f64x2.mul(factor, f64x2.promote_low_f32x4(v));
    const high = f64x2.mul(factor, f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 1)));
    v128.store(out, rounded(f64x2.add(v128.load(centre), low), f64x2.add(v128.load(centre, 16), high)));
    centre += 32;
    z += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, <f32>(load<f64>(centre) + s * <f64>load<f32>(z)));
    centre += 8;
    z += 4;
    out += 4;
  }
}

/** Four doubles in single precision. */
// @ts-ignore: decorator
@inline
function rounded(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** A rows x columns matrix to panels of 8 columns (panel, row, column), zeros in the columns beyond. */
export function pack(matrix: usize, rows: i32, columns: i32, out: usize): void {
  const step = <usize>columns << 2;
  for (let from = 0; from < columns; from += 8) {
    const width = columns - from;
    let source = matrix + (<usize>from << 2);
    for (let i = 0; i < rows; i++) {
      v128.store(out, loadSome(source, width));
      v128.store(out, width > 4 ? loadSome(source + 16, width - 4) : f32x4.splat(0), 16);
      source += step;
      out += 32;
    }
  }
}

/** A rows x columns matrix to rows of `width` numbers, zeros in the columns beyond. */
export function spread(matrix: usize, rows: i32, columns: i32, width: i32, out: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(out, matrix, <usize>columns << 2);
    memory.fill(out + (<usize>columns << 2), 0, <usize>(width - columns) << 2);
    out += <usize>width << 2;
    matrix += <usize>columns << 2;
  }
}

/** A rows x columns matrix, times `scale`, to `columns` rows of `width` numbers, zeros beyond the first `rows`. */
export function transpose(matrix: usize, rows: i32, columns: i32, scale: f32, width: i32, out: usize): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < width; i++) {
      const value: f32 = i < rows ? scale * load<f32>(matrix + (<usize>(i * columns + j) << 2)) : 0;
      store<f32>(out + (<usize>i << 2), value);
    }
    out += <usize>width << 2;
  }
}

/** Moves `rows` rows of `n` numbers that lie `step` bytes apart close together. Writes up to 12 bytes beyond. */
export function gather(rows: i32, from: usize, step: usize, n: i32, out: usize): void {
  const bytes = <usize>n << 2;
  for (let i = 0; i < rows; i++) {
    // What a row writes beyond its end, the next one overwrites.
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, v128.load(from + at));
    out += bytes;
    from += step;
  }
}
