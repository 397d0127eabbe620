/** What the policy device calls. Addresses are bytes in the imported memory; nothing here allocates. */
import { finish } from "./finish";
import { finishRows } from "./finish-rows";
import { normalisePositions } from "./layer-norm";
import { convolve, rowsTimes } from "./product";
import { factorRowBytes, project, projectRows } from "./project";
import { dotListed, nonZeros, sumRows } from "./sparse";
import { memberOffset, pairOffset, Stage } from "./stage";

export { addProducts, addScaled, packFactor } from "./accumulate";
export { noiseAt } from "./noise";
export { gather, pack, perturb, spread, transpose } from "./place";
export { blendRows, copyRows, gateRows } from "./recurrent";
export { addStatistics, normalise } from "./statistics";

/** Inputs of which at most one in this many is non-zero are multiplied row by row of the weights. */
const sparseRatio: i32 = 4;

/**
 * Runs one stage for `lanes` rows at `x`; `members` has each lane's member. Phase 1 takes the product, noise factors
 * and bias, phase 2 norm and activation (of what `out` holds), phase 3 both. `list` is scratch for 8 more 32-bit
 * integers than a row has inputs, `t` for positions x rank numbers, of a dense stage lanes x rank.
 */
export function run(
  stage: Stage,
  phase: i32,
  lanes: i32,
  members: usize,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  list: usize,
  t: usize,
): void {
  if ((phase & 1) == 0) {
    for (let lane = 0; lane < lanes; lane++) {
      finish(stage, phase, memberOf(members, lane), out + <usize>lane * outStride, t);
    }
  } else if (stage.kind != 0) {
    pictures(stage, phase, lanes, members, x, xStride, out, outStride, t);
  } else if (stage.rowsStride != 0) {
    denseOwn(stage, phase, lanes, members, x, xStride, out, outStride, list, t);
  } else {
    denseShared(stage, phase, lanes, members, x, xStride, out, outStride, list, t);
  }
}

// @ts-ignore: decorator
@inline
function memberOf(members: usize, lane: i32): i32 {
  return load<i32>(members + (<usize>lane << 2));
}

/** Convolutions, layer normalisation, and stages that go element by element. */
function pictures(
  stage: Stage,
  phase: i32,
  lanes: i32,
  members: usize,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  t: usize,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const member = memberOf(members, lane);
    const input = x + <usize>lane * xStride;
    const row = out + <usize>lane * outStride;
    if (stage.kind == 1) {
      convolve(stage, input, stage.panels + (stage.panelsStride == 0 ? 0 : memberOffset(stage, member)), row);
      if (stage.rank > 0) project(stage, member, input, t);
    } else {
      memory.copy(row, input, <usize>(stage.positions * stage.outputs) << 2);
      if (stage.kind == 3) normalisePositions(row, stage.positions, stage.outputs, stage.epsilon);
    }
    finish(stage, phase, member, row, t);
  }
}

/** Dense, the same weights for every lane: sparse rows one by one, stretches of other rows as one product. */
function denseShared(
  stage: Stage,
  phase: i32,
  lanes: i32,
  members: usize,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  list: usize,
  t: usize,
): void {
  const panelStep = <usize>stage.inputs * 32;
  let from = 0;
  for (let lane = 0; lane <= lanes; lane++) {
    const input = x + <usize>lane * xStride;
    let count = stage.inputs;
    if (lane < lanes) {
      if (stage.rows != 0) count = nonZeros(input, stage.inputs, stage.inputs / sparseRatio, list);
      if (count * sparseRatio > stage.inputs) continue;
    }
    if (lane > from) {
      const start = x + <usize>from * xStride;
      const target = out + <usize>from * outStride;
      const n = lane - from;
      rowsTimes(n, start, xStride, stage.inputs, stage.panels, panelStep, stage.outputs, target, outStride);
      const own = members + (<usize>from << 2);
      projectRows(stage, n, own, start, xStride, t);
      finishRows(stage, phase, n, own, target, outStride, t);
    }
    from = lane + 1;
    if (lane < lanes) {
      const member = memberOf(members, lane);
      const row = out + <usize>lane * outStride;
      sumRows(list, count, input, stage.rows, stage.columns, row);
      const factors = stage.factorA + pairOffset(stage, member);
      for (let q = 0; q < stage.rank; q++) {
        store<f32>(t + (<usize>q << 2), dotListed(list, count, input, factors + <usize>q * factorRowBytes(stage)));
      }
      finishRows(stage, phase, 1, members + (<usize>lane << 2), row, outStride, t);
    }
  }
}

/** Dense, each member its own weights: one lane at a time, without its zeros. */
function denseOwn(
  stage: Stage,
  phase: i32,
  lanes: i32,
  members: usize,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  list: usize,
  t: usize,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const member = memberOf(members, lane);
    const input = x + <usize>lane * xStride;
    const row = out + <usize>lane * outStride;
    const count = nonZeros(input, stage.inputs, stage.inputs, list);
    sumRows(list, count, input, stage.rows + memberOffset(stage, member), stage.columns, row);
    finishRows(stage, phase, 1, members + (<usize>lane << 2), row, outStride, t);
  }
}
