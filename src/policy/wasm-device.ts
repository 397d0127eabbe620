import { preparePolicyKernels } from "../kernels/index.ts";
import type { Device } from "./device.ts";
import { WasmRunner } from "./wasm/index.ts";

/**
 * The CPU's SIMD units by WebAssembly: the same bits on every machine. Compiles at the first runner, synchronously;
 * on a browser's main thread await `prepareWasmDevice` first.
 */
export const wasmDevice: Device = {
  id: "wasm",
  title: "the processor's SIMD units, by WebAssembly; the same bits on every machine",
  runner: (network) => new WasmRunner(network),
};

/** The same device, compiled without blocking. */
export async function prepareWasmDevice(): Promise<Device> {
  await preparePolicyKernels();
  return wasmDevice;
}
