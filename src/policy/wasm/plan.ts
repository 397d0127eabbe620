import { layoutOf, type ParameterEntry, type ParameterLayout } from "../layout.ts";
import type { ActivationName, NetworkDescription } from "../network.ts";
import { type ConvLayer, type NormLayer, type ShapedLayer, type ShapedNetwork, shapesOf } from "../shapes.ts";

/** How the kernels number kinds of stages and activations. */
const kinds = { dense: 0, conv2d: 1, elementwise: 2 } as const;
const activations: Readonly<Record<ActivationName, number>> = { identity: 0, relu: 1, tanh: 2 };

/** A virtual batch norm within a stage. */
export interface StageNorm {
  readonly shift: ParameterEntry;
  readonly epsilon: number;
}

/**
 * Layers that run as one step: a product (or none), then a virtual batch norm, then an activation. Sizes are
 * numbers of values.
 */
export interface StagePlan {
  readonly kind: number;
  readonly inputs: number;
  readonly outputs: number;
  /** `outputs`, rounded up to a multiple of 8: how long rows of weights and per-member vectors are. */
  readonly columns: number;
  readonly positions: number;
  readonly activation: number;
  readonly weight: ParameterEntry | null;
  readonly bias: ParameterEntry | null;
  readonly norm: StageNorm | null;
  readonly convolution: ConvLayer | null;
  /** Values from one lane's output to the next one's. */
  readonly outStride: number;
}

/** A network as the stages that run it. */
export interface NetworkPlan {
  readonly shaped: ShapedNetwork;
  readonly layout: ParameterLayout;
  readonly stages: readonly StagePlan[];
}

export const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

type Base = Omit<StagePlan, "activation" | "norm">;

function baseOf(
  layer: ShapedLayer,
  shape: readonly number[],
  entry: (kind: string) => ParameterEntry | null,
): Base {
  const outputs =
    layer.kind === "dense" ? layer.units : layer.kind === "conv2d" ? layer.filters : shape.at(-1)!;
  const size = shape.reduce((product, n) => product * n, 1);
  const columns = roundUp(outputs, 8);
  const weight = entry("weight");
  return {
    kind: layer.kind === "dense" || layer.kind === "conv2d" ? kinds[layer.kind] : kinds.elementwise,
    inputs: weight?.matrix?.rows ?? outputs,
    outputs,
    columns,
    positions: size / outputs,
    weight,
    bias: entry("bias"),
    convolution: layer.kind === "conv2d" ? layer : null,
    // Products write whole groups of 8 columns, so a dense row has room for them.
    outStride: layer.kind === "dense" ? columns : roundUp(size, 4),
  };
}

/** The stages of a network. Throws a `ShapeError` where its layers do not fit together. */
export function planOf(network: NetworkDescription): NetworkPlan {
  const shaped = shapesOf(network);
  const layout = layoutOf(network);
  const entries = new Map(layout.entries.map((entry) => [entry.name, entry]));
  const stages: StagePlan[] = [];
  const layers = shaped.layers
    .map((layer, i) => ({ layer, i }))
    .filter(({ layer }) => layer.kind !== "flatten");
  for (let at = 0; at < layers.length; ) {
    const { layer, i } = layers[at]!;
    const base = baseOf(layer, shaped.shapes[i]!, (kind) => entries.get(`${i}.${kind}`) ?? null);
    if (layer.kind === "dense" || layer.kind === "conv2d") at++;
    let norm: StageNorm | null = null;
    const next = layers[at];
    if (next?.layer.kind === "virtual-batch-norm" && next.layer.channels === base.outputs) {
      norm = { shift: entries.get(`${next.i}.shift`)!, epsilon: (next.layer as NormLayer).epsilon };
      at++;
    }
    const last = layers[at]?.layer;
    if (last?.kind === "activation") at++;
    stages.push({ ...base, norm, activation: last?.kind === "activation" ? activations[last.function] : 0 });
  }
  if (stages.length === 0) stages.push(identityOf(shaped));
  return { shaped, layout, stages };
}

/** The one stage of a network that only flattens. */
function identityOf(shaped: ShapedNetwork): StagePlan {
  const layer: ShapedLayer = { kind: "activation", function: "identity", size: shaped.inputSize };
  return { ...baseOf(layer, [shaped.inputSize], () => null), norm: null, activation: 0 };
}
