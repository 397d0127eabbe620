// Volume of a union of boxes [0, h], h a row of heights, in two and three dimensions. Rows are taken in descending
// order of the last height; each then adds what it alone covers in the others, times that height. All terms are
// positive and made of few rounded operations, and their sum is compensated, so the relative error stays below
// about 10 * 2^-53 whatever n is.
import { argsort, argsortScratch } from "./pareto-sort";
import { bitAfter, bitBefore, bitTreeBytes, insertBit, openBitTree, removeBit } from "./pareto-bit-tree";
import { addToSum, endSum, startSum } from "./pareto-sum";

/** Bytes of scratch for volume2. */
export function volume2Scratch(n: i32): usize {
  return (((<usize>n << 2) + 15) & ~15) + argsortScratch(n);
}

/** Two dimensions: radix sort and sweep. O(n log n) at worst, linear passes as a rule. */
export function volume2(heights: usize, n: i32, scratch: usize): f64 {
  const order = scratch;
  argsort(heights, 16, n, order, order + (((<usize>n << 2) + 15) & ~15), true);
  let best: f64 = 0;
  startSum();
  for (let i = 0; i < n; i++) {
    const at = heights + (<usize>load<u32>(order + (<usize>i << 2)) << 4);
    const y = load<f64>(at, 8);
    if (y > best) {
      addToSum((y - best) * load<f64>(at));
      best = y;
    }
  }
  return endSum();
}

/** Bytes of scratch for volume3. */
export function volume3Scratch(n: i32): usize {
  return 3 * (((<usize>n << 2) + 15) & ~15) + (<usize>n << 4) + bitTreeBytes(n) + 16 + argsortScratch(n);
}

/**
 * Three dimensions (HV3D; Beume et al., IEEE TEVC 13(5), 2009): rows in descending order of the third height enter
 * a staircase over the first two. The staircase is a bit tree over the places in the order of the first height, so
 * that neighbours cost a few bit operations instead of a walk down a balanced tree. O(n log n).
 */
export function volume3(heights: usize, n: i32, scratch: usize): f64 {
  const words = ((<usize>n << 2) + 15) & ~15;
  const order = scratch;
  const byX = order + words;
  const place = byX + words;
  const steps = place + words;
  const tree = steps + (<usize>n << 4);
  const sorting = (tree + bitTreeBytes(n) + 15) & ~15;
  argsort(heights, 24, n, byX, sorting, false);
  argsort(heights + 16, 24, n, order, sorting, true);
  for (let k = 0; k < n; k++) {
    const row = load<u32>(byX + (<usize>k << 2));
    store<u32>(place + (<usize>row << 2), k);
    // steps: first and second height, by place.
    v128.store(steps + (<usize>k << 4), v128.load(heights + <usize>row * 24));
  }
  openBitTree(tree, n);
  startSum();
  for (let i = 0; i < n; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    const k = <i32>load<u32>(place + (<usize>row << 2));
    const x = load<f64>(steps + (<usize>k << 4));
    const y = load<f64>(steps + (<usize>k << 4), 8);
    const after = bitAfter(tree, k);
    let covered: f64 = after < 0 ? 0 : load<f64>(steps + (<usize>after << 4), 8);
    if (covered >= y) continue;
    // Steps to the left, from the nearest: all that are lower than y go.
    let right = x;
    let gain: f64 = 0;
    let before = bitBefore(tree, k);
    while (before >= 0) {
      const left = load<f64>(steps + (<usize>before << 4));
      const height = load<f64>(steps + (<usize>before << 4), 8);
      gain += (right - left) * (y - covered);
      if (height > y) break;
      removeBit(tree, before);
      right = left;
      covered = height;
      before = bitBefore(tree, before);
    }
    if (before < 0) gain += right * (y - covered);
    insertBit(tree, k);
    addToSum(gain * load<f64>(heights + <usize>row * 24, 16));
  }
  return endSum();
}
