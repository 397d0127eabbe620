/** Evolution strategies against gradients, in words drawn from the numbers. */
import { type ArmHistory, type RunHistory, scaledHypervolume } from "../../src/runs/index.ts";
import { duration, number } from "../format.ts";
import { grownFronts } from "../series.ts";
import { capitalised } from "../text.ts";
import { stepsName } from "./gradient-figures.ts";

interface Spent {
  readonly steps: number;
  readonly seconds: number;
  readonly joules?: number | undefined;
}

interface Course {
  readonly name: string;
  readonly points: readonly (Spent & { readonly value: number })[];
  /** At its end, whether or not that was looked at. */
  readonly spent: Spent | undefined;
}

const endOf = ({ points }: Course): number => points.at(-1)?.value ?? 0;

function courseOf(run: RunHistory, arm: ArmHistory): Course {
  const fronts = grownFronts(run, arm);
  return {
    name: arm.name,
    points: arm.generations.map(({ steps, seconds, joules }, i) => ({
      value: scaledHypervolume(fronts[i]!, run.objectives, run.config.hypervolume.reference, run.scale),
      steps,
      seconds,
      joules,
    })),
    spent: arm.recorded.at(-1),
  };
}

/** What the winner needed of a thing, against what the other spent: "a hundredth of the passes". */
function share(needed: number, spent: number): string {
  return spent > 0 ? `${number((100 * needed) / spent, 2)} %` : "–";
}

/**
 * Which kind of arm comes to the greater hypervolume, and how soon it is past the best of the other kind; null where a run
 * has only one kind or one objective.
 */
export function versusSentence(run: RunHistory): string | null {
  if (run.objectives.length < 2) return null;
  const kinds = [false, true].map((trained) =>
    run.arms
      .filter(
        ({ name, generations }) =>
          (run.config.arms[name]?.method !== undefined) === trained && generations.length > 0,
      )
      .map((arm) => courseOf(run, arm))
      .sort((a, b) => endOf(b) - endOf(a)),
  );
  const [search, trained] = [kinds[0]![0], kinds[1]![0]];
  if (search === undefined || trained === undefined) return null;
  const gradientsWin = endOf(trained) > endOf(search);
  const [winner, loser] = gradientsWin ? [trained, search] : [search, trained];
  const kindOf = (gradients: boolean): string => (gradients ? "gradients" : "evolution strategies");
  const what = stepsName(run).split(",")[0]!;
  const start = `${capitalised(kindOf(gradientsWin))} win here: the best arm of them, ${winner.name}, comes to a hypervolume of ${number(endOf(winner))}, the best of ${kindOf(!gradientsWin)}, ${loser.name}, to ${number(endOf(loser))}.`;
  const passed = winner.points.find(({ value }) => value > endOf(loser));
  const last = loser.spent;
  if (passed === undefined || last === undefined) return start;
  const energy =
    passed.joules === undefined || last.joules === undefined
      ? "; the machine did not tell its energy"
      : ` and ${share(passed.joules, last.joules)} of its energy`;
  return `${start} ${winner.name} is past that end after ${number(passed.steps)} ${what} (${share(passed.steps, last.steps)} of what ${loser.name} spent) and ${duration(passed.seconds)} (${share(passed.seconds, last.seconds)} of its time)${energy}.`;
}
