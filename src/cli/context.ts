import type { CommandContext } from "@stricli/core";

/** What a command sees of the process: its streams, its environment and the exit code to be given at the end. */
export interface CliProcess {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  exitCode?: number | string | null;
}

/** What every command runs in. */
export interface CliContext extends CommandContext {
  readonly process: CliProcess;
}
