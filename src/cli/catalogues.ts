import { environments } from "../../environments/index.ts";
import type { Registry } from "../base/index.ts";
import { shapings, strategies } from "../evolution/index.ts";
import { decisions, indicators } from "../pareto/index.ts";
import { devices } from "../policy/index.ts";
import { problems } from "../problems/index.ts";

/** What a registry holds under an id, as far as a list shows it. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly paper?: string;
}

function catalogueOf(
  registry: Registry<{ readonly title: string; readonly paper?: string }>,
): CatalogueEntry[] {
  return registry
    .entries()
    .map(([id, { title, paper }]) => (paper === undefined ? { id, title } : { id, title, paper }));
}

function summaries(
  registry: Registry<{ readonly summary: string; readonly source: string }>,
): CatalogueEntry[] {
  return registry.entries().map(([id, { summary, source }]) => ({ id, title: summary, paper: source }));
}

/** Everything that has a name, by kind, from the registries. */
export function catalogues(): Record<string, CatalogueEntry[]> {
  return {
    algorithms: catalogueOf(strategies),
    shapings: catalogueOf(shapings),
    environments: catalogueOf(environments),
    problems: catalogueOf(problems),
    devices: catalogueOf(devices),
    indicators: summaries(indicators),
    decisions: summaries(decisions),
  };
}
