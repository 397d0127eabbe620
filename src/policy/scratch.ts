import { KernelMemory } from "./wasm/memory.ts";
import { placeNoiseTable } from "./wasm/noise-table.ts";

/** The kernels' memory, and the address of the noise table in it. */
export interface Scratch {
  readonly memory: KernelMemory;
  readonly table: number;
}

/** Kept, since a search comes back each generation; what is above the mark is free. */
let scratch: (Scratch & { readonly mark: number }) | undefined;
/** Memory that a call left larger than this is dropped after it. */
const keptBytes = 2 ** 28;

function freshScratch(): Scratch & { readonly mark: number } {
  const memory = new KernelMemory();
  const table = placeNoiseTable(memory);
  return { memory, table, mark: memory.mark };
}

/** What `use` makes with kernels in memory of its own, apart from any device's. Not to be called within itself. */
export function withScratch<T>(use: (scratch: Scratch) => T): T {
  scratch ??= freshScratch();
  const { memory } = scratch;
  memory.release(scratch.mark);
  const answer = use(scratch);
  if (memory.f64.byteLength > keptBytes) scratch = undefined;
  return answer;
}
