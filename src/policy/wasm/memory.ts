import {
  type PolicyKernels,
  type PolicyKernelVariant,
  policyBase,
  policyKernels,
} from "../../kernels/index.ts";
import { MemoryError } from "../device.ts";

const pageBytes = 65_536;
const mostPages = 65_536;

/** Bytes a 32-bit WebAssembly memory can hold. */
export const mostBytes: number = pageBytes * mostPages;

/**
 * One memory with its kernels. Addresses are given out from the bottom up; `release` takes back all above a mark, so
 * what lives long lies low.
 */
export class KernelMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages });
  readonly kernels: PolicyKernels;
  /** Views of the whole memory; replaced when it grows. */
  f32: Float32Array = new Float32Array(this.memory.buffer);
  f64: Float64Array = new Float64Array(this.memory.buffer);
  i32: Int32Array = new Int32Array(this.memory.buffer);
  private top = policyBase;

  constructor(variant: PolicyKernelVariant = "exact") {
    this.kernels = policyKernels(this.memory, variant);
  }

  get mark(): number {
    return this.top;
  }

  release(mark: number): void {
    this.top = mark;
  }

  /** The address of `bytes` fresh bytes, a multiple of 64; their content is whatever was there. */
  take(bytes: number, purpose: string): number {
    const address = this.top;
    const end = Math.ceil((address + bytes) / 64) * 64;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.grow(missing, purpose, end);
    this.top = end;
    return address;
  }

  private grow(pages: number, purpose: string, end: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      const mebibytes = Math.ceil(end / 2 ** 20);
      throw new MemoryError(
        `wasm: ${purpose} would need ${mebibytes} MiB of memory in all, which this machine does not give (the bound is 4096); load fewer members at a time`,
      );
    }
    this.f32 = new Float32Array(this.memory.buffer);
    this.f64 = new Float64Array(this.memory.buffer);
    this.i32 = new Int32Array(this.memory.buffer);
  }
}
