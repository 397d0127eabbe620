/**
 * Environment steps a second of the whole loop (look, forward, step, collect) with a population of perceptrons, against
 * gymnax on JAX's CPU; and without a network against the original MinAtar. One thread each.
 *
 *     EVOFRONT_PEERS_PYTHON=/path/to/python npm run bench -- environments/against-peers
 *
 * EVOFRONT_PEERS_PYTHON may name several interpreters, separated as in PATH. Networks have two hidden layers of 64 tanh
 * units. Ours are 256 members of low rank that play whole episodes, so a batch empties towards its end; the peer's have
 * dense weights and environments that reset themselves. What is ours runs as built, since a loader that rewrites imports
 * slows inner loops. EVOFRONT_CLOCK=processor counts processor time. Without a network nobody looks, either.
 */
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { environments, status } from "../../../dist/environments/index.js";
import { type EpisodesTask, inlineExecutor } from "../../../dist/src/evaluation/index.js";
import {
  initialParameters,
  type LayerDescription,
  type NetworkDescription,
} from "../../../dist/src/policy/index.js";
import { fold, keyOf, Stream } from "../../../dist/src/random/index.js";
import { contest, median, short } from "../support/rounds.ts";

const settings = { seed: 1, population: 256, episodes: 4, rounds: 5, roundSeconds: 0.2 };
const key = keyOf(settings.seed);
const ids = [
  "cart-pole",
  "acrobot",
  "minatar-asterix",
  "minatar-breakout",
  "minatar-freeway",
  "minatar-seaquest",
  "minatar-space-invaders",
];

const missing = new Set<string>();

/** Rates of an environment, from the first interpreter that has the peer; none where the peer does not have it. */
function peerRates(peer: string, environment: string): readonly number[] | undefined {
  const script = fileURLToPath(new URL("support/peers.py", import.meta.url));
  const { rounds, roundSeconds: seconds, population } = settings;
  const input = JSON.stringify({ rounds, seconds, population, environment });
  for (const python of (process.env["EVOFRONT_PEERS_PYTHON"] ?? "python3").split(delimiter)) {
    const { status: code, stdout } = spawnSync(python, [script, peer], { input, encoding: "utf8" });
    if (code !== 0) continue;
    const line = stdout.split("\n").find((each) => each.startsWith("{"));
    return line === undefined ? undefined : (JSON.parse(line) as { rates: number[] }).rates;
  }
  if (!missing.has(peer))
    console.log(`${peer}: not found; name a Python that has it in EVOFRONT_PEERS_PYTHON`);
  missing.add(peer);
  return undefined;
}

/** One call plays every member's episodes; the answer is the steps taken. */
async function withNetwork(id: string): Promise<() => Promise<number>> {
  const entry = environments.get(id);
  const { spec } = entry.create(entry.options.parse({}));
  const outputs = spec.actions.kind === "discrete" ? spec.actions.count : 1;
  const hidden: LayerDescription[] = [
    { kind: "dense", units: 64 },
    { kind: "activation", function: "tanh" },
  ];
  const network: NetworkDescription = {
    input: spec.observation.shape,
    layers: [
      ...(spec.observation.shape.length > 1 ? [{ kind: "flatten" } as const] : []),
      ...hidden,
      ...hidden,
      { kind: "dense", units: outputs },
    ],
  };
  const task: EpisodesTask = {
    kind: "episodes",
    id,
    environment: { id, options: {} },
    episodes: settings.episodes,
    sharedEpisodes: "member",
    referenceRows: 0,
    normaliseObservations: false,
  };
  const executor = await inlineExecutor(
    { network, tasks: [task], objectives: [] },
    { device: "wasm", key, workers: 1 },
  );
  const centre = initialParameters(network, key);
  const population = {
    kind: "perturbed",
    centre,
    sigma: 0.1,
    noise: { kind: "low-rank", rank: 1 },
    key,
    count: settings.population,
  } as const;
  let generation = 0;
  return async () => {
    const request = { tasks: [id], population, key: fold(key, generation++), observations: {} };
    const { outcomes } = await executor.evaluate(request);
    return outcomes[0]!.steps.reduce((sum, steps) => sum + steps, 0);
  };
}

/** One call takes 1,000 random steps, without a look at any. */
function withoutNetwork(id: string): () => Promise<number> {
  const entry = environments.get(id);
  const environment = entry.create(entry.options.parse({}));
  const { spec } = environment;
  const draws = new Stream(key);
  const count = spec.actions.kind === "discrete" ? spec.actions.count : 1;
  const actions = Int32Array.from({ length: 4096 }, () => draws.below(count));
  const values = new Float64Array(spec.values.length);
  let [taken, episode] = [0, 0];
  environment.reset(fold(key, 9, episode));
  // An imported name is a call under the loader that runs this file.
  const { running } = status;
  return async () => {
    for (let i = 0; i < 1000; i++) {
      if (environment.step(actions[taken++ & 4095]!, values) !== running)
        environment.reset(fold(key, 9, ++episode));
    }
    return 1000;
  };
}

/** Steps a second, round by round. */
async function rates(call: () => Promise<number>): Promise<number[]> {
  let [steps, calls] = [0, 0];
  const counted = async (): Promise<void> => {
    steps += await call();
    calls += 1;
  };
  const { found } = await contest({ found: counted }, settings);
  return found!.map((rate) => (rate * steps) / calls);
}

const spread = (found: readonly number[]): string =>
  `${short(median(found))} (${short(Math.min(...found))} - ${short(Math.max(...found))})`;

/** In a process of its own, as a search on this game alone runs: a loop that has met several games is slower on each. */
function aloneRates(id: string): number[] {
  const { status: code, stdout } = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, id], {
    encoding: "utf8",
  });
  if (code !== 0) throw new Error(`${id}: its process ended with ${code}`);
  return JSON.parse(stdout) as number[];
}

if (process.argv[2] !== undefined) {
  console.log(JSON.stringify(await rates(withoutNetwork(process.argv[2]))));
  process.exit();
}
console.log(
  `Steps a second on one thread, seed ${settings.seed}, medians of ${settings.rounds} rounds (least - most)`,
);
// Each beside its peer, since a processor's clock changes within minutes; with networks before it and after it.
for (const id of ids) {
  const play = await withNetwork(id);
  const before = await rates(play);
  const peer = peerRates("gymnax", id);
  const own = [...before, ...(await rates(play))];
  const beside =
    peer === undefined ? "" : `;  gymnax ${spread(peer)}: ${(median(own) / median(peer)).toFixed(2)} x`;
  console.log(`${id.padEnd(24)} with networks ${spread(own)}${beside}`);
  const alone = aloneRates(id);
  const original = peerRates("minatar", id);
  const then =
    original === undefined
      ? ""
      : `;  MinAtar ${spread(original)}: ${(median(alone) / median(original)).toFixed(1)} x`;
  console.log(`${"".padEnd(24)} without       ${spread(alone)}${then}`);
}
