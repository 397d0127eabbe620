// What each box covers alone in four dimensions, all boxes taking part, by the plan of HVC4D (Guerreiro, Fonseca,
// IEEE TEVC 22(3), 2018): rows enter in descending order of the fourth height w, and what each row present covers
// alone in the first three is kept up to date. The row (px, py, pz, pw) brings a share of its own, which counts pw
// times, and what earlier ones lose to it, all within its box, counts off pw times. One sweep down z over the rows
// present, in flat arrays in descending order of z, finds both: the staircases of what one and what two rows cover
// of the rectangle px x py tell what the next row covers first and what it takes from the row alone there so far.
// Rows not higher than what two rows cover along a whole side touch neither staircase, and a vector comparison of
// ordinals tells that for eight rows at once, so that few of the n^2 / 2 pairs of rows meet in a staircase. One that
// does finds its slab and moves those behind it; otherwise a sweep is linear in the rows that it meets. Time O(n^2)
// and the moving of slabs, memory O(n).
import { columnOrdinals, columnOrdinalsScratch } from "./pareto-column-ordinals";
import { argsort, argsortScratch } from "./pareto-sort";
import {
  closeStaircases, coverAt, coverAtCeiling, coveredTwice, openStaircases, reaches, slabsBytes,
} from "./pareto-two-staircases";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

let xs: usize = 0;
let ys: usize = 0;
let zs: usize = 0;
let losses: usize = 0;
let gains: usize = 0;
/** Ordinals of the rows present; 0 for the others. */
let ux: usize = 0;
let uy: usize = 0;
let ordinalX: usize = 0;
let ordinalY: usize = 0;
/** For each row present how many of those present hold it in the first three. */
let holders: usize = 0;
let slabs: usize = 0;
let byW: usize = 0;
let byZ: usize = 0;
let place: usize = 0;
let sorting: usize = 0;
/** 1 where ordinals are too coarse to tell neighbours apart. */
let slack: i32 = 0;
/** The highest and second highest ordinals that rows cover along a whole side. */
let firstX: i32 = 0;
let secondX: i32 = 0;
let firstY: i32 = 0;
let secondY: i32 = 0;

function layOut(n: i32, scratch: usize): usize {
  // Vectors read up to seven rows past the end; row n stands for nobody.
  const N = <usize>n + 16;
  xs = aligned(scratch);
  ys = aligned(xs + N * 8);
  zs = aligned(ys + N * 8);
  losses = aligned(zs + N * 8);
  gains = aligned(losses + N * 8);
  ux = aligned(gains + N * 8);
  uy = aligned(ux + N * 2);
  ordinalX = aligned(uy + N * 2);
  ordinalY = aligned(ordinalX + N * 2);
  holders = aligned(ordinalY + N * 2);
  slabs = aligned(holders + N);
  byW = aligned(slabs + slabsBytes(n));
  byZ = aligned(byW + N * 4);
  place = aligned(byZ + N * 4);
  sorting = aligned(place + N * 4);
  return sorting + columnOrdinalsScratch(n);
}

/** Bytes of scratch for contributions4. */
export function contributions4Scratch(n: i32): usize {
  return layOut(n, 0) + 64;
}

/** Contributions of the n rows of `heights` (n x 4) to `out`. */
export function contributions4(heights: usize, n: i32, out: usize, scratch: usize): void {
  layOut(n, scratch);
  argsort(heights + 24, 32, n, byW, sorting, true);
  argsort(heights + 16, 32, n, byZ, sorting, true);
  for (let k = 0; k < n; k++) {
    const row = load<u32>(byZ + (<usize>k << 2));
    const at = heights + (<usize>row << 5);
    store<f64>(xs + (<usize>k << 3), load<f64>(at));
    store<f64>(ys + (<usize>k << 3), load<f64>(at, 8));
    store<f64>(zs + (<usize>k << 3), load<f64>(at, 16));
    store<u32>(place + (<usize>row << 2), k);
  }
  store<f64>(zs + (<usize>n << 3), 0);
  slack = columnOrdinals(xs, n, ordinalX, sorting) | columnOrdinals(ys, n, ordinalY, sorting);
  memory.fill(ux, 0, <usize>(n + 16) << 1);
  memory.fill(uy, 0, <usize>(n + 16) << 1);
  memory.fill(holders, 0, n);
  memory.fill(losses, 0, <usize>(n + 1) << 3);
  for (let i = 0; i < n; i++) {
    const row = load<u32>(byW + (<usize>i << 2));
    const k = <i32>load<u32>(place + (<usize>row << 2));
    const w = load<f64>(heights + (<usize>row << 5), 24);
    store<f64>(gains + (<usize>k << 3), gain(k, n, w) * w);
  }
  for (let row = 0; row < n; row++) {
    const k = <usize>load<u32>(place + (<usize>row << 2)) << 3;
    store<f64>(out + (<usize>row << 3), max(load<f64>(gains + k) - load<f64>(losses + k), 0));
  }
  clearHeld(heights, n, out);
}

/** What the row at place k covers alone among those present, and its entry; they lose `weight` times what it takes. */
function gain(k: i32, n: i32, weight: f64): f64 {
  const px = load<f64>(xs + (<usize>k << 3));
  const py = load<f64>(ys + (<usize>k << 3));
  const pz = load<f64>(zs + (<usize>k << 3));
  const ox = load<u16>(ordinalX + (<usize>k << 1));
  const oy = load<u16>(ordinalY + (<usize>k << 1));
  openStaircases(slabs, px, py, pz, zs, losses, n);
  firstX = 0;
  secondX = 0;
  firstY = 0;
  secondY = 0;
  let leastX = i16x8.splat(0);
  let leastY = i16x8.splat(0);
  let volume: f64 = 0;
  let open = true;
  for (let chunk = k & ~7; chunk >= 0 && open; chunk -= 8) {
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
      const a = min(x, px);
      const b = min(y, py);
      if (!reaches(a, b)) continue;
      coverAtCeiling(q, a, b);
      if (x >= px || y >= py) {
        if (coveredTwice()) {
          open = false;
          break;
        }
        takeSides(q, x >= px, y >= py);
        leastX = i16x8.splat(<i16>secondX);
        leastY = i16x8.splat(<i16>secondY);
      }
    }
  }
  for (let chunk = k & ~7; chunk < n && open; chunk += 8) {
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
      const a = min(x, px);
      const b = min(y, py);
      if (reaches(a, b)) {
        const z = load<f64>(zs + (<usize>q << 3));
        volume += coverAt(q, a, b, z, weight) * (pz - z);
        if (x >= px || y >= py) {
          if (coveredTwice()) {
            open = false;
            break;
          }
          takeSides(q, x >= px, y >= py);
          leastX = i16x8.splat(<i16>secondX);
          leastY = i16x8.splat(<i16>secondY);
        }
      }
      if (x <= px && y <= py) {
        // Held in all three, for the second time: nothing is its own any more, and where it covers two others do.
        const held = load<u8>(holders + <usize>q) + 1;
        store<u8>(holders + <usize>q, <u8>held);
        if (held == 2) store<u16>(ux + (<usize>q << 1), 0);
      }
    }
  }
  if (open) volume += closeStaircases(weight) * pz;
  store<u16>(ux + (<usize>k << 1), ox);
  store<u16>(uy + (<usize>k << 1), oy);
  return volume;
}

/** The row at place q covers along a whole side, or both. */
function takeSides(q: i32, acrossX: bool, acrossY: bool): void {
  if (acrossX) {
    const y = <i32>load<u16>(uy + (<usize>q << 1)) - slack;
    secondY = max(secondY, min(firstY, y));
    firstY = max(firstY, y);
  }
  if (acrossY) {
    const x = <i32>load<u16>(ux + (<usize>q << 1)) - slack;
    secondX = max(secondX, min(firstX, x));
    firstX = max(firstX, x);
  }
}

/**
 * Rows held by one that entered later, at the same w, get 0 where rounding left a trace; all other rows that are held
 * gained nothing.
 */
function clearHeld(heights: usize, n: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    const row = load<u32>(byW + (<usize>i << 2));
    const p = heights + (<usize>row << 5);
    const share = load<f64>(out + (<usize>row << 3));
    const x = load<f64>(p);
    const y = load<f64>(p, 8);
    const z = load<f64>(p, 16);
    const w = load<f64>(p, 24);
    if (share == 0 || share > 1e-9 * (x * y * z * w)) continue;
    for (let j = i + 1; j < n; j++) {
      const q = heights + (<usize>load<u32>(byW + (<usize>j << 2)) << 5);
      if (load<f64>(q, 24) != w) break;
      if (load<f64>(q) >= x && load<f64>(q, 8) >= y && load<f64>(q, 16) >= z) {
        store<f64>(out + (<usize>row << 3), 0);
        break;
      }
    }
  }
}
