/** Runs in the page: every Pareto job on the reference points, and what it makes of them as JSON in the body. */
import {
  contributions,
  decisions,
  hypervolume,
  indicators,
  nondominatedSort,
  ParetoArchive,
} from "../../dist/src/index.js";
import { generatePoints } from "../reference/pareto/point-generator.mjs";

/** The one thing of the page that is used; the tests are checked without the DOM's types. */
declare const document: { body: { textContent: string } };

function points(kind: string, n: number, m: number): { rows: number; columns: number; data: Float64Array } {
  return { rows: n, columns: m, data: generatePoints({ kind, n, m, seed: 1 }) };
}

const results: Record<string, unknown> = {};
try {
  for (const [m, n] of [
    [2, 1000],
    [3, 1000],
    [4, 1000],
    [5, 100],
    [6, 100],
  ] as const) {
    const front = points("sphere", n, m);
    const before = front.data.slice();
    const reference = new Array<number>(m).fill(1.1);
    results[`hypervolume ${m}`] = hypervolume(front, reference);
    results[`contributions ${m}`] = [...contributions(front, reference)];
    results[`ranks ${m}`] = [...nondominatedSort(points("uniform", n, m)).ranks];
    results[`untouched ${m}`] = front.data.every((value, i) => value === before[i]);
  }
  const archive = new ParetoArchive<number>({ objectives: 3 });
  const stream = points("uniform", 1000, 3);
  for (let i = 0; i < stream.rows; i++) archive.add(stream.data.subarray(3 * i, 3 * i + 3), i);
  results["archive"] = archive.entries().map(({ payload }) => payload);
  results["names"] = [...indicators.ids(), ...decisions.ids()];
} catch (error) {
  results["error"] = String(error);
}
document.body.textContent = JSON.stringify(results);
