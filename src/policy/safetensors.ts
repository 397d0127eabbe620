/**
 * The safetensors format (Hugging Face): eight bytes with the header's length (little-endian), a JSON header of
 * names, element types, shapes and byte ranges, then the bytes of all tensors without gaps. Readers exist for
 * every framework.
 */
import { InputError } from "../base/index.ts";

/** Values with their shape, as row-major numbers of one element type. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Named tensors, and text about them. */
export interface Tensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const types = {
  F64: { bytes: 8, array: Float64Array },
  F32: { bytes: 4, array: Float32Array },
  I32: { bytes: 4, array: Int32Array },
  U8: { bytes: 1, array: Uint8Array },
} as const;
type ElementType = keyof typeof types;

const metadataName = "__metadata__";
/** The bound of the reference implementation. */
const longestHeader = 100_000_000;

function elementTypeOf(data: Tensor["data"]): ElementType {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int32Array ? "I32" : "U8";
}

const sizeOfShape = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * The file's bytes. Tensors lie in order of element size, then of name, so each starts at a multiple of its element
 * size and the same content gives the same bytes. Throws an `InputError` where data and shape disagree.
 */
export function encodeSafetensors(content: Tensors): Uint8Array {
  const names = Object.keys(content.tensors);
  const typed = names.map((name) => ({ name, tensor: content.tensors[name]! }));
  typed.sort(
    (a, b) => b.tensor.data.BYTES_PER_ELEMENT - a.tensor.data.BYTES_PER_ELEMENT || (a.name < b.name ? -1 : 1),
  );
  const header: [string, unknown][] = [];
  if (Object.keys(content.metadata).length > 0) header.push([metadataName, content.metadata]);
  let end = 0;
  for (const { name, tensor } of typed) {
    if (name === metadataName) throw new InputError(`safetensors: a tensor may not be named ${metadataName}`);
    if (sizeOfShape(tensor.shape) !== tensor.data.length) {
      throw new InputError(
        `safetensors: tensor "${name}" has shape [${tensor.shape}] but ${tensor.data.length} values`,
      );
    }
    const start = end;
    end += tensor.data.byteLength;
    const described = {
      dtype: elementTypeOf(tensor.data),
      shape: [...tensor.shape],
      data_offsets: [start, end],
    };
    header.push([name, described]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  let at = 8 + headerLength;
  for (const { tensor } of typed) {
    writeLittleEndian(bytes, at, tensor.data);
    at += tensor.data.byteLength;
  }
  return bytes;
}

function writeLittleEndian(bytes: Uint8Array, at: number, data: Tensor["data"]): void {
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  if (!littleEndian) swap(bytes.subarray(at, at + data.byteLength), data.BYTES_PER_ELEMENT);
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swap(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

function fail(reason: string): never {
  throw new InputError(`safetensors: ${reason}; the file is damaged or not a safetensors file`);
}

function headerOf(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) fail(`expected at least 8 bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) fail(`the header claims ${length} bytes, more than ${longestHeader}`);
  if (8 + length > bytes.length) fail(`the header claims ${length} bytes but ${bytes.length - 8} follow`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    fail("the header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    fail("the header is not an object");
  return { header: header as Record<string, unknown>, data: bytes.subarray(8 + length) };
}

function metadataOf(given: unknown): Record<string, string> {
  if (given === undefined) return {};
  const isText =
    typeof given === "object" && given !== null && Object.values(given).every((v) => typeof v === "string");
  return isText ? (given as Record<string, string>) : fail(`${metadataName} must map names to texts`);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

interface Range {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function rangeOf(name: string, entry: unknown, available: number): Range {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (!Array.isArray(shape) || !shape.every(isCount)) fail(`tensor "${name}" has no shape of whole numbers`);
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every(isCount) ||
    offsets[0]! > offsets[1]!
  ) {
    fail(`tensor "${name}" has no data_offsets [start, end]`);
  }
  if (typeof dtype !== "string" || !Object.hasOwn(types, dtype)) {
    throw new InputError(
      `safetensors: tensor "${name}" has type ${String(dtype)}; known: ${Object.keys(types).join(", ")}`,
    );
  }
  const type = dtype as ElementType;
  const [start, end] = offsets as [number, number];
  if (end > available) fail(`tensor "${name}" ends at byte ${end} of ${available}`);
  const expected = sizeOfShape(shape) * types[type].bytes;
  if (end - start !== expected)
    fail(`tensor "${name}" of shape [${shape}] needs ${expected} bytes, got ${end - start}`);
  return { name, type, shape, start, end };
}

/**
 * The tensors and metadata of a file's bytes, copied out of them. Throws an `InputError` that says what is wrong
 * with a file that is cut off, has gaps or overlaps, or is none.
 */
export function decodeSafetensors(bytes: Uint8Array): Tensors {
  const { header, data } = headerOf(bytes);
  const ranges = Object.entries(header)
    .filter(([name]) => name !== metadataName)
    .map(([name, entry]) => rangeOf(name, entry, data.length));
  let covered = 0;
  for (const { name, start, end } of ranges.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== covered)
      fail(`tensor "${name}" starts at byte ${start}, but the one before it ends at ${covered}`);
    covered = end;
  }
  if (covered !== data.length) fail(`tensors cover ${covered} bytes, but ${data.length} follow the header`);
  const tensors = ranges.map(({ name, type, shape, start, end }): [string, Tensor] => {
    // Not `slice`, which gives a view where the bytes are a Node buffer.
    const copy = new Uint8Array(data.subarray(start, end));
    if (!littleEndian) swap(copy, types[type].bytes);
    return [name, { shape, data: new types[type].array(copy.buffer) }];
  });
  // Not by assignment: a name from a file may be "__proto__".
  return { tensors: Object.fromEntries(tensors), metadata: metadataOf(header[metadataName]) };
}
