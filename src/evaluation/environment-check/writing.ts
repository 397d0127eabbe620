/** What an environment writes: observations, values, behaviours, pictures; and that it takes its own actions. */
import { type Action, type ActionSpace, boundOf, type Status, status } from "../../../environments/index.ts";
import { fold, Stream } from "../../random/index.ts";
import { demand, episodes, type Fresh, mostSteps, root } from "./trial.ts";

export function checkActions(fresh: Fresh): void {
  const { environment, values } = fresh();
  for (const [i, action] of extremes(environment.spec.actions).entries()) {
    environment.reset(fold(root, 14, i));
    environment.step(action, values);
  }
}

/** Every single choice, or the ends of a range. */
function extremes(actions: ActionSpace): Action[] {
  if (actions.kind === "discrete") return Array.from({ length: actions.count }, (_, action) => action);
  if (actions.kind === "continuous")
    return [actions.low, actions.high].map((end) => new Array<number>(actions.size).fill(end));
  const { counts } = actions;
  return Array.from({ length: Math.max(...counts) }, (_, choice) =>
    counts.map((count) => Math.min(choice, count - 1)),
  );
}

export function checkObservation(fresh: Fresh): void {
  const trial = fresh();
  const { environment, observation } = trial;
  const { kind, shape, names, low, high } = environment.spec.observation;
  const last = shape.at(-1)!;
  const into = new Float32Array(observation.length + 8);
  const stream = new Stream(fold(root, 8));
  for (let e = 0; e < episodes; e++) {
    environment.reset(fold(root, 9, e));
    for (let t = 0, now: Status = status.running; t < mostSteps && now === status.running; t++) {
      into.fill(Number.NaN);
      environment.observe(into, 3);
      const own = into.subarray(3, 3 + observation.length);
      const bad = own.findIndex((x) => (kind === "binary" ? x !== 0 && x !== 1 : !Number.isFinite(x)));
      const wanted = kind === "binary" ? "0 or 1" : "a finite number";
      demand(bad < 0, `step ${t}: value ${bad} is ${own[bad]}, expected ${wanted}${unwritten(own[bad])}`);
      // Bounds are numbers of 64 bits, observations of 32.
      const beyond = own.findIndex(
        (x, i) =>
          x < Math.fround(boundOf(low, i % last, -Infinity)) ||
          x > Math.fround(boundOf(high, i % last, Infinity)),
      );
      if (beyond >= 0) {
        const [least, most] = [
          boundOf(low, beyond % last, -Infinity),
          boundOf(high, beyond % last, Infinity),
        ];
        const name = names ? ` ("${names[beyond % last]}")` : "";
        demand(
          false,
          `step ${t}: value ${beyond}${name} is ${own[beyond]}, outside of its bounds ${least} to ${most}`,
        );
      }
      const outside = into.findIndex((x, i) => (i < 3 || i >= 3 + own.length) && !Number.isNaN(x));
      demand(
        outside < 0,
        `step ${t}: observe(into, offset) writes at offset ${outside - 3}, outside of its ${own.length} values`,
      );
      now = environment.step(trial.action(stream), trial.values);
    }
  }
}

export function checkValues(fresh: Fresh): void {
  const trial = fresh();
  const { environment, values } = trial;
  const names = environment.spec.values;
  const stream = new Stream(fold(root, 10));
  for (let e = 0; e < episodes; e++) {
    environment.reset(fold(root, 11, e));
    for (let t = 0, now: Status = status.running; t < mostSteps && now === status.running; t++) {
      values.fill(Number.NaN);
      now = environment.step(trial.action(stream), values);
      demand(
        now === 0 || now === 1 || now === 2,
        `step() returned ${now}; return status.running, .terminated or .truncated`,
      );
      const bad = values.findIndex((x) => !Number.isFinite(x));
      demand(
        bad < 0,
        `step ${t + 1}: "${names[bad]}" is ${values[bad]}, expected a finite number${unwritten(values[bad])}`,
      );
    }
  }
  checkCount(fresh);
}

const unwritten = (value: number | undefined): string =>
  Number.isNaN(value) ? " (NaN: it was not written)" : "";

/** A typed array forgets what is written beyond its end without a word, so that a value without a name is lost. */
function checkCount(fresh: Fresh): void {
  const trial = fresh();
  const { environment, values } = trial;
  let most = -1;
  const watched = new Proxy(values, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set(target, name, value) {
      if (typeof name === "string" && /^\d+$/.test(name)) most = Math.max(most, Number(name));
      return Reflect.set(target, name, value, target);
    },
  });
  try {
    environment.reset(fold(root, 18));
    const stream = new Stream(fold(root, 19));
    for (let t = 0; t < mostSteps; t++)
      if (environment.step(trial.action(stream), watched) !== status.running) break;
  } catch {
    // What hands its values to something that takes no stand-in is not looked at here.
  }
  demand(
    most < values.length,
    `step() writes values[${most}], but spec.values names ${values.length}: ${environment.spec.values.join(", ")}`,
  );
}

export function checkExtras(fresh: Fresh): void {
  const trial = fresh();
  const { environment } = trial;
  const { behaviour } = environment.spec;
  trial.midway(fold(root, 15), 5);
  demand(
    (behaviour === undefined) === (environment.behaviour === undefined),
    "spec.behaviour and behaviour() go together; give both or neither",
  );
  if (behaviour !== undefined) {
    const into = new Float64Array(behaviour.names.length).fill(Number.NaN);
    environment.behaviour!(into, 0);
    const bad = into.findIndex((x) => !Number.isFinite(x));
    demand(bad < 0, `behaviour "${behaviour.names[bad]}" is ${into[bad]}, expected a finite number`);
  }
  if (environment.picture !== undefined) {
    const { width, height, rgb } = environment.picture();
    demand(
      rgb.length === 3 * width * height,
      `picture() is ${width} x ${height} but has ${rgb.length} bytes, expected 3 a pixel`,
    );
  }
}
