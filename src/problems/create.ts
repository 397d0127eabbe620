import { checkedOptions, type Registry, registry } from "../base/index.ts";
import { classicEntries } from "./classic.ts";
import { conflictEntry } from "./conflict.ts";
import { constrainedEntries } from "./constrained.ts";
import { dtlzEntries } from "./dtlz/dtlz.ts";
import { dtlz7Entry } from "./dtlz/dtlz7.ts";
import { mafEntries } from "./maf/maf.ts";
import { multiTaskEntries } from "./multi-task.ts";
import { neuralEntry } from "./neural.ts";
import type { Problem, ProblemEntry } from "./problem.ts";
import { quadraticsEntry } from "./quadratics.ts";
import { pairEntry } from "./single/pairs.ts";
import { singleEntries } from "./single/transformed.ts";
import { ufEntries } from "./uf.ts";
import { wfgEntries } from "./wfg/wfg.ts";
import { zdtEntries } from "./zdt.ts";
import { zdt5Entry } from "./zdt5.ts";

/** All problems by id. */
export const problems: Registry<ProblemEntry> = registry<ProblemEntry>("problem", {
  ...singleEntries,
  "bbob-pair": pairEntry,
  ...zdtEntries,
  zdt5: zdt5Entry,
  ...dtlzEntries,
  dtlz7: dtlz7Entry,
  ...wfgEntries,
  ...mafEntries,
  ...ufEntries,
  ...classicEntries,
  ...constrainedEntries,
  ...multiTaskEntries,
  conflict: conflictEntry,
  quadratics: quadraticsEntry,
  neural: neuralEntry((id, options) => createProblem(id, options)),
});

/**
 * The problem of that id: `createProblem("dtlz2", { objectives: 5 })`. Throws an `InputError` on an unknown id and on
 * options that the problem does not take.
 */
export function createProblem(id: string, options: Readonly<Record<string, unknown>> = {}): Problem {
  const found = problems.get(id);
  return found.create(checkedOptions(`problem "${id}"`, found, options));
}
