import { JobError } from "../../base/index.ts";
import type { Progress, Termination } from "../../evolution/index.ts";
import type { Place, TrainingProblem } from "../../gradient/index.ts";
import { fold } from "../../random/index.ts";
import type { ArmTraining, GradientArmPlan, TrainedPoint, TrainedState } from "../config/index.ts";
import type { GenerationRecord, TrainingRecord } from "../records.ts";
import { type ArmContext, keyPath } from "./arm.ts";
import { archiveOf, type FinishedArm, minimisedFront, type SavedFront } from "./arm-state.ts";
import { targetReached } from "./budget.ts";
import { gradientSimilarity } from "./gradient-similarity.ts";
import type { GradientArmState } from "./gradient-state.ts";
import { Meter } from "./meter.ts";
import { pointsOf, recordScale, scaledHypervolume } from "./scoring.ts";

/** Below the run's key, and below it the number of the start: all arms meet the same batches. */
const trainingKey = 16;

/** Lets timers, signals and input have their turn. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What an arm needs of its run. */
export type GradientArmContext = Omit<ArmContext, "executor">;

/** One training of an arm at work. */
interface Member {
  readonly training: ArmTraining;
  readonly problem: TrainingProblem<unknown>;
}

type Values = Readonly<Record<string, number>>;

/**
 * Networks or variables trained by the gradients of some of the tasks: one training for each method and start of the
 * arm, in turns of `every` steps or of so many example passes, after each of which all are looked at on the validation
 * examples.
 */
export class GradientArm {
  readonly name: string;
  readonly #context: GradientArmContext;
  readonly #plan: GradientArmPlan;
  readonly #members: readonly Member[];
  readonly #termination: Termination;
  readonly #meter: Meter;
  #state: GradientArmState;

  private constructor(
    name: string,
    context: GradientArmContext,
    members: readonly Member[],
    state: GradientArmState | null,
  ) {
    this.name = name;
    this.#context = context;
    this.#plan = context.plan.gradients[name]!;
    this.#members = members;
    this.#termination = context.plan.terminations[name]!;
    this.#state = state ?? this.#start();
    this.#meter = new Meter(context.clock, this.#state);
  }

  /** `state` null: from the beginning. Rejects with an `InputError` where data or a backend are not to be had. */
  static async open(
    name: string,
    context: GradientArmContext,
    state: GradientArmState | null,
  ): Promise<GradientArm> {
    const plan = context.plan.gradients[name]!;
    const problem = await plan.open();
    try {
      const members = plan.members.map(({ train }) => ({ problem, training: train(problem) }));
      return new GradientArm(name, context, members, state);
    } catch (error) {
      problem.close();
      throw error;
    }
  }

  /** The state after the last complete generation. */
  get state(): GradientArmState {
    return this.#state;
  }

  close(): void {
    this.#members[0]!.problem.close();
  }

  #start(): GradientArmState {
    const { runKey } = this.#context;
    return {
      kind: "gradient",
      generation: 0,
      evaluations: 0,
      steps: 0,
      measuredSteps: 0,
      seconds: 0,
      finished: false,
      tested: {},
      termination: this.#termination.initial,
      members: this.#members.map(({ training }, i) => {
        const { start, place } = this.#plan.members[i]!;
        const parameters = fold(runKey, keyPath.parameters);
        // The first starts where the other arms of the run do.
        const startKey = start === 0 ? parameters : fold(parameters, start);
        return training.init(fold(runKey, trainingKey, start), startKey, place);
      }),
      front: [],
    };
  }

  /**
   * Goes on until the budget or the target is reached, calling `afterGeneration` between generations. Rejects with
   * the signal's reason once it is aborted, and with a `JobError` that names the task where a loss is no number; the
   * state is then that of the last complete generation.
   */
  async run(afterGeneration: () => void): Promise<FinishedArm> {
    const { config } = this.#context.plan;
    for (;;) {
      const reached = this.#termination.reached(this.#state.termination, this.#progress(this.#state));
      if (reached !== null) return await this.#end(reached);
      try {
        await this.#generation();
      } catch (error) {
        if (this.#context.signal?.aborted || !(error instanceof JobError)) throw error;
        const message = `arm "${this.name}", generation ${this.#state.generation + 1}: ${error.message}`;
        if (this.#plan.settings.divergence === "end") {
          this.#context.emit({ type: "warning", message: `${message}; the arm ends where it was before` });
          return await this.#end("diverged");
        }
        const { every } = config.checkpoint;
        const saved = this.#state.generation - (this.#state.generation % every);
        throw new JobError(`${message}; the last checkpoint is that of generation ${saved}`);
      }
      afterGeneration();
    }
  }

  /** What the arm's budget is compared with. */
  #progress(state: GradientArmState): Progress {
    const { objectives } = this.#context.plan.experiment;
    const share = this.#plan.settings.budgetFor === "each" ? this.#members.length : 1;
    return {
      generations: state.generation,
      evaluations: state.evaluations / share,
      steps: state.steps / share,
      seconds: state.seconds / share,
      front: () => minimisedFront(state.front, objectives),
      onTarget: (target) => targetReached(target, state.tested, objectives, this.#plan.tasks),
    };
  }

  async #end(reason: string): Promise<FinishedArm> {
    if (!this.#state.finished) await this.#test();
    this.#context.emit({ type: "end", arm: this.name, reason });
    return this.finished();
  }

  /** What is left of the arm: the first training stands for it. */
  finished(): FinishedArm {
    const { members, front } = this.#state;
    const models = this.#members.flatMap(({ training }, i) => training.model(members[i]!) ?? []);
    const [first] = this.#points(members.slice(0, 1));
    return {
      name: this.name,
      centre: parametersOf(this.#members[0]!.problem, first!.place),
      observations: {},
      front,
      ...(models.length === 0 ? {} : { models }),
    };
  }

  /** The networks of all trainings, one after the other: what candidates are to other arms. */
  #points(members: readonly TrainedState[]): TrainedPoint[] {
    return members.flatMap((state, i) => this.#members[i]!.training.points(state));
  }

  async #generation(): Promise<void> {
    const { signal } = this.#context;
    const before = this.#state;
    const trained: { state: TrainedState; record: TrainingRecord }[] = [];
    for (const [i, state] of before.members.entries()) {
      trained.push(await this.#train(this.#members[i]!, state, signal));
    }
    const expense = this.#meter.expense();
    const members = trained.map(({ state }) => state);
    const looked = this.#points(members);
    const { problem } = this.#members[0]!;
    const [measured, similarity] = await this.#meter.apart(async () => [
      await this.#measure(looked, "validation"),
      await gradientSimilarity(problem, looked[0]!.place),
    ]);
    const sum = (of: (state: TrainedState) => number): number =>
      members.reduce((total, each) => total + of(each), 0);
    const { record, points } = this.#record(measured, {
      generation: before.generation + 1,
      evaluations: sum(({ step }) => step),
      steps: sum(({ passes }) => passes),
      measuredSteps:
        before.measuredSteps + looked.length * problem.measureCost("validation") + similarity.cost,
      ...expense,
      training: trained.map(({ record }) => record),
      ...(similarity.measures === null ? {} : { similarity: similarity.measures }),
    });
    const after: GradientArmState = {
      ...before,
      generation: record.generation,
      evaluations: record.evaluations,
      steps: record.steps,
      measuredSteps: record.measuredSteps,
      ...expense,
      members,
      tested: columnsOf(measured.slice(0, 1)),
      front: this.#grownFront(points, looked),
    };
    this.#state = {
      ...after,
      termination: this.#termination.observe(before.termination, this.#progress(after)),
    };
    this.#context.emit(record);
  }

  async #train(
    { training, problem }: Member,
    from: TrainedState,
    signal: AbortSignal | undefined,
  ): Promise<{ state: TrainedState; record: TrainingRecord }> {
    const { every, passes = Number.POSITIVE_INFINITY } = this.#plan.settings;
    let state = from;
    const tasks = problem.source.tasks.length;
    const sums = new Float64Array(tasks);
    const counts = new Float64Array(tasks);
    let weights: Float64Array | undefined;
    let norms = 0;
    while (state.step - from.step < every && state.passes - from.passes < passes) {
      // A backend that computes on this thread never waits for anything: without a turn of its own, Ctrl-C is not heard.
      await nextTurn();
      signal?.throwIfAborted();
      const step = await training.step(state);
      state = step.state;
      weights = step.weights;
      norms += step.gradientNorm;
      step.losses.forEach((loss, task) => {
        if (Number.isNaN(loss)) return;
        sums[task]! += loss;
        counts[task]! += 1;
      });
    }
    const [only, second] = training.points(state);
    const place = second === undefined ? parametersOf(problem, only!.place) : null;
    return {
      state,
      record: {
        losses: Array.from(sums, (total, i) => (counts[i] === 0 ? null : total / counts[i]!)),
        gradientNorm: norms / (state.step - from.step),
        ...(weights === undefined ? {} : { weights: Array.from(weights) }),
        ...(place !== null && place.length <= 3 ? { place: Array.from(place) } : {}),
      },
    };
  }

  async #measure(points: readonly TrainedPoint[], part: "validation" | "test"): Promise<Values[]> {
    const { problem } = this.#members[0]!;
    const found: Values[] = [];
    for (const { place } of points) {
      this.#context.signal?.throwIfAborted();
      found.push(await problem.measure(place, part));
    }
    return found;
  }

  #record(
    measured: readonly Values[],
    told: Omit<GenerationRecord, "type" | "arm" | "returns" | "hypervolume" | "failures">,
  ): { record: GenerationRecord; points: ReturnType<typeof pointsOf> } {
    const { config, experiment } = this.#context.plan;
    const returns = columnsOf(measured);
    const points = pointsOf(returns, experiment.objectives);
    const hypervolume = scaledHypervolume(
      points.map(({ point }) => point),
      experiment.objectives,
      config.hypervolume.reference,
      recordScale(config),
    );
    return {
      record: { type: "generation", arm: this.name, ...told, returns, hypervolume, failures: [] },
      points,
    };
  }

  #grownFront(points: ReturnType<typeof pointsOf>, looked: readonly TrainedPoint[]): SavedFront {
    const { generation, front } = this.#state;
    const archive = archiveOf(front, this.#context.plan.experiment.objectives);
    for (const { member, point } of points) {
      const parameters = parametersOf(this.#members[0]!.problem, looked[member]!.place);
      archive.add(point, { generation: generation + 1, member, parameters, observations: {} });
    }
    return archive.entries().map(({ point, payload }) => ({ point, payload }));
  }

  /** The last look: at the test examples, one value a training. */
  async #test(): Promise<void> {
    const { members, generation, steps } = this.#state;
    const measured = await this.#measure(this.#points(members), "test");
    const values = columnsOf(measured);
    this.#context.emit({ type: "test", arm: this.name, generation, steps, final: true, values });
    this.#state = { ...this.#state, finished: true };
  }
}

/** A place as one vector, in the order of the run's files. */
export function parametersOf({ vectorOf }: TrainingProblem<unknown>, place: Place): Float64Array {
  const whole = vectorOf?.(place);
  if (whole !== undefined) return Float64Array.from(whole);
  const parts = [place.shared, ...place.own];
  const flat = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    flat.set(part, offset);
    offset += part.length;
  }
  return flat;
}

/** Values of trainings as records have them: a list an id. */
function columnsOf(measured: readonly Values[]): Record<string, number[]> {
  return Object.fromEntries(Object.keys(measured[0]!).map((id) => [id, measured.map((each) => each[id]!)]));
}
