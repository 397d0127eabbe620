import { buildCommand, type Command } from "@stricli/core";
import { InputError, suggestion } from "../../base/index.ts";
import type { CliContext } from "../context.ts";
import { type CommonFlags, commonFlags } from "../flags.ts";
import { print, printJson } from "../output.ts";
import { textTable } from "../text-table.ts";

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
    chosen.forEach((name, i) => {
      if (i > 0) print(this, "");
      const rows = all[name]!.map(({ id, title }) => [id, title]);
      print(
        this,
        textTable(
          [
            { title: name, align: "left" },
            { title: "", align: "left" },
          ],
          rows,
        ),
      );
    });
  },
});
