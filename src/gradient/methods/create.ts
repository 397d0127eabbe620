import { checkedOptions, InputError, optionNames, unknownOption } from "../../base/index.ts";
import type { Method, MethodEntry } from "../method.ts";
import { composed } from "./compose.ts";
import { methods, synonyms, wrappers } from "./registry.ts";
import type { WrapperEntry } from "./wrapper.ts";

/** A method ready to run, with what a caller needs to know of it. */
export interface CreatedMethod {
  readonly method: Method;
  /** Of the last part, which has the last word on the direction. */
  readonly size: MethodEntry["size"];
  readonly heads: MethodEntry["heads"];
  readonly random: boolean;
  /** Options that were given and change nothing, as they are of other libraries' solvers. */
  readonly ignored: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;

/** One part of an expression: a wrapper around what it encloses, or a chain of weightings that ends in any method. */
type Part =
  | { readonly wrapper: WrapperEntry; readonly id: string; readonly inner: readonly Part[] }
  | { readonly entry: MethodEntry; readonly id: string; readonly implied: Options };

/**
 * The method that `expression` names: an id of the registry (`cagrad`), weightings and what follows them (`imtl-l+mgda`), and
 * wrappers around either (`cr-mogm(mgda)`, `sharpness-aware(si+pcgrad)`).
 *
 * `options` go to every part that knows their name; those of one part alone are under its id: `{ "imtl-l": { start: 1 } }`.
 * Throws an `InputError` on unknown names, a malformed expression, and options that no part takes or that do not fit.
 */
export function createMethod(expression: string, options: Options = {}): CreatedMethod {
  const parts = parse(expression);
  const all = [...flattened(parts)];
  const used = new Set<string>();
  const ignoredOnes = new Set<string>();
  const optionsOf = (part: Part): Options => {
    const entry = "entry" in part ? part.entry : part.wrapper;
    const known = optionNames(entry);
    const ignored = "entry" in part ? (part.entry.ignored ?? []) : [];
    const own: Record<string, unknown> = "entry" in part ? { ...part.implied } : {};
    const take = (given: Options, partly: boolean): void => {
      for (const [name, value] of Object.entries(given)) {
        const formal = entry.aliases?.[name] ?? name;
        if (known.includes(formal)) own[formal] = value;
        else if (ignored.includes(name)) ignoredOnes.add(name);
        else if (partly) throw unknownOption(`method "${part.id}"`, name, known);
        else continue;
        if (!partly) used.add(name);
      }
    };
    take(options, false);
    const nested = options[part.id];
    if (nested !== undefined && all.length > 1) {
      if (typeof nested !== "object" || nested === null || Array.isArray(nested)) {
        throw new InputError(
          `method "${part.id}": its options must be a record, got ${JSON.stringify(nested)}`,
        );
      }
      used.add(part.id);
      take(nested as Options, true);
    }
    return own;
  };
  const built = build(parts, optionsOf);
  const stray = Object.keys(options).find((name) => !used.has(name));
  if (stray !== undefined) {
    const known = all.flatMap((part) => optionNames("entry" in part ? part.entry : part.wrapper));
    throw unknownOption(`method "${expression}"`, stray, known);
  }
  const last = all.filter((part) => "entry" in part).at(-1)!;
  return {
    method: built,
    size: last.entry.size,
    heads: last.entry.heads,
    random: all.some((part) => "entry" in part && part.entry.random === true),
    ignored: [...ignoredOnes],
  };
}

function* flattened(parts: readonly Part[]): Generator<Part> {
  for (const part of parts) {
    yield part;
    if ("wrapper" in part) yield* flattened(part.inner);
  }
}

function build(parts: readonly Part[], optionsOf: (part: Part) => Options): Method {
  const made = parts.map((part) =>
    "entry" in part
      ? part.entry.create(checkedOptions(`method "${part.id}"`, part.entry, optionsOf(part)))
      : part.wrapper.wrap(
          build(part.inner, optionsOf),
          checkedOptions(`method "${part.id}"`, part.wrapper, optionsOf(part)),
        ),
  );
  return made.reduceRight((rest, weighting) => composed(weighting, rest));
}

/** expression = term ("+" term)*, term = id | wrapper "(" expression ")". */
function parse(expression: string): Part[] {
  const tokens = expression.match(/[^()+\s]+|[()+]/g) ?? [];
  let at = 0;
  const malformed = (): InputError =>
    new InputError(
      `method "${expression}": not an expression; write an id, weighting+method, or wrapper(method), such as cr-mogm(mgda)`,
    );
  const chain = (): Part[] => {
    const parts = [term()];
    while (tokens[at] === "+") {
      at++;
      parts.push(term());
    }
    for (const part of parts.slice(0, -1)) {
      if (!("entry" in part) || part.entry.kind !== "weighting") {
        throw new InputError(
          `method "${expression}": "${part.id}" stands before a +, but is no weighting; put it last`,
        );
      }
    }
    return parts;
  };
  const term = (): Part => {
    const id = tokens[at++];
    if (id === undefined || /[()+]/.test(id)) throw malformed();
    if (tokens[at] !== "(") {
      if (wrappers.has(id)) {
        throw new InputError(`method "${id}" goes around another; write for example ${id}(mgda)`);
      }
      const synonym = synonyms[id];
      return { id, entry: methods.get(synonym?.id ?? id), implied: synonym?.options ?? {} };
    }
    at++;
    const inner = chain();
    if (tokens[at++] !== ")") throw malformed();
    return { id, wrapper: wrappers.get(id), inner };
  };
  const parts = chain();
  if (at !== tokens.length) throw malformed();
  return parts;
}
