/**
 * Methods alone on T gradients of a million parameters in single precision, on one thread: from the rows to the direction.
 *
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- gradient/methods
 *
 * The peer is TorchJD with PyTorch on one thread, where that interpreter (default `python3`) has them; a method whose solver
 * it lacks is left out. Rows are independent normal numbers of equal length in both (generators differ, which no method's time
 * depends on). Ours lie where `newRows` puts them, and sums go to an array that is used again, as in training; PyTorch keeps
 * its memory likewise. Rounds of both take turns, so that a busy machine slows both alike. `plain` is the same Gramian by
 * plain loops in double precision. Solvers differ: TorchJD's MGDA stops at a step below 1e-3 and its Nash-MTL after 20 rounds;
 * ours are exact.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createMethod, type Jacobian, type Shown } from "../../../src/gradient/index.ts";
import { gramianOf, newRows, weightedRows } from "../../../src/linalg/index.ts";
import { fold, keyOf, noiseInto } from "../../../src/random/index.ts";

const settings = {
  seed: 1,
  tasks: [2, 3, 5, 10, 20, 40],
  columns: 1_000_000,
  rounds: 7,
  /** Rounds before those, unmeasured, in which both make their memory. */
  before: 3,
  /** Steps on `fewColumns` before that, for ours: JavaScript is compiled as it runs, and a training has thousands of steps. */
  compiling: 50,
  fewColumns: 4096,
  python: process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3",
};

const methods: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ["mgda", "MGDA", {}],
  ["upgrad", "UPGrad", {}],
  ["dualproj", "DualProj", {}],
  ["cagrad", "CAGrad", { c: 0.5, rescale: 0 }],
  ["nash-mtl", "NashMTL", { maxNorm: 0 }],
  ["fairgrad", "FairGrad", { alpha: 1 }],
  ["aligned-mtl", "AlignedMTL", { weights: "mean" }],
  ["imtl-g", "IMTLG", {}],
  ["config", "ConFIG", {}],
  ["pcgrad", "PCGrad", {}],
  ["gradvac", "GradVac", {}],
  ["graddrop", "GradDrop", {}],
];

type Reply = { readonly ms?: number; readonly missing?: string; readonly peer?: string };

/** The peer's process, one question at a time. */
function startPeer() {
  const script = fileURLToPath(new URL("support/methods-peer.py", import.meta.url));
  const child = spawn(settings.python, [script], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Reply> => {
    const { value, done } = await lines.next();
    return done ? { missing: `${settings.python} does not run the peer` } : (JSON.parse(value) as Reply);
  };
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const ask = (question: string): Promise<Reply> => {
    child.stdin.write(`${question}\n`);
    return next();
  };
  return { hello: next, ask, end: () => child.stdin.end() };
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;
const spread = (times: readonly number[]): string =>
  `${median(times).toFixed(2)} (${Math.min(...times).toFixed(2)}-${Math.max(...times).toFixed(2)})`;

const peer = startPeer();
const hello = await peer.hello();
console.log(hello.peer ?? `no peer: ${hello.missing}`);
console.log(
  `${settings.columns} columns, seed ${settings.seed}, ${settings.rounds} rounds; ms: median (least-most); ratio of medians, above 1 ours is faster`,
);

for (const tasks of settings.tasks) {
  const rows = newRows(tasks, settings.columns);
  const few = newRows(tasks, settings.fewColumns);
  for (const { data } of [rows, few]) noiseInto(keyOf(settings.seed), 0, data);
  if (hello.peer) await peer.ask(`${tasks} ${settings.columns} ${settings.seed}`);
  const shownOf = (jacobian: Jacobian): Shown => ({
    losses: new Float64Array(tasks).fill(1),
    jacobians: [jacobian],
    key: fold(keyOf(settings.seed), tasks),
  });
  const into = new Float32Array(settings.columns);
  console.log(`\nT = ${tasks}`);
  const double = tasks <= 10 ? { ...rows, data: Float64Array.from(rows.data) } : undefined;
  const fast: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    fast.push(timed(() => gramianOf(rows)));
    if (double) plain.push(timed(() => gramianOf(double)));
  }
  const against = double
    ? `, plain ${spread(plain)}, ratio ${(median(plain) / median(fast)).toFixed(2)}`
    : "";
  console.log(`  ${"Gramian".padEnd(12)} ${spread(fast)}${against}`);
  for (const [id, name, options] of methods) {
    const { method } = createMethod(id, options);
    const state = method.init(tasks);
    for (let step = 0; step < settings.compiling; step++) method.step(state, shownOf(few));
    const shown = shownOf(rows);
    const ours: number[] = [];
    const theirs: number[] = [];
    let missing = hello.missing;
    for (let round = -settings.before; round < settings.rounds; round++) {
      const time = timed(() => {
        const { weights, direction } = method.step(state, shown);
        return direction ?? weightedRows(weights!, rows, into);
      });
      if (round >= 0) ours.push(time);
      if (missing !== undefined) continue;
      const reply = await peer.ask(name);
      missing = reply.missing;
      if (round >= 0 && reply.ms !== undefined) theirs.push(reply.ms);
    }
    const compared =
      theirs.length === settings.rounds
        ? `TorchJD ${spread(theirs)}, ratio ${(median(theirs) / median(ours)).toFixed(2)}`
        : `TorchJD: ${missing}`;
    console.log(`  ${id.padEnd(12)} ${spread(ours)}, ${compared}`);
  }
}
peer.end();

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
