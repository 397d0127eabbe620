import {
  AvgPoolGrad,
  BatchMatMul,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  Identity,
  type KernelBackend,
  type KernelFunc,
  MaxPoolGrad,
  registerKernel,
  Sum,
  type TensorInfo,
  Tile,
  UnsortedSegmentSum,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { InputError } from "../../../base/index.ts";
import { ActivationGradient, BiasActivation, CrossEntropy, CrossEntropyGradient, Dense } from "./fused.ts";
import { MaxPoolPick } from "./max-pool-pick.ts";
import { convolution, filterGradient, inputGradient } from "./wasm-convolution.ts";
import {
  activationGradient,
  biasActivation,
  crossEntropy,
  crossEntropyGradient,
  dense,
} from "./wasm-fused.ts";
import { type WasmHeap, wasmHeap } from "./wasm-heap.ts";
import { matrixProduct } from "./wasm-matrix.ts";
import { averagePoolGradient, maxPoolGradient, maxPoolPick } from "./wasm-pool.ts";
import { leadingSum, sameNumbers, segmentSum, tiled } from "./wasm-rows.ts";

/**
 * Registers what tfjs's WASM backend lacks for training or has only slowly: gradients of convolutions and pools,
 * products of transposed matrices, sums by segment, convolutions of few channels, copies that copy nothing. Gives the heap that they work on.
 */
export async function registerWasmKernels(backend: KernelBackend): Promise<WasmHeap> {
  const heap = await wasmHeap(backend);
  const replace = (kernelName: string, make: (original: KernelFunc) => KernelFunc): void => {
    const before = getKernel(kernelName, "wasm");
    if (before) unregisterKernel(kernelName, "wasm");
    const missing: KernelFunc = (): TensorInfo => {
      throw new InputError(`tfjs's wasm backend has no ${kernelName}`);
    };
    registerKernel({
      ...before,
      kernelName,
      backendName: "wasm",
      kernelFunc: make(before?.kernelFunc ?? missing),
    });
  };
  replace(Identity, (original) => sameNumbers(heap, original));
  replace(Conv2D, (original) => convolution(heap, original));
  replace(Conv2DBackpropFilter, () => filterGradient(heap));
  replace(Conv2DBackpropInput, () => inputGradient(heap));
  replace(BatchMatMul, (original) => matrixProduct(heap, original));
  replace(MaxPoolGrad, () => maxPoolGradient(heap));
  replace(MaxPoolPick, () => maxPoolPick(heap));
  replace(AvgPoolGrad, () => averagePoolGradient(heap));
  replace(Sum, (original) => leadingSum(heap, original));
  replace(Tile, (original) => tiled(heap, original));
  replace(UnsortedSegmentSum, () => segmentSum(heap));
  replace(Dense, () => dense(heap));
  replace(BiasActivation, () => biasActivation(heap));
  replace(ActivationGradient, () => activationGradient(heap));
  replace(CrossEntropy, () => crossEntropy(heap));
  replace(CrossEntropyGradient, () => crossEntropyGradient(heap));
  return heap;
}
