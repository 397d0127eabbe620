// What each box [0, h] covers alone, in two and three dimensions, all boxes taking part. All terms are positive.
import { argsort, argsortScratch } from "./pareto-sort";
import { bitAfter, bitBefore, bitTreeBytes, insertBit, openBitTree, removeBit } from "./pareto-bit-tree";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 15) & ~15;
}

/** Bytes of scratch for contributions2. */
export function contributions2Scratch(n: i32): usize {
  return aligned(<usize>n << 2) + argsortScratch(n);
}

/**
 * Two dimensions, O(n log n): rows in descending order of the first height x. A row higher than all before it owns
 * the cell right of the next such row and above the last; rows in between cover part of that cell from below.
 * The contributions go to `out`, which must be zeros.
 */
export function contributions2(heights: usize, n: i32, out: usize, scratch: usize): void {
  const order = scratch;
  argsort(heights, 16, n, order, aligned(order + (<usize>n << 2)), true);
  let owner: u32 = 0;
  let x: f64 = 0;
  let y: f64 = 0;
  let covered: f64 = 0;
  let area: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    const at = heights + (<usize>row << 4);
    const qx = load<f64>(at);
    const qy = load<f64>(at, 8);
    if (qy > y) {
      if (y > 0) store<f64>(out + (<usize>owner << 3), area + (y - covered) * (x - qx));
      owner = row;
      covered = y;
      x = qx;
      y = qy;
      area = 0;
    } else if (qy > covered) {
      area += (qy - covered) * (x - qx);
      covered = qy;
    }
  }
  if (n > 0) store<f64>(out + (<usize>owner << 3), area + (y - covered) * x);
}

/** Bytes of scratch for contributions3. */
export function contributions3Scratch(n: i32): usize {
  return 3 * aligned(<usize>n << 2) + (<usize>n * 24) + 2 * aligned(bitTreeBytes(n)) + 64 + argsortScratch(n);
}

let steps: usize = 0;
let front: usize = 0;
let inner: usize = 0;

// Heights by place in the order of the first: x, y and z.
// @ts-ignore: decorator
@inline
function xAt(k: i32): f64 {
  return k < 0 ? 0 : load<f64>(steps + <usize>k * 24);
}

// @ts-ignore: decorator
@inline
function yAt(k: i32): f64 {
  return k < 0 ? 0 : load<f64>(steps + <usize>k * 24, 8);
}

// @ts-ignore: decorator
@inline
function zAt(k: i32): f64 {
  return load<f64>(steps + <usize>k * 24, 16);
}

/**
 * Three dimensions, O(n log n), in the manner of HVC3D (Guerreiro, Fonseca, IEEE TEVC 22(3), 2018): rows enter in
 * descending order of z. `front` holds the staircase of the first two heights, `inner` the rows below it that
 * limit what a single step covers alone; the cells of the steps are disjoint in x, so that one ordered set serves
 * all. What a step covers alone only shrinks; each part that it loses at z counts from its own height down to z.
 * The contributions go to `out`, which must be zeros.
 */
export function contributions3(heights: usize, n: i32, out: usize, scratch: usize): void {
  const words = aligned(<usize>n << 2);
  const order = scratch;
  const byX = order + words;
  const place = byX + words;
  steps = place + words;
  front = aligned(steps + <usize>n * 24);
  inner = front + aligned(bitTreeBytes(n));
  const sorting = inner + aligned(bitTreeBytes(n));
  argsort(heights, 24, n, byX, sorting, false);
  argsort(heights + 16, 24, n, order, sorting, true);
  for (let k = 0; k < n; k++) {
    const row = load<u32>(byX + (<usize>k << 2));
    store<u32>(place + (<usize>row << 2), k);
    memory.copy(steps + <usize>k * 24, heights + <usize>row * 24, 24);
  }
  openBitTree(front, n);
  openBitTree(inner, n);
  // Shares are collected by place in what was `order` by row; `share` starts as zeros in `out`.
  for (let i = 0; i < n; i++) {
    const k = <i32>load<u32>(place + (<usize>load<u32>(order + (<usize>i << 2)) << 2));
    const after = bitAfter(front, k);
    if (after >= 0 && yAt(after) >= yAt(k)) {
      const lost = loseUnder(k, after);
      if (lost > 0) credit(out, byX, after, lost * (zAt(after) - zAt(k)));
    } else enterFront(k, after, out, byX);
  }
  for (let k = bitBefore(front, n - 1); k >= 0; k = bitBefore(front, k)) {
    credit(out, byX, k, ownArea(k, bitBefore(front, k), bitAfter(front, k)) * zAt(k));
  }
  if (holdsLast(n)) {
    credit(out, byX, n - 1, ownArea(n - 1, bitBefore(front, n - 1), -1) * zAt(n - 1));
  }
}

/** Whether the last place is in the front; `bitBefore` cannot ask from beyond it. */
// @ts-ignore: decorator
@inline
function holdsLast(n: i32): bool {
  return (load<u64>(front + (<usize>((n - 1) >> 6) << 3)) & (<u64>1 << ((n - 1) & 63))) != 0;
}

// @ts-ignore: decorator
@inline
function credit(out: usize, byX: usize, k: i32, volume: f64): void {
  const at = out + (<usize>load<u32>(byX + (<usize>k << 2)) << 3);
  store<f64>(at, load<f64>(at) + volume);
}

/** The row at k enters below the step at `owner`: the area that the step loses. */
function loseUnder(k: i32, owner: i32): f64 {
  const y = yAt(k);
  let covered = yAt(bitAfter(front, owner));
  if (covered >= y) return 0;
  const left = bitBefore(front, owner);
  const next = bitAfter(inner, k);
  if (next >= 0 && next < owner) {
    covered = yAt(next);
    if (covered >= y) return 0;
  }
  let right = xAt(k);
  let lost: f64 = 0;
  let q = bitBefore(inner, k);
  while (q > left && yAt(q) <= y) {
    lost += (right - xAt(q)) * (y - covered);
    right = xAt(q);
    covered = yAt(q);
    removeBit(inner, q);
    q = bitBefore(inner, q);
  }
  lost += (right - xAt(q > left ? q : left)) * (y - covered);
  insertBit(inner, k);
  return lost;
}

/** The row at k becomes a step, between `after` (-1: none) and what is left of it. */
function enterFront(k: i32, after: i32, out: usize, byX: usize): void {
  const x = xAt(k);
  const y = yAt(k);
  const z = zAt(k);
  let before = bitBefore(front, k);
  if (after >= 0) {
    // The step to the right loses all of its cell up to x.
    const top = yAt(after);
    const next = bitAfter(inner, k);
    let covered = next >= 0 && next < after ? yAt(next) : yAt(bitAfter(front, after));
    let right = x;
    let lost: f64 = 0;
    for (let q = bitBefore(inner, k); q > before; q = bitBefore(inner, q)) {
      lost += (right - xAt(q)) * (top - covered);
      right = xAt(q);
      covered = yAt(q);
      removeBit(inner, q);
    }
    lost += (right - xAt(before)) * (top - covered);
    if (lost > 0) credit(out, byX, after, lost * (zAt(after) - z));
  }
  // Steps no higher lose everything and become limits of the new one.
  let floorOf = after;
  while (before >= 0 && yAt(before) <= y) {
    const left = bitBefore(front, before);
    const area = ownArea(before, left, floorOf);
    if (area > 0) credit(out, byX, before, area * (zAt(before) - z));
    for (let q = bitBefore(inner, before); q > left; q = bitBefore(inner, q)) removeBit(inner, q);
    removeBit(front, before);
    insertBit(inner, before);
    floorOf = before;
    before = left;
  }
  if (before >= 0) {
    // The step to the left loses its cell up to the height y.
    const own = xAt(before);
    const left = bitBefore(front, before);
    let floor = yAt(floorOf);
    let lost: f64 = 0;
    let q = bitBefore(inner, before);
    while (q > left && yAt(q) <= y) {
      lost += (yAt(q) - floor) * (own - xAt(q));
      floor = yAt(q);
      removeBit(inner, q);
      q = bitBefore(inner, q);
    }
    lost += (y - floor) * (own - xAt(q > left ? q : left));
    if (lost > 0) credit(out, byX, before, lost * (zAt(before) - z));
  }
  insertBit(front, k);
}

/** The area that the step at k covers alone, between the steps at `left` and `right`. */
function ownArea(k: i32, left: i32, right: i32): f64 {
  const x = xAt(k);
  let floor = yAt(right);
  let area: f64 = 0;
  for (let q = bitBefore(inner, k); q > left; q = bitBefore(inner, q)) {
    area += (yAt(q) - floor) * (x - xAt(q));
    floor = yAt(q);
  }
  return area + (yAt(k) - floor) * (x - xAt(left));
}
