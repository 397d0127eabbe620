/**
 * A walk's folder:
 *
 *     walk.json                  what is walked on and how; enough to open it again
 *     events.jsonl               every point, proposal and move, one a line, only ever added to
 *     checkpoints/NNNNNN.ckpt    the place of point N and all that is known there, with its SHA-256
 *     proposal.ckpt              the proposal that waits for an answer, if one does
 *     front.json                 the export: all points in the users' directions
 *     policies/*                 the export: points as files
 */
import { join } from "node:path";
import { InputError } from "../../base/index.ts";
import type { Proposal, Walk, WalkPoint } from "../../gradient/index.ts";
import {
  CheckpointStore,
  decodeCheckpoint,
  diskFileSystem,
  EventLog,
  encodeCheckpoint,
  type FileSystem,
  parseRecords,
  writeAtomically,
} from "../storage/index.ts";
import type { WalkSource } from "./navigable.ts";

/** `walk.json`. */
export interface WalkFile {
  readonly version: 1;
  readonly evofront: "walk";
  readonly source: WalkSource;
}

/** A line of a walk's `events.jsonl`. Typed arrays stand as lists. */
export type WalkRecord =
  | ({ readonly type: "point" } & PointRecord)
  | { readonly type: "move"; readonly by: "undo" | "branch"; readonly to: number }
  | ({ readonly type: "proposal" } & ProposalRecord);

/** A point without its place, which its checkpoint has. */
export interface PointRecord {
  readonly id: number;
  readonly parent: number | null;
  readonly corrects: number | null;
  readonly kind: WalkPoint["kind"];
  readonly preference?: readonly number[] | undefined;
  readonly step?: number | undefined;
  readonly predictors?: number | undefined;
  readonly predicted?: readonly number[] | undefined;
  readonly losses: readonly number[];
  readonly judged: readonly number[];
  readonly multipliers: readonly number[];
  readonly stationarity: number;
  readonly cost: WalkPoint["cost"];
  readonly seconds: number;
  /** Of a correction, what came of it. */
  readonly outcome?: string | undefined;
}

export interface ProposalRecord {
  readonly from: number;
  readonly preference: readonly number[];
  readonly change: readonly number[];
  readonly step: number;
  readonly refusal: string | null;
  readonly rank: number;
  readonly iterations: readonly number[];
  readonly residuals: readonly number[];
  readonly cost: WalkPoint["cost"];
  readonly seconds: number;
}

const walkFile = "walk.json";
const next = "then open the walk again (what was written before is intact)";

export const isWalkFolder = (folder: string, files: FileSystem = diskFileSystem): boolean =>
  files.exists(join(folder, walkFile)) && files.exists(join(folder, "events.jsonl"));

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What the walk of that folder is made from. Throws an `InputError` where the file is not one. */
export function readWalkFile(folder: string, files: FileSystem = diskFileSystem): WalkFile {
  const path = join(folder, walkFile);
  let found: unknown;
  try {
    found = JSON.parse(text(files.read(path)));
  } catch {
    throw new InputError(`${path}: expected JSON, found what is not; the file is damaged`);
  }
  const { evofront, version } = (found ?? {}) as Partial<WalkFile>;
  if (evofront !== "walk" || version !== 1) {
    throw new InputError(
      `${path}: expected a walk of version 1, found another; use the release that wrote it`,
    );
  }
  return found as WalkFile;
}

/** The files of one walk. Each write is whole or not there; what a stop cuts off is cut away on opening. */
export class WalkFolder {
  readonly folder: string;
  readonly #files: FileSystem;
  readonly #log: EventLog;
  readonly #points: CheckpointStore;
  /** What was passed over on opening, a sentence each. */
  readonly warnings: readonly string[];
  readonly records: readonly WalkRecord[];
  readonly walk: Walk | null;
  readonly proposal: Proposal | null;

  private constructor(folder: string, files: FileSystem) {
    this.folder = folder;
    this.#files = files;
    this.#points = new CheckpointStore(files, folder, Number.POSITIVE_INFINITY);
    const path = join(folder, "events.jsonl");
    const content = text(files.read(path));
    const { walk, records, length, warnings } = this.#restored(content, path);
    this.walk = walk;
    this.records = records;
    this.warnings = warnings;
    this.#log = new EventLog(files, path, length);
    this.proposal = this.#pending();
  }

  /** Makes the folder. Throws an `InputError` where there is one, a `JobError` where the disk refuses. */
  static create(folder: string, source: WalkSource, files: FileSystem = diskFileSystem): WalkFolder {
    if (files.exists(folder) && files.list(folder).length > 0) {
      throw new InputError(
        `walk folder "${folder}": expected none or an empty one; choose another with --out`,
      );
    }
    files.makeFolder(folder);
    const content: WalkFile = { version: 1, evofront: "walk", source };
    writeAtomically(files, join(folder, "events.jsonl"), "", next);
    writeAtomically(files, join(folder, walkFile), `${JSON.stringify(content, null, 2)}\n`, next);
    return new WalkFolder(folder, files);
  }

  /** Reads the folder, up to the last point that is whole. */
  static open(folder: string, files: FileSystem = diskFileSystem): WalkFolder {
    return new WalkFolder(folder, files);
  }

  /** The walk that the records tell, as far as the checkpoints of its points can be read. */
  #restored(
    content: string,
    path: string,
  ): { walk: Walk | null; records: WalkRecord[]; length: number; warnings: string[] } {
    const all = parseRecords<WalkRecord>(content, path);
    const points: WalkPoint[] = [];
    const records: WalkRecord[] = [];
    const warnings: string[] = [];
    let at = 0;
    for (const record of all) {
      if (record.type === "point") {
        const place = join(this.folder, "checkpoints", `${String(record.id).padStart(6, "0")}.ckpt`);
        try {
          points.push(decodeCheckpoint(this.#files.read(place)) as WalkPoint);
        } catch (error) {
          warnings.push(
            `point ${record.id} cannot be read (${(error as Error).message}); the walk goes on from point ${points.length - 1}`,
          );
          break;
        }
        at = record.id;
      } else if (record.type === "move") at = record.to;
      records.push(record);
    }
    const length = records.reduce(
      (sum, record) => sum + new TextEncoder().encode(`${JSON.stringify(record)}\n`).length,
      0,
    );
    return { walk: points.length > 0 ? { points, at } : null, records, length, warnings };
  }

  #pending(): Proposal | null {
    const path = join(this.folder, "proposal.ckpt");
    if (!this.#files.exists(path)) return null;
    try {
      const found = decodeCheckpoint(this.#files.read(path)) as Proposal;
      return found.from === this.walk?.at ? found : null;
    } catch {
      // It is asked for again.
      return null;
    }
  }

  /** Adds a point: its place first, then the line that says it is there. */
  addPoint(
    point: WalkPoint,
    facts: { readonly seconds: number; readonly outcome?: string | undefined },
  ): void {
    this.#points.save(point.id, point);
    const { x: _, losses, judged, multipliers, preference, predicted, ...rest } = point;
    this.#add({
      type: "point",
      ...rest,
      ...(preference && { preference: Array.from(preference) }),
      ...(predicted && { predicted: Array.from(predicted) }),
      losses: Array.from(losses),
      judged: Array.from(judged),
      multipliers: Array.from(multipliers),
      ...facts,
    });
  }

  addMove(by: "undo" | "branch", to: number): void {
    this.#add({ type: "move", by, to });
  }

  addProposal(proposal: Proposal, seconds: number): void {
    const { from, preference, change, limits, refusal, condition, cost } = proposal;
    this.keepProposal(proposal);
    this.#add({
      type: "proposal",
      from,
      preference: Array.from(preference),
      change: Array.from(change),
      step: limits.step,
      refusal,
      rank: condition.rank,
      iterations: condition.systems.map(({ iterations }) => iterations),
      residuals: condition.systems.map(({ residual }) => residual),
      cost,
      seconds,
    });
  }

  /** Keeps the proposal that waits for an answer, or forgets it. */
  keepProposal(proposal: Proposal | null): void {
    const path = join(this.folder, "proposal.ckpt");
    if (proposal === null) this.#files.remove(path);
    // Generators are for looking at, and as large as the parameters each.
    else writeAtomically(this.#files, path, encodeCheckpoint({ ...proposal, generators: [] }), next);
  }

  /** Writes a file of the folder, whole or not at all; folders on the way are made. */
  write(name: string, bytes: Uint8Array | string): void {
    const path = join(this.folder, name);
    this.#files.makeFolder(join(path, ".."));
    writeAtomically(this.#files, path, bytes, next);
  }

  #add(record: WalkRecord): void {
    this.#log.append(record);
    this.#log.sync();
  }
}
