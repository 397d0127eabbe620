import { noiseTable } from "../../random/index.ts";
import type { KernelMemory } from "./memory.ts";

/** Copies the noise table into a memory; the answer is its address. */
export function placeNoiseTable(memory: KernelMemory): number {
  const values = noiseTable();
  const address = memory.take(values.byteLength, "the noise table");
  memory.f32.set(values, address / 4);
  return address;
}
