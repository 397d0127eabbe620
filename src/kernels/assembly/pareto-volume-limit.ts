// Volume of a union of boxes in any number of dimensions by slicing and limit sets (WFG; While, Bradstreet,
// Barone, IEEE TEVC 16(1), 2012) on the four-dimensional sweep as base: rows in descending order of one height each
// add, in the other dimensions, their own box less the union of the earlier ones clipped to it, times that height.
// The height to slice by is, in each subset anew, the one in which the fewest rows share the top value: rows that
// share it never cover one another in what remains, so slices by another height leave smaller limit sets.
// Exponential in m at worst. Each level subtracts from the volume of a box what others cover of it, so the error
// is below about m * 2^-53 times the sum of the volumes of all boxes.
import { boxes4, union4, union4Scratch } from "./pareto-volume4";
import { clip, copyRow, heightOf, makeOrdinals, ordinalsBytes, pack, rowBytes, unpack } from "./pareto-ordinals";
import { limitSet, stillListed } from "./pareto-limit-set";
import { columnsBytes, limitSetWide, limitsBytes, makeColumns, pruneList } from "./pareto-limit-wide";

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Bytes of one level's frame for n rows: an order, the list, the limit set, two rows aside. */
// @ts-ignore: decorator
@inline
function frameBytes(n: i32): usize {
  return aligned(<usize>n << 3) + 2 * aligned(<usize>(n + 1) * rowBytes) + aligned(2 * rowBytes);
}

/** The coordinates still in play, one byte each; a level takes one out and puts it back. */
let active: usize = 0;
let base4: usize = 0;
let columns: usize = 0;
let limits: usize = 0;

/** From this length on, lists are filtered eight rows at a time; the time is flat between 24 and 96. */
const wideList: i32 = 48;

/** Bytes of scratch for volumeLimit and for whatever calls `union` on the same rows. */
export function volumeLimitScratch(n: i32, m: i32): usize {
  const row = <usize>((m + 7) >> 3) << 4;
  const frame = aligned(<usize>n << 3) + 2 * aligned(<usize>(n + 2) * row) + aligned(2 * row);
  return aligned(union4Scratch(n)) + aligned(<usize>(n + 1) * row) + aligned(ordinalsBytes(n, m)) + 64 + aligned(<usize>m) + aligned(columnsBytes(n, m)) + aligned(limitsBytes(n, m)) + <usize>(m + 1) * frame + 1024;
}

/** Lays the rows out as ordinals and returns their address; the first frame follows at `firstFrame`. */
export function prepareLimit(heights: usize, n: i32, m: i32, scratch: usize): usize {
  base4 = aligned(scratch);
  active = base4 + aligned(union4Scratch(n));
  const rows = active + aligned(<usize>m);
  const tables = rows + aligned(<usize>(n + 1) * (<usize>((m + 7) >> 3) << 4));
  makeOrdinals(heights, n, m, rows, tables);
  columns = tables + aligned(ordinalsBytes(n, m));
  limits = columns + aligned(columnsBytes(n, m));
  firstFrame = limits + aligned(limitsBytes(n, m));
  for (let j = 0; j < m; j++) store<u8>(active + <usize>j, <u8>j);
  return rows;
}

export let firstFrame: usize = 0;

/** Where the active coordinates are listed, one byte each. */
export function coordinates(): usize {
  return active;
}

/** Volume of the union of the n boxes of `heights` (n x m, m >= 5, n < 65536). */
export function volumeLimit(heights: usize, n: i32, m: i32, scratch: usize): f64 {
  const rows = prepareLimit(heights, n, m, scratch);
  return union(rows, n, m, firstFrame);
}

/** Product of the heights of a row in the first d active coordinates. */
// @ts-ignore: decorator
@inline
export function boxVolume(row: usize, d: i32): f64 {
  let volume: f64 = 1;
  for (let k = 0; k < d; k++) volume *= heightOf(row, load<u8>(active + <usize>k));
  return volume;
}

/** Volume of a union of n >= 1 rows in the first d active coordinates, d >= 4. Reorders the active ones. */
export function union(rows: usize, n: i32, d: i32, frame: usize): f64 {
  const bytes = rowBytes;
  if (n == 1) return boxVolume(rows, d);
  if (n == 2) {
    clip(rows, rows + bytes, frame);
    return boxVolume(rows, d) + (boxVolume(rows + bytes, d) - boxVolume(frame, d));
  }
  if (n == 3) return unionOfThree(rows, d, frame);
  if (d == 4) return unionOfFour(rows, n, frame);
  if (d <= 8 && bytes > 16) {
    const state = frame;
    const packed = frame + 64;
    pack(rows, n, active, d, packed, state);
    const volume = union(packed, n, d, aligned(packed + (<usize>n << 4)));
    unpack(active, d, state);
    return volume;
  }
  const order = frame;
  const listRoom = order + aligned(<usize>n << 3);
  const limit = listRoom + aligned(<usize>(n + 1) * bytes);
  const own = limit + aligned(<usize>(n + 1) * bytes);
  const next = frame + frameBytes(n);
  const lane = takeSlicing(rows, n, d);
  sortByLane(rows, n, lane, order);
  // The list grows downwards: the latest rows, low in the sliced height and so as a rule high in the others, come
  // first and hold most of what follows.
  let list = listRoom + <usize>n * bytes;
  let listed = 0;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = rows + <usize>load<u32>(order + (<usize>i << 2)) * bytes;
    const height = heightOf(row, lane);
    copyRow(row, own);
    store<u16>(own + (<usize>lane << 1), 0);
    let size: i32;
    if (listed >= wideList && rowBytes == 16) {
      makeColumns(list, listed, active, d - 1, columns);
      size = limitSetWide(own, list, listed, -1, active, d - 1, columns, limits, limit);
      if (size < 0) continue;
      listed = pruneList(own, list, listed);
    } else {
      size = limitSet(own, list, listed, 0, limit, true);
      listed = stillListed;
      if (size < 0) continue;
    }
    let gain = boxVolume(own, d - 1);
    if (size > 0) gain -= union(limit, size, d - 1, next);
    sum += gain * height;
    list -= bytes;
    copyRow(own, list);
    listed++;
  }
  store<u8>(active + <usize>(d - 1), <u8>lane);
  return sum;
}

/** Inclusion and exclusion. */
function unionOfThree(a: usize, d: i32, both: usize): f64 {
  const b = a + rowBytes;
  const c = b + rowBytes;
  clip(a, b, both);
  const ab = boxVolume(both, d);
  clip(both, c, both);
  const abc = boxVolume(both, d);
  clip(a, c, both);
  const ac = boxVolume(both, d);
  clip(b, c, both);
  const bc = boxVolume(both, d);
  return boxVolume(a, d) + (boxVolume(b, d) - ab) + (boxVolume(c, d) - ac - (bc - abc));
}

/** Chooses the coordinate to slice by and moves it to the end of the first d active ones. */
function takeSlicing(rows: usize, n: i32, d: i32): i32 {
  const bytes = rowBytes;
  const end = rows + <usize>n * bytes;
  let best = d - 1;
  let fewest = n + 1;
  for (let block: usize = 0; block < bytes; block += 16) {
    let top = v128.load(rows + block);
    for (let r = rows + bytes; r < end; r += bytes) top = i16x8.max_u(top, v128.load(r + block));
    let ties = i16x8.splat(0);
    for (let r = rows; r < end; r += bytes) ties = i16x8.sub(ties, i16x8.eq(top, v128.load(r + block)));
    v128.store(tieCounts, ties);
    for (let k = 0; k < d; k++) {
      const j = <usize>load<u8>(active + <usize>k) << 1;
      if (j < block || j >= block + 16) continue;
      const count = <i32>load<u16>(tieCounts + j - block);
      if (count < fewest) {
        fewest = count;
        best = k;
      }
    }
  }
  const lane = load<u8>(active + <usize>best);
  store<u8>(active + <usize>best, load<u8>(active + <usize>(d - 1)));
  store<u8>(active + <usize>(d - 1), lane);
  return lane;
}

const tieCounts: usize = memory.data(16, 16);

/** Indexes of the rows in descending order of one coordinate, at `order` (n u32, and as many of scratch). */
function sortByLane(rows: usize, n: i32, lane: i32, order: usize): void {
  const at = rows + (<usize>lane << 1);
  if (n > 128) {
    mergeSortByLane(at, order, n, order + (<usize>n << 2), true);
    return;
  }
  // Keys and numbers in one word; numbers counted down, so that equal keys stay in order.
  const bytes = rowBytes;
  for (let i = 0; i < n; i++) {
    const word = (<u32>load<u16>(at + <usize>i * bytes) << 16) | (0xffff - i);
    let k = order + (<usize>i << 2);
    while (k > order) {
      const other = load<u32>(k - 4);
      if (other > word) break;
      store<u32>(k, other);
      k -= 4;
    }
    store<u32>(k, word);
  }
  for (let i = 0; i < n; i++) {
    const k = order + (<usize>i << 2);
    store<u32>(k, 0xffff - (load<u32>(k) & 0xffff));
  }
}

function mergeSortByLane(at: usize, run: usize, n: i32, scratch: usize, first: bool): void {
  if (first) for (let i = 0; i < n; i++) store<u32>(run + (<usize>i << 2), i);
  if (n < 2) return;
  const half = n >> 1;
  mergeSortByLane(at, run, half, scratch, false);
  mergeSortByLane(at, run + (<usize>half << 2), n - half, scratch, false);
  memory.copy(scratch, run, <usize>half << 2);
  let i = 0;
  let j = half;
  let k = 0;
  while (i < half && j < n) {
    const left = load<u32>(scratch + (<usize>i << 2));
    const right = load<u32>(run + (<usize>j << 2));
    if (load<u16>(at + <usize>left * rowBytes) >= load<u16>(at + <usize>right * rowBytes)) {
      store<u32>(run + (<usize>k << 2), left);
      i++;
    } else {
      store<u32>(run + (<usize>k << 2), right);
      j++;
    }
    k++;
  }
  memory.copy(run + (<usize>k << 2), scratch + (<usize>i << 2), <usize>(half - i) << 2);
}

/** The base: rows looked up in the four coordinates left, swept by those with the fewest ties at the top. */
function unionOfFour(rows: usize, n: i32, order: usize): f64 {
  if (n > 6) {
    takeSlicing(rows, n, 4);
    takeSlicing(rows, n, 3);
  }
  const a = <i32>load<u8>(active);
  const b = <i32>load<u8>(active + 1);
  const c = <i32>load<u8>(active + 2);
  const e = <i32>load<u8>(active + 3);
  sortByLane(rows, n, e, order);
  let to = boxes4(base4);
  for (let i = 0; i < n; i++) {
    const row = rows + <usize>load<u32>(order + (<usize>i << 2)) * rowBytes;
    store<f64>(to, heightOf(row, a));
    store<f64>(to, heightOf(row, b), 8);
    store<f64>(to, heightOf(row, c), 16);
    store<f64>(to, heightOf(row, e), 24);
    to += 32;
  }
  return union4(n, base4);
}
