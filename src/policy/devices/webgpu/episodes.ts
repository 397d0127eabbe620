import { type EnvironmentShader, type EpisodeLanes, shownSize } from "../../device.ts";
import {
  computeStage,
  type GpuBindGroup,
  type GpuBuffer,
  type GpuCommandEncoder,
  type GpuComputePass,
  type GpuPipeline,
  usage,
} from "./api.ts";
import type { Card } from "./card.ts";
import type { Room } from "./room.ts";
import {
  beginEpisodes,
  type EpisodesPlan,
  episodeThreads,
  keptNumbers,
  planOfEpisodes,
  scorePlace,
  showEpisodes,
  standing,
  stepEpisodes,
} from "./shaders/episodes.ts";

/** What kernels of episodes see, after the uniform numbers: which of it they write. */
const writes = [true, false, true, true, false, false, true, false];
/** Numbers of a slot's seat: the key of its lane, the lane. */
const seatNumbers = 4;

/** Where lanes' actions come from: a network's outputs in a buffer, or a list of them, a row of lanes for each step. */
export type Actions = { readonly outputs: GpuBuffer } | { readonly list: Uint32Array };

/** Copies of one environment on the GPU. */
export class GpuEpisodes {
  readonly plan: EpisodesPlan;
  private readonly card: Card;
  private readonly room: Room;
  private readonly lanes: number;
  private readonly listed: number;
  private readonly numbers: GpuBuffer;
  private readonly seated: GpuBuffer;
  private readonly seen: GpuBuffer;
  private readonly scored: GpuBuffer;
  private readonly alive: GpuBuffer;
  private readonly counted: GpuBuffer;
  private readonly group: GpuBindGroup;
  private readonly begins: GpuPipeline;
  private readonly steps: GpuPipeline;
  private readonly shows: () => GpuPipeline;
  /** Key and lane by slot. */
  private seats: Uint32Array;

  /** `seen` receives the observations, a slot after the other; at first each lane is in the slot of its number. */
  constructor(
    card: Card,
    room: Room,
    shader: EnvironmentShader,
    { keys, lanes, shades, wanted = [], sampledBelow }: Omit<EpisodeLanes, "members">,
    actions: Actions,
    seen: GpuBuffer,
  ) {
    const { device } = card;
    this.card = card;
    this.room = room;
    this.lanes = lanes;
    this.seen = seen;
    const list = "list" in actions ? actions.list : new Uint32Array(4);
    this.listed = list.length;
    const source = "list" in actions ? "list" : sampledBelow === undefined ? "largest" : { sampledBelow };
    this.plan = planOfEpisodes(shader, source, shades !== undefined, wanted);
    this.numbers = this.take("numbers", 16, usage.uniform);
    const state = this.take("state", lanes * keptNumbers(shader) * 4);
    this.scored = this.take("scores", lanes * this.plan.numbers * 4);
    this.alive = this.take("alive", 16);
    this.counted = this.take("counted", 16, usage.mapRead);
    this.seated = this.take("seats", lanes * seatNumbers * 4);
    const listed = this.take("list", list.byteLength);
    const shaded = this.take("shades", shades ? 2 * shownSize(shader) * 4 : 16);
    device.queue.writeBuffer(listed, 0, list);
    if (shades) {
      device.queue.writeBuffer(shaded, 0, shades.dark);
      device.queue.writeBuffer(shaded, shownSize(shader) * 4, shades.lit);
    }
    this.seats = new Uint32Array(lanes * seatNumbers);
    for (let l = 0; l < lanes; l++) this.seats.set([keys[2 * l]!, keys[2 * l + 1]!, l], l * seatNumbers);
    this.seat();
    const layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: computeStage, buffer: { type: "uniform" } },
        ...writes.map((writable, i) => ({
          binding: i + 1,
          visibility: computeStage,
          buffer: { type: writable ? "storage" : "read-only-storage" },
        })),
      ],
    });
    const outputs = "outputs" in actions ? actions.outputs : this.take("no outputs", 16);
    const buffers = [
      this.numbers,
      state,
      outputs,
      seen,
      this.alive,
      this.seated,
      listed,
      this.scored,
      shaded,
    ];
    this.group = device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
    this.begins = card.pipeline(beginEpisodes(this.plan), pipelineLayout);
    this.steps = card.pipeline(stepEpisodes(this.plan), pipelineLayout);
    this.shows = () => card.pipeline(showEpisodes(this.plan), pipelineLayout);
  }

  /** How many slots there are. */
  get slots(): number {
    return this.seats.length / seatNumbers;
  }

  private take(name: string, bytes: number, extra = 0): GpuBuffer {
    return this.room.take(`episodes ${name}`, bytes, `${this.lanes} episodes`, extra);
  }

  /** Tells the GPU who is where. */
  private seat(): void {
    const { queue } = this.card.device;
    queue.writeBuffer(this.seated, 0, this.seats);
    queue.writeBuffer(this.numbers, 0, Uint32Array.of(this.lanes, this.listed, this.slots, 0));
  }

  private record(pass: GpuComputePass, pipeline: GpuPipeline): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.group);
    pass.dispatchWorkgroups(Math.ceil(this.slots / episodeThreads));
  }

  /** Records the start of all episodes. */
  begin(pass: GpuComputePass): void {
    this.record(pass, this.begins);
  }

  /** Records a step of all that run. */
  step(pass: GpuComputePass): void {
    this.record(pass, this.steps);
  }

  /** Forgets the count of those that run, as is due before the last step of a submission. */
  clearCount(encoder: GpuCommandEncoder): void {
    encoder.clearBuffer(this.alive);
  }

  /** Submits what was recorded; the answer is how many episodes run on. */
  async submit(encoder: GpuCommandEncoder): Promise<number> {
    encoder.copyBufferToBuffer(this.alive, 0, this.counted, 0, 4);
    this.card.device.queue.submit([encoder.finish()]);
    let count = 0;
    await this.card.read(this.counted, 4, (found) => {
      count = new Uint32Array(found.buffer, found.byteOffset, 1)[0]!;
    });
    return count;
  }

  /**
   * Gives the slots of episodes that are over to those that run, in their order. The answer is in which slots those were;
   * `encoder` is told to show them again.
   */
  async closeRanks(encoder: GpuCommandEncoder): Promise<Int32Array> {
    const { seats, lanes } = this;
    const stands = await this.fetch(this.scored, (scorePlace.stands + 1) * lanes);
    const running: number[] = [];
    for (let slot = 0; slot < this.slots; slot++) {
      const lane = seats[slot * seatNumbers + 2]!;
      if (stands[scorePlace.stands * lanes + lane] === standing.running) running.push(slot);
    }
    this.seats = Uint32Array.from(
      running.flatMap((slot) => [...seats.subarray(slot * seatNumbers, (slot + 1) * seatNumbers)]),
    );
    this.seat();
    const pass = encoder.beginComputePass();
    this.record(pass, this.shows());
    pass.end();
    return Int32Array.from(running);
  }

  /** Every lane's numbers, number by number: value i of lane l is at i x lanes + l. See `EpisodesPlan`. */
  scores(): Promise<Int32Array> {
    return this.fetch(this.scored, this.lanes * this.plan.numbers);
  }

  /** What is shown in every slot, one after the other. */
  async shown(): Promise<Float32Array> {
    const found = await this.fetch(this.seen, this.slots * shownSize(this.plan.shader));
    return new Float32Array(found.buffer);
  }

  /** A copy of the first `count` numbers of a buffer. */
  private async fetch(from: GpuBuffer, count: number): Promise<Int32Array> {
    const { device } = this.card;
    const staging = this.take("staging", count * 4, usage.mapRead);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, staging, 0, count * 4);
    device.queue.submit([encoder.finish()]);
    const copy = new Int32Array(count);
    await this.card.read(staging, count * 4, (found) => {
      copy.set(new Int32Array(found.buffer, found.byteOffset, count));
    });
    return copy;
  }
}
