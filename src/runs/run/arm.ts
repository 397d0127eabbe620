import { JobError } from "../../base/index.ts";
import {
  type EvaluationResult,
  type Executor,
  isDataExperiment,
  type Objective,
  type PolicyTest,
  testPolicy,
  toObjectives,
  type ValuesByEpisode,
} from "../../evaluation/index.ts";
import type { Progress, Strategy, Termination } from "../../evolution/index.ts";
import { type ParameterLayout, type Population, sizeOf, skillsOf } from "../../policy/index.ts";
import { fold, type Key } from "../../random/index.ts";
import type { RunPlan } from "../config/index.ts";
import type { EpisodeValues, GenerationRecord, RunRecord } from "../records.ts";
import {
  type ArmState,
  type FinishedArm,
  grownFront,
  mergedObservations,
  minimisedFront,
} from "./arm-state.ts";
import { targetReached } from "./budget.ts";
import { Meter } from "./meter.ts";
import { type CandidatePoint, pointsOf, recordScale, returnsOf, scaledHypervolume } from "./scoring.ts";
import { validationOf } from "./validation.ts";

/** Below the run's key. All arms share them, so that an arm's numbers depend on no other arm. */
export const keyPath = {
  parameters: 0,
  strategy: 1,
  episodes: 2,
  test: 3,
  baseline: 4,
  reference: 5,
} as const;

/** Generations in a row without one successful candidate, after which an arm gives up. */
const patience = 5;

/** A generation's points over some objectives. */
type Feasible = (objectives: readonly Objective[]) => CandidatePoint[];

/** What an arm needs of its run. */
export interface ArmContext {
  readonly plan: RunPlan;
  readonly executor: Executor;
  readonly runKey: Key;
  readonly emit: (record: RunRecord) => void;
  /** Seconds from an arbitrary start. */
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** One network, or one vector of variables, trained on some of the tasks and looked at on all of them. */
export class Arm {
  readonly name: string;
  readonly #context: ArmContext;
  readonly #strategy: Strategy;
  readonly #trained: readonly string[];
  readonly #measured: readonly string[];
  readonly #apart: boolean;
  /** Tasks that have one normalisation of observations. */
  readonly #sharing: readonly string[];
  readonly #layout: ParameterLayout;
  readonly #termination: Termination;
  #state: ArmState;
  readonly #meter: Meter;

  /** `state` null: from the beginning. */
  constructor(name: string, context: ArmContext, state: ArmState | null) {
    const { config, experiment } = context.plan;
    this.name = name;
    this.#context = context;
    this.#strategy = context.plan.strategies[name]!;
    this.#trained = config.arms[name]!.train;
    // Where tasks have variables of their own, a solution of one is none of another.
    this.#apart = experiment.network === null && experiment.unified === true;
    const others = experiment.tasks.map(({ id }) => id).filter((id) => !this.#trained.includes(id));
    this.#measured = this.#apart ? [] : others;
    this.#sharing = experiment.tasks
      .map(({ id }) => id)
      .filter((id) => {
        const task = config.tasks[id];
        return (
          task !== undefined && "normaliseObservations" in task && task.normaliseObservations === "shared"
        );
      });
    this.#layout = context.plan.candidates.layout;
    this.#termination = context.plan.terminations[name]!;
    this.#state = state ?? this.#start();
    this.#meter = new Meter(context.clock, this.#state);
  }

  /** The state after the last complete generation or test. */
  get state(): ArmState {
    return this.#state;
  }

  #start(): ArmState {
    const { plan, runKey } = this.#context;
    const start = {
      key: fold(runKey, keyPath.strategy),
      parameters: plan.candidates.start(fold(runKey, keyPath.parameters)),
      layout: this.#layout,
      space: plan.candidates.space,
      objectives: this.#trainedObjectives().length,
      tasks: plan.startTasks[this.name],
      behaviours: plan.behaviours[this.name] ?? undefined,
      another: plan.candidates.start,
    };
    return {
      generation: 0,
      evaluations: 0,
      steps: 0,
      measuredSteps: 0,
      seconds: 0,
      allFailed: 0,
      testedAt: -1,
      tested: {},
      termination: this.#termination.initial,
      strategy: this.#strategy.init(start),
      observations: {},
      front: [],
      best: {},
    };
  }

  #trainedObjectives(): RunPlan["experiment"]["objectives"] {
    return this.#context.plan.experiment.objectives.filter(({ task }) => this.#trained.includes(task));
  }

  /**
   * Goes on until the budget or the target is reached, calling `afterGeneration` between generations. Rejects with
   * the signal's reason once it is aborted, and with a `JobError` where candidates keep failing; the state is then
   * that of the last complete generation.
   */
  async run(afterGeneration: () => void): Promise<FinishedArm> {
    const { config } = this.#context.plan;
    for (;;) {
      const { generation, testedAt } = this.#state;
      if (config.test.every > 0 && generation % config.test.every === 0 && testedAt < generation) {
        await this.#test(false);
      }
      const reached = this.#termination.reached(this.#state.termination, this.#progress(this.#state));
      if (reached !== null) {
        await this.#test(true);
        this.#context.emit({ type: "end", arm: this.name, reason: reached });
        return this.#withHeld(this.finished());
      }
      await this.#generation();
      afterGeneration();
    }
  }

  /** What is left of the arm. */
  finished(): FinishedArm {
    const { strategy, observations, front, best } = this.#state;
    const solutions = this.#strategy.solutions?.(strategy);
    return {
      name: this.name,
      centre: this.#strategy.centre(strategy),
      ...(solutions === undefined
        ? {}
        : { solutions: Object.fromEntries(this.#trained.map((id, k) => [id, solutions[k]!])) }),
      observations,
      front,
      best,
    };
  }

  /** What the search holds beside its centre, its values told in the users' directions. */
  #withHeld(arm: FinishedArm): FinishedArm {
    const held = this.#strategy.held?.(this.#state.strategy);
    if (held === undefined) return arm;
    const objectives = this.#trainedObjectives();
    const names = this.#context.plan.behaviours[this.name]?.names ?? [];
    const told = held.map(({ name, parameters, values, evaluations, behaviour }) => ({
      name,
      parameters,
      evaluations,
      ...(behaviour === undefined
        ? {}
        : { behaviour: Object.fromEntries(names.map((each, j) => [each, behaviour[j]!])) }),
      values: Object.fromEntries(
        objectives.map(({ id, direction }, j) => [id, direction === "max" ? 0 - values[j]! : values[j]!]),
      ),
    }));
    return { ...arm, held: told };
  }

  #progress({ generation, evaluations, steps, seconds, front, tested }: ArmState): Progress {
    const { objectives } = this.#context.plan.experiment;
    return {
      generations: generation,
      evaluations,
      steps,
      seconds,
      front: () => minimisedFront(front, objectives),
      onTarget: (target) => targetReached(target, tested, objectives, this.#trained),
    };
  }

  async #evaluate(
    tasks: readonly string[],
    population: Population,
    behaviours = false,
  ): Promise<EvaluationResult> {
    if (tasks.length === 0) return { outcomes: [], failures: [] };
    const key = fold(this.#context.runKey, keyPath.episodes, this.#state.generation);
    const { observations } = this.#state;
    return await this.#context.executor.evaluate(
      { tasks, population, key, observations, ...(behaviours ? { behaviours } : {}) },
      this.#context.signal,
    );
  }

  async #generation(): Promise<void> {
    const { emit } = this.#context;
    const before = this.#state;
    const population = this.#strategy.ask(before.strategy);
    // Apart, so that what a candidate does on a task that is only looked at cannot touch its training.
    const described = (this.#context.plan.behaviours[this.name] ?? null) !== null;
    const training = await this.#evaluate(this.#trained, population, described);
    const skilled = skillsOf(population) !== undefined;
    const measurement = await this.#evaluate(skilled ? [] : this.#measured, population);

    const validated = await this.#validate(population);

    const evaluated = toObjectives({ objectives: this.#trainedObjectives() }, training);
    const failedAll = training.failures.length === sizeOf(population);
    const strategy = this.#strategy.tell(before.strategy, evaluated);
    const { record, feasible } = this.#record(training, measurement, population, strategy, validated);
    const after: ArmState = {
      ...before,
      generation: before.generation + 1,
      evaluations: record.evaluations,
      steps: record.steps,
      measuredSteps: record.measuredSteps,
      seconds: record.seconds,
      ...(record.joules === undefined ? {} : { joules: record.joules }),
      allFailed: failedAll ? before.allFailed + 1 : 0,
      tested: {},
      strategy,
      observations: mergedObservations(
        before.observations,
        [...training.outcomes, ...measurement.outcomes],
        this.#sharing,
      ),
      ...this.#grownFronts(feasible, population, skilled || this.#apart),
    };
    emit(record);
    this.#state = {
      ...after,
      termination: this.#termination.observe(before.termination, this.#progress(after)),
    };
    if (failedAll) this.#reportFailure(training.failures[0]!.reason);
  }

  /**
   * The whole population on the validation examples: of experiments on data, when a test is due; null in between, and
   * undefined where there are no such examples. Neither its time nor its energy counts.
   */
  async #validate(population: Population): Promise<EvaluationResult | null | undefined> {
    const { executor, plan, runKey, signal } = this.#context;
    const { experiment, config } = plan;
    if (!isDataExperiment(experiment)) return undefined;
    const { generation, observations } = this.#state;
    if (config.test.every === 0 || (generation + 1) % config.test.every !== 0) return null;
    const key = fold(runKey, keyPath.test, generation);
    const tasks = experiment.tasks.map(({ id }) => id);
    const request = { tasks, population, key, observations, split: "validation" } as const;
    return await this.#meter.apart(() => executor.evaluate(request, signal));
  }

  /** A generation's record, and its points over some objectives that break neither constraints nor bounds. */
  #record(
    training: EvaluationResult,
    measurement: EvaluationResult,
    population: Population,
    strategy: unknown,
    validated: EvaluationResult | null | undefined,
  ) {
    const { config, experiment } = this.#context.plan;
    const before = this.#state;
    const returns = returnsOf([training, measurement]);
    const broken = (member: number): number =>
      (training.violations?.[member] ?? 0) + (measurement.violations?.[member] ?? 0);
    const validation = validated && validationOf([validated], experiment.objectives, config);
    // Where batches differ from generation to generation, values on them cannot be compared.
    const judged = validation === undefined ? returns : (validation?.returns ?? {});
    const feasible: Feasible = (objectives) =>
      pointsOf(judged, objectives).filter(({ member }) => !(broken(member) > 0));
    const stepsOf = ({ outcomes }: EvaluationResult): number =>
      outcomes.reduce((sum, { steps }) => steps.reduce((total, each) => total + each, sum), 0);
    const measures = this.#strategy.measures?.(strategy);
    const record: GenerationRecord = {
      type: "generation",
      arm: this.name,
      generation: before.generation + 1,
      evaluations: before.evaluations + sizeOf(population),
      steps: before.steps + stepsOf(training),
      measuredSteps: before.measuredSteps + stepsOf(measurement) + (validated ? stepsOf(validated) : 0),
      ...this.#meter.expense(),
      ...(validation === undefined ? {} : { validation }),
      returns,
      hypervolume: scaledHypervolume(
        feasible(experiment.objectives).map(({ point }) => point),
        experiment.objectives,
        config.hypervolume.reference,
        recordScale(config),
      ),
      failures: [...training.failures, ...measurement.failures],
      ...(measures === undefined ? {} : { measures }),
    };
    return { record, feasible };
  }

  /** The front of all objectives with this generation's candidates; where tasks have none in common, that of each. */
  #grownFronts(
    feasible: Feasible,
    population: Population,
    perTask: boolean,
  ): Pick<ArmState, "front" | "best"> {
    const { experiment } = this.#context.plan;
    const { generation, observations, front, best } = this.#state;
    const from = { generation: generation + 1, population, layout: this.#layout, observations };
    if (!perTask) {
      const { objectives } = experiment;
      return { front: grownFront(front, objectives, feasible(objectives), from), best };
    }
    const grown = this.#trained.map((id) => {
      const objectives = experiment.objectives.filter(({ task }) => task === id);
      return [id, grownFront(best[id] ?? [], objectives, feasible(objectives), from)] as const;
    });
    return { front, best: Object.fromEntries(grown) };
  }

  #reportFailure(reason: string): void {
    const { allFailed, generation } = this.#state;
    if (allFailed < patience) {
      const message = `arm ${this.name}: every candidate of generation ${generation} failed (${reason}); the centre stays where it is and the run goes on`;
      this.#context.emit({ type: "warning", message });
      return;
    }
    this.#context.emit({ type: "end", arm: this.name, reason: "failed" });
    throw new JobError(
      `arm "${this.name}": every candidate failed in ${patience} generations in a row, the last for: ${reason}; mend that, then resume`,
    );
  }

  async #test(final: boolean): Promise<void> {
    const { plan, runKey, emit, signal } = this.#context;
    const { config, experiment } = plan;
    const state = this.#state;
    const test = {
      episodes: config.test.episodes,
      key: fold(runKey, keyPath.test, state.generation, final ? 1 : 0),
      observations: state.observations,
      ...(isDataExperiment(experiment) ? { split: final ? ("test" as const) : ("validation" as const) } : {}),
    };
    let tested: EpisodeValues = {};
    try {
      const values = await this.#tested(test);
      const { arm, generation, steps } = { arm: this.name, ...state };
      emit({ type: "test", arm, generation, steps, final, values });
      tested = Object.fromEntries(experiment.objectives.map(({ id }) => [id, [meanOf(values[id] ?? [])]]));
    } catch (error) {
      if (signal?.aborted || !(error instanceof JobError)) throw error;
      // A centre that cannot be played is a finding, not the end of the search.
      emit({
        type: "warning",
        message: `arm ${this.name}, generation ${state.generation}: ${error.message}`,
      });
    }
    this.#state = { ...state, testedAt: state.generation, tested };
  }

  /** The values of the centre on all tasks; where the search keeps a solution for each task, of that one on its task. */
  async #tested(test: Omit<PolicyTest, "tasks">): Promise<ValuesByEpisode> {
    const { plan, executor, signal } = this.#context;
    const { strategy } = this.#state;
    const tasks = this.#apart ? this.#trained : plan.experiment.tasks.map(({ id }) => id);
    const centre = this.#strategy.centre(strategy);
    const solutions = this.#strategy.solutions?.(strategy);
    if (solutions === undefined)
      return (await testPolicy(executor, centre, { ...test, tasks }, signal)).values;
    const values: ValuesByEpisode = {};
    for (const task of tasks) {
      const solution = solutions[this.#trained.indexOf(task)] ?? centre;
      Object.assign(
        values,
        (await testPolicy(executor, solution, { ...test, tasks: [task] }, signal)).values,
      );
    }
    return values;
  }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
