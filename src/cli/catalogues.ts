import { environments } from "../../environments/index.ts";
import { optionNames, type Registry } from "../base/index.ts";
import { dataSets } from "../data/index.ts";
import { type BehaviourEntry, behaviours } from "../evaluation/index.ts";
import { type StrategyEntry, shapings, strategies } from "../evolution/index.ts";
import { architectures } from "../gradient/architectures/index.ts";
import { fronts } from "../gradient/fronts/index.ts";
import type { MethodEntry } from "../gradient/index.ts";
import { methods, wrappers } from "../gradient/methods/index.ts";
import { searches } from "../gradient/searches/index.ts";
import { decisions, indicators } from "../pareto/index.ts";
import { devices } from "../policy/index.ts";
import { createProblem, problems } from "../problems/index.ts";

/** What a registry holds under an id, as far as a list shows it: facts by name, in the order in which they are shown. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly [fact: string]: string;
}

function catalogueOf(
  registry: Registry<{ readonly title: string; readonly paper?: string }>,
): CatalogueEntry[] {
  return registry
    .entries()
    .map(([id, { title, paper }]) => ({ id, title, ...(paper === undefined ? {} : { paper }) }));
}

function summaries(
  registry: Registry<{ readonly summary: string; readonly source: string }>,
): CatalogueEntry[] {
  return registry.entries().map(([id, { summary, source }]) => ({ id, title: summary, paper: source }));
}

const orders = { one: "1", several: "any", "two-or-more": "2 or more" } as const;
const variableKinds = { real: "real", any: "real, integer, categorical" } as const;

/** What the entry says of itself; an entry from outside may leave things open. */
function algorithmOf([id, entry]: readonly [string, StrategyEntry]): CatalogueEntry {
  const { title, paper, objectives, variables, cost, use } = entry;
  return {
    id,
    title,
    ...(objectives === undefined ? {} : { objectives: orders[objectives] }),
    ...(variables === undefined ? {} : { variables: variableKinds[variables] }),
    ...(cost === undefined ? {} : { cost }),
    ...(use === undefined ? {} : { use }),
    paper,
  };
}

const shown = { none: "losses", gramian: "inner products", rows: "gradients" } as const;

function methodOf([id, entry]: readonly [string, MethodEntry]): CatalogueEntry {
  const { title, paper, kind, needs, size, heads, cost, use } = entry;
  return {
    id,
    title,
    kind,
    needs: shown[needs],
    size,
    heads,
    "cost a step": cost,
    options: optionNames(entry).join(", "),
    use,
    paper,
  };
}

function behaviourOf([id, { title, ofEpisodes, ofFunctions }]: readonly [
  string,
  BehaviourEntry,
]): CatalogueEntry {
  const tasks = [...(ofEpisodes ? ["episodes"] : []), ...(ofFunctions ? ["problems"] : [])];
  return { id, title, of: tasks.join(", ") };
}

/** "30 real", or "11 integer, 3 real" for mixed ones. */
function variablesOf(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}

/** A problem with its default options. */
function problemOf(id: string): CatalogueEntry {
  const { title, paper } = problems.get(id);
  const { dimension, objectives, constraints, space } = createProblem(id);
  return {
    id,
    title,
    objectives: String(objectives),
    variables: variablesOf(space.kinds ?? new Array<string>(dimension).fill("real")),
    constraints: String(constraints),
    paper,
  };
}

const needsOfFronts = { ...shown, hessian: "gradients, Hessian products" } as const;

/** Everything that has a name, by kind, from the registries. */
export function catalogues(): Record<string, CatalogueEntry[]> {
  return {
    algorithms: strategies.entries().map(algorithmOf),
    shapings: catalogueOf(shapings),
    environments: environments
      .entries()
      .map(([id, { title, needs }]) => ({ id, title, ...(needs === undefined ? {} : { needs }) })),
    behaviours: behaviours.entries().map(behaviourOf),
    problems: problems.ids().map(problemOf),
    "data-sets": catalogueOf(dataSets),
    architectures: catalogueOf(architectures),
    devices: catalogueOf(devices),
    indicators: summaries(indicators),
    decisions: summaries(decisions),
    methods: methods.entries().map(methodOf),
    fronts: fronts.entries().map(([id, entry]) => ({
      id,
      title: entry.title,
      gives: entry.kind === "set" ? "K networks" : "a network for any preference",
      needs: needsOfFronts[entry.needs],
      "passes a step": entry.cost,
      options: optionNames(entry).join(", "),
      use: entry.use,
      paper: entry.paper,
    })),
    wrappers: wrappers.entries().map(([id, entry]) => ({
      id,
      title: entry.title,
      "cost a step": entry.cost,
      options: optionNames(entry).join(", "),
      use: entry.use,
      paper: entry.paper,
    })),
    searches: searches.entries().map(([id, entry]) => ({
      id,
      title: entry.title,
      cost: entry.cost,
      options: optionNames(entry).join(", "),
      use: entry.use,
      paper: entry.paper,
    })),
  };
}
