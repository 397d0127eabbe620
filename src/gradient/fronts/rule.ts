import { InputError } from "../../base/index.ts";
import type { Matrix } from "../../linalg/index.ts";
import type { Key } from "../../random/index.ts";
import type { Jacobian, Vector } from "../source.ts";

/** What is shown of one member at one step. */
export interface MemberShown {
  readonly losses: Float64Array;
  /** A point of the simplex: what the member is for. */
  readonly preference: Float64Array;
  /** tasks x tasks; present where the rule asks for it. */
  readonly gramian?: Matrix;
  readonly key: Key;
}

/** What members are pulled by that know nothing of each other: weights of the tasks, perhaps negative. */
export interface MemberRule<State = unknown> {
  readonly of: "member";
  /** The losses alone, or with the inner products of the tasks' gradients. */
  readonly gradients: "none" | "gramian";
  /** Throws an `InputError` where options do not fit the tasks. */
  init(tasks: number): State;
  weigh(state: State, shown: MemberShown): { readonly state: State; readonly weights: Float64Array };
}

/** What is shown of all members at one step: lists have one entry a member. */
export interface FrontShown {
  /** Number of the step, from 0. */
  readonly step: number;
  readonly key: Key;
  readonly preferences: readonly Float64Array[];
  /** NaN of members that are not looked at. */
  readonly losses: readonly Float64Array[];
  /** tasks x tasks each; present, as the next two, where the rule asks for them. */
  readonly gramians?: readonly Matrix[];
  /** tasks x parameters each. */
  readonly jacobians?: readonly Jacobian[];
  readonly parameters?: readonly Vector[];
  /** H of a member's weighted loss over what all tasks share, to be disposed of; H v is 0 over the rest. */
  hessian?(
    member: number,
    weights: ArrayLike<number>,
  ): Promise<{ product(v: Float64Array): Promise<Float64Array>; dispose(): void }>;
}

/** What a rule says of one step. One of `weights`, `directions` and `moves` is there. */
export interface FrontAdvice<State = unknown> {
  readonly state: State;
  /** Each member moves against the sum of its tasks' gradients with these weights, which may be negative. */
  readonly weights?: readonly Float64Array[];
  /** What members move against, through the optimiser; null where a member stays. */
  readonly directions?: readonly (Vector | null)[];
  /** What is added to the parameters as it is, past the optimiser; null where a member stays. */
  readonly moves?: readonly (Vector | null)[];
  /** The member whose parameters each member goes on from, before it moves. Default: its own. */
  readonly from?: readonly number[];
  readonly notes?: Readonly<Record<string, number | string | readonly number[]>>;
}

/** How members move that see each other. */
export interface FrontRule<State = unknown> {
  readonly of: "front";
  /** The losses alone, the inner products of each member's gradients beside them, or the gradients too. */
  readonly gradients: "none" | "gramian" | "rows";
  readonly parameters?: boolean;
  readonly hessian?: boolean;
  /** Throws an `InputError` where options do not fit the tasks. */
  init(tasks: number, members: number): State;
  /** The members that are looked at next. Default: all. */
  active?(state: State): readonly number[];
  step(state: State, shown: FrontShown): FrontAdvice<State> | Promise<FrontAdvice<State>>;
}

/**
 * How the members of a front move, as pure functions; the state is JSON values and typed arrays, so that a checkpoint is
 * the state. A rule does not know what a member is: a network with parameters of its own, or what a front model says at
 * a preference.
 */
export type Rule = MemberRule | FrontRule;

/** Losses less what cannot be beaten. Throws an `InputError` where one is below that, as rays begin there. */
export function aboveIdeal(
  name: string,
  losses: Float64Array,
  ideal: ArrayLike<number> | undefined,
): Float64Array {
  return losses.map((loss, i) => {
    const above = loss - (ideal?.[i] ?? 0);
    if (above >= 0) return above;
    throw new InputError(
      `${name}: the loss of task ${i} is ${loss}, below its ideal ${ideal?.[i] ?? 0}, from which rays of preferences start; set ideal to what no loss is below`,
    );
  });
}

/** Throws an `InputError` where a list among the options does not have one value a task. */
export function oneEach(
  name: string,
  option: string,
  given: ArrayLike<number> | undefined,
  tasks: number,
): void {
  if (given === undefined || given.length === tasks) return;
  throw new InputError(`${name}: ${option} has ${given.length} values for ${tasks} tasks; give one a task`);
}

/** A A' for rows that are mixes of others: mixes x G x mixes', for a Gramian G. */
export function mixedGramian(gramian: Matrix, mixes: readonly ArrayLike<number>[]): Matrix {
  const n = gramian.rows;
  const times = mixes.map((mix) =>
    Float64Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += mix[i]! * gramian.data[i * n + j]!;
      return sum;
    }),
  );
  const data = new Float64Array(mixes.length ** 2);
  times.forEach((row, a) => {
    mixes.forEach((mix, b) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += row[j]! * mix[j]!;
      data[a * mixes.length + b] = sum;
    });
  });
  return { rows: mixes.length, columns: mixes.length, data };
}
