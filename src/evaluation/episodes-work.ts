import { type Device, sizeOf } from "../policy/index.ts";
import type { Key } from "../random/index.ts";
import { assemblyOf } from "./assembly.ts";
import { chunksFor, piecesFor } from "./chunk.ts";
import type { ChunkWork } from "./chunk-work.ts";
import { type ChunkResult, evaluatorOf } from "./evaluator.ts";
import type { Experiment } from "./task.ts";

/** Episodes in environments, in pieces. Throws an `InputError` where the experiment does not fit together. */
export function episodesWork(experiment: Experiment, device: Device, runKey: Key): ChunkWork<ChunkResult> {
  const evaluator = evaluatorOf(experiment, device, runKey);
  return {
    check: evaluator.check,
    chunks: (request, workers) => chunksFor(request, evaluator, workers, piecesFor(device, workers)),
    evaluate: evaluator.evaluate,
    assembly: (request) => assemblyOf(request, evaluator.runtimes, sizeOf(request.population)),
  };
}
