/** Single proposals on quadratics from a file, for looking at and for comparing with other programs. */
import { existsSync, readFileSync } from "node:fs";
import { InputError } from "../../base/index.ts";
import { type NavigatorSettings, navigableProblem, navigator, type Proposal } from "../../gradient/index.ts";
import { createProblem, type Problem, quadraticProblem } from "../../problems/index.ts";

interface Case {
  readonly problem?: string;
  readonly x: readonly number[];
  readonly alpha?: readonly number[];
  readonly preference: readonly number[];
  readonly damping?: number;
}

interface CaseFile {
  readonly problems: Readonly<Record<string, { readonly Q?: number[][][]; readonly centres: number[][] }>>;
  readonly cases: readonly Case[];
}

/** A file of cases: `problems` by name, each with centres and Q, and `cases` of x, preference, alpha and damping. */
export function readCases(file: string): CaseFile | undefined {
  if (!file.endsWith(".json") || !existsSync(file)) return undefined;
  try {
    const content = JSON.parse(readFileSync(file, "utf8")) as Partial<CaseFile>;
    return Array.isArray(content?.cases) && typeof content.problems === "object"
      ? (content as CaseFile)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Vectors up to so many numbers are printed. */
const longestVector = 1000;

/** What a proposal says, by names that other programs use. */
export function proposalRecord(proposal: Proposal): Record<string, unknown> {
  const { condition, published } = proposal;
  // Of a network they are as long as its parameters, and no one reads them.
  const vectors = proposal.direction.length <= longestVector;
  return {
    preference: proposal.preference,
    method: proposal.method,
    alpha: condition.multipliers,
    stationarity: condition.stationarity,
    tangentRank: condition.rank,
    tangentGenerators: vectors ? proposal.generators : null,
    preferredDirection: vectors ? proposal.preferredDirection : null,
    predictorDirection: vectors ? published.direction : null,
    firstOrderChange: published.change,
    noCommonDirection: published.direction.every((value) => value === 0),
    direction: vectors ? proposal.direction : null,
    change: proposal.change,
    order: proposal.order,
    rule: proposal.rule,
    refusal: proposal.refusal,
    limits: proposal.limits,
    systems: condition.systems,
    indefinite: condition.indefinite,
    damping: condition.damping,
    notes: proposal.notes,
    cost: proposal.cost,
  };
}

/** A proposal for each case. Throws an `InputError` that names the case where one does not fit. */
export async function answerCases(file: CaseFile, settings: NavigatorSettings): Promise<unknown[]> {
  const known: Record<string, Problem> = {};
  for (const [name, { Q, centres }] of Object.entries(file.problems)) {
    known[name] = quadraticProblem({ centres, matrices: Q }, 1e6);
  }
  const answers: unknown[] = [];
  for (const [
    i,
    { problem: name = Object.keys(known)[0]!, x, alpha, preference, damping },
  ] of file.cases.entries()) {
    const problem = known[name] ?? (name ? createProblem(name, {}) : undefined);
    if (problem === undefined) throw new InputError(`case ${i}: unknown problem "${name}"`);
    const guide = navigator(navigableProblem(problem), {
      ...settings,
      ...(damping === undefined ? {} : { damping }),
    });
    const walk = await guide.start(x, { ifNotStationary: "measure", multipliers: alpha });
    answers.push({ case: i, problem: name, ...proposalRecord(await guide.propose(walk, preference)) });
  }
  return answers;
}
