import { describe, expect, test } from "vitest";
import { hypervolume } from "../../src/pareto/index.ts";
import { createProblem } from "../../src/problems/index.ts";

/**
 * The volume below `reference` of what is dominated by the curve (t, h(t)), h falling over [from, to], is
 * (r1 - to)(r2 - h(to)) + integral of (r2 - h). Here in closed form for each front; `missing` is what a staircase of n
 * even steps leaves out at most: the sum of the steps' rectangles.
 */
function approaches(id: string, options: Record<string, unknown>, reference: number[], exact: number): void {
  const front = createProblem(id, options).front!;
  const errors = [500, 2000].map((count) => exact - hypervolume(front(count), reference));
  // From below, and a finer front leaves out less, about in proportion to the number of points in two objectives.
  expect(errors[0]).toBeGreaterThan(0);
  expect(errors[1]).toBeGreaterThan(0);
  expect(errors[1]! / errors[0]!).toBeLessThan(0.35);
  expect(errors[1]! / exact).toBeLessThan(2e-3);
}

/** Integral of 1 - sqrt t - t sin(10 pi t), for ZDT3. */
const zdt3Integral = (t: number): number => {
  const w = 10 * Math.PI;
  return t - (2 / 3) * t ** 1.5 + (t * Math.cos(w * t)) / w - Math.sin(w * t) / (w * w);
};

/** The ends of ZDT3's pieces as pymoo 0.6.2 has them (ten digits, from Deb's publication). */
const zdt3Pieces = [
  [0, 0.0830015349],
  [0.18222878, 0.2577623634],
  [0.4093136748, 0.4538821041],
  [0.6183967944, 0.6525117038],
  [0.8233317983, 0.8518328654],
] as const;
const zdt3 = (t: number): number => 1 - Math.sqrt(t) - t * Math.sin(10 * Math.PI * t);

describe("hypervolumes of two-objective fronts approach the closed form", () => {
  const r = [1.1, 1.1];

  test("ZDT1, ZDT4, UF1-3: area above 1 - sqrt t", () => {
    // Integral of 1.1 - (1 - sqrt t) over [0, 1], and the strip to the right: 1.1 x 0.1.
    for (const id of ["zdt1", "zdt4", "uf1", "uf2", "uf3"]) approaches(id, {}, r, 0.1 + 2 / 3 + 0.11);
  });

  test("ZDT2, UF4: area above 1 - t^2", () => {
    for (const id of ["zdt2", "uf4"]) approaches(id, {}, r, 0.1 + 1 / 3 + 0.11);
  });

  test("ZDT3: five pieces, the steps between them, the strip to the right", () => {
    let area = 0;
    zdt3Pieces.forEach(([from, to], i) => {
      area += 1.1 * (to - from) - (zdt3Integral(to) - zdt3Integral(from));
      const next = zdt3Pieces[i + 1]?.[0] ?? 1.1;
      area += (next - to) * (1.1 - zdt3(to));
    });
    approaches("zdt3", {}, r, area);
  });

  test("ZDT6: from the least f1 there is", () => {
    const low = 0.2807753188153694;
    approaches("zdt6", {}, r, 0.1 * (1 - low) + (1 - low ** 3) / 3 + 0.11);
  });

  test("UF7: the triangle above a line", () => {
    approaches("uf7", {}, r, 0.1 + 0.5 + 0.11);
  });

  test("UF6: two pieces of that line and the steps before them", () => {
    // Below 1/4, 1/2 .. 3/4: steps at the heights 1 and 1/2; above the pieces: a quarter's width each.
    const exact =
      0.25 * 0.1 +
      0.25 * 0.1 +
      (0.5 ** 2 - 0.25 ** 2) / 2 +
      0.25 * 0.6 +
      0.25 * 0.1 +
      (1 - 0.75 ** 2) / 2 +
      0.11;
    approaches("uf6", {}, r, exact);
  });

  test("ZDT5: 31 points, a sum of rectangles", () => {
    let exact = 0;
    for (let u = 1; u <= 31; u++) exact += (u === 31 ? 32 - u : 1) * (11 - 10 / u);
    expect(hypervolume(createProblem("zdt5").front!(31), [32, 11])).toBeCloseTo(exact, 10);
  });

  test("UF5: 21 points on a line", () => {
    let exact = 0;
    for (let i = 0; i <= 20; i++) exact += (i === 20 ? 0.1 : 0.05) * (0.1 + i / 20);
    expect(hypervolume(createProblem("uf5").front!(21), r)).toBeCloseTo(exact, 12);
  });

  test("DTLZ1 to 3, WFG4: a triangle, a quarter circle, a quarter ellipse", () => {
    approaches("dtlz1", { objectives: 2 }, [0.55, 0.55], 0.55 ** 2 - 0.5 ** 2 / 2);
    for (const id of ["dtlz2", "dtlz3", "dtlz4", "dtlz5", "dtlz6"])
      approaches(id, { objectives: 2 }, r, 1.21 - Math.PI / 4);
    for (const id of ["wfg4", "wfg5", "wfg6", "wfg7", "wfg8", "wfg9"])
      approaches(id, { objectives: 2 }, [2.2, 4.4], 2.2 * 4.4 - (Math.PI / 4) * 2 * 4);
    approaches("wfg3", { objectives: 2 }, [2.2, 4.4], 2.2 * 4.4 - 4);
    approaches("idtlz2", { objectives: 2 }, r, 1.21 - (1 - Math.PI / 4));
    approaches("sdtlz2", { objectives: 2 }, [1.1, 11], 10 * (1.21 - Math.PI / 4));
  });

  test("Schaffer N. 1: (sqrt f2) = 2 - sqrt f1", () => {
    // Area below the curve from 0 to 4: integral of (2 - sqrt t)^2 = 16 - 64/3 + 8.
    approaches("schaffer1", {}, [4.4, 4.4], 4.4 ** 2 - (16 - 64 / 3 + 8));
  });

  test("Schaffer N. 2: two parabolas", () => {
    // f1 = x - 2, f2 = (x - 5)^2 on [1, 2), then f1 = x - 4 on [4, 5]: 16.. 9 over [-1, 0], 1 .. 0 over [0, 1].
    approaches("schaffer2", {}, [1.2, 17.5], 17.5 - (64 - 27) / 3 + (17.5 - 1 / 3) + 0.2 * 17.5);
  });

  test("BNH: the arc of 8 t^2 against 2 (5 - t)^2, then of 4 t^2 + 36 against (t - 5)^2 + 4", () => {
    // Integrals of f2 df1: 16 t * 2 (5 - t)^2 over [0, 3]; 8 t ((t - 5)^2 + 4) over [3, 5].
    const first = (t: number): number => 32 * (12.5 * t ** 2 - (10 / 3) * t ** 3 + t ** 4 / 4);
    const second = (t: number): number => 8 * (14.5 * t ** 2 - (10 / 3) * t ** 3 + t ** 4 / 4);
    const below = first(3) + second(5) - second(3);
    approaches("bnh", {}, [140, 50], 140 * 50 - below - 4 * 4);
  });
});

describe("hypervolumes of fronts of three objectives and more approach the closed form", () => {
  test.each([3, 4])("DTLZ1, inverted DTLZ1 and MaF1 in %i objectives: simplices", (m) => {
    let factorial = 1;
    for (let i = 2; i <= m; i++) factorial *= i;
    const size = 0.55 ** m;
    const below = 0.5 ** m / factorial;
    expectNear("dtlz1", m, 0.55, size - below);
    expectNear("idtlz1", m, 0.55, invertedVolume(m, 0.5, 0.05));
    expectNear("maf1", m, 1.1, invertedVolume(m, 1, 0.1));
  });

  test.each([3, 4])("DTLZ2, 3 and 4 in %i objectives: 1.1^m less an orthant of the ball", (m) => {
    const ball = m === 3 ? (4 / 3) * Math.PI : Math.PI ** 2 / 2;
    for (const id of ["dtlz2", "dtlz3", "dtlz4"]) expectNear(id, m, 1.1, 1.1 ** m - ball / 2 ** m);
  });

  /** A lattice's staircase falls short by about its spacing; it must not exceed the volume, and the gap must shrink. */
  function expectNear(id: string, m: number, reference: number, exact: number): void {
    const front = createProblem(id, { objectives: m }).front!;
    const errors = [100, 3000].map(
      (count) => exact - hypervolume(front(count), new Array(m).fill(reference)),
    );
    expect(errors[1]! / exact).toBeGreaterThan(0);
    expect(errors[1]! / errors[0]!).toBeLessThan(0.5);
    expect(errors[1]! / exact).toBeLessThan(m === 3 ? 0.03 : 0.15);
  }

  /**
   * y dominates some f with f_i <= side and sum f = (m - 1) side where u_i = side - min(y_i, side) sum to at most `side`.
   * Of m coordinates, k lie below `side` (their u in a simplex of volume side^k / k!), the others in a strip.
   */
  function invertedVolume(m: number, side: number, strip: number): number {
    let volume = 0;
    let chosen = 1;
    let simplex = 1;
    for (let k = 0; k <= m; k++) {
      volume += chosen * strip ** (m - k) * simplex;
      chosen = (chosen * (m - k)) / (k + 1);
      simplex = (simplex * side) / (k + 1);
    }
    return volume;
  }
});
