import { readFileSync } from "node:fs";
import { InputError } from "../../base/index.ts";
import type { Direction } from "../../evaluation/index.ts";
import { type FrontMethod, frontMethods, frontNavigator } from "../../gradient/index.ts";
import { decisions } from "../../pareto/index.ts";
import { type Navigable, usersValues, type WalkSource } from "./navigable.ts";

/** A computed front to walk over without gradients. */
export interface KnownFront {
  readonly title: string;
  readonly why: string;
  readonly ids: readonly string[];
  readonly directions: readonly Direction[];
  /** In the users' directions. */
  readonly rows: readonly (readonly number[])[];
  nameOf(row: number): string;
  /** A row's policy, where it has one. */
  fileOf?(row: number): string | undefined;
}

/** Navigation over points. Throws an `InputError` on an unknown method. */
export function frontNavigable(source: WalkSource, front: KnownFront): Navigable {
  const { ids, directions, rows } = front;
  if (ids.length < 2) {
    throw new InputError(
      `${front.title}: expected two objectives or more, found ${ids.length}; one has no front`,
    );
  }
  const method = (source.method ?? "asf") as FrontMethod;
  if (!(method in frontMethods)) {
    throw new InputError(
      `--method: without gradients expected one of ${Object.keys(frontMethods).join(", ")}, found "${method}"; ${front.why}`,
    );
  }
  const objectives = ids.map((id, i) => ({ id, direction: directions[i]! }));
  const points = rows.map((row) => usersValues(row, objectives));
  const guide = frontNavigator(points, { tasks: ids, method });
  const start = source.start ?? [source.member ?? compromiseOf(points)];
  return {
    kind: "front",
    title: front.title,
    why: front.why,
    method,
    guide,
    objectives,
    start,
    startOptions: { ifNotStationary: source.ifNotStationary },
    background: rows,
    nameOf: (x) => front.nameOf(x[0]!),
    exported: (x) => {
      const file = front.fileOf?.(x[0]!);
      if (file !== undefined) return { bytes: readFileSync(file), extension: "safetensors" };
      const text = JSON.stringify({ row: x[0], values: rows[x[0]!] });
      return { bytes: new TextEncoder().encode(`${text}\n`), extension: "json" };
    },
  };
}

/** The row nearest to the ideal point: where a walk starts unless it is told. */
export function compromiseOf(points: readonly ArrayLike<number>[]): number {
  return decisions.get("compromise").decide(points, {}).index;
}
