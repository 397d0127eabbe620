/**
 * Sums of rows in which every column follows one sign, as GradDrop draws it: of the numbers of a column those pass whose sign
 * it is, and of the others a share. Twice over the rows of a stretch, which a second-level cache holds, in double precision:
 * the bits are those of the plain loops.
 */

// @ts-ignore: decorator
@inline
function lower(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
}

/** sums += row and sizes += |row|, in doubles. */
function addSizes(row: usize, bytes: usize, sums: usize, sizes: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = v128.load(row + k);
    const w = f32x4.abs(v);
    const sum = sums + (k << 1);
    const size = sizes + (k << 1);
    v128.store(sum, f64x2.add(v128.load(sum), lower(v)));
    v128.store(sum, f64x2.add(v128.load(sum, 16), upper(v)), 16);
    v128.store(size, f64x2.add(v128.load(size), lower(w)));
    v128.store(size, f64x2.add(v128.load(size, 16), upper(w)), 16);
  }
}

/**
 * In the place of the sums: what a number is multiplied by beside its size to tell whether it passes, 1 or -1, the sign of
 * (1 + sum / size) / 2 - uniform; 0 where that is 0 or the sizes are; NaN where the sums are.
 */
function draw(bytes: usize, sums: usize, sizes: usize, uniforms: usize): void {
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const nothing = f64x2.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) {
    const size = v128.load(sizes + k);
    const purity = f64x2.mul(f64x2.add(one, f64x2.div(v128.load(sums + k), size)), half);
    const over = f64x2.sub(purity, v128.load(uniforms + k));
    const sign = f64x2.sub(
      v128.and(f64x2.gt(over, nothing), one),
      v128.and(f64x2.lt(over, nothing), one),
    );
    // A NaN is neither; of zeros alone it means nothing, else it is to be seen.
    const unordered = v128.andnot(f64x2.ne(over, over), f64x2.eq(size, nothing));
    v128.store(sums + k, v128.or(sign, unordered));
  }
}

/** sums += what passes of the row + leak * the rest, in doubles. */
function addPassing(row: usize, bytes: usize, leak: f64, signs: usize, sums: usize): void {
  const always = f64x2.splat(leak);
  const half = f64x2.splat(0.5);
  for (let k: usize = 0; k < bytes; k += 16) {
    const v = v128.load(row + k);
    const sign = signs + (k << 1);
    const sum = sums + (k << 1);
    v128.store(sum, f64x2.add(v128.load(sum), passing(lower(v), v128.load(sign), always, half)));
    v128.store(sum, f64x2.add(v128.load(sum, 16), passing(upper(v), v128.load(sign, 16), always, half)), 16);
  }
}

// @ts-ignore: decorator
@inline
function passing(v: v128, sign: v128, always: v128, half: v128): v128 {
  const through = f64x2.mul(
    f64x2.mul(f64x2.abs(sign), f64x2.add(v, f64x2.mul(sign, f64x2.abs(v)))),
    half,
  );
  return f64x2.add(through, f64x2.mul(always, f64x2.sub(v, through)));
}

/**
 * `columns` columns (a multiple of 4) of n rows, which begin `stride` bytes apart, to as many numbers at `out`. `leaks` has a
 * double a row, `uniforms` one a column; `sums` and `sizes` have room for one a column.
 */
export function signedSumF32(
  rows: usize,
  n: i32,
  stride: usize,
  columns: i32,
  leaks: usize,
  uniforms: usize,
  sums: usize,
  sizes: usize,
  out: usize,
): void {
  const bytes = <usize>columns << 2;
  memory.fill(sums, 0, bytes << 1);
  memory.fill(sizes, 0, bytes << 1);
  for (let i = 0; i < n; i++) addSizes(rows + <usize>i * stride, bytes, sums, sizes);
  draw(bytes << 1, sums, sizes, uniforms);
  memory.fill(sizes, 0, bytes << 1);
  for (let i = 0; i < n; i++) {
    addPassing(rows + <usize>i * stride, bytes, load<f64>(leaks + (<usize>i << 3)), sums, sizes);
  }
  for (let k: usize = 0; k < bytes; k += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(sizes + (k << 1)));
    const high = f32x4.demote_f64x2_zero(v128.load(sizes + (k << 1), 16));
    v128.store(out + k, i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  }
}
