import type { WalkSession } from "../../runs/index.ts";
import type { CliContext } from "../context.ts";
import { note, print, printJson } from "../output.ts";
import { showProgress } from "./progress.ts";
import { advancedLines, proposalLines } from "./say.ts";

/** What is asked for without a dialogue. */
export interface StepFlags {
  readonly preference?: number[];
  readonly steps?: number;
  readonly step?: number;
  readonly json?: boolean;
}

/** Steps for one preference, a line each. */
export async function takeSteps(context: CliContext, session: WalkSession, flags: StepFlags): Promise<void> {
  const quiet = showProgress(context, session);
  const taken: unknown[] = [];
  for (let k = 0; k < flags.steps!; k++) {
    const proposal = await session.propose(flags.preference!);
    if (proposal.refusal !== null) {
      note(context, `refused after ${k} ${k === 1 ? "step" : "steps"}: ${proposal.refusal}`);
      break;
    }
    const advanced = await session.advance(flags.step);
    const lines = [...proposalLines(session, proposal, 1), ...advancedLines(session, advanced)];
    if (advanced.accepted.outcome === "refused") {
      note(context, lines.at(-1)!);
      break;
    }
    const values = session.valuesOf(session.walk.at);
    const { step, predicted, order } = session.walk.points[session.walk.at]!;
    const outcome = advanced.corrected?.outcome;
    taken.push({ point: session.walk.at, values, predicted, step, order, outcome });
    if (!flags.json) {
      const line = session.navigable.objectives.map(({ id }, i) => `${id} ${values[i]}`).join("  ");
      print(
        context,
        `${line}${order === 0 ? "  (a jump)" : ""}${outcome === "crossed" ? "  (crossed)" : ""}`,
      );
    }
  }
  quiet();
  session.export();
  if (flags.json)
    printJson(context, {
      folder: session.folder,
      objectives: session.navigable.objectives,
      start: session.valuesOf(0),
      steps: taken,
    });
  else note(context, `the walk is in ${session.folder}`);
}
