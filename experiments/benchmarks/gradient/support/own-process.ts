import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs the file at `url` in a process whose only thread of JavaScript is its own, unless this is it, and ends with its status.
 * The thread in which a registered loader lives spins on Node 20 once it has collected garbage, which processor time would count.
 */
export function inOwnProcess(url: string): void {
  if (!process.execArgv.includes("jiti/register")) return;
  const run = `import { createJiti } from "jiti"; await createJiti(import.meta.url).import(${JSON.stringify(fileURLToPath(url))});`;
  const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", run], { stdio: "inherit" });
  process.exit(status ?? 1);
}
