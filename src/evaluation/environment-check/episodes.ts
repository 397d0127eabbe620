/** What episodes promise: to be decided by key and actions, to be saved whole, and to end. */
import { type Status, status } from "../../../environments/index.ts";
import { fold, Stream } from "../../random/index.ts";
import { demand, episodes, type Fresh, mostSteps, root } from "./trial.ts";

/** The first place where two sequences differ, said; null where they are the same. */
function difference(a: number[][], b: number[][], names: readonly string[]): string | null {
  for (let t = 0; t < Math.max(a.length, b.length); t++) {
    const [x, y] = [a[t], b[t]];
    if (!x || !y) return `one ends after ${Math.min(a.length, b.length)} steps, the other goes on`;
    const at = x.findIndex((value, j) => !Object.is(value, y[j]));
    if (at >= 0) {
      const what =
        at === 0
          ? "the status"
          : at <= names.length
            ? `"${names[at - 1]}"`
            : `observation value ${at - 1 - names.length}`;
      return `at step ${t + 1} ${what} is ${x[at]} in one and ${y[at]} in the other`;
    }
  }
  return null;
}

export function checkDeterminism(fresh: Fresh): void {
  const [a, b] = [fresh(), fresh()];
  const { values } = a.environment.spec;
  for (let e = 0; e < episodes; e++) {
    const key = fold(root, 1, e);
    // The copy has played something else before: nothing of it may be left.
    b.environment.reset(fold(root, 2, e));
    b.play(new Stream(fold(root, 3, e)), 7);
    a.environment.reset(key);
    b.environment.reset(key);
    const found = difference(a.play(new Stream(key), mostSteps), b.play(new Stream(key), mostSteps), values);
    demand(found === null, `episode ${e}, played twice: ${found}`);
  }
}

export function checkKeys(fresh: Fresh): void {
  const trial = fresh();
  const isSaid = trial.environment.spec.deterministic === true;
  const distinct = new Set<string>();
  for (let e = 0; e < 20 * episodes && distinct.size < 2; e++) {
    // The same actions for every key, other ones for every twenty.
    trial.environment.reset(fold(root, 4, e));
    trial.environment.observe(trial.observation, 0);
    const actions = new Stream(fold(root, 5, Math.floor(e / 20)));
    const played = JSON.stringify([Array.from(trial.observation), trial.play(actions, mostSteps)]);
    if (e % 20 === 0) distinct.clear();
    distinct.add(played);
  }
  if (isSaid)
    demand(distinct.size < 2, "spec.deterministic is true but keys change the episode; take it out");
  else
    demand(
      distinct.size > 1,
      "no key changes the episode; draw from the key of reset(), or set spec.deterministic",
    );
}

export function checkSaving(fresh: Fresh): void {
  const original = fresh();
  const { values } = original.environment.spec;
  for (let e = 0; e < episodes; e++) {
    original.midway(fold(root, 6, e), e % 9);
    const saved = original.environment.save();
    demand(saved instanceof Uint8Array, `save() returned ${saved}; return a Uint8Array`);
    const kept = saved.slice();
    const copy = fresh();
    copy.environment.restore(saved);
    original.environment.observe(original.observation, 0);
    copy.environment.observe(copy.observation, 0);
    const at = original.observation.findIndex((value, j) => !Object.is(value, copy.observation[j]));
    demand(
      at < 0,
      `observation value ${at} is ${original.observation[at]}, after restore() ${copy.observation[at]}`,
    );
    const key = fold(root, 7, e);
    const after = original.play(new Stream(key), mostSteps);
    const again = difference(after, copy.play(new Stream(key), mostSteps), values);
    demand(again === null, `restored into a fresh copy and played on: ${again}`);
    demand(
      saved.every((byte, i) => byte === kept[i]),
      "playing on changes the bytes that save() returned; return a copy",
    );
    copy.environment.restore(saved);
    const travelled = difference(after, copy.play(new Stream(key), mostSteps), values);
    demand(travelled === null, `restored a second time and played on: ${travelled}`);
  }
}

export function checkEnd(fresh: Fresh): void {
  const trial = fresh();
  const { environment } = trial;
  const { stepLimit } = environment.spec;
  // A very long limit is looked at for a while only.
  const most = Math.min(stepLimit, 20_000);
  for (let e = 0; e < 3; e++) {
    environment.reset(fold(root, 12, e));
    const stream = new Stream(fold(root, 13, e));
    let now: Status = status.running;
    let steps = 0;
    for (; steps < most && now === status.running; steps++)
      now = environment.step(trial.action(stream), trial.values);
    demand(
      now !== status.running || stepLimit > most,
      `an episode still runs after stepLimit (${stepLimit}) steps; return status.truncated`,
    );
  }
}
