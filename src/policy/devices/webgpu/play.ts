import type { EnvironmentShader, EpisodeLanes, EpisodeScores } from "../../device.ts";
import type { GpuCommandEncoder, GpuComputePass } from "./api.ts";
import type { Card } from "./card.ts";
import type { GpuEpisodes } from "./episodes.ts";
import { scoreNumbers, scorePlace, standing } from "./shaders/episodes.ts";

/** Steps of episodes in a submission; after it is asked whether any episode runs on. */
const stepsAtOnce = 16;

/** Plays `lanes` episodes to their ends; `forward` records the policies' answers to what is seen. */
export async function playToTheEnd(
  card: Card,
  episodes: GpuEpisodes,
  lanes: number,
  start: (encoder: GpuCommandEncoder) => void,
  forward: (pass: GpuComputePass) => void,
): Promise<void> {
  let encoder = card.device.createCommandEncoder();
  start(encoder);
  const started = encoder.beginComputePass();
  episodes.begin(started);
  started.end();
  for (let running = lanes; running > 0; encoder = card.device.createCommandEncoder()) {
    for (let step = 0; step < stepsAtOnce; step++) {
      if (step === stepsAtOnce - 1) episodes.clearCount(encoder);
      const pass = encoder.beginComputePass();
      forward(pass);
      episodes.step(pass);
      pass.end();
    }
    running = await episodes.submit(encoder);
  }
}

/** Scores of so many lanes, all 0. */
export function blankScores(shader: EnvironmentShader, { lanes, wanted }: EpisodeLanes): EpisodeScores {
  return {
    values: new Int32Array(lanes * shader.values),
    steps: new Int32Array(lanes),
    failed: new Uint8Array(lanes),
    behaviours: wanted === "behaviour" ? new Int32Array(lanes * shader.behaviour) : null,
    observations: wanted === "observation" ? new Float32Array(lanes * shader.observationSize) : null,
  };
}

/** Brings what is wanted of `count` episodes that are over, and no more, from the GPU into lanes from `from` on. */
export async function fetchScores(
  shader: EnvironmentShader,
  episodes: GpuEpisodes,
  into: EpisodeScores,
  from: number,
  count: number,
): Promise<void> {
  const { values, behaviour, observationSize } = shader;
  const numbers = await episodes.scores(into.behaviours !== null);
  const number = (i: number, lane: number): number => numbers[i * count + lane]!;
  for (let l = 0; l < count; l++) {
    const lane = from + l;
    into.failed[lane] = Number(number(scorePlace.stands, l) === standing.failed);
    into.steps[lane] = number(scorePlace.steps, l);
    for (let v = 0; v < values; v++) into.values[lane * values + v] = number(scorePlace.values + v, l);
    for (let b = 0; into.behaviours !== null && b < behaviour; b++)
      into.behaviours[lane * behaviour + b] = number(scoreNumbers(shader) + b, l);
  }
  into.observations?.set(await episodes.observations(), from * observationSize);
}
