import { expect, test } from "vitest";
import { LiveLine } from "../../src/cli/progress/live-line.ts";
import { RunView } from "../../src/cli/progress/run-view.ts";
import { type GenerationRecord, type RunRecord, resolveConfig } from "../../src/runs/index.ts";

const config = await resolveConfig({
  name: "test",
  tasks: { first: { environment: "cart-pole" }, second: { environment: "cart-pole" } },
  network: { layers: [] },
  strategy: { id: "openai-es" },
  arms: { both: { train: ["first", "second"] }, one: { train: ["first"] } },
  budget: { generations: 4 },
});
const objectives = ["first", "second"].map((task) => ({
  id: `${task}.return`,
  task,
  value: "return",
  direction: "max" as const,
}));
const start: RunRecord = { type: "start", name: "test", seed: 1, arms: ["both", "one"], objectives };

function generation(
  arm: string,
  number: number,
  points: [number, number][],
  hypervolume: number,
): GenerationRecord {
  return {
    type: "generation",
    arm,
    generation: number,
    evaluations: 2 * number,
    steps: 100 * number,
    measuredSteps: 0,
    seconds: number,
    returns: { "first.return": points.map(([x]) => x), "second.return": points.map(([, y]) => y) },
    hypervolume,
    failures: [],
  };
}

function shown(before: readonly RunRecord[], records: readonly RunRecord[]): string[] {
  let text = "";
  const lines = new LiveLine({ write: (piece: string) => (text += piece) });
  const view = new RunView(config, ["both", "one"], lines);
  for (const record of before) view.prime(record);
  for (const record of records) view.show(record);
  return text.trimEnd().split("\n");
}

test("hypervolumes are shown on the scale of the best seen so far, 100 for each objective", () => {
  const lines = shown(
    [],
    [
      start,
      // One point at (10, 20): it is the best of both, so the whole square of 100 x 100.
      generation(
        "both",
        1,
        [
          [10, 20],
          [1, 1],
        ],
        200,
      ),
      // The best of the first objective is now 40: (40, 5) spans 100 x 25.
      generation("both", 2, [[40, 5]], 200),
      { type: "end", arm: "both", reason: "generations" },
      generation("one", 1, [[10, 5]], 50),
    ],
  );
  expect(lines.map((line) => /hv (\S+)/.exec(line)?.[1])).toEqual(["10000", "2500", "625"]);
});

test("a resumed run goes on with the scale it had", () => {
  const lines = shown(
    [start, generation("both", 1, [[40, 20]], 800)],
    [generation("both", 2, [[10, 5]], 50)],
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("hv 625");
});

test("arms stand in one column, and the time left counts those that wait", () => {
  const [first, second] = shown(
    [],
    [start, generation("both", 1, [[1, 1]], 1), generation("one", 1, [[1, 1]], 1)],
  );
  // A generation a second: three more of this arm and four of the other.
  expect(first).toMatch(/^both {2}gen {4}1 .*left 7s$/);
  expect(second).toMatch(/^one {3}gen {4}1 .*left 3s$/);
});

test("a random policy's means and warnings have lines of their own; tests have none", () => {
  const values = { "first.return": [1, 3], "second.return": [10, 20] };
  const lines = shown(
    [],
    [
      start,
      { type: "baseline", values },
      { type: "test", arm: "both", generation: 0, steps: 0, final: false, values },
      { type: "warning", message: "mind the gap" },
    ],
  );
  expect(lines).toEqual(["a random policy: first.return 2  second.return 15", "warning: mind the gap"]);
});
