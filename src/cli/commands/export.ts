import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCommand, type Command } from "@stricli/core";
import { InputError, suggestion } from "../../base/index.ts";
import type { RunHistory } from "../../runs/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags, type PolicyFlags, policyFlags } from "../flags.ts";
import { print, printJson } from "../output.ts";

interface ExportFlags extends CommonFlags, PolicyFlags {
  readonly onnx?: string;
  readonly task?: string;
}

/** `evofront export`: a policy of a run for other programs. */
export const exportCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "A policy of a run for other programs, as an ONNX model",
    fullDescription: [
      "Writes one step of a policy, an arm's centre or a member of its front, as an ONNX model: observations go in as the",
      "environment shows them (channels last), outputs come out; where layers are recurrent a state goes in and out,",
      "zeros at an episode's first step. What outputs mean as actions stands in the model's metadata: greedy (the largest",
      "one's), sampled (one drawn by their softmax) or tanh (of each, spread over the range of the action).",
      "--json prints {file, bytes, task, arm}.",
      "",
      "EXAMPLES",
      "  evofront export runs/two-games-1 --onnx policy.onnx",
      "  evofront export runs/two-games-1 --task river --member 3 --onnx river.onnx",
    ].join("\n"),
  },
  parameters: {
    flags: {
      onnx: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "file",
        brief: "The ONNX model to write",
      },
      ...policyFlags,
      task: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "The task it is for: its observations are normalised as there (the first unless told)",
      },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The run folder", placeholder: "RUN", parse: String }],
    },
  },
  async func(this: CliContext, flags: ExportFlags, folder: string) {
    const file = flags.onnx;
    if (file === undefined)
      throw new InputError(
        "export: expected --onnx with the file to write, found none; --help shows an example",
      );
    const { configFromValue, planOf, readPolicy, readRun, referenceKey, runPaths } = await import(
      "../../runs/index.ts"
    );
    const { isDataExperiment, onnxPolicy } = await import("../../evaluation/index.ts");
    const run = readRun(folder);
    const { experiment } = await planOf(configFromValue(run.config, runPaths(folder).config));
    if (experiment.network === null || isDataExperiment(experiment)) {
      const are = experiment.network === null ? "problems" : "targets of a data set";
      throw new InputError(
        `export: the tasks of run "${run.config.name}" are ${are}, which have no policy to export`,
      );
    }
    const tasks = experiment.tasks.map(({ id }) => id);
    const task = flags.task ?? tasks[0]!;
    if (!tasks.includes(task))
      throw new InputError(`--task: unknown task "${task}"; ${suggestion(task, tasks)}`);
    const arm = armOf(run, flags.arm);
    const { parameters, observations } = readPolicy(join(folder, policyFile(run, arm, flags.member)));
    const seen = observations[task];
    const bytes = onnxPolicy(experiment, {
      task,
      key: referenceKey(run.config.seed),
      parameters,
      ...(seen === undefined ? {} : { observations: seen }),
      metadata: { run: run.config.name, seed: String(run.config.seed), arm },
    });
    if (existsSync(file) && statSync(file).isDirectory())
      throw new InputError(`--onnx: expected a file, found a folder: ${file}`);
    writeFileSync(file, bytes);
    if (flags.json) printJson(this, { file, bytes: bytes.length, task, arm });
    else print(this, file);
  },
});

function armOf(run: RunHistory, asked: string | undefined): string {
  const names = run.arms.map(({ name }) => name);
  if (asked === undefined)
    return run.arms.reduce((best, each) => (each.train.length > best.train.length ? each : best)).name;
  if (!names.includes(asked))
    throw new InputError(`--arm: unknown arm "${asked}"; ${suggestion(asked, names)}`);
  return asked;
}

/** The policy's file within the run folder. */
function policyFile(run: RunHistory, arm: string, member: number | undefined): string {
  if (member === undefined) return join("policies", `${arm}.safetensors`);
  const members = run.front?.arms[arm]?.members;
  if (members === undefined) {
    throw new InputError(
      "--member: the run is not finished, so it has no front yet; leave it out for the centre",
    );
  }
  const found = members[member];
  if (found === undefined)
    throw new InputError(
      `--member: arm "${arm}" has front members 0 to ${members.length - 1}, got ${member}`,
    );
  return found.policy;
}
