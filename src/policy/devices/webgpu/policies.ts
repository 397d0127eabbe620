import { ShapeError } from "../../../base/index.ts";
import { checkForward, checkReference, notNormalised, replaced } from "../../checks.ts";
import {
  type EnvironmentShader,
  type EpisodeLanes,
  type EpisodeScores,
  type LoadedPolicies,
  shownSize,
} from "../../device.ts";
import type { NetworkPlan } from "../../wasm/index.ts";
import { type GpuBuffer, usage } from "./api.ts";
import type { Card } from "./card.ts";
import { GpuEpisodes } from "./episodes.ts";
import { blankScores, fetchScores, playToTheEnd } from "./play.ts";
import { Program, type Workspace } from "./program.ts";
import type { Room } from "./room.ts";
import { writeStep } from "./runner.ts";
import type { Mode } from "./shaders/common.ts";
import { planOfEpisodes } from "./shaders/episodes.ts";

/** Lanes that go through the network together take at most about this many bytes in each buffer. */
const portionBytes = 2 ** 28;

type Loaded = Pick<Workspace, "step" | "parameters" | "noise" | "norms">;

/** Loaded members of a population. */
export class GpuPolicies implements LoadedPolicies<Promise<void>> {
  private readonly card: Card;
  private readonly plan: NetworkPlan;
  private readonly room: Room;
  private readonly mode: Mode;
  private readonly loaded: Loaded;
  private readonly range: { readonly first: number; readonly count: number; readonly sigma: number };
  private readonly needsNorms: boolean;
  private readonly lanesMost: number;
  private lanes = 0;
  private work: Workspace | undefined;
  private program: Program | undefined;
  private isNormalised = false;
  private isRetired = false;

  constructor(
    card: Card,
    plan: NetworkPlan,
    room: Room,
    mode: Mode,
    loaded: Loaded,
    range: { readonly first: number; readonly count: number; readonly sigma: number },
  ) {
    this.card = card;
    this.plan = plan;
    this.room = room;
    this.mode = mode;
    this.loaded = loaded;
    this.range = range;
    this.needsNorms = plan.stages.some(({ norm }) => norm !== null);
    const widest = Math.max(
      plan.shaped.inputSize,
      ...plan.stages.map(({ positions, outputs }) => positions * outputs),
    );
    this.lanesMost = Math.max(1, Math.floor(Math.min(portionBytes, card.mostBytes) / (4 * widest)));
  }

  /** Marks that another load has taken the buffers. */
  retire(): void {
    this.isRetired = true;
  }

  /** Makes room for `lanes` lanes at a time, or as many as go. */
  private prepare(lanes: number): { work: Workspace; program: Program } {
    const wanted = Math.min(lanes, this.lanesMost);
    if (this.work === undefined || this.program === undefined || wanted > this.lanes) {
      const { shaped, stages } = this.plan;
      const most = (size: (stage: (typeof stages)[number]) => number): number =>
        Math.max(1, ...stages.map(size));
      const take = (name: string, width: number): GpuBuffer =>
        this.room.take(name, wanted * width * 4, `the values of ${wanted} lanes`);
      const values = most(({ positions, outputs }) => positions * outputs);
      this.work = {
        ...this.loaded,
        members: take("members", 1),
        input: take("input", shaped.inputSize),
        values: [take("values 0", values), take("values 1", values)],
        states: take("states", shaped.stateSize),
        joined: take(
          "joined",
          most(({ recurrence, inputs }) => (recurrence === null ? 0 : inputs)),
        ),
        gates: take(
          "gates",
          most(({ recurrence }) => (recurrence === null ? 0 : 2 * recurrence.units)),
        ),
      };
      this.program = new Program(this.card, this.plan, this.mode, this.work);
      this.lanes = wanted;
    }
    return { work: this.work, program: this.program };
  }

  forward(
    inputs: Float32Array,
    members: Int32Array,
    lanes: number,
    outputs: Float32Array,
    states?: Float32Array,
  ): Promise<void> {
    if (this.isRetired) throw replaced();
    checkForward({ inputs, members, lanes, outputs, states }, this.plan.shaped, this.range);
    if (this.needsNorms && !this.isNormalised) throw notNormalised();
    return lanes === 0 ? Promise.resolve() : this.run(inputs, members, lanes, outputs, states);
  }

  private async run(
    inputs: Float32Array,
    members: Int32Array,
    lanes: number,
    outputs: Float32Array,
    states: Float32Array | undefined,
  ): Promise<void> {
    const { card, plan, room } = this;
    const { device } = card;
    const { inputSize, outputSize, stateSize } = plan.shaped;
    const { work, program } = this.prepare(lanes);
    const { first, sigma } = this.range;
    const outBytes = lanes * outputSize * 4;
    const staging = room.take("staging", outBytes + lanes * stateSize * 4, "the outputs", usage.mapRead);
    await card.settled();
    for (let from = 0; from < lanes; from += this.lanes) {
      const count = Math.min(this.lanes, lanes - from);
      device.queue.writeBuffer(work.input, 0, inputs, from * inputSize, count * inputSize);
      device.queue.writeBuffer(work.members, 0, members, from, count);
      if (stateSize > 0)
        device.queue.writeBuffer(work.states, 0, states!, from * stateSize, count * stateSize);
      writeStep(card, work.step, { lanes: count, first, period: count, sigma });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      program.forward(pass, count);
      pass.end();
      encoder.copyBufferToBuffer(program.output, 0, staging, from * outputSize * 4, count * outputSize * 4);
      if (stateSize > 0)
        encoder.copyBufferToBuffer(
          work.states,
          0,
          staging,
          outBytes + from * stateSize * 4,
          count * stateSize * 4,
        );
      device.queue.submit([encoder.finish()]);
    }
    await card.read(staging, outBytes + lanes * stateSize * 4, (found) => {
      outputs.set(found.subarray(0, lanes * outputSize));
      states?.set(found.subarray(lanes * outputSize, lanes * (outputSize + stateSize)));
    });
  }

  async play(shader: EnvironmentShader, episodes: EpisodeLanes): Promise<EpisodeScores> {
    if (this.isRetired) throw replaced();
    const { inputSize, outputSize } = this.plan.shaped;
    const shown = shownSize(shader);
    if (shown !== inputSize || shader.actions !== outputSize) {
      throw new ShapeError(
        `play: the environment shows ${shown} values and takes ${shader.actions} actions, but the network has ${inputSize} inputs and ${outputSize} outputs`,
      );
    }
    if (this.needsNorms && !this.isNormalised) throw notNormalised();
    const { keys, members, lanes, shades, wanted, sampledBelow } = episodes;
    const scores = blankScores(shader, episodes);
    const { numbers } = planOfEpisodes(shader, "largest", false, wanted ?? []);
    const most = Math.max(1, Math.min(this.lanesMost, Math.floor(this.card.mostBytes / (4 * numbers))));
    for (let from = 0; from < lanes; from += most) {
      const count = Math.min(most, lanes - from);
      const over = await this.playSome(shader, {
        keys: keys.subarray(2 * from),
        members: members.subarray(from, from + count),
        lanes: count,
        shades,
        wanted,
        sampledBelow,
      });
      await fetchScores(over, scores, from, count);
    }
    return scores;
  }

  /** Plays lanes that fit together until none runs. */
  private async playSome(shader: EnvironmentShader, asked: EpisodeLanes): Promise<GpuEpisodes> {
    const { card, room } = this;
    const { work, program } = this.prepare(asked.lanes);
    const { first, sigma } = this.range;
    const { stateSize } = this.plan.shaped;
    const episodes = new GpuEpisodes(card, room, shader, asked, { outputs: program.output }, work.input);
    await card.settled();
    let { members } = asked;
    const seat = (): void => {
      const lanes = members.length;
      card.device.queue.writeBuffer(work.members, 0, members);
      writeStep(card, work.step, { lanes, first, period: lanes, sigma });
    };
    seat();
    if (stateSize > 0)
      card.device.queue.writeBuffer(work.states, 0, new Float32Array(asked.lanes * stateSize));
    await playToTheEnd(card, episodes, {
      forward: (pass, slots) => program.forward(pass, slots),
      closeRanks: (encoder, slots) => {
        members = Int32Array.from(slots, (slot) => members[slot]!);
        seat();
        if (stateSize === 0) return;
        // A buffer may not be copied to itself.
        const bytes = stateSize * 4;
        const spare = room.take("spare states", slots.length * bytes, "the cells' states");
        slots.forEach((slot, i) => {
          encoder.copyBufferToBuffer(work.states, slot * bytes, spare, i * bytes, bytes);
        });
        encoder.copyBufferToBuffer(spare, 0, work.states, 0, slots.length * bytes);
      },
    });
    return episodes;
  }

  normaliseOn(reference: Float32Array, rows: number): void {
    if (this.isRetired) throw replaced();
    const { card, plan } = this;
    const { inputSize, stateSize } = plan.shaped;
    checkReference(reference, rows, inputSize);
    this.isNormalised = true;
    if (!this.needsNorms) return;
    const { first, count, sigma } = this.range;
    const { work, program } = this.prepare(
      rows * Math.min(count, Math.max(1, Math.floor(this.lanesMost / rows))),
    );
    const portion = Math.max(1, Math.floor(this.lanes / rows));
    const { queue } = card.device;
    queue.writeBuffer(work.input, 0, reference, 0, rows * inputSize);
    for (let from = 0; from < count; from += portion) {
      const some = Math.min(portion, count - from);
      const lanes = some * rows;
      queue.writeBuffer(
        work.members,
        0,
        Uint32Array.from({ length: lanes }, (_, l) => first + from + Math.floor(l / rows)),
      );
      writeStep(card, work.step, { lanes, first, period: rows, base: first + from, sigma, rows });
      const encoder = card.device.createCommandEncoder();
      if (stateSize > 0) encoder.clearBuffer(work.states);
      const pass = encoder.beginComputePass();
      program.normalise(pass, lanes, rows);
      pass.end();
      queue.submit([encoder.finish()]);
    }
  }
}
