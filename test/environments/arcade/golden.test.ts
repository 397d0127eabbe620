/**
 * Whole episodes, pinned: recorded from this code once its rules were final, so that a change of rules, of the
 * order of draws, or of what a platform computes shows itself. Re-record them by hand, with river.md.
 */
import { expect, test } from "vitest";
import { environments, status } from "../../../environments/index.ts";
import { keyOf, Stream } from "../../../src/random/index.ts";

/** Score and frames of the first episodes of a seed under random actions, and a sum over all observations. */
function record(id: string): { episodes: number[][]; checksum: number } {
  const entry = environments.get(id);
  const environment = entry.create(entry.options.parse({}));
  const observation = new Float32Array(1000);
  const values = new Float64Array(2);
  const stream = new Stream(keyOf("golden"));
  const episodes: number[][] = [];
  let checksum = 0;
  for (let episode = 0; episode < 8; episode++) {
    environment.reset([episode, 2026]);
    let [score, frames] = [0, 0];
    for (let now: number = status.running; now === status.running; frames++) {
      environment.observe(observation, 0);
      for (let i = 0; i < 1000; i++) if (observation[i] === 1) checksum = (Math.imul(checksum, 31) + i) | 0;
      now = environment.step(stream.below(18), values);
      score += values[0]!;
    }
    episodes.push([score, frames]);
  }
  return { episodes, checksum };
}

test.each<[string, number[][], number]>([
  [
    "river",
    [
      [0, 14],
      [30, 43],
      [210, 58],
      [30, 35],
      [290, 68],
      [150, 38],
      [30, 44],
      [0, 27],
    ],
    -439418864,
  ],
  [
    "fortress",
    [
      [40, 65],
      [100, 102],
      [360, 157],
      [130, 76],
      [50, 79],
      [0, 46],
      [0, 50],
      [0, 72],
    ],
    -1054916146,
  ],
])("%s plays as recorded", (id, episodes, checksum) => {
  expect(record(id)).toEqual({ episodes, checksum });
});
