import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { buildCommand, type Command } from "@stricli/core";
import { InputError } from "../../base/index.ts";
import type { WalkSource } from "../../runs/index.ts";
import type { CliContext } from "../context.ts";
import {
  type CommonFlags,
  commonFlags,
  parseChoice,
  parseColumns,
  parseCount,
  parseDirections,
  parseNumbers,
  parsePositive,
} from "../flags.ts";
import { note, print, printJson } from "../output.ts";

interface NavigateFlags extends CommonFlags {
  readonly preference?: number[];
  readonly steps?: number;
  readonly step?: number;
  readonly out?: string;
  readonly member?: number;
  readonly arm?: string;
  readonly start?: number[];
  readonly ifNotStationary?: "correct" | "refuse" | "measure";
  readonly front?: boolean;
  readonly method?: string;
  readonly set?: readonly string[];
  readonly examples?: number;
  readonly curvature?: number;
  readonly backend?: string;
  readonly products?: "exact" | "differences";
  readonly columns?: string[];
  readonly directions?: ("min" | "max")[];
  readonly replay?: boolean;
  readonly web?: boolean;
  readonly port?: number;
  readonly host?: string;
}

const methods = ["ppe", "pareto-tracer", "cpmtl", "asf", "nimbus", "pseudo-weights"] as const;
const optional = { kind: "parsed", optional: true } as const;

/** `evofront navigate`: along a front, step by step. */
export const navigateCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "Steer along the front, in the terminal or the browser",
    fullDescription: [
      "Walks along a Pareto front: say what should get better, see before the step what every objective would do, take it,",
      "take it back. FILE is a run's folder, a walk's folder (which goes on where it was), a JSON file with a problem, or a",
      "table of points. By gradients where there are some, else from point to point of the computed front.",
      "Every walk is written down in a folder of its own; nothing that was taken is lost when the program ends.",
      "",
      '  {"problem": "dtlz2", "options": {"objectives": 3}, "start": [0.5, …]}    a problem of evofront list problems',
      '  {"centres": [[0, 0], [1, 0]], "matrices": [[[1, 0], [0, 2]], …]}         quadratics; start and multipliers if you like',
      '  {"problems": {name: {"Q", "centres"}}, "cases": [{"x", "preference"}]}   a proposal for each case, as --json',
      "",
      "--preference has a number for each objective: 0 lets it get worse, more than 0 wants it better. With --json it prints",
      "the proposal {direction, change, limits, alpha, tangentRank, systems, refusal, …} and ends; with --steps it takes so",
      "many steps. Without either, the terminal listens: keys at a keyboard, a word a line from a pipe (want 1,0,0; predict;",
      "accept; undo; branch 3; correct; export; show; quit). --set gives a setting of the navigator: damping=0.1, step=0.05.",
      "",
      "EXAMPLES",
      "  evofront navigate runs/zdt1-1",
      "  evofront navigate runs/zdt1-1 --web",
      "  evofront navigate problem.json --preference 1,0,0 --json",
      "  evofront navigate problem.json --preference 1,0,0 --steps 5",
      "  evofront navigate points.csv --columns cost,error --method nimbus",
    ].join("\n"),
  },
  parameters: {
    flags: {
      preference: {
        ...optional,
        parse: (text: string) => parseNumbers("preference", text, "0.3,0.7"),
        placeholder: "p1,p2,…",
        brief: "What should improve, a number for each objective",
      },
      steps: {
        ...optional,
        parse: (text: string) => parseCount("steps", 1, text),
        brief: "Take so many steps for --preference",
      },
      step: {
        ...optional,
        parse: (text: string) => parsePositive("step", text),
        brief: "Length of each step (as proposed unless told)",
      },
      out: {
        ...optional,
        parse: String,
        placeholder: "DIR",
        brief: "The walk's folder (runs/<name>-walk unless told)",
      },
      member: {
        ...optional,
        parse: (text: string) => parseCount("member", 0, text),
        brief: "Member of the front, or row of the table, to start from (the compromise unless told)",
      },
      arm: { ...optional, parse: String, brief: "Arm of the run whose front to start on" },
      start: {
        ...optional,
        parse: (text: string) => parseNumbers("start", text, "0.5,0.5"),
        placeholder: "x1,x2,…",
        brief: "Place to start from",
      },
      ifNotStationary: {
        ...optional,
        parse: (text: string) =>
          parseChoice("if-not-stationary", ["correct", "refuse", "measure"] as const, text),
        placeholder: "what",
        brief: "A start off the front: correct it, refuse it, or take it as it is",
      },
      front: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Over the computed front, even where there are gradients",
      },
      method: {
        ...optional,
        parse: (text: string) => parseChoice("method", methods, text),
        brief: "ppe, pareto-tracer or cpmtl; without gradients asf, nimbus or pseudo-weights",
      },
      set: {
        kind: "parsed",
        parse: String,
        variadic: true,
        optional: true,
        placeholder: "setting=value",
        brief: "A setting of the navigator; may be given often",
      },
      examples: {
        ...optional,
        parse: (text: string) => parseCount("examples", 1, text),
        brief: "Training examples that gradients are taken on (4096)",
      },
      curvature: {
        ...optional,
        parse: (text: string) => parseCount("curvature", 1, text),
        brief: "Of these, examples that Hessian-vector products are taken on (256)",
      },
      products: {
        ...optional,
        parse: (text: string) => parseChoice("products", ["exact", "differences"] as const, text),
        placeholder: "how",
        brief: "Hessian-vector products of a network: exact, or by differences for less (exact)",
      },
      backend: {
        ...optional,
        parse: String,
        placeholder: "id",
        brief: "Where a network runs: auto, wasm, cpu, …",
      },
      columns: {
        ...optional,
        parse: parseColumns,
        placeholder: "a,b,…",
        brief: "Objectives of a table of points",
      },
      directions: {
        ...optional,
        parse: parseDirections,
        placeholder: "min,max,…",
        brief: "Which way each objective of a table goes (all min)",
      },
      replay: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Walk a walk's way again and compare",
      },
      web: { kind: "boolean", optional: true, withNegated: false, brief: "In the browser" },
      port: {
        ...optional,
        parse: parsePort,
        brief: "Port for --web (a free one unless told)",
      },
      host: {
        ...optional,
        parse: String,
        placeholder: "address",
        brief: "Address for --web (127.0.0.1: this machine alone)",
      },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "A run, a walk, a problem or a table", placeholder: "FILE", parse: String }],
    },
  },
  async func(this: CliContext, flags: NavigateFlags, file: string) {
    const { answerCases, proposalRecord, readCases } = await import("../navigation/cases.ts");
    const cases = readCases(file);
    if (cases !== undefined) {
      printJson(this, await answerCases(cases, settingsIn(flags.set ?? [])));
      return;
    }
    if (flags.backend !== undefined) {
      const { backendIds } = await import("../../gradient/index.ts");
      parseChoice("backend", ["auto", ...backendIds], flags.backend);
    }
    if (flags.steps !== undefined && flags.preference === undefined) {
      throw new InputError("--steps needs --preference: say what should improve");
    }
    const { isWalkFolder, openNavigable, readWalkFile, replayWalk } = await import("../../runs/index.ts");
    const goesOn = existsSync(file) && isWalkFolder(file);
    const source = goesOn ? readWalkFile(file).source : sourceOf(flags, file);
    const navigable = await openNavigable(source);
    if (navigable.why !== null) note(this, `without gradients, over the computed front: ${navigable.why}`);
    if (flags.replay === true) {
      if (!goesOn)
        throw new InputError(
          `--replay: expected a walk's folder, found "${file}"; name one that navigate has written`,
        );
      const replayed = await replayWalk(navigable, file);
      if (flags.json) printJson(this, replayed);
      else
        print(
          this,
          replayed.differs === null
            ? `the same again: ${replayed.points} points, bit for bit`
            : `differs from point ${replayed.differs} on, by ${replayed.largest} at most`,
        );
      return;
    }
    if (flags.preference !== undefined && flags.steps === undefined && flags.web !== true) {
      const walk = await navigable.guide.start(navigable.start, navigable.startOptions);
      const proposal = await navigable.guide.propose(walk, flags.preference);
      printJson(this, proposalRecord(proposal));
      return;
    }
    const { WalkSession: Session } = await import("../../runs/index.ts");
    const options = { clock: () => performance.now() / 1000 };
    const folder = goesOn ? file : (flags.out ?? freeWalkFolder(source.path));
    const session = goesOn
      ? await Session.resume(navigable, folder, options)
      : await Session.begin(navigable, folder, source, options);
    for (const warning of session.warnings) note(this, `warning: ${warning}`);
    try {
      if (flags.web === true) {
        const { steerInBrowser } = await import("../navigation/browser.ts");
        await steerInBrowser(this, session, flags);
      } else if (flags.steps !== undefined) {
        const { takeSteps } = await import("../navigation/steps.ts");
        await takeSteps(this, session, flags);
      } else {
        const { steerInTerminal } = await import("../navigation/terminal.ts");
        await steerInTerminal(this, session);
      }
    } finally {
      await session.close();
    }
  },
});

/** Where a walk's own settings come from. */
function sourceOf(flags: NavigateFlags, file: string): WalkSource {
  const settings = settingsIn(flags.set ?? []);
  return {
    path: resolve(file),
    member: flags.member,
    start: flags.start,
    ifNotStationary: flags.ifNotStationary,
    arm: flags.arm,
    frontOnly: flags.front,
    method: flags.method,
    columns: flags.columns,
    directions: flags.directions,
    settings: Object.keys(settings).length > 0 ? settings : undefined,
    examples: flags.examples,
    curvatureExamples: flags.curvature,
    backend: flags.backend,
    products: flags.products,
  };
}

function parsePort(text: string): number {
  const port = parseCount("port", 0, text);
  if (port <= 65535) return port;
  throw new InputError(`--port: expected a number from 0 (any that is free) to 65535, got "${text}"`);
}

/** "damping=0.1" as { damping: 0.1 }. */
function settingsIn(settings: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1)
        throw new InputError(
          `--set: expected setting=value, got "${setting}"; write for example damping=0.1`,
        );
      const text = setting.slice(at + 1);
      const number = Number(text);
      const value =
        text === "true"
          ? true
          : text === "false"
            ? false
            : text !== "" && !Number.isNaN(number)
              ? number
              : text;
      return [setting.slice(0, at), value];
    }),
  );
}

/** The first of runs/<name>-walk, -walk-2, … that is not there. */
function freeWalkFolder(path: string): string {
  const base = join("runs", `${basename(path).replace(/\.[^.]*$/, "") || "front"}-walk`);
  let folder = base;
  for (let k = 2; existsSync(folder); k++) folder = `${base}-${k}`;
  return folder;
}
