import { InputError } from "../src/base/index.ts";
import type { Key } from "../src/random/index.ts";
import type { Action, Environment, EnvironmentSpec, Picture, Status } from "./environment.ts";
import { decodeState, encodeState, ownerOf } from "./saved-state.ts";

/**
 * An environment whose observations are the last `frames` of another's, the oldest first: for pictures more channels
 * (height x width x (frames x channels)), for vectors more values. An episode's first observation stands for those
 * before it. The other's steps, values and ends are untouched; frames lie in a ring, into which each step writes one.
 * One frame is the environment itself. Throws an `InputError` where `frames` is not a positive integer.
 */
export function frameStack(environment: Environment, frames: number): Environment {
  if (!Number.isSafeInteger(frames) || frames < 1)
    throw new InputError(`frames must be a positive integer, got ${frames}`);
  return frames === 1 ? environment : new FrameStack(environment, frames);
}

/** What a stack of frames shows and does, from what the environment does. */
export function stackedSpec(spec: EnvironmentSpec, frames: number): EnvironmentSpec {
  if (frames === 1) return spec;
  const { shape, names } = spec.observation;
  const channels = shape.at(-1)!;
  const ages = Array.from({ length: frames }, (_, f) => frames - 1 - f);
  const named =
    names && ages.flatMap((age) => names.map((name) => (age === 0 ? name : `${name} ${age} ago`)));
  const { low, high } = spec.observation;
  const repeated = (bound: number | readonly number[]): number | readonly number[] =>
    typeof bound === "number" ? bound : ages.flatMap(() => bound);
  return {
    ...spec,
    observation: {
      ...spec.observation,
      shape: [...shape.slice(0, -1), frames * channels],
      ...(named ? { names: named } : {}),
      ...(low === undefined ? {} : { low: repeated(low) }),
      ...(high === undefined ? {} : { high: repeated(high) }),
    },
  };
}

class FrameStack implements Environment {
  readonly spec: EnvironmentSpec;
  readonly behaviour?: (into: Float64Array, offset: number) => void;
  readonly picture?: () => Picture;
  readonly greyscale?: (into: Uint8Array) => void;
  private readonly inner: Environment;
  private readonly owner: string;
  private readonly frames: number;
  private readonly channels: number;
  private readonly size: number;
  /** Frame after frame, the newest at `newest`, the one before it just below, and so on around. */
  private readonly ring: Float32Array;
  private newest = 0;

  constructor(inner: Environment, frames: number) {
    this.inner = inner;
    this.frames = frames;
    this.spec = stackedSpec(inner.spec, frames);
    const { shape } = inner.spec.observation;
    this.channels = shape.at(-1)!;
    this.size = shape.reduce((product, n) => product * n, 1);
    this.ring = new Float32Array(frames * this.size);
    this.owner = ownerOf(inner.spec.id, { frames });
    if (inner.behaviour) this.behaviour = (into, offset) => inner.behaviour!(into, offset);
    if (inner.picture) this.picture = () => inner.picture!();
    if (inner.greyscale) this.greyscale = (into) => inner.greyscale!(into);
  }

  reset(key: Key): void {
    this.inner.reset(key);
    this.newest = 0;
    this.inner.observe(this.ring, 0);
    for (let frame = 1; frame < this.frames; frame++) this.ring.copyWithin(frame * this.size, 0, this.size);
  }

  step(action: Action, values: Float64Array): Status {
    const now = this.inner.step(action, values);
    this.newest = (this.newest + 1) % this.frames;
    this.inner.observe(this.ring, this.newest * this.size);
    return now;
  }

  observe(into: Float32Array, offset: number): void {
    const { channels, size, frames, ring } = this;
    const depth = frames * channels;
    for (let f = 0; f < frames; f++) {
      const from = ((this.newest + 1 + f) % frames) * size;
      const to = offset + f * channels;
      for (let i = 0, at = to; i < size; i += channels, at += depth)
        for (let c = 0; c < channels; c++) into[at + c] = ring[from + i + c]!;
    }
  }

  /** The payload is the place of the newest frame (a word), the ring, and the inner environment's state. */
  save(): Uint8Array {
    const inner = this.inner.save();
    const payload = new Uint8Array(4 + this.ring.byteLength + inner.length);
    payload[0] = this.newest;
    payload.set(new Uint8Array(this.ring.buffer), 4);
    payload.set(inner, 4 + this.ring.byteLength);
    return encodeState(this.owner, payload);
  }

  restore(saved: Uint8Array): void {
    const bytes = 4 + this.ring.byteLength + this.inner.save().length;
    const payload = decodeState(this.owner, saved, bytes);
    this.inner.restore(payload.subarray(4 + this.ring.byteLength));
    this.newest = payload[0]!;
    new Uint8Array(this.ring.buffer).set(payload.subarray(4, 4 + this.ring.byteLength));
  }
}
