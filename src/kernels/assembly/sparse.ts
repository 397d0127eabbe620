/** The product of one input row with weights, leaving out inputs that are 0: the sum of the others' weight rows. */

/** Writes the places of the non-zero numbers among the `n` at `x` to `list`; the answer is how many there are. */
export function nonZeros(x: usize, n: i32, list: usize): i32 {
  let end = list;
  let k = 0;
  const zero = f32x4.splat(0);
  for (; k + 4 <= n; k += 4) {
    let bits = i32x4.bitmask(f32x4.ne(v128.load(x + (<usize>k << 2)), zero));
    while (bits != 0) {
      store<i32>(end, k + ctz(bits));
      end += 4;
      bits &= bits - 1;
    }
  }
  for (; k < n; k++) {
    if (load<f32>(x + (<usize>k << 2)) != 0) {
      store<i32>(end, k);
      end += 4;
    }
  }
  return <i32>((end - list) >> 2);
}

/** Sums of the listed rows of weights (`columns` numbers each, a multiple of 8), each times its input, to `out`. */
export function sumRows(list: usize, count: i32, x: usize, weights: usize, columns: i32, out: usize): void {
  const end = list + (<usize>count << 2);
  const rowBytes = <usize>columns << 2;
  let column = 0;
  for (; column + 32 <= columns; column += 32) {
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
      const a = v128.load32_splat(x + (k << 2));
      const row = weights + k * rowBytes;
      s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
      s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
      s2 = f32x4.add(s2, f32x4.mul(a, v128.load(row, 32)));
      s3 = f32x4.add(s3, f32x4.mul(a, v128.load(row, 48)));
      s4 = f32x4.add(s4, f32x4.mul(a, v128.load(row, 64)));
      s5 = f32x4.add(s5, f32x4.mul(a, v128.load(row, 80)));
      s6 = f32x4.add(s6, f32x4.mul(a, v128.load(row, 96)));
      s7 = f32x4.add(s7, f32x4.mul(a, v128.load(row, 112)));
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
  for (; column < columns; column += 8) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    for (let at = list; at < end; at += 4) {
      const k = <usize>load<u32>(at);
      const a = v128.load32_splat(x + (k << 2));
      const row = weights + k * rowBytes;
      s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
      s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    weights += 32;
    out += 32;
  }
}
