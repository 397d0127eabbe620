import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import { EvofrontError } from "../../src/base/index.ts";
import { toRows } from "../../src/linalg/index.ts";
import { readTableFrom, streamRows, type TableOptions, tableFormats } from "../../src/tables/index.ts";
import { readTable, streamTable } from "../../src/tables/node.ts";
import { base64Fixtures } from "./fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "evofront-tables-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The text in pieces of `size` bytes, as a slow pipe would deliver it. */
function* piecesOf(text: string | Uint8Array, size = 5): Generator<Uint8Array> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const read = (text: string | Uint8Array, options: TableOptions = {}) =>
  readTableFrom(piecesOf(text), options);
const fixture = (name: keyof typeof base64Fixtures): Uint8Array =>
  new Uint8Array(Buffer.from(base64Fixtures[name], "base64"));

describe("csv, tsv and text", () => {
  test.each<[string, string, TableOptions]>([
    ["without a header", "1,2\n3,4\n", {}],
    ["with a header", "f1,f2\n1,2\n3,4\n", {}],
    ["with CRLF, a byte order mark and no last line end", "\ufefff1,f2\r\n1,2\r\n3,4", {}],
    ["quoted, with a comma and a line end in a name", '"f,1","f\n2"\n"1",2\n3,"4"\n', {}],
    ["blanks around numbers", " 1 , 2\n3 ,4\n", {}],
    ["tabs", "a\tb\n1\t2\n3\t4\n", {}],
    ["blanks and comments", "# two points\n1   2 # first\n 3\t 4\n", {}],
    ["blanks under a header", "a b\n1 2\n3 4\n", { format: "text" }],
    ["a header by demand, of numbers", "10,20\n1,2\n3,4\n", { header: true }],
    ["row numbers in a column without a name, as pandas writes", ",f1,f2\n0,1,2\n1,3,4\n", {}],
    ["semicolons", "f1;f2\n1;2\n3;4\n", { format: "csv" }],
    ["tabs under the name of a csv", "f1\tf2\n1\t2\n3\t4\n", { format: "csv" }],
    ["a header that is repeated", "f1,f2\n1,2\n\nf1,f2\n3,4\n", {}],
  ])("%s", async (_, text, options) => {
    expect(toRows((await read(text, options)).points)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("spelled numbers", async () => {
    const { points } = await read("-1.5e-3,inf,-Infinity\nNaN,+INF,.5\n5e-324,-0,1e308\n");
    expect(toRows(points)).toEqual([
      [-0.0015, Infinity, -Infinity],
      [NaN, Infinity, 0.5],
      [5e-324, -0, 1e308],
    ]);
  });

  test("any doubles survive being written and read, whatever the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.double(), fc.double(), fc.double()), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 64 }),
        async (rows, size) => {
          const text = rows
            .map((row) => row.map((value) => (Object.is(value, -0) ? "-0" : String(value))).join(","))
            .join("\n");
          const { points } = await readTableFrom(piecesOf(text, size));
          expect(toRows(points)).toEqual(rows);
        },
      ),
    );
  });

  test("columns by name, by number and in the order wanted", async () => {
    const text = "f1,label,f2\n1,a,2\n3,b,4\n";
    const byName = await read(text, { columns: ["f2", "f1"] });
    expect(byName.columns).toEqual(["f2", "f1"]);
    expect(toRows(byName.points)).toEqual([
      [2, 1],
      [4, 3],
    ]);
    expect((await read(text, { columns: [3, "1"] })).points).toEqual(byName.points);
  });

  test("sets by a column", async () => {
    const { sets, columns, points } = await read("f1,run,f2\n1,a,2\n3,b,4\n5,a,6\n", { splitBy: "run" });
    expect(columns).toEqual(["f1", "f2"]);
    expect(points.rows).toBe(3);
    expect(sets.map(({ name, points }) => [name, toRows(points)])).toEqual([
      [
        "a",
        [
          [1, 2],
          [5, 6],
        ],
      ],
      ["b", [[3, 4]]],
    ]);
  });

  test("sets by blank lines, however many", async () => {
    const { sets } = await read("\n1,2\n3,4\n\n\n5,6\n\n");
    expect(sets.map(({ name, points }) => [name, toRows(points)])).toEqual([
      [
        "1",
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ["2", [[5, 6]]],
    ]);
  });
});

describe("any text", () => {
  test("fields come back as they were, however quoted and cut into pieces (RFC 4180)", async () => {
    const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", " ", "é", "#") }), {
            minLength: 2,
            maxLength: 2,
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const text = `n,left,right\n${rows.map(([a, b], i) => `${i},${quoted(a!)},${quoted(b!)}`).join("\r\n")}`;
          const seen: unknown[] = [];
          await streamRows(
            piecesOf(text, size),
            { columns: ["n"], format: "csv" },
            (row, index, _set, record) => {
              expect(row[0]).toBe(index);
              seen.push([...record.fields].slice(1));
            },
          );
          expect(seen).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("any bytes in any format give a table or an error of this package", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc
        .string({
          unit: fc.constantFrom("1", ".", "-", ",", "\n", '"', "[", "]", "{", "}", ":", " ", "a", "#", "\t"),
          maxLength: 60,
        })
        .map((text) => new TextEncoder().encode(text)),
      fc
        .tuple(
          fc.constantFrom(fixture("f8"), fixture("parquetSnappy"), fixture("parquetZstd")),
          fc.nat(),
          fc.nat({ max: 255 }),
        )
        .map(([file, at, byte]) => {
          const damaged = file.slice();
          damaged[at % damaged.length] = byte;
          return damaged;
        }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(undefined, ...tableFormats), async (content, format) => {
        const failure = await read(content, { format }).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure !== undefined) expect(failure).toBeInstanceOf(EvofrontError);
      }),
      { numRuns: 1500 },
    );
  });
});

describe("json and ndjson", () => {
  test.each<[string, string]>([
    ["arrays", "[[1, 2],\n [3, 4]]"],
    ["objects", '[{"f1": 1, "f2": 2}, {"f2": 4, "f1": 3}]'],
    ["an object with points", '{"points": [[1, 2], [3, 4]], "reference": [9, 9]}'],
    ["arrays, one a line", "[1, 2]\n[3, 4]\n"],
    ["objects, one a line", '{"f1": 1, "f2": 2}\n{"f2": 4, "f1": 3}'],
  ])("%s", async (_, text) => {
    expect(toRows((await read(text)).points)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("numbers that JSON cannot hold, as text", async () => {
    expect(toRows((await read('[["Infinity", "-0"], ["NaN", "-Infinity"]]')).points)).toEqual([
      [Infinity, -0],
      [NaN, -Infinity],
    ]);
  });

  test("sets by a key, and by blank lines between lines", async () => {
    const byKey = await read('[{"run": 7, "f": 1}, {"run": 8, "f": 2}]', { splitBy: "run" });
    expect(byKey.sets.map(({ name }) => name)).toEqual(["7", "8"]);
    expect((await read("[1]\n[2]\n\n[3]")).sets.map(({ points }) => points.rows)).toEqual([2, 1]);
  });
});

describe("npy", () => {
  const expected = [
    [1.5, -2],
    [Infinity, 0.25],
    [NaN, 3],
  ];
  test.each(["f8", "f4Fortran", "bigEndian"] as const)("%s", async (name) => {
    expect(toRows((await read(fixture(name))).points)).toEqual(expected);
  });
  test("integers, and one dimension as one column", async () => {
    expect(toRows((await read(fixture("i8"))).points)).toEqual([
      [1, -2],
      [3, 4],
    ]);
    expect(toRows((await read(fixture("oneDimension"))).points)).toEqual([[3], [1], [2]]);
  });
});

describe("parquet", () => {
  test("as pyarrow writes it: snappy, two row groups, a text column to split by", async () => {
    const table = await read(fixture("parquetSnappy"), { splitBy: "label" });
    expect(table.columns).toEqual(["f1", "f2"]);
    expect(toRows(table.points)).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(table.sets.map(({ name, points }) => [name, points.rows])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });
  test("as this package's own writer writes it", async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: "x", data: [0.1, 0.2], type: "DOUBLE" },
        { name: "y", data: [1, 2], type: "INT32" },
      ],
    });
    expect(toRows((await read(new Uint8Array(buffer))).points)).toEqual([
      [0.1, 1],
      [0.2, 2],
    ]);
  });
  test("zstd, as Polars packs by default", async () => {
    expect(toRows((await read(fixture("parquetZstd"))).points)).toEqual([
      [1, 3],
      [2.5, 4],
    ]);
  });
  test("gzip, where Node reads", async () => {
    const path = join(folder, "gzip.parquet");
    writeFileSync(path, fixture("parquetGzip"));
    await expect(readTable(path)).rejects.toThrow('row 2, column "f1": expected a number, found null');
  });
});

describe("from Node", () => {
  test("a path, its format by extension", async () => {
    const path = join(folder, "front.tsv");
    writeFileSync(path, "f1\tf2\n1\t2\n");
    expect(toRows((await readTable(path)).points)).toEqual([[1, 2]]);
  });

  test("rows one by one, with their number and set, from a file longer than one piece", async () => {
    const path = join(folder, "long.csv");
    writeFileSync(
      path,
      `x,y\n${Array.from({ length: 60000 }, (_, i) => `${i},${-i / 7}${i === 30000 ? "\n" : ""}`).join("\n")}`,
    );
    let rows = 0;
    const columns = await streamTable(path, { columns: ["y"] }, (row, index, set) => {
      if (row[0] !== -index / 7 || set !== (index > 30000 ? "2" : "1"))
        throw new Error(`row ${index} is wrong`);
      rows++;
    });
    expect(columns).toEqual(["y"]);
    expect(rows).toBe(60000);
  });
});

test("rows come with their whole record, columns of text included", async () => {
  const seen: unknown[] = [];
  await streamRows(
    piecesOf('name,x,y\n"a, b",1,2\nc,3,4\n'),
    { columns: ["y"] },
    (row, _index, _set, record) => {
      seen.push([record.names, [...record.fields], row[0]]);
    },
  );
  const names = ["name", "x", "y"];
  expect(seen).toEqual([
    [names, ["a, b", "1", "2"], 2],
    [names, ["c", "3", "4"], 4],
  ]);
});

describe("unusable tables", () => {
  const name = "front.csv";
  test.each<[string, string, TableOptions]>([
    ["front.csv: the table is empty", "", { name }],
    ["front.csv: the table is empty", "\n\n", { name }],
    ["front.csv: the table is empty", "f1,f2\n", { name }],
    ["table: the table is empty", "[]", { format: "json" }],
    [
      "front.csv: line 3 has 1 values but line 1 has 2; make all rows equally long",
      "1,2\n3,4\n5\n",
      { name },
    ],
    ["front.csv: line 5 has 3 values but line 1 has 2", 'a,b\n"1",2\n3,"4"\n\n5,6,7\n', { name }],
    ['front.csv: line 3, column "f2": expected a number, found "high"', "f1,f2\n1,2\n3,high\n", { name }],
    ['front.csv: line 1, column "2": expected a number, found "x"', "1,x\n3,4\n", { name }],
    ['line 2, column "b": expected a number, found ""', "a,b\n1,\n", { name }],
    ['column "1": expected a number, found "0x10"', "1,2\n0x10,3\n", { name }],
    ['front.csv: no column "f3"; did you mean "f1"?', "f1,f2\n1,2\n", { name, columns: ["f3"] }],
    ["front.csv: no column 3; its columns are numbered 1 to 2", "f1,f2\n1,2\n", { name, columns: [3] }],
    ["front.csv: no column 0; its columns are numbered 1 to 2", "f1,f2\n1,2\n", { name, columns: ["0"] }],
    ['front.csv: no column "runs"; did you mean "run"?', "f1,run\n1,2\n", { name, splitBy: "runs" }],
    ["no number column is left to read", "run\n1\n", { splitBy: "run" }],
    ['two columns are called "f1"; rename one', "f1,f1\n1,2\n", { name }],
    ["a quoted field is never closed", 'f1,f2\n1,"2\n', { name }],
    ["row 2 has 1 values but row 1 has 2", "[[1, 2], [3]]", { format: "json" }],
    [
      'row 2, column "f2": expected a number, found nothing',
      '[{"f1": 1, "f2": 2}, {"f1": 3}]',
      { format: "json" },
    ],
    ['row 1, column "1": expected a number, found null', "[[null]]", { format: "json" }],
    ["row 1 is 5; write each row as an array or an object", "[5]", { format: "json" }],
    ["not JSON (", "[[1, 2]", { format: "json" }],
    ['expected an array of rows, or an object with one as "points"', '{"rows": []}', { format: "json" }],
    ["line 2 is not JSON (", "[1, 2]\n[3, \n", { format: "ndjson" }],
    ["not a NPY file", "1,2\n", { format: "npy" }],
    ["cannot be read as Parquet (", "1,2\n", { format: "parquet" }],
  ])("%s", async (message, text, options) => {
    await expect(read(text, options)).rejects.toThrow(message);
    await expect(read(text, options)).rejects.toMatchObject({ exitCode: 2 });
  });

  test("NPY arrays that are no table", async () => {
    await expect(read(fixture("cube"))).rejects.toThrow(
      "the NPY array has 3 dimensions; save rows x columns",
    );
    await expect(read(fixture("record"))).rejects.toThrow("NPY type [('a', '<f8')] is not supported");
    await expect(read(fixture("emptyNpy"))).rejects.toThrow("the table is empty");
    await expect(read(fixture("f8").subarray(0, 150))).rejects.toThrow(
      "cut short: 3 x 2 values need 176 bytes, found 150",
    );
  });

  test("a codec that this place cannot read", async () => {
    const reading = readTableFrom(piecesOf(fixture("parquetGzip")));
    await expect(reading).rejects.toThrow(
      /cannot be read as Parquet \(.*GZIP.*\); write it anew, uncompressed, with snappy or with zstd/,
    );
  });

  test("paths that are no file", async () => {
    await expect(readTable(join(folder, "missing.csv"))).rejects.toThrow(
      "missing.csv: no such file; check the path",
    );
    await expect(readTable(folder)).rejects.toThrow("is a folder; name a table file");
  });
});

test("a reader holds one row at a time: the callback's array is the same each time", async () => {
  const seen = new Set<Float64Array>();
  await streamRows(piecesOf("1,2\n3,4\n5,6\n"), {}, (row) => seen.add(row));
  expect(seen.size).toBe(1);
});
