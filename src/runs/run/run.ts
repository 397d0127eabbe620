import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { InputError } from "../../base/index.ts";
import { type ExecutorFactory, inlineExecutor, randomBaseline } from "../../evaluation/index.ts";
import { threadExecutor } from "../../evaluation/node.ts";
import { fold, type Key, keyOf } from "../../random/index.ts";
import {
  type ConfigInput,
  configFromValue,
  configToYaml,
  parseConfig,
  planOf,
  type RunConfig,
  type RunPlan,
} from "../config/index.ts";
import type { FrontFile, RunRecord } from "../records.ts";
import {
  CheckpointStore,
  createRunFolder,
  diskFileSystem,
  EventLog,
  environmentFile,
  expectRunFolder,
  type FileSystem,
  lockRun,
  parseRecords,
  runPaths,
} from "../storage/index.ts";
import { Arm, keyPath } from "./arm.ts";
import type { ArmState, FinishedArm } from "./arm-state.ts";
import { finishRun, writePolicy } from "./finish.ts";

export interface RunOptions {
  /** What evaluates candidates. Default: this thread for one worker, a pool of threads for more. */
  readonly executor?: ExecutorFactory;
  /** Called with each record after it is written. */
  readonly onRecord?: (record: RunRecord) => void;
  /** Aborting it stops the run at once, with a checkpoint of the last complete generation. */
  readonly signal?: AbortSignal;
  /** Replaces the config's number of workers, on which no result depends. */
  readonly workers?: number;
  /** Default: this machine's disk. */
  readonly files?: FileSystem;
  /** Seconds from an arbitrary start, for records and the `seconds` budget. */
  readonly clock?: () => number;
}

/** How a run came to a stop. */
export type RunOutcome =
  | { readonly status: "finished"; readonly front: FrontFile }
  | { readonly status: "interrupted" };

/** What a checkpoint holds: all that the rest of a run follows from, beside the config. */
interface RunState {
  /** Digest of the parts of the config that results depend on. */
  readonly config: string;
  /** Bytes of `events.jsonl` that were written by then. */
  readonly events: number;
  readonly finished: readonly FinishedArm[];
  /** The arm under way, or null between arms. */
  readonly arm: ArmState | null;
}

/** JSON with the keys of every object in order, so that equal values have one text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/**
 * The parts of a config that a checkpoint's numbers depend on. The others (budget, how often to test and to
 * write, workers) may be changed between a stop and `resume`. The order of tasks and arms counts.
 */
function digestOf({ seed, tasks, objectives, network, strategy, arms, device }: RunConfig): string {
  const parts = {
    seed,
    tasks: Object.entries(tasks),
    objectives,
    network,
    strategy,
    arms: Object.entries(arms),
    device,
  };
  return createHash("sha256").update(canonical(parts)).digest("hex");
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A run folder at work. */
class Session {
  readonly #folder: string;
  readonly #plan: RunPlan;
  readonly #options: RunOptions;
  readonly #files: FileSystem;
  readonly #checkpoints: CheckpointStore;
  readonly #log: EventLog;
  readonly #digest: string;
  #number: number;
  #finished: FinishedArm[];
  #armState: ArmState | null;

  constructor(folder: string, plan: RunPlan, options: RunOptions) {
    this.#folder = folder;
    this.#plan = plan;
    this.#options = options;
    this.#files = options.files ?? diskFileSystem;
    this.#digest = digestOf(plan.config);
    this.#checkpoints = new CheckpointStore(this.#files, folder, plan.config.checkpoint.keep);
    const { events } = runPaths(folder);
    const written = this.#files.size(events);
    const found = this.#checkpoints.newest((value) => this.#accept(value as RunState, written));
    const state = found?.value as RunState | undefined;
    this.#number = found?.number ?? 0;
    this.#finished = [...(state?.finished ?? [])];
    this.#armState = state?.arm ?? null;
    this.#log = new EventLog(this.#files, events, state?.events ?? 0);
    for (const message of found?.skipped ?? []) {
      this.#emit({ type: "warning", message: `${message}; going on from checkpoint ${found!.number}` });
    }
  }

  #accept(state: RunState, written: number): void {
    if (state.config !== this.#digest) {
      throw new InputError(
        "expected the config it was written under, found one whose seed, tasks, objectives, network, strategy, arms or device differ",
      );
    }
    if (state.events > written) {
      throw new InputError(`expected ${state.events} bytes of events.jsonl, found ${written}`);
    }
  }

  readonly #emit = (record: RunRecord): void => {
    this.#log.append(record);
    this.#options.onRecord?.(record);
  };

  #save(arm: Arm | null): void {
    const state: RunState = {
      config: this.#digest,
      events: this.#log.length,
      finished: this.#finished,
      arm: arm?.state ?? null,
    };
    this.#log.sync();
    this.#number += 1;
    this.#checkpoints.save(this.#number, state);
    if (arm === null) return;
    const { centre, observations } = arm.finished();
    writePolicy(this.#files, this.#folder, this.#plan, arm.name, { parameters: centre, observations });
  }

  #start(): void {
    const { config, experiment } = this.#plan;
    const runKey = keyOf(config.seed);
    this.#emit({
      type: "start",
      name: config.name,
      seed: config.seed,
      arms: Object.keys(config.arms),
      objectives: experiment.objectives,
    });
    const { episodes } = config.baseline;
    if (episodes > 0) {
      const values = randomBaseline(experiment, fold(runKey, keyPath.baseline), episodes);
      this.#emit({ type: "baseline", values });
    }
    this.#save(null);
  }

  /** Runs all arms that are left, then writes what a run ends with. */
  async run(): Promise<RunOutcome> {
    const { config, experiment } = this.#plan;
    const { signal } = this.#options;
    const runKey = keyOf(config.seed);
    if (this.#log.length === 0) this.#start();
    const workers = workersOf(config, this.#options);
    const threads: ExecutorFactory = (tasks, options) =>
      threadExecutor(tasks, { ...options, modules: config.modules });
    const factory = this.#options.executor ?? (workers === 1 ? inlineExecutor : threads);
    const executor = await factory(experiment, {
      device: config.device,
      key: referenceKey(config.seed),
      workers,
    });
    try {
      for (const name of Object.keys(config.arms).slice(this.#finished.length)) {
        const clock = this.#options.clock ?? (() => performance.now() / 1000);
        const context = { plan: this.#plan, executor, runKey, emit: this.#emit, clock, signal };
        const arm = new Arm(name, context, this.#armState);
        try {
          const done = await arm.run(() => {
            if (arm.state.generation % config.checkpoint.every === 0) this.#save(arm);
          });
          this.#finished.push(done);
          this.#armState = null;
        } catch (error) {
          if (!signal?.aborted) throw error;
          this.#save(arm);
          this.#emit({ type: "end", arm: name, reason: "interrupted" });
          return { status: "interrupted" };
        }
        this.#save(null);
      }
    } finally {
      await executor.close();
    }
    const records = parseRecords(text(this.#files.read(runPaths(this.#folder).events)));
    return {
      status: "finished",
      front: finishRun(this.#files, this.#folder, this.#plan, this.#finished, records),
    };
  }
}

/**
 * The key that a run's executor is made with: reference observations of its tasks follow from it. Whoever plays a
 * policy of the run later makes an executor with the same key.
 */
export function referenceKey(seed: number | string): Key {
  return fold(keyOf(seed), keyPath.reference);
}

function workersOf(config: RunConfig, options: RunOptions): number {
  const asked = options.workers ?? config.workers;
  return asked === "auto" ? availableParallelism() : asked;
}

async function runLocked(folder: string, plan: RunPlan, options: RunOptions): Promise<RunOutcome> {
  const unlock = lockRun(options.files ?? diskFileSystem, folder);
  try {
    return await new Session(folder, plan, options).run();
  } finally {
    unlock();
  }
}

/**
 * Runs an experiment into a new run folder: its arms one after the other, each from the same start. The numbers are
 * a function of the config and its seed alone (unless a `seconds` budget ends an arm), whatever the workers, and
 * however often the run was stopped and resumed.
 *
 * Throws an `InputError` on an unusable config or folder, with nothing written, and a `JobError` where the disk
 * refuses or every candidate keeps failing; what was written until then can be resumed.
 */
export async function runExperiment(
  input: ConfigInput,
  folder: string,
  options: RunOptions = {},
): Promise<RunOutcome> {
  const plan = await planOf(configFromValue(input));
  const environment = environmentFile(plan.config, workersOf(plan.config, options));
  createRunFolder(options.files ?? diskFileSystem, folder, {
    config: configToYaml(plan.config),
    environment: `${JSON.stringify(environment, null, 2)}\n`,
  });
  return await runLocked(folder, plan, options);
}

/**
 * Goes on with a run from its last usable checkpoint, bit for bit as if it had never stopped; a finished run is left
 * as it is. Throws an `InputError` where `folder` is not a run folder or none of its checkpoints is usable.
 */
export async function resumeRun(folder: string, options: RunOptions = {}): Promise<RunOutcome> {
  const files = options.files ?? diskFileSystem;
  expectRunFolder(folder, files);
  const paths = runPaths(folder);
  if (files.exists(paths.front)) {
    return { status: "finished", front: JSON.parse(text(files.read(paths.front))) as FrontFile };
  }
  const plan = await planOf(parseConfig(text(files.read(paths.config)), paths.config));
  return await runLocked(folder, plan, options);
}
