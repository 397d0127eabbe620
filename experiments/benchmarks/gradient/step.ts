/**
 * One step of training two tasks: losses, all task gradients over the shared parameters, the heads' gradients and
 * MGDA's direction, on the WASM backend (one thread), against PyTorch with one thread on the same numbers.
 *
 *     npm run bench -- gradient/step
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- gradient/step
 *
 * PyTorch and TorchJD run where that interpreter (default `python3`) has them; without them our side is timed alone.
 * The peer steps in two ways: a backward pass a task with rows concatenated, as LibMTL does, and TorchJD's
 * `mtl_backward`. Runs of ours and the peer's alternate. Times are medians of all with the fastest and the slowest in
 * brackets; a ratio is how many times as long we take as the peer's faster way, by medians, by the fastest runs, and by
 * the processor time that all threads of the process took (ours with those that compile and collect), which says most
 * on a machine that is busy. A training has thousands of steps: what compiling the first few hundred takes is left out. Jacobians must agree to 1e-4 of their greatest entry.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DataSet } from "../../../src/data/index.ts";
import { createModel, initialPlace, mgda, networkSource, startBackend } from "../../../src/gradient/index.ts";
import { fold, integers, keyOf, uniform } from "../../../src/random/index.ts";
import { inOwnProcess } from "./support/own-process.ts";

inOwnProcess(import.meta.url);

const settings = {
  seed: 1,
  rounds: 3,
  python: process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3",
};
/** `before`: steps of ours before any is measured, by when its code is compiled; `repeats`: steps a round. */
const jobs = [
  { network: "lenet", hidden: 0, batch: 64, before: 60, repeats: 9 },
  { network: "lenet", hidden: 0, batch: 256, before: 30, repeats: 9 },
  { network: "mlp", hidden: 72, batch: 64, before: 1000, repeats: 200 },
  { network: "mlp", hidden: 72, batch: 256, before: 500, repeats: 100 },
];
const shape = [36, 36, 1];

const backend = await startBackend("wasm");
const folder = mkdtempSync(join(tmpdir(), "evofront-step-"));
const key = keyOf(settings.seed);

/** The peer's answers to one job each; `undefined` where there is no peer. */
async function peer(): Promise<
  | {
      readonly versions: Record<string, string>;
      ask(job: object): Promise<{ times: Record<string, { wall: number[]; cpu: number }>; losses: number[] }>;
      close(): void;
    }
  | undefined
> {
  const child = spawn(settings.python, [fileURLToPath(new URL("support/step-peer.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  child.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value as string);
  };
  const versions = (await next()) as Record<string, string> | undefined;
  if (!versions) return undefined;
  return {
    versions,
    async ask(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      return (await next()) as { times: Record<string, { wall: number[]; cpu: number }>; losses: number[] };
    },
    close: () => void child.stdin.end(),
  };
}

const shown = (times: readonly number[]): string => {
  const order = [...times].sort((a, b) => a - b);
  const [median, least, most] = [order[order.length >> 1]!, order[0]!, order.at(-1)!].map((t) =>
    t.toPrecision(3),
  );
  return `${median} ms (${least} to ${most})`;
};
const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;
const least = (times: readonly number[]): number => Math.min(...times);

const other = await peer();
console.log(
  `seed ${settings.seed}; ${settings.rounds} rounds; wasm, one thread; ${
    other
      ? `PyTorch ${other.versions["torch"]}, TorchJD ${other.versions["torchjd"]}, one thread`
      : "no PyTorch found"
  }`,
);
for (const { network, hidden, batch: count, before, repeats } of jobs) {
  const encoder = network === "lenet" ? { kind: "lenet" } : { kind: "mlp", hidden: [hidden, hidden] };
  const tasks = ["left", "right"].map((id) => ({ id, outputs: 10 }));
  const model = createModel("hard-sharing", { encoder }, { input: shape, tasks });
  const place = initialPlace(model, fold(key, 0));
  const batch: DataSet = {
    count,
    shape,
    inputs: Float32Array.from(uniform(fold(key, 1), count * 36 * 36)),
    targets: tasks.map((task, i) => ({
      id: task.id,
      kind: "classes",
      size: 10,
      labels: Int32Array.from(integers(fold(key, 2 + i), count, 0, 10)),
    })),
  };
  const source = networkSource({ model, losses: ["cross-entropy", "cross-entropy"], backend });
  const method = mgda();
  const step = async () => {
    const found = await source.derivatives(place, batch, { shared: "jacobian", own: true });
    method.step(null, { losses: found.losses, jacobians: [found.jacobian!], key });
    return found;
  };
  const write = (name: string, values: Float32Array | Int32Array): string => {
    const path = join(folder, name);
    writeFileSync(path, values);
    return path;
  };
  const spec = {
    network,
    hidden,
    inputs: 36 * 36,
    batch: count,
    repeats,
    shared: write("shared", place.shared as Float32Array),
    own: place.own.map((values, i) => write(`own${i}`, values as Float32Array)),
    inputs_file: write("inputs", batch.inputs as Float32Array),
    labels: batch.targets.map(({ labels }, i) => write(`labels${i}`, labels as Int32Array)),
    jacobian: join(folder, "jacobian"),
  };
  for (let i = 0; i < before; i++) await step();
  const ours: number[] = [];
  const theirs: Record<string, number[]> = {};
  /** Processor milliseconds a step, one a round. */
  const oursUsed: number[] = [];
  const theirsUsed: Record<string, number[]> = {};
  for (let round = 0; round < settings.rounds; round++) {
    const used = process.cpuUsage();
    for (let i = 0; i < repeats; i++) {
      const begin = performance.now();
      await step();
      ours.push(performance.now() - begin);
    }
    const { user, system } = process.cpuUsage(used);
    oursUsed.push((user + system) / 1000 / repeats);
    const answer = await other?.ask(spec);
    for (const [way, times] of Object.entries(answer?.times ?? {})) {
      theirs[way] = [...(theirs[way] ?? []), ...times.wall];
      theirsUsed[way] = [...(theirsUsed[way] ?? []), times.cpu];
    }
  }
  console.log(`${network}, ${source.sizes.shared} shared parameters, batch ${count}: ${shown(ours)}`);
  if (!other) continue;
  const { jacobian } = await step();
  const expected = new Float32Array(new Uint8Array(readFileSync(spec.jacobian)).buffer);
  let [distance, greatest] = [0, 0];
  expected.forEach((value, i) => {
    distance = Math.max(distance, Math.abs(value - jacobian!.data[i]!));
    greatest = Math.max(greatest, Math.abs(value));
  });
  if (!(distance < 1e-4 * greatest)) throw new Error(`Jacobians differ by ${distance} of ${greatest}`);
  for (const [way, times] of Object.entries(theirs)) console.log(`  PyTorch, ${way}: ${shown(times)}`);
  const faster = Object.values(theirs).reduce((a, b) => (median(a) < median(b) ? a : b));
  const thriftier = Math.min(...Object.values(theirsUsed).map(median));
  const ratios = {
    median: median(ours) / median(faster),
    fastest: least(ours) / least(faster),
    processor: median(oursUsed) / thriftier,
  };
  console.log(
    `  ratio ${ratios.median.toFixed(2)}; of the fastest runs ${ratios.fastest.toFixed(2)}; of processor time ${ratios.processor.toFixed(2)} (${median(oursUsed).toPrecision(3)} against ${thriftier.toPrecision(3)} ms)`,
  );
}
other?.close();
rmSync(folder, { recursive: true });
