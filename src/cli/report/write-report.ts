import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { svgToPng } from "../../../plots/png.ts";
import { InputError } from "../../base/index.ts";
import { diskFileSystem, type RunHistory, readRun } from "../../runs/index.ts";
import { toGif } from "./gif.ts";
import { reportPage } from "./page.ts";
import { choosePlayer, planOfRun } from "./policies.ts";
import { record } from "./recording.ts";
import { runCharts } from "./run-charts.ts";

/** A policy at play, as the report shows it. */
export interface Clip {
  readonly arm: string;
  readonly task: string;
  /** The file's name in `plots/`. */
  readonly file: string;
  readonly gif: Uint8Array;
  /** What the episode paid, in words. */
  readonly caption: string;
}

/** Episodes of which the one with the median score is shown. */
const tries = 9;
/** Steps between frames, and frames at most: half a minute at 20 frames a second. */
const clip = { every: 2, frames: 400 } as const;

/**
 * Writes a run's report: `plots/*.svg` and `.png`, a GIF of the broadest arm's centre at each task that has pictures, and
 * `report.html`, one page that needs nothing else. Returns the page's path. Throws an `InputError` where `folder` is no
 * run folder, a `JobError` where the disk refuses.
 */
export async function writeReport(folder: string): Promise<string> {
  const run = readRun(folder);
  const plots = join(folder, "plots");
  mkdirSync(plots, { recursive: true });
  const charts = runCharts(run);
  for (const { id, draw } of charts) {
    const svg = draw();
    diskFileSystem.write(join(plots, `${id}.svg`), new TextEncoder().encode(svg));
    diskFileSystem.write(join(plots, `${id}.png`), svgToPng(svg));
  }
  const clips = await clipsOf(run);
  for (const { file, gif } of clips) diskFileSystem.write(join(plots, file), gif);
  const page = join(folder, "report.html");
  diskFileSystem.write(page, new TextEncoder().encode(reportPage(run, charts, clips)));
  return page;
}

async function clipsOf(run: RunHistory): Promise<Clip[]> {
  if (run.arms.every(({ finalTest }) => finalTest === null)) return [];
  const plan = await planOfRun(run);
  return plan.experiment.tasks.flatMap(({ id: task }): Clip[] => {
    try {
      const { arm, player, episode } = choosePlayer(run, plan, { task });
      if (player.environment.picture === undefined) return [];
      const scores = Array.from({ length: tries }, (_, e) => ({ e, score: scoreOf(player, episode(e)) }));
      const median = scores.sort((a, b) => a.score - b.score || a.e - b.e)[tries >> 1]!;
      const recording = record(player, episode(median.e), clip);
      const end = recording.frames.at(-1)!;
      const totals = recording.values.map((name, j) => `${name} ${end.totals[j]}`).join(", ");
      return [
        {
          arm,
          task,
          file: `${arm}.${task}.gif`,
          gif: toGif(recording),
          caption: `${totals} after ${end.step} steps`,
        },
      ];
    } catch (error) {
      // A world whose pictures cannot be recorded is shown without them.
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}

/** The first value's sum over an episode. */
function scoreOf(player: ReturnType<typeof choosePlayer>["player"], key: readonly [number, number]): number {
  player.reset(key);
  let score = 0;
  for (;;) {
    const { values, status } = player.step();
    score += values[0]!;
    if (status !== 0) return score;
  }
}
