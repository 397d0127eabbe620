import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrix, rowOf } from "../../../src/linalg/index.ts";
import { ParetoArchive } from "../../../src/pareto/archive/index.ts";
import { hypervolume } from "../../../src/pareto/hypervolume.ts";
import { generated, referenceSets } from "../reference-sets.ts";
import { LinearArchive } from "./linear-archive.ts";

/** Coordinates with many ties, or of any kind at all: infinities, signed zeros, subnormals. */
const coordinate = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 7 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e300, 1e-300, 5e-324, Infinity, -Infinity, NaN) },
);
const stream = fc
  .integer({ min: 1, max: 6 })
  .chain((m) =>
    fc.array(fc.array(coordinate, { minLength: m, maxLength: m }), { minLength: 1, maxLength: 80 }),
  );
/** Points on a common plane, so that most of them stay: the tree has to split. */
const antichain = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 30, max: 250 }), fc.integer({ min: 1, max: 1e6 }))
  .map(([m, n, seed]) => generated({ kind: "linear", n, m, seed }));

describe("reference cases", () => {
  const streams = referenceSets.filter(({ archiveStream }) => archiveStream);
  test.each(streams)("$name: accepted, sizes and members are exact", ({ points, archiveStream, m }) => {
    const archive = new ParetoArchive<number>({ objectives: m });
    const accepted: number[] = [];
    const sizes: number[] = [];
    for (let i = 0; i < points.rows; i++) {
      accepted.push(Number(archive.add(rowOf(points, i), i).accepted));
      sizes.push(archive.size);
    }
    expect(accepted).toEqual(archiveStream!.accepted);
    expect(sizes).toEqual(archiveStream!.sizeAfterEach);
    expect(archive.entries().map(({ payload }) => payload)).toEqual(archiveStream!.finalIndices);
  });
  test("there are such cases", () => expect(streams.length).toBeGreaterThanOrEqual(9));

  const volumes = referenceSets.filter((set) => set.hypervolume !== undefined && set.points.rows > 0);
  test.each(volumes)(
    "$name: the archive's hypervolume",
    ({ name, points, reference, directions, m, ...set }) => {
      const archive = new ParetoArchive<number>({ objectives: m, reference, directions });
      for (let i = 0; i < points.rows; i++) archive.add(rowOf(points, i), i);
      // The cancellation case loses digits in its input already, as the reference set's notes say.
      const tolerance = name.startsWith("offset-cancellation") ? 1e-9 : 1e-12;
      expect(Math.abs(archive.hypervolume() - set.hypervolume!)).toBeLessThanOrEqual(
        tolerance * set.hypervolume!,
      );
    },
  );
});

describe("reference cases with infinities", () => {
  const cases = referenceSets.filter(({ mathematical }) => mathematical?.hypervolume !== undefined);
  test.each(cases)("$name: what is mathematically defined", ({ points, reference, m, mathematical }) => {
    const archive = new ParetoArchive<number>({ objectives: m, reference });
    for (let i = 0; i < points.rows; i++) archive.add(rowOf(points, i), i);
    const expected = Number(mathematical!.hypervolume);
    if (Number.isFinite(expected))
      expect(Math.abs(archive.hypervolume() - expected)).toBeLessThanOrEqual(1e-12 * expected);
    else expect(archive.hypervolume()).toBe(expected);
  });
  test("there are such cases", () => expect(cases.length).toBe(4));
});

describe("against a linear scan", () => {
  test("every answer of every step is the same", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const archive = new ParetoArchive<number>({ objectives: points[0]!.length });
        const twin = new LinearArchive<number>();
        points.forEach((point, i) => {
          expect(told(archive.add(point, i))).toEqual(told(twin.add(point, i)));
          expect(archive.entries()).toEqual(twin.members);
          expect(archive.size).toBe(twin.members.length);
        });
      }),
      { numRuns: 400 },
    );
  });

  test("also where nearly everything stays", () => {
    fc.assert(
      fc.property(antichain, (points) => {
        const archive = new ParetoArchive<number>({ objectives: points.columns });
        const twin = new LinearArchive<number>();
        for (let i = 0; i < points.rows; i++) {
          // Every third point is pulled towards the ideal, so that it evicts some.
          const point = Array.from(rowOf(points, i), (value) => (i % 3 === 2 ? 0.8 * value : value));
          expect(told(archive.add(point, i))).toEqual(told(twin.add(point, i)));
        }
        expect(archive.entries()).toEqual(twin.members);
      }),
      { numRuns: 60 },
    );
  });

  test("removing members keeps the rest in order", () => {
    fc.assert(
      fc.property(antichain, fc.array(fc.nat(), { maxLength: 40 }), (points, picks) => {
        const archive = new ParetoArchive<number>({ objectives: points.columns });
        const twin = new LinearArchive<number>();
        for (let i = 0; i < points.rows; i++) {
          archive.add(rowOf(points, i), i);
          twin.add([...rowOf(points, i)], i);
        }
        for (const pick of picks) {
          const at = pick % Math.max(1, archive.size);
          const entry = archive.entries()[at];
          if (!entry) continue;
          archive.remove(entry);
          const [taken] = twin.members.splice(at, 1);
          // What has left may come back, and is then the youngest.
          if (pick % 2 === 0) expect(archive.add(entry.point, entry.payload).accepted).toBe(true);
          if (pick % 2 === 0) twin.members.push(taken!);
          expect(archive.entries()).toEqual(twin.members);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("hypervolume", () => {
  test("equals that of the members after every step, in any number of objectives", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((m) =>
          fc.array(
            fc.array(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double({ min: 0, max: 9, noNaN: true })), {
              minLength: m,
              maxLength: m,
            }),
            {
              minLength: 1,
              maxLength: 30,
            },
          ),
        ),
        (points) => {
          const m = points[0]!.length;
          const reference = new Array<number>(m).fill(8);
          const archive = new ParetoArchive<number>({ objectives: m, reference });
          points.forEach((point, i) => {
            archive.add(point, i);
            const direct = hypervolume(archive.points(), reference);
            expect(Math.abs(archive.hypervolume() - direct)).toBeLessThanOrEqual(1e-12 * direct);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test("keeps its precision through 20000 insertions and evictions in two objectives", () => {
    const points = generated({ kind: "uniform", n: 20000, m: 2, seed: 7 });
    const archive = new ParetoArchive<number>({ objectives: 2, reference: [1.1, 1.1] });
    // Falling scale: every few hundred points the front moves on and evicts the older one.
    for (let i = 0; i < points.rows; i++) {
      const [x, y] = rowOf(points, i);
      archive.add([x! * (1 - i / 40000), y! * (1 - i / 40000)], i);
    }
    const direct = hypervolume(archive.points(), [1.1, 1.1]);
    expect(Math.abs(archive.hypervolume() - direct)).toBeLessThanOrEqual(1e-15 * direct);
  });

  test("is infinite once a member reaches minus infinity inside the reference box, and stays a number", () => {
    const archive = new ParetoArchive<number>({ objectives: 2, reference: [1, 1] });
    archive.add([-Infinity, 0.5], 0);
    expect(archive.hypervolume()).toBe(Infinity);
    archive.add([0.5, -Infinity], 1);
    archive.add([-Infinity, -Infinity], 2);
    expect(archive.hypervolume()).toBe(Infinity);
    expect(archive.size).toBe(1);
  });

  test("a point beyond the reference enters but adds nothing", () => {
    const archive = new ParetoArchive<string>({ objectives: 2, reference: [1, 1] });
    expect(archive.add([2, 0], "far").accepted).toBe(true);
    expect(archive.add([0.5, Infinity], "infinite").accepted).toBe(true);
    expect(archive.hypervolume()).toBe(0);
    archive.add([0.5, 0.5], "near");
    expect(archive.hypervolume()).toBe(0.25);
  });
});

describe("directions", () => {
  test("a maximising archive keeps what its negated twin keeps, and shows the points as given", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        const directions = Array.from({ length: m }, (_, j) =>
          j % 2 === 0 ? ("max" as const) : ("min" as const),
        );
        const archive = new ParetoArchive<number>({ objectives: m, directions });
        const negated = new ParetoArchive<number>({ objectives: m });
        points.forEach((point, i) => {
          archive.add(point, i);
          negated.add(
            point.map((value, j) => (j % 2 === 0 ? -value : value)),
            i,
          );
        });
        expect(archive.entries().map(({ payload }) => payload)).toEqual(
          negated.entries().map(({ payload }) => payload),
        );
        for (const { point, payload } of archive.entries()) expect(point).toEqual(points[payload]);
      }),
    );
  });
});

describe("batches", () => {
  test("addAll ends with the members of one by one, and writes to nothing it was given", () => {
    fc.assert(
      fc.property(stream, stream, (before, batch) => {
        const m = before[0]!.length;
        const rows = batch.map((row) => Array.from({ length: m }, (_, j) => row[j % row.length]!));
        const oneByOne = new ParetoArchive<number>({ objectives: m });
        const atOnce = new ParetoArchive<number>({ objectives: m });
        before.forEach((point, i) => {
          oneByOne.add(point, -1 - i);
          atOnce.add(point, -1 - i);
        });
        const old = atOnce.entries();
        const input = matrix(rows.length, m, Float64Array.from(rows.flat()));
        const copy = input.data.slice();
        const { accepted, evicted } = atOnce.addAll(
          input,
          rows.map((_, i) => i),
        );
        rows.forEach((row, i) => {
          oneByOne.add(row, i);
        });
        expect(payloads(atOnce)).toEqual(payloads(oneByOne));
        expect(accepted).toEqual(payloads(oneByOne).filter((payload) => payload >= 0));
        expect([...old].filter((entry) => !atOnce.entries().includes(entry)).length).toBe(evicted.length);
        expect(input.data).toEqual(copy);
      }),
    );
  });
});

describe("metamorphic", () => {
  const sorted = (archive: ParetoArchive<number>): string[] =>
    archive
      .entries()
      .map(({ point }) => point.map((value) => value + 0).join())
      .sort();
  const filled = (points: readonly number[][], m: number): ParetoArchive<number> => {
    const archive = new ParetoArchive<number>({ objectives: m, reference: new Array<number>(m).fill(6) });
    points.forEach((point, i) => {
      archive.add(point, i);
    });
    return archive;
  };
  test("the points kept depend on neither the order of insertion nor repeats nor a detour over two archives", () => {
    fc.assert(
      fc.property(stream, fc.nat(), (points, pick) => {
        const m = points[0]!.length;
        const whole = filled(points, m);
        expect(sorted(filled([...points].reverse(), m))).toEqual(sorted(whole));
        expect(sorted(filled([...points, points[pick % points.length]!], m))).toEqual(sorted(whole));
        const cut = pick % points.length;
        const merged = filled(points.slice(0, cut), m);
        for (const { point, payload } of filled(points.slice(cut), m).entries()) merged.add(point, payload);
        expect(sorted(merged)).toEqual(sorted(whole));
      }),
    );
  });
  test("an accepted point never lowers the hypervolume, a rejected one changes nothing", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        fc.pre(m <= 4);
        const archive = filled([], m);
        let before = 0;
        points.forEach((point, i) => {
          const { accepted } = archive.add(point, i);
          const now = archive.hypervolume();
          if (accepted) expect(now).toBeGreaterThanOrEqual(before * (1 - 1e-12));
          else expect(now).toBe(before);
          before = now;
        });
      }),
    );
  });
  test("scaling by powers of two scales the members and nothing else", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        const large = new ParetoArchive<number>({ objectives: m });
        // Upwards, so that no subnormal loses a bit, and not so far that the largest overflow into ties.
        points
          .filter((point) => point.every((value) => !(Math.abs(value) > 1e300)))
          .forEach((point, i) => {
            large.add(
              point.map((value, j) => value * 2 ** (j + 1)),
              i,
            );
          });
        const plain = filled(
          points.filter((point) => point.every((value) => !(Math.abs(value) > 1e300))),
          m,
        );
        expect(payloads(large)).toEqual(payloads(plain));
      }),
    );
  });
});

describe("JSON", () => {
  test("a restored archive is the same, and goes on bit for bit", () => {
    fc.assert(
      fc.property(stream, (points) => {
        const m = points[0]!.length;
        const reference = new Array<number>(m).fill(5.5);
        const half = points.length >> 1;
        const whole = new ParetoArchive<number>({ objectives: m, reference });
        points.slice(0, half).forEach((point, i) => {
          whole.add(point, i);
        });
        const text = JSON.stringify(whole);
        const restored = ParetoArchive.fromJSON<number>(JSON.parse(text));
        expect(JSON.stringify(restored)).toBe(text);
        points.slice(half).forEach((point, i) => {
          expect(told(restored.add(point, i))).toEqual(told(whole.add(point, i)));
        });
        expect(JSON.stringify(restored)).toBe(JSON.stringify(whole));
        expect(restored.hypervolume()).toBe(whole.hypervolume());
      }),
      { numRuns: 60 },
    );
  });

  test("infinities and signed zeros survive", () => {
    const archive = new ParetoArchive<string>({ objectives: 2, directions: ["min", "max"] });
    archive.add([-0, -Infinity], "a");
    archive.add([-Infinity, -Infinity], "b");
    archive.add([-0, 3], "c");
    const restored = ParetoArchive.fromJSON<string>(JSON.parse(JSON.stringify(archive)));
    expect(restored.entries()).toEqual([
      { point: [-Infinity, -Infinity], payload: "b" },
      { point: [-0, 3], payload: "c" },
    ]);
    expect(restored.directions).toEqual(["min", "max"]);
  });
});

test("the documented example", () => {
  const archive = new ParetoArchive<string>({ objectives: 2, reference: [4, 4] });
  archive.add([1, 3], "a");
  expect(archive.add([2, 2], "b").accepted).toBe(true);
  expect(archive.add([3, 3], "c").reason).toBe("dominated");
  expect(archive.hypervolume()).toBe(5);
});

describe("answers", () => {
  test("say who stands in the way, and why", () => {
    const archive = new ParetoArchive<string>({ objectives: 3 });
    archive.add([1, 1, 1], "first");
    expect(archive.add([1, 1, 1], "again")).toMatchObject({
      accepted: false,
      reason: "equal",
      rejectedBy: { payload: "first" },
    });
    expect(archive.add([1, 2, 1], "worse")).toMatchObject({
      accepted: false,
      reason: "dominated",
      rejectedBy: { payload: "first" },
    });
    expect(archive.add([NaN, 0, 0], "broken")).toEqual({
      accepted: false,
      evicted: [],
      reason: "not-a-number",
    });
    expect(archive.add([1, 0, 1], "better")).toEqual({
      accepted: true,
      evicted: [{ point: [1, 1, 1], payload: "first" }],
    });
  });

  test("signed zeros are equal", () => {
    const archive = new ParetoArchive<string>({ objectives: 2 });
    archive.add([0, 1], "zero");
    expect(archive.add([-0, 1], "minus zero").reason).toBe("equal");
  });

  test("an entry does not follow its point array", () => {
    const archive = new ParetoArchive<string>({ objectives: 2 });
    const point = [1, 2];
    archive.add(point, "a");
    point[0] = 9;
    expect(archive.entries()[0]!.point).toEqual([1, 2]);
  });
});

describe("unusable input", () => {
  const archive = new ParetoArchive<number>({ objectives: 2 });
  test.each<[string, () => unknown]>([
    ["objectives must be a positive integer, got 0", () => new ParetoArchive({ objectives: 0 })],
    [
      "directions has 1 values but the points have 2 objectives",
      () => new ParetoArchive({ objectives: 2, directions: ["min"] }),
    ],
    [
      'directions must be "min" or "max", got "up"',
      () => new ParetoArchive({ objectives: 1, directions: ["up" as "min"] }),
    ],
    [
      "reference has 3 values but there are 2 objectives",
      () => new ParetoArchive({ objectives: 2, reference: [1, 1, 1] }),
    ],
    ["reference holds NaN", () => new ParetoArchive({ objectives: 2, reference: [1, NaN] })],
    ["the point has 3 values but there are 2 objectives", () => archive.add([1, 2, 3], 0)],
    [
      "2 points but 1 payloads",
      () =>
        archive.addAll(
          [
            [1, 2],
            [2, 1],
          ],
          [0],
        ),
    ],
    ["hypervolume needs a reference point", () => archive.hypervolume()],
    ["the entry is not a member", () => archive.remove({ point: [1, 2], payload: 0 })],
    ["expected what toJSON wrote", () => ParetoArchive.fromJSON(JSON.parse('{"rows": 3}'))],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
});

const payloads = (archive: ParetoArchive<number>): number[] =>
  archive.entries().map(({ payload }) => payload);

/** What an addition says, but for which of several members stood in the way. */
function told(addition: ReturnType<ParetoArchive<number>["add"]>): unknown {
  // Any member that covers the point is a right answer; the twin names the first.
  const { rejectedBy: _, ...rest } = addition;
  return { ...rest, evicted: addition.evicted.map(({ payload }) => payload) };
}
