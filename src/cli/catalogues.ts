import { environments } from "../../environments/index.ts";
import type { Registry } from "../base/index.ts";
import { shapings, strategies } from "../evolution/index.ts";
import { indicators } from "../pareto/index.ts";

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

/** Everything a config may name, by kind, from the registries. */
export function catalogues(): Record<string, CatalogueEntry[]> {
  return {
    algorithms: catalogueOf(strategies),
    shapings: catalogueOf(shapings),
    environments: catalogueOf(environments),
    indicators: indicators
      .entries()
      .map(([id, { summary, source }]) => ({ id, title: summary, paper: source })),
  };
}
