import { EvofrontError, InputError, JobError } from "../base/index.ts";

/** What to tell of a path that the system does not give, by its code. */
const unusable: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder; check the path",
  EACCES: "this user may not use it; choose another place, or change who may",
  EPERM: "this user may not use it; choose another place, or change who may",
  EISDIR: "expected a file, found a folder; name a file in it",
  ENOTDIR: "expected a folder on the way, found a file; check the path",
  EROFS: "that disk cannot be written to; choose another place",
  ENAMETOOLONG: "the name is too long; choose a shorter one",
};
const failed: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk; make some and try again",
  EMFILE: "too many files are open; close some, or raise the limit (ulimit -n)",
};

/** A thrown value as users are told of it: what the system says of a path is theirs to mend, and no defect of this package. */
export function asTold(thrown: unknown): unknown {
  if (thrown instanceof EvofrontError || !(thrown instanceof Error)) return thrown;
  const { code = "", path } = thrown as NodeJS.ErrnoException;
  if (path === undefined) return thrown;
  if (unusable[code] !== undefined) return new InputError(`${path}: ${unusable[code]}`);
  if (failed[code] !== undefined) return new JobError(`${path}: ${failed[code]}`);
  return thrown;
}
