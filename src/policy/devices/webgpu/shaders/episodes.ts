/**
 * Copies of an environment on the GPU, one a thread: their start, and a step each. A lane is an episode; a slot is where it
 * is seen and acted for, so that episodes that are over can make room.
 */
import { domain } from "../../../../random/index.ts";
import type { EnvironmentShader, EpisodeExtra } from "../../../device.ts";
import { philox } from "./noise.ts";

/** Where a step's actions come from: the largest of a network's outputs, or a list, a row of lanes for each step. */
export type ActionSource = "network" | "list";

export const episodeThreads = 64;
/** How a lane stands. */
export const standing = { running: 0, over: 1, truncated: 2, failed: 3 } as const;
/** Where a lane's score has how it stands, its steps, and the sums of its values; behind them comes what else is wanted. */
export const scorePlace = { stands: 0, steps: 1, values: 2 } as const;

/** Numbers of a lane that stay on the GPU: its state, and how many words it has drawn. */
export const keptNumbers = ({ stateSize }: EnvironmentShader): number => stateSize + 1;

/** What episodes are played for: how policies are shown what is seen, and what is wanted of it. */
export interface EpisodesPlan {
  readonly shader: EnvironmentShader;
  readonly source: ActionSource;
  readonly isShaded: boolean;
  /** Where each of what is wanted beside the scores begins in a lane's numbers, and how many it has. */
  readonly extras: ReadonlyMap<EpisodeExtra, { readonly at: number; readonly count: number }>;
  /** Numbers of a lane that leave the GPU. */
  readonly numbers: number;
}

export function planOfEpisodes(
  shader: EnvironmentShader,
  source: ActionSource,
  isShaded: boolean,
  wanted: readonly EpisodeExtra[],
): EpisodesPlan {
  const counts = {
    behaviour: shader.behaviour,
    counts: shader.observationSize,
    observation: shader.observationSize,
  };
  let numbers = scorePlace.values + shader.values;
  const extras = new Map<EpisodeExtra, { at: number; count: number }>();
  for (const extra of wanted) {
    extras.set(extra, { at: numbers, count: counts[extra] });
    numbers += counts[extra];
  }
  return { shader, source, isShaded, extras, numbers };
}

const prelude = ({ shader, isShaded, extras }: EpisodesPlan): string => {
  const { stateSize, observationSize, values, code } = shader;
  const told = extras.get("behaviour");
  const counted = extras.get("counts");
  const last = extras.get("observation");
  const each = (body: string): string => `for (var i = 0u; i < ${observationSize}u; i++) { ${body} }`;
  return `
struct Episodes { lanes: u32, listed: u32, slots: u32, pad: u32 }
struct Seat { key: vec2u, lane: u32, pad: u32 }
@group(0) @binding(0) var<uniform> episodes: Episodes;
@group(0) @binding(1) var<storage, read_write> kept: array<i32>;
@group(0) @binding(2) var<storage, read> outputs: array<f32>;
@group(0) @binding(3) var<storage, read_write> seen: array<f32>;
@group(0) @binding(4) var<storage, read_write> alive: atomic<u32>;
@group(0) @binding(5) var<storage, read> seats: array<Seat>;
@group(0) @binding(6) var<storage, read> list: array<u32>;
@group(0) @binding(7) var<storage, read_write> scores: array<i32>;
@group(0) @binding(8) var<storage, read> shades: array<f32>;
${philox}
var<private> s: array<i32, ${stateSize}>;
var<private> drawn: u32;
var<private> key: vec2u;
var<private> slot: u32;
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
fn dark(i: u32) -> f32 { return ${isShaded ? "shades[i]" : "0.0"}; }
fn lit(i: u32) -> f32 { return ${isShaded ? `shades[${observationSize}u + i]` : "1.0"}; }
fn pay(value: i32, amount: i32) { paid[value] += amount; }
fn light(index: i32) { seen[slot * ${observationSize}u + u32(index)] = lit(u32(index)); }
fn isLit(i: u32) -> bool { return seen[slot * ${observationSize}u + i] == lit(i); }
fn tell(index: i32, value: i32) { ${told ? `scores[place(${told.at}u + u32(index))] = value;` : ""} }
fn over() { ended = true; }
${code}
fn look() {
  ${each(`seen[slot * ${observationSize}u + i] = dark(i);`)}
  show();
}
fn count() { ${counted ? each(`scores[place(${counted.at}u + i)] += select(0, 1, isLit(i));`) : ""} }
fn forget() { ${counted ? each(`scores[place(${counted.at}u + i)] = 0;`) : ""} }
/* What is wanted of an episode that is over. */
fn finish() {
  ${told && shader.behaviour > 0 ? "describe();" : ""}
  ${last ? `look(); ${each(`scores[place(${last.at}u + i)] = select(0, 1, isLit(i));`)}` : ""}
}
fn recall() {
  for (var i = 0u; i < ${stateSize}u; i++) { s[i] = kept[place(i)]; }
  drawn = u32(kept[place(${stateSize}u)]);
}
fn keep(steps: i32, stands: i32) {
  for (var i = 0u; i < ${stateSize}u; i++) { kept[place(i)] = s[i]; }
  kept[place(${stateSize}u)] = i32(drawn);
  scores[place(${scorePlace.stands}u)] = stands;
  scores[place(${scorePlace.steps}u)] = steps;
  for (var i = 0u; i < ${values}u; i++) { scores[place(${scorePlace.values}u + i)] = paid[i]; }
}
@compute @workgroup_size(${episodeThreads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  slot = id.x;
  if (slot >= episodes.slots) { return; }
  key = seats[slot].key;
  lane = seats[slot].lane;
`;
};

/** Starts every lane's episode and shows its first observation. */
export const beginEpisodes = (plan: EpisodesPlan): string => `${prelude(plan)}
  begin();
  keep(0, ${standing.running});
  forget();
  look();
  count();
}`;

/** Shows again what the lanes see, once they have changed their slots. */
export const showEpisodes = (plan: EpisodesPlan): string => `${prelude(plan)}
  recall();
  look();
}`;

/** Plays a step of every lane that still runs and shows what it sees then; counts in \`alive\` those that run on. */
export const stepEpisodes = (plan: EpisodesPlan): string => {
  const { actions, values, stepLimit } = plan.shader;
  const chosen =
    plan.source === "list"
      ? `let action = i32(list[(u32(steps) * episodes.lanes + lane) % episodes.listed]);`
      : `var action = 0;
  var largest = outputs[slot * ${actions}u];
  var finite = true;
  for (var j = 0u; j < ${actions}u; j++) {
    let value = outputs[slot * ${actions}u + j];
    if ((bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u) { finite = false; }
    if (value > largest) { largest = value; action = i32(j); }
  }
  if (!finite) {
    scores[place(${scorePlace.stands}u)] = ${standing.failed};
    return;
  }`;
  return `${prelude(plan)}
  if (scores[place(${scorePlace.stands}u)] != ${standing.running}) { return; }
  recall();
  let steps = scores[place(${scorePlace.steps}u)];
  ${chosen}
  for (var i = 0u; i < ${values}u; i++) { paid[i] = scores[place(${scorePlace.values}u + i)]; }
  advance(action);
  var stands = ${standing.running};
  if (ended) { stands = ${standing.over}; }
  else if (steps + 1 >= ${stepLimit}) { stands = ${standing.truncated}; }
  keep(steps + 1, stands);
  if (stands != ${standing.running}) {
    finish();
    return;
  }
  look();
  count();
  atomicAdd(&alive, 1u);
}`;
};
