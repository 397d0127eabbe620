import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's folder. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));
/** The built program. */
export const program: string = join(root, "dist", "src", "cli", "main.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program with `args` in `cwd`, as a user would, and waits for its end. */
export function evofront(
  args: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array } = {},
): Promise<Outcome> {
  if (!existsSync(program)) throw new Error("dist/ is missing; run npm run build (npm test does)");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: "1" },
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (piece: Buffer) => out.push(piece));
    child.stderr.on("data", (piece: Buffer) => err.push(piece));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    // A program that ends without reading its input closes the pipe; that is its right.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** A folder for one test file, with the given files in it. `remove` takes it away. */
export function scratch(files: Readonly<Record<string, string | Uint8Array>> = {}): {
  path: string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), "evofront-cli-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
