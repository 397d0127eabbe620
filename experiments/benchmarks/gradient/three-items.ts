/**
 * Ten preferences in a row on the three-item network of 319,038 parameters, next to a grid of fixed weights at the same cost,
 * both out of one run. Steps are taken on 4,096 of 50,000 training examples and judged on 2,000 validation examples; the 2,000
 * test examples are looked at by nobody but this table. Everything goes on where it was stopped.
 *
 *     evofront run experiments/navigate-three-items.yaml --out runs/items        (resume runs/items goes on)
 *     EVOFRONT_RUN=runs/items npm run bench -- gradient/three-items
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadDataSet } from "../../../src/data/index.ts";
import { nodeSupply } from "../../../src/data/node.ts";
import {
  addCost,
  createModel,
  here,
  networkSource,
  noCost,
  sharedModel,
  startBackend,
} from "../../../src/gradient/index.ts";
import {
  isWalkFolder,
  openNavigable,
  readRun,
  readWalkFile,
  runPaths,
  type WalkRecord,
  WalkSession,
  type WalkSource,
} from "../../../src/runs/index.ts";
import { tenPreferences, volume } from "./support/deep-walk.ts";

const run = process.env["EVOFRONT_RUN"];
const reference = 2.3;
const settings = { maxIterations: 10, descentSteps: 2 };

const fixed = (values: ArrayLike<number>): string =>
  Array.from(values, (value) => value.toFixed(4)).join(" ");
const same = (a: ArrayLike<number> | undefined, b: readonly number[]): boolean =>
  a !== undefined && b.every((value, i) => value === a[i]);
const median = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[sorted.length >> 1]!.toFixed(1)} (${sorted[0]!.toFixed(1)}-${sorted.at(-1)!.toFixed(1)})`;
};

async function main(folder: string): Promise<void> {
  const source: WalkSource = {
    path: resolve(folder),
    arm: "near",
    settings,
    examples: 4096,
    curvatureExamples: 256,
    backend: "wasm",
  };
  const at = `${resolve(folder)}-walk`;
  const options = { clock: () => performance.now() / 1000 };
  const goesOn = isWalkFolder(at);
  const navigable = await openNavigable(goesOn ? readWalkFile(at).source : source);
  const session = goesOn
    ? await WalkSession.resume(navigable, at, options)
    : await WalkSession.begin(navigable, at, source, options);
  // A stop between a step and its correction.
  if (here(session.walk).kind === "step") await session.correct();
  const preferences = tenPreferences(navigable.objectives.length);
  const taken = session.walk.points.filter(({ kind }) => kind === "step");
  let next = 0;
  for (const { preference } of taken) {
    while (!same(preference, preferences[next]!)) next++;
    next++;
  }
  for (const preference of preferences.slice(next)) {
    const { refusal } = await session.propose(preference);
    if (refusal !== null) {
      console.log(`${preference.join(",")}: refused: ${refusal}`);
      continue;
    }
    await session.advance();
    console.log(`${preference.join(",")}: ${fixed(here(session.walk).judged)}`);
  }
  session.export();
  await session.close();
  await told(folder, at, session, preferences);
}

/** Losses on test examples of the networks at some places. */
async function testLosses(folder: string, places: readonly Float64Array[]): Promise<Float64Array[]> {
  const { config } = readRun(folder);
  const limits = { train: 1, validation: 1, test: 2000 };
  const splits = await loadDataSet("three-items", { limits }, nodeSupply());
  const { targets, shape } = splits.train;
  const { id: architecture, ...chosen } = config.model!;
  const tasks = Object.keys(config.tasks).map((id, i) => ({ id, outputs: targets[i]!.size }));
  const model = sharedModel(createModel(architecture, chosen, { input: shape, tasks }));
  const looking = networkSource({
    model,
    backend: await startBackend("wasm"),
    losses: tasks.map(() => "cross-entropy"),
    targets: targets.map(({ id }) => id),
    microBatch: 500,
  });
  const own = tasks.map(() => new Float64Array(0));
  const found: Float64Array[] = [];
  for (const shared of places) found.push(await looking.losses({ shared, own }, splits.test));
  return found;
}

async function told(
  folder: string,
  at: string,
  { walk }: WalkSession,
  preferences: readonly (readonly number[])[],
): Promise<void> {
  /** The points that a person stays at: steps as they were corrected. */
  const ends = walk.points.filter(({ id, kind }) => {
    if (kind === "start") return id === 0;
    return !walk.points.some(({ corrects }) => corrects === id);
  });
  const test = await testLosses(
    folder,
    ends.map(({ x }) => x),
  );
  console.log(
    "\n| preference | predictors | correction | validation losses | test losses | honoured | on test |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  let [kept, onTest] = [0, 0];
  ends.forEach((point, k) => {
    const begun = ends.findIndex(({ id }) => id === point.parent);
    const wanted = Array.from(point.preference ?? []).flatMap((weight, i) => (weight > 0 ? [i] : []));
    const lower = (now: ArrayLike<number>, before: ArrayLike<number>): boolean =>
      wanted.every((i) => now[i]! < before[i]!);
    const [honoured, there] =
      begun < 0 ? [false, false] : [lower(point.judged, ends[begun]!.judged), lower(test[k]!, test[begun]!)];
    kept += Number(honoured);
    onTest += Number(there);
    const cells =
      begun < 0
        ? ["start", "", "", fixed(point.judged), fixed(test[k]!), "", ""]
        : [
            Array.from(point.preference!).join(","),
            point.predictors,
            point.kind === "correction" ? "taken" : "kept as stepped",
            fixed(point.judged),
            fixed(test[k]!),
            honoured ? "yes" : "no",
            there ? "yes" : "no",
          ];
    console.log(`| ${cells.join(" | ")} |`);
  });
  console.log(
    `\n${kept} of ${preferences.length} honoured on validation examples, ${onTest} on test examples`,
  );

  const records = readFileSync(join(at, "events.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as WalkRecord);
  const costs = records.flatMap((record) => (record.type === "move" ? [] : [record]));
  const walked = costs.reduce((sum, { cost }) => addCost(sum, cost), noCost);
  const seconds = (type: string, kind?: string): number[] =>
    costs.flatMap((record) =>
      record.type === type && (record.type !== "point" || record.kind === kind) ? [record.seconds] : [],
    );
  console.log(
    `seconds: proposal ${median(seconds("proposal"))}, step ${median(seconds("point", "step"))}, correction ${median(seconds("point", "correction"))}; ${walked.gradients} Jacobians, ${walked.products} products`,
  );
  const { arms } = readRun(folder);
  const near = arms.find(({ name }) => name === "near")!.generations.at(-1)!.steps;
  const total = near + walked.passes;
  const visited = ends.map(({ judged }) => judged);
  console.log(
    `hypervolume of validation losses below ${reference}: walk ${volume(visited, reference).toFixed(4)} (its start ${volume(visited.slice(0, 1), reference).toFixed(4)}) for ${(total / 1e6).toFixed(2)} million example passes, of which ${(walked.passes / 1e6).toFixed(2)} after the start`,
  );
  const grid = arms.find(({ name }) => name === "fixed-grid")?.generations ?? [];
  const reached = grid.filter(({ steps }) => steps <= total * 1.02);
  if (reached.length === 0) return;
  const last = reached.at(-1)!;
  const rows = columnsOf(last.returns);
  const all = reached.flatMap(({ returns }) => columnsOf(returns));
  console.log(
    `${rows.length} fixed weights for ${(last.steps / 1e6).toFixed(2)} million: ${volume(rows, reference).toFixed(4)}; all their checkpoints ${volume(all, reference).toFixed(4)}`,
  );
}

/** Points out of a record's columns of losses. */
function columnsOf(returns: Readonly<Record<string, readonly (number | null)[]>>): Float64Array[] {
  const losses = Object.entries(returns).filter(([id]) => id.endsWith(".loss"));
  return losses[0]![1].map((_, k) => Float64Array.from(losses, ([, column]) => column[k]!));
}

if (run === undefined) {
  console.log(
    "set EVOFRONT_RUN to a run of experiments/navigate-three-items.yaml; twenty minutes of one core for the run, ten for the walk",
  );
} else {
  console.log(`run ${runPaths(run).config}, walk ${run}-walk`);
  await main(run);
}
