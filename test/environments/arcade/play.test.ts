/** What the games pay: random play little, seeing play a lot, and each game its own skills. */
import { describe, expect, test } from "vitest";
import { environments } from "../../../environments/index.ts";
import { keyOf } from "../../../src/random/index.ts";
import { meanOf, policies } from "./scripted.ts";

const options = { lives: 1, stickiness: 0, frameCap: 1000 };
const make = (id: string, more: object = {}) => {
  const entry = environments.get(id);
  return entry.create(entry.options.parse({ ...options, ...more }));
};
const key = keyOf("scripted");

describe.each(["river", "fortress"])("%s", (id) => {
  const environment = make(id);
  const random = meanOf(environment, policies.random, 3000, key);
  const fireOnly = meanOf(environment, policies.fireOnly, 300, key);
  const reactive = meanOf(environment, policies.reactive, 150, key);

  test("a random policy is lost within about a screen", () => {
    expect(random.frames).toBeLessThan(40);
    expect(random.score).toBeGreaterThan(5);
    expect(random.score).toBeLessThan(50);
  });

  test("holding the trigger is a first gain", () => {
    expect(fireOnly.score).toBeGreaterThan(1.5 * random.score);
  });

  test("a simple reactive policy scores ten times the random one", () => {
    expect(reactive.score).toBeGreaterThan(10 * random.score);
    expect(reactive.frames).toBeGreaterThan(4 * random.frames);
  });

  test("sticky actions cost points but keep the order", () => {
    const sticky = make(id, { stickiness: 0.25 });
    const stickyReactive = meanOf(sticky, policies.reactive, 150, key).score;
    expect(stickyReactive).toBeLessThan(reactive.score);
    expect(stickyReactive).toBeGreaterThan(5 * meanOf(sticky, policies.random, 3000, key).score);
  });

  test("difficulty rises with the section", () => {
    const late = meanOf(make(id, { startSection: 8, ramp: false }), policies.reactive, 150, key);
    const early = meanOf(make(id, { ramp: false }), policies.reactive, 150, key);
    expect(late.frames).toBeLessThan(0.7 * early.frames);
  });

  test("lives give more frames", () => {
    const three = meanOf(make(id, { lives: 3 }), policies.random, 1000, key).frames;
    expect(three / random.frames).toBeGreaterThan(2);
    expect(three / random.frames).toBeLessThan(5);
  });
});

test("height matters in the fortress: what is enough for the river is not enough there", () => {
  const seeing = meanOf(make("fortress"), policies.reactive, 150, key).score;
  const flat = meanOf(make("fortress"), policies.steering, 150, key).score;
  expect(flat).toBeLessThan(0.3 * seeing);
});

test("steering matters in the river: height alone is not enough", () => {
  const seeing = meanOf(make("river"), policies.reactive, 150, key).score;
  expect(meanOf(make("river"), policies.fireOnly, 300, key).score).toBeLessThan(0.3 * seeing);
});
