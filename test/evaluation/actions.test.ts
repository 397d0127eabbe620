import { expect, test } from "vitest";
import { argMax, outputsOf, squash } from "../../src/evaluation/actions.ts";

test("the largest output is the action", () => {
  expect(argMax(Float32Array.of(9, 1, 3, 2), 1, 3)).toBe(1);
});

test("of equal outputs the lowest index is taken", () => {
  expect(argMax(Float32Array.of(2, 7, 7), 0, 3)).toBe(1);
  expect(argMax(new Float32Array(18), 0, 18)).toBe(0);
  expect(argMax(Float32Array.of(-0, 0), 0, 2)).toBe(0);
});

test("an output that is not finite is no action, wherever it stands", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(argMax(Float32Array.of(bad, 1), 0, 2)).toBe(-1);
    expect(argMax(Float32Array.of(1, bad), 0, 2)).toBe(-1);
  }
});

test("continuous actions run from low to high through the middle", () => {
  const space = { kind: "continuous", size: 3, low: -2, high: 4 } as const;
  const action = new Float64Array(3);
  expect(squash(Float32Array.of(0, -40, 40), 0, space, action)).toBe(true);
  expect([...action]).toEqual([1, -2, 4]);
  expect(squash(Float32Array.of(0, Number.NaN, 1), 0, space, action)).toBe(false);
});

test("a space needs an output an action, or one a number", () => {
  expect(outputsOf({ kind: "discrete", count: 18 })).toBe(18);
  expect(outputsOf({ kind: "continuous", size: 6, low: -1, high: 1 })).toBe(6);
});
