import { InputError, type Registry, registry } from "../../base/index.ts";
import { asMatrix, type MatrixLike } from "../../linalg/index.ts";
import { hypervolume } from "../hypervolume.ts";
import type { PointOptions } from "../points.ts";
import { averagedHausdorff, gd, gdPlus, igd, igdPlus } from "./distances.ts";
import { epsilonAdditive, epsilonMultiplicative } from "./epsilon.ts";
import { r2 } from "./r2.ts";
import { spacing, spread } from "./spread.ts";

/** What an indicator may need beside the points. */
export interface IndicatorContext extends PointOptions {
  readonly referenceSet?: MatrixLike | undefined;
  readonly referencePoint?: ArrayLike<number> | undefined;
  readonly ideal?: ArrayLike<number> | undefined;
  /** Weight vectors for R2. Default: as `r2`. */
  readonly weights?: MatrixLike | undefined;
}

/** A set-quality indicator as the command line and the documentation list it. */
export interface Indicator {
  readonly title: string;
  /** What it measures, in one sentence. */
  readonly summary: string;
  /**
   * `strict`: a set that dominates another always scores better. `weak`: it never scores worse. `none`: it may.
   */
  readonly compliance: "strict" | "weak" | "none";
  readonly better: "lower" | "higher";
  readonly needs: readonly ("referenceSet" | "referencePoint" | "ideal")[];
  readonly source: string;
  /** Why it has no value for these points, or `undefined` where it has one. */
  unavailable(points: MatrixLike, context: IndicatorContext): string | undefined;
  /** The value. Throws an `InputError` where `needs` is not met, and as the function of that name does. */
  evaluate(points: MatrixLike, context: IndicatorContext): number;
}

type OfPair = (points: MatrixLike, referenceSet: MatrixLike, options: PointOptions) => number;
type Description = Pick<Indicator, "title" | "summary" | "compliance" | "source"> &
  Partial<Pick<Indicator, "unavailable">>;

const always = (): undefined => undefined;

/** An indicator that compares with a reference set; lower is better. */
function ofPair(id: string, value: OfPair, description: Description): Indicator {
  return {
    unavailable: always,
    ...description,
    better: "lower",
    needs: ["referenceSet"],
    evaluate: (points, context) =>
      value(points, given(context.referenceSet, id, "referenceSet"), directionsOf(context)),
  };
}

function given<T>(value: T | undefined, id: string, need: string): T {
  if (value === undefined) throw new InputError(`${id}: needs ${need}; give one in the context`);
  return value;
}

const directionsOf = ({ directions }: IndicatorContext): PointOptions => (directions ? { directions } : {});

const columnsOf = (points: MatrixLike): number => asMatrix(points).columns;

/** Every indicator by its id, which is also its JSON key. */
export const indicators: Registry<Indicator> = registry<Indicator>("indicator", {
  igd: ofPair("igd", igd, {
    title: "IGD",
    summary: "Mean distance from a reference point to the nearest point of the set.",
    compliance: "none",
    source: "Coello Coello, Reyes Sierra, MICAI 2004",
  }),
  igdPlus: ofPair("igdPlus", igdPlus, {
    title: "IGD+",
    summary: "Mean of what the nearest point is worse by than a reference point.",
    compliance: "weak",
    source: "Ishibuchi, Masuda, Tanigaki, Nojima, EMO 2015",
  }),
  gd: ofPair("gd", gd, {
    title: "GD",
    summary: "Mean distance from a point to the nearest reference point.",
    compliance: "none",
    source: "Van Veldhuizen, Lamont 1998",
  }),
  gdPlus: ofPair("gdPlus", gdPlus, {
    title: "GD+",
    summary: "Mean of what a point is worse by than the nearest reference point.",
    compliance: "none",
    source: "Ishibuchi, Masuda, Tanigaki, Nojima, EMO 2015",
  }),
  epsilonAdditive: ofPair("epsilonAdditive", epsilonAdditive, {
    title: "additive epsilon",
    summary: "Least amount to improve every objective by so that the set covers the reference set.",
    compliance: "weak",
    source: "Zitzler, Thiele, Laumanns, Fonseca, Grunert da Fonseca, IEEE TEVC 7(2), 2003",
  }),
  epsilonMultiplicative: ofPair("epsilonMultiplicative", epsilonMultiplicative, {
    title: "multiplicative epsilon",
    summary: "Least factor to improve every objective by so that the set covers the reference set.",
    compliance: "weak",
    source: "Zitzler, Thiele, Laumanns, Fonseca, Grunert da Fonseca, IEEE TEVC 7(2), 2003",
    unavailable(points, { referenceSet }) {
      const sets = referenceSet === undefined ? [points] : [points, referenceSet];
      const positive = sets.every((set) => asMatrix(set).data.every((value) => !(value <= 0)));
      return positive ? undefined : "needs positive values";
    },
  }),
  averagedHausdorff: ofPair("averagedHausdorff", averagedHausdorff, {
    title: "averaged Hausdorff distance",
    summary: "The larger of GD and IGD.",
    compliance: "none",
    source: "Schütze, Esquivel, Lara, Coello Coello, IEEE TEVC 16(4), 2012",
  }),
  spread: ofPair("spread", spread, {
    title: "spread",
    summary:
      "How unevenly the points lie along a two-objective front, and how far its ends are from the reference set's.",
    compliance: "none",
    source: "Deb, Pratap, Agarwal, Meyarivan, IEEE TEVC 6(2), 2002",
    unavailable: (points) => (columnsOf(points) === 2 ? undefined : "defined for two objectives"),
  }),
  spacing: {
    title: "spacing",
    summary: "Standard deviation of the distances from a point to the nearest other.",
    compliance: "none",
    better: "lower",
    needs: [],
    source: "Schott, MIT thesis, 1995",
    unavailable: (points) => (asMatrix(points).rows >= 2 ? undefined : "needs two points"),
    evaluate: (points, context) => spacing(points, directionsOf(context)),
  },
  r2: {
    title: "R2",
    summary: "Mean, over all weights, of the least weighted Tchebycheff distance to the ideal point.",
    // Of the exact form, in two objectives; a finite weight set, which other numbers need, makes it weak.
    compliance: "strict",
    better: "lower",
    needs: ["ideal"],
    source: "Hansen, Jaszkiewicz 1998; exact: Schäpermeier, Kerschke, PPSN 2024",
    unavailable: always,
    evaluate: (points, context) =>
      r2(points, given(context.ideal, "r2", "ideal"), { ...directionsOf(context), weights: context.weights }),
  },
  hypervolume: {
    title: "hypervolume",
    summary: "Volume of what the set dominates, up to the reference point.",
    compliance: "strict",
    better: "higher",
    needs: ["referencePoint"],
    source: "Zitzler, Thiele, PPSN 1998",
    unavailable: always,
    evaluate: (points, context) =>
      hypervolume(
        points,
        given(context.referencePoint, "hypervolume", "referencePoint"),
        directionsOf(context),
      ),
  },
});
