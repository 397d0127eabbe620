import type { DataType, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import { JobError } from "../../../base/index.ts";
import {
  type SlideValues,
  slideFields,
  type TrainingKernels,
  trainingKernels,
} from "../../../kernels/index.ts";

/** The parts of tfjs's WASM backend that its types leave out; its version is pinned. */
interface WasmBackend extends KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
}

/** Our kernels and tfjs's tensors in one memory: kernels read tensors where they lie. */
export interface WasmHeap {
  readonly kernels: TrainingKernels;
  address(tensor: TensorInfo): number;
  /** A new tensor of whatever numbers lie there. */
  output(shape: readonly number[], dtype?: DataType): TensorInfo;
  /** Keeps a tensor's numbers for one owner more. */
  hold(tensor: TensorInfo): void;
  /** Numbers of a tensor, as a view that holds until something is allocated. */
  values(tensor: TensorInfo): Float32Array | Int32Array;
  /** Runs `use` with room for `count` numbers, and frees it. */
  scratch(count: number, use: (address: number) => void): void;
  /** The same, with a slide's fields in memory too. */
  sliding(slide: SlideValues, count: number, use: (slide: number, address: number) => void): void;
}

/** The heap of a started WASM backend. */
export async function wasmHeap(given: KernelBackend): Promise<WasmHeap> {
  const backend = given as WasmBackend;
  const { memory } = backend.wasm.asm;
  const kernels = await trainingKernels(memory);
  const address = (tensor: TensorInfo): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;
  const scratch: WasmHeap["scratch"] = (count, use) => {
    const bytes = 4 * Math.max(4, count);
    const at = backend.wasm._malloc(bytes) >>> 0;
    if (at === 0)
      throw new JobError(`no room for ${bytes} bytes of scratch memory; use a smaller micro-batch`);
    try {
      use(at);
    } finally {
      backend.wasm._free(at);
    }
  };
  return {
    kernels,
    address,
    scratch,
    output: (shape, dtype = "float32") => backend.makeOutput([...shape], dtype),
    hold: ({ dataId }) => backend.incRef(dataId),
    values(tensor) {
      const length = tensor.shape.reduce((product, n) => product * n, 1);
      return tensor.dtype === "int32"
        ? new Int32Array(memory.buffer, address(tensor), length)
        : new Float32Array(memory.buffer, address(tensor), length);
    },
    sliding(slide, count, use) {
      scratch(slideFields.length + 1 + count, (at) => {
        const fields = slideFields.map((field) => slide[field]);
        new Int32Array(memory.buffer, at, fields.length).set(fields);
        use(at, at + 4 * (fields.length + 1));
      });
    },
  };
}
