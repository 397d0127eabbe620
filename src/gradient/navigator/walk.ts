import { InputError } from "../../base/index.ts";
import type { Cost } from "./problem.ts";

/** A place that a walk has been at. Plain data. */
export interface WalkPoint {
  /** Its place in `points`, from 0. */
  readonly id: number;
  /** Where the step that led here began; null for a start. */
  readonly parent: number | null;
  /** The point that was corrected to this one; null where it is a start or a step as it was taken. */
  readonly corrects: number | null;
  readonly kind: "start" | "step" | "correction";
  readonly x: Float64Array;
  /** Losses of the batch that steps are judged on. */
  readonly losses: Float64Array;
  /** What a person judges by. */
  readonly judged: Float64Array;
  readonly multipliers: Float64Array;
  readonly stationarity: number;
  /** What should improve, and how long the step was, of several predictors the first; absent of starts. */
  readonly preference?: Float64Array | undefined;
  readonly step?: number | undefined;
  /** What the step's improvement rested on, as the proposal said; absent of starts and over computed fronts. */
  readonly order?: 0 | 1 | 2 | undefined;
  /** How many predictors the step took; absent of starts and over computed fronts. */
  readonly predictors?: number | undefined;
  /** What was predicted for a step of that length, of several predictors for all of them; absent of starts. */
  readonly predicted?: Float64Array | undefined;
  readonly cost: Cost;
}

/** A walk: a tree of points, and where in it we are. */
export interface Walk {
  readonly points: readonly WalkPoint[];
  readonly at: number;
}

/** The point a walk is at. */
export const here = ({ points, at }: Walk): WalkPoint => points[at]!;

/** The walk with a point more, at it. */
export function extended(walk: Walk, point: Omit<WalkPoint, "id">): Walk {
  const id = walk.points.length;
  return { points: [...walk.points, { id, ...point }], at: id };
}

/** Back to where the last step began, whatever corrections followed it. Throws an `InputError` at a start. */
export function undo(walk: Walk): Walk {
  const { parent } = here(walk);
  if (parent === null)
    throw new InputError("undo: this is where the walk starts; there is no step to take back");
  return { ...walk, at: parent };
}

/** To any point of the walk: the next step makes a branch there. Throws an `InputError` where there is none. */
export function branch(walk: Walk, id: number): Walk {
  if (!Number.isInteger(id) || walk.points[id] === undefined) {
    throw new InputError(
      `branch: expected the number of a point, 0 to ${walk.points.length - 1}, found ${id}`,
    );
  }
  return { ...walk, at: id };
}

/** The points from the start to where we are, steps as they were corrected. */
export function pathTo(walk: Walk, id: number = walk.at): readonly WalkPoint[] {
  const path: WalkPoint[] = [];
  for (let at: number | null = id; at !== null; at = walk.points[at]!.parent) path.unshift(walk.points[at]!);
  return path;
}
