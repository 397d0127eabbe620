import type { EnvironmentShader } from "../../device.ts";
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
  type ActionSource,
  beginEpisodes,
  episodeThreads,
  keptNumbers,
  scoreNumbers,
  stepEpisodes,
} from "./shaders/episodes.ts";

/** What kernels of episodes see, after the uniform numbers: which of it they write. */
const writes = [true, false, true, true, false, false, true];

/** Where lanes' actions come from: a network's outputs in a buffer, or a list of them, a row of lanes for each step. */
export type Actions = { readonly outputs: GpuBuffer } | { readonly list: Uint32Array };

/** Copies of one environment on the GPU. */
export class GpuEpisodes {
  private readonly card: Card;
  private readonly room: Room;
  private readonly shader: EnvironmentShader;
  private readonly lanes: number;
  private readonly groups: number;
  private readonly seen: GpuBuffer;
  private readonly scored: GpuBuffer;
  private readonly alive: GpuBuffer;
  private readonly counted: GpuBuffer;
  private readonly group: GpuBindGroup;
  private readonly begins: GpuPipeline;
  private readonly steps: GpuPipeline;

  /** `seen` receives the observations, a lane after the other. */
  constructor(
    card: Card,
    room: Room,
    shader: EnvironmentShader,
    keys: Uint32Array,
    lanes: number,
    actions: Actions,
    seen: GpuBuffer,
  ) {
    const { device } = card;
    this.card = card;
    this.room = room;
    this.shader = shader;
    this.lanes = lanes;
    this.groups = Math.ceil(lanes / episodeThreads);
    this.seen = seen;
    const numbers = this.take("numbers", 16, usage.uniform);
    const state = this.take("state", lanes * keptNumbers(shader) * 4);
    this.scored = this.take("scores", lanes * (scoreNumbers(shader) + shader.behaviour) * 4);
    this.alive = this.take("alive", 16);
    this.counted = this.take("counted", 16, usage.mapRead);
    const keyed = this.take("keys", lanes * 8);
    const list = "list" in actions ? actions.list : new Uint32Array(4);
    const listed = this.take("list", list.byteLength);
    const source: ActionSource = "list" in actions ? "list" : "network";
    device.queue.writeBuffer(numbers, 0, Uint32Array.of(lanes, list.length, 0, 0));
    device.queue.writeBuffer(keyed, 0, keys, 0, 2 * lanes);
    device.queue.writeBuffer(listed, 0, list);
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
    const buffers = [numbers, state, outputs, seen, this.alive, keyed, listed, this.scored];
    this.group = device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
    this.begins = card.pipeline(beginEpisodes(shader), pipelineLayout);
    this.steps = card.pipeline(stepEpisodes(shader, source), pipelineLayout);
  }

  private take(name: string, bytes: number, extra = 0): GpuBuffer {
    return this.room.take(`episodes ${name}`, bytes, `${this.lanes} episodes`, extra);
  }

  private record(pass: GpuComputePass, pipeline: GpuPipeline): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.group);
    pass.dispatchWorkgroups(this.groups);
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
   * Every lane's score, number by number: value i of lane l is at i x lanes + l (`scorePlace`). With `described`, the
   * numbers of its description come behind.
   */
  async scores(described: boolean): Promise<Int32Array> {
    const { shader, lanes } = this;
    const found = await this.fetch(
      this.scored,
      lanes * (scoreNumbers(shader) + (described ? shader.behaviour : 0)),
    );
    return new Int32Array(found.buffer);
  }

  /** What every lane saw last, a lane after the other. */
  observations(): Promise<Float32Array> {
    return this.fetch(this.seen, this.lanes * this.shader.observationSize);
  }

  /** A copy of the first `count` numbers of a buffer. */
  private async fetch(from: GpuBuffer, count: number): Promise<Float32Array> {
    const { device } = this.card;
    const staging = this.take("staging", count * 4, usage.mapRead);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, staging, 0, count * 4);
    device.queue.submit([encoder.finish()]);
    let copy = new Float32Array();
    await this.card.read(staging, count * 4, (found) => {
      copy = found.slice();
    });
    return copy;
  }
}
