import type { NavigatorOptions } from "./options.ts";
import type { Stationarity } from "./stationarity.ts";
import type { Direction } from "./tangent-direction.ts";

/** A number as a sentence shows it. */
export const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** What a person should know before taking the step. */
export function notesOf(
  tasks: readonly string[],
  at: Stationarity,
  preference: Float64Array,
  { tangent, rule }: Direction,
  order: 0 | 1 | 2,
  { stationary }: Pick<NavigatorOptions, "stationary">,
): string[] {
  const notes: string[] = [];
  if (at.residual > stationary) {
    notes.push(
      `the point is not stationary: residual ${shown(at.residual)}, limit ${shown(stationary)}; predictions hold less well, correct it first`,
    );
  }
  at.multipliers.forEach((weight, i) => {
    if (order === 1 && preference[i]! > 0 && weight > 0.9) {
      notes.push(
        `near the corner of ${tasks[i]}: it carries ${shown(100 * weight)} % of the weight, so little is left to gain in it`,
      );
    }
  });
  if (tangent.basis.rows < tasks.length - 1) {
    notes.push(`${tangent.basis.rows} of ${tasks.length - 1} tangents are independent here`);
  }
  if (order === 0) {
    notes.push(
      "the front ends here for what is preferred, or is flat; its next place was seen further off on a straight line: the step jumps there, and nothing is said of what lies between",
    );
  } else if (order === 2) {
    notes.push("flat here to first order; the step follows the front's bend, and so does what is predicted");
  } else if (rule === "newton") {
    notes.push("the published direction would arrive by many short turns; Newton's was taken");
  } else if (rule === "box") {
    notes.push(
      "a corner of the box, where the front has no tangent: the step goes inwards, and is then corrected",
    );
  } else if (rule === "tangential") {
    notes.push(
      "the published direction would have made a preferred objective worse or left the front's edge; another was taken",
    );
  }
  return notes;
}
