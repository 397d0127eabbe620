import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildCommand, type Command } from "@stricli/core";
import type { Recording } from "../../../plots/index.ts";
import { InputError, suggestion } from "../../base/index.ts";
import { fold, keyOf } from "../../random/index.ts";
import type { RunHistory } from "../../runs/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags, type PolicyFlags, parseCount, policyFlags } from "../flags.ts";
import { print, printJson } from "../output.ts";
import { type RomsFlag, romsFlag, useRoms } from "../rom-folder.ts";

interface PlayFlags extends CommonFlags, PolicyFlags, RomsFlag {
  readonly task?: string;
  readonly episode?: number;
  readonly every: number;
  readonly gif?: boolean;
  readonly html?: boolean;
  readonly terminal?: boolean;
  readonly human?: boolean;
  readonly out?: string;
}

/** `evofront play`: a policy of a run at work. */
export const playCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "A policy at work: in the terminal, as a GIF, or as one self-contained page",
    fullDescription: [
      "Plays an episode with a policy of a run: an arm's centre, or a member of its front. --terminal draws it here (the",
      "default in a terminal), --gif and --html write a file for each task into the run's plots/ and print its path. The",
      "same policy and episode give the same pictures. A page of a cartridge plays the recorded inputs on the emulator in the",
      "page itself. --human writes a page in which you play a cartridge with the keyboard: name a game in place of the run.",
      "",
      "EXAMPLES",
      "  evofront play runs/two-games-1",
      "  evofront play runs/two-games-1 --gif --task river",
      "  evofront play runs/two-games-1 --arm both --member 3 --html --out .",
      "  evofront play atari/river --human",
    ].join("\n"),
  },
  parameters: {
    flags: {
      ...policyFlags,
      task: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "One task alone (every task unless told)",
      },
      episode: {
        kind: "parsed",
        parse: (text: string) => parseCount("episode", 0, text),
        optional: true,
        brief: "Which episode (of nine the one with the median score unless told)",
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
      human: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Write a page in which you play a game with the keyboard",
      },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "dir",
        brief: "Where files go (the run's plots/ unless told; with --human here)",
      },
      ...romsFlag,
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The run folder; with --human a game such as atari/river",
          placeholder: "RUN",
          parse: String,
        },
      ],
    },
  },
  async func(this: CliContext, flags: PlayFlags, folder: string) {
    useRoms(this, flags);
    if (flags.human) {
      const file = await writeGame(folder, flags);
      if (flags.json) printJson(this, { file });
      else print(this, `${file}: open it in a browser`);
      return;
    }
    const form = formOf(flags, this.process.stdout.isTTY === true);
    const { readRun } = await import("../../runs/index.ts");
    const run = readRun(folder);
    const { arm, policy, title } = choose(run, flags);
    const { recordRunEpisode } = await import("../../../plots/index.ts");
    const key =
      flags.episode === undefined ? {} : { key: fold(keyOf(`play ${run.config.seed}`), flags.episode) };
    const played: object[] = [];
    for (const task of tasksOf(run, flags.task)) {
      const recording = await recordRunEpisode(run, {
        task,
        arm,
        ...policy,
        ...key,
        every: flags.every,
        maxFrames: 2000,
      });
      const heading = `${title} at ${task}`;
      if (form === "terminal") {
        const { playInTerminal } = await import("../play-in-terminal.ts");
        await playInTerminal(this.process.stdout, recording, heading);
        continue;
      }
      const name = `${arm}${flags.member === undefined ? "" : `-${flags.member}`}-${task}.${form}`;
      const file = await write(join(flags.out ?? join(folder, "plots"), name), recording, heading);
      const totals = Object.fromEntries(
        recording.names.map((value, j) => [value, recording.totals.at(-1)![j]!]),
      );
      played.push({ file, arm, task, policy: title, steps: recording.steps, totals });
      if (!flags.json) print(this, file);
    }
    if (flags.json) printJson(this, { played });
  },
});

async function write(file: string, recording: Recording, title: string): Promise<string> {
  const { encodeGif, playerPage, tapePage } = await import("../../../plots/index.ts");
  mkdirSync(dirname(file), { recursive: true });
  const page = (): string =>
    recording.paidTape ? tapePage(recording.paidTape, title) : playerPage(recording, title);
  writeFileSync(file, file.endsWith(".gif") ? encodeGif(recording.frames) : page());
  return file;
}

/** Writes the page in which a person plays the game. */
async function writeGame(id: string, flags: PlayFlags): Promise<string> {
  const others = (["gif", "html", "terminal", "arm", "member", "task", "episode"] as const).filter(
    (name) => flags[name] !== undefined,
  );
  if (others.length > 0)
    throw new InputError(`play: --human and --${others[0]} exclude each other; give one of them`);
  const { cartridgeOf } = await import("../../../environments/index.ts");
  const { gamePage } = await import("../../../plots/index.ts");
  const { game, image } = cartridgeOf(id);
  const file = join(flags.out ?? ".", `${game.id}.html`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gamePage(game, image));
  return file;
}

/** The arm and the policy that the flags name. */
function choose(
  run: RunHistory,
  flags: PlayFlags,
): { arm: string; policy: { policy?: string }; title: string } {
  const names = run.arms.map(({ name }) => name);
  const broadest = run.arms.reduce((best, each) =>
    each.train.length > best.train.length ? each : best,
  ).name;
  const arm = flags.arm ?? broadest;
  if (!names.includes(arm)) throw new InputError(`--arm: unknown arm "${arm}"; ${suggestion(arm, names)}`);
  if (flags.member === undefined) return { arm, policy: {}, title: `the centre of ${arm}` };
  const members = run.front?.arms[arm]?.members;
  if (members === undefined) {
    throw new InputError(
      "--member: the run is not finished, so it has no front yet; leave it out for the centre",
    );
  }
  const member = members[flags.member];
  if (member === undefined) {
    throw new InputError(
      `--member: arm "${arm}" has front members 0 to ${members.length - 1}, got ${flags.member}`,
    );
  }
  return { arm, policy: { policy: member.policy }, title: `front member ${flags.member} of ${arm}` };
}

function tasksOf(run: RunHistory, asked: string | undefined): string[] {
  const tasks = Object.keys(run.config.tasks);
  if (asked === undefined) return tasks;
  if (!tasks.includes(asked))
    throw new InputError(`--task: unknown task "${asked}"; ${suggestion(asked, tasks)}`);
  return [asked];
}

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
