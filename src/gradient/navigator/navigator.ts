import { checkedOptions, InputError, ShapeError } from "../../base/index.ts";
import { brought, type Progress } from "./bring.ts";
import { allLines, type Crossed, crossed, linesOf } from "./cross.ts";
import { type Visited, visit } from "./descent.ts";
import { shown } from "./notes.ts";
import { type NavigatorOptions, type NavigatorSettings, navigatorOptions } from "./options.ts";
import { repeatedly, stepAlong, wantedIn } from "./predict.ts";
import { checkPreference } from "./preference.ts";
import { checkProblem, derivativeMemory, type NavigatorProblem, type Oracle, oracleOf } from "./problem.ts";
import type { Proposal } from "./proposal.ts";
import { proposeAt } from "./propose.ts";
import { clipped } from "./vectors.ts";
import { branch as branched, extended, here, undo as undone, type Walk, type WalkPoint } from "./walk.ts";

export interface Watched {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface StartOptions extends Watched {
  /** What to do with a point that is not stationary. Default `correct`. */
  readonly ifNotStationary?: "correct" | "refuse" | "measure" | undefined;
  /** Multipliers to take at a stationary point that has several; default those of least residual. */
  readonly multipliers?: ArrayLike<number> | undefined;
}

/** What came of a step: `accepted`, or `refused` where no length improves every preferred objective. */
export interface Accepted {
  readonly walk: Walk;
  readonly outcome: "accepted" | "refused";
  readonly step: number;
  /** Predictors that it took. */
  readonly predictors: number;
  /** Whether every preferred objective improved on what is judged by. */
  readonly improved: boolean;
  /** Why it was refused, or what it did not improve; null where there is nothing to say. */
  readonly reason: string | null;
}

/**
 * `stationary`: there was nothing to correct. `corrected`: back on the front, from a part of the step where the whole of
 * it, corrected, would have brought nothing (`share`), or from the whole where no part brings anything (`gained`). `kept`: no
 * correction was found, or, where a person judges by other values than the losses, every one would have made all of those worse
 * or taken back what the step gained in one, so the point stays. `new-front`: better in every objective than where the step
 * began: another, better front was found, and a person should look. `crossed`: the front ended on the way. What the step
 * reached lies behind another piece of the front, where a place was seen that is better or as good in every objective, and the
 * walk goes on there.
 */
export interface Corrected {
  readonly walk: Walk;
  readonly outcome: "stationary" | "corrected" | "kept" | "new-front" | "crossed";
  /** Residual before and after. */
  readonly before: number;
  readonly after: number;
  readonly descentSteps: number;
  readonly newtonSteps: number;
  /** Of the step, what was taken: 1, or a half as often as it took for a gain to be left on the front. */
  readonly share: number;
  /** False where no part of the step leaves a gain in all that is preferred on the front: it is back there without one. */
  readonly gained: boolean;
}

/** Whether a correction may go on to a place. */
type Holds = (next: Visited) => Promise<boolean>;

export type { Progress } from "./bring.ts";

/** Walks along a Pareto front, as pure steps over plain data. */
export interface Navigator {
  readonly tasks: readonly string[];
  readonly options: NavigatorOptions;
  start(x: ArrayLike<number>, options?: StartOptions): Promise<Walk>;
  /** What a preference leads to from where the walk is. The walk does not change. */
  propose(walk: Walk, preference: ArrayLike<number>, watched?: Watched): Promise<Proposal>;
  /** Takes a proposed step, `step` long or as proposed, or shorter. */
  accept(walk: Walk, proposal: Proposal, step?: number, watched?: Watched): Promise<Accepted>;
  /** Back to the front. */
  correct(walk: Walk, watched?: Watched): Promise<Corrected>;
  undo(walk: Walk): Walk;
  branch(walk: Walk, id: number): Walk;
}

/**
 * Preference Pareto Exploration (Amakor, Sonntag, Peitz 2026, arXiv:2606.19521) and its ancestors. Throws an `InputError`
 * where the problem or an option does not fit.
 *
 * Where the authors' code and their formulas disagree, this is the formulas': gradients are projected on the dual cone
 * exactly (their deep code solves another least-squares problem); slope and step of the line search belong to the same
 * direction; tangents are tested for their rank; multipliers are those at the point, not running means. Beyond both:
 * a direction that would make a preferred objective worse to first order, as a projection on the tangent space can, is
 * replaced (`Proposal.rule`); bounds are kept by holding variables; what "stationary" means is a number that is told.
 *
 * A walk towards a corner, one preference asked for again and again, has arrived where `propose` refuses: no slope and no bend of
 * the front serves it, and, in a box, no place seen on straight lines through it (`look.ts`), so that fronts in pieces are walked
 * from piece to piece. An accepted step improves all that is preferred; `Proposal.order` says whether that rests on slopes, on
 * bends where slopes are 0, or on places seen.
 */
export function navigator<Batch>(
  problem: NavigatorProblem<Batch>,
  settings: NavigatorSettings = {},
): Navigator {
  checkProblem(problem);
  const options = checkedOptions("navigator", { options: navigatorOptions }, { ...settings });
  const target = options.corrected ?? options.stationary / 1e4;
  const { tasks } = problem.source;
  const memory = derivativeMemory();
  const ask = (standing?: Float64Array): Oracle => oracleOf(problem, memory, standing);

  /** A point of the walk out of a visited place. */
  async function pointOf(
    oracle: Oracle,
    { x, losses, at }: Visited,
    rest: Pick<
      WalkPoint,
      "parent" | "corrects" | "kind" | "preference" | "step" | "order" | "predictors" | "predicted"
    >,
    known?: Float64Array,
  ): Promise<Omit<WalkPoint, "id">> {
    const judged = known ?? (await oracle.judged(x, losses));
    const { multipliers, residual: stationarity } = at;
    return { ...rest, x, losses, judged, multipliers, stationarity, cost: oracle.cost() };
  }

  /** To the front near a place, and past fronts behind which another is seen from `lines`. */
  const bring = async (
    oracle: Oracle,
    from: Visited,
    { onProgress }: Watched,
    lines: (visited: Visited) => readonly Float64Array[],
    { residual = target, holds }: { residual?: number; holds?: Holds | undefined } = {},
  ): Promise<Crossed> => {
    const found = await brought(oracle, from, residual, options, onProgress, holds);
    if (problem.judged) return { ...found, crossed: false };
    return crossed(oracle, found, lines, options.reach, (place) =>
      brought(oracle, place, target, options, onProgress),
    );
  };

  const propose: Navigator["propose"] = (walk, preference, { onProgress } = {}) => {
    const { id: point, x, multipliers } = here(walk);
    const p = checkPreference(preference, tasks);
    return proposeAt(ask(x), { point, x, multipliers }, p, options, (system, systems, step, value) =>
      onProgress?.({ phase: "tangent", step, value, system, systems }),
    );
  };

  return {
    tasks,
    options,
    propose: async (...given) => propose(...given),

    async start(given, { ifNotStationary = "correct", multipliers, onProgress } = {}) {
      if (given.length !== problem.source.sizes.shared) {
        throw new ShapeError(
          `start: expected ${problem.source.sizes.shared} parameters, found ${given.length}`,
        );
      }
      const oracle = ask();
      const visited = await visit(oracle, clipped(Float64Array.from(given), problem.bounds), {
        given: multipliers,
      });
      if (!visited.losses.every(Number.isFinite)) {
        const i = visited.losses.findIndex((loss) => !Number.isFinite(loss));
        throw new InputError(
          `start: ${tasks[i]} is ${visited.losses[i]} there; start where all objectives are numbers`,
        );
      }
      const start = { parent: null, corrects: null, kind: "start" } as const;
      const walk = extended({ points: [], at: 0 }, await pointOf(oracle, visited, start));
      const isStationary = visited.at.residual <= options.stationary;
      if (ifNotStationary === "measure" || (isStationary && ifNotStationary === "refuse")) return walk;
      if (ifNotStationary === "refuse") {
        throw new InputError(
          `start: expected a Pareto-stationary point, residual at most ${shown(options.stationary)}, found ${shown(visited.at.residual)}; have it corrected, or take it as it is`,
        );
      }
      const again = ask();
      // What is stationary stays so, but may be so for one objective alone, or lie behind another front.
      const residual = isStationary ? Math.max(target, visited.at.residual) : target;
      const { visited: found } = await bring(again, visited, { onProgress }, allLines, { residual });
      if (found === visited) return walk;
      return extended(walk, await pointOf(again, found, { ...start, corrects: 0 }));
    },

    async accept(walk, proposal, step = proposal.limits.step, { onProgress } = {}) {
      const from = here(walk);
      if (proposal.from !== from.id) {
        throw new InputError(
          `accept: the proposal was made at point ${proposal.from}, but the walk is at ${from.id}; propose again`,
        );
      }
      if (proposal.refusal !== null) {
        throw new InputError(`accept: the proposal was refused: ${proposal.refusal}`);
      }
      if (!(step > 0 && Number.isFinite(step))) {
        throw new InputError(`accept: step must be a number above 0, found ${step}`);
      }
      const oracle = ask(from.x);
      const { preference, order } = proposal;
      const names = (list: readonly number[]): string => list.map((i) => tasks[i]).join(" and ");
      // A jump has no half: what lies between the pieces is no front.
      const longest = order === 0 ? proposal.limits.step : step;
      const onLength = (value: number): void => onProgress?.({ phase: "line-search", step: 0, value });
      const first = await stepAlong(oracle, from, proposal, longest, options, onLength);
      if (first === null) {
        const reason = `no step along the direction, down to ${options.leastStep}, improves ${names(wantedIn(preference))}; ask for something else`;
        return { walk, outcome: "refused", step: 0, predictors: 0, improved: false, reason };
      }
      const again = ({ x, at }: Visited): Promise<Proposal> =>
        proposeAt(
          oracle,
          { point: from.id, x, multipliers: at.multipliers },
          preference,
          options,
          (system, systems, step, value) => onProgress?.({ phase: "tangent", step, value, system, systems }),
        );
      const most = problem.judged ? options.repeats : 1;
      const { visited, length, change, predictors, judged, improved } = await repeatedly(
        oracle,
        first,
        from.judged,
        preference,
        most,
        again,
        options,
        onLength,
      );
      const facts = { parent: from.id, corrects: null, kind: "step", preference, step: length } as const;
      const point = await pointOf(
        oracle,
        visited,
        { ...facts, order, predictors, predicted: change },
        judged,
      );
      const missed = wantedIn(preference).filter((i) => judged[i]! >= from.judged[i]!);
      const reason = improved
        ? null
        : `${names(missed)} did not improve on what is judged by, though on what steps are made on; ask for something else, take more examples, or go on`;
      return { walk: extended(walk, point), outcome: "accepted", step: length, predictors, improved, reason };
    },

    async correct(walk, watched = {}) {
      const from = here(walk);
      const oracle = ask(from.x);
      const start = await visit(oracle, from.x, { near: from.multipliers });
      const before = start.at.residual;
      const wanted = from.preference ? wantedIn(from.preference) : [...from.losses.keys()];
      const begun = beginning(walk, from);
      /** Whether what a step gained on what is judged by is still there. */
      const gains = (judged: Float64Array): boolean =>
        wanted.every((i) => from.judged[i]! >= begun.judged[i]! || judged[i]! < begun.judged[i]!);
      // Descent ends where it would take that back, or where every judged value grows: losses then fall by rote alone.
      let last = from.judged;
      const holds = async (next: Visited): Promise<boolean> => {
        const judged = await oracle.judged(next.x, next.losses);
        const better = judged.some((value, i) => value < last[i]!);
        last = judged;
        return better && gains(judged);
      };
      const guarded = problem.judged && from.preference ? holds : undefined;
      const counts = { before, after: before, descentSteps: 0, newtonSteps: 0, share: 1, gained: true };
      const shortest = from.parent === null || from.order === 0 || problem.judged ? 1 : leastShare;
      const lines = from.parent === null ? allLines : linesOf(begun.x);
      /** The walk, corrected to there from that share of the step. */
      const ended = async (
        { visited, crossed }: Pick<Crossed, "visited" | "crossed">,
        judged: Float64Array,
        share: number,
      ): Promise<Corrected> => {
        const { parent, preference, step, order, predictors, predicted } = from;
        const point = await pointOf(
          oracle,
          visited,
          {
            parent,
            corrects: from.id,
            kind: "correction",
            preference,
            step: step === undefined ? undefined : step * share,
            predicted: predicted?.map((value) => value * share),
            ...(order !== undefined && { order }),
            ...(predictors !== undefined && { predictors }),
          },
          judged,
        );
        const better = parent !== null && judged.every((value, i) => value < begun.judged[i]!);
        const outcome = better ? "new-front" : crossed ? "crossed" : "corrected";
        const gained = !from.preference || wanted.every((i) => judged[i]! < begun.judged[i]!);
        return { walk: extended(walk, point), outcome, ...counts, after: visited.at.residual, share, gained };
      };
      let whole: { readonly found: Crossed; readonly judged: Float64Array } | undefined;
      for (let share = 1; share >= shortest; share /= 2) {
        const tried =
          share === 1
            ? start
            : await visit(oracle, between(begun.x, from.x, share), { near: begun.multipliers });
        const found = await bring(oracle, tried, watched, lines, { holds: guarded });
        const { visited } = found;
        counts.descentSteps += found.descentSteps;
        counts.newtonSteps += found.newtonSteps;
        if (visited === start) {
          return { walk, outcome: before <= target ? "stationary" : "kept", ...counts };
        }
        const judged = await oracle.judged(visited.x, visited.losses);
        const worse = share < 1 || wanted.every((i) => judged[i]! > from.judged[i]!);
        const beaten = wanted.some((i) => judged[i]! >= begun.judged[i]!);
        if (from.preference && ((worse && beaten) || (problem.judged && !gains(judged)))) {
          if (!problem.judged) whole ??= { found, judged };
          continue;
        }
        return ended(found, judged, share);
      }
      // No part of it gains. Where nothing but the losses counts, a walk is better on the front than off it.
      return whole ? ended(whole.found, whole.judged, 1) : { walk, outcome: "kept", ...counts };
    },

    undo: undone,
    branch: branched,
  };
}

/** The least share of a step that is tried where more of it, corrected, brings nothing. */
const leastShare = 2 ** -10;

/** Of the way from one place to another. */
const between = (from: Float64Array, to: Float64Array, share: number): Float64Array =>
  from.map((value, j) => value + share * (to[j]! - value));

/** The point that the step to `point` began at; itself where it is a start. */
const beginning = (walk: Walk, point: WalkPoint): WalkPoint =>
  point.parent === null ? point : walk.points[point.parent]!;
