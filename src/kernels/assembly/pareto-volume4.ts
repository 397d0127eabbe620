// Volume of a union of boxes in four dimensions, O(n^2): rows in descending order of the fourth height each add
// their exclusive volume in the first three times that height (the plan of HV4D; Guerreiro, Fonseca, Emmerich,
// CCCG 2012; Guerreiro, Fonseca, IEEE TEVC 22(3), 2018). The exclusive volume of (px, py, pz) is found by a sweep
// down z over the rows held in flat arrays in descending order of z: those above pz leave a staircase open in the
// rectangle px x py, and each one below that covers more of it at z takes that area times pz - z. What is left
// open at the end reaches down to 0. Again all terms are positive.
//
// Few of the rows touch a given staircase. Rows not higher than what is covered along a whole side cannot, and
// a vector comparison tells that for eight rows at once (as 16-bit ordinals) or for two (as doubles).
import { columnOrdinals, columnOrdinalsScratch } from "./pareto-column-ordinals";
import { argsort } from "./pareto-sort";
import { cover, coveredX, coveredY, openArea, openStaircase } from "./pareto-staircase";
import { addToSum, endSum, startSum } from "./pareto-sum";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Below this the set-up of ordinals costs more than their faster scan saves. */
const smallSet: i32 = 96;

let xs: usize = 0;
let ys: usize = 0;
let zs: usize = 0;
let ux: usize = 0;
let uy: usize = 0;
let stairs: usize = 0;
let order: usize = 0;
let place: usize = 0;
let ordinalX: usize = 0;
let ordinalY: usize = 0;
let sorting: usize = 0;
/** 1 where ordinals are too coarse to tell neighbours apart. */
let slack: i32 = 0;

function layOut(n: i32, scratch: usize): usize {
  const N = <usize>n + 16;
  let at = aligned(scratch);
  xs = at;
  at = aligned(at + N * 8);
  ys = at;
  at = aligned(at + N * 8);
  zs = at;
  at = aligned(at + N * 8);
  stairs = at;
  at = aligned(at + N * 16 + 32);
  ux = at;
  at = aligned(at + N * 2);
  uy = at;
  at = aligned(at + N * 2);
  order = at;
  at = aligned(at + N * 4);
  place = at;
  at = aligned(at + N * 4);
  ordinalX = at;
  at = aligned(at + N * 2);
  ordinalY = at;
  at = aligned(at + N * 2);
  sorting = at;
  return at + columnOrdinalsScratch(n);
}

/** Bytes of scratch for volume4. */
export function volume4Scratch(n: i32): usize {
  return layOut(n, 0) + 64;
}

/** Volume of the union of the n boxes of `heights` (n x 4). */
export function volume4(heights: usize, n: i32, scratch: usize): f64 {
  layOut(n, scratch);
  argsort(heights + 24, 32, n, order, sorting, true);
  return n <= smallSet ? volume4Small(heights, n) : volume4Large(heights, n);
}

/** Bytes of scratch for `boxes4` and `union4`. */
export function union4Scratch(n: i32): usize {
  return aligned(<usize>n << 5) + volume4Scratch(n) + 64;
}

/** Where the boxes for `union4` go (n x 4), in descending order of the fourth height. */
// @ts-ignore: decorator
@inline
export function boxes4(scratch: usize): usize {
  return aligned(scratch);
}

/** Volume of the union of the n boxes at `boxes4`. Made for many calls with few boxes each. */
export function union4(n: i32, scratch: usize): f64 {
  const boxes = aligned(scratch);
  layOut(n, boxes + (<usize>n << 5));
  for (let i = 0; i < n; i++) store<u32>(order + (<usize>i << 2), i);
  return n <= smallSet ? volume4Small(boxes, n) : volume4Large(boxes, n);
}

function volume4Large(heights: usize, n: i32): f64 {
  // place holds the order by z first, to lay the rows out by it.
  argsort(heights + 16, 32, n, place, sorting, true);
  for (let k = 0; k < n; k++) {
    const at = heights + (<usize>load<u32>(place + (<usize>k << 2)) << 5);
    store<f64>(xs + (<usize>k << 3), load<f64>(at));
    store<f64>(ys + (<usize>k << 3), load<f64>(at, 8));
    store<f64>(zs + (<usize>k << 3), load<f64>(at, 16));
  }
  // The inverse of that order, by way of the sort's scratch.
  memory.copy(sorting, place, <usize>n << 2);
  for (let k = 0; k < n; k++) store<u32>(place + (<usize>load<u32>(sorting + (<usize>k << 2)) << 2), k);
  slack = columnOrdinals(xs, n, ordinalX, sorting) | columnOrdinals(ys, n, ordinalY, sorting);
  memory.fill(ux, 0, <usize>(n + 16) << 1);
  memory.fill(uy, 0, <usize>(n + 16) << 1);
  startSum();
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    const k = <i32>load<u32>(place + (<usize>row << 2));
    const gain = gainLarge(k, n);
    if (gain > 0) addToSum(gain * load<f64>(heights + (<usize>row << 5), 24));
  }
  return endSum();
}

/** Exclusive volume of the row at place k among those present, and its entry; 0 where it is covered. */
function gainLarge(k: i32, n: i32): f64 {
  const px = load<f64>(xs + (<usize>k << 3));
  const py = load<f64>(ys + (<usize>k << 3));
  const pz = load<f64>(zs + (<usize>k << 3));
  openStaircase(stairs, px, py);
  let leastX = i16x8.splat(0);
  let leastY = i16x8.splat(0);
  for (let chunk = k & ~7; chunk >= 0; chunk -= 8) {
    const touching = v128.and(
      i16x8.gt_s(v128.load(ux + (<usize>chunk << 1)), leastX),
      i16x8.gt_s(v128.load(uy + (<usize>chunk << 1)), leastY),
    );
    let mask = i16x8.bitmask(touching);
    while (mask != 0) {
      const q = chunk + <i32>ctz(mask);
      mask &= mask - 1;
      if (q >= k) break;
      const x = load<f64>(xs + (<usize>q << 3));
      const y = load<f64>(ys + (<usize>q << 3));
      if (x <= coveredX() || y <= coveredY()) continue;
      if (x >= px) {
        if (y >= py) return 0;
        leastY = i16x8.splat(<i16>(<i32>load<u16>(uy + (<usize>q << 1)) - slack));
        cover(px, y);
      } else if (y >= py) {
        leastX = i16x8.splat(<i16>(<i32>load<u16>(ux + (<usize>q << 1)) - slack));
        cover(x, py);
      } else cover(x, y);
    }
  }
  let volume: f64 = 0;
  let closed = false;
  for (let chunk = k & ~7; chunk < n; chunk += 8) {
    const touching = v128.and(
      i16x8.gt_s(v128.load(ux + (<usize>chunk << 1)), leastX),
      i16x8.gt_s(v128.load(uy + (<usize>chunk << 1)), leastY),
    );
    let mask = i16x8.bitmask(touching);
    while (mask != 0) {
      const q = chunk + <i32>ctz(mask);
      mask &= mask - 1;
      if (q <= k) continue;
      const x = load<f64>(xs + (<usize>q << 3));
      const y = load<f64>(ys + (<usize>q << 3));
      if (x <= px && y <= py) {
        // Under the new row in all three: no longer needed, but it may still cover what is open here.
        store<u16>(ux + (<usize>q << 1), 0);
      }
      if (x <= coveredX() || y <= coveredY()) continue;
      const z = load<f64>(zs + (<usize>q << 3));
      if (x >= px) {
        if (y >= py) {
          volume += openArea(py) * (pz - z);
          closed = true;
          chunk = n;
          break;
        }
        leastY = i16x8.splat(<i16>(<i32>load<u16>(uy + (<usize>q << 1)) - slack));
        volume += cover(px, y) * (pz - z);
      } else if (y >= py) {
        leastX = i16x8.splat(<i16>(<i32>load<u16>(ux + (<usize>q << 1)) - slack));
        volume += cover(x, py) * (pz - z);
      } else volume += cover(x, y) * (pz - z);
    }
  }
  if (!closed) volume += openArea(py) * pz;
  store<u16>(ux + (<usize>k << 1), load<u16>(ordinalX + (<usize>k << 1)));
  store<u16>(uy + (<usize>k << 1), load<u16>(ordinalY + (<usize>k << 1)));
  return volume;
}

function volume4Small(heights: usize, n: i32): f64 {
  let sum: f64 = 0;
  let held = 0;
  for (let i = 0; i < n; i++) {
    const at = heights + (<usize>load<u32>(order + (<usize>i << 2)) << 5);
    const px = load<f64>(at);
    const py = load<f64>(at, 8);
    const pz = load<f64>(at, 16);
    openStaircase(stairs, px, py);
    let leastX = f64x2.splat(0);
    let leastY = f64x2.splat(0);
    let k = 0;
    let covered = false;
    // Rows at pz or above.
    while (k < held) {
      const touching = v128.and(
        f64x2.gt(v128.load(xs + (<usize>k << 3)), leastX),
        f64x2.gt(v128.load(ys + (<usize>k << 3)), leastY),
      );
      const mask = i64x2.bitmask(touching);
      const pair = v128.load(zs + (<usize>k << 3));
      const above = i64x2.bitmask(f64x2.ge(pair, f64x2.splat(pz)));
      if (above == 0) break;
      if ((mask & above & 1) != 0) {
        if (coverFrom(k, px, py)) {
          covered = true;
          break;
        }
        leastX = f64x2.splat(coveredX());
        leastY = f64x2.splat(coveredY());
      }
      if ((above & 2) == 0) {
        k++;
        break;
      }
      if ((mask & above & 2) != 0) {
        if (coverFrom(k + 1, px, py)) {
          covered = true;
          break;
        }
        leastX = f64x2.splat(coveredX());
        leastY = f64x2.splat(coveredY());
      }
      k += 2;
    }
    if (covered) continue;
    if (k > held) k = held;
    let volume: f64 = 0;
    let closed = false;
    for (let q = k; q < held; q += 2) {
      let mask = i64x2.bitmask(v128.and(
        f64x2.gt(v128.load(xs + (<usize>q << 3)), leastX),
        f64x2.gt(v128.load(ys + (<usize>q << 3)), leastY),
      ));
      if (q + 1 == held) mask &= 1;
      let r = q;
      while (mask != 0) {
        if ((mask & 1) != 0) {
          const x = load<f64>(xs + (<usize>r << 3));
          const y = load<f64>(ys + (<usize>r << 3));
          const z = load<f64>(zs + (<usize>r << 3));
          if (x >= px && y >= py) {
            volume += openArea(py) * (pz - z);
            closed = true;
            break;
          }
          if (x <= px && y <= py) store<f64>(xs + (<usize>r << 3), 0);
          if (x > coveredX() && y > coveredY()) {
            volume += cover(x < px ? x : px, y < py ? y : py) * (pz - z);
            leastX = f64x2.splat(coveredX());
            leastY = f64x2.splat(coveredY());
          }
        }
        mask >>= 1;
        r++;
      }
      if (closed) break;
    }
    if (!closed) volume += openArea(py) * pz;
    sum += volume * load<f64>(at, 24);
    for (let q = held; q > k; q--) {
      const to = <usize>q << 3;
      store<f64>(xs + to, load<f64>(xs + to - 8));
      store<f64>(ys + to, load<f64>(ys + to - 8));
      store<f64>(zs + to, load<f64>(zs + to - 8));
    }
    store<f64>(xs + (<usize>k << 3), px);
    store<f64>(ys + (<usize>k << 3), py);
    store<f64>(zs + (<usize>k << 3), pz);
    held++;
    // Vectors read one row past the end.
    store<f64>(zs + (<usize>held << 3), -1);
  }
  return sum;
}

/** Covers with the row at place q, at pz or above; true where it covers everything. */
// @ts-ignore: decorator
@inline
function coverFrom(q: i32, px: f64, py: f64): bool {
  const x = load<f64>(xs + (<usize>q << 3));
  const y = load<f64>(ys + (<usize>q << 3));
  if (x >= px && y >= py) return true;
  if (x > coveredX() && y > coveredY()) cover(x < px ? x : px, y < py ? y : py);
  return false;
}
