/** ClipUp (Toklu, Liskowski, Srivastava, PPSN 2020, arXiv:2008.02387), algorithm 1, as pure steps. */

export interface ClipUpOptions {
  /** Length of the step that a gradient of any length adds to the velocity. */
  readonly learningRate: number;
  /** Share of the velocity that is kept. */
  readonly momentum: number;
  /** Greatest length of the velocity, in units of the parameters. */
  readonly maxSpeed: number;
}

function norm(v: Float64Array): number {
  let squares = 0;
  for (const value of v) squares += value * value;
  return Math.sqrt(squares);
}

/** One descent step along `gradient`, whose length does not matter: the new parameters and velocity. */
export function clipUpStep(
  parameters: Float64Array,
  gradient: Float64Array,
  velocity: Float64Array,
  { learningRate, momentum, maxSpeed }: ClipUpOptions,
): { parameters: Float64Array; velocity: Float64Array } {
  const length = norm(gradient);
  const step = length > 0 ? learningRate / length : 0;
  const next = velocity.map((v, i) => momentum * v - step * gradient[i]!);
  const speed = norm(next);
  if (speed > maxSpeed) for (let i = 0; i < next.length; i++) next[i]! *= maxSpeed / speed;
  return { parameters: parameters.map((p, i) => p + next[i]!), velocity: next };
}
