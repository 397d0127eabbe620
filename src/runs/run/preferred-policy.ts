import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, suggestion } from "../../base/index.ts";
import type { Objective } from "../../evaluation/index.ts";
import { asPreference } from "../../gradient/index.ts";
import { pseudoWeights } from "../../pareto/index.ts";
import { decodeSafetensors } from "../../policy/index.ts";
import { parseConfig, planOf } from "../config/index.ts";
import type { FrontFile } from "../records.ts";
import { expectRunFolder, runPaths } from "../storage/index.ts";
import { modelTensor } from "./finish.ts";
import { parametersOf } from "./gradient-arm.ts";
import { policyBytes } from "./policy-file.ts";

export interface PreferredPolicyOptions {
  /** The arm to ask. Default: the one of the largest hypervolume. */
  readonly arm?: string | undefined;
  /** Of an arm with several front models, which training's, counted from 1. Default 1. */
  readonly start?: number | undefined;
}

/** A policy out of a run's front. */
export interface PreferredPolicy {
  readonly arm: string;
  /** Whether a front model gave it, or it is the nearest member of a front. */
  readonly kind: "model" | "member";
  /** What was asked for, as shares, by the id of what they weigh: losses of a model, else objectives. */
  readonly preference: Readonly<Record<string, number>>;
  /** What is predicted of it, by `<task>.<value>`: on validation examples, or as the run found it. */
  readonly values: Readonly<Record<string, number>>;
  /** Of a member: what its own values weigh the objectives by. */
  readonly own?: Readonly<Record<string, number>>;
  /** Of a member: its file, relative to the run folder. */
  readonly file?: string;
  /** As safetensors. */
  readonly bytes: Uint8Array;
}

type Arms = FrontFile["arms"];

function frontOf(folder: string): FrontFile {
  expectRunFolder(folder);
  const { front } = runPaths(folder);
  if (existsSync(front)) return JSON.parse(readFileSync(front, "utf8")) as FrontFile;
  throw new InputError(
    `${folder}: expected a finished run, found one under way; go on with it by "evofront resume ${folder}"`,
  );
}

/** The arm asked for; by default that of the largest hypervolume, of equal ones the first. */
function armOf(folder: string, arms: Arms, asked: string | undefined): string {
  if (asked !== undefined) {
    if (arms[asked] !== undefined) return asked;
    throw new InputError(`${folder}: unknown arm "${asked}"; ${suggestion(asked, Object.keys(arms))}`);
  }
  const full = Object.entries(arms).filter(
    ([, { members, model }]) => members.length > 0 || model !== undefined,
  );
  if (full.length === 0) throw new InputError(`${folder}: no arm has a front; let the run search for longer`);
  return full.reduce((best, each) => (each[1].hypervolume > best[1].hypervolume ? each : best))[0];
}

const named = (ids: readonly string[], values: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(ids.map((id, i) => [id, values[i]!]));

/**
 * The policy of a finished run that `preference` asks for: how much each loss or objective matters. A front model is asked
 * for the network itself, which is then looked at on the validation examples; of other arms it is the member of the front
 * that trades the objectives off most like that (`pseudoWeights`). Rejects with an `InputError` on a folder that is no
 * finished run, an unknown arm or start, and a preference that does not fit.
 */
export async function preferredPolicy(
  folder: string,
  preference: readonly number[],
  { arm: asked, start }: PreferredPolicyOptions = {},
): Promise<PreferredPolicy> {
  const front = frontOf(folder);
  const arm = armOf(folder, front.arms, asked);
  const { model } = front.arms[arm]!;
  if (model !== undefined) return ofModel(folder, arm, join(folder, model), preference, start ?? 1);
  if (start !== undefined)
    throw new InputError(
      `start: arm "${arm}" has no front model, whose trainings it would tell apart; leave it out`,
    );
  return ofMembers(folder, arm, front, preference);
}

/** The network that a front model gives. */
async function ofModel(
  folder: string,
  arm: string,
  file: string,
  given: readonly number[],
  start: number,
): Promise<PreferredPolicy> {
  const { config } = runPaths(folder);
  const plan = await planOf(parseConfig(readFileSync(config, "utf8"), config));
  const gradients = plan.gradients[arm]!;
  const shares = asPreference("preference", given, gradients.losses);
  const { tensors } = decodeSafetensors(readFileSync(file));
  const phi = tensors[modelTensor(start - 1)]?.data as Float32Array | Float64Array | undefined;
  if (phi === undefined) {
    throw new InputError(
      `start: expected one of 1 to ${Object.keys(tensors).length}, the trainings of arm "${arm}", found ${start}`,
    );
  }
  const problem = await gradients.open();
  try {
    const place = gradients.members[start - 1]!.train(problem).at!(phi, shares);
    const parameters = parametersOf(problem, place);
    return {
      arm,
      kind: "model",
      preference: named(gradients.losses, shares),
      values: await problem.measure(place, "validation"),
      bytes: policyBytes(plan, arm, { parameters, observations: {} }),
    };
  } finally {
    problem.close();
  }
}

/** The member of a front that is nearest. */
function ofMembers(
  folder: string,
  arm: string,
  { objectives, arms }: FrontFile,
  given: readonly number[],
): PreferredPolicy {
  const ids = objectives.map(({ id }) => id);
  const shares = asPreference("preference", given, ids);
  const { members } = arms[arm]!;
  if (members.length === 0)
    throw new InputError(`${folder}: the front of arm "${arm}" is empty; ask another arm`);
  const {
    index,
    indexes,
    pseudoWeights: own,
  } = pseudoWeights(
    members.map(({ values }) => values),
    { weights: shares, directions: objectives.map(({ direction }: Objective) => direction) },
  );
  const { values, policy } = members[index]!;
  return {
    arm,
    kind: "member",
    preference: named(ids, shares),
    values: named(ids, values),
    own: named(ids, own[indexes.indexOf(index)]!),
    file: policy,
    bytes: readFileSync(join(folder, policy)),
  };
}
