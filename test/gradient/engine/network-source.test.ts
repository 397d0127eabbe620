/** What a network's source promises beside right gradients: batches, labels, memory, determinism, errors. */
import {
  add,
  concat,
  engine,
  matMul,
  memory,
  mul,
  square,
  sum,
  type Tensor2D,
  tanh,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { DataSet } from "../../../src/data/index.ts";
import {
  type Backend,
  glorotUniform,
  initialPlace,
  type Model,
  type NetworkSource,
  type NetworkSourceOptions,
  networkSource,
  startBackend,
  zeros,
} from "../../../src/gradient/engine/index.ts";
import { gramianOf } from "../../../src/linalg/index.ts";
import { keyOf } from "../../../src/random/index.ts";
import { expectGradients } from "./finite-differences.ts";
import { bodies, examples, twoTasks } from "./models.ts";

let backend: Backend;
beforeAll(async () => {
  await startBackend("cpu");
  backend = await startBackend("wasm");
});

const body = bodies["convolution, same"]!;
const model = twoTasks(body);
const place = initialPlace(model, keyOf(3));
const batch = examples(body.input, 7);
const sourceOf = (options: Partial<NetworkSourceOptions> = {}): NetworkSource =>
  networkSource({ model, losses: ["cross-entropy", "squared-error"], backend, ...options });

function expectNear(got: ArrayLike<number>, expected: ArrayLike<number>, bound = 2e-6): void {
  expect(got.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs), 1e-3);
  for (let i = 0; i < got.length; i++) {
    if (Number.isNaN(expected[i]!)) expect(got[i]).toBeNaN();
    else expect(Math.abs(got[i]! - expected[i]!)).toBeLessThan(bound * scale);
  }
}

/** Everything that a source tells of a place. */
async function everything(source: NetworkSource, data: DataSet = batch) {
  const v = Float32Array.from({ length: source.sizes.shared }, (_, i) => Math.cos(i));
  const weights = [0.7, -0.2];
  return {
    losses: await source.losses(place, data),
    jacobian: await source.derivatives(place, data, { shared: "jacobian", own: true }),
    gramian: await source.derivatives(place, data, { shared: "gramian", own: true }),
    representation: await source.derivatives(place, data, { shared: "representation" }),
    combined: await source.combined(place, data, weights),
    product: await source.hessianVector(place, data, weights, v),
    outputs: await source.outputs(place, data),
  };
}

test("losses are the means of their definitions over the outputs", async () => {
  const source = sourceOf();
  const [kinds, amounts] = await source.outputs(place, batch);
  const losses = await source.losses(place, batch);
  const [kind, amount] = batch.targets;
  let [entropy, error] = [0, 0];
  for (let i = 0; i < batch.count; i++) {
    const logits = Array.from(kinds!.data.subarray(3 * i, 3 * i + 3));
    entropy += Math.log(logits.reduce((total, z) => total + Math.exp(z), 0)) - logits[kind!.labels[i]!]!;
    for (const j of [0, 1]) error += (amounts!.data[2 * i + j]! - amount!.labels[2 * i + j]!) ** 2 / 2;
  }
  expectNear(losses, [entropy / batch.count, error / batch.count]);
});

test("a Jacobian, a Gramian and a combination say the same", async () => {
  const { losses, jacobian, gramian, combined } = await everything(sourceOf());
  const rows = jacobian.jacobian!;
  expect(rows.data).toBeInstanceOf(Float32Array);
  expectNear(jacobian.losses, losses);
  expectNear(combined.losses, losses);
  expectNear(gramian.gramian!.data, gramianOf(rows).data);
  const d = rows.columns;
  expectNear(
    combined.shared,
    Array.from({ length: d }, (_, j) => 0.7 * rows.data[j]! - 0.2 * rows.data[d + j]!),
    1e-5,
  );
  expectNear(
    combined.own[0]!,
    Array.from(jacobian.own![0]!, (g) => 0.7 * g),
    1e-5,
  );
  expectNear(
    combined.own[1]!,
    Array.from(jacobian.own![1]!, (g) => -0.2 * g),
    1e-5,
  );
});

test("the Gramian is the same without the rows side by side", async () => {
  const { gramian, own } = (await everything(sourceOf({ rowBytes: 0 }))).gramian;
  const rows = await sourceOf().derivatives(place, batch, { shared: "gramian", own: true });
  expectNear(gramian!.data, rows.gramian!.data, 1e-5);
  expect(gramian!.data[1]).toBe(gramian!.data[2]);
  expect(own).toEqual(rows.own);
});

test("weights may be chosen from the losses, between forward and backward", async () => {
  const seen: Float64Array[] = [];
  const source = sourceOf();
  const chosen = await source.combined(place, batch, (losses) => {
    seen.push(losses);
    return losses.map((loss) => 1 / loss);
  });
  expect(seen).toEqual([chosen.losses]);
  const weights = Array.from(chosen.losses, (loss) => 1 / loss);
  expect(await source.combined(place, batch, weights)).toEqual(chosen);
  // In stretches they are still those of the whole batch.
  const stretched = await sourceOf({ microBatch: 3 }).combined(place, batch, (losses) =>
    losses.map((loss) => 1 / loss),
  );
  expectNear(stretched.shared, chosen.shared, 1e-5);
});

describe.each([
  ["all labels", batch],
  ["half the labels of both tasks", examples(body.input, 7, ["kind", "amount"])],
])("%s", (_name, data) => {
  test.each([1, 2, 3, 6, 7, 100])(
    "micro-batches of %i give what the whole batch does",
    async (microBatch) => {
      const whole = await everything(sourceOf(), data);
      for (const rowBytes of [0, 2 ** 24]) {
        const parts = await everything(sourceOf({ microBatch, rowBytes }), data);
        expectNear(parts.losses, whole.losses);
        expectNear(parts.jacobian.jacobian!.data, whole.jacobian.jacobian!.data, 1e-5);
        expectNear(parts.gramian.gramian!.data, whole.gramian.gramian!.data, 1e-5);
        expectNear(parts.representation.jacobian!.data, whole.representation.jacobian!.data, 1e-5);
        expectNear(parts.combined.shared, whole.combined.shared, 1e-5);
        expectNear(parts.product, whole.product, 1e-5);
        for (const task of [0, 1]) {
          expectNear(parts.jacobian.own![task]!, whole.jacobian.own![task]!, 1e-5);
          expectNear(parts.outputs[task]!.data, whole.outputs[task]!.data);
        }
      }
    },
  );
});

test("an example without a label counts for nothing", async () => {
  const missing = examples(body.input, 7, ["kind"]);
  const [kind, amount] = missing.targets;
  const kept = [1, 3, 5];
  const pixels = body.input.reduce((product, n) => product * n, 1);
  const only: DataSet = {
    count: kept.length,
    shape: missing.shape,
    inputs: Float32Array.from(
      kept.flatMap((i) => Array.from(missing.inputs.subarray(i * pixels, (i + 1) * pixels))),
    ),
    targets: [
      { ...kind!, labels: Int32Array.from(kept, (i) => kind!.labels[i]!) },
      { ...amount!, labels: new Float32Array(2 * kept.length).fill(Number.NaN) },
    ],
  };
  const source = sourceOf();
  const masked = await source.derivatives(place, missing, { shared: "jacobian", own: true });
  const alone = await source.derivatives(place, only, { shared: "jacobian", own: true });
  const d = source.sizes.shared;
  expectNear(masked.losses.subarray(0, 1), alone.losses.subarray(0, 1));
  expectNear(masked.jacobian!.data.subarray(0, d), alone.jacobian!.data.subarray(0, d), 1e-5);
  await expectGradients(source, place, missing);
  // A task without any label: a loss of NaN, a row and a head of zeros.
  expect(alone.losses[1]).toBeNaN();
  expect(alone.jacobian!.data.subarray(d).every((value) => value === 0)).toBe(true);
  expect(alone.own![1]!.every((value) => value === 0)).toBe(true);
  const { gramian } = await sourceOf({ rowBytes: 0 }).derivatives(place, only, { shared: "gramian" });
  expect([gramian!.data[1], gramian!.data[3]]).toEqual([0, 0]);
  expectNear([gramian!.data[0]!], [gramianOf(alone.jacobian!).data[0]!], 1e-5);
});

test("a task that the batch has no target of is without labels", async () => {
  const { losses } = await sourceOf().derivatives(
    place,
    { ...batch, targets: batch.targets.slice(1) },
    { shared: "gramian" },
  );
  expect(losses[0]).toBeNaN();
  expect(losses[1]).toBeGreaterThan(0);
});

/** Tasks that reach different parameters: the first `a`, the second `b`, both `both`. */
const forked = (penalty = false): Model => ({
  tasks: ["kind", "amount"],
  shared: ["a", "b", "both"].map((name) => ({ name, shape: [5, 3], initialise: glorotUniform })),
  own: [[], [{ name: "w", shape: [3, 2], initialise: glorotUniform }]],
  representation: "per-task",
  encode(p, x) {
    const through = (name: string) => tanh(matMul(x as Tensor2D, add(p[name]!, p["both"]!) as Tensor2D));
    return [through("a"), through("b")];
  },
  head: (task, own, [seen]) => (task === 0 ? seen! : matMul(seen as Tensor2D, own["w"] as Tensor2D)),
  ...(penalty && { penalty: (_task: number, p) => mul(sum(square(p["b"]!)), 0.1) }),
});

describe("tasks that reach different parameters", () => {
  const data = examples([5], 6);
  const at = initialPlace(forked(), keyOf(8));
  const source = (penalty: boolean): NetworkSource => sourceOf({ model: forked(penalty) });

  test("what a loss does not reach counts as zero", async () => {
    const { jacobian } = await source(false).derivatives(at, data, { shared: "jacobian" });
    const parts = Array.from({ length: 6 }, (_, i) => jacobian!.data.subarray(15 * i, 15 * (i + 1)));
    const reached = parts.map((part) => part.some((value) => value !== 0));
    expect(reached).toEqual([true, false, true, false, true, true]);
    await expectGradients(source(false), at, data);
  });

  test("each row over the representation is over the task's own tensor", async () => {
    const { jacobian } = await source(false).derivatives(at, data, { shared: "representation" });
    expect([jacobian!.rows, jacobian!.columns]).toEqual([2, 6 * 3]);
    expect(jacobian!.data.every((value) => value !== 0)).toBe(true);
  });

  test("a penalty is part of each loss, once whatever the stretches", async () => {
    const b = Array.from(at.shared.subarray(15, 30));
    const amount = 0.1 * b.reduce((total, value) => total + value * value, 0);
    const [plain, tied] = [await source(false).losses(at, data), await source(true).losses(at, data)];
    expectNear(tied, [plain[0]! + amount, plain[1]! + amount]);
    expectNear(await sourceOf({ model: forked(true), microBatch: 2 }).losses(at, data), tied);
    await expectGradients(source(true), at, data);
  });
});

test("columns over a representation of several tensors are one tensor after the other", async () => {
  const pair: Model = {
    tasks: ["kind"],
    shared: ["w", "v"].map((name) => ({ name, shape: [5, 3], initialise: glorotUniform })),
    own: [[]],
    representation: "common",
    encode: (p, x) => ["w", "v"].map((name) => matMul(x as Tensor2D, p[name] as Tensor2D)),
    head: (_task, _own, [first, second]) => add(mul(first!, 2), mul(second!, 3)),
  };
  const options = { model: pair, losses: ["cross-entropy"] };
  const at = initialPlace(pair, keyOf(1));
  const data = examples([5], 4);
  for (const microBatch of [4, 3]) {
    const { jacobian } = await sourceOf({ ...options, microBatch }).derivatives(at, data, {
      shared: "representation",
    });
    expect(jacobian!.columns).toBe(24);
    // The loss depends on 2 a + 3 b.
    expectNear(
      jacobian!.data.subarray(12),
      Array.from(jacobian!.data.subarray(0, 12), (value) => 1.5 * value),
    );
  }
});

test("bytes stand for value / 255", async () => {
  const bytes = Uint8Array.from(batch.inputs, (_, i) => (37 * i) % 256);
  const numbers = Float32Array.from(bytes, (value) => value * (1 / 255));
  const source = sourceOf();
  expect(await source.losses(place, { ...batch, inputs: bytes })).toEqual(
    await source.losses(place, { ...batch, inputs: numbers }),
  );
});

test("two runs give the same bits, and nothing given is changed", async () => {
  const kept = structuredClone({ place, batch });
  expect(await everything(sourceOf())).toEqual(await everything(sourceOf()));
  expect({ place, batch }).toEqual(kept);
});

test("the plain backend gives the same numbers to rounding", async () => {
  const cpu = await everything(sourceOf({ backend: await startBackend("cpu") }));
  const wasm = await everything(sourceOf());
  expectNear(wasm.jacobian.jacobian!.data, cpu.jacobian.jacobian!.data, 1e-5);
  expectNear(wasm.product, cpu.product, 1e-5);
});

test.each(["wasm", "cpu"] as const)("no tensor is left behind on %s", async (id) => {
  const on = await startBackend(id);
  for (const options of [{}, { rowBytes: 0 }, { microBatch: 3 }, { microBatch: 3, rowBytes: 0 }]) {
    const source = sourceOf({ ...options, backend: on });
    await everything(source);
    const before = memory().numTensors;
    await everything(source);
    expect(memory().numTensors).toBe(before);
  }
});

describe.each(["wasm", "cpu"] as const)("the Hessian for many products, on %s", (id) => {
  const weights = [0.7, -0.2];
  const along = (k: number) =>
    Float32Array.from({ length: sourceOf().sizes.shared }, (_, i) => Math.cos(k * i));

  // The bytes: room for all recordings, for one of three, for none.
  test.each([undefined, 20_000, 0])(
    "gives what single products give, bit for bit (tapeBytes %s)",
    async (tapeBytes) => {
      const options = {
        backend: await startBackend(id),
        microBatch: 3,
        ...(tapeBytes !== undefined && { tapeBytes }),
      };
      const source = sourceOf(options);
      const before = memory().numTensors;
      const operator = await source.hessian!(place, batch, weights);
      for (const k of [1, 2, 1]) {
        const single = await source.hessianVector(place, batch, weights, along(k));
        // Other work in between must not disturb what it keeps.
        await source.derivatives(place, batch, { shared: "jacobian" });
        expect(await operator.product(along(k))).toEqual(single);
      }
      operator.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );

  test("keeps more the more it may, and nothing once it is disposed of", async () => {
    const held = async (tapeBytes: number): Promise<number> => {
      const source = sourceOf({ backend: await startBackend(id), microBatch: 3, tapeBytes });
      const before = memory().numTensors;
      const operator = await source.hessian!(place, batch, weights);
      await operator.product(along(1));
      const kept = memory().numTensors - before;
      operator.dispose();
      return kept;
    };
    const [none, some, all] = [await held(0), await held(20_000), await held(1e9)];
    expect(some).toBeGreaterThan(none);
    expect(all).toBeGreaterThan(some);
  });

  test("refuses directions and weights that do not fit, and stays of use", async () => {
    const source = sourceOf({ backend: await startBackend(id) });
    const before = memory().numTensors;
    await expect(source.hessian!(place, batch, [1])).rejects.toThrow(
      "weights: expected one a task (2), got 1",
    );
    const operator = await source.hessian!(place, batch, weights);
    await expect(operator.product(new Float32Array(2))).rejects.toThrow(
      `hessianVector: v must have ${source.sizes.shared} values, got 2`,
    );
    expect(await operator.product(new Float32Array(source.sizes.shared))).toEqual(
      new Float32Array(source.sizes.shared),
    );
    operator.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test("no tensor is left behind where a call fails", async () => {
  const broken: Model = {
    ...model,
    head(task, own, representation, inputs) {
      const output = model.head(task, own, representation, inputs);
      return task === 1 ? concat([output, output], 1) : output;
    },
  };
  const source = sourceOf({ model: broken });
  const before = memory().numTensors;
  await expect(source.derivatives(place, batch, { shared: "jacobian" })).rejects.toThrow(
    "its head must put out",
  );
  await expect(source.derivatives(place, batch, { shared: "gramian" })).rejects.toThrow(
    "its head must put out",
  );
  await expect(source.hessianVector(place, batch, [1, 1], new Float32Array(50))).rejects.toThrow();
  expect(memory().numTensors).toBe(before);
  // And the engine records again.
  expect((await sourceOf().losses(place, batch))[0]).toBeGreaterThan(0);
});

describe("memory of the Gramian path", () => {
  /** The most bytes of tensors at any time while it runs. */
  async function peak(tasks: number, rowBytes: number): Promise<number> {
    const wide: Model = {
      tasks: Array.from({ length: tasks }, (_, i) => `t${i}`),
      shared: [
        { name: "w", shape: [36, 1200], initialise: glorotUniform },
        { name: "v", shape: [1200, 30], initialise: glorotUniform },
      ],
      own: Array.from({ length: tasks }, () => [{ name: "h", shape: [30, 1], initialise: glorotUniform }]),
      representation: "common",
      encode: (p, x) => [
        tanh(matMul(tanh(matMul(x as Tensor2D, p["w"] as Tensor2D)) as Tensor2D, p["v"] as Tensor2D)),
      ],
      head: (_task, own, [seen]) => matMul(seen as Tensor2D, own["h"] as Tensor2D),
    };
    const inputs = Float32Array.from({ length: 8 * 36 }, (_, i) => Math.sin(i));
    const data: DataSet = {
      count: 8,
      shape: [36],
      inputs,
      targets: wide.tasks.map((id, i) => ({
        id,
        kind: "values",
        size: 1,
        labels: Float32Array.from({ length: 8 }, (_, j) => Math.cos(i + j)),
      })),
    };
    const source = sourceOf({ model: wide, losses: wide.tasks.map(() => "squared-error"), rowBytes });
    // tfjs counts bytes as tensors come and go; what it counts is watched as it is set.
    const state = (engine() as unknown as { state: { numBytes: number } }).state;
    let [bytes, most] = [state.numBytes, 0];
    const base = bytes;
    Object.defineProperty(state, "numBytes", {
      configurable: true,
      get: () => bytes,
      set(value: number) {
        bytes = value;
        most = Math.max(most, value - base);
      },
    });
    try {
      await source.derivatives(initialPlace(wide, keyOf(1)), data, { shared: "gramian" });
    } finally {
      Object.defineProperty(state, "numBytes", { configurable: true, writable: true, value: bytes });
    }
    return most;
  }

  test("does not grow with the number of tasks, but for what their heads take", async () => {
    const few = await peak(2, 0);
    const many = await peak(32, 0);
    const row = 4 * (36 * 1200 + 1200 * 30);
    // 30 tasks more, with what their heads keep of 8 examples: not the bytes of one more gradient.
    expect(many - few).toBeLessThan(row);
    expect(few).toBeGreaterThan(row);
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    "a class that there is not",
    () =>
      sourceOf().losses(place, {
        ...batch,
        targets: [{ ...batch.targets[0]!, labels: Int32Array.of(0, 1, 2, 3, 0, 1, 2) }, batch.targets[1]!],
      }),
    'task "kind": expected classes 0 to 2 (or -1 for none), found 3 for example 3',
  ],
  [
    "a loss that takes other labels",
    () => sourceOf({ losses: ["squared-error", "squared-error"] }).losses(place, batch),
    'task "kind": squared error, mean over outputs takes values as labels, but target "kind" has classes; choose another loss',
  ],
  [
    "heads that do not fit the target",
    () =>
      sourceOf().losses(place, { ...batch, targets: [{ ...batch.targets[0]!, size: 4 }, batch.targets[1]!] }),
    'task "kind": its head must put out 7 x 4 values, one a class of target "kind", but put out 7 x 3',
  ],
  [
    "a loss that is not a number",
    () =>
      sourceOf().derivatives({ ...place, own: [place.own[0]!, place.own[1]!.map(() => Number.NaN)] }, batch, {
        shared: "gramian",
      }),
    'task "amount": its loss is NaN on this batch; take a smaller learning rate',
  ],
  [
    "a loss without bounds, before weights are asked for",
    () =>
      sourceOf().combined({ ...place, own: [place.own[0]!, place.own[1]!.map(() => 1e30)] }, batch, () => {
        throw new Error("asked");
      }),
    'task "amount": its loss is Infinity on this batch',
  ],
  [
    "an unknown loss",
    async () => sourceOf({ losses: ["cross-entropi", "squared-error"] }),
    'did you mean "cross-entropy"?',
  ],
  [
    "too few losses",
    async () => sourceOf({ losses: ["cross-entropy"] }),
    "losses: expected one a task (2), got 1",
  ],
  ["too few targets", async () => sourceOf({ targets: ["kind"] }), "targets: expected one a task (2), got 1"],
  ["empty micro-batches", async () => sourceOf({ microBatch: 0 }), "microBatch must be at least 1, got 0"],
  [
    "another model's shared parameters",
    () => sourceOf().losses({ ...place, shared: new Float32Array(3) }, batch),
    "place: expected 50 shared parameters, got 3",
  ],
  [
    "another model's heads",
    () => sourceOf().losses({ ...place, own: [place.own[0]!] }, batch),
    'place: task "amount" has 302 parameters of its own, got 0',
  ],
  [
    "too few weights",
    () => sourceOf().combined(place, batch, [1]),
    "weights: expected one a task (2), got 1",
  ],
  [
    "a direction of another length",
    () => sourceOf().hessianVector(place, batch, [1, 1], new Float32Array(2)),
    "hessianVector: v must have 50 values, got 2",
  ],
  [
    "inputs that do not fit the shape",
    () => sourceOf().losses(place, { ...batch, inputs: new Float32Array(5) }),
    "batch: 7 examples of 6 x 5 x 1 need 210 values, got 5",
  ],
  [
    "a representation per task that is none",
    () => sourceOf({ model: { ...model, representation: "per-task" } }).losses(place, batch),
    "model: a representation per task needs 2 tensors, got 1",
  ],
  [
    "a name that is there twice",
    async () =>
      sourceOf({
        model: { ...model, shared: [...model.shared, { name: "w0", shape: [1], initialise: zeros }] },
      }),
    'parameter "w0" is there twice; give each its own name',
  ],
])("refuses %s", async (_name, call, message) => {
  await expect(call()).rejects.toThrow(message);
});
