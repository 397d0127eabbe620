import type { NetworkDescription } from "./network.ts";
import { type ShapedLayer, shapesOf } from "./shapes.ts";

/** One stretch of the parameter vector. */
export interface ParameterEntry {
  /** `<layer number>.<weight | bias | shift>`, as in "0.weight". */
  readonly name: string;
  /** Dense weight: inputs x units. Convolution: height x width x channels x filters. Vectors: length. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** How the vector is noised: as a matrix of `rows` x `columns` (low rank where asked for), or as a vector. */
  readonly matrix: { readonly rows: number; readonly columns: number } | null;
}

/** Where each parameter lies in the vector. */
export interface ParameterLayout {
  readonly size: number;
  readonly entries: readonly ParameterEntry[];
}

type Part = Pick<ParameterEntry, "name" | "shape" | "matrix">;

/** A layer's parameters, in the order in which they lie in the vector. */
function partsOf(layer: ShapedLayer, i: number): Part[] {
  if (layer.kind === "virtual-batch-norm")
    return [{ name: `${i}.shift`, shape: [layer.channels], matrix: null }];
  if (layer.kind !== "dense" && layer.kind !== "conv2d") return [];
  const columns = layer.kind === "dense" ? layer.units : layer.filters;
  const inputs =
    layer.kind === "dense" ? [layer.inputs] : [layer.kernelHeight, layer.kernelWidth, layer.channels];
  const rows = inputs.reduce((size, n) => size * n, 1);
  const weight: Part = { name: `${i}.weight`, shape: [...inputs, columns], matrix: { rows, columns } };
  return layer.bias ? [weight, { name: `${i}.bias`, shape: [columns], matrix: null }] : [weight];
}

/** The layout of a network's parameters, layer after layer. Throws a `ShapeError` where layers do not fit. */
export function layoutOf(network: NetworkDescription): ParameterLayout {
  const entries: ParameterEntry[] = [];
  let offset = 0;
  shapesOf(network).layers.forEach((layer, i) => {
    for (const part of partsOf(layer, i)) {
      const size = part.shape.reduce((product, n) => product * n, 1);
      entries.push({ ...part, offset, size });
      offset += size;
    }
  });
  return { size: offset, entries };
}
