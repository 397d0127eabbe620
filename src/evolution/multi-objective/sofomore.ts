import { InputError } from "../../base/index.ts";
import type { Evaluated, Failure } from "../../evaluation/index.ts";
import { type Matrix, matrix, rowOf } from "../../linalg/index.ts";
import { uncrowdedHypervolumeImprovement } from "../../pareto/index.ts";
import type { ParameterLayout } from "../../policy/index.ts";
import { fold, type Key, permutation } from "../../random/index.ts";
import { remembered } from "../remembered.ts";
import { candidatesOf } from "../solve.ts";
import type { Strategy } from "../strategy.ts";
import { columnMaxima, columnMinima, rowsOf } from "../survival/index.ts";
import { copiedSpace, firstCandidates } from "./genetic.ts";
import { checkEvaluated, checkSeveral, compromiseOf, usableOf } from "./shared.ts";

/** How searches of one objective make up one of several. */
export interface SofomoreOptions {
  /** Names the method in messages. Default "sofomore". */
  readonly id?: string | undefined;
  /** Searches side by side: points of the front. */
  readonly kernels: number;
  /** How many of them move in a generation: 1 is the authors' way; more are evaluated together. Default 1. */
  readonly together?: number | undefined;
  /** Without a box: standard deviation of the kernels' starts about the start. Default 0.1. */
  readonly spread?: number | undefined;
  /** Beyond it nothing counts. Default: a tenth of their extent beyond the worst of the first incumbents. */
  readonly reference?: readonly number[] | undefined;
}

/** State of a sofomore: plain data, if its kernels' states are. */
export interface SofomoreState<Kernel> {
  readonly key: Key;
  readonly generation: number;
  readonly start: Float64Array;
  readonly objectives: number;
  readonly layout: ParameterLayout;
  readonly kernels: readonly Kernel[];
  /** How many kernels have had their turn. */
  readonly turns: number;
  /** Kernels whose incumbents are to be evaluated next. */
  readonly moved: readonly number[];
  /**
   * The incumbents as last evaluated, a row a kernel, their values (NaN before) and what they break of constraints.
   */
  readonly population: Matrix;
  readonly values: Matrix;
  readonly violations: Float64Array;
  readonly reference: Float64Array | null;
}

/** Below the strategy's key. */
const path = { starts: 0, order: 1, kernel: 2 } as const;

/** What is evaluated in a generation: incumbents that moved, then each active kernel's candidates. */
interface Plan {
  readonly active: readonly number[];
  /** First row of each active kernel's candidates; how many they are follows from the next. */
  readonly offsets: readonly number[];
  readonly candidates: Matrix;
}

/**
 * Each row's uncrowded hypervolume improvement over `others` alone: what it adds to their hypervolume, or minus its
 * distance from where it would add any.
 */
function improvements(rows: Matrix, others: Matrix, reference: Float64Array): Float64Array {
  const set = matrix(others.rows + 1, rows.columns);
  set.data.set(others.data);
  return Float64Array.from({ length: rows.rows }, (_, i) => {
    rowOf(set, others.rows).set(rowOf(rows, i));
    return uncrowdedHypervolumeImprovement(set, reference)[others.rows]!;
  });
}

/**
 * Sofomore (Touré, Hansen, Auger, Brockhoff, GECCO 2019, arXiv:1904.08823): as many searches of one objective as
 * the front is to have points. Each in turn searches for what most improves the hypervolume of the others'
 * incumbents, uncrowded, so that dominated candidates are drawn to the gaps of the front. `create` makes the
 * search; all kernels share it.
 *
 * Throws an `InputError` where the options do not fit the objectives.
 */
export function sofomore<Kernel>(
  create: () => Strategy<Kernel>,
  options: SofomoreOptions,
): Strategy<SofomoreState<Kernel>> {
  const { id = "sofomore", kernels: count, together = 1, spread = 0.1 } = options;
  if (!Number.isInteger(count) || count < 2) {
    throw new InputError(
      `${id}: kernels must be an integer of at least 2, one a point of the front, got ${count}`,
    );
  }
  if (!Number.isInteger(together) || together < 1 || together > count) {
    throw new InputError(
      `${id}: together must be an integer from 1 to the ${count} kernels, got ${together}`,
    );
  }
  const kernel = create();

  const plan = remembered((state: SofomoreState<Kernel>): Plan => {
    const round = Math.floor(state.turns / count);
    const place = state.turns % count;
    const order = permutation(fold(state.key, path.order, round), count);
    const active = Array.from(order.subarray(place, Math.min(count, place + together)));
    const parts = active.map((k) => candidatesOf(kernel.ask(state.kernels[k]!), state.layout));
    const d = state.start.length;
    const offsets: number[] = [];
    let rows = state.moved.length;
    for (const part of parts) {
      offsets.push(rows);
      rows += part.rows;
    }
    const candidates = matrix(rows, d);
    state.moved.forEach((k, i) => {
      rowOf(candidates, i).set(kernel.centre(state.kernels[k]!));
    });
    parts.forEach((part, i) => {
      candidates.data.set(part.data, offsets[i]! * d);
    });
    return { active, offsets, candidates };
  });

  /** The incumbents that count: evaluated, feasible, and not kernel `except`'s. */
  const othersThan = (except: number, values: Matrix, violations: Float64Array): Matrix =>
    rowsOf(
      values,
      Array.from(violations.keys()).filter(
        (k) => k !== except && violations[k] === 0 && rowOf(values, k).every(Number.isFinite),
      ),
    );

  return {
    populationSize: null,

    init(start) {
      checkSeveral(id, start);
      const { reference } = options;
      if (reference !== undefined && reference.length !== start.objectives) {
        throw new InputError(
          `${id}: reference has ${reference.length} values but there are ${start.objectives} objectives; give one value an objective`,
        );
      }
      const space = copiedSpace(start.space);
      const starts = firstCandidates(fold(start.key, path.starts), count, start.parameters, space, spread);
      const kernels = Array.from({ length: count }, (_, k) =>
        kernel.init({
          ...start,
          key: fold(start.key, path.kernel, k),
          parameters: rowOf(starts, k).slice(),
          objectives: 1,
        }),
      );
      return {
        key: start.key,
        generation: 0,
        start: start.parameters.slice(),
        objectives: start.objectives,
        layout: structuredClone(start.layout),
        kernels,
        turns: 0,
        moved: Array.from({ length: count }, (_, k) => k),
        population: starts,
        values: matrix(count, start.objectives, new Float64Array(count * start.objectives).fill(Number.NaN)),
        violations: new Float64Array(count),
        reference: reference === undefined ? null : Float64Array.from(reference),
      };
    },

    ask: (state) => ({ kind: "explicit", parameters: plan(state).candidates }),

    tell(state, evaluated: Evaluated) {
      const { active, offsets, candidates } = plan(state);
      checkEvaluated(id, evaluated, candidates.rows, state.objectives);
      const usable = new Set(usableOf(evaluated));
      const found = evaluated.objectives;
      const population = matrix(count, candidates.columns, state.population.data.slice());
      const values = matrix(count, state.objectives, state.values.data.slice());
      const violations = state.violations.slice();
      // An incumbent whose evaluation fails counts with what was last known of it.
      state.moved.forEach((k, i) => {
        if (!usable.has(i)) return;
        rowOf(population, k).set(rowOf(candidates, i));
        rowOf(values, k).set(rowOf(found, i));
        violations[k] = evaluated.violations?.[i] ?? 0;
      });
      const reference = state.reference ?? firstReference(values);
      const kernels = [...state.kernels];
      active.forEach((k, a) => {
        const first = offsets[a]!;
        const last = offsets[a + 1] ?? candidates.rows;
        const own = Array.from({ length: last - first }, (_, i) => first + i);
        const costs = new Float64Array(own.length).fill(Number.NaN);
        if (reference !== null) {
          const known = own.flatMap((i, at) => (usable.has(i) ? [at] : []));
          const rows = rowsOf(
            found,
            known.map((at) => first + at),
          );
          const gains = improvements(rows, othersThan(k, values, violations), reference);
          known.forEach((at, i) => {
            costs[at] = -gains[i]!;
          });
        }
        const failures: Failure[] = [];
        costs.forEach((cost, member) => {
          if (Number.isNaN(cost)) failures.push({ member, reason: "no values" });
        });
        const objectives = matrix(own.length, 1, costs);
        kernels[k] = kernel.tell(
          state.kernels[k]!,
          evaluated.violations === undefined
            ? { objectives, failures }
            : { objectives, failures, violations: evaluated.violations.slice(first, last) },
        );
      });
      return {
        ...state,
        generation: state.generation + 1,
        kernels,
        turns: state.turns + active.length,
        moved: active,
        population,
        values,
        violations,
        reference,
      };
    },

    centre({ population, values, violations, start }) {
      const known = Array.from(violations.keys()).filter((k) => rowOf(values, k).every(Number.isFinite));
      if (known.length === 0) return start;
      const best = compromiseOf(
        rowsOf(values, known),
        Float64Array.from(known, (k) => violations[k]!),
      );
      return rowOf(population, known[best]!).slice();
    },
  };
}

/** A tenth of their extent beyond the worst of the values known, or null where there are none. */
function firstReference(values: Matrix): Float64Array | null {
  const known = Array.from({ length: values.rows }, (_, k) => k).filter((k) =>
    rowOf(values, k).every(Number.isFinite),
  );
  if (known.length === 0) return null;
  const points = rowsOf(values, known);
  const worst = columnMaxima(points);
  const best = columnMinima(points);
  return worst.map(
    (value, j) => value + (value > best[j]! ? 0.1 * (value - best[j]!) : Math.abs(value) || 1),
  );
}
