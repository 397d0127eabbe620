import { join } from "node:path";
import { InputError } from "../../base/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { type FileSystem, writeAtomically } from "./file-system.ts";

/** A checkpoint that could be read. */
export interface FoundCheckpoint {
  readonly number: number;
  readonly value: unknown;
  /** One sentence for each newer checkpoint that could not be read. */
  readonly skipped: readonly string[];
}

const numbered = /^(\d{6,})\.ckpt$/;
const nameOf = (number: number): string => `${String(number).padStart(6, "0")}.ckpt`;

/** The numbered checkpoints of one run, of which the last `keep` stay. */
export class CheckpointStore {
  readonly #files: FileSystem;
  readonly #folder: string;
  readonly #keep: number;

  constructor(files: FileSystem, runFolder: string, keep: number) {
    this.#files = files;
    this.#folder = join(runFolder, "checkpoints");
    this.#keep = keep;
  }

  /** Numbers of the checkpoints there are, rising. */
  numbers(): number[] {
    if (!this.#files.exists(this.#folder)) return [];
    return this.#files
      .list(this.#folder)
      .flatMap((name) => numbered.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /**
   * Writes checkpoint `number` whole or not at all, then removes those too old to keep. Throws a `JobError` where
   * the disk refuses; the checkpoints before are then untouched.
   */
  save(number: number, value: unknown): void {
    this.#files.makeFolder(this.#folder);
    const path = join(this.#folder, nameOf(number));
    const next = "then go on with: evofront resume (earlier checkpoints are intact)";
    writeAtomically(this.#files, path, encodeCheckpoint(value), next);
    for (const old of this.numbers().filter((each) => each <= number - this.#keep)) {
      this.#files.remove(join(this.#folder, nameOf(old)));
    }
  }

  /**
   * The newest checkpoint that can be read and that `accepts` (which throws on one that is unfit), or null where
   * the run has none yet. Throws an `InputError` where there are some and none is usable.
   */
  newest(accepts: (value: unknown) => void = () => {}): FoundCheckpoint | null {
    const skipped: string[] = [];
    for (const number of this.numbers().reverse()) {
      const path = join(this.#folder, nameOf(number));
      try {
        const value = decodeCheckpoint(this.#files.read(path));
        accepts(value);
        return { number, value, skipped };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        skipped.push(`checkpoint ${path} cannot be used: ${error.message}`);
      }
    }
    if (skipped.length === 0) return null;
    throw new InputError(
      `expected at least one undamaged checkpoint in ${this.#folder}, found ${skipped.length} that cannot be used (the newest: ${skipped[0]!}); start again with: evofront run`,
    );
  }
}
