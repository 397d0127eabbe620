import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../base/index.ts";
import { loadDataSet } from "../../data/index.ts";
import { nodeSupply } from "../../data/node.ts";
import { type FunctionTask, problemsOf } from "../../evaluation/index.ts";
import { boundedSource, navigator } from "../../gradient/index.ts";
import { decodeSafetensors, encodeSafetensors } from "../../policy/index.ts";
import { functionTraining } from "../config/gradient-functions.ts";
import { type DataTaskConfig, planOf, readConfigSource } from "../config/index.ts";
import { type RunHistory, readRun } from "../read-run.ts";
import type { FrontMember } from "../records.ts";
import { runPaths } from "../storage/index.ts";
import { refuseUnfit, settingsOf, startWithin, whyNoGradients } from "./fitting.ts";
import { compromiseOf, frontNavigable } from "./front-navigable.ts";
import { type Navigable, usersValues, type WalkSource } from "./navigable.ts";
import {
  architectureVector,
  networkProblem,
  networkSettings,
  type OneVector,
  policyVector,
} from "./network-navigable.ts";

interface Member extends FrontMember {
  readonly arm: string;
}

/** The members of all fronts of a run, or of one arm. Throws an `InputError` where there are none. */
function membersOf(run: RunHistory, arm: string | undefined): Member[] {
  if (run.front === null) {
    throw new InputError(
      `${run.folder}: the run is not finished and has no front yet; finish it with evofront resume ${run.folder}`,
    );
  }
  const names = Object.keys(run.front.arms);
  if (arm !== undefined && !names.includes(arm)) {
    throw new InputError(`--arm: expected one of ${names.join(", ")}, found "${arm}"`);
  }
  const members = names
    .filter((name) => arm === undefined || name === arm)
    .flatMap((name) => run.front!.arms[name]!.members.map((member) => ({ ...member, arm: name })));
  if (members.length > 0) return members;
  throw new InputError(`${run.folder}: expected members in its front, found none; there is nowhere to start`);
}

/** The member asked for, else the compromise of all. */
function chosenMember(members: readonly Member[], run: RunHistory, member: number | undefined): number {
  if (member === undefined)
    return compromiseOf(members.map(({ values }) => usersValues(values, run.objectives)));
  if (members[member] !== undefined) return member;
  throw new InputError(
    `--member: expected the number of a member, 0 to ${members.length - 1}, found ${member}`,
  );
}

/** A run to walk on: by gradients where its tasks have some, else over its front. */
export async function openRun(source: WalkSource): Promise<Navigable> {
  const run = readRun(source.path);
  const { config, folder, objectives } = run;
  refuseUnfit(
    source,
    "a run",
    ["columns", "directions"],
    "its config says what its objectives are, and which way each goes",
  );
  const tasks = Object.values(config.tasks);
  const isData = tasks.every((task) => "data" in task);
  const isFunction = tasks.every((task) => "problem" in task);
  const unified = config.variables === "unified";
  const overFront = (why: string): Navigable => {
    const members = membersOf(run, source.arm);
    return frontNavigable(source, {
      title: config.name,
      why,
      ids: objectives.map(({ id }) => id),
      directions: objectives.map(({ direction }) => direction),
      rows: members.map(({ values }) => values),
      nameOf: (row) => members[row]!.policy,
      fileOf: (row) => join(folder, members[row]!.policy),
    });
  };
  if (source.frontOnly === true) return overFront("navigation over the front was asked for");
  if (isFunction && !unified) {
    const { experiment } = await planOf(await readConfigSource(runPaths(folder).config));
    const problems = experiment.tasks as readonly FunctionTask[];
    const why = whyNoGradients(problemsOf(problems));
    return why === null ? functionRun(source, run, problems) : overFront(why);
  }
  if (isData) {
    refuseUnfit(source, "a network", ["start"], "choose where to start by --member");
    return networkRun(source, run);
  }
  return overFront(
    unified
      ? "tasks decode variables of their own out of one candidate, which have no common gradients"
      : "its tasks are environments, whose returns have no gradients",
  );
}

async function functionRun(
  source: WalkSource,
  run: RunHistory,
  tasks: readonly FunctionTask[],
): Promise<Navigable> {
  const { config, folder, objectives } = run;
  const ids = Object.keys(config.tasks);
  const training = functionTraining(tasks, objectives, ids);
  const { space } = problemsOf(tasks)[0]!;
  const bounds = { lower: space.lower, upper: space.upper };
  const problem = { source: boundedSource(training.source, bounds), batch: undefined, bounds };
  const guide = navigator(problem, settingsOf(source, {}));
  const members = source.start === undefined ? membersOf(run, source.arm) : [];
  const start =
    (source.start && startWithin(source.start, space)) ??
    (() => {
      const { policy } = members[chosenMember(members, run, source.member)]!;
      return Array.from(
        decodeSafetensors(readFileSync(join(folder, policy))).tensors["x"]!.data as Float64Array,
      );
    })();
  return {
    kind: "gradient",
    title: config.name,
    why: null,
    method: guide.options.method,
    guide,
    objectives: objectives.map(({ id, direction }) => ({ id, direction })),
    start,
    startOptions: { ifNotStationary: source.ifNotStationary },
    background: members.map(({ values }) => values),
    exported: (x) => ({
      bytes: encodeSafetensors({
        tensors: { x: { shape: [x.length], data: x } },
        metadata: { run: config.name },
      }),
      extension: "safetensors",
    }),
  };
}

async function networkRun(source: WalkSource, run: RunHistory): Promise<Navigable> {
  const { config, folder } = run;
  const entries = Object.entries(config.tasks) as [string, DataTaskConfig][];
  const tasks = entries.map(([id, { target, loss }]) => ({ id, target: target!, loss: loss! }));
  const whole = membersOf(run, source.arm).filter(
    ({ arm }) => config.arms[arm]!.train.length === tasks.length,
  );
  if (whole.length === 0) {
    throw new InputError(
      `${folder}: expected an arm that trains on all tasks, found none with a front; a walk needs one network for all`,
    );
  }
  const { policy, arm } = whole[chosenMember(whole, run, source.member)]!;
  const bytes = readFileSync(join(folder, policy));
  const { data, options } = entries[0]![1];
  const splits = await loadDataSet(data, options ?? {}, nodeSupply({ base: folder }));
  const trained = config.arms[arm]!;
  const chosen = trained.method !== undefined || trained.front !== undefined ? config.model : undefined;
  const vector: OneVector =
    chosen === undefined ? policyVector(bytes, tasks, splits) : architectureVector(chosen, tasks, splits);
  const ordered =
    chosen === undefined ? tasks : trained.train.map((id) => tasks.find((task) => task.id === id)!);
  const problem = await networkProblem(vector, ordered, splits, source);
  const guide = navigator(problem, settingsOf(source, networkSettings));
  const ids = ordered.map(({ id }) => `${id}.loss`);
  const places = ids.map((id) => run.objectives.findIndex((objective) => objective.id === id));
  return {
    kind: "gradient",
    title: `${config.name}: ${policy}`,
    why: null,
    method: guide.options.method,
    guide,
    objectives: ids.map((id) => ({ id, direction: "min" })),
    start: vector.read(bytes),
    startOptions: { ifNotStationary: source.ifNotStationary ?? "measure" },
    // The run's members, where its report's objectives are the losses that the walk is judged by.
    background: places.includes(-1) ? [] : whole.map(({ values }) => places.map((place) => values[place]!)),
    exported: (x) => ({ bytes: vector.write(x), extension: "safetensors" }),
  };
}
