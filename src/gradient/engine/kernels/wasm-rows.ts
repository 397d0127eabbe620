import type {
  KernelFunc,
  SumAttrs,
  TensorInfo,
  TileAttrs,
  UnsortedSegmentSumAttrs,
} from "@tensorflow/tfjs-core";
import { product } from "./sizes.ts";
import type { WasmHeap } from "./wasm-heap.ts";

/**
 * A copy that shares its numbers: tensors are never written to, and they are freed with the last that has them. Every
 * tensor that an operation keeps for its gradient is such a copy.
 */
export function sameNumbers(heap: WasmHeap, original: KernelFunc): KernelFunc {
  return (params) => {
    const { x } = params.inputs as Record<"x", TensorInfo>;
    if (x.dtype === "string") return original(params);
    heap.hold(x);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  };
}

/** Rows added up by the segment that each belongs to: the gradient of taking rows by their index. */
export function segmentSum(heap: WasmHeap): KernelFunc {
  return ({ inputs, attrs }) => {
    const { x, segmentIds } = inputs as Record<"x" | "segmentIds", TensorInfo>;
    const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs;
    const out = heap.output([numSegments, ...x.shape.slice(1)]);
    const sums = heap.values(out).fill(0);
    const values = heap.values(x);
    const width = product(x.shape.slice(1));
    heap.values(segmentIds).forEach((segment, row) => {
      if (segment < 0 || segment >= numSegments) return;
      for (let j = 0; j < width; j++) sums[segment * width + j]! += values[row * width + j]!;
    });
    return out;
  };
}

/** Sums over the first axes, as of a bias's gradient, for which tfjs's WASM first transposes; others are left to it. */
export function leadingSum(heap: WasmHeap, original: KernelFunc): KernelFunc {
  return (params) => {
    const { x } = params.inputs as Record<"x", TensorInfo>;
    const { axis, keepDims } = params.attrs as unknown as SumAttrs;
    const axes = new Set([axis ?? []].flat().map((each) => (each < 0 ? each + x.shape.length : each)));
    const leads = [...axes].every((each) => each < axes.size) && axes.size > 0 && axes.size < x.shape.length;
    if (!leads || x.dtype !== "float32") return original(params);
    const rest = x.shape.slice(axes.size);
    const out = heap.output(keepDims ? [...x.shape.slice(0, axes.size).fill(1), ...rest] : rest);
    heap.kernels.sumRows(
      heap.address(x),
      product(x.shape.slice(0, axes.size)),
      product(rest),
      heap.address(out),
    );
    return out;
  };
}

/** Each of `count` blocks of `size` numbers `times` times over. */
function repeated<Numbers extends Float32Array | Int32Array>(
  values: Numbers,
  count: number,
  size: number,
  times: number,
): Numbers {
  const out = new (values.constructor as new (length: number) => Numbers)(count * size * times);
  for (let i = 0; i < count; i++) {
    const start = i * size * times;
    const end = start + size * times;
    if (size === 1) {
      out.fill(values[i]!, start, end);
      continue;
    }
    out.set(values.subarray(i * size, (i + 1) * size), start);
    // Twice as much with every copy.
    for (let filled = size; start + filled < end; filled *= 2) {
      out.copyWithin(start + filled, start, Math.min(start + filled, end - filled));
    }
  }
  return out;
}

/** Repeats along axes, the last first, so that blocks grow: where a sum's gradient goes back. tfjs goes one by one. */
export function tiled(heap: WasmHeap, original: KernelFunc): KernelFunc {
  return (params) => {
    const { x } = params.inputs as Record<"x", TensorInfo>;
    const { reps } = params.attrs as unknown as TileAttrs;
    if (!["float32", "int32"].includes(x.dtype)) return original(params);
    const shape = x.shape.map((size, axis) => size * reps[axis]!);
    const out = heap.output(shape, x.dtype);
    let values = heap.values(x);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (reps[axis] === 1) continue;
      const count = product(x.shape.slice(0, axis));
      values = repeated(values, count, values.length / count, reps[axis]!);
    }
    heap.values(out).set(values);
    return out;
  };
}
