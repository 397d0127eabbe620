/** `navigate` as a child process: proposals of a file, a walk by words, its folder, bad input. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { evofront, root, scratch } from "./support/program.ts";

const folder = scratch({
  "q.json": JSON.stringify({ problem: "quadratics", start: [2, 1.6, 1] }),
  "zdt3.json": JSON.stringify({ problem: "zdt3", start: [0.45, ...new Array<number>(29).fill(0)] }),
  "points.csv": "a,b\n1,4\n2,2\n4,1\n",
});
afterAll(folder.remove);
const run = (args: readonly string[], input?: string) =>
  evofront(["navigate", ...args], { cwd: folder.path, ...(input === undefined ? {} : { input }) });

describe("evofront navigate", () => {
  test("a proposal for each case of the reference", async () => {
    const path = join(root, "test", "reference", "gradient", "ppe-predictor-quadratics.json");
    const { stdout, code } = await run([path, "--json"]);
    expect(code).toBe(0);
    const { cases } = JSON.parse(readFileSync(path, "utf8"));
    const answers = JSON.parse(stdout);
    expect(answers).toHaveLength(cases.length);
    answers.forEach((answer: Record<string, number[]>, i: number) => {
      cases[i].predictorDirection.forEach((value: number, j: number) => {
        expect(answer["predictorDirection"]![j]).toBeCloseTo(value, 6);
      });
      expect(answer["noCommonDirection"]).toBe(cases[i].noCommonDirection);
    });
  });

  test("a walk by words, which goes on in another process and is walked again", async () => {
    const first = await run(["q.json", "--out", "w"], "want 1,0,0\npredict\naccept 0.2\nexport\nquit\n");
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("predicted for a step of");
    expect(first.stdout).toContain("taken: step of 0.2; now at point 1");
    const second = await run(["w"], "bogus\nwant 1\nbranch\nbranch x\nundo\nshow\n");
    expect(second.stdout).toContain('error: unknown word or key "bogus"; ? shows them all');
    expect(second.stdout).toContain("error: want: expected 3 numbers, one for each objective, found 1");
    for (const found of ["", "x"]) {
      expect(second.stdout).toContain(
        `error: branch: expected the number of a point, 0 to 1, found "${found}"; write for example branch 0`,
      );
    }
    expect(second.stdout).toContain("back at point 0");
    const again = await run(["w", "--replay"]);
    expect(again.stdout).toBe("the same again: 2 points, bit for bit\n");
  });

  test("a walk through a front in pieces, which says where it jumps", async () => {
    const { stdout } = await run(["zdt3.json", "--preference", "0,1", "--steps", "5", "--out", "z"]);
    const jumps = stdout.split("\n").filter((line) => line.endsWith("  (a jump)"));
    expect(jumps).toHaveLength(1);
    // The piece after the one that begins at 0.4093 is 0.6184 to 0.6525 (pymoo's ZDT3).
    const [, f1, , f2] = jumps[0]!.split(/\s+/).map(Number);
    expect(f1).toBeGreaterThan(0.618);
    expect(f1).toBeLessThan(0.6526);
    expect(f2).toBeCloseTo(1 - Math.sqrt(f1!) - f1! * Math.sin(10 * Math.PI * f1!), 6);
    expect((await run(["z", "--replay"])).stdout).toMatch(/^the same again: \d+ points, bit for bit\n$/);
  });

  test("steps over a table, without gradients, and why", async () => {
    const { stdout, stderr } = await run([
      "points.csv",
      "--preference",
      "1,0",
      "--steps",
      "3",
      "--json",
      "--out",
      "t",
    ]);
    expect(stderr).toContain("points.csv is a table of points, of which no gradients are known");
    const { steps, objectives } = JSON.parse(stdout);
    expect(objectives.map(({ id }: { id: string }) => id)).toEqual(["a", "b"]);
    expect(steps.at(-1).values).toEqual([1, 4]);
  });

  test("unusable input is said", async () => {
    const [steps, replay, backend] = await Promise.all([
      run(["q.json", "--steps", "2"]),
      run(["q.json", "--replay"]),
      run(["q.json", "--backend", "wsam"]),
    ]);
    expect([steps.code, replay.code, backend.code]).toEqual([2, 2, 2]);
    expect(backend.stderr).toContain('--backend: unknown value "wsam"; did you mean "wasm"?');
    expect(steps.stderr).toContain("--steps needs --preference");
    expect(replay.stderr).toContain("--replay: expected a walk's folder");
  });
});
