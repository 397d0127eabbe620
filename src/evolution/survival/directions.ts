import { InputError } from "../../base/index.ts";
import type { Matrix } from "../../linalg/index.ts";
import { dasDennis, dasDennisDivisions, dasDennisSize, layeredDirections } from "../../pareto/index.ts";

/** One lattice of directions: divisions of each axis, and how far it reaches out from the centre. Default 1. */
export interface DirectionLayer {
  readonly divisions: number;
  readonly scale?: number | undefined;
}

/**
 * Directions that spread over the simplex, at most `atMost` of them: the layers given, or the finest Das-Dennis
 * lattice that fits. Where that has fewer divisions than objectives, so that it would lie on the rim alone, a
 * second one inside (scale 1/2) takes the places left, as in Deb and Jain 2014. Throws an `InputError` where they
 * do not fit.
 */
export function referenceDirections(
  id: string,
  objectives: number,
  atMost: number,
  layers?: readonly DirectionLayer[] | undefined,
): Matrix {
  const given =
    layers === undefined
      ? undefined
      : layeredDirections(
          objectives,
          layers.map(({ divisions, scale = 1 }) => ({ divisions, scale })),
        );
  const needed = given?.rows ?? objectives;
  if (needed > atMost) {
    throw new InputError(
      `${id}: population ${atMost} is too small for the ${needed} reference directions of ${objectives} objectives; raise it to ${needed} or more`,
    );
  }
  if (given !== undefined) return given;
  const divisions = dasDennisDivisions(objectives, atMost);
  const inner = Math.min(
    divisions,
    dasDennisDivisions(objectives, Math.max(1, atMost - dasDennisSize(objectives, divisions))),
  );
  if (divisions >= objectives || inner === 0) return dasDennis(objectives, divisions);
  return layeredDirections(objectives, [{ divisions }, { divisions: inner, scale: 0.5 }]);
}
