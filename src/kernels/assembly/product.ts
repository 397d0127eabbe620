/**
 * Products of input rows with weights. Every output is the sum over its inputs in ascending order, started at 0 and
 * kept in single precision, whatever rows are computed beside it: so an answer does not depend on its batch, and
 * leaving out inputs that are 0 changes nothing (where the weights are finite).
 */
import { madd, storeSome } from "./lanes";
import { Stage } from "./stage";

/**
 * Four rows of inputs times eight columns of weights. Each row's inputs are `runs` stretches of `runBytes` that lie
 * `runStep` bytes apart; weights are read at `b`, `bStep` bytes from input to input. Writes `columns` (at most 8)
 * numbers to c0 .. c3, and starts from what is there where `onto` is set. Eight sums and two weight vectors fit V8's
 * registers; unrolling the loop or taking six rows does not help.
 */
export function tile(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  runs: i32,
  runBytes: usize,
  runStep: usize,
  b: usize,
  bStep: usize,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
  columns: i32,
  onto: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (onto) {
    s00 = v128.load(c0);
    s01 = v128.load(c0, 16);
    s10 = v128.load(c1);
    s11 = v128.load(c1, 16);
    s20 = v128.load(c2);
    s21 = v128.load(c2, 16);
    s30 = v128.load(c3);
    s31 = v128.load(c3, 16);
  }
  for (let run = 0; run < runs; run++) {
    for (let k: usize = 0; k < runBytes; k += 4) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load32_splat(p0 + k);
      s00 = madd(s00, a0, b0);
      s01 = madd(s01, a0, b1);
      const a1 = v128.load32_splat(p1 + k);
      s10 = madd(s10, a1, b0);
      s11 = madd(s11, a1, b1);
      const a2 = v128.load32_splat(p2 + k);
      s20 = madd(s20, a2, b0);
      s21 = madd(s21, a2, b1);
      const a3 = v128.load32_splat(p3 + k);
      s30 = madd(s30, a3, b0);
      s31 = madd(s31, a3, b1);
      b += bStep;
    }
    p0 += runStep;
    p1 += runStep;
    p2 += runStep;
    p3 += runStep;
  }
  if (columns == 8) {
    v128.store(c0, s00);
    v128.store(c0, s01, 16);
    v128.store(c1, s10);
    v128.store(c1, s11, 16);
    v128.store(c2, s20);
    v128.store(c2, s21, 16);
    v128.store(c3, s30);
    v128.store(c3, s31, 16);
  } else {
    storeSome(c0, s00, columns);
    storeSome(c0 + 16, s01, columns - 4);
    storeSome(c1, s10, columns);
    storeSome(c1 + 16, s11, columns - 4);
    storeSome(c2, s20, columns);
    storeSome(c2 + 16, s21, columns - 4);
    storeSome(c3, s30, columns);
    storeSome(c3 + 16, s31, columns - 4);
  }
}

/** Inputs taken at once by `rowsTimes`: 16 KiB of weights a panel and 8 KiB of inputs stay in the first-level cache. */
const block: i32 = 512;

/** Four rows of inputs side by side. */
const quads = memory.data(8192, 64);

/** Writes `n` inputs of four rows to `quads`: the four first ones, then the four second ones, ... */
function interleave(p0: usize, p1: usize, p2: usize, p3: usize, n: i32): void {
  let to = quads;
  for (; n >= 4; n -= 4) {
    const a = v128.load(p0);
    const b = v128.load(p1);
    const c = v128.load(p2);
    const d = v128.load(p3);
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const abUpper = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const cdUpper = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
    v128.store(to, v128.shuffle<u64>(ab, cd, 1, 3), 16);
    v128.store(to, v128.shuffle<u64>(abUpper, cdUpper, 0, 2), 32);
    v128.store(to, v128.shuffle<u64>(abUpper, cdUpper, 1, 3), 48);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    to += 64;
  }
  for (; n > 0; n--) {
    store<f32>(to, load<f32>(p0));
    store<f32>(to, load<f32>(p1), 4);
    store<f32>(to, load<f32>(p2), 8);
    store<f32>(to, load<f32>(p3), 12);
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    to += 16;
  }
}

/**
 * `tile` for the `n` inputs in `quads` and all eight columns of the panel at `b`: one address to step on instead of four.
 */
function quadTile(n: i32, b: usize, c0: usize, c1: usize, c2: usize, c3: usize, onto: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (onto) {
    s00 = v128.load(c0);
    s01 = v128.load(c0, 16);
    s10 = v128.load(c1);
    s11 = v128.load(c1, 16);
    s20 = v128.load(c2);
    s21 = v128.load(c2, 16);
    s30 = v128.load(c3);
    s31 = v128.load(c3, 16);
  }
  let p = quads;
  const end = p + (<usize>n << 4);
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(p);
    s00 = madd(s00, a0, b0);
    s01 = madd(s01, a0, b1);
    const a1 = v128.load32_splat(p, 4);
    s10 = madd(s10, a1, b0);
    s11 = madd(s11, a1, b1);
    const a2 = v128.load32_splat(p, 8);
    s20 = madd(s20, a2, b0);
    s21 = madd(s21, a2, b1);
    const a3 = v128.load32_splat(p, 12);
    s30 = madd(s30, a3, b0);
    s31 = madd(s31, a3, b1);
    p += 16;
    b += 32;
  } while (p < end);
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/** `quadTile` for the first four columns of a panel, the last one of a narrow matrix. */
function halfTile(n: i32, b: usize, c0: usize, c1: usize, c2: usize, c3: usize, onto: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  if (onto) {
    s0 = v128.load(c0);
    s1 = v128.load(c1);
    s2 = v128.load(c2);
    s3 = v128.load(c3);
  }
  let p = quads;
  const end = p + (<usize>n << 4);
  do {
    const weights = v128.load(b);
    s0 = madd(s0, v128.load32_splat(p), weights);
    s1 = madd(s1, v128.load32_splat(p, 4), weights);
    s2 = madd(s2, v128.load32_splat(p, 8), weights);
    s3 = madd(s3, v128.load32_splat(p, 12), weights);
    p += 16;
    b += 32;
  } while (p < end);
  v128.store(c0, s0);
  v128.store(c1, s1);
  v128.store(c2, s2);
  v128.store(c3, s3);
}

/**
 * `rows` input rows times one weight matrix in panels of 8 columns, `panelStep` bytes apart. Rows of `out` hold `columns`
 * numbers, rounded up to a multiple of 8; of the last eight, the four upper ones are left as they are where no column is.
 */
export function rowsTimes(
  rows: i32,
  x: usize,
  xStride: usize,
  inputs: i32,
  b: usize,
  panelStep: usize,
  columns: i32,
  out: usize,
  outStride: usize,
): void {
  const last = rows - 1;
  for (let from = 0; from < inputs; from += block) {
    const n = min(block, inputs - from);
    for (let row = 0; row < rows; row += 4) {
      const r1 = <usize>min(row + 1, last);
      const r2 = <usize>min(row + 2, last);
      const r3 = <usize>min(row + 3, last);
      const source = x + <usize>from * 4;
      interleave(
        source + <usize>row * xStride,
        source + r1 * xStride,
        source + r2 * xStride,
        source + r3 * xStride,
        n,
      );
      let weights = b + (<usize>from << 5);
      let c0 = out + <usize>row * outStride;
      let c1 = out + r1 * outStride;
      let c2 = out + r2 * outStride;
      let c3 = out + r3 * outStride;
      let column = columns;
      for (; column > 4; column -= 8) {
        quadTile(n, weights, c0, c1, c2, c3, from > 0);
        weights += panelStep;
        c0 += 32;
        c1 += 32;
        c2 += 32;
        c3 += 32;
      }
      if (column > 0) halfTile(n, weights, c0, c1, c2, c3, from > 0);
    }
  }
}

/** Copies a picture into the middle of its border of zeros. */
function pad(stage: Stage, x: usize): void {
  const bytes = <usize>(stage.width * stage.channels * 4);
  const step = <usize>(stage.paddedWidth * stage.channels * 4);
  let target = stage.padded + <usize>stage.padTop * step + <usize>(stage.padLeft * stage.channels * 4);
  for (let y = 0; y < stage.height; y++) {
    memory.copy(target, x, bytes);
    target += step;
    x += bytes;
  }
}

/**
 * One picture's convolution with the panels at `weights`. The input rows of the product are never written out: under
 * "channels last" the inputs of one output are `kernelHeight` stretches of the picture.
 */
export function convolve(stage: Stage, x: usize, weights: usize, out: usize): void {
  if (stage.padded != 0) pad(stage, x);
  const source = stage.padded != 0 ? stage.padded : x;
  const pixel = stage.channels * 4;
  const line = stage.paddedWidth * pixel;
  const runBytes = <usize>(stage.kernelWidth * pixel);
  const panelStep = <usize>stage.inputs * 32;
  const outBytes = <usize>stage.outputs * 4;
  const last = stage.positions - 1;
  for (let position = 0; position < stage.positions; position += 4) {
    const n1 = min(position + 1, last);
    const n2 = min(position + 2, last);
    const n3 = min(position + 3, last);
    const p0 = window(stage, source, position, line, pixel);
    const p1 = window(stage, source, n1, line, pixel);
    const p2 = window(stage, source, n2, line, pixel);
    const p3 = window(stage, source, n3, line, pixel);
    let panel = weights;
    for (let column = 0; column < stage.outputs; column += 8) {
      const target = out + <usize>column * 4;
      tile(
        p0,
        p1,
        p2,
        p3,
        stage.kernelHeight,
        runBytes,
        <usize>line,
        panel,
        32,
        target + <usize>position * outBytes,
        target + <usize>n1 * outBytes,
        target + <usize>n2 * outBytes,
        target + <usize>n3 * outBytes,
        min(8, stage.outputs - column),
        false,
      );
      panel += panelStep;
    }
  }
}

/** Address of the first input of output `position`. */
// @ts-ignore: decorator
@inline
export function window(stage: Stage, source: usize, position: i32, line: i32, pixel: i32): usize {
  const y = position / stage.outWidth;
  const x = position - y * stage.outWidth;
  return source + <usize>(y * stage.stride * line + x * stage.stride * pixel);
}
