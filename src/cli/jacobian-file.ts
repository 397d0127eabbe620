import { readFile } from "node:fs/promises";
import { InputError } from "../base/index.ts";
import type { Jacobian } from "../gradient/index.ts";

/** One step's gradients and losses, as a file has them. */
export interface FileStep {
  readonly jacobian: Jacobian;
  readonly losses: Float64Array | undefined;
}

/** What is in a file of Jacobians. */
export interface JacobianFile {
  readonly steps: readonly FileStep[];
  /** Whether it is a list of them, also one of a single step. */
  readonly isSequence: boolean;
  /** Values of the shared parameters, for methods that look at them. */
  readonly parameters: Float64Array | undefined;
}

const forms =
  'write {"jacobian": [[...], ...], "losses": [...]}, {"jacobians": [[[...], ...], ...], "losses": [[...], ...]}, or the bare array';

/** Reads the file (or standard input for `-`). Throws an `InputError` that says what is wrong with it. */
export async function readJacobians(file: string, losses?: unknown): Promise<JacobianFile> {
  const name = file === "-" ? "standard input" : file;
  return parseJacobians(name, await textOf(file), losses);
}

async function textOf(file: string): Promise<string> {
  if (file === "-") {
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString("utf8");
  }
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "no such file" : error.message;
    throw new InputError(`${file}: ${reason}; check the path`);
  });
}

/** As `readJacobians`, from a text. `losses` take the place of the file's. */
export function parseJacobians(name: string, text: string, losses?: unknown): JacobianFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${name}: not JSON (${(error as Error).message}); ${forms}, all numbers finite`);
  }
  const record: Record<string, unknown> = isRecord(content) ? content : {};
  const given = Array.isArray(content) ? content : (record["jacobian"] ?? record["jacobians"]);
  if (!Array.isArray(given)) throw new InputError(`${name}: has no Jacobian; ${forms}`);
  if (given.length === 0) throw new InputError(`${name}: the Jacobian has no rows; give one a task`);
  const asked = losses ?? record["losses"];
  const parameters =
    record["parameters"] === undefined
      ? undefined
      : numbers(record["parameters"], `${name}: parameters`, false);
  if (!isNested(given)) {
    const jacobian = jacobianOf(given, name);
    return { steps: [{ jacobian, losses: lossesOf(asked, jacobian, name) }], isSequence: false, parameters };
  }
  const perStep = Array.isArray(asked) && Array.isArray(asked[0]);
  if (perStep && asked.length !== given.length) {
    throw new InputError(
      `${name}: ${asked.length} lists of losses for ${given.length} Jacobians; give one each`,
    );
  }
  const steps = given.map((each, k) => {
    const where = `${name}: Jacobian ${k}`;
    const jacobian = jacobianOf(each, where);
    const first = given[0] as unknown[];
    if (k > 0 && (jacobian.rows !== first.length || jacobian.columns !== (first[0] as unknown[]).length)) {
      throw new InputError(
        `${where} is ${jacobian.rows} x ${jacobian.columns}, but the first is ${first.length} x ${(first[0] as unknown[]).length}; all need the same shape`,
      );
    }
    return { jacobian, losses: lossesOf(perStep ? asked[k] : asked, jacobian, where) };
  });
  return { steps, isSequence: true, parameters };
}

/** Squares of longer rows, or sums of a few products of them, overflow. */
const longest = 1e150;

/** Euclidean, without a square that overflows. */
function lengthOf(values: Float64Array): number {
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  return most === 0 ? 0 : most * Math.sqrt(values.reduce((sum, value) => sum + (value / most) ** 2, 0));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the rows of the first are arrays themselves: an array of Jacobians. */
const isNested = (value: readonly unknown[]): boolean =>
  Array.isArray(value[0]) && Array.isArray(value[0][0]);

function jacobianOf(value: unknown, where: string): Jacobian {
  if (!Array.isArray(value) || value.length === 0 || !value.every(Array.isArray)) {
    throw new InputError(`${where}: the Jacobian must be an array of rows, one a task; ${forms}`);
  }
  const columns = (value[0] as unknown[]).length;
  if (columns === 0) throw new InputError(`${where}: row 0 is empty; give one value a parameter`);
  const data = new Float64Array(value.length * columns);
  value.forEach((row: unknown[], i) => {
    if (row.length !== columns) {
      throw new InputError(
        `${where}: row ${i} has ${row.length} values but row 0 has ${columns}; make all rows equally long`,
      );
    }
    const values = numbers(row, `${where}: row ${i}`, false);
    const length = lengthOf(values);
    if (length > longest) {
      throw new InputError(
        `${where}: row ${i} is ${length.toPrecision(2)} long, and the square of that is no number; scale the rows to ${longest} at most`,
      );
    }
    data.set(values, i * columns);
  });
  return { rows: value.length, columns, data };
}

function lossesOf(value: unknown, { rows }: Jacobian, where: string): Float64Array | undefined {
  if (value === undefined || value === null) return undefined;
  const losses = numbers(value, `${where}: losses`, true);
  if (losses.length !== rows) {
    throw new InputError(`${where}: ${losses.length} losses for ${rows} rows; give one a task`);
  }
  return losses;
}

/** A list of finite numbers; with `gaps`, a null (a task without a label) becomes NaN. */
function numbers(value: unknown, where: string, gaps: boolean): Float64Array {
  if (!Array.isArray(value)) throw new InputError(`${where} must be a list of numbers`);
  return Float64Array.from(value, (entry: unknown, i) => {
    if (gaps && entry === null) return Number.NaN;
    if (typeof entry !== "number" || !Number.isFinite(entry)) {
      const found = typeof entry === "number" ? String(entry) : JSON.stringify(entry);
      throw new InputError(`${where}: value ${i} is ${found}; give finite numbers`);
    }
    return entry;
  });
}
