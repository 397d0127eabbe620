/** The README does what it says: its examples run, its tables are those of the registries, its links lead somewhere. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { routes } from "../../src/cli/routes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "dist", "src", "cli", "main.js");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The code blocks below `<!-- executed: KIND -->`. */
function executedBlocks(kind: string): string[] {
  const blocks = readme.matchAll(/<!-- executed: (\w+) -->\n```\w+\n([\s\S]*?)```/g);
  return [...blocks].filter(([, name]) => name === kind).map(([, , code]) => code!);
}

/** Errors of the type checker on `code` as if it were a module at the root of the package. */
function typeErrors(code: string): string[] {
  const file = join(root, "example.mts");
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => (path === file ? code : readFile(path));
  host.fileExists = (path) => path === file || fileExists(path);
  const built = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(built)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe("library examples", () => {
  const examples = executedBlocks("library");

  test("there are some", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(examples)("prints what its comments say %#", (code) => {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", outputText], {
      cwd: root,
      encoding: "utf8",
    });
    const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment);
    expect(promised.length).toBeGreaterThan(0);
    expect(printed.trimEnd().split("\n")).toEqual(promised);
  });

  test.each(examples)("type-checks against the built declarations %#", (code) => {
    expect(typeErrors(code)).toEqual([]);
  });
});

describe("console examples", () => {
  test.each(executedBlocks("console"))("prints what it shows %#", (block) => {
    const folder = mkdtempSync(join(tmpdir(), "evofront-readme-"));
    try {
      for (const part of block.split(/^\$ /m).slice(1)) {
        const [command, ...shown] = part.trimEnd().split("\n");
        const script = `exec 2>&1; evofront() { "${process.execPath}" "${program}" "$@"; }\n${command}`;
        const { stdout, status } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" });
        expect({ command, shown: stdout.trimEnd(), status }).toEqual({
          command,
          shown: shown.join("\n"),
          status: 0,
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("an environment of one's own", () => {
  const folder = mkdtempSync(join(tmpdir(), "evofront-readme-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const files = [...readme.matchAll(/<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(
    ([, name, code]) => [name!, code!] as const,
  );

  test("type-checks", () => {
    const [[name, code] = ["", ""]] = files;
    expect(name).toBe("worlds.ts");
    expect(typeErrors(code)).toEqual([]);
  });

  test("runs from its config, in threads, and is learnt", () => {
    for (const [name, code] of files) writeFileSync(join(folder, name), code);
    // As if both were installed.
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "evofront"));
    symlinkSync(join(root, "node_modules", "zod"), join(folder, "node_modules", "zod"));
    const args = [program, "run", "point.yaml", "--json", "--workers", "2"];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const summary = JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as {
      arms: { centre: Record<string, { low: number }> }[];
      random: Record<string, { high: number }>;
    };
    expect(summary.arms[0]!.centre["point.score"]!.low).toBeGreaterThan(summary.random["point.score"]!.high);
  });
});

test("the tables are those of the registries", () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, "scripts", "readme-tables.mjs"), "--check"],
    {
      encoding: "utf8",
    },
  );
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});

test("every command stands in the overview, and nothing else does", () => {
  const named = [...readme.matchAll(/^\| `evofront ([a-z]+)/gm)].map(([, command]) => command);
  expect(named.toSorted()).toEqual(Object.keys(routes).toSorted());
});

test("every link and picture leads to a file", () => {
  const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
  const local = targets.filter((target) => !target.startsWith("http"));
  expect(local.length).toBeGreaterThan(2);
  expect(local.filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

test("the commands it asks for are scripts of the package", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const asked = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script!);
  for (const script of ["start", "test", ...asked]) expect(Object.keys(scripts)).toContain(script);
});
