import { stageFields } from "../../kernels/index.ts";
import { checkForward, checkReference, notNormalised, replaced } from "../checks.ts";
import type { LoadedPolicies } from "../device.ts";
import type { Placement } from "./loader.ts";
import type { KernelMemory } from "./memory.ts";
import { type NetworkPlan, roundUp, type StagePlan } from "./plan.ts";
import type { Records } from "./records.ts";

/** Lanes that run through the network together: at least this many, and more where their values stay in the cache. */
const fewestLanes = 64;
const mostLanes = 256;
const cachedBytes = 2 ** 19;
/** Inputs are copied in and multiplied in portions of about this size. */
const portionBytes = 2 ** 17;

/** So many numbers are copied one by one in the time that a view of them takes to make. */
const fewNumbers = 32;

/** Copies `count` numbers from `from`, from place `at` on, to `to`, from place `place` on. */
function copy<Numbers extends Float32Array | Int32Array>(
  from: Numbers,
  at: number,
  count: number,
  to: Numbers,
  place: number,
): void {
  if (count > fewNumbers) to.set(from.subarray(at, at + count), place);
  else for (let j = 0; j < count; j++) to[place + j] = from[at + j]!;
}

const phases = { product: 1, normAndActivation: 2, all: 3 } as const;

const noStates = new Float32Array(0);

/** Bytes of a recurrent stage's input with the state beside it; 0 for other stages. */
const joinedBytes = ({ recurrence, inputs }: StagePlan): number =>
  recurrence === null ? 0 : roundUp(inputs, 4) * 4;

/** Addresses of what a forward pass works in, for up to `lanes` lanes. */
interface Workspace {
  readonly lanes: number;
  readonly members: number;
  readonly input: number;
  readonly values: readonly [number, number];
  readonly output: number;
  /** What lanes remember; a recurrent layer's input with its state beside it; its gates. */
  readonly states: number;
  readonly joined: number;
  readonly gates: number;
  readonly list: number;
  readonly t: number;
  readonly sums: readonly [number, number];
}

/** Loaded members of a population. */
export class WasmPolicies implements LoadedPolicies<void> {
  private readonly memory: KernelMemory;
  private readonly plan: NetworkPlan;
  private readonly records: Records;
  private readonly placement: Placement;
  private readonly stages: number;
  private readonly inputStride: number;
  private readonly lanesAtOnce: number;
  private readonly portion: number;
  private readonly mark: number;
  private readonly needsNorms: boolean;
  private work: Workspace;
  private isNormalised = false;
  private isRetired = false;

  constructor(
    memory: KernelMemory,
    plan: NetworkPlan,
    records: Records,
    placement: Placement,
    stages: number,
  ) {
    this.memory = memory;
    this.plan = plan;
    this.records = records;
    this.placement = placement;
    this.stages = stages;
    this.inputStride = roundUp(plan.shaped.inputSize, 4);
    const widest = Math.max(...plan.stages.map((stage) => stage.outStride));
    const cached = Math.floor(cachedBytes / (widest * 8));
    this.lanesAtOnce = Math.max(fewestLanes, Math.min(mostLanes, cached - (cached % 4)));
    const fitting = Math.floor(portionBytes / (this.inputStride * 4));
    this.portion = Math.max(4, Math.min(this.lanesAtOnce, fitting - (fitting % 4)));
    this.needsNorms = plan.stages.some((stage) => stage.norm !== null);
    this.mark = memory.mark;
    this.work = this.workspace(this.lanesAtOnce, this.portion);
  }

  /** Marks that another load has taken the memory. */
  retire(): void {
    this.isRetired = true;
  }

  private workspace(lanes: number, inputLanes: number): Workspace {
    const { memory, plan } = this;
    memory.release(this.mark);
    const take = (bytes: number): number => memory.take(bytes, `the values of ${lanes} lanes`);
    const most = (size: (stage: (typeof plan.stages)[number]) => number): number =>
      Math.max(...plan.stages.map(size));
    const values = lanes * 4 * most((stage) => stage.outStride);
    const channels = 8 * most((stage) => stage.outputs);
    return {
      lanes,
      members: take(lanes * 4),
      input: take(inputLanes * this.inputStride * 4),
      values: [take(values), take(values)],
      output: take(lanes * 4 * plan.shaped.outputSize + 12),
      states: take(lanes * 4 * plan.shaped.stateSize),
      joined: take(lanes * most(joinedBytes)),
      gates: take(lanes * most((stage) => (stage.recurrence === null ? 0 : 4 * stage.outStride))),
      list: take(4 * (8 + most((stage) => stage.inputs))),
      t: take(4 * Math.max(1, this.records.rank) * most(({ positions }) => Math.max(lanes, positions))),
      sums: [take(channels), take(channels)],
    };
  }

  private checkUsable(): void {
    if (this.isRetired) throw replaced();
  }

  private run(
    stage: number,
    phase: number,
    lanes: number,
    members: number,
    x: number,
    xStride: number,
    out: number,
  ): void {
    const { memory, work } = this;
    const address = this.stages + stage * stageFields.length * 4;
    const outStride = this.plan.stages[stage]!.outStride * 4;
    memory.kernels.run(address, phase, lanes, members, x, xStride, out, outStride, work.list, work.t);
  }

  /** Copies lanes from .. from + count - 1 of `inputs` into the workspace. */
  private copyIn(inputs: Float32Array, from: number, count: number): void {
    const size = this.plan.shaped.inputSize;
    const at = this.work.input / 4;
    const { f32 } = this.memory;
    if (size === this.inputStride) copy(inputs, from * size, count * size, f32, at);
    else
      for (let i = 0; i < count; i++) copy(inputs, (from + i) * size, size, f32, at + i * this.inputStride);
  }

  /** A stage as a whole, for rows `row` .. `row + lanes - 1` of the workspace; a recurrent one with its state. */
  private runStage(stage: number, lanes: number, row: number, x: number, xStride: number): void {
    const { recurrence, outStride } = this.plan.stages[stage]!;
    const members = this.work.members + row * 4;
    const out = this.outOf(stage) + row * outStride * 4;
    if (recurrence === null) {
      this.run(stage, phases.all, lanes, members, x, xStride, out);
      return;
    }
    const { kernels } = this.memory;
    const { part, inputs, units, stateAt } = recurrence;
    const stateStride = this.plan.shaped.stateSize * 4;
    const state = this.work.states + row * stateStride + stateAt * 4;
    const joinedStride = joinedBytes(this.plan.stages[stage]!);
    const joined = this.work.joined + row * joinedStride;
    const beside = joined + inputs * 4;
    const gatesStride = roundUp(2 * units, 8) * 4;
    const gates = this.work.gates + row * gatesStride;
    if (part === "candidate")
      kernels.gateRows(lanes, gates + units * 4, gatesStride, units, beside, joinedStride);
    else {
      kernels.copyRows(lanes, x, xStride, inputs, joined, joinedStride);
      kernels.copyRows(lanes, state, stateStride, units, beside, joinedStride);
    }
    this.run(stage, phases.all, lanes, members, joined, joinedStride, out);
    if (part === "gates") return;
    if (part === "candidate")
      kernels.blendRows(lanes, gates, gatesStride, state, stateStride, units, out, outStride * 4);
    kernels.copyRows(lanes, out, outStride * 4, units, state, stateStride);
  }

  /** Where a stage's outputs go: by turns, so that none is written over before the next stage has read it. */
  private outOf(stage: number): number {
    if (this.plan.stages[stage]!.recurrence?.part === "gates") return this.work.gates;
    return this.work.values[stage % 2 === 0 ? 0 : 1];
  }

  forward(
    inputs: Float32Array,
    members: Int32Array,
    lanes: number,
    outputs: Float32Array,
    states: Float32Array = noStates,
  ): void {
    this.checkUsable();
    checkForward({ inputs, members, lanes, outputs, states }, this.plan.shaped, this.placement);
    if (this.needsNorms && !this.isNormalised) throw notNormalised();
    const { work, plan } = this;
    const { stateSize } = plan.shaped;
    for (let from = 0; from < lanes; from += work.lanes) {
      const count = Math.min(work.lanes, lanes - from);
      copy(members, from, count, this.memory.i32, work.members / 4);
      const statesAt = work.states / 4;
      copy(states, from * stateSize, count * stateSize, this.memory.f32, statesAt);
      for (let at = 0; at < count; at += this.portion) {
        const some = Math.min(this.portion, count - at);
        this.copyIn(inputs, from + at, some);
        this.runStage(0, some, at, work.input, this.inputStride * 4);
      }
      for (let stage = 1; stage < plan.stages.length; stage++) {
        this.runStage(stage, count, 0, this.outOf(stage - 1), plan.stages[stage - 1]!.outStride * 4);
      }
      copy(this.memory.f32, statesAt, count * stateSize, states, from * stateSize);
      this.copyOut(outputs, from, count);
    }
  }

  private copyOut(outputs: Float32Array, from: number, count: number): void {
    const { plan, work, memory } = this;
    const last = plan.stages.length - 1;
    const size = plan.shaped.outputSize;
    const stride = plan.stages[last]!.outStride;
    memory.kernels.gather(count, work.values[last % 2 === 0 ? 0 : 1], stride * 4, size, work.output);
    copy(memory.f32, work.output / 4, count * size, outputs, from * size);
  }

  normaliseOn(reference: Float32Array, rows: number): void {
    this.checkUsable();
    checkReference(reference, rows, this.plan.shaped.inputSize);
    if (!this.needsNorms) return;
    if (rows > this.work.lanes || rows > this.portion) {
      this.work = this.workspace(Math.max(rows, this.lanesAtOnce), Math.max(rows, this.portion));
    }
    this.copyIn(reference, 0, rows);
    for (let i = 0; i < this.placement.count; i++) this.normaliseMember(i, rows);
    this.isNormalised = true;
  }

  private normaliseMember(i: number, rows: number): void {
    const { work, plan, memory, placement } = this;
    const members = work.members / 4;
    memory.i32.fill(placement.first + i, members, members + rows);
    let x = work.input;
    let xStride = this.inputStride * 4;
    const lastNorm = plan.stages.findLastIndex((stage) => stage.norm !== null);
    const states = rows * plan.shaped.stateSize;
    memory.f32.fill(0, work.states / 4, work.states / 4 + states);
    for (let stage = 0; stage <= lastNorm; stage++) {
      const out = this.outOf(stage);
      const outStride = plan.stages[stage]!.outStride * 4;
      if (plan.stages[stage]!.norm === null) this.runStage(stage, rows, 0, x, xStride);
      else {
        this.run(stage, phases.product, rows, work.members, x, xStride, out);
        this.measure(stage, i, rows, out, outStride);
        if (stage < lastNorm) this.run(stage, phases.normAndActivation, rows, work.members, x, xStride, out);
      }
      x = out;
      xStride = outStride;
    }
  }

  /** Writes a member's scale and offset of one norm, from the stage's raw values at `out`. */
  private measure(stage: number, i: number, rows: number, out: number, outStride: number): void {
    const { memory, work } = this;
    const { outputs, positions, norm } = this.plan.stages[stage]!;
    const { shift, scale, offset } = this.records.offsets[stage]!;
    const [mean, squares] = work.sums;
    const count = rows * positions;
    const own = this.placement.members + i * this.records.memberBytes;
    for (const sums of work.sums) memory.f64.fill(0, sums / 8, sums / 8 + outputs);
    memory.kernels.addStatistics(rows, out, outStride, positions, outputs, 0, mean);
    for (let c = 0; c < outputs; c++) memory.f64[mean / 8 + c]! /= count;
    memory.kernels.addStatistics(rows, out, outStride, positions, outputs, mean, squares);
    memory.kernels.normalise(
      mean,
      squares,
      outputs,
      count,
      norm!.epsilon,
      own + shift,
      own + scale,
      own + offset,
    );
  }
}
