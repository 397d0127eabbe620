/** The product of one input row with weights, leaving out inputs that are 0: the sum of the others' weight rows. */
import { madd } from "./lanes";

/** Bits of the 16 numbers at `x`, set where one is 0. Saturating to fewer bits keeps what is not 0 so. */
// @ts-ignore: decorator
@inline
function zeros(x: usize): u64 {
  const low = i16x8.narrow_i32x4_s(v128.load(x), v128.load(x, 16));
  const high = i16x8.narrow_i32x4_s(v128.load(x, 32), v128.load(x, 48));
  return <u64>i8x16.bitmask(i8x16.eq(i8x16.narrow_i16x8_s(low, high), i8x16.splat(0)));
}

/** Writes the place of the lowest set bit, counted from `k`, and clears it in the answer. */
// @ts-ignore: decorator
@inline
function put(bits: u64, k: i32, at: usize): u64 {
  store<i32>(at, k + <i32>ctz(bits));
  return bits & (bits - 1);
}

/**
 * Writes the places of the set bits, counted from `k`, from `end` to `next`. Six places are written at a time whether there
 * are so many or not: a loop that ends when the bits do would be mispredicted every time.
 */
// @ts-ignore: decorator
@inline
function putAll(bits: u64, k: i32, end: usize, next: usize): void {
  do {
    bits = put(bits, k, end);
    bits = put(bits, k, end + 4);
    bits = put(bits, k, end + 8);
    bits = put(bits, k, end + 12);
    bits = put(bits, k, end + 16);
    bits = put(bits, k, end + 20);
    end += 24;
  } while (end < next);
}

/**
 * Writes the places of the non-zero numbers among the `n` at `x` to `list`, which has room for n + 8 of them; the
 * answer is how many there are, or some number above `most` as soon as there are more than that.
 */
export function nonZeros(x: usize, n: i32, most: i32, list: usize): i32 {
  let end = list;
  const last = list + (<usize>most << 2);
  let k = 0;
  for (; k + 64 <= n; k += 64) {
    const bits = ~(zeros(x) | (zeros(x + 64) << 16) | (zeros(x + 128) << 32) | (zeros(x + 192) << 48));
    const next = end + (<usize>popcnt(bits) << 2);
    if (next > last) return most + 1;
    putAll(bits, k, end, next);
    end = next;
    x += 256;
  }
  for (; k + 16 <= n; k += 16) {
    const bits = zeros(x) ^ 0xffff;
    const next = end + (<usize>popcnt(bits) << 2);
    if (next > last) return most + 1;
    putAll(bits, k, end, next);
    end = next;
    x += 64;
  }
  for (; k + 4 <= n; k += 4) {
    const bits: u64 = i32x4.bitmask(f32x4.ne(v128.load(x), f32x4.splat(0)));
    const next = end + (<usize>popcnt(bits) << 2);
    if (next > last) return most + 1;
    putAll(bits, k, end, next);
    end = next;
    x += 16;
  }
  for (; k < n; k++) {
    store<i32>(end, k);
    end += <usize>(load<f32>(x) != 0) << 2;
    if (end > last) return most + 1;
    x += 4;
  }
  return <i32>((end - list) >> 2);
}

/** Whether all listed inputs are 1, as those of binary planes are. */
export function areOnes(list: usize, count: i32, x: usize): bool {
  const one: u32 = 0x3f800000;
  if (count == 0 || load<u32>(x + (<usize>load<u32>(list) << 2)) != one) return false;
  let difference: u32 = 0;
  const end = list + (<usize>count << 2);
  for (let at = list; at < end; at += 4) difference |= load<u32>(x + (<usize>load<u32>(at) << 2)) ^ one;
  return difference == 0;
}

/** Sum of x[k] a[k] over the listed places, in four partial sums by place in the list. */
export function dotListed(list: usize, count: i32, x: usize, a: usize): f32 {
  let s0: f32 = 0;
  let s1: f32 = 0;
  let s2: f32 = 0;
  let s3: f32 = 0;
  for (; count >= 4; count -= 4) {
    s0 += term(x, a, load<u32>(list));
    s1 += term(x, a, load<u32>(list, 4));
    s2 += term(x, a, load<u32>(list, 8));
    s3 += term(x, a, load<u32>(list, 12));
    list += 16;
  }
  for (; count > 0; count--) {
    s0 += term(x, a, load<u32>(list));
    list += 4;
  }
  return s0 + s1 + (s2 + s3);
}

// @ts-ignore: decorator
@inline
function term(x: usize, a: usize, k: u32): f32 {
  return load<f32>(x + (<usize>k << 2)) * load<f32>(a + (<usize>k << 2));
}

/** Rows up to this many columns are summed in registers. */
const narrow: i32 = 64;

/** Sums of the listed rows of weights (`columns` numbers each, a multiple of 8), each times its input, to `out`. */
export function sumRows(list: usize, count: i32, x: usize, weights: usize, columns: i32, out: usize): void {
  const end = list + (<usize>count << 2);
  const step = <usize>columns << 2;
  if (columns > narrow) sumWideRows(list, count, x, weights, step, out);
  else if (areOnes(list, count, x)) sumNarrowRows<bool>(list, end, x, weights, step, out);
  else sumNarrowRows<f32>(list, end, x, weights, step, out);
}

/**
 * Rows of at most 64 columns, as many at a time as registers hold. `Input` is what the listed inputs are: numbers, or
 * all of them true (1), where leaving the products out changes no bit and saves a third of the time. The type
 * parameter makes two functions of it; a flag would be tested for every product.
 */
function sumNarrowRows<Input>(list: usize, end: usize, x: usize, weights: usize, step: usize, out: usize): void {
  let left = step;
  for (; left >= 128; left -= 128) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (let at = list; at < end; at += 4) {
      const k = <usize>load<u32>(at);
      const a = isFloat<Input>() ? v128.load32_splat(x + (k << 2)) : s0;
      const row = weights + k * step;
      s0 = added<Input>(s0, a, v128.load(row));
      s1 = added<Input>(s1, a, v128.load(row, 16));
      s2 = added<Input>(s2, a, v128.load(row, 32));
      s3 = added<Input>(s3, a, v128.load(row, 48));
      s4 = added<Input>(s4, a, v128.load(row, 64));
      s5 = added<Input>(s5, a, v128.load(row, 80));
      s6 = added<Input>(s6, a, v128.load(row, 96));
      s7 = added<Input>(s7, a, v128.load(row, 112));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    v128.store(out, s4, 64);
    v128.store(out, s5, 80);
    v128.store(out, s6, 96);
    v128.store(out, s7, 112);
    weights += 128;
    out += 128;
  }
  if (left >= 64) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let at = list; at < end; at += 4) {
      const k = <usize>load<u32>(at);
      const a = isFloat<Input>() ? v128.load32_splat(x + (k << 2)) : s0;
      const row = weights + k * step;
      s0 = added<Input>(s0, a, v128.load(row));
      s1 = added<Input>(s1, a, v128.load(row, 16));
      s2 = added<Input>(s2, a, v128.load(row, 32));
      s3 = added<Input>(s3, a, v128.load(row, 48));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    left -= 64;
    weights += 64;
    out += 64;
  }
  if (left > 0) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    for (let at = list; at < end; at += 4) {
      const k = <usize>load<u32>(at);
      const a = isFloat<Input>() ? v128.load32_splat(x + (k << 2)) : s0;
      const row = weights + k * step;
      s0 = added<Input>(s0, a, v128.load(row));
      s1 = added<Input>(s1, a, v128.load(row, 16));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
  }
}

// @ts-ignore: decorator
@inline
function added<Input>(sum: v128, a: v128, weights: v128): v128 {
  return isFloat<Input>() ? madd(sum, a, weights) : f32x4.add(sum, weights);
}

/**
 * Wide rows, four at a time from end to end: weights that lie in main memory stream in whole rows. The sums wait in
 * `out`, which stays in the first-level cache.
 */
function sumWideRows(list: usize, count: i32, x: usize, weights: usize, step: usize, out: usize): void {
  memory.fill(out, 0, step);
  for (; count >= 4; count -= 4) {
    const k0 = <usize>load<u32>(list);
    const k1 = <usize>load<u32>(list, 4);
    const k2 = <usize>load<u32>(list, 8);
    const k3 = <usize>load<u32>(list, 12);
    const a0 = v128.load32_splat(x + (k0 << 2));
    const a1 = v128.load32_splat(x + (k1 << 2));
    const a2 = v128.load32_splat(x + (k2 << 2));
    const a3 = v128.load32_splat(x + (k3 << 2));
    const r0 = weights + k0 * step;
    const r1 = weights + k1 * step;
    const r2 = weights + k2 * step;
    const r3 = weights + k3 * step;
    for (let at: usize = 0; at < step; at += 16) {
      let s = madd(v128.load(out + at), a0, v128.load(r0 + at));
      s = madd(s, a1, v128.load(r1 + at));
      s = madd(s, a2, v128.load(r2 + at));
      s = madd(s, a3, v128.load(r3 + at));
      v128.store(out + at, s);
    }
    list += 16;
  }
  for (; count > 0; count--) {
    const k = <usize>load<u32>(list);
    const a = v128.load32_splat(x + (k << 2));
    const row = weights + k * step;
    for (let at: usize = 0; at < step; at += 16) {
      v128.store(out + at, madd(v128.load(out + at), a, v128.load(row + at)));
    }
    list += 4;
  }
}
