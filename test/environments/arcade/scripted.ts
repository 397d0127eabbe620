/** Policies that read nothing but the observation, to show that the games reward what they are meant to reward. */
import { type Environment, gauge, plane, planeNames, status } from "../../../environments/index.ts";
import { fold, type Key, Stream } from "../../../src/random/index.ts";

const size = 10;
const planes = planeNames.length;
const own = 4;

export type Policy = (observation: Float32Array, stream: Stream) => number;

const lit = (o: Float32Array, row: number, column: number, which: number): boolean =>
  o[(row * size + column) * planes + which] === 1;

/** The action of a stick and a button: -1, 0, 1 for left to right and for down to up. */
export function actionOf(side: number, stick: number, fire: boolean): number {
  const plain = [
    [9, 5, 8],
    [4, 0, 3],
    [7, 2, 6],
  ][stick + 1]![side + 1]!;
  const withFire: Record<number, number> = { 0: 1, 2: 10, 3: 11, 4: 12, 5: 13, 6: 14, 7: 15, 8: 16, 9: 17 };
  return fire ? withFire[plain]! : plain;
}

/** A wall that could be passed at another height does not count: height is for the stick. */
const blocked = (o: Float32Array, row: number, column: number): boolean =>
  lit(o, row, column, plane.solid) &&
  !lit(o, row, column, plane.openAbove) &&
  !lit(o, row, column, plane.openBelow);

/** The way, of staying and going left or right, that is clear for the most rows. */
function steer(o: Float32Array): number {
  let best = 0;
  let longest = -1;
  for (const side of [0, -1, 1]) {
    if (side !== 0 && lit(o, 9, own + side, plane.solid)) continue;
    let clear = 0;
    for (let row = 8; row >= 2 && !blocked(o, row, own + side); row--) clear += 1;
    if (clear > longest) [longest, best] = [clear, side];
  }
  return best;
}

/** Towards the opening of the nearest wall. */
function climb(o: Float32Array): number {
  for (let row = 8; row >= 3; row--) {
    for (let column = 0; column < size; column++) {
      if (lit(o, row, column, plane.openAbove)) return 1;
      if (lit(o, row, column, plane.openBelow)) return -1;
    }
  }
  return 0;
}

/** Whether there is height in this game: the altimeter shows something. */
const flies = (o: Float32Array): boolean =>
  Array.from({ length: size }, (_, c) => lit(o, gauge.altitude, c, plane.gauges)).some(Boolean);

export const policies = {
  random: (_, stream) => stream.below(18),
  fireOnly: () => actionOf(0, 0, true),
  /** Avoids what is ahead and fires; knows nothing of height. */
  steering: (o) => actionOf(steer(o), 0, true),
  /** And goes through the walls' openings. */
  reactive: (o) => actionOf(steer(o), flies(o) ? climb(o) : 0, true),
} satisfies Record<string, Policy>;

/** Mean of the first value and of the length, over episodes `fold(key, 0 .. episodes - 1)`. */
export function meanOf(environment: Environment, policy: Policy, episodes: number, key: Key) {
  const values = new Float64Array(environment.spec.values.length);
  const observation = new Float32Array(size * size * planes);
  const stream = new Stream(fold(key, episodes));
  let score = 0;
  let frames = 0;
  for (let episode = 0; episode < episodes; episode++) {
    environment.reset(fold(key, episode));
    for (;;) {
      environment.observe(observation, 0);
      const now = environment.step(policy(observation, stream), values);
      score += values[0]!;
      frames += 1;
      if (now !== status.running) break;
    }
  }
  return { score: score / episodes, frames: frames / episodes };
}
