/** A walk as text: the front as characters, where we are, and what every objective does. */
import type { Proposal, WalkPoint } from "../../gradient/index.ts";
import { usersValues, type WalkSession } from "../../runs/index.ts";
import { formatValue } from "../format.ts";
import { textTable } from "../text-table.ts";

export interface Shown {
  readonly preference: ArrayLike<number>;
  /** Of the proposed step, how much is to be taken. */
  readonly share: number;
  readonly columns: number;
  readonly rows: number;
  /** Which objectives the picture has across and up. */
  readonly axes: readonly [number, number];
}

/** What a step of a proposal changes, as users see it. */
export function predictedChange(session: WalkSession, proposal: Proposal, share: number): number[] {
  const { objectives } = session.navigable;
  // A jump is taken whole.
  const taken = proposal.order === 0 ? 1 : share;
  // Beside the largest change, what is rounding is none.
  const least = 1e-9 * Math.max(...Array.from(proposal.change, Math.abs));
  const change = proposal.change.map((slope) =>
    Math.abs(slope) < least ? 0 : slope * proposal.limits.step * taken,
  );
  return usersValues(change, objectives);
}

/** The picture: "." the front before, "o" the walk, "@" where we are, "*" where the proposal leads. */
export function frontPicture(session: WalkSession, shown: Shown): string {
  const [across, up] = shown.axes;
  const { walk, proposal, navigable } = session;
  const at = session.valuesOf(walk.at);
  const change =
    proposal && proposal.refusal === null ? predictedChange(session, proposal, shown.share) : null;
  const layers: [string, readonly (readonly number[])[]][] = [
    [".", navigable.background],
    ["o", walk.points.map(({ id }) => session.valuesOf(id))],
    ["*", change ? [at.map((value, i) => value + change[i]!)] : []],
    ["@", [at]],
  ];
  const all = layers.flatMap(([, points]) => points);
  const range = (i: number): [number, number] => {
    const values = all.map((point) => point[i]!).filter(Number.isFinite);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return high > low ? [low, high] : [low - 1, high + 1];
  };
  const [left, right] = range(across);
  const [bottom, top] = range(up);
  const width = Math.max(20, Math.min(shown.columns - 2, 76));
  const height = Math.max(6, Math.min(shown.rows, 18));
  const grid = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  for (const [mark, points] of layers) {
    for (const point of points) {
      const x = Math.round(((point[across]! - left) / (right - left)) * (width - 1));
      const y = Math.round(((top - point[up]!) / (top - bottom)) * (height - 1));
      if (grid[y]?.[x] !== undefined) grid[y][x] = mark;
    }
  }
  const names = navigable.objectives.map(({ id }) => id);
  const foot = `${formatValue(left)} ${names[across]} ${formatValue(right)}`;
  return [
    `${names[up]} ${formatValue(bottom)} to ${formatValue(top)} upwards`,
    ...grid.map((row) => `|${row.join("")}`.trimEnd()),
    `+${"-".repeat(width)}`,
    ` ${foot}`,
  ].join("\n");
}

/** A row an objective: its value, where it began, the preference, what is predicted. */
export function objectiveTable(session: WalkSession, shown: Pick<Shown, "preference" | "share">): string {
  const { walk, proposal, navigable } = session;
  const at = session.valuesOf(walk.at);
  const first = session.valuesOf(startOf(walk.points).id);
  const change =
    proposal && proposal.refusal === null ? predictedChange(session, proposal, shown.share) : null;
  const columns = [
    { title: "objective", align: "left" as const },
    { title: "better", align: "left" as const },
    { title: "now", align: "right" as const },
    { title: "since start", align: "right" as const },
    { title: "wanted", align: "right" as const },
    { title: "predicted", align: "right" as const },
  ];
  const rows = navigable.objectives.map(({ id, direction }, i) => [
    id,
    direction === "min" ? "lower" : "higher",
    formatValue(at[i]!),
    signed(at[i]! - first[i]!),
    String(shown.preference[i]!),
    change ? signed(change[i]!) : "-",
  ]);
  return textTable(columns, rows);
}

/** The start, as it was corrected. */
const startOf = (points: readonly WalkPoint[]): WalkPoint =>
  points.findLast(({ parent }) => parent === null) ?? points[0]!;

export const signed = (value: number): string => `${value > 0 ? "+" : ""}${formatValue(value)}`;
