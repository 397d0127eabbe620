import { dispose, scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { InputError, ShapeError } from "../../base/index.ts";
import type { DataSet } from "../../data/index.ts";
import { gramianOf } from "../../linalg/index.ts";
import type { Derivatives, GradientSource, Jacobian, Wanted } from "../source.ts";
import type { Backend } from "./backends.ts";
import { stretches } from "./batch.ts";
import { type TaskLoss, taskLosses } from "./losses.ts";
import type { Model } from "./model.ts";
import {
  LossSum,
  layoutsOf,
  lossesAt,
  type Network,
  outputsOf,
  type Prepared,
  prepare,
  read,
  type Uploaded,
} from "./network-forward.ts";
import { addParts, eachStretch, representationRows, withPlace } from "./network-gradients.ts";
import { transposedGramian } from "./network-gramian.ts";
import { networkHessian, networkHessianVector } from "./network-hessian.ts";
import { backward, type Seed } from "./tape.ts";

export interface NetworkSourceOptions {
  readonly model: Model;
  /** One a task: ids of `taskLosses`, or losses of your own. */
  readonly losses: readonly (string | TaskLoss)[];
  readonly backend: Backend;
  /** Names of the targets in a batch, one a task. Default: the ids of the tasks. */
  readonly targets?: readonly string[];
  /**
   * The most examples that go through the network at once. A larger batch goes in stretches, with the same answer but
   * for rounding (and for models that look at a whole batch, as batch norm does). Default: no limit.
   */
  readonly microBatch?: number;
  /**
   * Bytes that gradients of all tasks may take where only their Gramian is asked for. Where that is too little they are
   * never held side by side: memory then stays what two passes' activations and one gradient take, whatever the number
   * of tasks, and time is two to three times as long. Default 16 MiB.
   */
  readonly rowBytes?: number;
  /**
   * Bytes that `hessian` may keep of a batch between products; of what goes beyond, forward and backward pass are made
   * anew for each, and a product costs three gradients instead of two. Default 512 MiB.
   */
  readonly tapeBytes?: number;
}

/** Losses of a network on batches of a data set, with their derivatives. Between calls it holds no tensors but those of a `hessian`. */
export interface NetworkSource extends GradientSource<DataSet> {
  readonly model: Model;
  /** What each task's head puts out for a batch: examples x size, row-major. */
  outputs(at: Parameters<GradientSource["losses"]>[0], batch: DataSet): Promise<readonly Jacobian[]>;
}

function networkOf(options: NetworkSourceOptions): Network {
  const { model, backend, targets = model.tasks, microBatch = Number.POSITIVE_INFINITY } = options;
  const count = model.tasks.length;
  for (const [name, list] of Object.entries({ losses: options.losses, targets, "model.own": model.own })) {
    if (list.length !== count)
      throw new ShapeError(`${name}: expected one a task (${count}), got ${list.length}`);
  }
  if (!(microBatch >= 1)) throw new InputError(`microBatch must be at least 1, got ${microBatch}`);
  const losses = options.losses.map((loss) => (typeof loss === "string" ? taskLosses.get(loss) : loss));
  return { model, losses, targets, backend, microBatch, layouts: layoutsOf(model) };
}

/** A source of losses and derivatives from a network. */
export function networkSource(options: NetworkSourceOptions): NetworkSource {
  const network = networkOf(options);
  const { model, layouts, backend } = network;
  const { rowBytes = 2 ** 24, tapeBytes = 2 ** 29 } = options;
  const tasks = model.tasks.length;
  const sizes = { shared: layouts.shared.size, own: layouts.own.map(({ size }) => size) };
  const ownZeros = (): Float32Array[] => sizes.own.map((size) => new Float32Array(size));

  const checkWeights = (weights: ArrayLike<number>): void => {
    if (weights.length !== tasks) {
      throw new ShapeError(`weights: expected one a task (${tasks}), got ${weights.length}`);
    }
  };
  /** Seeds of a weighted sum of the losses of the tasks present. */
  const weighted = (
    losses: readonly Tensor[],
    present: readonly number[],
    weights: ArrayLike<number>,
  ): Seed[] =>
    losses.flatMap((of, i) => {
      const weight = weights[present[i]!]!;
      return weight === 0 ? [] : [{ of, gradient: scalar(weight) }];
    });

  /** Rows of the Jacobian over shared parameters or representation, gradients of the heads: one backward pass a task. */
  async function rowsOf(
    place: Uploaded,
    prepared: Prepared,
    losses: LossSum,
    over: "parameters" | "representation" | undefined,
    withOwn: boolean,
  ): Promise<{ jacobian: Jacobian | undefined; own: Float32Array[] }> {
    const own = ownZeros();
    const rows = representationRows(network, prepared);
    const jacobian =
      over === "parameters"
        ? { rows: tasks, columns: sizes.shared, data: new Float32Array(tasks * sizes.shared) }
        : undefined;
    await eachStretch(network, place, prepared, async ({ passed, tape }, stretch) => {
      await losses.add(passed.losses);
      if (over === "representation") rows.prepare(passed.representation, stretch);
      for (const [i, task] of prepared.present.entries()) {
        const seen = over === "representation" ? rows.seenBy(task, passed.representation) : [];
        const shared = over === "parameters" ? place.shared : seen;
        const heads = withOwn ? place.own[task]! : [];
        network.backend.use();
        const seeds = (): Seed[] => [{ of: passed.losses[i]!, gradient: scalar(1) }];
        const gradients = backward(tape, seeds, [...shared, ...heads]);
        const first = gradients.slice(0, shared.length);
        if (jacobian) {
          const row = jacobian.data.subarray(task * sizes.shared, (task + 1) * sizes.shared);
          await addParts(backend, row, layouts.shared, first, stretch.from === 0);
        } else if (over === "representation") await rows.put(task, first, stretch);
        await addParts(
          backend,
          own[task]!,
          layouts.own[task]!,
          gradients.slice(shared.length),
          stretch.from === 0,
        );
      }
    });
    return { jacobian: jacobian ?? (over === "representation" ? rows.jacobian() : undefined), own };
  }

  /** A batch, and the seeds of the weighted sum of its losses. */
  const weightedOn = (
    batch: DataSet,
    weights: ArrayLike<number>,
  ): { prepared: Prepared; seedsOf: (losses: readonly Tensor[]) => Seed[] } => {
    checkWeights(weights);
    const prepared = prepare(network, batch);
    return { prepared, seedsOf: (losses) => weighted(losses, prepared.present, weights) };
  };

  return {
    model,
    tasks: model.tasks,
    sizes,

    losses: async (at, batch) => lossesAt(network, at, prepare(network, batch)),

    async outputs(at, batch) {
      const parts: Float32Array[][] = model.tasks.map(() => []);
      const columns: number[] = [];
      await withPlace(network, at, async (place) => {
        for (const stretch of stretches(batch.count, network.microBatch)) {
          network.backend.use();
          const outputs = tidy(() => outputsOf(network, place, batch, stretch));
          (await read(outputs)).forEach((values, task) => {
            columns[task] = outputs[task]!.shape[1]!;
            parts[task]!.push(values);
          });
          dispose(outputs);
        }
      });
      return parts.map((list, task) => {
        const data = new Float32Array(batch.count * columns[task]!);
        let offset = 0;
        for (const values of list) {
          data.set(values, offset);
          offset += values.length;
        }
        return { rows: batch.count, columns: columns[task]!, data };
      });
    },

    async derivatives(at, batch, wanted: Wanted): Promise<Derivatives> {
      const prepared = prepare(network, batch);
      const losses = new LossSum(tasks, prepared.present);
      return withPlace(network, at, async (place) => {
        if (wanted.shared === "gramian" && 4 * tasks * sizes.shared > rowBytes) {
          const gramian = await transposedGramian(network, place, prepared, losses);
          if (!wanted.own) return { losses: losses.checked(network), gramian };
          const again = new LossSum(tasks, prepared.present);
          const { own } = await rowsOf(place, prepared, again, undefined, true);
          return { losses: losses.checked(network), gramian, own };
        }
        const over =
          wanted.shared === "gramian" || wanted.shared === "jacobian" ? "parameters" : wanted.shared;
        const { jacobian, own } = await rowsOf(place, prepared, losses, over, wanted.own === true);
        return {
          losses: losses.checked(network),
          ...(jacobian && (wanted.shared === "gramian" ? { gramian: gramianOf(jacobian) } : { jacobian })),
          ...(wanted.own && { own }),
        };
      });
    },

    async combined(at, batch, weights) {
      const prepared = prepare(network, batch);
      const sums = new LossSum(tasks, prepared.present);
      const chosen = (losses: Float64Array): ArrayLike<number> => {
        const found = typeof weights === "function" ? weights(losses.slice()) : weights;
        checkWeights(found);
        return found;
      };
      // Weights that depend on the losses need those of the whole batch before the first backward pass.
      let known: ArrayLike<number> | undefined;
      if (typeof weights !== "function") known = chosen(sums.values);
      else if (prepared.stretches.length > 1) known = chosen(await lossesAt(network, at, prepared));
      const shared = new Float32Array(sizes.shared);
      const own = ownZeros();
      await withPlace(network, at, (place) =>
        eachStretch(network, place, prepared, async ({ passed, tape }, { from }) => {
          await sums.add(passed.losses);
          const w = known ?? chosen(sums.checked(network));
          network.backend.use();
          const seeds = (): Seed[] => weighted(passed.losses, prepared.present, w);
          const gradients = backward(tape, seeds, [...place.shared, ...place.own.flat()]);
          let next = place.shared.length;
          await addParts(backend, shared, layouts.shared, gradients.slice(0, next), from === 0);
          for (const [task, layout] of layouts.own.entries()) {
            const parts = gradients.slice(next, next + layout.slices.length);
            next += layout.slices.length;
            await addParts(backend, own[task]!, layout, parts, from === 0);
          }
        }),
      );
      return { losses: sums.checked(network), shared, own };
    },

    async hessianVector(at, batch, weights, v) {
      const { prepared, seedsOf } = weightedOn(batch, weights);
      return networkHessianVector(network, at, prepared, seedsOf, v);
    },

    async hessian(at, batch, weights) {
      const { prepared, seedsOf } = weightedOn(batch, weights);
      return networkHessian(network, at, prepared, seedsOf, tapeBytes);
    },
  };
}
