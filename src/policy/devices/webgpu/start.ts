import { JobError } from "../../../base/index.ts";
import type { Device, DeviceEntry } from "../../device.ts";
import { optionalPackage } from "../optional-package.ts";
import type { Gpu, GpuAdapter } from "./api.ts";
import { Card } from "./card.ts";
import { GpuRunner } from "./runner.ts";

const install = "npm install webgpu@0.6.2";

/** Limits asked for beyond the least that every GPU has: as much as this one gives. */
const raised = ["maxBufferSize", "maxStorageBufferBindingSize"];

let interfaceOfNode: Promise<Gpu> | undefined;

const scope = globalThis as {
  readonly navigator?: { readonly gpu?: Gpu };
  readonly process?: { readonly versions?: { readonly node?: string } };
};

/** Node can load a package; a page has what its browser has. */
const isNode = (): boolean => scope.process?.versions?.node !== undefined;

/** The browser's own interface, else that of the `webgpu` package, made once. */
async function gpuHere(): Promise<Gpu> {
  if (scope.navigator?.gpu) return scope.navigator.gpu;
  if (!isNode()) {
    throw new JobError(
      "webgpu: this page has no WebGPU; open it over https or from localhost, in a browser that has it",
    );
  }
  interfaceOfNode ??= optionalPackage<{ create(options: string[]): Gpu }>("webgpu", "webgpu", install).then(
    ({ create }) => create([]),
  );
  interfaceOfNode.catch(() => {
    interfaceOfNode = undefined;
  });
  return interfaceOfNode;
}

async function adapterHere(): Promise<GpuAdapter> {
  const gpu = await gpuHere();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter) return adapter;
  if (!isNode()) {
    throw new JobError(
      "webgpu: the browser offers no GPU; turn its graphics acceleration on, or start Chromium with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader for one in software",
    );
  }
  throw new JobError(
    "webgpu: no GPU driver was found (Vulkan, Metal or Direct3D 12); install the GPU's driver (one in software comes with Debian's chromium: set LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json)",
  );
}

/** Drivers that work out on the processor what a GPU would. */
const software = /swiftshader|llvmpipe|lavapipe|basic render/i;

let current: Promise<{ device: Device; card: Card }> | undefined;

async function started(): Promise<{ device: Device; card: Card }> {
  const adapter = await adapterHere();
  const requiredLimits = Object.fromEntries(raised.map((name) => [name, adapter.limits[name]!]));
  const card = new Card(await adapter.requestDevice({ requiredLimits }));
  const { description, device: model, vendor, architecture } = adapter.info;
  const name = model || [vendor, architecture].filter(Boolean).join(" ") || "a GPU that tells no name";
  const detail = description ? `${name} (${description})` : name;
  const device: Device = {
    id: "webgpu",
    detail,
    perThread: false,
    isSoftware: adapter.info.isFallbackAdapter === true || software.test(`${detail} ${architecture}`),
    runner: (network) => new GpuRunner(card, network),
  };
  return { device, card };
}

/** The device, one for the process; started anew where it has been lost. */
export const webgpu: DeviceEntry = {
  title: "a GPU by WebGPU: the browser's, or Vulkan, Metal and Direct3D 12 by the package webgpu",
  async start() {
    if (current !== undefined && (await current.catch(() => undefined))?.card.isLost !== false)
      current = undefined;
    current ??= started();
    return (await current).device;
  },
};

/** What the started device is made of, for tests of its parts. Throws as `start` does. */
export async function startedCard(): Promise<Card> {
  await webgpu.start();
  return (await current!).card;
}

/** Ends the started device's life as a reset of the GPU does, for tests of what follows. */
export async function loseWebgpu(): Promise<void> {
  (await current)?.card.destroy();
}
