import type { Brought } from "./bring.ts";
import type { Visited } from "./descent.ts";
import { visit } from "./descent.ts";
import { axesOf, dominatingPlace } from "./look.ts";
import type { Oracle } from "./problem.ts";
import { norm } from "./vectors.ts";

/** What was brought back, and whether to another piece of the front. */
export interface Crossed extends Brought {
  readonly crossed: boolean;
}

/** Fronts behind fronts that are left one after the other; DTLZ3 has one for each of its ten distances. */
const mostCrossings = 50;
/** An objective that rises by less than this share of itself does so by rounding. */
const slack = 1e-12;

/**
 * From a point that is stationary, and on the front as far as its neighbourhood tells, to one that no place seen on lines
 * through the box dominates: across to such a place and back to the front there, until none is seen. No objective gets worse.
 */
export async function crossed(
  oracle: Oracle,
  from: Brought,
  linesAt: (visited: Visited) => readonly Float64Array[],
  reach: number,
  bring: (from: Visited) => Promise<Brought>,
): Promise<Crossed> {
  let found = from;
  let crossings = 0;
  while (crossings < mostCrossings) {
    const { visited } = found;
    const place = await dominatingPlace(oracle, visited.x, visited.losses, linesAt(visited), reach);
    if (!place) break;
    const seen = await visit(oracle, place.x, { near: visited.at.multipliers });
    const next = await bring(seen);
    // A corrector that holds to the multipliers may lead off, as where an objective is flat but for rounding: then the place
    // itself is gone on from.
    const kept = next.visited.losses.every((loss, i) => loss <= visited.losses[i]! + slack * Math.abs(loss));
    found = {
      visited: kept ? next.visited : seen,
      descentSteps: found.descentSteps + next.descentSteps,
      newtonSteps: found.newtonSteps + next.newtonSteps,
    };
    crossings++;
  }
  return { ...found, crossed: crossings > 0 };
}

/** The lines along which a start is looked beyond: those of the variables that it is free in. */
export const allLines = ({ x, at }: Visited): readonly Float64Array[] =>
  axesOf(x.length, (j) => !at.held?.[j]);

/** Variables that moved by less than this share of a step did not move. */
const barely = 1e-4;

/** A step that moves more variables than these goes by no axis, and is looked beyond along its own line alone. */
const mostMoved = 6;

/** The lines along which a step is looked beyond: its own, and those of the few variables that it moved. */
export function linesOf(from: Float64Array): (visited: Visited) => readonly Float64Array[] {
  return ({ x }) => {
    const gone = x.map((value, j) => value - from[j]!);
    const least = barely * norm(gone);
    return [gone, ...axesOf(x.length, (j) => Math.abs(gone[j]!) > least, mostMoved)];
  };
}
