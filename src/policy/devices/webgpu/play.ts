import type { EnvironmentShader, EpisodeLanes, EpisodeScores } from "../../device.ts";
import type { GpuCommandEncoder, GpuComputePass } from "./api.ts";
import type { Card } from "./card.ts";
import type { GpuEpisodes } from "./episodes.ts";
import { planOfEpisodes, scorePlace, standing } from "./shaders/episodes.ts";

/** Steps of episodes in a submission; after it is asked whether any episode runs on. */
const stepsAtOnce = 16;
/** Fewer slots than this are not worth closing ranks for: a tile of a product holds as many. */
const fewestSlots = 64;

/** The policies that act in the slots. */
export interface Players {
  /** Records the policies' answers to what is shown. */
  forward(pass: GpuComputePass, slots: number): void;
  /** The lanes in these slots, in their order, are the only ones left and take the first slots. */
  closeRanks(encoder: GpuCommandEncoder, slots: Int32Array): void;
}

/** Plays episodes to their ends. Once half of the slots have nothing to do, the rest close ranks. */
export async function playToTheEnd(card: Card, episodes: GpuEpisodes, players: Players): Promise<void> {
  let encoder = card.device.createCommandEncoder();
  const started = encoder.beginComputePass();
  episodes.begin(started);
  started.end();
  for (;;) {
    for (let step = 0; step < stepsAtOnce; step++) {
      if (step === stepsAtOnce - 1) episodes.clearCount(encoder);
      const pass = encoder.beginComputePass();
      players.forward(pass, episodes.slots);
      episodes.step(pass);
      pass.end();
    }
    const running = await episodes.submit(encoder);
    if (running === 0) return;
    encoder = card.device.createCommandEncoder();
    if (episodes.slots > fewestSlots && running <= episodes.slots / 2)
      players.closeRanks(encoder, await episodes.closeRanks(encoder));
  }
}

/** Scores of so many lanes, all 0. */
export function blankScores(shader: EnvironmentShader, { lanes, wanted = [] }: EpisodeLanes): EpisodeScores {
  const { extras } = planOfEpisodes(shader, "largest", false, wanted);
  return {
    values: new Int32Array(lanes * shader.values),
    steps: new Int32Array(lanes),
    failed: new Uint8Array(lanes),
    extras: new Map(Array.from(extras, ([extra, { count }]) => [extra, new Int32Array(lanes * count)])),
  };
}

/** Brings what is wanted of `count` episodes that are over, and no more, from the GPU into lanes from `from` on. */
export async function fetchScores(
  episodes: GpuEpisodes,
  into: EpisodeScores,
  from: number,
  count: number,
): Promise<void> {
  const { shader, extras } = episodes.plan;
  const numbers = await episodes.scores();
  /** Turns `width` numbers of each lane, from number `at` on, to lie beside each other. */
  const turn = (target: Int32Array, at: number, width: number): void => {
    for (let i = 0; i < width; i++) {
      for (let l = 0; l < count; l++) target[(from + l) * width + i] = numbers[(at + i) * count + l]!;
    }
  };
  turn(into.steps, scorePlace.steps, 1);
  turn(into.values, scorePlace.values, shader.values);
  for (const [extra, place] of extras) turn(into.extras.get(extra)!, place.at, place.count);
  for (let l = 0; l < count; l++) {
    into.failed[from + l] = Number(numbers[scorePlace.stands * count + l] === standing.failed);
  }
}
