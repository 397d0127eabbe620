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
