/**
 * Compiles every entry `src/kernels/assembly/<name>.entry.ts` (AssemblyScript, SIMD) and embeds the bytes in
 * `src/kernels/generated/<name>.ts` as base64, so that Node, workers and browsers load them without a path.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processorSource } from "./atari-processor.mjs";

/** Kernels that keep nothing in the first KiB, so that an offset may be folded into the access that adds it. */
const foldable = new Set(["atari"]);

/**
 * Folds constant offsets into loads and stores: a kernel of many small accesses runs about 15 % faster. V8 inlines nothing
 * in WebAssembly, so that a call costs what ten instructions do: functions of up to 400 nodes go where they are called,
 * another 15 to 50 % (twice the bytes; from 600 nodes on the interpreter's loop gets them too and slows down).
 */
async function folded(binary) {
  const { default: binaryen } = await import("binaryen");
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
  module.runPasses(["optimize-added-constants-propagate", "optimize-added-constants", "vacuum"]);
  module.optimize();
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
      let binary = await compiled(entry, sources, extra);
      if (foldable.has(name)) binary = await folded(binary);
      const base64 = Buffer.from(binary).toString("base64");
      writeFileSync(
        target,
        `// Made by scripts/build-kernels.mjs from src/kernels/assembly (${digest}).\nexport const bytes: string =\n  "${base64}";\n`,
      );
    }
  }
}
