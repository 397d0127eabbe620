import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type SignalSource, withInterrupts } from "../../src/runs/index.ts";

/** A process whose exits are noted instead of made. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

const asSource = (source: FakeProcess): SignalSource => source as unknown as SignalSource;

test("the first Ctrl-C asks the job to stop, the second leaves at once with 130", async () => {
  const source = new FakeProcess();
  let told = 0;
  const result = await withInterrupts(
    async (signal) => {
      expect(signal.aborted).toBe(false);
      source.emit("SIGINT");
      expect(signal.aborted).toBe(true);
      expect(source.exits).toEqual([]);
      source.emit("SIGINT");
      expect(source.exits).toEqual([130]);
      return "stopped";
    },
    {
      source: asSource(source),
      onInterrupt: () => {
        told += 1;
      },
    },
  );
  expect(result).toBe("stopped");
  expect(told).toBe(1);
});

test("SIGTERM stops the job in the same way", async () => {
  const source = new FakeProcess();
  const aborted = await withInterrupts(
    async (signal) => {
      source.emit("SIGTERM");
      return signal.aborted;
    },
    { source: asSource(source) },
  );
  expect(aborted).toBe(true);
});

test("afterwards, whatever became of the job, no listener is left", async () => {
  const source = new FakeProcess();
  await withInterrupts(async () => 1, { source: asSource(source) });
  await expect(
    withInterrupts(() => Promise.reject(new Error("broken")), { source: asSource(source) }),
  ).rejects.toThrow("broken");
  expect(source.listenerCount("SIGINT")).toBe(0);
  expect(source.listenerCount("SIGTERM")).toBe(0);
});
