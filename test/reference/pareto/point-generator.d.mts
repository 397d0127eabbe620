export function mulberry32(seed: number): () => number;
export function generatePoints(options: { kind: string; n: number; m: number; seed: number; k?: number }): Float64Array;
