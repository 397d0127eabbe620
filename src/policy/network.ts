/**
 * A network as data. Activations are kept height x width x channels (row-major, channels last); a weight has its
 * input dimensions first and its output dimension last, so a layer is `x W`.
 */
export type LayerDescription =
  | { readonly kind: "dense"; readonly units: number; readonly bias?: boolean }
  | {
      readonly kind: "conv2d";
      readonly filters: number;
      /** Height and width of the kernel. */
      readonly kernel: readonly [number, number];
      /** Steps between outputs, for both directions. Default 1. */
      readonly stride?: number;
      /** `same` pads as TensorFlow does (output = ceil(input / stride)). Default `same`. */
      readonly padding?: "same" | "valid";
      readonly bias?: boolean;
    }
  | { readonly kind: "flatten" }
  | { readonly kind: "activation"; readonly function: ActivationName }
  /**
   * Virtual batch norm (Salimans et al. 2017): mean and variance of each channel over a fixed reference batch of
   * the task, under the same weights, then a learned shift (initially 0), no scale.
   */
  | { readonly kind: "virtual-batch-norm"; readonly epsilon?: number };

export type ActivationName = "tanh" | "relu" | "identity";

/** The network from an observation of `input` shape to the values of its last layer. */
export interface NetworkDescription {
  readonly input: readonly number[];
  readonly layers: readonly LayerDescription[];
}
