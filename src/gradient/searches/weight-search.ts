import { z } from "zod";
import { fold, type Key } from "../../random/index.ts";
import type { Method } from "../method.ts";
import { fixedEntry } from "../methods/weighting/fixed.ts";
import { firstWeights, nextWeights } from "../tasks/index.ts";
import { passes, trainer } from "../training/index.ts";
import type { Search, SearchEntry, SearchState, SearchTraining } from "./search.ts";

/** Options of the population-based search for task weights, as an arm has them. */
export interface WeightSearchArmOptions {
  /** Networks that are trained side by side. Default 6. */
  readonly members?: number | undefined;
  /** Steps of each member from one judgement to the next. Default 100. */
  readonly stretch?: number | undefined;
  /** The share of worst members that go on from the best. Default 0.2, and one member at least. */
  readonly quantile?: number | undefined;
  /** A copy's weights are multiplied or divided by this, each by chance. Default 1.2. */
  readonly factor?: number | undefined;
  /** What members are judged by: the mean of the losses, or of their logarithms where scales differ. Default `mean`. */
  readonly score?: "mean" | "logarithms" | undefined;
}

const options = z.strictObject({
  members: z.int().min(2).default(6),
  stretch: z.int().min(1).default(100),
  quantile: z.number().gt(0).max(0.5).default(0.2),
  factor: z.number().gt(1).default(1.2),
  score: z.enum(["mean", "logarithms"]).default("mean"),
});

/** Below the key of a search: the first weights, and what its rounds draw. */
const keyPath = { first: 2, rounds: 3 } as const;

/** A weighted sum whose weights are what it remembers: members differ in nothing else. */
const remembered: Method<Float64Array> = {
  needs: { gradients: "none" },
  init: (tasks) => new Float64Array(tasks).fill(1),
  step: (weights, { losses }) => ({
    state: weights,
    weights: weights.map((weight, i) => (Number.isNaN(losses[i]) ? 0 : weight)),
  }),
};

/** Minus the mean loss of the tasks that have labels; the higher the better. */
function scoreOf(losses: Float64Array, score: "mean" | "logarithms"): number {
  const known = losses.filter((loss) => !Number.isNaN(loss));
  const values = score === "mean" ? known : known.map(Math.log);
  return -values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Population-based search for fixed task weights (Jaderberg et al. 2017, arXiv:1711.09846, truncation selection): members
 * train side by side from the same place on the same batches, each with weights of its own; after every stretch the
 * worst go on from the parameters and the optimiser of a best one, with its weights perturbed. The first member begins
 * with equal weights. Judged on a batch that is not trained on, which counts as example passes.
 */
export function weightSearch(given: WeightSearchArmOptions = {}): Search {
  const { members: count, stretch, quantile, factor, score } = options.parse(given);
  return {
    trainer<Batch>({ reference, ...training }: SearchTraining<Batch>) {
      const { source } = training;
      const tasks = source.tasks.length;
      const inner = trainer<Batch>({ ...training, method: remembered, entry: fixedEntry });
      const weightsOf = ({ members }: SearchState): Float64Array[] =>
        members.map(({ method }) => method as Float64Array);

      async function judged(state: SearchState): Promise<SearchState> {
        const scores: number[] = [];
        for (const member of state.members) {
          scores.push(scoreOf(await source.losses(inner.placeOf(member), reference.batch), score));
        }
        const round = state.step / (count * stretch);
        const key: Key = fold(state.key, keyPath.rounds, round);
        const searched = { members: count, tasks, quantile, factor };
        const { weights, from } = nextWeights(searched, weightsOf(state), scores, key);
        const best = scores.reduce(
          (best, value, m) => (value > scores[best]! || Number.isNaN(scores[best]) ? m : best),
          0,
        );
        return {
          ...state,
          best,
          passes: state.passes + count * reference.examples * passes.forward,
          members: state.members.map((member, m) => {
            const { parameters, optimiser } = state.members[from[m]!]!;
            return { ...member, parameters, optimiser, method: weights[m] };
          }),
        };
      }

      return {
        init(key, place) {
          const first = inner.init(key, place);
          const weights = firstWeights({ members: count, tasks }, fold(key, keyPath.first));
          return {
            key,
            step: 0,
            passes: 0,
            members: weights.map((method) => ({ ...first, method })),
            best: 0,
          };
        },
        placeOf: ({ members, best }) => inner.placeOf(members[best]!),
        async step(state) {
          const turn = state.step % count;
          const before = state.members[turn]!;
          const { state: after, weights: _, ...told } = await inner.step(before);
          const moved: SearchState = {
            ...state,
            step: state.step + 1,
            passes: state.passes + after.passes - before.passes,
            members: state.members.with(turn, after),
          };
          const next = moved.step % (count * stretch) === 0 ? await judged(moved) : moved;
          return { ...told, state: next, weights: weightsOf(next)[next.best]! };
        },
      };
    },
  };
}

export const weightSearchEntry: SearchEntry<WeightSearchArmOptions> = {
  title: "population-based search for fixed weights of the tasks",
  paper: "Jaderberg et al. 2017, arXiv:1711.09846",
  cost: "members' memory; a step is one of one member, so each has a share of the budget",
  use: "weights are not known and single trainings are cheap; a small population finds little with more than a few tasks",
  options,
  create: weightSearch,
};
