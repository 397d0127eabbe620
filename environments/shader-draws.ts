/** Draws of environments in WGSL: one word each, true exactly where `Stream.chance` is. */

/** word / 2^32 < p just where word < ceil(2^32 p), for the product is exact. */
const boundOf = (p: number): number => Math.ceil(p * 2 ** 32);

/** WGSL of the least word that stands for a uniform number not below `p`, for p < 1. */
export const bound = (p: number): string => `${boundOf(p)}u`;

/** WGSL that is true with probability `p`. */
export const chance = (p: number): string =>
  boundOf(p) >= 2 ** 32 ? "(word() <= 0xffffffffu)" : `(word() < ${bound(p)})`;

/** WGSL of a constant array of the bounds of probabilities below 1; `word() < NAME[i]` is true with the i-th. */
export function chances(name: string, probabilities: readonly number[]): string {
  const bounds = probabilities.map(bound);
  return `const ${name} = array<u32, ${bounds.length}>(${bounds.join(", ")});`;
}
