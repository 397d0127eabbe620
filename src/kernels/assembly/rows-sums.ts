/**
 * Where loops over four lanes leave their sums, and what adds those up. An entry of a matrix of products is two doubles, one
 * of lanes 0 and 2 and one of 1 and 3, until all columns are in: so a chunk's sums are added without moving lanes.
 */

/** Bytes of an entry. */
export const entryBytes: usize = 16;

/** Where a loop leaves its sums, row by row. */
export const sums = memory.data(9 * 16, 16);

// @ts-ignore: decorator
@inline
function add(k: usize, entry: usize): void {
  const at = sums + (k << 4);
  const sum = f64x2.add(
    f64x2.promote_low_f32x4(v128.load(at)),
    f64x2.promote_low_f32x4(v128.load64_zero(at, 8)),
  );
  v128.store(entry, f64x2.add(v128.load(entry), sum));
}

/** Adds three rows of three sums to entries `right` bytes apart, whose rows are `down` bytes apart. */
export function addThreeByThree(out: usize, down: usize, right: usize): void {
  add(0, out);
  add(1, out + right);
  add(2, out + right * 2);
  out += down;
  add(3, out);
  add(4, out + right);
  add(5, out + right * 2);
  out += down;
  add(6, out);
  add(7, out + right);
  add(8, out + right * 2);
}

/** Adds three rows of two. */
export function addThreeByTwo(out: usize, down: usize, right: usize): void {
  addTwoByTwo(out, down, right);
  out += down * 2;
  add(4, out);
  add(5, out + right);
}

/** Adds two rows of two. */
export function addTwoByTwo(out: usize, down: usize, right: usize): void {
  add(0, out);
  add(1, out + right);
  out += down;
  add(2, out);
  add(3, out + right);
}

/** Adds the lower half of a square of three or two, whose row r has r + 1 sums. */
export function addLower(height: i32, out: usize, down: usize): void {
  add(0, out);
  out += down;
  add(1, out);
  add(2, out + entryBytes);
  if (height == 2) return;
  out += down;
  add(3, out);
  add(4, out + entryBytes);
  add(5, out + entryBytes * 2);
}
