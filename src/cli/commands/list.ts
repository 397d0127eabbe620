import { buildCommand, type Command } from "@stricli/core";
import { InputError, suggestion } from "../../base/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags } from "../flags.ts";
import { print, printJson } from "../output.ts";

/** `evofront list`: what a config may name. */
export const listCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "What there is: algorithms, environments, devices …",
    fullDescription: [
      "Lists what a config may name, straight from the registries.",
      "",
      "EXAMPLES",
      "  evofront list",
      "  evofront list environments",
      "  evofront list algorithms --json",
    ].join("\n"),
  },
  parameters: {
    flags: commonFlags,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "One kind alone", placeholder: "KIND", parse: String, optional: true }],
    },
  },
  async func(this: CliContext, flags: CommonFlags, kind?: string) {
    const { catalogues } = await import("../catalogues.ts");
    const all = catalogues();
    const known = Object.keys(all);
    if (kind !== undefined && !known.includes(kind)) {
      throw new InputError(`unknown kind "${kind}"; ${suggestion(kind, known)}`);
    }
    const chosen = kind === undefined ? known : [kind];
    if (flags.json) {
      printJson(this, Object.fromEntries(chosen.map((name) => [name, all[name]])));
      return;
    }
    const width = Math.max(...chosen.flatMap((name) => all[name]!.map(({ id }) => id.length)));
    chosen.forEach((name, i) => {
      if (i > 0) print(this, "");
      print(this, name);
      for (const { id, title } of all[name]!) print(this, `  ${id.padEnd(width)}  ${title}`.trimEnd());
    });
  },
});
