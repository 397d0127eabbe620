import { bytes } from "./generated/pareto.ts";
import { type KernelInstance, kernelInstance } from "./instance.ts";

/** The functions of `assembly/pareto.entry.ts`; pointers are byte offsets into the memory. */
export interface ParetoExports {
  ranks2Scratch(n: number): number;
  ranks2(points: number, n: number, ranks: number, scratch: number): number;
  ranks3Scratch(n: number): number;
  ranks3(points: number, n: number, ranks: number, scratch: number, budget: bigint): number;
  firstFront3Scratch(n: number): number;
  firstFront3(points: number, n: number, flags: number, scratch: number): void;
  ranksBitsetScratch(n: number, m: number): number;
  ranksBitset(points: number, n: number, m: number, ranks: number, scratch: number): number;
  volume2Scratch(n: number): number;
  volume2(heights: number, n: number, scratch: number): number;
  volume3Scratch(n: number): number;
  volume3(heights: number, n: number, scratch: number): number;
  volume4Scratch(n: number): number;
  volume4(heights: number, n: number, scratch: number): number;
  volumeLimitScratch(n: number, m: number): number;
  volumeLimit(heights: number, n: number, m: number, scratch: number): number;
  contributions2Scratch(n: number): number;
  contributions2(heights: number, n: number, out: number, scratch: number): void;
  contributions3Scratch(n: number): number;
  contributions3(heights: number, n: number, out: number, scratch: number): void;
  contributions4Scratch(n: number): number;
  contributions4(heights: number, n: number, out: number, scratch: number): void;
  contributionsLimitScratch(n: number, m: number): number;
  contributionsLimit(
    heights: number,
    n: number,
    m: number,
    asked: number,
    out: number,
    scratch: number,
  ): void;
}

export type ParetoKernel = KernelInstance<ParetoExports>;

/** The kernels, or `undefined` where the plain twins have to do. */
export const paretoKernel: () => ParetoKernel | undefined = kernelInstance<ParetoExports>(bytes);
