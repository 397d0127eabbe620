import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { JobError } from "../../base/index.ts";

/** The few things a run asks of a disk, so that a test can put one in their place that is full. */
export interface FileSystem {
  exists(path: string): boolean;
  /** Size of a file in bytes. */
  size(path: string): number;
  /** Names in a folder, sorted. */
  list(folder: string): string[];
  makeFolder(path: string): void;
  read(path: string): Uint8Array;
  /** Writes a whole file and waits until it is on the disk. */
  write(path: string, bytes: Uint8Array): void;
  /** Adds to the end of a file, which is created where it is missing. */
  append(path: string, bytes: Uint8Array): void;
  /** Waits until a file is on the disk. */
  sync(path: string): void;
  truncate(path: string, size: number): void;
  /** Gives a file or folder another name, in one step, and waits until the folder above knows it. */
  rename(from: string, to: string): void;
  /** Removes a file or a folder with all in it, if it is there. */
  remove(path: string): void;
  /** Removes a folder; throws where it is not empty. */
  removeEmptyFolder(path: string): void;
}

function withFile<T>(path: string, flags: string, use: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/** Folders cannot be synchronised on Windows, where a rename needs no such help. */
function syncFolder(folder: string): void {
  if (process.platform !== "win32") withFile(folder, "r", fsyncSync);
}

/** This machine's disk. */
export const diskFileSystem: FileSystem = {
  exists: existsSync,
  size: (path) => statSync(path).size,
  list: (folder) => readdirSync(folder).sort(),
  makeFolder(path) {
    // One by one: asked for all at once, Node goes on for ever where a place such as /proc says that there is none.
    const missing: string[] = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.push(folder);
    for (const folder of missing.reverse()) {
      try {
        mkdirSync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
    if (!statSync(path).isDirectory())
      throw Object.assign(new Error(`${path} is a file`), { code: "ENOTDIR", path });
  },
  read: (path) => readFileSync(path),
  write: (path, bytes) =>
    withFile(path, "w", (descriptor) => {
      writeAll(descriptor, bytes);
      fsyncSync(descriptor);
    }),
  append: (path, bytes) => withFile(path, "a", (descriptor) => writeAll(descriptor, bytes)),
  sync: (path) => withFile(path, "r+", fsyncSync),
  truncate: truncateSync,
  rename(from, to) {
    renameSync(from, to);
    syncFolder(dirname(to));
  },
  remove: (path) => rmSync(path, { force: true, recursive: true }),
  removeEmptyFolder: (path) => rmdirSync(path),
};

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "your quota is used up; free some space",
  EACCES: "writing there is not permitted; change that",
  EPERM: "writing there is not permitted; change that",
  EROFS: "the disk is read-only; change that",
};

/** What a user is told of a failed write to `path`. `next` says how to go on, as in "and ...". */
export function writeError(path: string, error: unknown, next: string): JobError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new JobError(`cannot write ${path}: ${reasons[code ?? ""] ?? message}, ${next}`, { cause: error });
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, to the disk, then renamed.
 * Throws a `JobError` that names the file; what was there before is then still there.
 */
export function writeAtomically(
  files: FileSystem,
  path: string,
  bytes: Uint8Array | string,
  next: string,
): void {
  const temporary = `${path}.tmp`;
  try {
    files.write(temporary, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    files.rename(temporary, path);
  } catch (error) {
    try {
      files.remove(temporary);
    } catch {
      // The first failure is the one to tell.
    }
    throw writeError(path, error, next);
  }
}
