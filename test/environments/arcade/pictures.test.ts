import fc from "fast-check";
import { expect, test } from "vitest";
import { Canvas } from "../../../environments/arcade/canvas.ts";
import { ink, luminanceOf, rgbOf } from "../../../environments/arcade/palette.ts";
import { environments } from "../../../environments/index.ts";

test("greyscale is the area average of the luminance, pixel by pixel", () => {
  const colours = luminanceOf.length;
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 23 }),
      fc.integer({ min: 5, max: 23 }),
      fc.integer(),
      (w, h, seed) => {
        const size = 5;
        const canvas = new Canvas(w, h);
        for (let i = 0; i < w * h; i++) canvas.pixels[i] = (Math.imul(i + 1, seed | 1) >>> 8) % colours;
        const grey = new Uint8Array(size * size);
        canvas.greyscale(grey, size);
        for (let y = 0; y < size; y++) {
          for (let x = 0; x < size; x++) {
            // Every source pixel, weighted with the area that it shares with the target pixel.
            let sum = 0;
            for (let v = 0; v < h; v++) {
              for (let u = 0; u < w; u++) {
                const across = Math.min((u + 1) * size, (x + 1) * w) - Math.max(u * size, x * w);
                const down = Math.min((v + 1) * size, (y + 1) * h) - Math.max(v * size, y * h);
                if (across > 0 && down > 0) sum += across * down * luminanceOf[canvas.pixels[v * w + u]!]!;
              }
            }
            // Rounding may go either way where the mean is a half.
            expect(Math.abs(grey[y * size + x]! - sum / (w * h))).toBeLessThanOrEqual(0.5 + 1e-6);
          }
        }
      },
    ),
  );
});

test("strokes clip at the edges", () => {
  const canvas = new Canvas(4, 3);
  canvas.fill(-2, -2, 4, 4, 1);
  canvas.fill(3, 2, 9, 9, 2);
  canvas.fill(9, 9, 2, 2, 3);
  canvas.sprite(2, -1, ["aa", "a "], { a: 4 });
  expect([...canvas.pixels]).toEqual([1, 1, 4, 0, 1, 1, 0, 0, 0, 0, 0, 2]);
});

test("the palette's luminance is BT.601 and tells grounds, walls and craft apart", () => {
  expect(luminanceOf[ink.craft]).toBeCloseTo(0.299 * 0xf7 + 0.587 * 0xd6 + 0.114 * 0x4a, 9);
  const [r, g, b] = rgbOf.subarray(3 * ink.water, 3 * ink.water + 3);
  expect([r, g, b]).toEqual([0x2b, 0x5f, 0xb8]);
  const apart = (a: number, c: number): number => Math.abs(luminanceOf[a]! - luminanceOf[c]!);
  expect(apart(ink.water, ink.bank)).toBeGreaterThan(20);
  expect(apart(ink.craft, ink.water)).toBeGreaterThan(80);
  expect(apart(ink.wall, ink.opening)).toBeGreaterThan(80);
});

test.each([
  ["river", ink.water, ink.bank],
  ["fortress", ink.floor, ink.tower],
] as const)("%s shows the whole world, with the craft in its row", (id, ground, solid) => {
  const entry = environments.get(id);
  const environment = entry.create(entry.options.parse({}));
  environment.reset([4, 2]);
  const picture = environment.picture?.();
  if (picture === undefined) throw new Error("no picture");
  const { width, height, rgb } = picture;
  expect([width, height]).toEqual([192, 210]);
  const count = (colour: number, fromRow: number, toRow: number): number => {
    let pixels = 0;
    for (let i = fromRow * width; i < toRow * width; i++) {
      if ([0, 1, 2].every((c) => rgb[3 * i + c] === rgbOf[3 * colour + c])) pixels += 1;
    }
    return pixels;
  };
  expect(count(ground, 18, 178)).toBeGreaterThan(2000);
  expect(count(solid, 18, 178)).toBeGreaterThan(500);
  // The craft is drawn in row 9 of the view, raised by two pixels a level, and nowhere further up.
  expect(count(ink.craft, 155, 178)).toBeGreaterThan(60);
  expect(count(ink.craft, 18, 150)).toBe(0);
  // A full tank: the whole gauge is green.
  expect(count(ink.gaugeFull, 178, 210)).toBeGreaterThan(800);
});
