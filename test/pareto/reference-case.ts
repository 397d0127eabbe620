import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Matrix } from "../../src/linalg/index.ts";
import type { Direction } from "../../src/pareto/index.ts";
import { generatePoints } from "../reference/pareto/point-generator.mjs";

/** One file of test/reference/pareto; its README has the meaning of every field. */
export interface ReferenceCase {
  readonly name: string;
  readonly points: Matrix;
  readonly reference: number[];
  readonly directions?: Direction[];
  // biome-ignore lint/suspicious/noExplicitAny: the expected answers differ from file to file
  readonly expected: any;
}

const folder = new URL("../reference/pareto/", import.meta.url);

/** Numbers that JSON cannot hold are strings there. */
export const numbers = (values: (number | string)[]): number[] => values.map(Number);

function read(file: string): ReferenceCase {
  const expected = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  const data: Float64Array =
    expected.points === undefined
      ? generatePoints(expected.generator)
      : Float64Array.from(numbers(expected.points.flat()));
  if (expected.pointsSha256 !== undefined && hashOf(data) !== expected.pointsSha256) {
    throw new Error(`${file}: the points do not have the hash it states`);
  }
  return {
    name: expected.name,
    points: { rows: expected.n, columns: expected.m, data },
    reference: numbers(expected.reference),
    ...(expected.directions === undefined ? {} : { directions: expected.directions }),
    expected,
  };
}

/** SHA-256 of the bytes, hexadecimal (all supported platforms are little-endian). */
export function hashOf(values: Float64Array | Int32Array): string {
  return createHash("sha256")
    .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

export const referenceCases: ReferenceCase[] = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .sort()
  .map(read);
