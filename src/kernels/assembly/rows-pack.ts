/**
 * Rows brought together for their inner products. Rows go into panels of three or two, whose numbers lie four columns of one
 * row after four of the next, so that a product of panels reads two streams of memory from beginning to end, in loops whose
 * addresses are two numbers. Columns go in chunks that a first-level cache holds for some forty rows.
 *
 * A chunk's panels follow one another, and chunks likewise: a chunk of c columns takes 4 c bytes for each row of its panels.
 */
import { packThree, packTwo } from "./rows-self";
import { addLower, entryBytes } from "./rows-sums";

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
 * is filled up with zeros. The products of each panel's rows with one another are added to the entries of the lower half at
 * `products`, rows of which have max(2, n), unless that address is 0.
 */
export function packF32(rows: usize, n: i32, stride: usize, columns: i32, out: usize, products: usize): void {
  const threes = rowsInThrees(n);
  const full = <usize>(panelRows(n) * chunk) << 2;
  const down = <usize>panelRows(n) * entryBytes;
  for (let row = 0; row < n; row += row < threes ? 3 : 2) {
    const height = row < threes ? 3 : 2;
    const count = min(height, n - row);
    const a = rows + <usize>row * stride;
    const entry = products + <usize>row * (down + entryBytes);
    for (let from = 0; from < columns; from += chunk) {
      const width = min(chunk, columns - from);
      const whole = width & ~3;
      const to = out + <usize>(from / chunk) * full + (<usize>(row * ((width + 3) & ~3)) << 2);
      const at = a + (<usize>from << 2);
      packPanel(at, stride, count, whole, to);
      if (products != 0) addLower(height, entry, down);
      if (whole == width) continue;
      const last = to + (<usize>(whole * height) << 2);
      fillUp(at + (<usize>whole << 2), stride, count, width - whole, last);
      packPanel(last, 16, count, 4, last);
      if (products != 0) addLower(height, entry, down);
    }
  }
}

/** A panel of `count` rows (one has zeros beside it), `columns` wide, which may lie where it goes to if that is 4. */
function packPanel(a: usize, stride: usize, count: i32, columns: i32, out: usize): void {
  const end = a + (<usize>columns << 2);
  if (count == 3) packThree(a, a + stride, a + stride * 2, end, out);
  else packTwo(a, count == 2 ? a + stride : a, i32x4.splat(count == 2 ? -1 : 0), end, out);
}

/** The first one to three columns of up to three rows, zeros behind them. */
function fillUp(at: usize, stride: usize, count: i32, columns: i32, out: usize): void {
  for (let row = 0; row < count; row++) {
    v128.store(out, some(at, columns));
    at += stride;
    out += 16;
  }
}
