/** Philox4x32-10 (Salmon et al. 2011) and the table noise made of it; `noiseInto` of the random room is the definition. */

/** The domain word of noise blocks. */
const domain: u32 = 0x4015e;

/**
 * Values first .. first + count - 1 of the noise of key (k0, k1), as single-precision numbers at `out`. `table` is
 * the address of the 65,536 quantiles.
 */
export function noiseAt(k0: u32, k1: u32, first: u64, count: i32, table: usize, out: usize): void {
  const end = first + <u64>count;
  for (let start = first & ~7; start < end; start += 8) {
    const index = start >> 3;
    let a = <u32>index;
    let b = <u32>(index >> 32);
    let c: u32 = 0;
    let d = domain;
    let low = k0;
    let high = k1;
    for (let round = 0; round < 10; round++) {
      const p = <u64>a * 0xd2511f53;
      const q = <u64>c * 0xcd9e8d57;
      a = <u32>(q >> 32) ^ b ^ low;
      b = <u32>q;
      c = <u32>(p >> 32) ^ d ^ high;
      d = <u32>p;
      low += 0x9e3779b9;
      high += 0xbb67ae85;
    }
    if (start >= first && start + 8 <= end) {
      put(out, table, a);
      put(out + 8, table, b);
      put(out + 16, table, c);
      put(out + 24, table, d);
      out += 32;
    } else {
      for (let j = max(start, first); j < min(start + 8, end); j++) {
        const place = <i32>(j - start);
        const word = place < 2 ? a : place < 4 ? b : place < 6 ? c : d;
        store<f32>(out, valueOf(table, (place & 1) == 0 ? word & 0xffff : word >>> 16));
        out += 4;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function valueOf(table: usize, index: u32): f32 {
  return load<f32>(table + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function put(out: usize, table: usize, word: u32): void {
  store<f32>(out, valueOf(table, word & 0xffff));
  store<f32>(out, valueOf(table, word >>> 16), 4);
}
