import { describe, expect, test } from "vitest";
import type { DataSet, Part, Pictures, Supply } from "../../src/data/index.ts";
import { loadDataSet } from "../../src/data/index.ts";
import { resampler } from "../../src/data/resample.ts";

/** 28 x 28 pictures whose pixels (0, 0) and (0, 1) number them within their source, and (27, 27) names the half. */
function numbered(count: number, part: Part, offset: number): Pictures {
  const pixels = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    pixels.fill(1, i * 784, (i + 1) * 784);
    pixels[i * 784] = 1 + Math.floor(i / 200) + offset;
    pixels[i * 784 + 1] = 1 + (i % 200);
    pixels[i * 784 + 783] = part === "train" ? 2 : 3;
    labels[i] = (i * 7 + offset) % 10;
  }
  return { count, height: 28, width: 28, pixels, labels };
}

const sizes = { train: 500, test: 120 };
const asked: string[] = [];
const supply: Supply = {
  async pictures(source, part) {
    asked.push(`${source}/${part}`);
    return numbered(sizes[part], part, source === "mnist" ? 0 : 100);
  },
  rows: () => Promise.reject(new Error("no tables here")),
};

/** Number of the picture whose upper left corner lies at (row, column) of example e, and its half. */
function shown(data: DataSet, e: number, row: number, column: number): { id: number; part: number } {
  const [side] = data.shape as [number];
  const at = (y: number, x: number): number => data.inputs[(e * side + row + y) * side + column + x]!;
  return { id: ((at(0, 0) - 1) % 100) * 200 + at(0, 1) - 1, part: at(27, 27) };
}

const bytes = (data: DataSet): Buffer => Buffer.from(data.inputs as Uint8Array);

const seen = (data: DataSet, row: number, column: number): number[] =>
  Array.from({ length: data.count }, (_, e) => shown(data, e, row, column).id);

describe("two items", () => {
  test("Pareto MTL's form: 36 x 36, corners, both labels, every picture twice in each place", async () => {
    const {
      train,
      validation,
      test: tested,
    } = await loadDataSet("multi-fashion-mnist", { validation: 100 }, supply);
    expect([train.count, validation.count, tested.count]).toEqual([800, 200, 240]);
    expect(train.shape).toEqual([36, 36, 1]);
    expect(train.targets.map(({ id, kind, size }) => ({ id, kind, size }))).toEqual([
      { id: "left", kind: "classes", size: 10 },
      { id: "right", kind: "classes", size: 10 },
    ]);
    expect(train.targets[1]!.classes![9]).toBe("ankle-boot");
    for (const [data, of, part] of [
      [train, 400, 2],
      [validation, 100, 2],
      [tested, 120, 3],
    ] as const) {
      const times = new Map<number, number>();
      for (let e = 0; e < data.count; e++) {
        const left = shown(data, e, 0, 0);
        expect(data.targets[0]!.labels[e]).toBe((left.id * 7) % 10);
        const right = shown(data, e, 8, 8);
        expect(right.part).toBe(part);
        times.set(left.id, (times.get(left.id) ?? 0) + 1);
      }
      expect(times.size).toBe(of);
      expect([...new Set(times.values())]).toEqual([2]);
    }
  });

  test("where items overlap the brighter pixel stays, elsewhere the canvas is black", async () => {
    const { train } = await loadDataSet("multi-mnist", { validation: 100, limits: { train: 1 } }, supply);
    const at = (y: number, x: number): number => train.inputs[y * 36 + x]!;
    expect(at(0, 30)).toBe(0);
    expect(at(35, 0)).toBe(0);
    expect(at(20, 20)).toBe(1);
    // The right item's numbering pixels lie on the left item's body of 1.
    expect(at(8, 9)).toBeGreaterThanOrEqual(1);
    expect(at(35, 35)).toBe(2);
    expect(at(27, 27)).toBe(2);
  });

  test("splits share no picture, and no example shows a picture twice", async () => {
    const { train, validation, test: tested } = await loadDataSet("multi-mnist", { validation: 100 }, supply);
    const trained = new Set([...seen(train, 0, 0)]);
    const validated = new Set([...seen(validation, 0, 0)]);
    expect([...trained].filter((id) => validated.has(id))).toEqual([]);
    for (let e = 0; e < tested.count; e++) expect(shown(tested, e, 8, 8).part).toBe(3);
    // Labels tell pictures apart only mod 10, so the same picture twice is looked for over a small source.
    const tiny: Supply = {
      ...supply,
      pictures: async (_, part) => numbered(part === "train" ? 6 : 2, part, 0),
    };
    for (let seed = 0; seed < 20; seed++) {
      const { train: few, test: two } = await loadDataSet("multi-mnist", { validation: 2, seed }, tiny);
      for (const data of [few, two]) {
        for (let e = 0; e < data.count; e++) {
          expect(data.targets[0]!.labels[e]).not.toBe(data.targets[1]!.labels[e]);
        }
      }
    }
  });

  test("no two examples of a round show the same pictures, not even with places exchanged", async () => {
    // Pictures of one lit pixel each, at (1, number): the right item's lies 8 lower and 8 further right.
    const lit: Supply = {
      ...supply,
      pictures: async (_, part) => {
        const count = part === "train" ? 27 : 9;
        const pixels = new Uint8Array(count * 784);
        for (let i = 0; i < count; i++) pixels[i * 784 + 28 + i] = 255;
        return { count, height: 28, width: 28, pixels, labels: new Uint8Array(count) };
      },
    };
    const { train } = await loadDataSet("multi-mnist", { validation: 9, limits: { train: 18 } }, lit);
    const pairs = Array.from({ length: train.count }, (_, e) => {
      const row = (y: number): Uint8Array =>
        train.inputs.slice((e * 36 + y) * 36, (e * 36 + y + 1) * 36) as Uint8Array;
      return [row(1).indexOf(255), row(9).indexOf(255) - 8].sort((a, b) => a - b).join();
    });
    expect(new Set(pairs).size).toBe(18);
    expect(pairs.every((pair) => pair.split(",")[0] !== pair.split(",")[1])).toBe(true);
  });

  test("one seed gives the same bytes, another one others; limits keep the first examples", async () => {
    const whole = await loadDataSet("multi-mnist", { validation: 100 }, supply);
    const again = await loadDataSet("multi-mnist", { validation: 100 }, supply);
    const other = await loadDataSet("multi-mnist", { validation: 100, seed: "another" }, supply);
    const first = await loadDataSet(
      "multi-mnist",
      { validation: 100, limits: { train: 50, test: 7 } },
      supply,
    );
    for (const split of ["train", "validation", "test"] as const) {
      expect(bytes(again[split]).equals(bytes(whole[split]))).toBe(true);
      expect(again[split].targets).toEqual(whole[split].targets);
    }
    expect(bytes(other.train).equals(bytes(whole.train))).toBe(false);
    expect([first.train.count, first.validation.count, first.test.count]).toEqual([50, 200, 7]);
    expect(bytes(first.train).equals(bytes(whole.train).subarray(0, 50 * 1296))).toBe(true);
    expect(first.test.targets[1]!.labels).toEqual(whole.test.targets[1]!.labels.slice(0, 7));
  });

  test("PaMaL's form is the canvas with the second item at (6, 6), resized; every picture once", async () => {
    for (const resampling of ["bicubic", "nearest"] as const) {
      const { train, validation } = await loadDataSet(
        "multi-mnist",
        { form: "pamal", validation: 100, resampling },
        supply,
      );
      expect([train.count, validation.count]).toEqual([400, 100]);
      expect(train.shape).toEqual([28, 28, 1]);
      // A white pair of pictures: an L of black remains at the upper right and lower left, and 2 pixels at the far edges.
      const white: Supply = {
        ...supply,
        pictures: async () => ({
          count: 4,
          height: 28,
          width: 28,
          pixels: new Uint8Array(4 * 784).fill(255),
          labels: new Uint8Array(4),
        }),
      };
      const drawn = (await loadDataSet("multi-mnist", { form: "pamal", validation: 2, resampling }, white))
        .train;
      const canvas = new Uint8Array(36 * 36);
      for (let y = 0; y < 34; y++) {
        for (let x = 0; x < 34; x++) {
          if ((y < 28 && x < 28) || (y >= 6 && x >= 6)) canvas[y * 36 + x] = 255;
        }
      }
      const expected = new Uint8Array(784);
      resampler(36, 28, resampling)(canvas, expected, 0);
      expect(drawn.inputs.slice(0, 784)).toEqual(expected);
    }
  });
});

test("three items lie in three different quadrants, those of one source in reading order", async () => {
  const { train } = await loadDataSet("three-items", { validation: 100 }, supply);
  expect(train.shape).toEqual([56, 56, 1]);
  expect(train.targets.map(({ id }) => id)).toEqual(["first", "second", "third"]);
  const arrangements = new Set<string>();
  for (let e = 0; e < train.count; e++) {
    const quadrants = [0, 1, 2, 3].map((q) => {
      const at = (e * 56 + 28 * Math.floor(q / 2)) * 56 + 28 * (q % 2);
      return {
        code: train.inputs[at]!,
        label: ((train.inputs[at]! - 1) % 100) * 200 + train.inputs[at + 1]! - 1,
      };
    });
    const fashion = quadrants.filter(({ code }) => code > 100);
    const digits = quadrants.filter(({ code }) => code > 0 && code <= 100);
    expect([fashion.length, digits.length]).toEqual([1, 2]);
    expect(train.targets[0]!.labels[e]).toBe((fashion[0]!.label * 7 + 100) % 10);
    expect(train.targets[1]!.labels[e]).toBe((digits[0]!.label * 7) % 10);
    expect(train.targets[2]!.labels[e]).toBe((digits[1]!.label * 7) % 10);
    arrangements.add(quadrants.map(({ code }) => (code > 100 ? "f" : code > 0 ? "d" : "-")).join(""));
  }
  expect(arrangements.size).toBe(12);
});

describe("asking", () => {
  test("each half of a source is asked for once", async () => {
    asked.length = 0;
    await loadDataSet("multi-mnist", { validation: 100 }, supply);
    expect(asked).toEqual(["mnist/train", "mnist/test"]);
  });

  test("one picture an example: all as published, kept as they are", async () => {
    const { train, test: tested } = await loadDataSet("mnist", { validation: 100 }, supply);
    expect(train.count).toBe(400);
    expect(new Set(seen(tested, 0, 0)).size).toBe(120);
    expect(tested.targets.map(({ id }) => id)).toEqual(["class"]);
  });

  test("unusable options are refused", async () => {
    const ask = (options: Record<string, unknown>, id = "multi-mnist") => loadDataSet(id, options, supply);
    await expect(ask({}, "multi-mnsit")).rejects.toThrow(
      'unknown data set "multi-mnsit"; did you mean "multi-mnist"?',
    );
    await expect(ask({ form: "round" })).rejects.toThrow('data set "multi-mnist": form: Invalid option');
    await expect(ask({ from: "pamal" })).rejects.toThrow(
      'data set "multi-mnist": unknown option "from"; did you mean "form"?',
    );
    await expect(ask({ validation: 500 })).rejects.toThrow(
      "mnist: expected more than 500 training pictures, as so many are kept for validation, and 2 or more in each split, found 500 and 120 for the test",
    );
  });
});

// Pillow 13.0.0: Image.fromarray(a).resize((28, 28)) for a[y, x] = (7 y^2 + 13 x + 3 x y) % 256 of 36 x 36, bicubic in
// single precision ("F"), rounded and cut; nearest in bytes ("L").
describe("resampling against Pillow", () => {
  const picture = Uint8Array.from({ length: 36 * 36 }, (_, i) => {
    const y = Math.floor(i / 36);
    const x = i % 36;
    return (7 * y * y + 13 * x + 3 * x * y) % 256;
  });
  const resized = (resampling: "bicubic" | "nearest"): Uint8Array => {
    const out = new Uint8Array(3 + 784);
    const before = picture.slice();
    resampler(36, 28, resampling)(picture, out, 3);
    expect(picture).toEqual(before);
    expect([...out.subarray(0, 3)]).toEqual([0, 0, 0]);
    return out.slice(3);
  };
  const row = (data: Uint8Array, y: number): number[] => [...data.subarray(28 * y, 28 * (y + 1))];
  const sum = (data: Uint8Array): number => data.reduce((total, value) => total + value, 0);

  test("bicubic", () => {
    const data = resized("bicubic");
    expect(row(data, 13)).toEqual([
      147, 61, 154, 215, 54, 140, 218, 56, 128, 208, 62, 115, 204, 75, 102, 203, 82, 84, 192, 143, 86, 180,
      157, 75, 166, 171, 73, 133,
    ]);
    expect(row(data, 27).slice(0, 10)).toEqual([149, 152, 195, 130, 155, 131, 90, 122, 80, 53]);
    expect(sum(data)).toBe(98_591);
  });

  test("nearest", () => {
    const data = resized("nearest");
    expect(row(data, 0).slice(0, 12)).toEqual([0, 13, 39, 52, 65, 91, 104, 117, 130, 156, 169, 182]);
    expect(row(data, 27).slice(-8)).toEqual([123, 241, 103, 83, 201, 63, 43, 161]);
    expect(sum(data)).toBe(98_412);
  });
});
