import { existsSync } from "node:fs";
import { join } from "node:path";

/** `text` as a part of a file name: what is neither a letter, a digit, a dot, - nor _ becomes -. */
const plain = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "") || "run";

/**
 * The first of `runs/<name>-<seed>`, `runs/<name>-<seed>-2`, ... that is not there yet. No clock: the same command in
 * the same place gives the same name.
 */
export function freeRunFolder(name: string, seed: number | string): string {
  const base = join("runs", `${plain(name)}-${plain(String(seed))}`);
  let folder = base;
  for (let k = 2; existsSync(folder); k++) folder = `${base}-${k}`;
  return folder;
}
