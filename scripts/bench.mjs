/**
 * Runs the benchmarks under `experiments/benchmarks/`, one after the other, and passes on their tables.
 *
 *     npm run bench                 all of them
 *     npm run bench -- pareto       those whose path contains "pareto"
 *
 * TypeScript files run through jiti, `.mjs` files as they are. Exit code 1 if one fails; the rest still run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "experiments", "benchmarks");

/** Every benchmark's path from the root, sorted. Files under a folder `support` are what benchmarks share. */
function* benchmarks(at) {
  for (const entry of readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(at, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "support") yield* benchmarks(path);
    } else if (/\.(bench\.)?(ts|mjs)$/.test(entry.name)) yield relative(root, path).split(sep).join("/");
  }
}

const wanted = process.argv.slice(2);
const chosen = existsSync(folder)
  ? [...benchmarks(folder)].filter(
      (path) => wanted.length === 0 || wanted.some((part) => path.includes(part)),
    )
  : [];
if (chosen.length === 0) {
  process.stderr.write(
    `no benchmark under experiments/benchmarks matches ${wanted.join(" ") || "(none there)"}\n`,
  );
  process.exit(2);
}

process.stdout.write(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}\n`,
);
const failed = [];
for (const path of chosen) {
  process.stdout.write(`\n== ${path}\n`);
  const loader = path.endsWith(".ts") ? ["--import", "jiti/register"] : [];
  const { status } = spawnSync(process.execPath, [...loader, path], { cwd: root, stdio: "inherit" });
  if (status !== 0) failed.push(path);
}
for (const path of failed) process.stderr.write(`failed: ${path}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
