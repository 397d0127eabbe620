/** Noise factors, bias, norm and activation of one lane's outputs, in one pass over them. */
import { activate, loadSome, madd, storeSome } from "./lanes";
import { memberOffset, Stage } from "./stage";

/** See `run` for the phases. Per-member rows are padded to `columns`, so they are read four at a time. */
export function finish(stage: Stage, phase: i32, member: i32, out: usize, t: usize): void {
  const own = memberOffset(stage, member);
  const n = stage.outputs;
  const rank = stage.rank;
  const hasFactors = (phase & 1) != 0 && rank > 0;
  const hasBias = (phase & 1) != 0 && stage.bias != 0;
  const hasNorm = (phase & 2) != 0 && stage.scale != 0;
  const activation = (phase & 2) != 0 ? stage.activation : 0;
  if (!hasFactors && !hasBias && !hasNorm && activation == 0) return;
  const factorBytes = <usize>stage.columns << 2;
  const whole = n & ~3;
  for (let position = 0; position < stage.positions; position++) {
    for (let j = 0; j < n; j += 4) {
      const at = <usize>j << 2;
      let v = j < whole ? v128.load(out + at) : loadSome(out + at, n - j);
      if (hasFactors) {
        let factor = stage.factorB + own + at;
        v = madd(v, v128.load32_splat(t), v128.load(factor));
        for (let q = 1; q < rank; q++) {
          factor += factorBytes;
          v = madd(v, v128.load32_splat(t + (<usize>q << 2)), v128.load(factor));
        }
      }
      if (hasBias) v = f32x4.add(v, v128.load(stage.bias + own + at));
      if (hasNorm) {
        v = madd(v128.load(stage.offset + own + at), v, v128.load(stage.scale + own + at));
      }
      v = activate(v, activation);
      if (j < whole) v128.store(out + at, v);
      else storeSome(out + at, v, n - j);
    }
    out += <usize>n << 2;
    t += <usize>rank << 2;
  }
}
