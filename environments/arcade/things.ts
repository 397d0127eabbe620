import { plane } from "./grid.ts";

/** What can stand or move in a row; a row holds one at most. */
export const kind = {
  none: 0,
  ship: 1,
  bridge: 2,
  helicopter: 3,
  jet: 4,
  gun: 5,
  fighter: 6,
  fuel: 7,
} as const;

/** How a kind behaves, indexed by kind. */
export interface Behaviour {
  /** Points for shooting it; shots pass over what is worth none. */
  readonly points: number;
  /** The plane it is shown in. */
  readonly plane: number;
  /** Frames from one sideways move to the next, where it drifts. */
  readonly period: number;
  /** At banks and edges: turns round, or flies over the banks and is gone at the edge. */
  readonly crosses: boolean;
}

const still = { period: 1, crosses: false };

export const behaviours: readonly Behaviour[] = [
  { points: 0, plane: 0, ...still },
  { points: 30, plane: plane.lowTarget, period: 4, crosses: false },
  { points: 200, plane: plane.lowTarget, ...still },
  { points: 60, plane: plane.airTarget, period: 2, crosses: false },
  { points: 100, plane: plane.airTarget, period: 2, crosses: true },
  { points: 40, plane: plane.lowTarget, ...still },
  { points: 80, plane: plane.airTarget, period: 4, crosses: false },
  { points: 0, plane: plane.fuel, ...still },
];

/** The same tables as typed arrays, for the inner loop. */
export const pointsOf: Int32Array = Int32Array.from(behaviours, (b) => b.points);
export const planeOf: Int32Array = Int32Array.from(behaviours, (b) => b.plane);
export const periodOf: Int32Array = Int32Array.from(behaviours, (b) => b.period);
export const crossesBanks: Uint8Array = Uint8Array.from(behaviours, (b) => Number(b.crosses));
