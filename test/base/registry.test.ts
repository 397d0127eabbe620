import { expect, test } from "vitest";
import { InputError, nearest, registry } from "../../src/base/index.ts";

test("an unknown id names the nearest known one, or all of them", () => {
  const games = registry("environment", { river: 1, fortress: 2 });
  expect(() => games.get("rivr")).toThrow('unknown environment "rivr"; did you mean "river"?');
  expect(() => games.get("chess")).toThrow('unknown environment "chess"; known: river, fortress');
  expect(() => games.get("chess")).toThrow(InputError);
});

test("what is registered later is found like the rest, and an id is taken once", () => {
  const games = registry<number>("environment", { river: 1 });
  games.register("own", 3);
  expect(games.get("own")).toBe(3);
  expect(games.ids()).toEqual(["river", "own"]);
  expect(() => games.register("own", 4)).toThrow(
    'environment "own" is registered already; choose another id',
  );
});

test("spelling with other separators and case is near", () => {
  expect(nearest("CartPole", ["cart-pole", "acrobot"])).toBe("cart-pole");
  expect(nearest("learning_rate", ["learningRate", "sigma"])).toBe("learningRate");
  // Swapped neighbours are one slip, not two: short names are found in spite of them.
  expect(nearest("sgima", ["learningRate", "sigma"])).toBe("sigma");
  expect(nearest("zzz", ["learningRate", "sigma"])).toBeUndefined();
});
