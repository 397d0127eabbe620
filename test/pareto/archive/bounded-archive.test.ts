import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix, rowOf } from "../../../src/linalg/index.ts";
import { BoundedArchive, boundingRules, EpsilonArchive } from "../../../src/pareto/archive/index.ts";
import { hypervolume } from "../../../src/pareto/hypervolume.ts";
import { nondominated } from "../../../src/pareto/ranks.ts";
import { generated } from "../reference-sets.ts";

const covers = (a: readonly number[], b: readonly number[]): boolean => a.every((value, j) => value <= b[j]!);
/** Whether set `a` is better than set `b`: covers all of it and is not covered by it (Zitzler et al. 2003). */
const isBetter = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean => {
  const weakly = (x: typeof a, y: typeof a): boolean => y.every((q) => x.some((p) => covers(p, q)));
  return weakly(a, b) && !weakly(b, a);
};
const pointsOf = (archive: { entries(): readonly { point: readonly number[] }[] }): (readonly number[])[] =>
  archive.entries().map(({ point }) => point);

const stream = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(
    fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 10, noNaN: true })), {
      minLength: m,
      maxLength: m,
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  ),
);
const odd = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e300, -1e300, 5e-324),
);

describe.each(boundingRules.ids())("bounded by %s", (rule) => {
  const archiveOf = (m: number, capacity: number): BoundedArchive<number> =>
    // Coarse cells, so that they hold several members of such small archives.
    new BoundedArchive<number>({
      objectives: m,
      capacity,
      rule,
      divisions: 3,
      reference: new Array<number>(m).fill(11),
    });

  test("stays within its capacity, mutually non-dominated, and its answers tell what happened", () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 6 }), (points, capacity) => {
        const archive = archiveOf(points[0]!.length, capacity);
        let members: number[] = [];
        points.forEach((point, i) => {
          const { accepted, evicted, reason, rejectedBy } = archive.add(point, i);
          members = members.filter((member) => !evicted.some(({ payload }) => payload === member));
          if (accepted) members.push(i);
          else
            expect(reason === "full" ? rejectedBy === undefined : covers(rejectedBy!.point, point)).toBe(
              true,
            );
          expect(archive.entries().map(({ payload }) => payload)).toEqual(members);
        });
        expect(archive.size).toBeLessThanOrEqual(capacity);
        const kept = pointsOf(archive).map((point) => [...point]);
        expect(nondominated(kept, { keepDuplicates: false }).length).toBe(kept.length);
      }),
      { numRuns: 60 },
    );
  });

  test("with room for all it is the unbounded archive", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const archive = archiveOf(points[0]!.length, points.length);
        points.forEach((point, i) => {
          archive.add(point, i);
        });
        expect(archive.entries().map(({ payload }) => payload)).toEqual([
          ...nondominated(points, { keepDuplicates: false }),
        ]);
      }),
      { numRuns: 40 },
    );
  });

  test("a restored archive is the same, and goes on in the same way", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const whole = archiveOf(points[0]!.length, 4);
        points.slice(0, points.length >> 1).forEach((point, i) => {
          whole.add(point, i);
        });
        const text = JSON.stringify(whole);
        const restored = BoundedArchive.fromJSON<number>(JSON.parse(text));
        expect(JSON.stringify(restored)).toBe(text);
        points.slice(points.length >> 1).forEach((point, i) => {
          const [{ rejectedBy: _a, ...again }, { rejectedBy: _b, ...first }] = [
            restored.add(point, i),
            whole.add(point, i),
          ];
          // Which of several members stood in the way may differ.
          expect(again).toEqual(first);
          expect(JSON.stringify(restored)).toBe(JSON.stringify(whole));
          expect(restored.hypervolume()).toBe(whole.hypervolume());
        });
      }),
      { numRuns: 40 },
    );
  });

  test("survives NaN, infinities and extreme scales", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(odd, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 25 }),
        (points) => {
          const archive = archiveOf(3, 3);
          points.forEach((point, i) => {
            const { accepted, reason } = archive.add(point, i);
            if (point.some(Number.isNaN)) expect([accepted, reason]).toEqual([false, "not-a-number"]);
          });
          expect(archive.size).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("directions: a maximising archive keeps what its negated twin keeps", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        const maximising = new BoundedArchive<number>({
          objectives: m,
          capacity: 3,
          rule,
          directions: new Array<"max">(m).fill("max"),
          divisions: 3,
          reference: new Array<number>(m).fill(-11),
        });
        const archive = archiveOf(m, 3);
        points.forEach((point, i) => {
          archive.add(point, i);
          maximising.add(
            point.map((value) => -value),
            i,
          );
        });
        expect(maximising.entries().map(({ payload }) => payload)).toEqual(
          archive.entries().map(({ payload }) => payload),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("what it says of monotonicity and settling is so", () => {
    const { monotone, limitStable, statement } = archiveOf(2, 1).properties;
    let everWorse = false;
    let unsettled = false;
    for (let seed = 1; seed <= 40; seed++) {
      const points = generated({
        kind: seed % 2 ? "uniform" : "layers",
        n: 60,
        m: 2 + (seed % 2),
        seed,
        k: 8,
      });
      const archive = archiveOf(points.columns, 4);
      const contents: (readonly number[])[][] = [];
      for (let round = 0; round < 12; round++) {
        let changed = false;
        for (let i = 0; i < points.rows; i++) {
          // Each round in another order, so that no cycle of the stream hides a change.
          const at = (i * 7 + round * 13) % points.rows;
          if (!archive.add(rowOf(points, at), at).accepted) continue;
          changed = true;
          const now = pointsOf(archive);
          everWorse ||= contents.some((before) => isBetter(before, now));
          contents.push(now);
        }
        if (round === 11) unsettled ||= changed;
      }
    }
    expect(statement.length).toBeGreaterThan(40);
    // A property that holds must hold in every run; one that does not must fail in at least one of these 40.
    expect(everWorse).toBe(!monotone);
    expect(unsettled).toBe(!limitStable);
  });
});

test("the documented example", () => {
  const archive = new BoundedArchive<string>({ objectives: 2, capacity: 2, reference: [4, 4] });
  archive.add([1, 3], "a");
  archive.add([3, 1], "b");
  expect(archive.add([1.5, 1.5], "c").evicted.length).toBe(1);
});

describe("hypervolume rule", () => {
  test("the hypervolume never falls, and the least contributor leaves", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        const reference = new Array<number>(m).fill(11);
        const archive = new BoundedArchive<number>({ objectives: m, capacity: 3, reference });
        let before = 0;
        points.forEach((point, i) => {
          const members = [...pointsOf(archive), point];
          archive.add(point, i);
          const now = archive.hypervolume();
          expect(now).toBeGreaterThanOrEqual(before * (1 - 1e-12));
          // No other choice of whom to drop would have left more.
          for (let out = 0; out < members.length && members.length > 3; out++) {
            const others = members.filter((_, k) => k !== out).map((row) => [...row]);
            expect(now).toBeGreaterThanOrEqual(hypervolume(others, reference) * (1 - 1e-12));
          }
          before = now;
        });
      }),
      { numRuns: 80 },
    );
  });
});

describe("adaptive grid and crowding", () => {
  test.each(["adaptive-grid", "crowding"])("%s keeps the ends of a front", (rule) => {
    const points = generated({ kind: "sphere", n: 300, m: 2, seed: 5 });
    const archive = new BoundedArchive<number>({ objectives: 2, capacity: 10, rule });
    const payloads = Array.from({ length: 300 }, (_, i) => i);
    archive.addAll(points, payloads);
    for (const j of [0, 1]) {
      const smallest = Math.min(...payloads.map((i) => rowOf(points, i)[j]!));
      expect(pointsOf(archive).some((point) => point[j] === smallest)).toBe(true);
    }
    expect(archive.size).toBe(10);
  });
});

describe("epsilon grid", () => {
  const box = (point: readonly number[], epsilon: number): number[] =>
    point.map((value) => Math.floor(value / epsilon));

  test("covers every point ever offered to within epsilon, with few members that nothing offered dominates", () => {
    fc.assert(
      fc.property(stream, fc.constantFrom(0.5, 1, 2.5), (points, epsilon) => {
        const m = points[0]!.length;
        const archive = new EpsilonArchive<number>({ objectives: m, epsilon });
        points.forEach((point, i) => {
          archive.add(point, i);
          const members = pointsOf(archive);
          for (const seen of points.slice(0, i + 1)) {
            expect(
              members.some((member) => member.every((value, j) => value <= seen[j]! + epsilon * (1 + 1e-12))),
            ).toBe(true);
            expect(members.some((member) => covers(seen, member) && !covers(member, seen))).toBe(false);
          }
        });
        const boxes = pointsOf(archive).map((point) => box(point, epsilon));
        boxes.forEach((a, i) => {
          boxes.forEach((b, k) => {
            if (i !== k) expect(covers(a, b)).toBe(false);
          });
        });
        expect(archive.size).toBeLessThanOrEqual((10 / epsilon + 1) ** (m - 1));
      }),
      { numRuns: 80 },
    );
  });

  test("no earlier content is better than a later one, and it settles", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const points = generated({ kind: "uniform", n: 80, m: 2 + (seed % 2), seed });
      const archive = new EpsilonArchive<number>({ objectives: points.columns, epsilon: 0.15 });
      const contents: (readonly number[])[][] = [];
      for (let k = 0; k < 10 * points.rows; k++) {
        const at = (k * 7 + Math.floor(k / points.rows)) % points.rows;
        if (!archive.add(rowOf(points, at), at).accepted) continue;
        expect(k).toBeLessThan(9 * points.rows);
        const now = pointsOf(archive);
        expect(contents.some((before) => isBetter(before, now))).toBe(false);
        contents.push(now);
      }
    }
  });

  test("within a box the first stays unless it is dominated", () => {
    const archive = new EpsilonArchive<string>({ objectives: 2, epsilon: [1, 1] });
    archive.add([0.5, 0.5], "first");
    expect(archive.add([0.6, 0.4], "aside")).toMatchObject({
      accepted: false,
      reason: "dominated",
      rejectedBy: { payload: "first" },
    });
    expect(archive.add([0.5, 0.5], "again").reason).toBe("equal");
    expect(archive.add([0.4, 0.4], "better")).toMatchObject({
      accepted: true,
      evicted: [{ payload: "first" }],
    });
    expect(archive.add([NaN, 0], "broken").reason).toBe("not-a-number");
    expect(archive.size).toBe(1);
  });

  test("JSON, batches and directions", () => {
    const archive = new EpsilonArchive<number>({ objectives: 2, epsilon: 0.1, directions: ["min", "max"] });
    const points = matrix(4, 2, Float64Array.of(0, 0, 0.5, 0.55, 0.51, 0.56, 1, 1));
    const copy = points.data.slice();
    expect(archive.addAll(points, [0, 1, 2, 3])).toEqual({ accepted: [0, 1, 3], evicted: [] });
    expect(points.data).toEqual(copy);
    const restored = EpsilonArchive.fromJSON<number>(JSON.parse(JSON.stringify(archive)));
    expect(JSON.stringify(restored)).toBe(JSON.stringify(archive));
    expect(restored.add([0.5, 0.59], 9)).toEqual(archive.add([0.5, 0.59], 9));
    expect([...archive.points().data]).toEqual([0, 0, 1, 1, 0.5, 0.59]);
  });
});

describe("unusable input", () => {
  test.each<[string, () => unknown]>([
    [
      "BoundedArchive: capacity must be a positive integer, got 0",
      () => new BoundedArchive({ objectives: 2, capacity: 0 }),
    ],
    [
      "BoundedArchive: the hypervolume rule needs a reference point",
      () => new BoundedArchive({ objectives: 2, capacity: 3 }),
    ],
    [
      'unknown bounding rule "crowd"',
      () => new BoundedArchive({ objectives: 2, capacity: 3, rule: "crowd" }),
    ],
    [
      "BoundedArchive: divisions must be a positive integer, got 0.5",
      () => new BoundedArchive({ objectives: 2, capacity: 3, rule: "adaptive-grid", divisions: 0.5 }),
    ],
    [
      "EpsilonArchive: epsilon must be positive and finite, got 0",
      () => new EpsilonArchive({ objectives: 2, epsilon: 0 }),
    ],
    [
      "EpsilonArchive: epsilon has 1 values but there are 2 objectives",
      () => new EpsilonArchive({ objectives: 2, epsilon: [1] }),
    ],
    [
      "EpsilonArchive: objectives must be a positive integer, got -1",
      () => new EpsilonArchive({ objectives: -1, epsilon: 1 }),
    ],
    [
      "addAll: 1 points but 0 payloads",
      () => new EpsilonArchive({ objectives: 1, epsilon: 1 }).addAll([[1]], []),
    ],
    ["EpsilonArchive.fromJSON: expected what toJSON wrote", () => EpsilonArchive.fromJSON(JSON.parse("{}"))],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
});
