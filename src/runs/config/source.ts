import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { createJiti } from "jiti";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { InputError } from "../../base/index.ts";

/** Where in a config something stands: its keys and indices from the root down. */
export type ConfigPath = readonly PropertyKey[];

/** A config as read, which still knows where each of its parts was written. */
export interface ConfigSource {
  /** What the config is called where it names itself nothing: the file's name without its ending. */
  readonly name: string;
  readonly value: unknown;
  /** Folder that relative paths in the config start from. */
  readonly folder: string;
  /** `file:line:column` of the key or value at `path`, or of the nearest part around it that exists. */
  locate(path: ConfigPath, what?: "key" | "value"): string;
}

/** The offset in the text of the deepest part of the document on the way to `path`. */
function offsetOf(root: Node | null, path: ConfigPath, what: "key" | "value"): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair) break;
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      const last = depth === path.length - 1;
      offset = (last && what === "key" ? key.range?.[0] : (value?.range?.[0] ?? key.range?.[0])) ?? offset;
      node = value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** Reads YAML text; JSON is YAML too. `file` is for messages. Throws an `InputError` on text that is neither. */
export function parseConfig(text: string, file: string): ConfigSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const error = document.errors[0];
  if (error) {
    throw new InputError(
      `${at(error.pos[0])}: expected YAML or JSON, found what is neither: ${error.message.trim()}`,
    );
  }
  return {
    name: basename(file, extname(file)),
    value: document.toJS(),
    folder: dirname(resolve(file)),
    locate: (path, what = "value") => at(offsetOf(document.contents, path, what)),
  };
}

/** A config that is a value in memory, not a file. `label` stands in messages where a file would. */
export function configFromValue(value: unknown, label = "config"): ConfigSource {
  return { name: "run", value, folder: process.cwd(), locate: () => label };
}

async function importConfig(file: string): Promise<ConfigSource> {
  let value: unknown;
  try {
    value = await createJiti(import.meta.url).import(resolve(file), { default: true });
  } catch (error) {
    throw new InputError(
      `${file}: expected a module whose default export is a config, found one that does not load: ${(error as Error).message.split("\n")[0]}`,
    );
  }
  if (typeof value === "function") value = await (value as () => unknown)();
  return {
    ...configFromValue(value, file),
    name: basename(file, extname(file)),
    folder: dirname(resolve(file)),
  };
}

/**
 * Reads a config: YAML (`.yaml`, `.yml`), JSON (`.json`), or a module (`.ts`, `.mts`, `.js`, `.mjs`) whose default
 * export is the config or a function that makes it. Throws an `InputError` where there is none to be read.
 */
export async function readConfigSource(file: string): Promise<ConfigSource> {
  if (!existsSync(file))
    throw new InputError(`config "${file}": expected a file, found none there; check the path`);
  if (statSync(file).isDirectory()) {
    throw new InputError(
      `config "${file}": expected a file, found a folder; to go on with a run use "evofront resume ${file}"`,
    );
  }
  const kind = extname(file).toLowerCase();
  if (/^\.[mc]?[jt]s$/.test(kind)) return await importConfig(file);
  if (kind !== ".yaml" && kind !== ".yml" && kind !== ".json") {
    throw new InputError(
      `config "${file}": expected a file that ends in .yaml, .yml, .json, .ts or .js, found "${kind || "no ending"}"`,
    );
  }
  return parseConfig(readFileSync(file, "utf8"), file);
}
