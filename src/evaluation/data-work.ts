import { InputError, ShapeError } from "../base/index.ts";
import {
  checkLoss,
  exampleSize,
  hasLabel,
  inputsInto,
  measuresOf,
  meterOf,
  targetOf,
} from "../data/index.ts";
import {
  type Device,
  DeviceError,
  type LoadedPolicies,
  MemoryError,
  parameterCountOf,
  sizeOf,
  skillsOf,
} from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import { type Chunk, chunksOf, piecesFor } from "./chunk.ts";
import type { ChunkWork } from "./chunk-work.ts";
import { dataAssemblyOf } from "./data-assembly.ts";
import { type Group, groupsOf, referenceInputs, splitOf } from "./data-examples.ts";
import type { DataExperiment, DataTask } from "./data-task.ts";
import type { EvaluationRequest } from "./executor.ts";
import { checkSkills } from "./request.ts";
import { reasonOf } from "./rollout.ts";
import { usesReference } from "./task-runtime.ts";

/** What some candidates of a request are worth: numbers and reasons only. */
export interface DataSlice {
  readonly chunk: Chunk;
  /** By task, in the order of the request: members x measures, NaN where a member failed or is for another task. */
  readonly values: readonly Float64Array[];
  /** By task: example passes of each member; a pass that serves several tasks counts with the first of them. */
  readonly steps: readonly Float64Array[];
  readonly failures: ReadonlyMap<number, string>;
}

/** Examples are turned into numbers in portions of about this many bytes. */
const portionBytes = 2 ** 22;

/**
 * Losses and measures of networks on examples, in pieces, the whole population on the same examples. A member's values
 * depend on that member and the examples alone, so that the answer is the same for any chunks. `runKey` is the run's key.
 * Throws an `InputError` where tasks, data and network do not fit together.
 */
export function dataWork(experiment: DataExperiment, device: Device, runKey: Key): ChunkWork<DataSlice> {
  const { network, tasks, data } = experiment;
  if (tasks.length === 0) throw new InputError("an experiment needs one task or more, got none");
  const runner = device.runner(network);
  if (runner.stateSize > 0) {
    throw new InputError(
      "data tasks show single examples, which a recurrent layer has nothing to remember of; use dense layers",
    );
  }
  tasks.forEach((task, place) => {
    checkTask(task, place, experiment, runner.outputSize);
  });
  const taskOf = (id: string): DataTask => {
    const task = tasks.find((each) => each.id === id);
    if (task) return task;
    const known = tasks.map((each) => each.id).join(", ");
    throw new InputError(`evaluate: the experiment has no task "${id}"; its tasks are ${known}`);
  };
  const references = new Map<string, ReturnType<typeof referenceInputs>>();
  const showReference = (policies: LoadedPolicies, name: string): void => {
    if (!usesReference(network)) return;
    const { inputs, rows } = references.get(name) ?? referenceInputs(data[name]!.train, runKey);
    references.set(name, { inputs, rows });
    policies.normaliseOn(inputs, rows);
  };

  const play = async (request: EvaluationRequest, chunk: Chunk, slice: DataSlice): Promise<void> => {
    const policies = runner.load(request.population, chunk.first, chunk.count);
    for (const group of groupsOf(experiment, request, runKey)) {
      showReference(policies, group.name);
      await show(policies, group, request, slice, runner.outputSize);
    }
  };

  /** A chunk, where an error that stops all of it, and is not the device's, is every member's failure. */
  const attempt = async (request: EvaluationRequest, chunk: Chunk): Promise<DataSlice> => {
    const widths = request.tasks.map((id) => measuresOf(taskOf(id).loss).length);
    const failures = new Map<number, string>();
    const slice: DataSlice = {
      chunk,
      values: widths.map((width) => new Float64Array(chunk.count * width).fill(Number.NaN)),
      steps: widths.map(() => new Float64Array(chunk.count)),
      failures,
    };
    try {
      await play(request, chunk, slice);
      noteFaultyLosses(request, slice, failures);
    } catch (error) {
      if (error instanceof DeviceError || error instanceof MemoryError) throw error;
      for (let m = 0; m < chunk.count; m++) failures.set(chunk.first + m, reasonOf(error));
    }
    return slice;
  };

  return {
    check(request) {
      if (request.tasks.length === 0) throw new InputError("evaluate: tasks is empty; name one or more");
      request.tasks.forEach((id, k) => {
        const { data: name, target: targetId } = taskOf(id);
        if (request.tasks.indexOf(id) !== k)
          throw new InputError(`evaluate: task "${id}" is named twice; name it once`);
        const split = splitOf(request);
        const set = data[name]![split];
        if (!hasLabel(set, targetOf(set, targetId))) {
          throw new InputError(
            `evaluate: no ${split} example of "${name}" has a label of "${targetId}"; task "${id}" has nothing to be judged by`,
          );
        }
      });
      if (request.behaviours === true)
        throw new InputError("evaluate: tasks on data have no behaviours; ask for none");
      const size = sizeOf(request.population);
      if (size < 1) throw new InputError(`evaluate: a population needs one candidate or more, got ${size}`);
      checkSkills(request);
      const length = parameterCountOf(request.population);
      if (length !== runner.parameterCount) {
        throw new ShapeError(
          `evaluate: candidates have ${length} parameters but the network has ${runner.parameterCount}; give one a parameter`,
        );
      }
    },
    assembly: (request) => dataAssemblyOf(experiment, request),
    chunks: (request, workers) =>
      chunksOf(
        request.population,
        runner.capacity(request.population),
        1,
        false,
        workers,
        piecesFor(device, workers),
      ),
    async evaluate(request, chunk) {
      const slice = await attempt(request, chunk);
      const failed = slice.failures.size === chunk.count && chunk.count > 1 ? [...slice.failures.keys()] : [];
      if (failed.length === 0) return slice;
      // What stopped all of them may have been one's doing: each is tried again alone.
      const alone: DataSlice[] = [];
      for (const member of failed) alone.push(await attempt(request, { ...chunk, first: member, count: 1 }));
      const joined = (parts: readonly Float64Array[]): Float64Array =>
        Float64Array.from(parts.flatMap((part) => [...part]));
      return {
        chunk,
        values: slice.values.map((_, k) => joined(alone.map(({ values }) => values[k]!))),
        steps: slice.steps.map((_, k) => joined(alone.map(({ steps }) => steps[k]!))),
        failures: new Map(alone.flatMap(({ failures }) => [...failures])),
      };
    },
  };
}

/** Shows a group's examples to the members of a chunk and adds up what they answer, in the order of the examples. */
async function show(
  policies: LoadedPolicies,
  { data, examples, tasks }: Group,
  request: EvaluationRequest,
  { chunk, values, steps }: DataSlice,
  outputSize: number,
): Promise<void> {
  const skills = skillsOf(request.population);
  for (const { task, target } of tasks) {
    if (hasLabel(data, target, examples)) continue;
    throw new InputError(
      `none of the ${examples.length} examples drawn has a label of "${target.id}", so task "${task.id}" has no loss; take a larger batch`,
    );
  }
  const size = exampleSize(data);
  const portion = Math.max(1, Math.min(examples.length, Math.floor(portionBytes / (4 * size))));
  const inputs = new Float32Array(portion * size);
  const outputs = new Float32Array(portion * outputSize);
  const lanes = new Int32Array(portion);
  const meters = Array.from({ length: chunk.count }, (_, m) =>
    tasks
      .filter(({ k }) => skills === undefined || skills[chunk.first + m] === k)
      .map(({ k, task, target }) => ({ k, from: task.outputs.from, meter: meterOf(task.loss, target) })),
  );
  for (let from = 0; from < examples.length; from += portion) {
    const shown = examples.subarray(from, from + portion);
    inputsInto(inputs, 0, data, shown);
    for (const [m, each] of meters.entries()) {
      if (each.length === 0) continue;
      lanes.fill(chunk.first + m);
      const pending = policies.forward(inputs, lanes, shown.length, outputs);
      if (pending) await pending;
      for (const { meter, from: first } of each) {
        for (let i = 0; i < shown.length; i++) meter.add(outputs, i * outputSize + first, shown[i]!);
      }
    }
  }
  meters.forEach((each, m) => {
    each.forEach(({ k, meter }, i) => {
      const found = meter.values();
      values[k]!.set(found, m * found.length);
      if (i === 0) steps[k]![m] = examples.length;
    });
  });
}

/** A candidate whose loss is no finite number has failed. */
function noteFaultyLosses(
  { population, tasks }: EvaluationRequest,
  { chunk, values }: DataSlice,
  failures: Map<number, string>,
): void {
  const skills = skillsOf(population);
  for (let m = 0; m < chunk.count; m++) {
    const member = chunk.first + m;
    tasks.forEach((id, k) => {
      if ((skills !== undefined && skills[member] !== k) || failures.has(member)) return;
      const loss = values[k]![(m * values[k]!.length) / chunk.count]!;
      if (!Number.isFinite(loss)) failures.set(member, `task "${id}": the loss is ${loss}`);
    });
  }
}

/** Throws an `InputError` where a task does not fit its data or the network. */
function checkTask(
  task: DataTask,
  place: number,
  { tasks, network, data }: DataExperiment,
  outputSize: number,
): void {
  const name = `task "${task.id}"`;
  if (tasks.findIndex(({ id }) => id === task.id) < place)
    throw new InputError(`${name}: another task is called so; tasks must have different ids`);
  const splits = data[task.data];
  if (!splits) {
    throw new InputError(
      `${name}: no data set "${task.data}"; there are ${Object.keys(data).join(", ") || "none"}`,
    );
  }
  const { shape } = splits.train;
  const size = exampleSize(splits.train);
  const same = network.input.length === shape.length && network.input.every((n, i) => n === shape[i]);
  if (!same && !(network.input.length === 1 && network.input[0] === size)) {
    throw new InputError(
      `${name}: examples are of shape [${shape.join(", ")}] but the network's input is [${network.input.join(", ")}]; set the input to that shape`,
    );
  }
  const target = targetOf(splits.train, task.target);
  checkLoss(task.loss, target);
  const { from, count } = task.outputs;
  if (count !== target.size || !(from >= 0) || from + count > outputSize) {
    throw new InputError(
      `${name}: target "${target.id}" needs ${target.size} outputs but has ${count} from ${from} on, of ${outputSize}; make the network's last layer fit`,
    );
  }
  if (task.batch !== "all" && !(Number.isSafeInteger(task.batch) && task.batch > 0))
    throw new InputError(`${name}: batch must be a positive integer or "all", got ${task.batch}`);
}
