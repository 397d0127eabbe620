import { dispose, type Tensor } from "@tensorflow/tfjs-core";
import type { Jacobian, Place } from "../source.ts";
import type { Backend } from "./backends.ts";
import type { Stretch } from "./batch.ts";
import {
  disposePlace,
  forward,
  type Network,
  type Passed,
  type Prepared,
  read,
  type Uploaded,
  uploadPlace,
} from "./network-forward.ts";
import type { VectorLayout } from "./parameters.ts";
import { record, type Tape } from "./tape.ts";

/**
 * Adds gradients of a vector's parts to that vector; those that nothing depends on are left out. Of the first stretch
 * nothing is there yet to add to.
 */
export async function addParts(
  backend: Backend,
  into: Float32Array,
  { slices }: VectorLayout,
  parts: readonly (Tensor | null)[],
  first: boolean,
): Promise<void> {
  for (const [i, part] of parts.entries()) {
    if (!part) continue;
    const { offset, size } = slices[i]!;
    const given = backend.values(part);
    const values = given instanceof Float32Array ? given : await given;
    if (first) into.set(values, offset);
    else for (let j = 0; j < size; j++) into[offset + j]! += values[j]!;
    part.dispose();
  }
}

/** A stretch that went through the network and can be gone back over. */
interface Recorded {
  readonly passed: Passed;
  readonly tape: Tape;
}

/** Records each stretch of a batch in turn, and frees what belongs to it when `use` is done. */
export async function eachStretch(
  network: Network,
  place: Uploaded,
  prepared: Prepared,
  use: (recorded: Recorded, stretch: Stretch) => Promise<void>,
): Promise<void> {
  for (const stretch of prepared.stretches) {
    network.backend.use();
    const { result: passed, tape } = record(() => forward(network, place, prepared, stretch));
    try {
      await use({ passed, tape }, stretch);
    } finally {
      tape.dispose();
      dispose([...passed.losses, ...passed.representation]);
    }
  }
}

/** With a place's tensors, freed afterwards. */
export async function withPlace<Result>(
  network: Network,
  at: Place,
  use: (place: Uploaded) => Promise<Result>,
): Promise<Result> {
  network.backend.use();
  const place = uploadPlace(network, at);
  try {
    return await use(place);
  } finally {
    disposePlace(place);
  }
}

/** Rows over the representation, which fill up stretch by stretch. */
export interface RepresentationRows {
  /** Learns the sizes from a first stretch. */
  prepare(representation: readonly Tensor[], stretch: Stretch): void;
  /** What a task's head sees of it. */
  seenBy(task: number, representation: readonly Tensor[]): readonly Tensor[];
  put(task: number, gradients: readonly (Tensor | null)[], stretch: Stretch): Promise<void>;
  jacobian(): Jacobian;
}

/**
 * Columns are the values of the representation's tensors, one tensor after the other, in each example after example;
 * where each task has a tensor of its own, row i has those of tensor i.
 */
export function representationRows({ model }: Network, { batch }: Prepared): RepresentationRows {
  const tasks = model.tasks.length;
  const perTask = model.representation === "per-task";
  /** Values an example has in each tensor of a row. */
  let widths: number[] = [];
  let columns = 0;
  let data = new Float32Array(0);
  return {
    prepare(representation, stretch) {
      if (columns > 0) return;
      widths = (perTask ? representation.slice(0, 1) : representation).map(
        ({ size }) => size / stretch.count,
      );
      columns = batch.count * widths.reduce((sum, width) => sum + width, 0);
      data = new Float32Array(tasks * columns);
    },
    seenBy: (task, representation) => (perTask ? [representation[task]!] : representation),
    async put(task, gradients, stretch) {
      let offset = task * columns;
      for (const [k, gradient] of gradients.entries()) {
        const width = widths[k]!;
        if (gradient) {
          const [values] = await read([gradient]);
          data.set(values!, offset + stretch.from * width);
          gradient.dispose();
        }
        offset += batch.count * width;
      }
    },
    jacobian: () => ({ rows: tasks, columns, data }),
  };
}
