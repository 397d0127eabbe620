import { fold, type Key, uniform } from "../random/index.ts";

/** `ipop` doubles the candidates at each restart; `bipop` also tries small, narrow runs, each kind as long as the other. */
export type RestartPolicy = "none" | "ipop" | "bipop";

/** What a restarted search remembers: plain data. */
export interface Restarts {
  /** Restarts so far, and those of them that were large. */
  readonly count: number;
  readonly large: number;
  readonly kind: "small" | "large";
  /** Evaluations spent by finished runs of each kind. */
  readonly spent: { readonly small: number; readonly large: number };
  /** Candidates of the last large run. */
  readonly largest: number;
  /** This run's evaluations, and the most it may take; 0 for as many as it likes. */
  readonly evaluations: number;
  readonly limit: number;
}

/** How the next run begins. */
export interface NextRun {
  readonly restarts: Restarts;
  readonly population: number;
  /** What the first sigma is multiplied by. */
  readonly sigmaFactor: number;
}

/** Before the first run, which BIPOP counts among the small ones, as pycma does. */
export function firstRun(population: number): Restarts {
  return {
    count: 0,
    large: 0,
    kind: "small",
    spent: { small: 0, large: 0 },
    largest: population,
    evaluations: 0,
    limit: 0,
  };
}

/**
 * The next run of IPOP (Auger and Hansen, CEC 2005: twice the candidates) or BIPOP (Hansen, GECCO workshop on BBOB, 2009):
 * the kind that has spent less goes on. A large run has twice the last large one's candidates; a small one
 * n (n_large / 2 n)^(u^2) candidates, sigma times 10^(-2 u'), and at most half of what large runs have spent.
 */
export function nextRun(policy: "ipop" | "bipop", before: Restarts, population: number, key: Key): NextRun {
  const count = before.count + 1;
  const spent = { ...before.spent, [before.kind]: before.spent[before.kind] + before.evaluations };
  const common = { count, spent, evaluations: 0 };
  if (policy === "ipop" || spent.small >= spent.large) {
    const large = before.large + 1;
    const largest = population * 2 ** large;
    const restarts: Restarts = { ...common, large, kind: "large", largest, limit: 0 };
    return { restarts, population: largest, sigmaFactor: 1 };
  }
  const [u, v] = uniform(fold(key, count), 2);
  const size = Math.floor(population * (before.largest / (2 * population)) ** (u! * u!));
  const limit = Math.floor(spent.large / 2);
  return {
    restarts: { ...common, large: before.large, kind: "small", largest: before.largest, limit },
    population: Math.max(size, population),
    sigmaFactor: 10 ** (-2 * v!),
  };
}
