import { expect, test } from "vitest";
import { InputError, ShapeError } from "../../src/base/index.ts";
import {
  decodePolicy,
  decodeSafetensors,
  encodePolicy,
  encodeSafetensors,
  initialParameters,
  layoutOf,
  networkSchema,
} from "../../src/policy/index.ts";
import { keyOf } from "../../src/random/index.ts";
import { networks } from "./networks.ts";

test.each(Object.entries(networks))("%s survives a file", (_, network) => {
  const parameters = initialParameters(network, keyOf(1)).map((x, i) => x + i / 7);
  const read = decodePolicy(encodePolicy({ network, parameters, metadata: { run: "a" } }));
  expect(read.parameters).toEqual(parameters);
  expect(read.metadata).toEqual({ run: "a" });
  expect(layoutOf(read.network)).toEqual(layoutOf(network));
  const single = decodePolicy(encodePolicy({ network, parameters, metadata: {} }, "single"));
  expect(single.parameters).toEqual(Float64Array.from(Float32Array.from(parameters)));
});

test("each parameter is a tensor of its name and shape", () => {
  const network = networks["valid convolution"]!;
  const { tensors } = decodeSafetensors(
    encodePolicy({ network, parameters: initialParameters(network, keyOf(1)), metadata: {} }),
  );
  expect(Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))).toEqual({
    "0.weight": [3, 2, 3, 5],
    "0.bias": [5],
    "3.weight": [120, 4],
    "3.bias": [4],
  });
});

test("files that hold no policy are refused by name", () => {
  const network = networks["one linear layer"]!;
  const bytes = encodePolicy({ network, parameters: new Float64Array(24), metadata: {} });
  const { tensors, metadata } = decodeSafetensors(bytes);
  const decode =
    (changed: Partial<typeof tensors>, text = metadata["network"]!) =>
    () =>
      decodePolicy(
        encodeSafetensors({
          tensors: Object.fromEntries(
            Object.entries({ ...tensors, ...changed }).filter(([, t]) => t !== undefined),
          ) as typeof tensors,
          metadata: text === "" ? {} : { network: text },
        }),
      );
  expect(decode({}, "")).toThrow(
    new InputError("policy: the file's metadata has no network; was it saved by this package?"),
  );
  expect(decode({}, "{")).toThrow(new InputError("policy: the network in the file's metadata is not JSON"));
  expect(decode({}, "{}")).toThrow(/^policy: the network in the file's metadata is not one: /);
  expect(decode({ "0.bias": undefined as never })).toThrow(
    new InputError('policy: the file has no tensor "0.bias"'),
  );
  expect(decode({ "0.bias": { shape: [4], data: new Float64Array(4) } })).toThrow(
    new InputError('policy: tensor "0.bias" should have shape [3], got [4]'),
  );
  expect(() => encodePolicy({ network, parameters: new Float64Array(3), metadata: {} })).toThrow(
    new ShapeError("policy: the network has 24 parameters, got 3"),
  );
});

test("the schema fills in defaults and names what is wrong", () => {
  expect(
    networkSchema.parse({
      input: [4, 4, 1],
      layers: [{ kind: "conv2d", filters: 2, kernel: [3, 3] }, { kind: "virtual-batch-norm" }],
    }),
  ).toEqual({
    input: [4, 4, 1],
    layers: [
      { kind: "conv2d", filters: 2, kernel: [3, 3], stride: 1, padding: "same", bias: true },
      { kind: "virtual-batch-norm", epsilon: 1e-3 },
    ],
  });
  const wrong = networkSchema.safeParse({ input: [4], layers: [{ kind: "dense", units: 2, bais: false }] });
  expect(wrong.error!.issues[0]).toMatchObject({
    code: "unrecognized_keys",
    keys: ["bais"],
    path: ["layers", 0],
  });
  expect(networkSchema.safeParse({ input: [4], layers: [{ kind: "lstm" }] }).error!.issues[0]!.path).toEqual([
    "layers",
    0,
    "kind",
  ]);
});
