/** `front` and `hypervolume` as child processes: every form of input, every output, and what bad input gets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { evofront, root, scratch } from "./support/program.ts";

const reference = (name: string): string => join(root, "test", "reference", "pareto", `${name}.json`);
const csv = "cost,error\n1,4\n2,2\n4,1\n3,3\n";
const folder = scratch({
  "points.csv": csv,
  "labelled.csv": 'name,cost,error\n"a, b",1,4\nc,2,2\nd,3,3\n',
  "seeds.csv": "seed,cost,error\none,1,4\ntwo,2,2\none,2,5\ntwo,1,3\n",
  "nothing.csv": "",
  "only-a-header.csv": "cost,error\n",
  "ragged.csv": "cost,error\n1,4\n2\n",
  "text.csv": "cost,error\n1,4\n2,high\n",
});
afterAll(folder.remove);

const run = (...args: string[]) => evofront(args, { cwd: folder.path });
const feed = (input: string, ...args: string[]) => evofront(args, { input });

describe.concurrent("front", () => {
  test("prints the non-dominated rows as CSV and says how many on standard error", async () => {
    expect(await run("front", "points.csv")).toEqual({
      code: 0,
      stdout: "cost,error\n1,4\n2,2\n4,1\n",
      stderr: "3 of 4 rows are non-dominated\n",
    });
  });

  test.each([
    ["CSV with a header", csv, "cost,error\n1,4\n2,2\n4,1\n"],
    ["CSV without one", "1,4\n2,2\n4,1\n3,3\n", "1,4\n2,2\n4,1\n"],
    ["TSV", "1\t4\n2\t2\n4\t1\n3\t3\n", "1,4\n2,2\n4,1\n"],
    ["a JSON array", "[[1,4],[2,2],[4,1],[3,3]]", "1,4\n2,2\n4,1\n"],
    ["JSON objects", '[{"cost":1,"error":4},{"cost":3,"error":5}]', "cost,error\n1,4\n"],
    ["NDJSON", '{"cost":1,"error":4}\n{"cost":3,"error":5}\n', "cost,error\n1,4\n"],
    ["NDJSON arrays", "[1,4]\n[2,2]\n[3,3]\n", "1,4\n2,2\n"],
  ])("reads %s from standard input", async (_form, input, output) => {
    const { code, stdout } = await feed(input, "front", "-");
    expect({ code, stdout }).toEqual({ code: 0, stdout: output });
  });

  test("keeps the columns that are no objectives", async () => {
    const { code, stdout } = await run("front", "labelled.csv", "--columns", "cost,error");
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'name,cost,error\n"a, b",1,4\nc,2,2\n' });
    expect((await run("front", "labelled.csv", "--columns", "3", "--ranks")).stdout).toBe(
      'name,cost,error,rank\n"a, b",1,4,2\nc,2,2,0\nd,3,3,1\n',
    );
    expect((await run("front", "seeds.csv", "--split-by", "seed")).stdout).toBe(
      "seed,cost,error\none,1,4\ntwo,2,2\ntwo,1,3\n",
    );
  });

  test("goes on from its own output: the front of a front is the front", async () => {
    const { stdout } = await run("front", "points.csv");
    expect((await feed(stdout, "front", "-")).stdout).toBe(stdout);
  });

  test("maximises where told", async () => {
    expect((await run("front", "points.csv", "--directions", "max,max")).stdout).toBe(
      "cost,error\n1,4\n4,1\n3,3\n",
    );
  });

  test("--ranks --json gives every row's rank and the number of fronts, as the reference has them", async () => {
    for (const name of ["duplicates-5d", "grid-ties-2d", "repeated-coordinate-chain-3d"]) {
      const { ranks, fronts } = JSON.parse(readFileSync(reference(name), "utf8")) as {
        ranks: number[];
        fronts: number;
      };
      const { code, stdout } = await run("front", reference(name), "--ranks", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ ranks, fronts });
    }
  });

  test("--ranks adds a column", async () => {
    expect((await run("front", "points.csv", "--ranks")).stdout).toBe(
      "cost,error,rank\n1,4,0\n2,2,0\n4,1,0\n3,3,1\n",
    );
  });

  test("--no-duplicates keeps the first of equal rows", async () => {
    const { nondominatedIndices } = JSON.parse(readFileSync(reference("duplicates-2d"), "utf8")) as {
      nondominatedIndices: { keepDuplicates: number[]; keepFirstDuplicateOnly: number[] };
    };
    const all = JSON.parse((await run("front", reference("duplicates-2d"), "--json")).stdout) as {
      indices: number[];
    };
    expect(all.indices).toEqual(nondominatedIndices.keepDuplicates);
    const first = await run("front", reference("duplicates-2d"), "--json", "--no-duplicates");
    expect(JSON.parse(first.stdout)).toMatchObject({ indices: nondominatedIndices.keepFirstDuplicateOnly });
  });

  test("several sets, by a column or by blank lines, have a front each", async () => {
    const byColumn = await run("front", "seeds.csv", "--split-by", "seed", "--json");
    expect(JSON.parse(byColumn.stdout)).toEqual({
      sets: [
        { set: "one", front: [[1, 4]], indices: [0], points: 2 },
        {
          set: "two",
          front: [
            [2, 2],
            [1, 3],
          ],
          indices: [0, 1],
          points: 2,
        },
      ],
    });
    expect((await feed("1,2\n2,3\n\n5,5\n6,6\n", "front", "-")).stdout).toBe("1,2\n\n5,5\n");
  });

  test("numbers JSON cannot hold are strings", async () => {
    const { stdout } = await feed("inf,-inf\n1,2\nnan,0\n", "front", "-", "--json");
    expect(stdout).toBe('{"front":[["Infinity","-Infinity"],[1,2]],"indices":[0,1],"points":3}\n');
  });
});

describe.concurrent("hypervolume", () => {
  test("prints the number alone", async () => {
    expect(await run("hypervolume", "points.csv", "--reference", "5,5")).toEqual({
      code: 0,
      stdout: "11\n",
      stderr: "",
    });
  });

  test("--json has the keys and values of the reference cases", async () => {
    for (const name of ["beyond-the-reference-2d", "sphere-2d", "peer-bug-contributions-3d"]) {
      const expected = JSON.parse(readFileSync(reference(name), "utf8")) as {
        points: number[][];
        reference: number[];
        hypervolume: number;
        contributions: { values: number[] };
      };
      const { stdout } = await run(
        "hypervolume",
        reference(name),
        `--reference=${expected.reference.join(",")}`,
        "--contributions",
        "--json",
      );
      const got = JSON.parse(stdout) as Record<string, unknown> & {
        hypervolume: number;
        contributions: number[];
      };
      expect(Object.keys(got)).toEqual([
        "hypervolume",
        "reference",
        "points",
        "contributing",
        "contributions",
      ]);
      expect(got.reference).toEqual(expected.reference);
      expect(got["points"]).toBe(expected.points.length);
      expect(Math.abs(got.hypervolume / expected.hypervolume - 1)).toBeLessThanOrEqual(1e-12);
      got.contributions.forEach((value, i) => {
        expect(Math.abs(value - expected.contributions.values[i]!)).toBeLessThanOrEqual(
          1e-12 * expected.hypervolume,
        );
      });
    }
  });

  test("contributing counts distinct non-dominated rows better than the reference", async () => {
    const { stdout } = await feed(
      "1,4\n2,2\n2,2\n3,3\n0,9\n5,1\n",
      "hypervolume",
      "-",
      "--reference",
      "5,5",
      "--json",
    );
    // (1,4) and (2,2); a copy of (2,2), the dominated (3,3), and two rows that are not inside add nothing.
    expect(JSON.parse(stdout)).toEqual({ hypervolume: 10, reference: [5, 5], points: 6, contributing: 2 });
  });

  test("takes a reference in the objectives' own directions, negative ones too", async () => {
    const { stdout } = await feed(
      "-1,-1\n",
      "hypervolume",
      "-",
      "--reference=-3,-3",
      "--directions",
      "max,max",
    );
    expect(stdout).toBe("4\n");
  });

  test("--contributions prints every row's own share", async () => {
    const { stdout } = await run("hypervolume", "points.csv", "--reference", "5,5", "--contributions");
    expect(stdout).toBe("cost,error,contribution\n1,4,1\n2,2,3\n4,1,1\n3,3,0\n");
  });

  test("an infinite volume is the string Infinity in JSON", async () => {
    const { stdout } = await feed("-inf,1\n", "hypervolume", "-", "--reference", "2,2", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ hypervolume: "Infinity" });
  });

  test("several sets have a volume each", async () => {
    expect((await run("hypervolume", "seeds.csv", "--split-by", "seed", "--reference", "5,5")).stdout).toBe(
      "seed,hypervolume\none,4\ntwo,11\n",
    );
  });
});

describe.concurrent("bad input: exit code 2 and one line that helps", () => {
  test.each<[string, string[], RegExp]>([
    ["a missing file", ["front", "absent.csv"], /^error: absent\.csv: no such file; check the path\n$/],
    ["a folder", ["front", "."], /^error: \.: is a folder; name a table file\n$/],
    ["an empty table", ["front", "nothing.csv"], /^error: nothing\.csv: the table is empty; .*\n$/],
    [
      "a table with a header alone",
      ["hypervolume", "only-a-header.csv", "--reference", "1,1"],
      /^error: only-a-header\.csv: .*at least one row.*\n$/,
    ],
    [
      "a ragged table",
      ["front", "ragged.csv"],
      /^error: ragged\.csv: line 3 has 1 values but line 1 has 2; make all rows equally long\n$/,
    ],
    [
      "text in a number column",
      ["front", "text.csv"],
      /^error: text\.csv: line 3, column "error": expected a number, found "high"; .*\n$/,
    ],
    [
      "a reference of the wrong length",
      ["hypervolume", "points.csv", "--reference", "5,5,5"],
      /^error: hypervolume: reference has 3 values but the points have 2 objectives; .*\n$/,
    ],
    [
      "a reference that is no number",
      ["hypervolume", "points.csv", "--reference", "5,x"],
      /^error: --reference: expected numbers .*, got "x"; .*\n$/,
    ],
    ["no reference", ["hypervolume", "points.csv"], /^error: --reference needs a value; .*\n$/],
    ["no file", ["front"], /^error: FILE is missing; .*\n$/],
    [
      "two files",
      ["front", "points.csv", "text.csv"],
      /^error: unexpected argument "text\.csv"; this command takes one argument\n$/,
    ],
    [
      "a wrong direction",
      ["front", "points.csv", "--directions", "min,up"],
      /^error: --directions: expected min or max .*, got "up"; .*\n$/,
    ],
    [
      "too few directions",
      ["front", "points.csv", "--directions", "min"],
      /^error: nondominated: directions has 1 values but the points have 2 objectives; .*\n$/,
    ],
    [
      "an unknown column",
      ["front", "points.csv", "--columns", "costs"],
      /^error: points\.csv: no column "costs"; did you mean "cost"\?\n$/,
    ],
    [
      "an unknown format",
      ["front", "points.csv", "--format", "csvs"],
      /^error: --format: unknown value "csvs"; did you mean "csv"\?\n$/,
    ],
    [
      "an unknown flag",
      ["front", "points.csv", "--rank"],
      /^error: unknown flag --rank; did you mean --ranks\?\n$/,
    ],
    [
      "a flag given twice",
      ["front", "points.csv", "--columns", "1", "--columns", "2"],
      /^error: --columns is given twice, .*\n$/,
    ],
    [
      "an unknown command",
      ["hypervolum", "points.csv"],
      /^error: unknown command "hypervolum"; did you mean "hypervolume"\?\n$/,
    ],
  ])("%s", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("--debug adds where it comes from", async () => {
    const { code, stderr } = await run("front", "absent.csv", "--debug");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: absent\.csv: no such file.*\nInputError: .*\n {4}at /);
  });
});
