/** A run's files: written so that a kill, a full disk or a flipped bit costs a generation or two, never the run. */
export { type Checkpointable, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export { CheckpointStore, type FoundCheckpoint } from "./checkpoint-store.ts";
export { EventLog, parseRecords } from "./event-log.ts";
export { diskFileSystem, type FileSystem, writeAtomically, writeError } from "./file-system.ts";
export { lockRun } from "./lock.ts";
export { type EnvironmentFile, environmentFile } from "./machine.ts";
export { metricsBytes } from "./metrics.ts";
export { createRunFolder, expectRunFolder, isRunFolder, type RunPaths, runPaths } from "./run-folder.ts";
