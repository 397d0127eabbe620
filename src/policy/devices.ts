import { type Registry, registry } from "../base/index.ts";
import type { Device } from "./device.ts";
import { wasmDevice } from "./wasm-device.ts";

/** The places where networks can run, by the id that a config names. */
export const devices: Registry<Device> = registry<Device>("device", { wasm: wasmDevice });
