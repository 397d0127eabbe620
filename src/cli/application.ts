import { readFileSync } from "node:fs";
import {
  type Application,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  ExitCode,
  formatMessageForArgumentScannerError,
  run,
  text_en,
} from "@stricli/core";
import { EvofrontError, suggestion } from "../base/index.ts";
import type { CliContext, CliProcess } from "./context.ts";
import { Interrupted } from "./interrupted.ts";
import { routes } from "./routes.ts";
import { asTold } from "./system-errors.ts";

const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Exit codes: done, a failed job, unusable input. */
const exitCode = { success: 0, failure: 1, usage: 2 } as const;

/** The one line a user gets. A defect of this package says so; `--debug` adds the stack. */
function describe(given: unknown, debug: boolean): string {
  const thrown = asTold(given);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof Interrupted) return error.message;
  const line =
    error instanceof EvofrontError
      ? `error: ${error.message}`
      : `error: ${error.message || error.name} (not expected; --debug shows where it comes from)`;
  const oneLine = line.replaceAll(/\s*\n\s*/g, " ");
  return debug ? `${oneLine}\n${(given instanceof Error ? given : error).stack ?? ""}` : oneLine;
}

function describeArgumentError(thrown: unknown): string {
  if (!(thrown instanceof ArgumentScannerError)) return describe(thrown, false);
  const sentence = formatMessageForArgumentScannerError(thrown, {
    FlagNotFoundError: ({ input, corrections }) =>
      `unknown flag --${input}${corrections.length > 0 ? `; did you mean ${corrections.map((flag) => `--${flag}`).join(" or ")}?` : "; --help lists the flags"}`,
    AliasNotFoundError: ({ input }) => `unknown flag -${input}; --help lists the flags`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, exception }) => {
      const reason = exception instanceof Error ? exception.message : String(exception);
      return reason.includes(externalFlagNameOrPlaceholder)
        ? reason
        : `${externalFlagNameOrPlaceholder}: ${reason}`;
    },
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `--${externalFlagName}: unknown value "${input}"; ${suggestion(input, values)}`,
    UnsatisfiedFlagError: ({ externalFlagName }) =>
      `--${externalFlagName} needs a value; --help shows an example`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing; --help shows an example`,
    UnexpectedPositionalError: ({ expectedCount, input }) =>
      `unexpected argument "${input}"; this command takes ${expectedCount === 1 ? "one argument" : `${expectedCount} arguments`}`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `--${externalFlagName} is given twice, "${previousInput}" and "${input}"; give it once`,
  });
  return `error: ${sentence}`;
}

/** The names that `group` has below it: `experiment` of `init` is an argument, `environment` of `check` a command. */
function namesBelow(group: string | undefined): readonly string[] | null {
  const route = group === undefined ? undefined : routes[group];
  return route !== undefined && "getAllEntries" in route
    ? route.getAllEntries().map(({ name }) => name.original)
    : null;
}

/** The program with all its commands. `debug` shows stacks, `first` is its first word. */
function application(debug: boolean, first: string | undefined): Application<CliContext> {
  const root = buildRouteMap<string, CliContext>({
    routes,
    docs: {
      brief: "Evolve networks on several tasks at once; compute Pareto fronts and hypervolumes.",
      fullDescription: [
        "Evolve networks on several tasks at once; compute Pareto fronts and hypervolumes.",
        "",
        "EXAMPLES",
        "  evofront run experiments/two-games.yaml",
        "  evofront front points.csv --directions min,max",
        "  evofront hypervolume points.csv --reference 11,11",
      ].join("\n"),
    },
  });
  return buildApplication(root, {
    name: "evofront",
    versionInfo: { currentVersion: manifest.version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: ({ input }) =>
          input.startsWith("-")
            ? `error: unknown flag ${input}; evofront --help lists the commands`
            : `error: unknown command "${input}"; ${suggestion(input, (input === first ? null : namesBelow(first)) ?? Object.keys(routes))}`,
        exceptionWhileParsingArguments: describeArgumentError,
        exceptionWhileLoadingCommandFunction: (thrown) => describe(thrown, debug),
        exceptionWhileLoadingCommandContext: (thrown) => describe(thrown, debug),
        exceptionWhileRunningCommand: (thrown) => describe(thrown, debug),
        commandErrorResult: (thrown) => describe(thrown, debug),
      },
    },
    determineExitCode: (given) => {
      const thrown = asTold(given);
      return thrown instanceof EvofrontError ? thrown.exitCode : exitCode.failure;
    },
  });
}

/**
 * Runs the command that `inputs` (the words after the program's name) ask for. Returns the exit code: 0 done,
 * 1 a failed job, 2 unusable input, 130 interrupted.
 */
export async function runCli(
  inputs: readonly string[],
  streams: Omit<CliProcess, "exitCode">,
): Promise<number> {
  const end = inputs.indexOf("--");
  const flags = end < 0 ? inputs : inputs.slice(0, end);
  const { stdout, stderr, env } = streams;
  const process: CliProcess = { stdout, stderr, env };
  await run(application(flags.includes("--debug"), inputs[0]), inputs, { process });
  const code = Number(process.exitCode ?? exitCode.success);
  if (code === ExitCode.InvalidArgument || code === ExitCode.UnknownCommand) return exitCode.usage;
  return code < 0 ? exitCode.failure : code;
}
