import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { type EnvironmentEntry, environments } from "../../environments/index.ts";
import { InputError } from "../base/index.ts";
import { reasonOf } from "./rollouts.ts";

/** What a user's module may export: entries for the registries, by id. */
export interface UserModule {
  readonly environments?: Readonly<Record<string, EnvironmentEntry>>;
}

/**
 * Loads users' modules and registers the environments they export. `paths` are absolute paths of ES modules in
 * JavaScript or TypeScript. A module that is loaded twice is registered once. Throws an `InputError` where a
 * module cannot be loaded, exports nothing of use, or takes an id that is another's.
 */
export async function loadModules(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const module = await load(path);
    if (typeof module.environments !== "object" || module.environments === null) {
      throw new InputError(
        `module ${path} exports no environments; it needs "export const environments = { id: entry }"`,
      );
    }
    for (const [id, entry] of Object.entries(module.environments)) {
      if (environments.has(id) && environments.get(id) === entry) continue;
      if (typeof entry?.create !== "function" || typeof entry.options?.safeParse !== "function") {
        throw new InputError(
          `module ${path}: environment "${id}" needs a title, an options schema (zod) and create()`,
        );
      }
      environments.register(id, entry);
    }
  }
}

async function load(path: string): Promise<UserModule> {
  if (!isAbsolute(path)) throw new InputError(`module "${path}" is not an absolute path; resolve it first`);
  try {
    if (/\.m?ts$/.test(path)) {
      const { createJiti } = await import("jiti");
      return await createJiti(import.meta.url).import<UserModule>(path);
    }
    return (await import(pathToFileURL(path).href)) as UserModule;
  } catch (error) {
    throw new InputError(`module ${path} cannot be loaded: ${reasonOf(error)}`);
  }
}
