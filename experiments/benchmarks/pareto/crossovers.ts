/**
 * Where one algorithm overtakes another, the ground of the choices in src/pareto:
 *
 *   node --import jiti/register experiments/benchmarks/pareto/crossovers.ts
 *
 * Ranks in three objectives by staircase sweep and by bitsets; kernels against their plain TypeScript twins; the
 * incremental hypervolume against computing it anew. Median milliseconds of nine runs, points of seed 1.
 */
import { ranks3, ranksBitset, soleVolumes, unionVolume } from "../../../src/kernels/pareto.ts";
import { hypervolume, IncrementalHypervolume } from "../../../src/pareto/index.ts";
import { plainContributions, plainUnionVolume } from "../../../src/pareto/plain-hypervolume.ts";
import { plainRanks } from "../../../src/pareto/plain-ranks.ts";
import { generatePoints } from "../../../test/reference/pareto/point-generator.mjs";

function milliseconds(call: () => unknown): number {
  call();
  call();
  const times = Array.from({ length: 9 }, () => {
    const begin = performance.now();
    call();
    return performance.now() - begin;
  });
  return times.sort((a, b) => a - b)[4]!;
}

const row = (...cells: (string | number)[]): void =>
  console.log(
    `| ${cells.map((cell) => (typeof cell === "number" ? cell.toPrecision(3) : cell)).join(" | ")} |`,
  );
const head = (...cells: string[]): void => {
  console.log();
  row(...cells);
  row(...cells.map(() => "---"));
};

head("ranks m=3", "input", "sweep ms", "bitset ms", "bitset / sweep");
for (const n of [100, 1000, 10_000, 100_000]) {
  for (const [kind, k] of [["uniform"], ["sphere"], ["band", 10], ["band", 100], ["grid", 8]] as const) {
    const data = generatePoints({ kind, n, m: 3, seed: 1, ...(k === undefined ? {} : { k }) });
    const sweep = milliseconds(() => ranks3(data, n));
    const bitset = milliseconds(() => ranksBitset(data, n, 3));
    row(`n=${n}`, `${kind}${k ?? ""}`, sweep, bitset, bitset / sweep);
  }
}

head("ranks", "input", "plain ENS ms", "kernel ms", "plain / kernel");
for (const m of [4, 5, 10]) {
  for (const n of [10, 100, 1000, 5000]) {
    const data = generatePoints({ kind: "uniform", n, m, seed: 1 });
    const plain = milliseconds(() => plainRanks({ rows: n, columns: m, data }));
    const kernel = milliseconds(() => ranksBitset(data, n, m));
    row(`m=${m} n=${n}`, "uniform", plain, kernel, plain / kernel);
  }
}

head("volumes", "input", "plain union ms", "kernel ms", "plain sole ms", "kernel ms");
for (const [m, n] of [
  [2, 1000],
  [3, 200],
  [4, 50],
  [5, 30],
  [6, 20],
] as const) {
  for (const kind of ["sphere", "invsphere"]) {
    const data = generatePoints({ kind, n, m, seed: 1 }).map((value: number) => 1.1 - value);
    const matrix = { rows: n, columns: m, data };
    row(
      `m=${m} n=${n}`,
      kind,
      milliseconds(() => plainUnionVolume(matrix)),
      milliseconds(() => unionVolume(data, n, m)),
      milliseconds(() => plainContributions(matrix)),
      milliseconds(() => soleVolumes(data, n, m)),
    );
  }
}

head("1000 insertions, volume after each", "incremental ms", "anew ms", "anew / incremental");
for (const m of [2, 3, 4]) {
  const n = 1000;
  const data = generatePoints({ kind: "sphere", n, m, seed: 1 });
  const corner = new Array<number>(m).fill(1.1);
  const incremental = milliseconds(() => {
    const set = new IncrementalHypervolume(corner);
    for (let i = 0; i < n; i++) set.insert(data.subarray(i * m, (i + 1) * m));
    return set.volume;
  });
  const anew = milliseconds(() => {
    for (let i = 1; i <= n; i += 10)
      hypervolume({ rows: i, columns: m, data: data.subarray(0, i * m) }, corner);
  });
  row(`m=${m}`, incremental, anew * 10, (anew * 10) / incremental);
}
