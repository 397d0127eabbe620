import { add, clone, engine, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { InputError } from "../../base/index.ts";
import { BiasActivation } from "./kernels/fused.ts";
import { constantKernels } from "./rules/index.ts";
import { isNoSlope, type Pairing, pairingOf, run } from "./rules/rule.ts";

/** What tfjs notes of an operation while it records: the part of its `TapeNode` that is needed here. */
interface TapeNode {
  readonly kernelName: string;
  /** An input that is optional may be missing. */
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[];
  /** Absent where the kernel has no gradient. */
  readonly gradient?: (outputs: (Tensor | null)[]) => Record<string, () => Tensor>;
}

/** The engine's own recorder, which tfjs-core does not type as public; its version is pinned. */
interface Recorder {
  readonly state: { activeTape: TapeNode[] | null; gradientDepth: number; kernelDepth: number };
  startTape(): void;
  endTape(): void;
}

const inputsOf = ({ inputs }: TapeNode): Tensor[] =>
  Object.values(inputs).filter((input) => input !== undefined);

/** A seed of a backward pass: how much the answer changes with each number of `of`. */
export interface Seed {
  readonly of: Tensor;
  readonly gradient: Tensor;
}

/** What was done in a recording, kept so that several backward passes can go over it. */
export interface Tape {
  readonly nodes: readonly TapeNode[];
  /** Frees what the operations kept for their gradients. */
  dispose(): void;
}

/**
 * Runs `forward` and records it. Unlike tfjs's own `grads`, which goes back over a recording once and only for one
 * loss, the tape outlives the call: one forward pass serves the gradients of all tasks. `forward` may itself call
 * `backward` on the tape it is given, which records those passes too, for derivatives of derivatives.
 * Tensors that it does not return are disposed of.
 */
export function record<Result extends Tensor | Tensor[] | { [name: string]: Tensor | Tensor[] }>(
  forward: (tape: Tape) => Result,
): { readonly result: Result; readonly tape: Tape } {
  const recorder = engine() as unknown as Recorder;
  if (recorder.state.gradientDepth > 0) throw new Error("a recording is under way already");
  recorder.startTape();
  const nodes = recorder.state.activeTape!;
  const tape: Tape = {
    nodes,
    dispose() {
      for (const { saved = [] } of nodes.splice(0)) for (const tensor of saved) tensor.dispose();
    },
  };
  try {
    return { result: tidy(() => forward(tape)), tape };
  } catch (error) {
    tape.dispose();
    throw error;
  } finally {
    recorder.endTape();
    recorder.state.activeTape = null;
  }
}

/** Bytes that a recording keeps; tensors that share their numbers count once. */
export function bytesOf({ nodes }: Tape): number {
  const sizes = new Map<object, number>();
  for (const { saved = [] } of nodes) for (const { dataId, size } of saved) sizes.set(dataId, 4 * size);
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** What `make` gives, taken for a constant: nothing of it is recorded. */
export function unrecorded<Result>(make: () => Result): Result {
  const { state } = engine() as unknown as Recorder;
  state.kernelDepth++;
  try {
    return make();
  } finally {
    state.kernelDepth--;
  }
}

/**
 * The nodes that lead to the seeds, each after those that made its inputs. The order of a tape is not that: tfjs notes
 * the copy of an output that a kernel keeps for its gradient before the kernel itself, so its own `grad` of a `grad`
 * misses what flows through exp, sigmoid, softmax and other kernels of that kind.
 */
function sorted(nodes: readonly TapeNode[], seeds: readonly Seed[]): TapeNode[] {
  const maker = new Map<number, TapeNode>();
  for (const node of nodes) for (const { id } of node.outputs) maker.set(id, node);
  const order: TapeNode[] = [];
  const seen = new Set<TapeNode>();
  // Depth first without recursion: a node comes up again, as `done`, after all that it needs.
  const stack: { readonly node: TapeNode; readonly done: boolean }[] = [];
  for (const { of } of seeds) {
    const last = maker.get(of.id);
    if (last) stack.push({ node: last, done: false });
  }
  while (stack.length > 0) {
    const { node, done } = stack.pop()!;
    if (done) {
      order.push(node);
      continue;
    }
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push({ node, done: true });
    for (const { id } of inputsOf(node)) {
      const needed = maker.get(id);
      if (needed && !seen.has(needed)) stack.push({ node: needed, done: false });
    }
  }
  return order;
}

/**
 * One backward pass: for each of `xs` the sum over the seeds of gradient times Jacobian, or `null` where no seed depends
 * on it. Only what lies between is gone over. What `seeds` makes and all else on the way is disposed of; the answers are
 * the caller's.
 */
export function backward(tape: Tape, seeds: () => readonly Seed[], xs: readonly Tensor[]): (Tensor | null)[] {
  const pass = (): (Tensor | null)[] => passBack(tape, seeds(), xs);
  // Nulls are left alone by tidy, though its types do not say so.
  return tidy(pass as () => Tensor[]);
}

/**
 * A backward pass of which nothing is wanted but sum_i <gradient over xs_i, directions_i>: seeds of that sum, to go back over
 * a recording of this pass with. Where a layer is linear in its parameters their gradient is not worked out.
 */
export function backwardAlong(
  tape: Tape,
  seeds: () => readonly Seed[],
  xs: readonly Tensor[],
  directions: readonly Tensor[],
): Seed[] {
  return tidy(() => {
    const pairs: Pairing[] = [];
    const along = new Map(xs.map(({ id }, i) => [id, directions[i]!]));
    const gradients = passBack(tape, seeds(), xs, { along, pairs });
    const seeded: Seed[] = gradients.flatMap((of, i) => (of ? [{ of, gradient: directions[i]! }] : []));
    // <slope, change> changes with either; a bias's part of the change is the direction's own and changes with nothing.
    const changes = new Map<number, { of: Tensor; whole?: Tensor; bias?: Tensor }>();
    for (const { slope, change } of pairs) {
      const found = changes.get(slope.id) ?? { of: slope };
      changes.set(slope.id, found);
      if (change.shape.length < slope.shape.length) {
        found.bias = found.bias ? add(found.bias, change) : change;
        continue;
      }
      found.whole = found.whole ? add(found.whole, change) : change;
      seeded.push({ of: change, gradient: slope });
    }
    for (const { of, whole, bias } of changes.values()) {
      const x = whole ?? zerosLike(of);
      const gradient = bias ? run(BiasActivation, { x, bias }, { activation: "identity" }) : x;
      seeded.push({ of, gradient });
    }
    return seeded as unknown as SeedTensors;
  }) as unknown as Seed[];
}

/** Seeds as tidy looks through them. */
export type SeedTensors = { [name: string]: Tensor }[] & Tensor[];

/** Directions of inputs by their id, and where pairs that stand for gradients along them go. */
interface Along {
  readonly along: ReadonlyMap<number, Tensor>;
  readonly pairs: Pairing[];
}

function passBack(
  tape: Tape,
  seeds: readonly Seed[],
  xs: readonly Tensor[],
  wanted?: Along,
): (Tensor | null)[] {
  const asked = new Set(xs.map(({ id }) => id));
  const reached = new Set(asked);
  const path = sorted(tape.nodes, seeds).filter((node) => {
    if (!inputsOf(node).some(({ id }) => reached.has(id))) return false;
    // Comparisons, indices and steps are constant almost everywhere: no derivative goes through them.
    if (constantKernels.has(node.kernelName)) return false;
    const smooth = node.outputs.filter(({ dtype }) => dtype === "float32");
    for (const { id } of smooth) reached.add(id);
    return smooth.length > 0;
  });
  const gradients = new Map<number, Tensor>();
  /** How many inputs share a gradient as it is: it is freed with the last. Seeds are the caller's and never freed. */
  const holders = new Map<Tensor, number>();
  for (const { gradient } of seeds) holders.set(gradient, Number.POSITIVE_INFINITY);
  const release = (gradient: Tensor): void => {
    const count = (holders.get(gradient) ?? 1) - 1;
    if (count > 0) holders.set(gradient, count);
    else gradient.dispose();
  };
  const accumulate = (id: number, gradient: Tensor): void => {
    const before = gradients.get(id);
    if (before === undefined) {
      gradients.set(id, gradient);
      return;
    }
    gradients.set(id, add(before, gradient));
    release(before);
    release(gradient);
  };
  for (const { of, gradient } of seeds) if (reached.has(of.id)) accumulate(of.id, gradient);
  for (const node of path.reverse()) {
    const given = node.outputs.map(({ id }) => gradients.get(id) ?? null);
    if (given.every((gradient) => gradient === null)) continue;
    if (!node.gradient)
      throw new InputError(`tfjs has no gradient for ${node.kernelName}; use another operation`);
    const functions = node.gradient(given);
    for (const [name, input] of Object.entries(node.inputs)) {
      if (!input || !reached.has(input.id)) continue;
      const make = functions[name];
      if (!make) throw new InputError(`tfjs has no gradient for ${node.kernelName} over its ${name}`);
      if (isNoSlope(make)) continue;
      const direction = wanted?.along.get(input.id);
      const pairing = direction && pairingOf(make);
      if (wanted && pairing) {
        const { slope, change } = pairing(direction);
        // Both are still needed when this pass is over.
        holders.set(slope, Number.POSITIVE_INFINITY);
        wanted.pairs.push({ slope, change });
        continue;
      }
      const made = tidy(make);
      // Some functions hand on what they were given, and some what the node keeps, which is not ours to free.
      if (given.includes(made)) holders.set(made, (holders.get(made) ?? 1) + 1);
      accumulate(input.id, made.kept ? clone(made) : made);
    }
    node.outputs.forEach(({ id }, i) => {
      const gradient = given[i];
      if (!gradient || asked.has(id)) return;
      gradients.delete(id);
      release(gradient);
    });
  }
  return xs.map(({ id }) => {
    const gradient = gradients.get(id);
    if (!gradient) return null;
    return holders.has(gradient) ? clone(gradient) : gradient;
  });
}
