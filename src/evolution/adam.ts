/** Adam (Kingma and Ba 2015, arXiv:1412.6980), algorithm 1, as pure steps. */

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface AdamState {
  /** Steps taken. */
  readonly step: number;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/** The state before the first step, for `size` parameters. */
export function adamInit(size: number): AdamState {
  return { step: 0, firstMoment: new Float64Array(size), secondMoment: new Float64Array(size) };
}

/** One descent step along `gradient`: the new parameters and state. */
export function adamStep(
  parameters: Float64Array,
  gradient: Float64Array,
  state: AdamState,
  options: AdamOptions,
): { parameters: Float64Array; state: AdamState } {
  const { learningRate, beta1, beta2, epsilon } = options;
  const step = state.step + 1;
  const correction1 = 1 - beta1 ** step;
  const correction2 = 1 - beta2 ** step;
  const size = parameters.length;
  const next = new Float64Array(size);
  const firstMoment = new Float64Array(size);
  const secondMoment = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const g = gradient[i]!;
    const m = beta1 * state.firstMoment[i]! + (1 - beta1) * g;
    const v = beta2 * state.secondMoment[i]! + (1 - beta2) * g * g;
    firstMoment[i] = m;
    secondMoment[i] = v;
    next[i] = parameters[i]! - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
  }
  return { parameters: next, state: { step, firstMoment, secondMoment } };
}
