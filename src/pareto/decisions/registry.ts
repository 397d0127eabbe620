import { type Registry, registry } from "../../base/index.ts";
import type { MatrixLike } from "../../linalg/index.ts";
import type { Decision, DecisionOptions } from "./decision.ts";
import { highTradeOff, knee, marginalUtility } from "./knee.ts";
import { achievement, compromise, pseudoWeights, topsis } from "./scalarising.ts";

/** A way to pick one row of a front, as the command line and the documentation list it. */
export interface DecisionMethod {
  readonly title: string;
  /** The question it answers, in one sentence. */
  readonly summary: string;
  readonly source: string;
  /** Which options beside directions it heeds. */
  readonly uses: readonly ("weights" | "aspiration")[];
  decide(points: MatrixLike, options: MethodOptions): Decision;
}

/** What any method may be given. */
export interface MethodOptions extends DecisionOptions {
  readonly aspiration?: ArrayLike<number> | undefined;
}

/** Every decision method by its id. */
export const decisions: Registry<DecisionMethod> = registry<DecisionMethod>("decision method", {
  knee: {
    title: "knee",
    summary: "Where the front bulges most: from there a gain in one objective costs most in the others.",
    source: "Das, Structural Optimization 18, 1999",
    uses: [],
    decide: knee,
  },
  asf: {
    title: "achievement scalarising",
    summary:
      "What comes nearest to values you aspire to (the best of each objective unless you say), weighted.",
    source: "Wierzbicki 1980",
    uses: ["weights", "aspiration"],
    decide: achievement,
  },
  "pseudo-weights": {
    title: "pseudo-weights",
    summary: "What trades the objectives off most like the weights you want.",
    source: "Deb 2001",
    uses: ["weights"],
    decide: pseudoWeights,
  },
  compromise: {
    title: "compromise",
    summary: "What lies nearest to the ideal point.",
    source: "Yu 1973; Zeleny 1973",
    uses: ["weights"],
    decide: compromise,
  },
  topsis: {
    title: "TOPSIS",
    summary: "What is nearest to the best and farthest from the worst values at once.",
    source: "Hwang, Yoon 1981",
    uses: ["weights"],
    decide: topsis,
  },
  "trade-off": {
    title: "high trade-off",
    summary: "What is hardest to leave: every neighbour gives up most for what it gains.",
    source: "Rachmawati, Srinivasan, IEEE TEVC 13(4), 2009",
    uses: [],
    decide: highTradeOff,
  },
  "marginal-utility": {
    title: "marginal utility",
    summary: "What a user of unknown linear preference would miss most.",
    source: "Branke, Deb, Dierolf, Osswald, PPSN 2004",
    uses: [],
    decide: marginalUtility,
  },
});
