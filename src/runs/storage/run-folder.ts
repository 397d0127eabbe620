import { join, resolve } from "node:path";
import { InputError } from "../../base/index.ts";
import type { FileSystem } from "./file-system.ts";
import { diskFileSystem, writeError } from "./file-system.ts";

/** Where a run folder keeps what. */
export interface RunPaths {
  readonly config: string;
  readonly environment: string;
  readonly events: string;
  readonly metrics: string;
  readonly front: string;
  readonly policies: string;
}

/** The paths of a run folder. */
export function runPaths(folder: string): RunPaths {
  return {
    config: join(folder, "config.yaml"),
    environment: join(folder, "environment.json"),
    events: join(folder, "events.jsonl"),
    metrics: join(folder, "metrics.parquet"),
    front: join(folder, "front.json"),
    policies: join(folder, "policies"),
  };
}

/** Whether `folder` is a run folder: it holds a `config.yaml` and an `events.jsonl`. */
export function isRunFolder(folder: string, files: FileSystem = diskFileSystem): boolean {
  const { config, events } = runPaths(folder);
  return files.exists(config) && files.exists(events);
}

/** Throws an `InputError` where `folder` is not a run folder. */
export function expectRunFolder(folder: string, files: FileSystem = diskFileSystem): void {
  if (isRunFolder(folder, files)) return;
  if (!files.exists(folder))
    throw new InputError(`run folder "${folder}": expected a folder, found none; check the path`);
  throw new InputError(
    `run folder "${folder}": expected config.yaml and events.jsonl in it, found ${describe(folder, files)}; name a folder that "evofront run" has written`,
  );
}

function describe(folder: string, files: FileSystem): string {
  let names: string[];
  try {
    names = files.list(folder);
  } catch {
    return "a file";
  }
  if (names.length === 0) return "an empty folder";
  return names.length > 4 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : names.join(", ");
}

/**
 * Makes a run folder out of nothing or of an empty folder. It is made under another name beside it and renamed, so
 * that it is there with all its first files or not at all. Throws an `InputError`, with nothing written, where
 * something is there already, and a `JobError` where the disk refuses.
 */
export function createRunFolder(
  files: FileSystem,
  folder: string,
  contents: { readonly config: string; readonly environment: string },
): void {
  if (files.exists(folder)) {
    if (isRunFolder(folder, files)) {
      throw new InputError(
        `output folder "${folder}" holds a run already; go on with it by "evofront resume ${folder}", or choose another with --out`,
      );
    }
    const found = describe(folder, files);
    if (found !== "an empty folder") {
      throw new InputError(
        `output folder "${folder}": expected none or an empty one, found ${found}; choose another with --out`,
      );
    }
  }
  const target = resolve(folder);
  const temporary = `${target}.new`;
  let at = temporary;
  try {
    files.remove(temporary);
    files.makeFolder(temporary);
    const paths = runPaths(temporary);
    const text = [
      [paths.environment, contents.environment],
      [paths.events, ""],
      [paths.config, contents.config],
    ] as const;
    for (const [path, content] of text) {
      at = path;
      files.write(path, new TextEncoder().encode(content));
    }
    at = target;
    if (files.exists(target)) files.removeEmptyFolder(target);
    files.rename(temporary, target);
  } catch (error) {
    try {
      files.remove(temporary);
    } catch {
      // The first failure is the one to tell.
    }
    throw writeError(at, error, "then start again");
  }
}
