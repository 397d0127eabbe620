/**
 * What the strategies of several objectives share: checks at the edge, what counts as a value, and one solution of
 * a front.
 */
import { InputError, ShapeError } from "../../base/index.ts";
import type { Evaluated } from "../../evaluation/index.ts";
import { type Matrix, rowOf } from "../../linalg/index.ts";
import { compromise, nondominated } from "../../pareto/index.ts";
import type { Start } from "../strategy.ts";
import { rowsOf } from "../survival/index.ts";

/** Throws an `InputError` or `ShapeError` where a search of several objectives cannot begin. */
export function checkSeveral(id: string, { objectives, parameters, space }: Start): void {
  if (objectives < 2) {
    throw new InputError(
      `${id}: needs at least two objectives but there is ${objectives}; add one, or use a strategy of one objective`,
    );
  }
  if (parameters.length === 0) {
    throw new ShapeError(`${id}: there is nothing to search; give at least one parameter`);
  }
  if (!parameters.every(Number.isFinite)) {
    throw new InputError(`${id}: the start holds a value that is not finite; start at finite parameters`);
  }
  if (space !== undefined && space.lower.length !== parameters.length) {
    throw new ShapeError(
      `${id}: the box has ${space.lower.length} variables but the start has ${parameters.length}; give one bound a variable`,
    );
  }
}

/** Throws an `InputError` where a method cannot take variables that are not real. */
export function checkReal(id: string, { space }: Start): void {
  const discrete = space?.kinds?.findIndex((kind) => kind !== "real") ?? -1;
  if (discrete >= 0) {
    throw new InputError(
      `${id}: variable ${discrete} is ${space!.kinds![discrete]} but this method searches real variables`,
    );
  }
}

/** Throws a `ShapeError` where the values are not those of the candidates asked for. */
export function checkEvaluated(id: string, { objectives }: Evaluated, rows: number, columns: number): void {
  if (objectives.rows !== rows || objectives.columns !== columns) {
    throw new ShapeError(
      `${id}: expected ${rows} x ${columns} objective values, found ${objectives.rows} x ${objectives.columns}`,
    );
  }
}

/** The candidates that have values: all finite. The others have failed and take no part in anything. */
export function usableOf({ objectives, violations }: Evaluated): Int32Array {
  return Int32Array.from({ length: objectives.rows }, (_, i) => i).filter(
    (i) => rowOf(objectives, i).every(Number.isFinite) && !Number.isNaN(violations?.[i] ?? 0),
  );
}

/**
 * The row that stands for a set: of the best front the one nearest to its ideal point, objectives scaled by the
 * front.
 */
export function compromiseOf(values: Matrix, violations: Float64Array): number {
  const front = nondominated(values, { violations });
  return front[compromise(rowsOf(values, front)).index]!;
}
