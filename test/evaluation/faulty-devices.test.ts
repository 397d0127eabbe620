/** Devices that fail: what they were to work out is done elsewhere or in smaller pieces, and no candidate is blamed. */
import { beforeAll, describe, expect, test } from "vitest";
import { JobError } from "../../src/base/index.ts";
import { finish, take } from "../../src/evaluation/board.ts";
import { dispatch } from "../../src/evaluation/dispatch.ts";
import { type Executor, inlineExecutor, persistentExecutor } from "../../src/evaluation/index.ts";
import type { WorkerRequest } from "../../src/evaluation/protocol.ts";
import { type Device, DeviceError, devices, MemoryError } from "../../src/policy/index.ts";
import {
  episodesTask,
  linearExperiment,
  plainDevice,
  plainEntry,
  randomPopulation,
  request,
  runKey,
} from "./experiment.ts";

const experiment = linearExperiment(4, 2, [episodesTask("cart-pole", { episodes: 2 })]);
const asked = request(["cart-pole"], randomPopulation(20, 8));
const lost = "webgpu: the GPU was lost in the middle of its work (unknown: reset); resume the run";

/** The plain device, where `before` is called before each load and each forward. */
function watched(id: string, before: (what: "load" | "forward", count: number) => void): Device {
  const plain = plainDevice();
  return {
    ...plain,
    id,
    runner: (network) => {
      const runner = plain.runner(network);
      return {
        ...runner,
        load: (population, first, count) => {
          before("load", count);
          const policies = runner.load(population, first, count);
          return {
            ...policies,
            async forward(...call) {
              before("forward", call[2]);
              policies.forward(...call);
            },
          };
        },
      };
    },
  };
}

let forwards = 0;
let losses = 0;
let mostMembers = 0;
let answers: Awaited<ReturnType<Executor["evaluate"]>>;

beforeAll(async () => {
  devices.register("plain", plainEntry);
  const fading = watched("fading", (what) => {
    if (what === "load" || ++forwards % 10 !== 0 || losses === 0) return;
    losses--;
    throw new DeviceError(lost);
  });
  const small = watched("small", (what, count) => {
    if (what === "load" && count > mostMembers)
      throw new MemoryError(`small: the GPU has no room for ${count} members; load fewer members at a time`);
  });
  devices.register("fading", { title: "is lost at times", start: async () => fading });
  devices.register("small", { title: "has little memory", start: async () => small });
  answers = await (await inlineExecutor(experiment, { device: "plain", key: runKey, workers: 1 })).evaluate(
    asked,
  );
});

const on = (device: string, notice?: (line: string) => void): Promise<Executor> =>
  inlineExecutor(experiment, { device, key: runKey, workers: 1, notice });

describe("a device that is lost in the middle of its work", () => {
  test("ends the evaluation, and is no candidate's failure", async () => {
    losses = 1;
    const executor = await on("fading");
    await expect(executor.evaluate(asked)).rejects.toThrow(new DeviceError(lost));
    expect(await executor.evaluate(asked)).toEqual(answers);
  });

  test("is replaced where the config leaves the choice: the request is done again, with the same answer", async () => {
    losses = 2;
    const notices: string[] = [];
    const executor = await persistentExecutor(
      () => on("fading"),
      (line) => notices.push(line),
    );
    expect(await executor.evaluate(asked)).toEqual(answers);
    expect(notices).toEqual(
      Array(2).fill(
        "webgpu: the GPU was lost in the middle of its work (unknown: reset); evaluating the generation again on a device that starts",
      ),
    );
    expect(executor.workers).toBe(1);
    await executor.close();
  });

  test("ends the run where it is lost again and again", async () => {
    losses = 100;
    const notices: string[] = [];
    const executor = await persistentExecutor(
      () => on("fading"),
      (line) => notices.push(line),
    );
    await expect(executor.evaluate(asked)).rejects.toThrow(DeviceError);
    expect(notices.length).toBe(3);
    losses = 0;
  });
});

describe("a device without room for a chunk", () => {
  test("is given half of it at a time, and says so once", async () => {
    mostMembers = 3;
    const notices: string[] = [];
    const executor = await on("small", (line) => notices.push(line));
    expect(await executor.evaluate(asked)).toEqual(answers);
    expect(await executor.evaluate(asked)).toEqual(answers);
    expect(notices).toEqual([
      "small: the GPU has no room for 8 members; going on with 4 members at a time",
      "small: the GPU has no room for 4 members; going on with 2 members at a time",
    ]);
  });

  test("ends the evaluation where not even one member fits", async () => {
    mostMembers = 0;
    const executor = await on("small");
    await expect(executor.evaluate(asked)).rejects.toThrow(
      new MemoryError("small: the GPU has no room for 1 members; load fewer members at a time"),
    );
  });

  test("so it goes for threads too", async () => {
    const notices: string[] = [];
    const accepted: number[] = [];
    const chunk = { first: 0, count: 5, firstEpisode: 0, endEpisode: 2 };
    const pool = {
      threads: [1],
      async run({ chunks, board, job }: WorkerRequest) {
        const chunk = chunks[take(board, job, 0)]!;
        finish(board, job, 0);
        const message = `small: no room for ${chunk.count}; load fewer`;
        return chunk.count > 2 ? { results: [], tooLarge: { chunk, message } } : { results: [chunk.count] };
      },
    };
    const assembly = { accept: (count: number) => accepted.push(count), fail: () => {}, result: () => ({}) };
    const options = { workers: 1, signals: [], notice: (line: string) => notices.push(line) };
    await dispatch(pool, asked, [chunk], assembly as never, options);
    expect(accepted).toEqual([2, 1, 2]);
    expect(notices).toEqual([
      "small: no room for 5; going on with 3 members at a time",
      "small: no room for 3; going on with 2 members at a time",
    ]);
    const single = { ...chunk, count: 1 };
    const tooLarge = { chunk: single, message: "small: no room for 1; load fewer" };
    const none = { ...pool, run: async () => ({ results: [], tooLarge }) };
    await expect(dispatch(none, asked, [single], assembly as never, options)).rejects.toThrow(JobError);
  });
});
