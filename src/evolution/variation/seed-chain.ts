import type { ChainOrigin, Initialiser, ParameterLayout, SeedChainPopulation } from "../../policy/index.ts";
import type { SearchSpace } from "../../problems/index.ts";

/** Genomes as the tree of their common descent: the part of a seed-chain population that a search carries on. */
export type Lineage = Pick<SeedChainPopulation, "parents" | "seeds" | "sigmas">;

/** No genomes yet. */
export function noLineage(): Lineage {
  return { parents: new Int32Array(0), seeds: new Uint32Array(0), sigmas: new Float64Array(0) };
}

/** What of a search's start says where chains begin. */
interface ChainStart {
  readonly parameters: Float64Array;
  readonly layout: ParameterLayout;
  readonly space?: SearchSpace | undefined;
}

/** The parameters of an analytic problem have a box of their own, also where they are a network's. */
const isNetwork = ({ layout, space }: ChainStart): boolean =>
  space === undefined && layout.entries.some(({ matrix }) => matrix !== null);

/**
 * Where chains begin: at the start, or at what an initialiser draws for each first candidate from its own seed. Default:
 * fan-in for networks, the start for vectors, which have no matrices to draw.
 */
export function chainOriginOf(start: ChainStart, first?: Initialiser | "start"): ChainOrigin {
  const { parameters } = start;
  const chosen = first ?? (isNetwork(start) ? "fan-in" : "start");
  if (chosen !== "start") return { kind: "initialiser", initialiser: chosen, size: parameters.length };
  return {
    kind: "vectors",
    parameters: { rows: 1, columns: parameters.length, data: parameters.slice() },
  };
}

/** The usual deviation of a mutation: the authors' 0.002 for networks, else a third of the first candidates'. */
export function chainSigma(start: ChainStart, spread: number): number {
  return isNetwork(start) ? 0.002 : spread / 3;
}

/** A lineage with new nodes at its end, and where they are. */
export interface Descent {
  readonly lineage: Lineage;
  readonly nodes: Int32Array;
}

/**
 * Seed-chain mutation (Such et al. 2017, arXiv:1712.06567): a child is its parent and one more seed, whose noise is
 * added with deviation `sigma` when the child is written out. `parents` are nodes of the lineage or origins (-1, ...),
 * one for each child; seeds count on from `firstSeed` (after 2^32 mutations they repeat). O(nodes + children), whatever
 * the size of the network.
 */
export function seedChainMutation({ sigma }: { readonly sigma: number }) {
  return (lineage: Lineage, parents: ArrayLike<number>, firstSeed: number): Descent => {
    const before = lineage.parents.length;
    const count = parents.length;
    const extended = {
      parents: new Int32Array(before + count),
      seeds: new Uint32Array(before + count),
      sigmas: new Float64Array(before + count),
    };
    extended.parents.set(lineage.parents);
    extended.seeds.set(lineage.seeds);
    extended.sigmas.set(lineage.sigmas);
    for (let i = 0; i < count; i++) {
      extended.parents[before + i] = parents[i]!;
      extended.seeds[before + i] = firstSeed + i;
      extended.sigmas[before + i] = sigma;
    }
    return { lineage: extended, nodes: Int32Array.from({ length: count }, (_, i) => before + i) };
  };
}

/** The lineage of `kept` and their ancestors alone, in the same order; `nodes` are the kept ones' new places. */
export function pruned(lineage: Lineage, kept: ArrayLike<number>): Descent {
  const { parents, seeds, sigmas } = lineage;
  const alive = new Uint8Array(parents.length);
  for (let i = 0; i < kept.length; i++) if (kept[i]! >= 0) alive[kept[i]!] = 1;
  // Parents come before their children, so one pass from the end marks all ancestors.
  for (let i = parents.length - 1; i >= 0; i--)
    if (alive[i] === 1 && parents[i]! >= 0) alive[parents[i]!] = 1;
  const place = new Int32Array(parents.length);
  let count = 0;
  alive.forEach((is, i) => {
    place[i] = is === 1 ? count++ : -1;
  });
  const moved = (node: number): number => (node < 0 ? node : place[node]!);
  const isKept = (_: number, i: number): boolean => alive[i] === 1;
  return {
    lineage: {
      parents: parents.filter(isKept).map(moved),
      seeds: seeds.filter(isKept),
      sigmas: sigmas.filter(isKept),
    },
    nodes: Int32Array.from(kept, moved),
  };
}
