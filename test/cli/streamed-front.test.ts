import { afterAll, expect, test } from "vitest";
import { readFront } from "../../src/cli/streamed-front.ts";
import { matrix } from "../../src/linalg/index.ts";
import { nondominated } from "../../src/pareto/index.ts";
import { Stream } from "../../src/random/index.ts";
import { scratch } from "./support/program.ts";

/** Rows of small whole numbers: many duplicates, many ties, and a NaN here and there. */
const rows = 150_000;
const stream = new Stream([7, 1]);
const data = Float64Array.from({ length: 3 * rows }, (_, k) => {
  const value = Math.floor(60 * stream.uniform()) + Math.floor(k / 150_000);
  return stream.uniform() < 1e-3 ? Number.NaN : value;
});
const lines = Array.from({ length: rows }, (_, i) => `row ${i},${data.slice(3 * i, 3 * i + 3).join(",")}`);
const folder = scratch({ "many.csv": `name,x,y,z\n${lines.join("\n")}\n` });
afterAll(folder.remove);

test.each([true, false])(
  "the front of a table read in parts is the front of the whole (duplicates kept: %s)",
  async (keepDuplicates) => {
    const table = await readFront(
      `${folder.path}/many.csv`,
      { columns: ["x", "y", "z"] },
      { keepDuplicates },
    );
    const expected = nondominated(matrix(rows, 3, data), { keepDuplicates });
    const [set] = table.sets;
    expect(set!.indexes).toEqual([...expected]);
    expect({ names: table.names, rows: table.rows, size: set!.size }).toEqual({
      names: ["name", "x", "y", "z"],
      rows,
      size: rows,
    });
    expect(set!.indexes.map((_, k) => [...set!.record(k)].join(","))).toEqual(
      [...expected].map((i) => lines[i]),
    );
  },
);
