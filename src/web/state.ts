/** What the page is told of a walk. Types alone: the server fills it in, the page draws it. */

export interface PageObjective {
  readonly id: string;
  readonly direction: "min" | "max";
}

/** A point with its values in the users' directions. */
export interface PagePoint {
  readonly id: number;
  readonly parent: number | null;
  readonly corrects: number | null;
  readonly kind: "start" | "step" | "correction";
  readonly values: readonly number[];
  readonly preference?: readonly number[] | undefined;
  readonly step?: number | undefined;
  readonly multipliers: readonly number[];
  readonly stationarity: number;
  readonly name?: string | undefined;
}

/** The proposal that waits for an answer; changes in the users' directions, for a step of length 1. */
export interface PageProposal {
  readonly from: number;
  readonly preference: readonly number[];
  readonly change: readonly number[];
  /**
   * 1: changes are to first order. 2: what is preferred is flat to first order; 0: a jump to another piece of the front. The
   * changes then hold for the step that is proposed.
   */
  readonly order: 0 | 1 | 2;
  readonly step: number;
  readonly bound: number | null;
  readonly refusal: string | null;
  readonly notes: readonly string[];
  readonly stationarity: number;
  readonly rank: number;
  readonly expectedRank: number;
  readonly systems: readonly { readonly iterations: number; readonly residual: number }[];
  readonly gradients: number;
  readonly products: number;
}

export interface PageState {
  /** Grows with every change. */
  readonly version: number;
  readonly title: string;
  readonly method: string;
  readonly kind: "gradient" | "front";
  /** Why there are no gradients; null where there are. */
  readonly why: string | null;
  readonly folder: string;
  readonly objectives: readonly PageObjective[];
  readonly background: readonly (readonly number[])[];
  readonly points: readonly PagePoint[];
  /** Ids of the points from the start to where we are. */
  readonly path: readonly number[];
  readonly at: number;
  readonly proposal: PageProposal | null;
  /** What is being done; null where nothing is. */
  readonly working: string | null;
  /** The browser that steers; null where any may. */
  readonly steerer: string | null;
}

/** How far work has come. */
export interface PageProgress {
  readonly working: string;
  readonly text: string;
}

/** What an action answers with. */
export type PageAnswer =
  | { readonly ok: true; readonly said: string }
  | { readonly ok: false; readonly error: string };
