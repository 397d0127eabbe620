/** Draws by a softmax in integers, as `choice.ts` of the random room defines them: the same draws to the bit. */
import { log2OfE, powerTerms } from "../../../../random/index.ts";

const [last, ...before] = [...powerTerms].reverse() as [number, ...number[]];

/** Needs `mulHigh`, and the network's `outputs`. */
export const softmaxChoice: string = `
fn softmaxWeight(d: f32) -> u32 {
  if (!(d < 16.0)) { return 0u; }
  let exponent = mulHigh(u32(d * 1048576.0) << 8u, ${log2OfE}u);
  let fraction = exponent << 6u;
  var rest = ${last}u;
  ${before.map((term) => `rest = ${term}u - mulHigh(fraction, rest);`).join("\n  ")}
  return (0xffffffffu - mulHigh(fraction, rest)) >> (8u + (exponent >> 26u));
}
fn softmaxChoice(first: u32, count: u32, largest: f32, word: u32) -> i32 {
  var total = 0u;
  for (var j = 0u; j < count; j++) { total += softmaxWeight(largest - outputs[first + j]); }
  var left = mulHigh(word, total);
  var chosen = 0u;
  for (; chosen + 1u < count; chosen++) {
    let weight = softmaxWeight(largest - outputs[first + chosen]);
    if (left < weight) { break; }
    left -= weight;
  }
  return i32(chosen);
}
`;
