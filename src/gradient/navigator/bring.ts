import { descend, type Visited, visit } from "./descent.ts";
import { faceOf, keeps, withinFace } from "./face.ts";
import { polish } from "./newton.ts";
import type { NavigatorOptions } from "./options.ts";
import type { Oracle } from "./problem.ts";

/** What a navigator tells while it works. */
export interface Progress {
  readonly phase: "descent" | "newton" | "tangent" | "line-search";
  /** Step or iteration of that phase. */
  readonly step: number;
  /** Its residual; of a line search the length tried. */
  readonly value: number;
  /** Of tangents: which system of how many. */
  readonly system?: number | undefined;
  readonly systems?: number | undefined;
}

export interface Brought {
  readonly visited: Visited;
  readonly descentSteps: number;
  readonly newtonSteps: number;
}

/** Residual from which on Newton's method is tried. */
const near = 1e-2;

/** From a place to the front near it: descent where it is far, then the corrector. */
export async function brought(
  oracle: Oracle,
  from: Visited,
  target: number,
  options: NavigatorOptions,
  onProgress?: (progress: Progress) => void,
  holds?: (next: Visited) => Promise<boolean>,
): Promise<Brought> {
  const told = (phase: Progress["phase"]) => (step: number, value: number) =>
    onProgress?.({ phase, step, value });
  let visited = from;
  let [descentSteps, newtonSteps] = [0, 0];
  const down = async (residual: number): Promise<void> => {
    const most = options.descentSteps - descentSteps;
    const found = await descend(oracle, visited, residual, most, options, told("descent"), holds);
    ({ visited } = found);
    descentSteps += found.steps;
  };
  if (options.corrector === "mgda") await down(target);
  // Descent first where Newton's method might run to a point that is no minimum; then turn by turn as each helps.
  for (
    let threshold = near;
    options.corrector === "newton" && visited.at.residual > target;
    threshold /= 10
  ) {
    const before = visited;
    await down(Math.max(target, threshold));
    const found = await polish(oracle, visited, target, options, told("newton"));
    newtonSteps += found.steps;
    if (found.visited.at.residual < visited.at.residual) ({ visited } = found);
    if (visited === before) break;
  }
  // What is judged by other values has no face: those may change where losses do not.
  const face =
    holds || !oracle.bounds
      ? undefined
      : faceOf((await oracle.derivatives(visited.x)).jacobian, visited.x, oracle.bounds);
  if (face) {
    const { x, losses, at } = visited;
    const within = withinFace(oracle, face, losses);
    const begun = await visit(within, x, { near: face.rest.map((i) => at.multipliers[i]!) });
    const found = await brought(within, begun, target, options, onProgress);
    const full = (await oracle.derivatives(found.visited.x)).losses;
    if (found.visited !== begun && keeps(face, losses, full)) {
      const multipliers = new Float64Array(losses.length);
      face.rest.forEach((i, k) => {
        multipliers[i] = found.visited.at.multipliers[k]!;
      });
      // As little weight as holds them for the objectives that are at their best: the front goes on from there.
      visited = await visit(oracle, found.visited.x, { near: multipliers });
      descentSteps += found.descentSteps;
      newtonSteps += found.newtonSteps;
    }
  }
  return { visited, descentSteps, newtonSteps };
}
