/**
 * Compiles every entry `src/kernels/assembly/<name>.entry.ts` (AssemblyScript, SIMD) and embeds the bytes in
 * `src/kernels/generated/<name>.ts` as base64, so that Node, workers and browsers load them without a path.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processorSource } from "./atari-processor.mjs";

/**
 * Kernels of many small functions and accesses, which keep nothing in the first KiB, and the functions of theirs that stay
 * functions.
 */
const folding = {
  atari: [
    ...["beam/endLine", "beam/settleAll", "bus/read", "bus/write", "control-flow/control", "copies/settleTo"],
    ...["cpu/careful", "motion/give", "motion/reach", "motion/takeBack", "tia/tiaWrite"],
  ],
};

/**
 * Folds constant offsets into loads and stores, which makes such a kernel about 15 % faster, and puts all functions but
 * `kept` where they are called: V8 inlines nothing in WebAssembly, so that a call costs what ten instructions do. That is
 * another 15 to 50 %; with those that are kept inlined too the interpreter's loop would be too large and slower.
 */
async function folded(binary, name) {
  const { default: binaryen } = await import("binaryen");
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(binary);
  const { BulkMemory, BulkMemoryOpt, MutableGlobals, NontrappingFPToInt, SIMD128, SignExt } =
    binaryen.Features;
  module.setFeatures(BulkMemory | BulkMemoryOpt | MutableGlobals | NontrappingFPToInt | SIMD128 | SignExt);
  binaryen.setLowMemoryUnused(true);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(400);
  binaryen.setFlexibleInlineMaxSize(800);
  binaryen.setAllowInliningFunctionsWithLoops(true);
  for (const kept of folding[name]) {
    if (!module.getFunction(`${name}/${kept}`)) throw new Error(`${name} has no function ${kept} to be kept`);
    binaryen.setPassArgument("no-inline", `${name}/${kept}`);
    module.runPasses(["no-inline"]);
  }
  module.runPasses(["optimize-added-constants-propagate", "optimize-added-constants", "vacuum"]);
  module.optimize();
  // Names have done their work.
  binaryen.setDebugInfo(false);
  return module.emitBinary();
}

/** The Atari's interpreter is written by rules; its source lies beside what it uses, for the tests run it as it is. */
function writeProcessor(target) {
  const source = processorSource();
  if (!existsSync(target) || readFileSync(target, "utf8") !== source) writeFileSync(target, source);
}

const flags = ["-O3", "--runtime", "stub", "--enable", "simd", "--noAssert", "--importMemory"];

/** Further builds of an entry, by the name of what they are called besides: flags added to the usual ones. */
const variants = { policy: { "policy-relaxed": ["--enable", "relaxed-simd"] } };

/** One entry compiled with these flags. */
async function compiled(entry, sources, extra) {
  const asc = await import("assemblyscript/asc");
  let binary;
  const { error, stderr } = await asc.main(
    [entry, ...flags, ...extra, "--baseDir", sources, "--outFile", "kernels.wasm"],
    {
      writeFile(file, contents) {
        if (file.endsWith(".wasm")) binary = contents;
      },
    },
  );
  if (error || !binary) {
    process.stderr.write(`${stderr.toString()}\n`);
    throw new Error(`${entry} does not compile`);
  }
  return binary;
}

/** Compiles what changed since the last build. `root` is the checkout's folder. */
export async function buildKernels(root) {
  const sources = join(root, "src", "kernels", "assembly");
  const generated = join(root, "src", "kernels", "generated");
  if (!existsSync(sources)) return;
  writeProcessor(join(sources, "atari", "processor.ts"));
  const files = readdirSync(sources, { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .sort();
  const hash = createHash("sha256").update(readFileSync(new URL(import.meta.url)));
  for (const file of files) hash.update(file).update(readFileSync(join(sources, file)));
  const digest = hash.digest("hex");
  mkdirSync(generated, { recursive: true });
  for (const entry of files.filter((file) => file.endsWith(".entry.ts"))) {
    const base = entry.slice(0, -".entry.ts".length);
    for (const [name, extra] of Object.entries({ [base]: [], ...variants[base] })) {
      const target = join(generated, `${name}.ts`);
      if (existsSync(target) && readFileSync(target, "utf8").includes(digest)) continue;
      // With names, where functions are named.
      const named = folding[name] === undefined ? [] : ["--debug"];
      let binary = await compiled(entry, sources, [...extra, ...named]);
      if (folding[name] !== undefined) binary = await folded(binary, name);
      const base64 = Buffer.from(binary).toString("base64");
      writeFileSync(
        target,
        `// Made by scripts/build-kernels.mjs from src/kernels/assembly (${digest}).\nexport const bytes: string =\n  "${base64}";\n`,
      );
    }
  }
}
