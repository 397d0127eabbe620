/**
 * Volume of a box outside a set of boxes in two and three dimensions by one scan of the set, whose rows are in
 * descending order of the last height. Rows as high as the box leave part of its cross-section open; each lower
 * one closes some of that at its own height. O(n), and the moving of steps of the open part's staircase at m = 3.
 * All terms are positive, so the relative error is a few times 2^-53.
 */
export function scannedExclusiveVolume(box: Float64Array, rows: Float64Array, count: number): number {
  return box.length === 2 ? exclusive2(box, rows, count) : exclusive3(box, rows, count);
}

function exclusive2(box: Float64Array, rows: Float64Array, count: number): number {
  const x = box[0]!;
  const y = box[1]!;
  let covered = 0;
  let area = 0;
  for (let at = 0; at < 2 * count; at += 2) {
    const width = rows[at]!;
    if (width <= covered) continue;
    const end = Math.min(width, x);
    const height = rows[at + 1]!;
    if (height < y) area += (end - covered) * (y - height);
    covered = end;
    if (covered === x) return area;
  }
  return area + (x - covered) * y;
}

/** Corners (x, y) of the open part, as in the four-dimensional kernel: x descending, y ascending. */
let corners = new Float64Array(256);
let length = 0;

function exclusive3(box: Float64Array, rows: Float64Array, count: number): number {
  const x = box[0]!;
  const y = box[1]!;
  const z = box[2]!;
  if (corners.length < 2 * (count + 4)) corners = new Float64Array(4 * (count + 4));
  corners.set([x, 0, 0, y]);
  length = 2;
  let coveredX = 0;
  let coveredY = 0;
  let volume = 0;
  for (let at = 0; at < 3 * count; at += 3) {
    const a = rows[at]!;
    const b = rows[at + 1]!;
    if (a <= coveredX || b <= coveredY) continue;
    const height = rows[at + 2]!;
    const drop = height < z ? z - height : 0;
    if (a >= x && b >= y) return volume + openArea(y) * drop;
    const area = cover(Math.min(a, x), Math.min(b, y));
    volume += area * drop;
    coveredX = corners[2 * length - 2]!;
    coveredY = corners[1]!;
  }
  return volume + openArea(y) * z;
}

/** Covers [0, a] x [0, b] and returns the area that was open. */
function cover(a: number, b: number): number {
  let i = 0;
  while (i < length && corners[2 * i]! >= a) i++;
  let height = corners[2 * i - 1]!;
  if (height >= b) return 0;
  const first = corners[2 * i - 2] === a ? i - 1 : i;
  let right = a;
  let area = 0;
  for (; i < length; i++) {
    const left = corners[2 * i]!;
    area += (right - left) * (b - height);
    height = corners[2 * i + 1]!;
    if (height > b) break;
    right = left;
  }
  // Corners from `first` to i give way to (a, b).
  corners.copyWithin(2 * first + 2, 2 * i, 2 * length);
  length += first + 1 - i;
  corners[2 * first] = a;
  corners[2 * first + 1] = b;
  return area;
}

/** The area still open under the top y. */
function openArea(y: number): number {
  let area = 0;
  for (let i = 0; i < length - 1; i++)
    area += (corners[2 * i]! - corners[2 * i + 2]!) * (y - corners[2 * i + 1]!);
  return area;
}
