// The part of a rectangle [0, px] x [0, py] that no rectangle so far covers, as a staircase of corners in
// descending x and ascending y: from (px, y0), y0 what is covered along the whole right side, to (x1, py).
// Between corners i and i + 1 everything up to y_i is covered.

let corners: usize = 0;
let count: i32 = 0;

/** An empty staircase under the corner (px, py), kept at `at` (16 bytes a corner). */
// @ts-ignore: decorator
@inline
export function openStaircase(at: usize, px: f64, py: f64): void {
  corners = at;
  count = 2;
  store<f64>(at, px);
  store<f64>(at, 0, 8);
  store<f64>(at, 0, 16);
  store<f64>(at, py, 24);
}

/** What is covered in x over the whole height. */
// @ts-ignore: decorator
@inline
export function coveredX(): f64 {
  return load<f64>(corners + (<usize>(count - 1) << 4));
}

/** What is covered in y over the whole width. */
// @ts-ignore: decorator
@inline
export function coveredY(): f64 {
  return load<f64>(corners, 8);
}

/** Covers [0, a] x [0, b], a <= px and b <= py, and returns the area that was not covered before. */
export function cover(a: f64, b: f64): f64 {
  let i = corners;
  const end = corners + (<usize>count << 4);
  // The first corner left of a, or at its end.
  while (i < end && load<f64>(i) >= a) i += 16;
  let height = load<f64>(i - 16, 8);
  if (height >= b) return 0;
  let first = i;
  if (load<f64>(i - 16) == a) first -= 16;
  let right = a;
  let area: f64 = 0;
  while (i < end) {
    const left = load<f64>(i);
    area += (right - left) * (b - height);
    height = load<f64>(i, 8);
    if (height > b) break;
    right = left;
    i += 16;
  }
  // Corners from `first` to i give way to (a, b).
  if (i == first) {
    for (let k = end; k > first; k -= 16) v128.store(k, v128.load(k - 16));
    count++;
  } else if (i > first + 16) {
    let to = first + 16;
    for (let k = i; k < end; k += 16) {
      v128.store(to, v128.load(k));
      to += 16;
    }
    count -= <i32>((i - first) >> 4) - 1;
  }
  store<f64>(first, a);
  store<f64>(first, b, 8);
  return area;
}

/** The area not covered, under the top y = py. */
export function openArea(py: f64): f64 {
  let area: f64 = 0;
  const last = corners + (<usize>(count - 1) << 4);
  for (let i = corners; i < last; i += 16) {
    area += (load<f64>(i) - load<f64>(i, 16)) * (py - load<f64>(i, 8));
  }
  return area;
}
