import { describe, expect, test } from "vitest";
import {
  divergenceChart,
  figuresOf,
  frontChart,
  hypervolumeChart,
  paretoPlot,
  renderSvg,
  returnsChart,
  seriesAt,
  shareChart,
  svgToPng,
} from "../../plots/index.ts";
import { keyOf, Stream } from "../../src/random/index.ts";
import { history } from "./support/history.ts";

const snapshot = (name: string): string => `./snapshots/${name}.svg`;

/** Width and height in a PNG's first chunk (W3C PNG, 11.2.1), after its signature (5.2). */
function pngSize(png: Uint8Array): [number, number] {
  expect(Array.from(png.subarray(0, 8))).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

function points(objectives: number, count = 40): number[][] {
  const stream = new Stream(keyOf("points"));
  return Array.from({ length: count }, () => Array.from({ length: objectives }, () => stream.uniform()));
}

describe("every chart of a report, as text", () => {
  for (const width of [700, 360]) {
    for (const figure of figuresOf(history())) {
      test(`${figure.id} at ${width} pixels`, async () => {
        await expect(figure.draw({ width })).toMatchFileSnapshot(snapshot(`${figure.id}-${width}`));
      });
    }
  }
  test("long runs are drawn by means of neighbours, with every generation behind them", async () => {
    const figure = figuresOf(history({ generations: 170, population: 6 })).find(({ id }) => id === "share")!;
    await expect(figure.draw()).toMatchFileSnapshot(snapshot("share-long"));
    expect(figure.table.rows.length).toBe(60);
    expect(figure.table.rows.at(-1)![0]).toBe("170");
  });
});

describe("plots of a table of points", () => {
  for (const [objectives, name] of [
    [2, "scatter"],
    [3, "matrix"],
    [5, "parallel"],
  ] as const) {
    test(`${objectives} objectives: ${name}`, async () => {
      const svg = paretoPlot(points(objectives), {
        names: ["cost", "time", "risk", "d", "e"].slice(0, objectives),
      });
      await expect(svg).toMatchFileSnapshot(snapshot(`points-${name}`));
    });
  }

  test("the front is drawn by the directions that are given", () => {
    const rows = [
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    expect(paretoPlot(rows, { directions: ["max", "max"] })).toContain("1 non-dominated");
    expect(paretoPlot(rows, { directions: ["min", "max"] })).toContain("3 non-dominated");
  });

  test("rows that are not finite are left out; no rows at all still draw", () => {
    expect(
      paretoPlot([
        [1, 2],
        [Number.NaN, 0],
        [2, Number.POSITIVE_INFINITY],
      ]),
    ).toContain("1 non-dominated of 1 points");
    expect(paretoPlot([])).toContain("0 non-dominated of 0 points");
  });

  test("says what does not fit", () => {
    expect(() => paretoPlot([[1], [2]])).toThrow("paretoPlot: expected two objectives or more, got 1");
    expect(() => paretoPlot([[1, 2]], { directions: ["min"] })).toThrow(
      "expected one direction and one name for each of 2 objectives, got 1 and 1",
    );
    expect(() => paretoPlot([[1, 2, 3]], { kind: "scatter" })).toThrow(
      'a scatter shows 2 objectives but the points have 3; take kind "matrix" or "parallel"',
    );
  });

  test("does not write to its input", () => {
    const rows = points(3);
    const before = structuredClone(rows);
    paretoPlot(rows);
    expect(rows).toEqual(before);
  });
});

describe("what is not there", () => {
  const series = seriesAt(0, "arm");
  const nothing = { steps: 10, mean: null, low: null, high: null };
  const charts: [string, () => string][] = [
    ["returns without arms", () => returnsChart({ title: "t", label: "l", arms: [], random: null })],
    [
      "returns of failed candidates",
      () =>
        returnsChart({
          title: "t",
          label: "l",
          arms: [{ series, candidates: [nothing], tests: [] }],
          random: 1,
        }),
    ],
    [
      "a front without points",
      () =>
        frontChart({
          title: "t",
          axes: [
            { label: "a", direction: "max" },
            { label: "b", direction: "min" },
          ],
          arms: [{ series, front: [], cloud: [[Number.NaN, 1]] }],
        }),
    ],
    [
      "a hypervolume of 0",
      () => hypervolumeChart({ lines: [{ series, points: [{ steps: 1, value: 0 }] }], scale: "s" }),
    ],
    [
      "no share",
      () => shareChart({ lines: [{ series, points: [{ steps: 1, value: null }] }], references: "r" }),
    ],
    [
      "no divergence",
      () =>
        divergenceChart({
          game: "g",
          toFirst: [{ series, points: [] }],
          toPrevious: [{ series, points: [] }],
        }),
    ],
  ];
  for (const [name, draw] of charts) {
    test(name, () => {
      const svg = draw();
      expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    });
  }

  for (const options of [
    { generations: 1 },
    { generations: 0 },
    { failing: 24 },
    { failing: 3 },
    { finished: false },
  ]) {
    test(`a run of ${JSON.stringify(options)}`, () => {
      for (const figure of figuresOf(history(options))) {
        expect(figure.draw()).not.toMatch(/NaN|undefined|Infinity/);
        expect(figure.sentence).not.toMatch(/NaN|undefined|Infinity/);
        expect(figure.table.rows.flat().join()).not.toMatch(/NaN|undefined/);
      }
    });
  }
});

describe("numbers behind the charts", () => {
  test("the share is counted against the single-task arms' final means", () => {
    const run = history();
    const figure = figuresOf(run).find(({ id }) => id === "share")!;
    const mean = (arm: number, id: string) => {
      const values = run.arms[arm]!.finalTest!.values[id]!;
      return values.reduce((a, b) => a + b, 0) / values.length;
    };
    const [river, fortress] = [mean(1, "river.score"), mean(2, "fortress.score")];
    const last = run.arms[0]!.generations.at(-1)!.returns;
    const beating = last["river.score"]!.filter(
      (x, i) => x! > river && last["fortress.score"]![i]! > fortress,
    ).length;
    expect(beating).toBeGreaterThan(0);
    expect(Number.parseFloat(figure.table.rows.at(-1)![2]!)).toBeCloseTo((100 * beating) / 24, 1);
  });

  test("hypervolume so far never falls and is at least the generation's own", () => {
    const rows = figuresOf(history()).find(({ id }) => id === "hypervolume")!.table.rows;
    const numbers = rows.map((row) => row.map((cell) => Number(cell.replaceAll(",", ""))));
    numbers.forEach((row, i) => {
      expect(row[2]).toBeGreaterThanOrEqual(row[4]! * (1 - 1e-6));
      if (i > 0) expect(row[2]).toBeGreaterThanOrEqual(numbers[i - 1]![2]!);
    });
  });
});

describe("files", () => {
  test("a PNG has the size of its SVG times the zoom, and the same bytes again", () => {
    const svg = renderSvg({ width: 300, height: 120, marks: [] }, { title: "empty" });
    const png = svgToPng(svg, 2);
    expect(pngSize(png)).toEqual([600, 240]);
    expect(svgToPng(svg, 2)).toEqual(png);
  });

  test("text of a PNG is drawn with the package's own font", () => {
    const blank = renderSvg({ width: 300, height: 120, axis: null, marks: [] }, { title: "a" });
    const label = { label: "mean", colour: "#fff", mark: "line" } as const;
    const labelled = renderSvg(
      { width: 300, height: 100, axis: null, marks: [] },
      { title: "a", legend: [label] },
    );
    expect(svgToPng(labelled).length).toBeGreaterThan(svgToPng(blank).length + 300);
  });

  test("markup in names is text", () => {
    const svg = renderSvg(
      { marks: [] },
      { title: 'a<b & "c"', legend: [{ label: "x<y", colour: "red", mark: "line" }] },
    );
    expect(svg).toContain("a&lt;b &amp; &quot;c&quot;");
    expect(svg).toContain("x&lt;y");
  });
});
