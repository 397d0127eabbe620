import { join } from "node:path";
import { InputError, suggestion } from "../../base/index.ts";
import { type Player, playerOf } from "../../evaluation/index.ts";
import { fold, type Key, keyOf } from "../../random/index.ts";
import {
  planOf,
  type RunHistory,
  type RunPlan,
  readConfigSource,
  readPolicy,
  referenceKey,
  runPaths,
} from "../../runs/index.ts";

/** Below the run's key, beside the paths the run itself uses: the episodes that are shown. */
const shownEpisodes = 100;

/** Which policy of a run, and where it plays. */
export interface PolicyChoice {
  /** Default: the arm that trains on most tasks. */
  readonly arm?: string | undefined;
  /** A member of the arm's front, counted from 0 in the order of front.json. Default: the arm's centre. */
  readonly member?: number | undefined;
  /** Default: the run's first task. */
  readonly task?: string | undefined;
}

/** A policy of a run at its task. */
export interface ChosenPlayer {
  readonly arm: string;
  readonly task: string;
  /** "the centre", or which member of the front. */
  readonly policy: string;
  readonly player: Player;
  /** The key of episode 0, 1, ... among those that are shown. */
  readonly episode: (number: number) => Key;
}

/** The plan of a run's own config. */
export async function planOfRun(run: RunHistory): Promise<RunPlan> {
  return await planOf(await readConfigSource(runPaths(run.folder).config));
}

/** Readies a policy of a run to play. Throws an `InputError` where there is none of that name. */
export function choosePlayer(run: RunHistory, plan: RunPlan, choice: PolicyChoice = {}): ChosenPlayer {
  const names = run.arms.map(({ name }) => name);
  const broadest = run.arms.reduce((best, arm) => (arm.train.length > best.train.length ? arm : best));
  const arm = choice.arm ?? broadest.name;
  if (!names.includes(arm)) throw new InputError(`play: unknown arm "${arm}"; ${suggestion(arm, names)}`);
  const tasks = plan.experiment.tasks.map(({ id }) => id);
  const task = choice.task ?? broadest.train[0]!;
  if (!tasks.includes(task)) throw new InputError(`play: unknown task "${task}"; ${suggestion(task, tasks)}`);
  const { file, policy } = fileOf(run, arm, choice.member);
  const { parameters, observations } = readPolicy(file);
  const seen = observations[task];
  const player = playerOf(plan.experiment, {
    device: plan.config.device,
    key: referenceKey(plan.config.seed),
    task,
    parameters,
    ...(seen === undefined ? {} : { observations: seen }),
  });
  const place = tasks.indexOf(task);
  const runKey = keyOf(plan.config.seed);
  return { arm, task, policy, player, episode: (number) => fold(runKey, shownEpisodes, place, number) };
}

function fileOf(run: RunHistory, arm: string, member: number | undefined): { file: string; policy: string } {
  if (member === undefined)
    return { file: join(runPaths(run.folder).policies, `${arm}.safetensors`), policy: "the centre" };
  const members = run.front?.arms[arm]?.members ?? [];
  const found = members[member];
  if (found === undefined) {
    throw new InputError(
      members.length === 0
        ? `play: the run is not finished, so it has no front yet; leave --member out for the centre`
        : `play: arm "${arm}" has front members 0 to ${members.length - 1}, got ${member}`,
    );
  }
  return {
    file: join(run.folder, found.policy),
    policy: `front member ${member} (generation ${found.generation}, candidate ${found.member})`,
  };
}
