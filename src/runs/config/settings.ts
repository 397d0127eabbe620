import { parseDocument } from "yaml";
import { InputError } from "../../base/index.ts";
import { showPath, showValue, valueAt } from "./explain.ts";
import type { ConfigPath, ConfigSource } from "./source.ts";

/** A setting as a program gives it, or with what its user wrote instead: `--device webgpu`. */
export type GivenSetting = string | { readonly setting: string; readonly written: string };

/** One `--set path=value`, read. */
export interface Setting {
  /** What its user wrote, which messages begin with. */
  readonly written: string;
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** A part of a path: `name`, `["a.name"]` or `[3]`, with the dot before it where it is not the first. */
const part = /\.?(?:\["([^"]*)"\]|\[(\d+)\]|([^.[\]="]+))/y;

/**
 * Reads `strategy.sigma=0.1`. The value is YAML: a number, a text, `[1, 2]`, `{a: 1}`. A key with a dot in it is
 * written in brackets: `budget.target["cart-pole.return"]=475`.
 * Throws an `InputError` on anything else.
 */
export function parseSetting(given: GivenSetting): Setting {
  const { setting: text, written } =
    typeof given === "string" ? { setting: given, written: `--set ${given}` } : given;
  const path: PropertyKey[] = [];
  part.lastIndex = 0;
  let end = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    path.push(match[2] === undefined ? (match[1] ?? match[3]!).trim() : Number(match[2]));
    end = part.lastIndex;
  }
  if (path.length === 0 || text[end] !== "=") {
    throw new InputError(`${written}: expected path=value, as in --set strategy.sigma=0.1`);
  }
  const document = parseDocument(text.slice(end + 1), { prettyErrors: false });
  if (document.errors.length > 0) {
    throw new InputError(
      `${written}: expected a YAML value after "=", found ${showValue(text.slice(end + 1))}; quote it if it is a text`,
    );
  }
  return { written, path, value: document.toJS() };
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]));
}

function applyOne(root: unknown, { written, path, value }: Setting): void {
  let current = root as Record<PropertyKey, unknown>;
  for (const [depth, key] of path.entries()) {
    if (Array.isArray(current) && !(Number(key) >= 0 && Number(key) < current.length)) {
      const found = showPath(path.slice(0, depth));
      throw new InputError(
        `${written}: expected an index from 0 to ${current.length - 1} after "${found}", found "${String(key)}"`,
      );
    }
    if (depth === path.length - 1) {
      current[key] = value;
      return;
    }
    // A group that is not written yet is opened; whether it may be there, the check of the whole config says.
    current[key] ??= {};
    const next = current[key];
    if (typeof next !== "object") {
      const found = showPath(path.slice(0, depth + 1));
      throw new InputError(
        `${written}: expected "${found}" to be a group of settings, found ${showValue(next)}`,
      );
    }
    current = next as Record<PropertyKey, unknown>;
  }
}

const startsWith = (path: ConfigPath, start: ConfigPath): boolean =>
  start.every((key, i) => String(path[i]) === String(key));

/**
 * The config with settings of the form `path=value` applied, in order; `source` is left as it is. What a setting
 * has put there is located by what its user wrote in later messages, so an unknown path is reported as such.
 */
export function applySettings(source: ConfigSource, settings: readonly GivenSetting[]): ConfigSource {
  if (settings.length === 0) return source;
  const read = settings.map(parseSetting);
  const value = copyOf(source.value ?? {});
  for (const setting of read) applyOne(value, setting);
  const latestFirst = [...read].reverse();
  return {
    ...source,
    value,
    locate(path, what) {
      const opened = path.length > 0 && valueAt(source.value, path) === undefined;
      const setting = latestFirst.find(
        (each) => startsWith(path, each.path) || (opened && startsWith(each.path, path)),
      );
      return setting === undefined ? source.locate(path, what) : setting.written;
    },
  };
}
