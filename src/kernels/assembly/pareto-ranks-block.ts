// One block of 256 rows against a list of rows: the inner loops of pareto-ranks-bitset.
import { prefixes, setBytes, sets, thresholds } from "./pareto-ranks-layout";

/**
 * Raises the ranks of listed rows by one block. Lists of column j start j * listStride entries on, those of the
 * block j * blockStride. Rows before `least` in the tile are left alone.
 */
export function sweep(
  index: usize, ordinals: usize, listStride: usize, count: i32, columns: i32,
  blockAt: usize, blockOrdinalAt: usize, blockStride: usize, blockCount: i32,
  ranksOfBits: usize, top: i32, tileRank: usize, least: i32,
): void {
  for (let j = 0; j < columns; j++) {
    makePrefixes(blockAt + <usize>j * blockStride, blockOrdinalAt + <usize>j * blockStride * 4, blockCount);
    let indexAt = index + <usize>j * listStride * 2;
    let ordinalAt = ordinals + <usize>j * listStride * 4;
    const end = indexAt + (<usize>count << 1);
    let prefix = prefixes;
    let thresholdAt = thresholds;
    let threshold = load<u32>(thresholdAt);
    let low = v128.load(prefix);
    let high = v128.load(prefix, 16);
    if (j == columns - 1) {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const at = <usize>load<u16>(indexAt);
        let a = low;
        let b = high;
        if (columns > 1) {
          a = v128.and(a, v128.load(sets + (at << 5)));
          b = v128.and(b, v128.load(sets + (at << 5), 16));
        }
        if (v128.any_true(v128.or(a, b))) {
          const old = load<i32>(tileRank + (at << 2));
          if (old <= top && <i32>at >= least) {
            const w3 = i64x2.extract_lane(b, 1);
            const w2 = i64x2.extract_lane(b, 0);
            const w1 = i64x2.extract_lane(a, 1);
            const w0 = i64x2.extract_lane(a, 0);
            const bit = w3 != 0 ? 255 - <i32>clz(w3) : w2 != 0 ? 191 - <i32>clz(w2) : w1 != 0 ? 127 - <i32>clz(w1) : 63 - <i32>clz(w0);
            const raised = load<i32>(ranksOfBits + (<usize>bit << 2)) + 1;
            if (raised > old) store<i32>(tileRank + (at << 2), raised);
          }
        }
        indexAt += 2;
        ordinalAt += 4;
      }
    } else if (j == 0) {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const set = sets + (<usize>load<u16>(indexAt) << 5);
        v128.store(set, low);
        v128.store(set, high, 16);
        indexAt += 2;
        ordinalAt += 4;
      }
    } else {
      while (indexAt < end) {
        const ordinal = load<u32>(ordinalAt);
        if (threshold <= ordinal) {
          do {
            thresholdAt += 4;
            prefix += setBytes;
            threshold = load<u32>(thresholdAt);
          } while (threshold <= ordinal);
          low = v128.load(prefix);
          high = v128.load(prefix, 16);
        }
        const set = sets + (<usize>load<u16>(indexAt) << 5);
        v128.store(set, v128.and(low, v128.load(set)));
        v128.store(set, v128.and(high, v128.load(set, 16)), 16);
        indexAt += 2;
        ordinalAt += 4;
      }
    }
  }
}

/** prefixes[t]: the first t rows of a block in one objective; thresholds[t]: the ordinal of the next. */
export function makePrefixes(blockAt: usize, blockOrdinalAt: usize, count: i32): void {
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let at = prefixes;
  v128.store(at, low);
  v128.store(at, high, 16);
  for (let t = 0; t < count; t++) {
    const bit = <usize>load<u8>(blockAt + <usize>t);
    at += setBytes;
    v128.store(at, low);
    v128.store(at, high, 16);
    const byte = at + (bit >> 3);
    store<u8>(byte, <u8>(<u32>load<u8>(byte) | ((<u32>1) << (<u32>bit & 7))));
    low = v128.load(at);
    high = v128.load(at, 16);
    store<u32>(thresholds + (<usize>t << 2), load<u32>(blockOrdinalAt + (<usize>t << 2)));
  }
  store<u32>(thresholds + (<usize>count << 2), 0xffffffff);
}

