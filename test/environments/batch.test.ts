/** Copies side by side do what copies alone do, bit for bit. */
import { expect, test } from "vitest";
import { environments, status } from "../../environments/index.ts";
import { fold, keyOf, Stream } from "../../src/random/index.ts";

const lanes = 7;
const batched = [...environments.entries()].filter(([, entry]) => entry.batch !== undefined);

test("the small worlds have batches", () => {
  const ids = batched.map(([id]) => id);
  expect(ids).toEqual([
    "cart-pole",
    "acrobot",
    "mountain-car",
    "mountain-car-continuous",
    "pendulum",
    "cart-pole-swing-up",
  ]);
});

test.each(batched)("%s: lanes in any order equal copies of their own", (id, entry) => {
  const options = entry.options.parse({});
  const batch = entry.batch!(options, lanes);
  const copies = Array.from({ length: lanes }, () => entry.create(options));
  const { actions, observation, values } = copies[0]!.spec;
  const [size, width] = [observation.shape.reduce((a, b) => a * b, 1), values.length];
  const key = keyOf(id);
  const draws = new Stream(fold(key, 1));
  copies.forEach((copy, lane) => {
    copy.reset(fold(key, 2, lane));
    batch.reset(lane, fold(key, 2, lane));
  });
  const seen = new Float32Array(lanes * size + 1).fill(7);
  const alone = new Float32Array(size);
  const [paid, paidAlone] = [new Float64Array(lanes * width), new Float64Array(width)];
  const ended = new Uint8Array(lanes);
  let episodes = 0;
  for (let round = 0; round < 300; round++) {
    const chosen = Int32Array.from({ length: lanes }, (_, lane) => (lane * 3 + round) % lanes);
    const count = 1 + draws.below(lanes);
    const taken = Float64Array.from(chosen, () =>
      actions.kind === "continuous"
        ? actions.low + (actions.high - actions.low) * draws.uniform()
        : draws.below((actions as { count: number }).count),
    );
    batch.step(chosen, count, taken, paid, ended);
    batch.observe(chosen, count, seen);
    for (let k = 0; k < count; k++) {
      const copy = copies[chosen[k]!]!;
      const stands = copy.step(actions.kind === "continuous" ? [taken[k]!] : taken[k]!, paidAlone);
      copy.observe(alone, 0);
      expect(paid.subarray(k * width, (k + 1) * width)).toEqual(paidAlone);
      expect(seen.subarray(k * size, (k + 1) * size)).toEqual(alone);
      expect(ended[k] === 1).toBe(stands === status.terminated);
      if (stands === status.running) continue;
      const next = fold(key, 3, episodes++);
      copy.reset(next);
      batch.reset(chosen[k]!, next);
    }
  }
  expect(seen.at(-1)).toBe(7);
});
