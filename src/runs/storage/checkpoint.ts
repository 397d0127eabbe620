/**
 * The checkpoint format, version 1, little-endian:
 *
 *     0   8 bytes  "EVOFCKPT"
 *     8   u32      version
 *     12  u32      length of the header in bytes, a multiple of 8 with the spaces that pad it
 *     16  header   JSON: { arrays: [{ type, length }], value }
 *     ..  arrays   one after the other, each padded with zeros to 8 bytes
 *     ..  32 bytes SHA-256 of everything before
 *
 * In `value` a typed array stands as { "$array": index }, and a number that JSON has no word for as
 * { "$number": "NaN" | "Infinity" | "-Infinity" | "-0" }: a state comes back bit for bit.
 */
import { createHash } from "node:crypto";
import { InputError } from "../../base/index.ts";

/** Anything a checkpoint can hold. */
export type Checkpointable =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | readonly Checkpointable[]
  | { readonly [key: string]: Checkpointable | undefined };

const arrayTypes = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;
type ArrayType = keyof typeof arrayTypes;
type TypedArray = InstanceType<(typeof arrayTypes)[ArrayType]>;

interface Header {
  readonly arrays: readonly { readonly type: ArrayType; readonly length: number }[];
  readonly value: unknown;
}

const magic = "EVOFCKPT";
const version = 1;
const preamble = 16;
const digestLength = 32;
const padded = (length: number): number => Math.ceil(length / 8) * 8;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** The bytes of a checkpoint. Throws a `TypeError` on a value that would not come back as it was. */
export function encodeCheckpoint(value: unknown): Uint8Array {
  const arrays: TypedArray[] = [];
  const types: ArrayType[] = [];

  const plain = (part: unknown, path: string): unknown => {
    if (typeof part === "number") {
      return Number.isFinite(part) && !Object.is(part, -0)
        ? part
        : { $number: Object.is(part, -0) ? "-0" : String(part) };
    }
    if (part === null || typeof part === "boolean" || typeof part === "string") return part;
    if (Array.isArray(part)) return part.map((each, i) => plain(each, `${path}[${i}]`));
    if (typeof part === "object") {
      const type = (Object.keys(arrayTypes) as ArrayType[]).find(
        (each) => Object.getPrototypeOf(part) === arrayTypes[each].prototype,
      );
      if (type !== undefined) {
        types.push(type);
        return { $array: arrays.push(part as TypedArray) - 1 };
      }
      if (Object.getPrototypeOf(part) === Object.prototype) {
        const entries = Object.entries(part).filter(([, each]) => each !== undefined);
        return Object.fromEntries(
          entries.map(([key, each]) => {
            if (key.startsWith("$"))
              throw new TypeError(`checkpoint: ${path}.${key}: keys may not start with "$"`);
            return [key, plain(each, `${path}.${key}`)];
          }),
        );
      }
    }
    throw new TypeError(
      `checkpoint: ${path} is ${Object.prototype.toString.call(part)}; a state holds JSON values and typed arrays only`,
    );
  };

  const content: Header = {
    value: plain(value, "state"),
    arrays: types.map((type, i) => ({ type, length: arrays[i]!.length })),
  };
  const json = new TextEncoder().encode(JSON.stringify(content));
  const headerLength = padded(json.length);
  const body = arrays.reduce((sum, array) => sum + padded(array.byteLength), 0);
  const bytes = new Uint8Array(preamble + headerLength + body + digestLength);
  bytes.set(new TextEncoder().encode(magic));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, version, true);
  view.setUint32(12, headerLength, true);
  bytes.fill(0x20, preamble, preamble + headerLength);
  bytes.set(json, preamble);
  let offset = preamble + headerLength;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += padded(array.byteLength);
  }
  bytes.set(sha256(bytes.subarray(0, offset)), offset);
  return bytes;
}

/** What `encodeCheckpoint` was given. Throws an `InputError` on bytes that are not an undamaged checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array): unknown {
  if (bytes.length < preamble + digestLength) {
    throw new InputError(`expected at least ${preamble + digestLength} bytes, found ${bytes.length}`);
  }
  const start = new TextDecoder().decode(bytes.subarray(0, 8));
  if (start !== magic) throw new InputError(`expected it to start with ${magic}, found other bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(8, true);
  if (found !== version) {
    throw new InputError(`expected format version ${version}, found ${found}; use the release that wrote it`);
  }
  const end = bytes.length - digestLength;
  if (Buffer.compare(sha256(bytes.subarray(0, end)), bytes.subarray(end)) !== 0) {
    throw new InputError(
      "expected its content to have the SHA-256 it ends with, found another; it was cut or damaged",
    );
  }
  const headerLength = view.getUint32(12, true);
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(preamble, preamble + headerLength)),
  ) as Header;
  let offset = preamble + headerLength;
  const arrays = header.arrays.map(({ type, length }) => {
    const make = arrayTypes[type];
    const size = length * make.BYTES_PER_ELEMENT;
    // A copy: the bytes may lie anywhere, and an array that is changed must not change what was read.
    const own = new Uint8Array(size);
    own.set(bytes.subarray(offset, offset + size));
    const array = new make(own.buffer);
    offset += padded(size);
    return array;
  });

  const restored = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(restored);
    if (typeof part !== "object" || part === null) return part;
    if ("$array" in part) return arrays[part.$array as number];
    if ("$number" in part) return Number(part.$number);
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, restored(each)]));
  };
  return restored(header.value);
}
