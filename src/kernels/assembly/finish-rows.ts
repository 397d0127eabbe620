/** What follows a dense product, for many lanes in one loop: what is constant in it is made ready once. */
import { finish } from "./finish";
import { activate, madd, tanh4 } from "./lanes";
import { memberOffset, Stage } from "./stage";

/** `finish` for `lanes` rows of a dense stage; `t` has `rank` numbers a lane. See `run` for the phases. */
export function finishRows(
  stage: Stage,
  phase: i32,
  lanes: i32,
  members: usize,
  out: usize,
  outStride: usize,
  t: usize,
): void {
  const hasFactors = (phase & 1) != 0 && stage.rank > 0;
  const hasBias = (phase & 1) != 0 && stage.bias != 0;
  const hasNorm = (phase & 2) != 0 && stage.scale != 0;
  if (hasBias && !hasNorm && (stage.rank == 1 || !hasFactors)) {
    const activation = (phase & 2) != 0 ? stage.activation : 0;
    if (hasFactors) addFactors(stage, lanes, members, out, outStride, t, activation);
    else addBiases(stage, lanes, members, out, outStride, activation);
    return;
  }
  const step = <usize>stage.rank << 2;
  for (; lanes > 0; lanes--) {
    finish(stage, phase, load<i32>(members), out, t);
    members += 4;
    out += outStride;
    t += step;
  }
}

/** Bytes of a row's numbers in whole groups of four: a dense row has room for them. */
// @ts-ignore: decorator
@inline
function rowBytes(stage: Stage): usize {
  return <usize>((stage.outputs + 3) & ~3) << 2;
}

/**
 * The usual case: rank 1, bias and activation. Of tanh, sixteen numbers at a time: its operations wait for each other most
 * of the time, and the processor looks ahead over fewer than two groups of four of them.
 */
function addFactors(
  stage: Stage,
  lanes: i32,
  members: usize,
  out: usize,
  outStride: usize,
  t: usize,
  activation: i32,
): void {
  const bytes = rowBytes(stage);
  const whole = activation == 2 ? bytes & ~63 : 0;
  for (; lanes > 0; lanes--) {
    const own = memberOffset(stage, load<i32>(members));
    const factor = stage.factorB + own;
    const bias = stage.bias + own;
    const share = v128.load32_splat(t);
    let at: usize = 0;
    for (; at < whole; at += 64) {
      const o = out + at;
      const f = factor + at;
      const b = bias + at;
      const v0 = tanh4(f32x4.add(madd(v128.load(o), share, v128.load(f)), v128.load(b)));
      const v1 = tanh4(f32x4.add(madd(v128.load(o, 16), share, v128.load(f, 16)), v128.load(b, 16)));
      const v2 = tanh4(f32x4.add(madd(v128.load(o, 32), share, v128.load(f, 32)), v128.load(b, 32)));
      const v3 = tanh4(f32x4.add(madd(v128.load(o, 48), share, v128.load(f, 48)), v128.load(b, 48)));
      v128.store(o, v0);
      v128.store(o, v1, 16);
      v128.store(o, v2, 32);
      v128.store(o, v3, 48);
    }
    for (; at < bytes; at += 16) {
      const v = madd(v128.load(out + at), share, v128.load(factor + at));
      v128.store(out + at, activate(f32x4.add(v, v128.load(bias + at)), activation));
    }
    members += 4;
    out += outStride;
    t += 4;
  }
}

/** The same without noise. */
function addBiases(stage: Stage, lanes: i32, members: usize, out: usize, outStride: usize, activation: i32): void {
  const bytes = rowBytes(stage);
  const whole = activation == 2 ? bytes & ~63 : 0;
  for (; lanes > 0; lanes--) {
    const bias = stage.bias + memberOffset(stage, load<i32>(members));
    let at: usize = 0;
    for (; at < whole; at += 64) {
      const o = out + at;
      const b = bias + at;
      const v0 = tanh4(f32x4.add(v128.load(o), v128.load(b)));
      const v1 = tanh4(f32x4.add(v128.load(o, 16), v128.load(b, 16)));
      const v2 = tanh4(f32x4.add(v128.load(o, 32), v128.load(b, 32)));
      const v3 = tanh4(f32x4.add(v128.load(o, 48), v128.load(b, 48)));
      v128.store(o, v0);
      v128.store(o, v1, 16);
      v128.store(o, v2, 32);
      v128.store(o, v3, 48);
    }
    for (; at < bytes; at += 16) {
      v128.store(out + at, activate(f32x4.add(v128.load(out + at), v128.load(bias + at)), activation));
    }
    members += 4;
    out += outStride;
  }
}
