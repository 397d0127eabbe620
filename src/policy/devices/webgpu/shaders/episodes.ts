/**
 * Copies of an environment on the GPU, one a thread: their start, and a step each. A lane is an episode; a slot is where it
 * is seen and acted for, so that episodes that are over can make room.
 */
import { domain } from "../../../../random/index.ts";
import { type EnvironmentShader, type EpisodeExtra, shownSize } from "../../../device.ts";
import { softmaxChoice } from "./choice.ts";
import { philox } from "./noise.ts";

/**
 * Where a step's actions come from: the largest of a network's outputs, a draw by their softmax (see `EpisodeLanes`), or a
 * list, a row of lanes for each step.
 */
export type ActionSource = "largest" | { readonly sampledBelow: number } | "list";

export const episodeThreads = 64;
/** How a lane stands. */
export const standing = { running: 0, over: 1, truncated: 2, failed: 3 } as const;
/** Where a lane's score has how it stands, its steps, and the sums of its values; behind them comes what else is wanted. */
export const scorePlace = { stands: 0, steps: 1, values: 2 } as const;

/** Words of a frame of a stack, a bit a value; 0 where there is no stack. */
const frameWords = ({ stack, observationSize }: EnvironmentShader): number =>
  stack === undefined ? 0 : Math.ceil(observationSize / 32);

/** Numbers of a lane that stay on the GPU: its state, how many words it has drawn, and the frames of its stack. */
export const keptNumbers = (shader: EnvironmentShader): number =>
  shader.stateSize + 1 + (shader.stack?.frames ?? 0) * frameWords(shader);

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
    actions: shader.actions,
    counts: shownSize(shader),
    observation: shownSize(shader),
  };
  let numbers = scorePlace.values + shader.values;
  const extras = new Map<EpisodeExtra, { at: number; count: number }>();
  for (const extra of wanted) {
    extras.set(extra, { at: numbers, count: counts[extra] });
    numbers += counts[extra];
  }
  return { shader, source, isShaded, extras, numbers };
}

/**
 * What is seen: `look` shows what there is now, `lookAgain` the same without a step in between. Without a stack `light` goes
 * straight to where policies look; frames of a stack are kept as bits, a row of words each, and shown from there.
 */
const sight = (shader: EnvironmentShader): string => {
  const { stateSize, observationSize, stack } = shader;
  const size = shownSize(shader);
  if (stack === undefined) {
    return `
fn light(index: i32) { seen[slot * ${size}u + u32(index)] = lit(u32(index)); }
fn look() {
  for (var i = 0u; i < ${size}u; i++) { seen[slot * ${size}u + i] = dark(i); }
  show();
}
fn lookFirst() { look(); }
fn lookAgain() { look(); }`;
  }
  const { frames, channels } = stack;
  const words = frameWords(shader);
  return `
var<private> lights: array<u32, ${words}>;
fn light(index: i32) { lights[u32(index) >> 5u] |= 1u << (u32(index) & 31u); }
fn framePlace(age: u32, word: u32) -> u32 { return place(${stateSize + 1}u + age * ${words}u + word); }
fn push() {
  for (var age = ${frames - 1}u; age > 0u; age--) {
    for (var w = 0u; w < ${words}u; w++) { kept[framePlace(age, w)] = kept[framePlace(age - 1u, w)]; }
  }
  for (var w = 0u; w < ${words}u; w++) { lights[w] = 0u; }
  show();
  for (var w = 0u; w < ${words}u; w++) { kept[framePlace(0u, w)] = bitcast<i32>(lights[w]); }
}
fn lookAgain() {
  for (var age = 0u; age < ${frames}u; age++) {
    for (var i = 0u; i < ${observationSize}u; i++) {
      let bits = bitcast<u32>(kept[framePlace(age, i >> 5u)]);
      let at = (i / ${channels}u) * ${channels * frames}u + (${frames - 1}u - age) * ${channels}u + i % ${channels}u;
      seen[slot * ${size}u + at] = select(dark(at), lit(at), ((bits >> (i & 31u)) & 1u) == 1u);
    }
  }
}
fn look() {
  push();
  lookAgain();
}
fn lookFirst() {
  push();
  for (var age = 1u; age < ${frames}u; age++) {
    for (var w = 0u; w < ${words}u; w++) { kept[framePlace(age, w)] = kept[framePlace(0u, w)]; }
  }
  lookAgain();
}`;
};

const prelude = ({ shader, isShaded, extras }: EpisodesPlan): string => {
  const { stateSize, values, actions, code } = shader;
  const size = shownSize(shader);
  const told = extras.get("behaviour");
  const acted = extras.get("actions");
  const counted = extras.get("counts");
  const last = extras.get("observation");
  const each = (body: string): string => `for (var i = 0u; i < ${size}u; i++) { ${body} }`;
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
${softmaxChoice}
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
fn lit(i: u32) -> f32 { return ${isShaded ? `shades[${size}u + i]` : "1.0"}; }
fn pay(value: i32, amount: i32) { paid[value] += amount; }
fn isLit(i: u32) -> bool { return seen[slot * ${size}u + i] == lit(i); }
fn tell(index: i32, value: i32) { ${told ? `scores[place(${told.at}u + u32(index))] = value;` : ""} }
fn over() { ended = true; }
${sight(shader)}
${code}
fn note(action: i32) { ${acted ? `scores[place(${acted.at}u + u32(action))] += 1;` : ""} }
fn count() { ${counted ? each(`scores[place(${counted.at}u + i)] += select(0, 1, isLit(i));`) : ""} }
fn forget() {
  ${counted ? each(`scores[place(${counted.at}u + i)] = 0;`) : ""}
  ${acted ? `for (var a = 0u; a < ${actions}u; a++) { scores[place(${acted.at}u + a)] = 0; }` : ""}
}
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
  lookFirst();
  count();
}`;

/** Shows again what the lanes see, once they have changed their slots. */
export const showEpisodes = (plan: EpisodesPlan): string => `${prelude(plan)}
  recall();
  lookAgain();
}`;

/** Says what a lane's action is in its step `steps`; ends the episode where an output is not finite. */
function chosenBy(source: ActionSource, actions: number): string {
  if (source === "list")
    return `let action = i32(list[(u32(steps) * episodes.lanes + lane) % episodes.listed]);`;
  const largest = `var action = 0;
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
  if (source === "largest") return largest;
  // A draw a step, as `HeadDraws` makes them.
  return `${largest}
  let words = philox(vec4u(u32(steps) >> 2u, 0u, 0u, ${domain.draw}u), fold(key, ${source.sampledBelow}u));
  action = softmaxChoice(slot * ${actions}u, ${actions}u, largest, words[u32(steps) & 3u]);`;
}

/** Plays a step of every lane that still runs and shows what it sees then; counts in \`alive\` those that run on. */
export const stepEpisodes = (plan: EpisodesPlan): string => {
  const { actions, values, stepLimit } = plan.shader;
  return `${prelude(plan)}
  if (scores[place(${scorePlace.stands}u)] != ${standing.running}) { return; }
  recall();
  let steps = scores[place(${scorePlace.steps}u)];
  ${chosenBy(plan.source, actions)}
  for (var i = 0u; i < ${values}u; i++) { paid[i] = scores[place(${scorePlace.values}u + i)]; }
  note(action);
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
