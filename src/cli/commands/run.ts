import { buildCommand, type Command } from "@stricli/core";
import type { ConductFlags } from "../conduct-run.ts";
import type { CliContext } from "../context.ts";
import { commonFlags, parseCount, parseSeed } from "../flags.ts";
import { freeRunFolder } from "../free-folder.ts";
import { type RomsFlag, romsFlag, useRoms } from "../rom-folder.ts";

interface RunFlags extends ConductFlags, RomsFlag {
  readonly out?: string;
  readonly seed?: string;
  readonly workers?: number;
  readonly device?: string;
  readonly backend?: string;
  readonly set?: readonly string[];
  readonly quick?: boolean;
  readonly smoke?: boolean;
}

/** The setting that a flag stands for, which messages call by the flag; none where the flag was not given. */
const given = (
  path: string,
  flag: string,
  value: string | undefined,
): { setting: string; written: string }[] =>
  value === undefined ? [] : [{ setting: `${path}=${JSON.stringify(value)}`, written: `--${flag} ${value}` }];

/** `evofront run`: an experiment into a run folder. */
export const runCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "Run an experiment into a run folder with a report",
    fullDescription: [
      "Runs the experiment of a config (YAML, JSON or TypeScript): its arms one after the other under equal budgets.",
      "Shows a line a generation, then a table of results and the path of the report; hv is the hypervolume of the",
      "generation's candidates, on a scale where 100 is the best that was seen of each objective so far. The same config",
      "and seed give the same numbers with any number of workers. Ctrl-C stops with a checkpoint, from which `evofront",
      "resume` goes on; a second Ctrl-C leaves at once.",
      "--json prints every record as a line of JSON, and a summary at the end.",
      "",
      "EXAMPLES",
      "  evofront run experiments/two-games.yaml",
      "  evofront run experiments/cart-pole.yaml --seed 7 --out runs/mine",
      "  evofront run experiments/multi-mnist.yaml --quick",
      "  evofront run experiments/two-games.yaml --set budget.steps=1000000 --set strategy.sigma=0.05",
    ].join("\n"),
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "dir",
        brief: "The run folder, new or empty (runs/<name>-<seed> unless told)",
      },
      seed: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "A whole number or a text, in place of the config's",
      },
      workers: {
        kind: "parsed",
        parse: (text: string) => parseCount("workers", 1, text),
        optional: true,
        brief: "Worker threads, in place of the config's; no result depends on it",
      },
      device: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Where networks run, in place of the config's: an id of `evofront devices`, or auto",
      },
      backend: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "The backend of tfjs that gradients are worked out on, in place of the config's",
      },
      set: {
        kind: "parsed",
        parse: String,
        variadic: true,
        optional: true,
        placeholder: "path=value",
        brief: "Change a setting of the config; may be given often",
      },
      quick: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The short form that the config itself has under quick:",
      },
      smoke: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The same as --quick",
      },
      quiet: { kind: "boolean", optional: true, withNegated: false, brief: "Show no line a generation" },
      ...romsFlag,
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The experiment's config file", placeholder: "CONFIG", parse: String }],
    },
  },
  async func(this: CliContext, flags: RunFlags, file: string) {
    useRoms(this, flags);
    const { loadConfig, runExperiment } = await import("../../runs/index.ts");
    const { conductRun } = await import("../conduct-run.ts");
    const settings = [
      ...(flags.set ?? []),
      ...given("device", "device", flags.device),
      ...given("gradient.backend", "backend", flags.backend),
    ];
    const loaded = await loadConfig(file, settings, { quick: flags.quick ?? flags.smoke });
    const config = {
      ...loaded,
      ...(flags.seed === undefined ? {} : { seed: parseSeed(flags.seed) }),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    };
    const folder = flags.out ?? freeRunFolder(config.name, config.seed);
    await conductRun(this, flags, {
      folder,
      config,
      announcement: `${config.name}, seed ${config.seed}, into ${folder}`,
      before: null,
      start: (options) => runExperiment(config, folder, options),
    });
  },
});
