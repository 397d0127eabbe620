/**
 * Rows brought together for their inner products. Rows go into panels of three or two, whose numbers lie four columns of one
 * row after four of the next, so that a product of panels reads two streams of memory from beginning to end, in loops whose
 * addresses are two numbers. Columns go in chunks that a first-level cache holds for some forty rows.
 *
 * A chunk's panels follow one another, and chunks likewise: a chunk of c columns takes 4 c bytes for each row of its panels.
 */

/** Columns of a chunk; the last one of a block may have fewer, a multiple of 4. */
export const chunk: i32 = 256;

/** Rows that panels of n rows have: n, but 2 for one row, whose neighbour is 0. */
// @ts-ignore: decorator
@inline
export function panelRows(n: i32): i32 {
  return max(2, n);
}

/** How many rows, from the first on, lie in panels of three; those after them lie in panels of two. */
// @ts-ignore: decorator
@inline
export function rowsInThrees(n: i32): i32 {
  const left = n % 3;
  return left == 0 ? n : n < 3 ? 0 : left == 2 ? n - 2 : n - 4;
}

/** Four columns of a row from `at` on, of which `count` are there; zeros after them. */
// @ts-ignore: decorator
@inline
function some(at: usize, count: i32): v128 {
  let v = v128.load32_zero(at);
  if (count > 1) v = v128.load32_lane(at, v, 1, 4);
  if (count > 2) v = v128.load32_lane(at, v, 2, 8);
  return v;
}

/**
 * Packs `columns` columns of n rows, which begin `stride` bytes apart, to `out`; a number of columns that is no multiple of 4
 * is filled up with zeros.
 */
export function packF32(rows: usize, n: i32, stride: usize, columns: i32, out: usize): void {
  const threes = rowsInThrees(n);
  const full = <usize>(panelRows(n) * chunk) << 2;
  for (let row = 0; row < n; row += row < threes ? 3 : 2) {
    const height = row < threes ? 3 : min(2, n - row);
    const a = rows + <usize>row * stride;
    for (let from = 0; from < columns; from += chunk) {
      const width = min(chunk, columns - from);
      const wide = (width + 3) & ~3;
      const to = out + <usize>(from / chunk) * full + (<usize>(row * wide) << 2);
      const at = a + (<usize>from << 2);
      if (height == 3) packThree(at, stride, width, to);
      else packTwo(at, height == 2 ? stride : 0, width, to, height == 2 ? -1 : 0);
    }
  }
}

function packThree(a: usize, stride: usize, width: i32, out: usize): void {
  const end = a + (<usize>(width & ~3) << 2);
  let b = a + stride;
  let c = b + stride;
  while (a < end) {
    v128.store(out, v128.load(a));
    v128.store(out, v128.load(b), 16);
    v128.store(out, v128.load(c), 32);
    a += 16;
    b += 16;
    c += 16;
    out += 48;
  }
  const left = width & 3;
  if (left == 0) return;
  v128.store(out, some(a, left));
  v128.store(out, some(b, left), 16);
  v128.store(out, some(c, left), 32);
}

/** Two rows, or one and zeros: then the mask is 0. */
function packTwo(a: usize, stride: usize, width: i32, out: usize, second: i32): void {
  const end = a + (<usize>(width & ~3) << 2);
  const mask = i32x4.splat(second);
  let b = a + stride;
  while (a < end) {
    v128.store(out, v128.load(a));
    v128.store(out, v128.and(mask, v128.load(b)), 16);
    a += 16;
    b += 16;
    out += 32;
  }
  const left = width & 3;
  if (left == 0) return;
  v128.store(out, some(a, left));
  v128.store(out, v128.and(mask, some(b, left)), 16);
}
