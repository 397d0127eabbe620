/**
 * The text of a first environment of the user's own: one file that runs as it is, with a comment at each thing to change.
 * `id` is its name, `file` the file's.
 */
export const environmentTemplate = (id: string, file: string): string => `/**
 * ${id}: a world of your own. A light stands somewhere on a line, and the agent walks to it.
 *
 *     evofront check environment ${file}     says whether it keeps what every environment promises
 *     evofront run CONFIG                    with \`environment: ./${file}\` under \`tasks\`
 */
import {
  type Action,
  discreteAction,
  type Environment,
  type EnvironmentEntry,
  type EnvironmentSpec,
  type Key,
  Motion,
  ownerOf,
  type Status,
  Stream,
} from "evofront";
import { z } from "zod";

const id = "${id}";

/** What a config may set under \`options\`, with defaults. */
const options = z.strictObject({
  /** Steps after which an episode is truncated. */
  stepLimit: z.int().min(1).default(50),
});
type Options = z.infer<typeof options>;

class World implements Environment {
  readonly spec: EnvironmentSpec;
  /** What lasts from step to step, saved and restored: where the agent is, and where the light is. */
  private readonly motion: Motion;

  constructor(given: Options) {
    this.motion = new Motion(ownerOf(id, given), 2, given.stepLimit);
    this.spec = {
      id,
      // A vector of two numbers; pictures are [height, width, channels]. "binary" where all are 0 or 1.
      observation: { shape: [2], kind: "real", names: ["position", "light"], low: -1, high: 1 },
      // Or { kind: "continuous", size, low, high }, or { kind: "multi-discrete", counts }.
      actions: { kind: "discrete", count: 3, names: ["left", "stay", "right"] },
      // What a step pays, by name; each is an objective that a config may ask for, to be maximised or minimised.
      values: ["reached", "effort"],
      stepLimit: given.stepLimit,
    };
  }

  /** Begins an episode. All chance comes from the key: the same key is the same episode. */
  reset(key: Key): void {
    this.motion.begin();
    this.motion.state[0] = 0;
    this.motion.state[1] = 2 * new Stream(key).uniform() - 1;
  }

  /** Moves one step and writes what it pays, in the order of \`values\`. */
  step(action: Action, values: Float64Array): Status {
    const direction = discreteAction(id, action, 3, this.motion.now) - 1;
    const [position, light] = this.motion.state as unknown as [number, number];
    const next = Math.min(1, Math.max(-1, position + 0.1 * direction));
    this.motion.state[0] = next;
    const isThere = Math.abs(next - light) < 0.05;
    values[0] = isThere ? 1 : 0;
    values[1] = -Math.abs(direction);
    return this.motion.count(isThere);
  }

  /** Writes what the agent sees to \`into\`, from \`offset\` on. */
  observe(into: Float32Array, offset: number): void {
    into[offset] = this.motion.state[0]!;
    into[offset + 1] = this.motion.state[1]!;
  }

  save(): Uint8Array {
    return this.motion.save();
  }

  restore(saved: Uint8Array): void {
    this.motion.restore(saved);
  }
}

export const environments: Record<string, EnvironmentEntry> = {
  [id]: {
    title: "walk to a light on a line",
    options,
    create: (given) => new World(given as Options),
  },
};
`;
