import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Matrix, toRows } from "../../../src/linalg/index.ts";
import {
  dasDennis,
  dasDennisDivisions,
  dasDennisSize,
  incrementalDirections,
  layeredDirections,
  rieszDirections,
} from "../../../src/pareto/directions/index.ts";
import { projectOntoSimplex } from "../../../src/pareto/directions/riesz.ts";
import { keyOf } from "../../../src/random/index.ts";

function expectOnSimplex({ data, columns, rows }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    expect(row.every((value) => value >= 0)).toBe(true);
    expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-14);
  }
}
const rounded = (rows: number[][]): number[][] =>
  rows.map((row) => row.map((value) => Math.round(value * 1e12) / 1e12));
const distinct = (directions: Matrix): number =>
  new Set(rounded(toRows(directions)).map((row) => row.join(" "))).size;

describe("Das-Dennis", () => {
  test("three objectives, two divisions: written out", () => {
    expect(toRows(dasDennis(3, 2))).toEqual([
      [0, 0, 1],
      [0, 0.5, 0.5],
      [0, 1, 0],
      [0.5, 0, 0.5],
      [0.5, 0.5, 0],
      [1, 0, 0],
    ]);
  });
  // Deb, Jain 2014, Table I: 91 for (3, 12), 210 for (5, 6), 156 = 120 + 36 for (8, 3) and (8, 2).
  test.each([
    [3, 12, 91],
    [5, 6, 210],
    [8, 3, 120],
    [8, 2, 36],
    [10, 3, 220],
  ])("%i objectives, %i divisions: %i directions", (m, divisions, size) => {
    const lattice = dasDennis(m, divisions);
    expect(lattice.rows).toBe(size);
    expect(dasDennisSize(m, divisions)).toBe(size);
    expect(distinct(lattice)).toBe(size);
    expectOnSimplex(lattice);
    expect(dasDennisDivisions(m, size)).toBe(divisions);
    expect(dasDennisDivisions(m, size - 1)).toBe(divisions - 1);
  });
  test("no divisions give the centre, one objective gives 1", () => {
    expect(toRows(dasDennis(4, 0))).toEqual([[0.25, 0.25, 0.25, 0.25]]);
    expect(toRows(dasDennis(1, 5))).toEqual([[1]]);
  });
});

describe("layers", () => {
  test("outer and inner, as pymoo 0.6.2's multi-layer: (2 divisions) and (1 division, scale 0.5)", () => {
    const layered = layeredDirections(3, [{ divisions: 2 }, { divisions: 1, scale: 0.5 }]);
    expect(rounded(toRows(layered))).toEqual(
      rounded([
        [0, 0, 1],
        [0, 0.5, 0.5],
        [0, 1, 0],
        [0.5, 0, 0.5],
        [0.5, 0.5, 0],
        [1, 0, 0],
        [1 / 6, 1 / 6, 2 / 3],
        [1 / 6, 2 / 3, 1 / 6],
        [2 / 3, 1 / 6, 1 / 6],
      ]),
    );
  });
  test("a direction of two layers is kept once", () => {
    expect(layeredDirections(3, [{ divisions: 3 }, { divisions: 0 }]).rows).toBe(10);
  });
});

describe("incremental lattice", () => {
  // pymoo 0.6.2: len(incremental_lattice(divisions, objectives))
  test.each([
    [2, 1, 3],
    [2, 4, 9],
    [3, 1, 4],
    [3, 2, 10],
    [3, 3, 19],
    [3, 4, 31],
    [4, 3, 35],
    [4, 4, 69],
    [5, 3, 56],
    [5, 4, 126],
  ])("%i objectives, %i divisions: %i directions on the simplex, all different", (m, divisions, size) => {
    const lattice = incrementalDirections(m, divisions);
    expect(lattice.rows).toBe(size);
    expect(distinct(lattice)).toBe(size);
    expectOnSimplex(lattice);
  });
  test("two divisions in three objectives: corners, edge middles, and the centre with its three neighbours", () => {
    expect(rounded(toRows(incrementalDirections(3, 2)))).toEqual(
      rounded([
        [0, 0, 1],
        [0, 0.5, 0.5],
        [0, 1, 0],
        [1 / 6, 1 / 6, 2 / 3],
        [1 / 6, 2 / 3, 1 / 6],
        [1 / 3, 1 / 3, 1 / 3],
        [0.5, 0, 0.5],
        [0.5, 0.5, 0],
        [2 / 3, 1 / 6, 1 / 6],
        [1, 0, 0],
      ]),
    );
  });
});

describe("Riesz s-energy", () => {
  // pymoo 0.6.2, get_reference_directions("energy", m, n, seed=1), its own energy function with s = 2 m.
  test.each([
    [3, 15, 5.018934880519764],
    [3, 21, 6.074400791241831],
    [5, 40, 7.558648704676838],
    [4, 10, 2.1588311396374156],
    [2, 7, 4.588882874546217],
  ])("%i objectives, %i points: energy as low as pymoo's to within 1 %", (m, n, energy) => {
    const { directions, logEnergy } = rieszDirections(m, n);
    expect(directions.rows).toBe(n);
    expectOnSimplex(directions);
    expect(distinct(directions)).toBe(n);
    expect(logEnergy).toBeLessThan(energy * 1.01);
  });
  test("in two objectives the points end up nearly evenly spaced, ends included", () => {
    const { directions } = rieszDirections(2, 6, { s: 20 });
    toRows(directions).forEach((row, i) => {
      expect(Math.abs(row[0]! - i / 5)).toBeLessThan(0.01);
    });
  });
  test("the same key gives the same bits, another key other ones", () => {
    const first = rieszDirections(4, 13, { key: keyOf(3), iterations: 50 });
    expect(rieszDirections(4, 13, { key: keyOf(3), iterations: 50 })).toEqual(first);
    expect(rieszDirections(4, 13, { key: keyOf(4), iterations: 50 }).directions.data).not.toEqual(
      first.directions.data,
    );
  });
  test("its energy is that of the definition", () => {
    const { directions, logEnergy } = rieszDirections(3, 8, { iterations: 20 });
    const rows = toRows(directions);
    const energies = rows.flatMap((a, i) =>
      rows.slice(0, i).map((b) => Math.hypot(...a.map((value, j) => value - b[j]!)) ** -6),
    );
    const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
    expect(Math.abs(logEnergy - Math.log(mean))).toBeLessThan(1e-12);
  });
  test("fewer points than objectives, one point, one objective", () => {
    expectOnSimplex(rieszDirections(5, 3).directions);
    expectOnSimplex(rieszDirections(3, 1).directions);
    expect(toRows(rieszDirections(1, 2).directions)).toEqual([[1], [1]]);
  });
  test("the projection is the nearest point of the simplex", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.integer(),
        (values, seed) => {
          const row = Float64Array.from(values);
          projectOntoSimplex(row);
          const toRow = Math.hypot(...values.map((value, j) => value - row[j]!));
          // Against lattice points and the corners: none may be nearer.
          const rivals = toRows(dasDennis(values.length, 1 + (Math.abs(seed) % 4)));
          for (const rival of rivals) {
            expect(Math.hypot(...values.map((value, j) => value - rival[j]!))).toBeGreaterThanOrEqual(
              toRow - 1e-12,
            );
          }
          expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-14);
        },
      ),
    );
  });
});

describe("unusable input", () => {
  test.each<[string, () => unknown]>([
    ["dasDennis: objectives must be an integer of at least 1, got 0", () => dasDennis(0, 3)],
    ["dasDennis: divisions must be an integer of at least 0, got 1.5", () => dasDennis(3, 1.5)],
    [
      "incrementalDirections: divisions must be an integer of at least 1, got 0",
      () => incrementalDirections(3, 0),
    ],
    ["layeredDirections: layers is empty", () => layeredDirections(3, [])],
    [
      "layeredDirections: scale must be in (0, 1], got 2",
      () => layeredDirections(3, [{ divisions: 1, scale: 2 }]),
    ],
    ["rieszDirections: points must be a positive integer, got 0", () => rieszDirections(3, 0)],
    ["rieszDirections: s must be positive, got -1", () => rieszDirections(3, 5, { s: -1 })],
  ])("%s", (message, action) => {
    expect(action).toThrow(message);
  });
});
