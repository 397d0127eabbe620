import { buildCommand, type Command } from "@stricli/core";
import { InputError } from "../../base/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags, parseCount } from "../flags.ts";
import { print, printJson } from "../output.ts";
import { playInTerminal } from "../play-in-terminal.ts";

interface PlayFlags extends CommonFlags {
  readonly arm?: string;
  readonly member?: number;
  readonly task?: string;
  readonly episode: number;
  readonly every: number;
  readonly gif?: boolean;
  readonly html?: boolean;
  readonly terminal?: boolean;
  readonly out?: string;
}

/** `evofront play`: a policy of a run at work. */
export const playCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "A policy at work: in the terminal, as a GIF, or as one self-contained page",
    fullDescription: [
      "Plays an episode with a policy of a run: an arm's centre, or a member of its front. --terminal draws it here (the",
      "default in a terminal), --gif and --html write a file for each task into the run's plots/ and print its path. The",
      "same policy and episode give the same pictures.",
      "",
      "EXAMPLES",
      "  evofront play runs/two-games-1",
      "  evofront play runs/two-games-1 --gif --task river",
      "  evofront play runs/two-games-1 --arm both --member 3 --html --out .",
    ].join("\n"),
  },
  parameters: {
    flags: {
      arm: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "The arm (the one that trains on most tasks unless told)",
      },
      member: {
        kind: "parsed",
        parse: (text: string) => parseCount("member", 0, text),
        optional: true,
        brief: "A member of the arm's front, counted from 0 as in front.json (its centre unless told)",
      },
      task: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "One task alone (every task unless told)",
      },
      episode: {
        kind: "parsed",
        parse: (text: string) => parseCount("episode", 0, text),
        default: "0",
        brief: "Which episode",
      },
      every: {
        kind: "parsed",
        parse: (text: string) => parseCount("every", 1, text),
        default: "1",
        brief: "Steps between two pictures",
      },
      gif: { kind: "boolean", optional: true, withNegated: false, brief: "Write a GIF" },
      html: { kind: "boolean", optional: true, withNegated: false, brief: "Write a page" },
      terminal: { kind: "boolean", optional: true, withNegated: false, brief: "Draw in the terminal" },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "dir",
        brief: "Where files go (the run's plots/ unless told)",
      },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The run folder", placeholder: "RUN", parse: String }],
    },
  },
  async func(this: CliContext, flags: PlayFlags, folder: string) {
    const form = formOf(flags, this.process.stdout.isTTY === true);
    const { readRun } = await import("../../runs/index.ts");
    const run = readRun(folder);
    const { choosePlayer, planOfRun } = await import("../report/policies.ts");
    const { record } = await import("../report/recording.ts");
    const plan = await planOfRun(run);
    const tasks = flags.task === undefined ? plan.experiment.tasks.map(({ id }) => id) : [flags.task];
    const played: object[] = [];
    for (const task of tasks) {
      const chosen = choosePlayer(run, plan, { arm: flags.arm, member: flags.member, task });
      const recording = record(chosen.player, chosen.episode(flags.episode), { every: flags.every });
      const title = `${chosen.policy} of ${chosen.arm} at ${task}`;
      if (form === "terminal") {
        await playInTerminal(this.process.stdout, recording, title);
        continue;
      }
      const { writePlayback } = await import("../report/write-playback.ts");
      const name = `${chosen.arm}${flags.member === undefined ? "" : `-${flags.member}`}.${task}`;
      const file = writePlayback(flags.out ?? `${folder}/plots`, name, form, recording, title);
      const end = recording.frames.at(-1)!;
      const totals = Object.fromEntries(recording.values.map((value, j) => [value, end.totals[j]!]));
      played.push({ file, arm: chosen.arm, task, policy: chosen.policy, steps: end.step, ...totals });
      if (!flags.json) print(this, file);
    }
    if (flags.json) printJson(this, { played });
  },
});

function formOf(flags: PlayFlags, isTerminal: boolean): "gif" | "html" | "terminal" {
  const asked = (["gif", "html", "terminal"] as const).filter((form) => flags[form]);
  if (asked.length > 1)
    throw new InputError(`play: --${asked.join(" and --")} exclude each other; give one of them`);
  const form = asked[0] ?? (isTerminal && !flags.json ? "terminal" : "gif");
  if (form === "terminal" && !isTerminal) {
    throw new InputError(
      "play: --terminal needs a terminal, but standard output is none; use --gif or --html",
    );
  }
  return form;
}
