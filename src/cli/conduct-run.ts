import {
  type RunConfig,
  type RunHistory,
  type RunOptions,
  type RunOutcome,
  readRun,
  withInterrupts,
} from "../runs/index.ts";
import type { CliContext } from "./context.ts";
import type { CommonFlags } from "./flags.ts";
import { Interrupted } from "./interrupted.ts";
import { note, print, printJson } from "./output.ts";
import { LiveLine } from "./progress/live-line.ts";
import { RunView } from "./progress/run-view.ts";
import { referenceHint, summarise, summaryTable } from "./run-summary.ts";

export interface ConductFlags extends CommonFlags {
  readonly quiet?: boolean;
}

/** A run to be started or gone on with. */
export interface Job {
  readonly folder: string;
  readonly config: RunConfig;
  /** What to say once it is under way. */
  readonly announcement: string;
  /** What the folder holds already; null for a new run. */
  readonly before: RunHistory | null;
  readonly start: (options: RunOptions) => Promise<RunOutcome>;
}

/**
 * Lets a run go on to its end and shows it: a line a generation (with `--json` every record as a line of
 * JSON), then a table and the path of the report. The first Ctrl-C stops it with a checkpoint, the second at once.
 */
export async function conductRun(
  context: CliContext,
  flags: ConductFlags,
  { folder, config, announcement, before, start }: Job,
): Promise<void> {
  const { stdout, env } = context.process;
  const lines = new LiveLine(stdout, env);
  const isOver = (arm: string): boolean => {
    const end = before?.arms.find(({ name }) => name === arm)?.end;
    return end !== undefined && end !== null && end.reason !== "interrupted";
  };
  const view = new RunView(
    config,
    Object.keys(config.arms).filter((arm) => !isOver(arm)),
    lines,
  );
  for (const record of before?.records ?? []) view.prime(record);

  let announced = flags.json === true;
  const announce = (): void => {
    if (!announced) note(context, announcement);
    announced = true;
  };
  const outcome = await withInterrupts(
    (signal) =>
      start({
        signal,
        onRecord(record) {
          announce();
          if (flags.json) printJson(context, record);
          else if (!flags.quiet || record.type === "warning") view.show(record);
        },
      }),
    {
      onInterrupt() {
        lines.settle();
        note(context, "stopping: a checkpoint is being written; Ctrl-C again leaves at once");
      },
    },
  );
  lines.settle();
  if (outcome.status === "interrupted") {
    throw new Interrupted(`interrupted; a checkpoint is written, go on with: evofront resume ${folder}`);
  }
  const { writeReport } = await import("../../plots/index.ts");
  const report = await writeReport(folder);
  const run = readRun(folder);
  if (flags.json) {
    printJson(context, { type: "summary", folder, report, ...summarise(run) });
    return;
  }
  print(context, `\n${summaryTable(run)}\n`);
  const hint = referenceHint(run);
  if (hint !== null) print(context, `${hint}\n`);
  print(context, `report: ${report}`);
}
