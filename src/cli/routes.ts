import type { Command } from "@stricli/core";
import { frontCommand } from "./commands/front.ts";
import { hypervolumeCommand } from "./commands/hypervolume.ts";
import { listCommand } from "./commands/list.ts";
import type { CliContext } from "./context.ts";

/** Every command by its name. A new one is a file in `commands/` and a line here. */
export const routes: Readonly<Record<string, Command<CliContext>>> = {
  front: frontCommand,
  hypervolume: hypervolumeCommand,
  list: listCommand,
};
