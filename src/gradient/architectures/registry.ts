import { checkedOptions, InputError, type Registry, registry } from "../../base/index.ts";
import { type Model, vectorLayout } from "../engine/index.ts";
import { crossStitch } from "./cross-stitch.ts";
import type { ArchitectureEntry, Fit } from "./entry.ts";
import { hardSharing } from "./hard-sharing.ts";
import { mmoe } from "./mmoe.ts";
import { mtan } from "./mtan.ts";
import { cgc, ple } from "./ple.ts";
import { softSharing } from "./soft-sharing.ts";

/** Every architecture by its id. Others register theirs in the same way. */
export const architectures: Registry<ArchitectureEntry> = registry<ArchitectureEntry>("architecture", {
  "hard-sharing": hardSharing,
  "soft-sharing": softSharing,
  "cross-stitch": crossStitch,
  mmoe,
  cgc,
  ple,
  mtan,
});

/**
 * The network of that architecture for examples and tasks: `createModel("mmoe", { encoder: { kind: "lenet" } }, fit)`.
 * Throws an `InputError` on an unknown id, options it does not take, and tasks that share an id or are none, a
 * `ShapeError` where its layers do not fit the examples.
 */
export function createModel(id: string, options: Readonly<Record<string, unknown>>, fit: Fit): Model {
  const found = architectures.get(id);
  const checked = checkedOptions(`architecture "${id}"`, found, options);
  const ids = fit.tasks.map((task) => task.id);
  if (ids.length === 0) throw new InputError(`architecture "${id}": expected one task or more, got none`);
  if (new Set(ids).size < ids.length) {
    throw new InputError(`architecture "${id}": tasks must have different ids, got ${ids.join(", ")}`);
  }
  return found.create(checked, fit);
}

/** How many parameters a model has: shared, and of each task's own. */
export function parameterCounts(model: Pick<Model, "shared" | "own">): {
  readonly shared: number;
  readonly own: readonly number[];
  readonly total: number;
} {
  const shared = vectorLayout(model.shared).size;
  const own = model.own.map((parameters) => vectorLayout(parameters).size);
  return { shared, own, total: own.reduce((sum, size) => sum + size, shared) };
}
