import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCommand, type Command } from "@stricli/core";
import { InputError } from "../../base/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags, parseCount, parseNumbers } from "../flags.ts";
import { formatValue } from "../format.ts";
import { print, printJson } from "../output.ts";

interface PolicyFlags extends CommonFlags {
  readonly preference: number[];
  readonly arm?: string;
  readonly start?: number;
  readonly out?: string;
}

function writeTo(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new InputError(
      `--out: cannot write ${file}: ${(error as Error).message}; name a file in a folder that exists`,
    );
  }
}

/** `evofront policy`: a policy out of a run's front. */
export const policyCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "A policy for a preference, out of a run's front or its front model",
    fullDescription: [
      "Writes the policy that a preference asks for as safetensors, and says what to expect of it.",
      "A preference says how much each objective matters, in the run's order: 0.3,0.7 or 3,7. An arm that trained a front",
      "model (phn-ls, phn-epo, phn-hvi, cosmos, pamal, palora) gives a network for any preference, which is looked at on",
      "the validation examples; of any other arm it is the member of its front that trades the objectives off most like",
      "that. Without --arm the one of the largest hypervolume is asked.",
      "",
      "EXAMPLES",
      "  evofront policy runs/fronts-multi-mnist-1 --preference 0.3,0.7",
      "  evofront policy runs/fronts-multi-mnist-1 --preference 1,0 --arm pamal --out left.safetensors",
    ].join("\n"),
  },
  parameters: {
    flags: {
      preference: {
        kind: "parsed",
        parse: (text: string) => parseNumbers("preference", text, "0.3,0.7"),
        placeholder: "p1,p2,…",
        brief: "How much each objective matters",
      },
      arm: { kind: "parsed", parse: String, optional: true, brief: "The arm to ask (the best unless told)" },
      start: {
        kind: "parsed",
        parse: (text: string) => parseCount("start", 1, text),
        optional: true,
        brief: "Which training's front model, of an arm with several starts (1 unless told)",
      },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "FILE",
        brief: "Where to write it (in the run's policies folder unless told)",
      },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The run folder", placeholder: "RUN", parse: String }],
    },
  },
  async func(this: CliContext, { preference, arm, start, out, json }: PolicyFlags, folder: string) {
    const { preferredPolicy, runPaths } = await import("../../runs/index.ts");
    const { bytes, ...found } = await preferredPolicy(folder, preference, { arm, start });
    const shares = Object.values(found.preference).map((share) => Number(share.toPrecision(4)));
    const training = start === undefined || start === 1 ? "" : `-start${start}`;
    const file =
      out ?? join(runPaths(folder).policies, `${found.arm}${training}-p${shares.join("-")}.safetensors`);
    writeTo(file, bytes);
    if (json) {
      printJson(this, { ...found, written: file });
      return;
    }
    const whence =
      found.kind === "model"
        ? `the front model of arm ${found.arm}`
        : `the nearest member of the front of arm ${found.arm}, ${found.file}`;
    print(this, `from ${whence}`);
    const width = Math.max(
      ...[...Object.keys(found.preference), ...Object.keys(found.values)].map((id) => id.length),
    );
    for (const [id, share] of Object.entries(found.preference)) {
      const own = found.own === undefined ? "" : `; its own values weigh ${formatValue(found.own[id]!)}`;
      print(this, `${id.padEnd(width)}  matters ${formatValue(share)}${own}`);
    }
    for (const [id, value] of Object.entries(found.values))
      print(this, `${id.padEnd(width)}  ${formatValue(value)}`);
    print(this, `written: ${file}`);
  },
});
