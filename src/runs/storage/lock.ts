import { hostname } from "node:os";
import { join } from "node:path";
import { InputError } from "../../base/index.ts";
import { type FileSystem, writeAtomically } from "./file-system.ts";

/** Whether a process of this machine still lives; asking costs it nothing. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Keeps a second process from writing into the same run folder. A lock whose process is gone, as after `kill -9`,
 * is taken over. Returns the function that gives it back. Throws an `InputError` where another process holds it.
 */
export function lockRun(files: FileSystem, folder: string): () => void {
  const path = join(folder, "run.lock");
  const own = `${process.pid} ${hostname()}\n`;
  if (files.exists(path)) {
    const [pid, host] = new TextDecoder().decode(files.read(path)).trim().split(" ");
    const holder = Number(pid);
    const foreign = host !== hostname();
    if (holder !== process.pid && (foreign || isAlive(holder))) {
      const where = foreign ? ` on ${host}` : "";
      throw new InputError(
        `run folder "${folder}" is being written by process ${pid}${where}; stop it first, or remove ${path} if it is gone`,
      );
    }
  }
  writeAtomically(files, path, own, "then start again");
  return () => files.remove(path);
}
