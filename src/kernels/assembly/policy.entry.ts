/** What the policy device calls. Addresses are bytes in the imported memory; nothing here allocates. */
import { finish } from "./finish";
import { project } from "./project";
import { convolve, rowsTimes } from "./product";
import { nonZeros, sumRows } from "./sparse";
import { memberOffset, Stage } from "./stage";

export { noiseAt } from "./noise";
export { pack, perturb, spread, transpose } from "./place";
export { addStatistics, normalise } from "./statistics";

/** Inputs of which at most one in this many is non-zero are multiplied row by row of the weights. */
const sparseRatio: i32 = 4;

/**
 * Runs one stage for `lanes` rows at `x`; `members` has each lane's member. Phase 1 takes the product, noise factors
 * and bias, phase 2 norm and activation (of what `out` holds), phase 3 both. `list` is scratch for as many 32-bit
 * integers as a row has inputs, `t` for positions x rank numbers.
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
  const hasProduct = (phase & 1) != 0;
  if (hasProduct && stage.kind == 0) {
    if (stage.rowsStride != 0) denseOwn(stage, lanes, members, x, xStride, out, outStride, list);
    else denseShared(stage, lanes, x, xStride, out, outStride, list);
  }
  for (let lane = 0; lane < lanes; lane++) {
    const member = load<i32>(members + (<usize>lane << 2));
    const input = x + <usize>lane * xStride;
    const row = out + <usize>lane * outStride;
    if (hasProduct) {
      if (stage.kind == 1) convolve(stage, input, panelsOf(stage, member), row);
      else if (stage.kind == 2) memory.copy(row, input, <usize>(stage.positions * stage.outputs) << 2);
      if (stage.rank > 0) project(stage, member, input, t);
    }
    finish(stage, phase, member, row, t);
  }
}

function panelsOf(stage: Stage, member: i32): usize {
  return stage.panelsStride == 0 ? stage.panels : stage.panels + memberOffset(stage, member);
}

/** Dense, the same weights for every lane: sparse rows one by one, stretches of other rows as one product. */
function denseShared(
  stage: Stage,
  lanes: i32,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  list: usize,
): void {
  const panelStep = <usize>stage.inputs * 32;
  let from = 0;
  for (let lane = 0; lane <= lanes; lane++) {
    let count = 0;
    if (lane < lanes && stage.rows != 0) {
      count = nonZeros(x + <usize>lane * xStride, stage.inputs, list);
    }
    const isSparse = lane < lanes && stage.rows != 0 && count * sparseRatio <= stage.inputs;
    if (lane < lanes && !isSparse) continue;
    if (lane > from) {
      rowsTimes(
        lane - from,
        x + <usize>from * xStride,
        xStride,
        stage.inputs,
        stage.panels,
        32,
        panelStep,
        stage.columns,
        out + <usize>from * outStride,
        outStride,
      );
    }
    from = lane + 1;
    if (isSparse) {
      const at = x + <usize>lane * xStride;
      sumRows(list, count, at, stage.rows, stage.columns, out + <usize>lane * outStride);
    }
  }
}

/** Dense, each member its own weights: one lane at a time, without its zeros. */
function denseOwn(
  stage: Stage,
  lanes: i32,
  members: usize,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
  list: usize,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const member = load<i32>(members + (<usize>lane << 2));
    const weights = stage.rows + memberOffset(stage, member);
    const at = x + <usize>lane * xStride;
    const count = nonZeros(at, stage.inputs, list);
    sumRows(list, count, at, weights, stage.columns, out + <usize>lane * outStride);
  }
}
