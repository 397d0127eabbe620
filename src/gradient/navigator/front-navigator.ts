/**
 * Navigation without gradients, over a front that was computed before: steps go from one of its points to another.
 * Reference-point methods choose which (Wierzbicki 1980; Miettinen, Mäkelä, NIMBUS, European Journal of Operational
 * Research 170(3), 2006; Deb 2001 for pseudo-weights).
 */
import { InputError, ShapeError } from "../../base/index.ts";
import { asMatrix, type Matrix, type MatrixLike, matrix, rowOf } from "../../linalg/index.ts";
import { achievement, nondominated, normalise, pseudoWeights } from "../../pareto/index.ts";
import type { Navigator } from "./navigator.ts";
import { type NavigatorOptions, navigatorOptions } from "./options.ts";
import { checkPreference } from "./preference.ts";
import { noCost } from "./problem.ts";
import type { Proposal } from "./proposal.ts";
import { branch, extended, here, undo, type Walk, type WalkPoint } from "./walk.ts";

export type FrontMethod = "asf" | "nimbus" | "pseudo-weights";

export const frontMethods: Readonly<Record<FrontMethod, string>> = {
  asf: "towards the best values of what is preferred, a share of the way at a time, the rest kept as it is",
  nimbus: "as far as what is preferred improves, with the rest free to change",
  "pseudo-weights": "the point whose trade-off is most like the present one with the preference added",
};

export interface FrontNavigatorOptions {
  readonly tasks: readonly string[];
  /** Default `asf`. */
  readonly method?: FrontMethod | undefined;
  /** Of the way to the best values, the share that `asf` aims at with one step. Default 0.25. */
  readonly share?: number | undefined;
}

/**
 * What NIMBUS's classes say beside "improve" (a preference above 0) and "free" (0). All in minimised values, one an objective,
 * null where nothing is said.
 */
export interface FrontWishes {
  /** Improve until this value: what goes beyond it counts for nothing. */
  readonly reach?: readonly (number | null)[] | undefined;
  /** May get worse until this value, or is to stay as it is where that is the present one. */
  readonly within?: readonly (number | null)[] | undefined;
}

/** A navigator whose proposals may be asked for with classes. */
export interface FrontNavigator extends Navigator {
  propose(
    walk: Walk,
    preference: ArrayLike<number>,
    wishes?: FrontWishes & Parameters<Navigator["propose"]>[2],
  ): Promise<Proposal>;
}

/** What stands for the settings of a navigator that has no numerics. */
const settings: NavigatorOptions = navigatorOptions.parse({});

/** Throws an `InputError` where there is not one value or null an objective. */
function checkWishes(wishes: FrontWishes, tasks: readonly string[]): void {
  for (const [name, values] of Object.entries(wishes)) {
    if (values === undefined || values.length === tasks.length) continue;
    throw new InputError(
      `${name}: expected ${tasks.length} values or nulls, one for each of ${tasks.join(", ")}, found ${values.length}`,
    );
  }
}

/** Some rows as a matrix of their own. */
function takeRows(points: Matrix, rows: Iterable<number>): Matrix {
  const taken = [...rows];
  const out = matrix(taken.length, points.columns);
  for (const [k, row] of taken.entries()) rowOf(out, k).set(rowOf(points, row));
  return out;
}

/** Finite non-dominated rows, as a set. */
function frontRows(points: Matrix): Set<number> {
  const finite = [...Array(points.rows).keys()].filter((i) => rowOf(points, i).every(Number.isFinite));
  return new Set(Array.from(nondominated(takeRows(points, finite)), (k) => finite[k]!));
}

/**
 * A navigator over rows of objective values, all minimised: `x` of a point is its row's number, a direction leads to
 * another row with a step of 1, and changes are exact. Only rows that improve every preferred objective are proposed.
 * Throws an `InputError` where no row is finite, a `ShapeError` where there is not a column a task.
 */
export function frontNavigator(given: MatrixLike, options: FrontNavigatorOptions): FrontNavigator {
  const points = asMatrix(given, "front");
  const { tasks, method = "asf", share = 0.25 } = options;
  if (points.columns !== tasks.length) {
    throw new ShapeError(`front: expected ${tasks.length} columns, one a task, found ${points.columns}`);
  }
  if (!(method in frontMethods)) {
    throw new InputError(
      `method: expected one of ${Object.keys(frontMethods).join(", ")}, found "${method}"`,
    );
  }
  const front = frontRows(points);
  if (front.size === 0) throw new InputError("front: expected at least one row of finite values, found none");
  const { ideal, nadir } = normalise(takeRows(points, front));
  const range = ideal.map((value, j) => nadir[j]! - value || 1);

  const pointOf = (
    row: number,
  ): Pick<WalkPoint, "x" | "losses" | "judged" | "multipliers" | "stationarity" | "cost"> => ({
    x: Float64Array.of(row),
    losses: rowOf(points, row).slice(),
    judged: rowOf(points, row).slice(),
    multipliers: new Float64Array(tasks.length),
    stationarity: 0,
    cost: noCost,
  });

  /** The row that the method chooses among `rows`. */
  function chosen(
    rows: readonly number[],
    from: Float64Array,
    preference: Float64Array,
    reach: FrontWishes["reach"],
  ): number {
    const some = takeRows(points, rows);
    const most = Math.max(...preference);
    if (method === "asf") {
      const aspiration = from.map(
        (value, j) => value - (share * preference[j]! * (value - ideal[j]!)) / most,
      );
      return rows[achievement(some, { aspiration }).index]!;
    }
    if (method === "pseudo-weights") {
      const gains = from.map((value, j) => (nadir[j]! - value) / range[j]!);
      const sum = gains.reduce((total, gain) => total + gain, 0) || 1;
      const weights = gains.map((gain, j) => gain / sum + preference[j]! / most);
      return rows[pseudoWeights(some, { weights }).index]!;
    }
    // NIMBUS: of those no worse in what should improve, the best in it; augmented, so that it is Pareto optimal.
    const value = (row: number): number => {
      const counted = rowOf(points, row).map((f, j) => Math.max(f, reach?.[j] ?? f));
      const scaled = counted.map((f, j) => (f - ideal[j]!) / range[j]!);
      const parts = scaled.filter((_, j) => preference[j]! > 0);
      const weights = preference.filter((p) => p > 0);
      const worst = Math.max(...parts.map((part, k) => (weights[k]! / most) * part));
      return worst + 1e-4 * scaled.reduce((total, part) => total + part, 0);
    };
    return rows.reduce((best, row) => (value(row) < value(best) ? row : best));
  }

  return {
    tasks,
    options: settings,
    async start(x, { ifNotStationary = "correct" } = {}) {
      const row = x[0]!;
      if (x.length !== 1 || !Number.isInteger(row) || row < 0 || row >= points.rows) {
        throw new InputError(
          `start: expected the number of a row, 0 to ${points.rows - 1}, found ${Array.from(x).join(", ")}`,
        );
      }
      const begin = { parent: null, corrects: null, kind: "start" } as const;
      const walk = extended({ points: [], at: 0 }, { ...begin, ...pointOf(row) });
      if (front.has(row) || ifNotStationary === "measure") return walk;
      if (ifNotStationary === "refuse") {
        throw new InputError(`start: row ${row} is dominated; have it corrected, or take it as it is`);
      }
      // A row that dominates it, and of those the nearest in trade-off.
      const better = [...front].filter((each) =>
        rowOf(points, each).every((value, j) => value <= points.data[row * points.columns + j]!),
      );
      const to = better[0] ?? [...front][0]!;
      return extended(walk, { ...begin, corrects: 0, ...pointOf(to) });
    },
    async propose(walk, given, { reach, within } = {}): Promise<Proposal> {
      const preference = checkPreference(given, tasks);
      checkWishes({ reach, within }, tasks);
      const from = here(walk);
      const better = [...front].filter((row) =>
        rowOf(points, row).every(
          (value, j) => (preference[j] === 0 || value < from.losses[j]!) && value <= (within?.[j] ?? value),
        ),
      );
      const wanted = tasks.filter((_, j) => preference[j]! > 0).join(" and ");
      const row = better.length > 0 ? chosen(better, from.losses, preference, reach) : from.x[0]!;
      const refusal =
        better.length > 0
          ? null
          : `no point of the front is better in ${wanted}; ask for something else, or for fewer objectives`;
      return {
        from: from.id,
        preference,
        method,
        direction: Float64Array.of(row - from.x[0]!),
        change: rowOf(points, row).map((value, j) => value - from.losses[j]!),
        order: 1,
        strength: refusal === null ? 1 : 0,
        limits: {
          step: refusal === null ? 1 : 0,
          curvature: null,
          trust: null,
          bound: 1,
          edge: null,
          settings: null,
        },
        condition: {
          stationarity: 0,
          multipliers: new Float64Array(tasks.length),
          systems: [],
          rank: 0,
          expectedRank: tasks.length - 1,
          indefinite: false,
          damping: 0,
          held: 0,
        },
        published: { direction: new Float64Array(1), change: new Float64Array(tasks.length) },
        rule: "published",
        preferredDirection: new Float64Array(1),
        generators: [],
        refusal,
        notes: [`${better.length} of ${front.size} points of the front are better in ${wanted}`],
        cost: noCost,
      };
    },
    async accept(walk, proposal) {
      const from = here(walk);
      if (proposal.from !== from.id) {
        throw new InputError(
          `accept: the proposal was made at point ${proposal.from}, but the walk is at ${from.id}; propose again`,
        );
      }
      if (proposal.refusal !== null)
        throw new InputError(`accept: the proposal was refused: ${proposal.refusal}`);
      const row = from.x[0]! + proposal.direction[0]!;
      const step = {
        parent: from.id,
        corrects: null,
        kind: "step",
        preference: proposal.preference,
        step: 1,
        predicted: proposal.change,
      } as const;
      return {
        walk: extended(walk, { ...step, ...pointOf(row) }),
        outcome: "accepted",
        step: 1,
        predictors: 1,
        improved: true,
        reason: null,
      };
    },
    // Points of the front need no correction.
    correct: async (walk) => ({
      walk,
      outcome: "stationary",
      before: 0,
      after: 0,
      descentSteps: 0,
      newtonSteps: 0,
      share: 1,
      gained: true,
    }),
    undo,
    branch,
  };
}
