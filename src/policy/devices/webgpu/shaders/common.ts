/** What all kernels begin with, and how they come by a member's numbers. */
import type { ParameterEntry } from "../../../layout.ts";
import type { ActivationName } from "../../../network.ts";

/**
 * The numbers of a step, in the order in which they lie in its buffer (see `stepWords`): lanes, the first loaded member,
 * how often inputs repeat over the lanes, the first member of a stretch, sigma, rows of reference, the population's key.
 */
const step = `struct Step {
  lanes: u32, first: u32, period: u32, base: u32,
  sigma: f32, rows: u32, key0: u32, key1: u32,
}
@group(0) @binding(0) var<uniform> step: Step;`;

export const stepBytes = 32;

/** The declarations of every kernel. `out` is what it writes. */
export const header: string = `${step}
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read> noise: array<f32>;
@group(0) @binding(4) var<storage, read> members: array<u32>;
@group(0) @binding(5) var<storage, read> norms: array<f32>;
@group(0) @binding(6) var<storage, read> extra: array<f32>;
@group(0) @binding(7) var<storage, read_write> result: array<f32>;
`;

/** Workgroups go into two dimensions, since one holds 65,535: this is the place of one among all. */
export const gridSide = 65_535;
export const flatGroup: string = `(group.y * ${gridSide}u + group.x)`;

/** The dispatch that covers `groups` workgroups. */
export const grid = (groups: number): readonly [number, number] => [
  Math.max(1, Math.min(groups, gridSide)),
  Math.max(1, Math.ceil(groups / gridSide)),
];

/**
 * How members come by their parameters: all share the centre and have factors of their own (`low-rank`), all share one
 * vector (`single`), or each has a vector of its own (`own`). `places` are those of the entries in a pair's noise.
 */
export type Mode =
  | {
      readonly kind: "low-rank";
      readonly rank: number;
      readonly length: number;
      readonly places: ReadonlyMap<string, number>;
    }
  | { readonly kind: "single" }
  | { readonly kind: "own"; readonly size: number };

/** The sign of a member's noise: candidates 2k and 2k + 1 are an antithetic pair. */
export const signed = (scale: number): string =>
  `select(${scale}f, -${scale}f, (member & 1u) == 1u) * step.sigma`;

/** Where the noise of a member's pair begins. */
export const pairBase = (length: number): string => `((member >> 1u) - (step.first >> 1u)) * ${length}u`;

/** Value `index` of a vector of a member's parameters, for a kernel that has `member`. */
export function vectorValue(mode: Mode, entry: ParameterEntry, index: string): string {
  const shared = `parameters[${entry.offset}u + ${index}]`;
  if (mode.kind === "single") return shared;
  if (mode.kind === "own")
    return `parameters[(member - step.first) * ${mode.size}u + ${entry.offset}u + ${index}]`;
  const place = mode.places.get(entry.name)!;
  return `(${shared} + ${signed(1)} * noise[${pairBase(mode.length)} + ${place}u + ${index}])`;
}

/**
 * The activation of `v`. The hyperbolic tangent is that of the WebAssembly kernels (`tanh4`), since WGSL's own may be off
 * by 1e-5. NaN stays NaN.
 */
export function activated(activation: number, v: string): string {
  const name = (["identity", "relu", "tanh", "sigmoid"] as const satisfies readonly ActivationName[])[
    activation
  ]!;
  if (name === "relu") return `select(${v}, 0.0, ${v} < 0.0)`;
  return name === "identity" ? v : `${name === "tanh" ? "tanhOf" : "sigmoidOf"}(${v})`;
}

export const activationFunctions: string = `
fn tanhOf(v: f32) -> f32 {
  let x = clamp(v, -9.0, 9.0);
  let s = x * x;
  let p = ((s - 1096.0576) * s - 403497.31) * s - 14221236.0;
  let q = (-29939.98 * s - 3177198.5) * s - 28442472.0;
  let xp = x * p;
  let t = clamp(2.0 * xp * q / (q * q + xp * xp), -1.0, 1.0);
  // Compilers may take it that v equals itself; the bits of a NaN tell.
  return select(t, v, (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u);
}
fn sigmoidOf(v: f32) -> f32 { return 0.5 + 0.5 * tanhOf(0.5 * v); }
`;
