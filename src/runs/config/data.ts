/** Tasks of a config that are targets of a data set. */
import { resolve } from "node:path";
import type { InputError } from "../../base/index.ts";
import {
  checkLoss,
  type DataSetEntry,
  dataSets,
  type LossId,
  labelCount,
  loadDataSet,
  type MeasureName,
  measuresOf,
  type Splits,
  type Target,
  targetOf,
  usualLoss,
} from "../../data/index.ts";
import { nodeSupply } from "../../data/node.ts";
import { type DataExperiment, type Objective, outputSlices } from "../../evaluation/index.ts";
import {
  initialParameters,
  type LayerDescription,
  layoutOf,
  type NetworkDescription,
} from "../../policy/index.ts";
import { checkWith, located, valueAt } from "./explain.ts";
import type { Candidates } from "./functions.ts";
import type { CheckedConfig } from "./schema.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";
import type { DataTaskConfig } from "./types.ts";

/** One task, checked. */
export interface ResolvedDataTask {
  readonly id: string;
  readonly config: DataTaskConfig;
  readonly target: Target;
  readonly loss: LossId;
  readonly measures: readonly MeasureName[];
}

/** All tasks of a run on one data set. */
export interface ResolvedData {
  readonly splits: Splits;
  readonly tasks: readonly ResolvedDataTask[];
}

/** What may be said of a task that is a target of a data set. */
const ownSettings: readonly string[] = ["data", "target", "options", "loss", "batch", "batches"];

/** Data sets that were loaded, by what they were made of: a config is read more than once on the way to its run. */
const loaded = new Map<string, Promise<Splits>>();

function load(id: string, options: Readonly<Record<string, unknown>>, folder: string): Promise<Splits> {
  const name = JSON.stringify([id, options, folder]);
  const found = loaded.get(name) ?? loadDataSet(id, options, nodeSupply({ base: folder }));
  loaded.set(name, found);
  found.catch(() => loaded.delete(name));
  return found;
}

/** The options with their paths made absolute: the config of a run is read from its folder. */
function withAbsolutePaths(
  options: Readonly<Record<string, unknown>>,
  { paths = [] }: DataSetEntry,
  folder: string,
): Record<string, unknown> {
  const absolute = paths.flatMap((name): [string, string][] => {
    const path = options[name];
    return typeof path === "string" && path !== "-" ? [[name, resolve(folder, path)]] : [];
  });
  return { ...options, ...Object.fromEntries(absolute) };
}

/**
 * The tasks as targets of one data set; null where none is one. Loads it. Rejects with an `InputError` where only some
 * are, where they are of different data sets or one has settings of environments, and where the data set, its files, a
 * target or a loss are not to be had or hold no label.
 */
export async function resolveData(
  checked: CheckedConfig,
  source: ConfigSource,
  fail: (path: ConfigPath, message: string) => InputError,
): Promise<ResolvedData | null> {
  const given = Object.entries(checked.tasks);
  if (given.every(([, { data }]) => data === undefined)) return null;
  const [firstId, first] = given[0]!;
  const resolved: { id: string; data: string; options: Record<string, unknown> }[] = [];
  for (const [id, { data, options }] of given) {
    if (data === undefined)
      throw fail(["tasks", id], "expected data, as other tasks are targets of a data set, found none");
    for (const key of Object.keys(valueAt(source.value, ["tasks", id]) as object)) {
      if (ownSettings.includes(key)) continue;
      throw fail(
        ["tasks", id, key],
        `expected only ${ownSettings.join(", ")} beside each other, found "${key}"`,
      );
    }
    const entry = located(source, ["tasks", id, "data"], () => dataSets.get(data));
    const complete = checkWith(entry.options, options, source, ["tasks", id, "options"]);
    resolved.push({ id, data, options: withAbsolutePaths(complete, entry, source.folder) });
    if (
      JSON.stringify(resolved[0]!.options) !== JSON.stringify(resolved.at(-1)!.options) ||
      data !== first.data
    ) {
      throw fail(
        ["tasks", id, "data"],
        `expected the data set and options of task "${firstId}", as an example goes through the network once for all tasks, found others`,
      );
    }
  }
  const { data, options } = resolved[0]!;
  const splits = await load(data, options, source.folder).catch((error: Error) => {
    throw fail(["tasks", firstId, "data"], error.message);
  });
  const tasks = given.map(([id, { target: name = id, loss: asked, batch, batches }]): ResolvedDataTask => {
    const named = checked.tasks[id]!.target === undefined ? ["tasks", id] : ["tasks", id, "target"];
    const target = located(source, named, () => targetOf(splits.train, name));
    const loss = located(source, ["tasks", id, "loss"], () => checkLoss(asked ?? usualLoss(target), target));
    for (const part of ["train", "validation", "test"] as const) {
      if (labelCount(splits[part], targetOf(splits[part], name)) > 0) continue;
      throw fail(named, `expected target "${name}" to have labels, found none in the ${part} examples`);
    }
    return {
      id,
      config: { data, options, target: name, loss, batch, batches },
      target,
      loss,
      measures: measuresOf(loss),
    };
  });
  return { splits, tasks };
}

/** One network for all targets: the config's hidden layers, and a unit for each class or number of each target. */
export function dataNetwork(
  { splits, tasks }: ResolvedData,
  hidden: readonly LayerDescription[],
): NetworkDescription {
  const { shape } = splits.train;
  const flat = shape.length === 1 || hidden.some(({ kind }) => kind === "flatten");
  const units = tasks.reduce((sum, { target }) => sum + target.size, 0);
  return {
    input: shape,
    layers: [...hidden, ...(flat ? [] : [{ kind: "flatten" as const }]), { kind: "dense", units }],
  };
}

/** The experiment of strategies on a data set. Throws an `InputError` where the layers do not fit the examples. */
export function dataExperiment(
  data: ResolvedData,
  { layers: hidden, initialiser }: CheckedConfig["network"],
  objectives: readonly Objective[],
  source: ConfigSource,
): { experiment: DataExperiment; candidates: Candidates } {
  const network = dataNetwork(data, hidden);
  const layout = located(source, ["network", "layers"], () => layoutOf(network));
  const slices = outputSlices(data.tasks.map(({ target }) => target.size));
  const experiment: DataExperiment = {
    network,
    tasks: data.tasks.map(({ id, loss, config: { data: set, target, batch, batches } }, i) => ({
      kind: "data",
      id,
      data: set,
      target,
      loss,
      outputs: slices[i]!,
      batch,
      batches,
    })),
    objectives,
    data: { [data.tasks[0]!.config.data]: data.splits },
  };
  return { experiment, candidates: { layout, start: (key) => initialParameters(network, key, initialiser) } };
}
