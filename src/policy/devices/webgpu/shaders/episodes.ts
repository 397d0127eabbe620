/** Copies of an environment on the GPU, one a thread: their start, and a step each. */
import { domain } from "../../../../random/index.ts";
import type { EnvironmentShader } from "../../../device.ts";
import { philox } from "./noise.ts";

/** Where a step's actions come from: the largest of a network's outputs, or a list, a row of lanes for each step. */
export type ActionSource = "network" | "list";

export const episodeThreads = 64;
/** How a lane stands. */
export const standing = { running: 0, over: 1, truncated: 2, failed: 3 } as const;

/** Numbers of a lane that stay on the GPU: its state, and how many words it has drawn. */
export const keptNumbers = ({ stateSize }: EnvironmentShader): number => stateSize + 1;

/** Numbers of a lane's score: how it stands, its steps, the sum of each value; then come those of its description. */
export const scoreNumbers = ({ values }: EnvironmentShader): number => 2 + values;
export const scorePlace = { stands: 0, steps: 1, values: 2 } as const;

const prelude = (shader: EnvironmentShader): string => {
  const { stateSize, observationSize, values, behaviour, code } = shader;
  return `
struct Episodes { lanes: u32, listed: u32, pad0: u32, pad1: u32 }
@group(0) @binding(0) var<uniform> episodes: Episodes;
@group(0) @binding(1) var<storage, read_write> kept: array<i32>;
@group(0) @binding(2) var<storage, read> outputs: array<f32>;
@group(0) @binding(3) var<storage, read_write> seen: array<f32>;
@group(0) @binding(4) var<storage, read_write> alive: atomic<u32>;
@group(0) @binding(5) var<storage, read> keys: array<u32>;
@group(0) @binding(6) var<storage, read> list: array<u32>;
@group(0) @binding(7) var<storage, read_write> scores: array<i32>;
${philox}
var<private> s: array<i32, ${stateSize}>;
var<private> drawn: u32;
var<private> key: vec2u;
var<private> lane: u32;
var<private> ended: bool;
var<private> paid: array<i32, ${values}>;
/* Numbers of a lane lie a lane apart, so that neighbours read neighbours. */
fn place(i: u32) -> u32 { return i * episodes.lanes + lane; }
fn word() -> u32 {
  let words = philox(vec4u(drawn >> 2u, 0u, 0u, ${domain.draw}u), key);
  let found = words[drawn & 3u];
  drawn += 1u;
  return found;
}
/* Without bias (Lemire 2019), as \`Stream.below\`. */
fn below(bound: u32) -> u32 {
  loop {
    let found = word();
    let low = found * bound;
    if (low >= bound || low >= (0u - bound) % bound) { return mulHigh(found, bound); }
  }
}
fn pay(value: i32, amount: i32) { paid[value] += amount; }
fn light(index: i32) { seen[lane * ${observationSize}u + u32(index)] = 1.0; }
fn tell(index: i32, value: i32) { scores[place(${scoreNumbers(shader)}u + u32(index))] = value; }
fn over() { ended = true; }
${code}
fn look() {
  for (var i = 0u; i < ${observationSize}u; i++) { seen[lane * ${observationSize}u + i] = 0.0; }
  show();
}
fn keep(steps: i32, stands: i32) {
  for (var i = 0u; i < ${stateSize}u; i++) { kept[place(i)] = s[i]; }
  kept[place(${stateSize}u)] = i32(drawn);
  scores[place(${scorePlace.stands}u)] = stands;
  scores[place(${scorePlace.steps}u)] = steps;
  for (var i = 0u; i < ${values}u; i++) { scores[place(${scorePlace.values}u + i)] = paid[i]; }
  ${behaviour > 0 ? `if (stands != ${standing.running}) { describe(); }` : ""}
}
`;
};

const entry = `@compute @workgroup_size(${episodeThreads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  lane = id.x;
  if (lane >= episodes.lanes) { return; }
  key = vec2u(keys[2u * lane], keys[2u * lane + 1u]);`;

/** Starts every lane's episode and shows its first observation. */
export const beginEpisodes = (shader: EnvironmentShader): string => `${prelude(shader)}
${entry}
  begin();
  keep(0, ${standing.running});
  look();
}`;

/** Plays a step of every lane that still runs and shows what is seen then; counts in \`alive\` those that run on. */
export const stepEpisodes = (shader: EnvironmentShader, source: ActionSource): string => {
  const { stateSize, actions, values, stepLimit } = shader;
  const chosen =
    source === "list"
      ? `let action = i32(list[(u32(steps) * episodes.lanes + lane) % episodes.listed]);`
      : `var action = 0;
  var largest = outputs[lane * ${actions}u];
  var finite = true;
  for (var j = 0u; j < ${actions}u; j++) {
    let value = outputs[lane * ${actions}u + j];
    if ((bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u) { finite = false; }
    if (value > largest) { largest = value; action = i32(j); }
  }
  if (!finite) {
    scores[place(${scorePlace.stands}u)] = ${standing.failed};
    return;
  }`;
  return `${prelude(shader)}
${entry}
  if (scores[place(${scorePlace.stands}u)] != ${standing.running}) { return; }
  for (var i = 0u; i < ${stateSize}u; i++) { s[i] = kept[place(i)]; }
  drawn = u32(kept[place(${stateSize}u)]);
  let steps = scores[place(${scorePlace.steps}u)];
  ${chosen}
  for (var i = 0u; i < ${values}u; i++) { paid[i] = scores[place(${scorePlace.values}u + i)]; }
  advance(action);
  var stands = ${standing.running};
  if (ended) { stands = ${standing.over}; }
  else if (steps + 1 >= ${stepLimit}) { stands = ${standing.truncated}; }
  keep(steps + 1, stands);
  look();
  if (stands == ${standing.running}) { atomicAdd(&alive, 1u); }
}`;
};
