/** The reference cases of test/reference/pareto with their text numbers and generated points restored. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Matrix, matrix } from "../../src/linalg/index.ts";

interface Generator {
  readonly kind: string;
  readonly n: number;
  readonly m: number;
  readonly seed: number;
  readonly k?: number;
}

interface Stored {
  readonly name: string;
  readonly m: number;
  readonly n: number;
  readonly points?: (number | string)[][];
  readonly generator?: Generator;
  readonly reference: (number | string)[];
  readonly directions?: ("min" | "max")[];
  readonly nonFinite?: boolean;
  readonly hypervolume?: number;
  readonly mathematical?: { hypervolume?: number | string };
  readonly archiveStream?: { accepted: number[]; sizeAfterEach: number[]; finalIndices: number[] };
  readonly referenceSet?: { points?: number[][]; generator?: Generator; values: Record<string, number> };
  readonly schottSpacing?: { value: number };
  readonly exactR2?: { ideal: number[]; value: number };
}

export interface ReferenceSet extends Omit<Stored, "points" | "reference"> {
  readonly points: Matrix;
  readonly reference: number[];
  /** The second set of a case that has one. */
  readonly against?: Matrix;
}

const folder = new URL("../reference/pareto/", import.meta.url);
const { generatePoints } = (await import(new URL("point-generator.mjs", folder).href)) as {
  generatePoints(generator: Generator): Float64Array;
};

/** The points that the reference set's generator makes: n x m. */
export function generated(generator: Generator): Matrix {
  return matrix(generator.n, generator.m, generatePoints(generator));
}

function restore(points: readonly (readonly (number | string)[])[], m: number): Matrix {
  return matrix(points.length, m, Float64Array.from(points.flat(), Number));
}

/** All cases, by name. */
export const referenceSets: readonly ReferenceSet[] = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Stored)
  .filter((stored) => stored.reference !== undefined)
  .map((stored) => {
    const { points, generator, reference, referenceSet, m } = stored;
    const second = referenceSet?.generator ? generated(referenceSet.generator) : undefined;
    const against = referenceSet?.points ? restore(referenceSet.points, m) : second;
    return {
      ...stored,
      points: generator && !points ? generated(generator) : restore(points!, m),
      reference: reference.map(Number),
      ...(against ? { against } : {}),
    };
  });
