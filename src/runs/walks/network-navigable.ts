/** Networks of runs on data sets, as something to walk on: all parameters of any architecture, or a strategy's network. */
import { JobError } from "../../base/index.ts";
import { type DataSet, examplesAt, type Splits, targetOf } from "../../data/index.ts";
import { outputSlices } from "../../evaluation/index.ts";
import {
  type BackendId,
  createModel,
  fromNetwork,
  type Model,
  type NavigatorProblem,
  type NavigatorSettings,
  type NetworkSource,
  networkSource,
  sharedModel,
  startBackend,
  vectorLayout,
} from "../../gradient/index.ts";
import { decodePolicy, decodeSafetensors, encodePolicy, encodeSafetensors } from "../../policy/index.ts";
import type { NamedTensors } from "../config/gradient.ts";
import type { Chosen } from "../config/index.ts";

/** A task of a run, as its resolved config has it. */
export interface NetworkTask {
  readonly id: string;
  readonly target: string;
  readonly loss: string;
}

/** A network whose parameters are one vector, with its files. */
export interface OneVector {
  readonly model: Model;
  /** The vector in a policy's file. */
  read(bytes: Uint8Array): Float64Array;
  write(x: Float64Array): Uint8Array;
}

const f64 = (values: ArrayLike<number>): Float64Array => Float64Array.from(values);

/** An architecture as a gradient arm trained it; its files have tensors by name. */
export function architectureVector(chosen: Chosen, tasks: readonly NetworkTask[], splits: Splits): OneVector {
  const { id, ...options } = chosen;
  const targets = tasks.map((task) => ({ id: task.id, outputs: targetOf(splits.train, task.target).size }));
  const model = sharedModel(createModel(id, options, { input: splits.train.shape, tasks: targets }));
  const layout = vectorLayout(model.shared);
  return {
    model,
    read(bytes) {
      const { tensors } = decodeSafetensors(bytes);
      const x = new Float64Array(layout.size);
      for (const { name, offset, size } of layout.slices) {
        const found = tensors[name];
        if (found?.data.length !== size) {
          throw new JobError(
            `policy: expected ${size} values of "${name}", found ${found?.data.length ?? "none"}; the file is of another network`,
          );
        }
        x.set(f64(found.data as ArrayLike<number>), offset);
      }
      return x;
    },
    write(x) {
      const tensors: Record<string, NamedTensors[string]> = {};
      for (const { name, shape, offset, size } of layout.slices) {
        tensors[name] = { shape, data: Float32Array.from(x.subarray(offset, offset + size)) };
      }
      return encodeSafetensors({ tensors, metadata: {} });
    },
  };
}

/** The network that a strategy searched: gradients take over its parameters in their own order. */
export function policyVector(example: Uint8Array, tasks: readonly NetworkTask[], splits: Splits): OneVector {
  const { network } = decodePolicy(example);
  const slices = outputSlices(tasks.map(({ target }) => targetOf(splits.train, target).size));
  const { model } = fromNetwork(
    network,
    tasks.map(({ id }, i) => ({ id, from: slices[i]!.from, size: slices[i]!.count })),
    { heads: "shared" },
  );
  return {
    model,
    read: (bytes) => decodePolicy(bytes).parameters,
    write: (parameters) => encodePolicy({ network, parameters, metadata: {} }),
  };
}

export interface NetworkWalkOptions {
  /** Training examples that gradients are taken and line searches made on. Default 4096. */
  readonly examples?: number | undefined;
  /** Of these, how many Hessian-vector products are taken on. Default 256. */
  readonly curvatureExamples?: number | undefined;
  readonly backend?: string | undefined;
  readonly products?: "exact" | "differences" | undefined;
}

/** What a navigator of a network does where its user says nothing: as PPE's deep code, at gradients of few examples. */
export const networkSettings: NavigatorSettings = {
  stationary: 0.2,
  corrected: 0.1,
  damping: 0.1,
  tolerance: 1e-2,
  maxIterations: 25,
  rank: 1e-3,
  normalise: true,
  step: 0.03,
  corrector: "mgda",
  descentSteps: 10,
  trust: 1,
  leastStep: 1e-6,
  repeats: 10,
  corner: 0.99,
};

/** The first examples of a part. */
const firstOf = (data: DataSet, count: number): DataSet =>
  count >= data.count
    ? data
    : examplesAt(
        data,
        Array.from({ length: count }, (_, i) => i),
      );

/** Losses on training examples to step on, and on the validation examples to judge by. */
export async function networkProblem(
  { model }: Pick<OneVector, "model">,
  tasks: readonly NetworkTask[],
  splits: Splits,
  { examples = 4096, curvatureExamples = 256, backend = "auto", products }: NetworkWalkOptions,
): Promise<NavigatorProblem<DataSet>> {
  const started = await startBackend(backend as BackendId | "auto");
  const common = {
    model,
    backend: started,
    losses: tasks.map(({ loss }) => loss),
    targets: tasks.map(({ target }) => target),
  };
  const source: NetworkSource = networkSource({ ...common, microBatch: 256 });
  const looking = networkSource({ ...common, microBatch: 500 });
  const batch = firstOf(splits.train, examples);
  const curvature = firstOf(splits.train, Math.min(curvatureExamples, batch.count));
  const own = tasks.map(() => new Float64Array(0));
  return {
    source,
    batch,
    examples: batch.count,
    curvature: { batch: curvature, examples: curvature.count },
    products,
    judged: (x) => looking.losses({ shared: x, own }, splits.validation),
  };
}
