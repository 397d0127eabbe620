import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contributions, dominates, hypervolume, nondominated, ranks } from "../../src/pareto/index.ts";
import { pointSets } from "./point-sets.ts";

const reference = (m: number): number[] => new Array<number>(m).fill(4.5);

/** A set of 1 to 20 points in m = 1 to 6 objectives. */
const anySet: fc.Arbitrary<{ m: number; points: number[][] }> = fc
  .integer({ min: 1, max: 6 })
  .chain((m) => pointSets(m, 20).map((points) => ({ m, points })));

const close = (a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * scale);
};

const property = (name: string, check: (m: number, points: number[][]) => void): void => {
  test(name, () => {
    fc.assert(
      fc.property(anySet, ({ m, points }) => check(m, points)),
      { numRuns: 100 },
    );
  });
};

describe("hypervolume", () => {
  property("does not depend on the order of the points", (m, points) => {
    close(hypervolume([...points].reverse(), reference(m)), hypervolume(points, reference(m)));
  });

  property("does not depend on the order of the objectives", (m, points) => {
    const turned = points.map((point) => [...point.slice(1), point[0]!]);
    close(hypervolume(turned, reference(m)), hypervolume(points, reference(m)));
  });

  property("scales with each objective", (m, points) => {
    const factors = Array.from({ length: m }, (_, j) => j + 0.5);
    const scaled = points.map((point) => point.map((value, j) => value * factors[j]!));
    const volume = hypervolume(points, reference(m)) * factors.reduce((product, factor) => product * factor);
    const moved = reference(m).map((value, j) => value * factors[j]!);
    close(hypervolume(scaled, moved), volume, Math.max(volume, 1e-3));
  });

  property("is unchanged by a shift of points and reference", (m, points) => {
    const shifted = points.map((point) => point.map((value) => value + 8));
    const volume = hypervolume(points, reference(m));
    close(
      hypervolume(
        shifted,
        reference(m).map((value) => value + 8),
      ),
      volume,
      Math.max(volume, 1),
    );
  });

  property("is the same whether an objective is minimised or its negative maximised", (m, points) => {
    const directions = Array.from({ length: m }, (_, j) => (j % 2 === 0 ? "max" : "min") as "max" | "min");
    const flip = (values: number[]): number[] => values.map((value, j) => (j % 2 === 0 ? -value : value));
    expect(hypervolume(points.map(flip), flip(reference(m)), { directions })).toBe(
      hypervolume(points, reference(m)),
    );
  });

  property("does not change with a dominated or repeated point", (m, points) => {
    if (points.length === 0) return;
    const worse = points[0]!.map((value) => value + 0.25);
    close(hypervolume([...points, worse, points[0]!], reference(m)), hypervolume(points, reference(m)));
  });

  property("never falls when sets are merged, and is at most the sum", (m, points) => {
    const half = Math.floor(points.length / 2);
    const [a, b] = [
      hypervolume(points.slice(0, half), reference(m)),
      hypervolume(points.slice(half), reference(m)),
    ];
    const whole = hypervolume(points, reference(m));
    expect(whole).toBeGreaterThanOrEqual(Math.max(a, b) * (1 - 1e-12));
    expect(whole).toBeLessThanOrEqual((a + b) * (1 + 1e-12));
  });
});

describe("contributions", () => {
  property("sum to at most the hypervolume", (m, points) => {
    const sum = contributions(points, reference(m)).reduce((total, share) => total + share, 0);
    expect(sum).toBeLessThanOrEqual(hypervolume(points, reference(m)) * (1 + 1e-12));
  });

  property("are what the hypervolume loses with the point", (m, points) => {
    const whole = hypervolume(points, reference(m));
    contributions(points, reference(m)).forEach((share, i) => {
      const rest = hypervolume(
        points.filter((_, k) => k !== i),
        reference(m),
      );
      close(share, whole - rest, whole);
    });
  });

  property("of a set without its dominated points are those with ignoreDominated", (m, points) => {
    const front = nondominated(points);
    const own = contributions(
      [...front].map((i) => points[i]!),
      reference(m),
    );
    const ignoring = contributions(points, reference(m), { ignoreDominated: true });
    const whole = hypervolume(points, reference(m));
    front.forEach((i, k) => {
      close(ignoring[i]!, own[k]!, whole);
    });
    points.forEach((_, i) => {
      if (!front.includes(i)) expect(ignoring[i]).toBe(0);
    });
  });

  property("of dominated and repeated points are 0", (m, points) => {
    const own = contributions(points, reference(m));
    points.forEach((point, i) => {
      const repeated = points.some((other, k) => k !== i && other.every((value, j) => value === point[j]));
      if (repeated || points.some((other) => dominates(other, point))) expect(own[i]).toBe(0);
    });
  });
});

describe("ranks", () => {
  property("do not depend on the order of the points", (_, points) => {
    expect([...ranks([...points].reverse())].reverse()).toEqual([...ranks(points)]);
  });

  property("do not change under increasing maps of each objective", (_, points) => {
    expect(ranks(points.map((point) => point.map((value) => 8 * value)))).toEqual(ranks(points));
  });

  property(
    "grow along dominance, and each front but the first has a dominator in the one before",
    (_, points) => {
      const own = ranks(points);
      points.forEach((point, i) => {
        const dominators = [...points.keys()].filter((k) => dominates(points[k]!, point));
        for (const k of dominators) expect(own[k]).toBeLessThan(own[i]!);
        if (own[i]! > 0) expect(dominators.some((k) => own[k] === own[i]! - 1)).toBe(true);
      });
    },
  );
});
