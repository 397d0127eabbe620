import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildCommand, buildRouteMap, type Command, type RouteMap } from "@stricli/core";
import { InputError, JobError, suggestion } from "../../base/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags } from "../flags.ts";
import { print, printJson } from "../output.ts";

interface CheckFlags extends CommonFlags {
  readonly set?: readonly string[];
}

/** How long the speed is measured. */
const measuredMs = 300;

/** `--set size=7` as options. */
function optionsOf(settings: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1)
        throw new InputError(
          `--set: expected option=value, got "${setting}"; write for example stepLimit=100`,
        );
      const text = setting.slice(at + 1);
      try {
        return [setting.slice(0, at), JSON.parse(text)];
      } catch {
        return [setting.slice(0, at), text];
      }
    }),
  );
}

const speedText = (stepsPerSecond: number): string =>
  stepsPerSecond >= 1e6
    ? `${(stepsPerSecond / 1e6).toFixed(2)} M steps/s`
    : `${(stepsPerSecond / 1e3).toPrecision(3)} k steps/s`;

/** `evofront check environment`: whether an environment keeps what every one promises. */
const environmentCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "Whether an environment keeps what every one promises, and how fast it is",
    fullDescription: [
      "Tries every promise with random actions: the same key and actions give the same episode, a saved state goes on",
      "identically, observations fill their place, each step pays every value, episodes end. FILE is a module that",
      "exports environments, in TypeScript or JavaScript (evofront init environment writes one), or the id of one that",
      "is registered. Exit code 1 where a promise is broken, with what breaks it.",
      "--json prints {environments: [{id, findings, stepsPerSecond}]}.",
      "",
      "EXAMPLES",
      "  evofront check environment my-world.ts",
      "  evofront check environment my-world.ts --set stepLimit=10",
      "  evofront check environment cart-pole",
    ].join("\n"),
  },
  parameters: {
    flags: {
      set: {
        kind: "parsed",
        parse: String,
        variadic: true,
        optional: true,
        placeholder: "option=value",
        brief: "An option of the environment; may be given often",
      },
      ...commonFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A module that exports environments, or an id", placeholder: "FILE", parse: String },
      ],
    },
  },
  async func(this: CliContext, flags: CheckFlags, file: string) {
    const { checkEnvironment, measureSteps } = await import("../../evaluation/index.ts");
    const { environments } = await import("../../../environments/index.ts");
    const options = optionsOf(flags.set ?? []);
    const reports = (await idsOf(file)).map((id) => {
      const entry = environments.get(id);
      const parsed = entry.options.safeParse(options);
      if (!parsed.success) {
        const issue = parsed.error.issues[0]!;
        throw new InputError(
          `environment "${id}", ${["options", ...issue.path].join(".")}: ${issue.message}`,
        );
      }
      const findings = checkEnvironment(id, entry, options);
      const isSound = findings.every(({ fault }) => fault === null);
      const stepsPerSecond = isSound
        ? measureSteps(entry, options, measuredMs, () => performance.now())
        : null;
      return { id, findings, stepsPerSecond };
    });
    if (flags.json) printJson(this, { environments: reports });
    else {
      for (const { id, findings, stepsPerSecond } of reports) {
        print(this, id);
        for (const [i, { promise, fault }] of findings.entries()) {
          print(this, `  ${fault === null ? "ok  " : "FAIL"}  ${promise}`);
          if (fault !== null) print(this, `        ${fault === findings[i - 1]?.fault ? "the same" : fault}`);
        }
        if (stepsPerSecond !== null)
          print(this, `  speed ${speedText(stepsPerSecond)}, observations included`);
      }
    }
    const broken = reports.flatMap(({ findings }) => findings.filter(({ fault }) => fault !== null));
    if (broken.length > 0) {
      throw new JobError(
        `${file}: ${broken.length} ${broken.length === 1 ? "promise is" : "promises are"} broken, the first: ${broken[0]!.promise}: ${broken[0]!.fault}`,
      );
    }
  },
});

/** The environments that are meant: those of a module, or one that is registered. */
async function idsOf(file: string): Promise<readonly string[]> {
  const { environments } = await import("../../../environments/index.ts");
  const isFile = /\.m?[jt]s$/.test(file);
  if (!isFile && environments.has(file)) return [file];
  if (!existsSync(file)) {
    throw new InputError(
      isFile
        ? `${file}: no such file; evofront init environment writes one`
        : `environment "${file}": neither a file nor registered; ${suggestion(file, environments.ids())}`,
    );
  }
  const { environmentsOf } = await import("../../evaluation/node.ts");
  const ids = await environmentsOf(resolve(file));
  if (ids.length === 0) {
    throw new InputError(
      `${file}: exports no environments; it needs "export const environments = { id: entry }"`,
    );
  }
  return ids;
}

/** `evofront check`: what of the user's own can be checked. */
export const checkRoutes: RouteMap<CliContext> = buildRouteMap({
  routes: { environment: environmentCommand },
  docs: {
    brief: "Check an environment of your own",
    fullDescription: [
      "Whether what you have written keeps what evofront expects of it.",
      "",
      "EXAMPLES",
      "  evofront check environment my-world.ts",
    ].join("\n"),
  },
});
