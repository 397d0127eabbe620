import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { InputError } from "../../base/index.ts";
import type { Direction } from "../../evaluation/index.ts";
import { toRows } from "../../linalg/index.ts";
import { readTable } from "../../tables/node.ts";
import { isRunFolder } from "../storage/index.ts";
import { refuseUnfit } from "./fitting.ts";
import { frontNavigable } from "./front-navigable.ts";
import type { Navigable, WalkSource } from "./navigable.ts";
import { openProblem } from "./open-problem.ts";
import { openRun } from "./open-run.ts";

/**
 * Opens what a walk is made on: a run folder, a JSON file with a problem, or a table of points. Rejects with an
 * `InputError` that says what was expected where it is none of them.
 */
export async function openNavigable(source: WalkSource): Promise<Navigable> {
  const { path } = source;
  if (!existsSync(path)) throw new InputError(`${path}: no such file or folder; check the path`);
  if (statSync(path).isDirectory()) {
    if (isRunFolder(path)) return openRun(source);
    throw new InputError(
      `${path}: expected a run's or a walk's folder, found another; name what evofront run or navigate has written`,
    );
  }
  const problem = path.endsWith(".json") ? problemIn(path) : undefined;
  if (problem !== undefined) return openProblem(source, problem);
  refuseUnfit(source, "a table of points", ["arm"], "it is for a run");
  const table = await readTable(path, source.columns === undefined ? {} : { columns: source.columns });
  const points = table.sets[0]!.points;
  const told = source.directions?.length ?? table.columns.length;
  if (told !== table.columns.length) {
    throw new InputError(
      `--directions: expected ${table.columns.length}, one for each of ${table.columns.join(", ")}, found ${told}`,
    );
  }
  const directions: Direction[] = table.columns.map((_, i) => source.directions?.[i] ?? "min");
  return frontNavigable(source, {
    title: basename(path),
    why: `${path} is a table of points, of which no gradients are known`,
    ids: table.columns,
    directions,
    rows: toRows(points),
    nameOf: (row) => `row ${row}`,
  });
}

/** The content of a JSON file that says a problem; undefined where it says points. */
function problemIn(path: string): Record<string, unknown> | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
  const isRecord = typeof content === "object" && content !== null && !Array.isArray(content);
  return isRecord && ["problem", "centres", "quadratics"].some((key) => key in (content as object))
    ? (content as Record<string, unknown>)
    : undefined;
}
