import fc from "fast-check";
import { expect, test } from "vitest";
import { argsort } from "../../src/pareto/argsort.ts";

const values = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.double({ noNaN: true }) },
    { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1 + 2 ** -52, 1, -1 - 2 ** -52),
    },
  ),
  { maxLength: 200 },
);

test("the order is that of a stable comparison sort, for doubles of any kind", () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const input = Float64Array.from(numbers);
      const copy = input.slice();
      const expected = numbers
        .map((_, i) => i)
        .sort((a, b) => (numbers[a]! < numbers[b]! ? -1 : numbers[a]! > numbers[b]! ? 1 : a - b));
      expect([...argsort(input)]).toEqual(expected);
      expect(input).toEqual(copy);
    }),
    { numRuns: 500 },
  );
});
