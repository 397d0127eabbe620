// What one row and what two rows cover of a rectangle (0, px] x (0, py], as one list of slabs in descending x, each
// from its own left end to that of the slab before: up to `twice` two rows cover it or more, from there up to `once`
// one alone, its owner. Neither height falls leftwards. What two rows cover over the whole height is cut off. A row
// changes the slabs from its right end up to where `twice` is as high as it. Those that it overtops become its own,
// the others belong to one owner and join into one slab, so that over all rows each slab changes O(1) times.
const once: usize = 8;
const twice: usize = 16;
const owner: usize = 24;

let slabs: usize = 0;
let end: usize = 0;
let right: f64 = 0;
let top: f64 = 0;
let ceiling: f64 = 0;
let tops: usize = 0;
let losses: usize = 0;

/** Bytes for the slabs of n rows: one at first, and one more at most for each row. */
export function slabsBytes(n: i32): usize {
  return <usize>(n + 2) << 5;
}

/**
 * Nothing covered, for a box of heights (px, py, pz). The heights of owners in the third coordinate are looked up at
 * `topsAt`, what they lose is added up at `lossesAt`; `nobody` is a number of neither.
 */
// @ts-ignore: decorator
@inline
export function openStaircases(
  at: usize, px: f64, py: f64, pz: f64, topsAt: usize, lossesAt: usize, nobody: i32,
): void {
  slabs = at;
  end = at + 32;
  right = px;
  top = py;
  ceiling = pz;
  tops = topsAt;
  losses = lossesAt;
  store<f64>(at, 0);
  store<f64>(at, 0, once);
  store<f64>(at, 0, twice);
  store<u32>(at, nobody, owner);
}

/** Whether two rows cover the whole rectangle. */
// @ts-ignore: decorator
@inline
export function coveredTwice(): bool {
  return end == slabs;
}

/** Whether [0, a] x [0, b] reaches beyond what two rows cover along a whole side; not to be asked once all is. */
// @ts-ignore: decorator
@inline
export function reaches(a: f64, b: f64): bool {
  return a > load<f64>(end - 32) && b > load<f64>(slabs, twice);
}

/** The owner's loss of an area between its height, the ceiling at most, and z. */
// @ts-ignore: decorator
@inline
function lose(row: u32, area: f64, z: f64, weight: f64): void {
  const at = losses + (<usize>row << 3);
  const from = min(load<f64>(tops + (<usize>row << 3)), ceiling);
  store<f64>(at, load<f64>(at) + area * (from - z) * weight);
}

/**
 * Row q covers [0, a] x [0, b] at height z, where it reaches. Returns the area that nothing covered before; owners
 * lose, times `weight`, what they no longer cover alone (unless `above`: at the ceiling there is nothing to lose).
 */
// @ts-ignore: decorator
@inline
function enter(q: u32, a: f64, b: f64, z: f64, weight: f64, above: bool): f64 {
  let i = slabs;
  while (load<f64>(i) >= a) i += 32;
  let below = load<f64>(i, twice);
  if (below >= b) return 0;
  let to = i;
  let from = i;
  let left = load<f64>(i);
  let height = load<f64>(i, once);
  let row = load<u32>(i, owner);
  if ((i == slabs ? right : load<f64>(i - 32)) > a) {
    // What lies right of a stays.
    store<f64>(i, a);
    to += 32;
  }
  from += 32;
  let edge = a;
  let fresh: f64 = 0;
  // The slab to be written next waits for one that it can be joined with.
  let newLeft: f64 = 0;
  let newOnce: f64 = -1;
  let newTwice: f64 = 0;
  let newOwner: u32 = 0;
  for (;;) {
    const width = edge - left;
    let h1 = height;
    let h2 = b;
    let o = row;
    if (height >= b) {
      if (!above) lose(row, width * (b - below), z, weight);
    } else {
      if (!above) lose(row, width * (height - below), z, weight);
      fresh += width * (b - height);
      h1 = b;
      h2 = height;
      o = q;
    }
    edge = left;
    // Read on before what waits is written, which may be to the slab read.
    const more = from < end;
    if (more) {
      left = load<f64>(from);
      height = load<f64>(from, once);
      below = load<f64>(from, twice);
      row = load<u32>(from, owner);
    }
    if (h1 != newOnce || h2 != newTwice) {
      if (newOnce >= 0) {
        store<f64>(to, newLeft);
        store<f64>(to, newOnce, once);
        store<f64>(to, newTwice, twice);
        store<u32>(to, newOwner, owner);
        to += 32;
      }
      newOnce = h1;
      newTwice = h2;
      newOwner = o;
    }
    newLeft = edge;
    if (!more || below >= b) break;
    from += 32;
  }
  if (newTwice >= top) {
    // Two rows cover all from here leftwards.
    end = to;
    return fresh;
  }
  if (to == from) {
    for (let k = end; k > from; k -= 32) {
      v128.store(k, v128.load(k - 32));
      v128.store(k + 16, v128.load(k - 16));
    }
    end += 32;
  } else if (to + 32 < from) {
    let k = to + 32;
    for (let r = from; r < end; r += 32) {
      v128.store(k, v128.load(r));
      v128.store(k + 16, v128.load(r + 16));
      k += 32;
    }
    end = k;
  }
  store<f64>(to, newLeft);
  store<f64>(to, newOnce, once);
  store<f64>(to, newTwice, twice);
  store<u32>(to, newOwner, owner);
  return fresh;
}

/** Row q, at the ceiling or above, covers [0, a] x [0, b]. */
export function coverAtCeiling(q: i32, a: f64, b: f64): void {
  enter(<u32>q, a, b, 0, 0, true);
}

/** Row q covers [0, a] x [0, b] at height z; returns the area that nothing covered before. Owners lose. */
export function coverAt(q: i32, a: f64, b: f64, z: f64, weight: f64): f64 {
  return enter(<u32>q, a, b, z, weight, false);
}

/** The sweep ends at height 0: owners lose what they still cover alone. Returns the area that nothing covers. */
export function closeStaircases(weight: f64): f64 {
  let edge = right;
  let free: f64 = 0;
  for (let i = slabs; i < end; i += 32) {
    const left = load<f64>(i);
    const height = load<f64>(i, once);
    lose(load<u32>(i, owner), (edge - left) * (height - load<f64>(i, twice)), 0, weight);
    free += (edge - left) * (top - height);
    edge = left;
  }
  return free;
}
