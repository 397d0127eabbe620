// Limit sets of long lists, eight rows at a time: the list lies by columns of ordinals, so that one comparison per
// coordinate tells for eight rows whether a kept one holds them. The rows that cover most of p, found in a first
// pass as those that fall short of it by the least sum of ordinals (the best of each vector lane), are kept first;
// they hold nearly all others, so most blocks of eight need few comparisons.
import { clip, copyRow, holds, rowBytes } from "./pareto-ordinals";

/** Columns of up to 16 coordinates, each for `stride` bytes. */
let columns: usize = 0;
let columnStride: usize = 0;
/** For each kept row and coordinate the highest ordinal it holds, over all eight lanes. */
let limits: usize = 0;
let outEnd: usize = 0;

/** Bytes of the columns of n rows of d coordinates. */
export function columnsBytes(n: i32, d: i32): usize {
  return (<usize>((n + 7) & ~7) << 1) * <usize>d;
}

/** Bytes of the table of limits for a limit set of n rows. */
export function limitsBytes(n: i32, d: i32): usize {
  return (<usize>(n + 1) << 4) * <usize>d;
}

/** Lays the listed rows (one vector each) out by columns, in the order of the first d active coordinates. */
export function makeColumns(list: usize, listed: i32, active: usize, d: i32, to: usize): void {
  const stride = <usize>((listed + 7) & ~7) << 1;
  for (let first = 0; first < listed; first += 8) {
    let at = list + (<usize>first << 4);
    const a0 = v128.load(at);
    const a1 = v128.load(at, 16);
    const a2 = v128.load(at, 32);
    const a3 = v128.load(at, 48);
    const a4 = v128.load(at, 64);
    const a5 = v128.load(at, 80);
    const a6 = v128.load(at, 96);
    const a7 = v128.load(at, 112);
    // An 8 x 8 transpose in three rounds of interleaving.
    const b0 = v128.shuffle<u16>(a0, a1, 0, 8, 1, 9, 2, 10, 3, 11);
    const b1 = v128.shuffle<u16>(a2, a3, 0, 8, 1, 9, 2, 10, 3, 11);
    const b2 = v128.shuffle<u16>(a4, a5, 0, 8, 1, 9, 2, 10, 3, 11);
    const b3 = v128.shuffle<u16>(a6, a7, 0, 8, 1, 9, 2, 10, 3, 11);
    const b4 = v128.shuffle<u16>(a0, a1, 4, 12, 5, 13, 6, 14, 7, 15);
    const b5 = v128.shuffle<u16>(a2, a3, 4, 12, 5, 13, 6, 14, 7, 15);
    const b6 = v128.shuffle<u16>(a4, a5, 4, 12, 5, 13, 6, 14, 7, 15);
    const b7 = v128.shuffle<u16>(a6, a7, 4, 12, 5, 13, 6, 14, 7, 15);
    const c0 = v128.shuffle<u32>(b0, b1, 0, 4, 1, 5);
    const c1 = v128.shuffle<u32>(b2, b3, 0, 4, 1, 5);
    const c2 = v128.shuffle<u32>(b0, b1, 2, 6, 3, 7);
    const c3 = v128.shuffle<u32>(b2, b3, 2, 6, 3, 7);
    const c4 = v128.shuffle<u32>(b4, b5, 0, 4, 1, 5);
    const c5 = v128.shuffle<u32>(b6, b7, 0, 4, 1, 5);
    const c6 = v128.shuffle<u32>(b4, b5, 2, 6, 3, 7);
    const c7 = v128.shuffle<u32>(b6, b7, 2, 6, 3, 7);
    v128.store(transposed, v128.shuffle<u64>(c0, c1, 0, 2));
    v128.store(transposed, v128.shuffle<u64>(c0, c1, 1, 3), 16);
    v128.store(transposed, v128.shuffle<u64>(c2, c3, 0, 2), 32);
    v128.store(transposed, v128.shuffle<u64>(c2, c3, 1, 3), 48);
    v128.store(transposed, v128.shuffle<u64>(c4, c5, 0, 2), 64);
    v128.store(transposed, v128.shuffle<u64>(c4, c5, 1, 3), 80);
    v128.store(transposed, v128.shuffle<u64>(c6, c7, 0, 2), 96);
    v128.store(transposed, v128.shuffle<u64>(c6, c7, 1, 3), 112);
    at = to + (<usize>first << 1);
    for (let k = 0; k < d; k++) {
      v128.store(at, v128.load(transposed + (<usize>load<u8>(active + <usize>k) << 4)));
      at += stride;
    }
  }
}

const transposed: usize = memory.data(128, 16);
const champions: usize = memory.data(48, 16);
/** The coordinates of p, each over all lanes. */
const splats: usize = memory.data(256, 16);

/**
 * As `limitSet` for a list of rows of one vector that `makeColumns` has laid out at `columnsAt`: writes the limit
 * set of p to `out` and returns its size, or -1 where a listed row other than number `skipped` (-1: none) covers p.
 */
export function limitSetWide(
  p: usize, list: usize, listed: i32, skipped: i32, active: usize, d: i32,
  columnsAt: usize, limitsAt: usize, out: usize,
): i32 {
  columns = columnsAt;
  columnStride = <usize>((listed + 7) & ~7) << 1;
  limits = limitsAt;
  outEnd = out;
  const tail = listed & 7;
  const blocks = (listed + 7) >> 3;
  for (let k = 0; k < d; k++) {
    v128.store(splats + (<usize>k << 4), v128.load16_splat(p + (<usize>load<u8>(active + <usize>k) << 1)));
  }
  findChampions(d, blocks, skipped, tail);
  for (let round = 0; round < 8; round++) {
    // The closest first.
    let lane = 0;
    for (let l = 1; l < 8; l++) {
      if (load<u16>(champions + (<usize>l << 1)) < load<u16>(champions + (<usize>lane << 1))) lane = l;
    }
    const short = load<u16>(champions + (<usize>lane << 1));
    if (short == 0) return -1;
    if (short == 0xffff) break;
    store<u16>(champions + (<usize>lane << 1), 0xffff);
    const q = list + (<usize>((<i32>load<u16>(champions + (<usize>lane << 1), 16) << 3) + lane) << 4);
    clip(p, q, outEnd);
    enter(p, out, out, active, d);
  }
  for (let b = 0; b < blocks; b++) {
    const at = columns + (<usize>b << 4);
    let open = i16x8.splat(-1);
    if (b == skipped >> 3) open = v128.andnot(open, laneMask(skipped & 7));
    if (tail != 0 && b == blocks - 1) open = v128.andnot(open, lanesFrom(tail));
    open = d == 4 ? openInFour(at, open, out) : openIn(at, open, out, d);
    let mask = i16x8.bitmask(open);
    // Only rows kept since the block was compared may hold another one of it; they are the last ones.
    let since: usize = 0;
    while (mask != 0) {
      const q = list + (<usize>((b << 3) + <i32>ctz(mask)) << 4);
      mask &= mask - 1;
      clip(p, q, outEnd);
      enter(p, out, max(out, outEnd - since), active, d);
      since += 16;
    }
  }
  return <i32>((outEnd - out) >> 4);
}

/** For each lane the row that falls short of p by the least sum of ordinals, and by how much. */
function findChampions(d: i32, blocks: i32, skipped: i32, tail: i32): void {
  let best = i16x8.splat(-1);
  let bestBlock = i16x8.splat(0);
  const p0 = v128.load(splats);
  const p1 = v128.load(splats, 16);
  const p2 = v128.load(splats, 32);
  const p3 = v128.load(splats, 48);
  const splatsEnd = splats + (<usize>d << 4);
  for (let b = 0; b < blocks; b++) {
    let at = columns + (<usize>b << 4);
    let short = i16x8.sub_sat_u(p0, v128.load(at));
    at += columnStride;
    short = i16x8.add_sat_u(short, i16x8.sub_sat_u(p1, v128.load(at)));
    at += columnStride;
    short = i16x8.add_sat_u(short, i16x8.sub_sat_u(p2, v128.load(at)));
    at += columnStride;
    short = i16x8.add_sat_u(short, i16x8.sub_sat_u(p3, v128.load(at)));
    for (let splat = splats + 64; splat < splatsEnd; splat += 16) {
      at += columnStride;
      short = i16x8.add_sat_u(short, i16x8.sub_sat_u(v128.load(splat), v128.load(at)));
    }
    if (b == skipped >> 3) short = v128.or(short, laneMask(skipped & 7));
    if (tail != 0 && b == blocks - 1) short = v128.or(short, lanesFrom(tail));
    const better = i16x8.lt_u(short, best);
    best = i16x8.min_u(best, short);
    bestBlock = v128.bitselect(i16x8.splat(<i16>b), bestBlock, better);
  }
  v128.store(champions, best);
  v128.store(champions, bestBlock, 16);
}

/** The lanes of a block at `at`, of those given, that no kept row holds. */
function openIn(at: usize, given: v128, out: usize, d: i32): v128 {
  let open = given;
  const limitsEnd = limits + ((outEnd - out) >> 4) * (<usize>d << 4);
  for (let limit = limits; limit < limitsEnd; ) {
    let column = at;
    let above = i16x8.sub_sat_u(v128.load(column), v128.load(limit));
    limit += 16;
    for (let k = 1; k < d; k++) {
      column += columnStride;
      above = v128.or(above, i16x8.sub_sat_u(v128.load(column), v128.load(limit)));
      limit += 16;
    }
    open = v128.and(open, i16x8.ne(above, i16x8.splat(0)));
    if (!v128.any_true(open)) break;
  }
  return open;
}

/** As openIn for four coordinates. */
// @ts-ignore: decorator
@inline
function openInFour(at: usize, given: v128, out: usize): v128 {
  let open = given;
  const c0 = v128.load(at);
  const c1 = v128.load(at + columnStride);
  const c2 = v128.load(at + 2 * columnStride);
  const c3 = v128.load(at + 3 * columnStride);
  const limitsEnd = limits + ((outEnd - out) << 2);
  for (let limit = limits; limit < limitsEnd; limit += 64) {
    // Unsigned saturating differences are 0 where a column is within its limit.
    const above = v128.or(
      v128.or(i16x8.sub_sat_u(c0, v128.load(limit)), i16x8.sub_sat_u(c1, v128.load(limit, 16))),
      v128.or(i16x8.sub_sat_u(c2, v128.load(limit, 32)), i16x8.sub_sat_u(c3, v128.load(limit, 48))),
    );
    open = v128.and(open, i16x8.ne(above, i16x8.splat(0)));
    if (!v128.any_true(open)) break;
  }
  return open;
}

/** All bits of one lane. */
// @ts-ignore: decorator
@inline
function laneMask(lane: i32): v128 {
  return i16x8.eq(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>lane));
}

/** All bits of the lanes from `lane` on. */
// @ts-ignore: decorator
@inline
function lanesFrom(lane: i32): v128 {
  return i16x8.ge_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>lane));
}

/** Keeps the row at outEnd unless one of those from `asked` on holds it, with its limits; rows that it holds go. */
function enter(p: usize, out: usize, asked: usize, active: usize, d: i32): void {
  const limitBytes = <usize>d << 4;
  const row = v128.load(outEnd);
  for (let r = asked; r < outEnd; r += 16) if (!v128.any_true(i16x8.sub_sat_u(row, v128.load(r)))) return;
  let kept = out;
  let keptLimits = limits;
  let from = limits;
  for (let r = out; r < outEnd; r += 16) {
    const other = v128.load(r);
    if (v128.any_true(i16x8.sub_sat_u(other, row))) {
      if (kept != r) {
        v128.store(kept, other);
        for (let at: usize = 0; at < limitBytes; at += 16) v128.store(keptLimits + at, v128.load(from + at));
      }
      kept += 16;
      keptLimits += limitBytes;
    }
    from += limitBytes;
  }
  v128.store(kept, row);
  for (let k = 0; k < d; k++) {
    const lane = <usize>load<u8>(active + <usize>k) << 1;
    const own = load<u16>(kept + lane);
    v128.store(keptLimits, i16x8.splat(own >= load<u16>(p + lane) ? -1 : <i16>own));
    keptLimits += 16;
  }
  outEnd = kept + 16;
}

/** Moves the rows of a list that do not lie within p to its front; returns how many there are. */
export function pruneList(p: usize, list: usize, listed: i32): i32 {
  const bytes = rowBytes;
  let kept = list;
  const end = list + <usize>listed * bytes;
  for (let q = list; q < end; q += bytes) {
    if (holds(p, q)) continue;
    if (kept != q) copyRow(q, kept);
    kept += bytes;
  }
  return <i32>((kept - list) / bytes);
}
