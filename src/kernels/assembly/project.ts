/** Inner products of a lane's inputs with its pair's factors: t = x A, one row of `rank` numbers a position. */
import { loadSome, madd, sumOf } from "./lanes";
import { window } from "./product";
import { pairOffset, Stage } from "./stage";

/** Sum of x[i] a[i] in four parts, of 16 partial sums by i % 16 those that are equal by i % 4. */
// @ts-ignore: decorator
@inline
function dot(x: usize, a: usize, n: i32): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; n >= 16; n -= 16) {
    s0 = madd(s0, v128.load(x), v128.load(a));
    s1 = madd(s1, v128.load(x, 16), v128.load(a, 16));
    s2 = madd(s2, v128.load(x, 32), v128.load(a, 32));
    s3 = madd(s3, v128.load(x, 48), v128.load(a, 48));
    x += 64;
    a += 64;
  }
  for (; n >= 4; n -= 4) {
    s0 = madd(s0, v128.load(x), v128.load(a));
    x += 16;
    a += 16;
  }
  if (n > 0) s0 = madd(s0, loadSome(x, n), loadSome(a, n));
  return f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
}

/**
 * The inner products of `lanes` rows of a dense stage, `rank` numbers a lane at `t`. Four lanes' parts are added up side by
 * side, as `sumOf` would one by one.
 */
export function projectRows(stage: Stage, lanes: i32, members: usize, x: usize, xStride: usize, t: usize): void {
  const rowBytes = factorRowBytes(stage);
  const n = stage.inputs;
  const step = <usize>stage.rank << 2;
  for (let q = 0; q < stage.rank; q++) {
    const base = stage.factorA + <usize>q * rowBytes;
    let own = members;
    let row = x;
    let to = t + (<usize>q << 2);
    let left = lanes;
    for (; left >= 4; left -= 4) {
      const a = dot(row, base + pairOffset(stage, load<i32>(own)), n);
      row += xStride;
      const b = dot(row, base + pairOffset(stage, load<i32>(own, 4)), n);
      row += xStride;
      const c = dot(row, base + pairOffset(stage, load<i32>(own, 8)), n);
      row += xStride;
      const d = dot(row, base + pairOffset(stage, load<i32>(own, 12)), n);
      row += xStride;
      const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
      const abUpper = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
      const cdUpper = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
      const lower = f32x4.add(v128.shuffle<u64>(ab, cd, 0, 2), v128.shuffle<u64>(ab, cd, 1, 3));
      const upper = f32x4.add(v128.shuffle<u64>(abUpper, cdUpper, 0, 2), v128.shuffle<u64>(abUpper, cdUpper, 1, 3));
      const sums = f32x4.add(lower, upper);
      v128.store32_lane(to, sums, 0);
      v128.store32_lane(to + step, sums, 1);
      v128.store32_lane(to + 2 * step, sums, 2);
      v128.store32_lane(to + 3 * step, sums, 3);
      to += 4 * step;
      own += 16;
    }
    for (; left > 0; left--) {
      store<f32>(to, sumOf(dot(row, base + pairOffset(stage, load<i32>(own)), n)));
      row += xStride;
      to += step;
      own += 4;
    }
  }
}

/** Four windows' inner products with one factor row, each in 4 partial sums; `rank` numbers from answer to answer. */
function dots(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  runs: i32,
  runLength: i32,
  line: usize,
  a: usize,
  t0: usize,
  t1: usize,
  t2: usize,
  t3: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let run = 0; run < runs; run++) {
    let at: usize = 0;
    let left = runLength;
    for (; left >= 4; left -= 4) {
      const v = v128.load(a + at);
      s0 = madd(s0, v128.load(p0 + at), v);
      s1 = madd(s1, v128.load(p1 + at), v);
      s2 = madd(s2, v128.load(p2 + at), v);
      s3 = madd(s3, v128.load(p3 + at), v);
      at += 16;
    }
    if (left > 0) {
      const v = loadSome(a + at, left);
      s0 = madd(s0, loadSome(p0 + at, left), v);
      s1 = madd(s1, loadSome(p1 + at, left), v);
      s2 = madd(s2, loadSome(p2 + at, left), v);
      s3 = madd(s3, loadSome(p3 + at, left), v);
    }
    a += <usize>runLength << 2;
    p0 += line;
    p1 += line;
    p2 += line;
    p3 += line;
  }
  store<f32>(t0, sumOf(s0));
  store<f32>(t1, sumOf(s1));
  store<f32>(t2, sumOf(s2));
  store<f32>(t3, sumOf(s3));
}

/** Bytes from one row of a pair's factors to the next: `inputs` numbers, rounded up to a multiple of 4. */
// @ts-ignore: decorator
@inline
export function factorRowBytes(stage: Stage): usize {
  return <usize>((stage.inputs + 3) & ~3) << 2;
}

/** The inner products of one lane of a convolution; `padded` must hold its picture. */
export function project(stage: Stage, member: i32, x: usize, t: usize): void {
  const factors = stage.factorA + pairOffset(stage, member);
  const factorBytes = factorRowBytes(stage);
  const source = stage.padded != 0 ? stage.padded : x;
  const pixel = stage.channels * 4;
  const line = stage.paddedWidth * pixel;
  const runLength = stage.kernelWidth * stage.channels;
  const step = <usize>stage.rank << 2;
  const last = stage.positions - 1;
  for (let position = 0; position < stage.positions; position += 4) {
    const n1 = min(position + 1, last);
    const n2 = min(position + 2, last);
    const n3 = min(position + 3, last);
    for (let q = 0; q < stage.rank; q++) {
      const to = t + (<usize>q << 2);
      dots(
        window(stage, source, position, line, pixel),
        window(stage, source, n1, line, pixel),
        window(stage, source, n2, line, pixel),
        window(stage, source, n3, line, pixel),
        stage.kernelHeight,
        runLength,
        <usize>line,
        factors + <usize>q * factorBytes,
        to + <usize>position * step,
        to + <usize>n1 * step,
        to + <usize>n2 * step,
        to + <usize>n3 * step,
      );
    }
  }
}
