import { InputError } from "../base/index.ts";
import { Selection } from "./selection.ts";
import type { RowCallback, TableOptions } from "./table.ts";

type ReadElement = (view: DataView, offset: number, littleEndian: boolean) => number;

/** How to read one element of each NumPy type, by the type code after the byte order. */
const elements: Readonly<Record<string, ReadElement>> = {
  f8: (view, offset, little) => view.getFloat64(offset, little),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  i4: (view, offset, little) => view.getInt32(offset, little),
  i2: (view, offset, little) => view.getInt16(offset, little),
  i1: (view, offset) => view.getInt8(offset),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
  u4: (view, offset, little) => view.getUint32(offset, little),
  u2: (view, offset, little) => view.getUint16(offset, little),
  u1: (view, offset) => view.getUint8(offset),
  b1: (view, offset) => view.getUint8(offset),
};

/**
 * Reads a NumPy array file (format versions 1 to 3, as numpy.lib.format describes them): one or two dimensions,
 * booleans, integers or floats of either byte order, C or Fortran order. A one-dimensional array is one column.
 */
export function readNpy(
  bytes: Uint8Array,
  options: TableOptions,
  callback: RowCallback,
): Selection | undefined {
  const name = options.name ?? "table";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") {
    throw new InputError(
      `${name}: not a NPY file (its first bytes are not \\x93NUMPY); write it with numpy.save`,
    );
  }
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const type = /'descr':\s*'([<>|=])(\w+)'/.exec(header);
  const read = type ? elements[type[2]!] : undefined;
  if (!type || !read) {
    const found = /'descr':\s*(\[.*?\]|'[^']*')/.exec(header)?.[1] ?? header;
    throw new InputError(`${name}: NPY type ${found} is not supported; save a plain integer or float array`);
  }
  const dimensions = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  if (dimensions.length !== 1 && dimensions.length !== 2) {
    throw new InputError(`${name}: the NPY array has ${dimensions.length} dimensions; save rows x columns`);
  }
  const [rows, columns = 1] = dimensions as [number, number?];
  const size = Number(type[2]!.slice(1));
  const origin = start + length;
  if (bytes.length < origin + rows * columns * size) {
    throw new InputError(
      `${name}: the NPY file is cut short: ${rows} x ${columns} values need ${origin + rows * columns * size} bytes, found ${bytes.length}`,
    );
  }
  if (rows === 0 || columns === 0) return undefined;
  const byColumn = /'fortran_order':\s*True/.test(header);
  const little = type[1] !== ">";
  const names = Array.from({ length: columns }, (_, j) => String(j + 1));
  const selection = new Selection(names, "the array's shape", options, callback);
  const fields = new Array<number>(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      fields[j] = read(view, origin + size * (byColumn ? j * rows + i : i * columns + j), little);
    }
    selection.accept(fields, "row", i + 1);
  }
  return selection;
}
