// A set of integers in [0, n) as a tree of 64-bit words: a bit says whether the word below holds any. Insertion,
// removal, successor and predecessor take one step per level, five levels for 2^30; the words of a set of 10^5
// fit the first-level cache.

/** Bytes of a tree over [0, n). */
export function bitTreeBytes(n: i32): usize {
  let bytes: usize = 0;
  let words = (n + 63) >> 6;
  while (true) {
    bytes += <usize>words << 3;
    if (words <= 1) return bytes;
    words = (words + 63) >> 6;
  }
}

let levels: i32 = 0;
let offset1: usize = 0;
let offset2: usize = 0;
let offset3: usize = 0;
let offset4: usize = 0;

/** Makes `tree` the empty set over [0, n). Trees in use at one time are over the same n. */
export function openBitTree(tree: usize, n: i32): void {
  memory.fill(tree, 0, bitTreeBytes(n));
  let words = (n + 63) >> 6;
  let offset = <usize>words << 3;
  offset1 = offset;
  levels = 1;
  while (words > 1) {
    words = (words + 63) >> 6;
    offset += <usize>words << 3;
    levels++;
    if (levels == 2) offset2 = offset;
    else if (levels == 3) offset3 = offset;
    else if (levels == 4) offset4 = offset;
  }
}

// @ts-ignore: decorator
@inline
function levelAt(tree: usize, level: i32): usize {
  return tree + (level == 0 ? 0 : level == 1 ? offset1 : level == 2 ? offset2 : level == 3 ? offset3 : offset4);
}

// @ts-ignore: decorator
@inline
export function insertBit(tree: usize, k: i32): void {
  let i = k;
  for (let level = 0; level < levels; level++) {
    const at = levelAt(tree, level) + (<usize>(i >> 6) << 3);
    const word = load<u64>(at);
    store<u64>(at, word | (<u64>1 << (i & 63)));
    if (word != 0) return;
    i >>= 6;
  }
}

// @ts-ignore: decorator
@inline
export function removeBit(tree: usize, k: i32): void {
  let i = k;
  for (let level = 0; level < levels; level++) {
    const at = levelAt(tree, level) + (<usize>(i >> 6) << 3);
    const word = load<u64>(at) & ~(<u64>1 << (i & 63));
    store<u64>(at, word);
    if (word != 0) return;
    i >>= 6;
  }
}

/** The least member above k, or -1. */
// @ts-ignore: decorator
@inline
export function bitAfter(tree: usize, k: i32): i32 {
  const word = (load<u64>(tree + (<usize>(k >> 6) << 3)) >> (k & 63)) >> 1;
  if (word != 0) return k + 1 + <i32>ctz(word);
  return climbAfter(tree, k >> 6);
}

function climbAfter(tree: usize, k: i32): i32 {
  let i = k;
  for (let level = 1; level < levels; level++) {
    const word = (load<u64>(levelAt(tree, level) + (<usize>(i >> 6) << 3)) >> (i & 63)) >> 1;
    if (word != 0) {
      i += 1 + <i32>ctz(word);
      for (let below = level - 1; below >= 0; below--) {
        i = (i << 6) + <i32>ctz(load<u64>(levelAt(tree, below) + (<usize>i << 3)));
      }
      return i;
    }
    i >>= 6;
  }
  return -1;
}

/** The greatest member below k, or -1. */
// @ts-ignore: decorator
@inline
export function bitBefore(tree: usize, k: i32): i32 {
  const word = load<u64>(tree + (<usize>(k >> 6) << 3)) & ((<u64>1 << (k & 63)) - 1);
  if (word != 0) return (k & ~63) + 63 - <i32>clz(word);
  return climbBefore(tree, k >> 6);
}

function climbBefore(tree: usize, k: i32): i32 {
  let i = k;
  for (let level = 1; level < levels; level++) {
    const word = load<u64>(levelAt(tree, level) + (<usize>(i >> 6) << 3)) & ((<u64>1 << (i & 63)) - 1);
    if (word != 0) {
      i = (i & ~63) + 63 - <i32>clz(word);
      for (let below = level - 1; below >= 0; below--) {
        i = (i << 6) + 63 - <i32>clz(load<u64>(levelAt(tree, below) + (<usize>i << 3)));
      }
      return i;
    }
    i >>= 6;
  }
  return -1;
}
