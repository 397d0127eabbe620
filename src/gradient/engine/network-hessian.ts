/**
 * Products with the Hessian of a weighted sum of losses: the gradient is itself recorded, and gone back over with v
 * (Pearlmutter 1994; Griewank and Walther 2008, section 5.1, reverse over reverse). Of a layer that is a product of inputs
 * and weights a gradient takes three products of that size; the recording takes those three, and each v six more, two
 * gradients. A product alone needs no gradient of the weights, but its inner product with v, and of that two products together
 * are one: eight in all (of a first layer three for the gradient's two), so less than 2.7 gradients.
 */
import { dispose, type Tensor } from "@tensorflow/tfjs-core";
import { ShapeError } from "../../base/index.ts";
import type { HessianOperator, Place, Vector } from "../source.ts";
import type { Stretch } from "./batch.ts";
import {
  disposePlace,
  forward,
  type Network,
  type Prepared,
  type Uploaded,
  upload,
  uploadPlace,
} from "./network-forward.ts";
import { addParts, withPlace } from "./network-gradients.ts";
import { backward, backwardAlong, bytesOf, record, type Seed } from "./tape.ts";

/** The gradient of a stretch, recorded. */
interface RecordedGradient {
  readonly bytes: number;
  /** Parts of H v in the order of the shared layout; `null` where the gradient does not depend on a part. */
  product(v: Vector): (Tensor | null)[];
  dispose(): void;
}

type SeedsOf = (losses: readonly Tensor[]) => Seed[];

function recordGradient(
  network: Network,
  place: Uploaded,
  prepared: Prepared,
  stretch: Stretch,
  seedsOf: SeedsOf,
): RecordedGradient {
  network.backend.use();
  let gradient: (Tensor | null)[] = [];
  const { result, tape } = record((recording) => {
    const { losses } = forward(network, place, prepared, stretch);
    gradient = backward(recording, () => seedsOf(losses), place.shared);
    return gradient.filter((part) => part !== null);
  });
  return {
    bytes: bytesOf(tape),
    product(v) {
      network.backend.use();
      const seeds = (): Seed[] => {
        const direction = upload(v, network.layouts.shared);
        return gradient.flatMap((of, i) => (of ? [{ of, gradient: direction[i]! }] : []));
      };
      return backward(tape, seeds, place.shared);
    },
    dispose() {
      tape.dispose();
      dispose(result);
    },
  };
}

/** One product: v is known as the gradient is recorded, of which then no more than its inner product with v is. */
export async function networkHessianVector(
  network: Network,
  at: Place,
  prepared: Prepared,
  seedsOf: SeedsOf,
  v: Vector,
): Promise<Float32Array> {
  const { shared } = network.layouts;
  checkDirection(v, shared.size);
  const product = new Float32Array(shared.size);
  await withPlace(network, at, async (place) => {
    const direction = upload(v, shared);
    try {
      for (const stretch of prepared.stretches) {
        network.backend.use();
        const { result: seeds, tape } = record((recording) => {
          const { losses } = forward(network, place, prepared, stretch);
          return backwardAlong(recording, () => seedsOf(losses), place.shared, direction) as never;
        });
        try {
          const parts = backward(tape, () => seeds, place.shared);
          await addParts(network.backend, product, shared, parts, stretch.from === 0);
        } finally {
          tape.dispose();
          for (const { of, gradient } of seeds as Seed[]) {
            of.dispose();
            if (!direction.includes(gradient)) gradient.dispose();
          }
        }
      }
    } finally {
      dispose(direction);
    }
  });
  return product;
}

function checkDirection(v: Vector, size: number): void {
  if (v.length !== size) throw new ShapeError(`hessianVector: v must have ${size} values, got ${v.length}`);
}

/**
 * The Hessian at a place on a batch. Recordings are kept for as many stretches of the batch as `bytes` has room for; the
 * others are made anew for each product.
 */
export async function networkHessian(
  network: Network,
  at: Place,
  prepared: Prepared,
  seedsOf: SeedsOf,
  bytes: number,
): Promise<HessianOperator> {
  const { size } = network.layouts.shared;
  network.backend.use();
  const place = uploadPlace(network, at);
  const kept = new Map<Stretch, RecordedGradient>();
  const release = (): void => {
    for (const each of kept.values()) each.dispose();
    kept.clear();
    disposePlace(place);
  };
  let left = bytes;
  const recorded = (stretch: Stretch): { gradient: RecordedGradient; keep: boolean } => {
    const found = kept.get(stretch);
    if (found) return { gradient: found, keep: true };
    const gradient = recordGradient(network, place, prepared, stretch, seedsOf);
    const keep = gradient.bytes <= left;
    if (keep) {
      left -= gradient.bytes;
      kept.set(stretch, gradient);
    }
    return { gradient, keep };
  };
  return {
    async product(v) {
      checkDirection(v, size);
      const product = new Float32Array(size);
      for (const stretch of prepared.stretches) {
        const { gradient, keep } = recorded(stretch);
        try {
          const parts = gradient.product(v);
          await addParts(network.backend, product, network.layouts.shared, parts, stretch.from === 0);
        } finally {
          if (!keep) gradient.dispose();
        }
      }
      return product;
    },
    dispose: release,
  };
}
