import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
// Binds what environments need of files: cartridge images.
import "../../environments/atari/node.ts";
import { type EnvironmentEntry, environments } from "../../environments/index.ts";
import { InputError, type Registry } from "../base/index.ts";
import { type DataSetEntry, dataSets } from "../data/index.ts";
import { type ProblemEntry, problems } from "../problems/index.ts";
import { type BehaviourEntry, behaviours } from "./behaviours/index.ts";
import { reasonOf } from "./rollout.ts";

/** What a user's module may export: entries for the registries, by id. */
export interface UserModule {
  readonly environments?: Readonly<Record<string, EnvironmentEntry>>;
  readonly problems?: Readonly<Record<string, ProblemEntry>>;
  readonly behaviours?: Readonly<Record<string, BehaviourEntry>>;
  readonly dataSets?: Readonly<Record<string, DataSetEntry>>;
}

/**
 * Loads users' modules and registers the environments, problems, behaviours and data sets they export. `paths` are absolute
 * paths of ES modules in JavaScript or TypeScript. A module that is loaded twice is registered once. Throws an `InputError` where
 * a module cannot be loaded, exports nothing of use, or takes an id that is another's.
 */
export async function loadModules(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const module = await load(path);
    const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null;
    if (![module.environments, module.problems, module.behaviours, module.dataSets].some(isRecord)) {
      throw new InputError(
        `module ${path} exports no environments, problems, behaviours or data sets; it needs "export const environments = { id: entry }", or one of the others likewise`,
      );
    }
    adopt(path, "environment", environments, module.environments ?? {}, ["create"]);
    adopt(path, "problem", problems, module.problems ?? {}, ["create"]);
    adopt(path, "behaviour", behaviours, module.behaviours ?? {}, ["ofEpisodes", "ofFunctions"]);
    adopt(path, "data set", dataSets, module.dataSets ?? {}, ["create"]);
  }
}

/** The ids of the environments that a module exports; see `loadModules`. */
export async function environmentsOf(path: string): Promise<readonly string[]> {
  await loadModules([path]);
  return Object.keys((await load(path)).environments ?? {});
}

/** Registers a module's entries of one kind, each of which has one of the methods `makers`. */
function adopt<Entry extends { readonly options: unknown }>(
  path: string,
  kind: string,
  registry: Registry<Entry>,
  entries: Readonly<Record<string, Entry>>,
  makers: readonly string[],
): void {
  for (const [id, entry] of Object.entries(entries)) {
    if (registry.has(id) && registry.get(id) === entry) continue;
    const { options, ...given } = (entry ?? {}) as Record<string, unknown> & {
      readonly options?: { readonly safeParse?: unknown };
    };
    const makes = makers.some((maker) => typeof given[maker] === "function");
    if (!makes || typeof options?.safeParse !== "function") {
      const methods = makers.map((maker) => `${maker}()`).join(" or ");
      throw new InputError(
        `module ${path}: ${kind} "${id}" needs a title, an options schema (zod) and ${methods}`,
      );
    }
    registry.register(id, entry);
  }
}

async function load(path: string): Promise<UserModule> {
  if (!isAbsolute(path)) throw new InputError(`module "${path}" is not an absolute path; resolve it first`);
  try {
    const { createJiti } = await import("jiti");
    return await createJiti(import.meta.url, { virtualModules: await provided(path) }).import(path);
  } catch (error) {
    throw new InputError(`module ${path} cannot be loaded: ${whyNotLoaded(error, path)}`);
  }
}

/** The reason of a failure to load, and the line and column where a parser says them. */
function whyNotLoaded(error: unknown, path: string): string {
  const reason = reasonOf(error).trim();
  const text = error instanceof Error ? error.message : "";
  const at = text.indexOf(`${path}:`);
  const place = at < 0 ? null : /^\d+:\d+/.exec(text.slice(at + path.length + 1));
  return place ? `${reason} (line ${place[0].replace(":", ", column ")})` : reason;
}

/**
 * What a module may import though nothing is installed where it lies, so that one file alone will do: zod where there
 * is none, and this package, always as it runs here, since its registries are to be the ones that are registered in. The
 * package stands above this room, so what it consists of is found when a module asks for it.
 */
async function provided(path: string): Promise<Record<string, unknown>> {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const own = (file: string): Promise<unknown> =>
    import(/* @vite-ignore */ new URL(`${file}.${ending}`, import.meta.url).href);
  const hasZod = (): boolean => {
    try {
      createRequire(path).resolve("zod");
      return true;
    } catch {
      return false;
    }
  };
  return {
    ...(hasZod() ? {} : { zod: await import("zod") }),
    evofront: await own("../index"),
    "evofront/environments": await own("../../environments/index"),
    "evofront/pareto": await own("../pareto/index"),
    "evofront/data": await own("../data/index"),
  };
}
