/** A policy as a file: a network's parameters, a tensor each, and the network itself as metadata. */
import { InputError, ShapeError } from "../base/index.ts";
import { layoutOf } from "./layout.ts";
import type { NetworkDescription } from "./network.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "./safetensors.ts";
import { networkSchema } from "./schema.ts";

/** A network and its parameters. */
export interface Policy {
  readonly network: NetworkDescription;
  readonly parameters: Float64Array;
  /** Further facts, as text. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The policy as safetensors bytes. Parameters are kept as 64-bit numbers, so that reading gives them back exactly;
 * `precision: "single"` halves the file. Throws a `ShapeError` where parameters and network disagree.
 */
export function encodePolicy(policy: Policy, precision: "double" | "single" = "double"): Uint8Array {
  const layout = layoutOf(policy.network);
  if (policy.parameters.length !== layout.size) {
    throw new ShapeError(
      `policy: the network has ${layout.size} parameters, got ${policy.parameters.length}`,
    );
  }
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape, offset, size } of layout.entries) {
    const values = policy.parameters.slice(offset, offset + size);
    tensors[name] = { shape, data: precision === "double" ? values : Float32Array.from(values) };
  }
  return encodeSafetensors({
    tensors,
    metadata: { ...policy.metadata, network: JSON.stringify(policy.network) },
  });
}

function networkOf(text: string | undefined): NetworkDescription {
  if (text === undefined)
    throw new InputError("policy: the file's metadata has no network; was it saved by this package?");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new InputError("policy: the network in the file's metadata is not JSON");
  }
  const parsed = networkSchema.safeParse(given);
  if (!parsed.success) {
    throw new InputError(
      `policy: the network in the file's metadata is not one: ${parsed.error.issues[0]!.message}`,
    );
  }
  return parsed.data;
}

/** The policy in safetensors bytes. Throws an `InputError` where they hold none. */
export function decodePolicy(bytes: Uint8Array): Policy {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { network: text, ...rest } = metadata;
  const network = networkOf(text);
  const layout = layoutOf(network);
  const parameters = new Float64Array(layout.size);
  for (const { name, shape, offset } of layout.entries) {
    const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (tensor === undefined) throw new InputError(`policy: the file has no tensor "${name}"`);
    if (tensor.shape.join() !== shape.join()) {
      throw new InputError(`policy: tensor "${name}" should have shape [${shape}], got [${tensor.shape}]`);
    }
    parameters.set(tensor.data, offset);
  }
  return { network, parameters, metadata: rest };
}
