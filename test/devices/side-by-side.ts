/** Copies of an environment stepped on the GPU and on the processor by the same actions, and what differs between them. */
import { expect } from "vitest";
import { type Environment, type EnvironmentSpec, environments, status } from "../../environments/index.ts";
import type { GpuComputePass } from "../../src/policy/devices/webgpu/api.ts";
import { GpuEpisodes } from "../../src/policy/devices/webgpu/episodes.ts";
import { startedCard } from "../../src/policy/devices/webgpu/index.ts";
import { Room } from "../../src/policy/devices/webgpu/room.ts";
import { fold, type Key, Stream } from "../../src/random/index.ts";

/** Chooses an action by what is seen. */
export type Pilot = (observation: Float32Array, draws: Stream) => number;

export interface Comparison {
  /** Episodes at a time. */
  readonly lanes: number;
  /** Steps in all, at least. */
  readonly least: number;
  readonly key: Key;
  /** Steps from one comparison to the next. Default 1. */
  readonly stride?: number;
  /** Who plays, whole episodes. Default: evenly drawn actions, and episodes may be left where they are. */
  readonly pilot?: Pilot;
}

/** One copy on the processor, and what its episode has come to. */
class Lane {
  readonly world: Environment;
  readonly sums: Float64Array;
  readonly described: Float64Array;
  /** In how many of the observations that were shown each value was 1. */
  readonly counts: Int32Array;
  private readonly paid: Float64Array;
  private readonly shown: Float32Array;
  steps = 0;
  stands: number = status.running;

  constructor(world: Environment, key: Key) {
    const { spec } = world;
    this.world = world;
    this.sums = new Float64Array(spec.values.length);
    this.paid = new Float64Array(spec.values.length);
    this.described = new Float64Array(spec.behaviour?.names.length ?? 0);
    this.shown = new Float32Array(sizeOf(spec));
    this.counts = new Int32Array(sizeOf(spec));
    world.reset(key);
    this.count();
  }

  get isRunning(): boolean {
    return this.stands === status.running;
  }

  observation(): Float32Array {
    this.world.observe(this.shown, 0);
    return this.shown;
  }

  private count(): void {
    this.observation().forEach((value, i) => {
      this.counts[i]! += value;
    });
  }

  step(action: number): void {
    this.stands = this.world.step(action, this.paid);
    this.paid.forEach((amount, v) => {
      this.sums[v]! += amount;
    });
    this.steps += 1;
    if (this.isRunning) this.count();
    else this.world.behaviour?.(this.described, 0);
  }

  /** How it stands, its steps, its sums. */
  numbers(): number[] {
    return [this.stands, this.steps, ...this.sums];
  }
}

const sizeOf = ({ observation: { shape } }: EnvironmentSpec): number => shape.reduce((a, b) => a * b, 1);

/** The first number that differs, as a line to read; undefined where none does. */
function difference(what: string, found: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  for (let i = 0; i < expected.length; i++) {
    if (found[i] !== expected[i]) return `${what} ${i} is ${found[i]} instead of ${expected[i]}`;
  }
  return undefined;
}

/** Actions of so many lanes, a row of lanes for each step: by a pilot to the ends of the episodes, else drawn. */
function actionsOf(start: () => Lane[], actions: number, key: Key, pilot: Pilot | undefined): Uint32Array {
  const draws = new Stream(key);
  if (pilot === undefined) return Uint32Array.from({ length: 1 << 16 }, () => draws.below(actions));
  const lanes = start();
  const list: number[] = [];
  while (lanes.some((lane) => lane.isRunning)) {
    for (const lane of lanes) {
      const action = lane.isRunning ? pilot(lane.observation(), draws) : 0;
      if (lane.isRunning) lane.step(action);
      list.push(action);
    }
  }
  return Uint32Array.from(list);
}

/** How many episodes ended of themselves or were truncated, and the most of each value and of the description. */
export interface Tally {
  readonly steps: number;
  readonly terminated: number;
  readonly truncated: number;
  readonly most: readonly number[];
}

/**
 * Plays episodes side by side until so many steps are done, and expects observations, sums of values, lengths, ends and
 * descriptions to be equal, bit for bit.
 */
export async function expectSideBySide(
  id: string,
  given: Record<string, unknown>,
  { lanes, least, key, stride = 1, pilot }: Comparison,
): Promise<Tally> {
  const entry = environments.get(id);
  const options = entry.options.parse(given);
  const shader = entry.shader!(options)!;
  const { spec } = entry.create(options);
  const size = sizeOf(spec);
  const described = spec.behaviour?.names.length ?? 0;
  const { values, behaviour, stepLimit, observationSize } = shader;
  expect([values, behaviour, stepLimit, observationSize]).toEqual([
    spec.values.length,
    described,
    spec.stepLimit,
    size,
  ]);
  const card = await startedCard();
  const room = new Room(card);
  const ended: Lane[] = [];
  let steps = 0;
  for (let round = 0; steps < least; round++) {
    const keys = Uint32Array.from(Array.from({ length: lanes }, (_, l) => fold(key, 2, round, l)).flat());
    const start = (): Lane[] =>
      Array.from(
        { length: lanes },
        (_, l) => new Lane(entry.create(options), [keys[2 * l]!, keys[2 * l + 1]!]),
      );
    const list = actionsOf(start, shader.actions, fold(key, 1, round), pilot);
    const seen = room.take("seen", lanes * size * 4, "observations");
    const wanted = ["behaviour", "counts", "observation"] as const;
    const episodes = new GpuEpisodes(card, room, shader, { keys, lanes, wanted }, { list }, seen);
    const placeOf = (extra: (typeof wanted)[number]): number => episodes.plan.extras.get(extra)!.at;
    const all = start();
    const checked = new Set<Lane>();

    /** Submits what is recorded and compares. */
    const submit = async (record: (pass: GpuComputePass) => void): Promise<number> => {
      const encoder = card.device.createCommandEncoder();
      episodes.clearCount(encoder);
      const pass = encoder.beginComputePass();
      record(pass);
      pass.end();
      await episodes.submit(encoder);
      const scores = await episodes.scores();
      const shown = await episodes.shown();
      /** Numbers of a lane from one on, as a list of as many as are expected. */
      const told = (l: number, at: number, expected: ArrayLike<number>): number[] =>
        Array.from(expected, (_, i) => scores[(at + i) * lanes + l]!);
      all.forEach((lane, l) => {
        const numbers = lane.numbers();
        const seenNow = lane.observation();
        let what = difference("number", told(l, 0, numbers), numbers);
        if (lane.isRunning) {
          what ??= difference("observation", shown.subarray(l * size, (l + 1) * size), seenNow);
        } else if (!checked.has(lane)) {
          checked.add(lane);
          what ??=
            difference("description", told(l, placeOf("behaviour"), lane.described), lane.described) ??
            difference("count", told(l, placeOf("counts"), lane.counts), lane.counts) ??
            difference("last observation", told(l, placeOf("observation"), seenNow), seenNow);
        }
        if (what !== undefined) expect.fail(`${id}, lane ${l}, step ${lane.steps}: ${what}`);
      });
      return all.filter((lane) => lane.isRunning).length;
    };

    let running = await submit((pass) => episodes.begin(pass));
    for (let done = 0; running > 0 && (pilot !== undefined || steps < least); done += stride) {
      for (let step = done; step < done + stride; step++) {
        all.forEach((lane, l) => {
          if (!lane.isRunning) return;
          lane.step(list[(step * lanes + l) % list.length]!);
          steps += 1;
          if (!lane.isRunning) ended.push(lane);
        });
      }
      running = await submit((pass) => {
        for (let step = 0; step < stride; step++) episodes.step(pass);
      });
    }
  }
  room.close();
  return {
    steps,
    terminated: ended.filter((lane) => lane.stands === status.terminated).length,
    truncated: ended.filter((lane) => lane.stands === status.truncated).length,
    most: Array.from({ length: values + behaviour }, (_, i) =>
      Math.max(0, ...ended.map(({ sums, described: told }) => [...sums, ...told][i]!)),
    ),
  };
}
