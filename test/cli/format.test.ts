import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCount, formatDuration, formatValue } from "../../src/cli/format.ts";
import { textTable } from "../../src/cli/text-table.ts";

describe("formatCount", () => {
  test.each([
    [0, "0"],
    [950, "950"],
    [999.4, "999"],
    [999.6, "1.00k"],
    [12_345, "12.3k"],
    [99_960, "100k"],
    [999_499, "999k"],
    [999_600, "1.00M"],
    [1_050_000, "1.05M"],
    [2e12, "2.00T"],
    [Number.NaN, "-"],
  ])("%d reads %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test("is within half a percent of the count", () => {
    const powers: Record<string, number> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e14 }), (count) => {
        const [, digits, suffix] = /^([\d.]+)(\D?)$/.exec(formatCount(count))!;
        const read = Number(digits) * powers[suffix!]!;
        expect(Math.abs(read - count)).toBeLessThanOrEqual(0.0051 * count);
      }),
    );
  });
});

test.each([
  [0, "0"],
  [2.34567, "2.346"],
  [-0.5, "-0.5"],
  [123456.7, "123457"],
  [1.5e9, "1.500e+9"],
  [0.00012, "1.200e-4"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NaN, "-"],
])("formatValue: %d reads %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test.each([
  [0, "0s"],
  [59.4, "59s"],
  [59.6, "1:00"],
  [185, "3:05"],
  [3723, "1:02:03"],
  [-3, "0s"],
  [Number.POSITIVE_INFINITY, "-"],
])("formatDuration: %d s reads %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("textTable: names stand left, numbers right, no trailing spaces", () => {
  const columns = [
    { title: "arm", align: "left" },
    { title: "hv", align: "right" },
  ] as const;
  expect(
    textTable(columns, [
      ["multi", "12.5"],
      ["a", "3"],
    ]),
  ).toBe(["arm      hv", "-----  ----", "multi  12.5", "a         3"].join("\n"));
});
