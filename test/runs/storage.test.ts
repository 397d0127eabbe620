import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import {
  diskFileSystem,
  type FileSystem,
  isRunFolder,
  readRun,
  resumeRun,
  runExperiment,
} from "../../src/runs/index.ts";
import { freshFolder, timelessRecords, twoTasks } from "./worlds.ts";

const oneArm = { ...twoTasks, arms: { both: twoTasks.arms.both } };

/** Makes a run that was stopped after `generation` and returns its folder. */
async function stopped(generation: number): Promise<string> {
  const folder = freshFolder();
  const controller = new AbortController();
  const outcome = await runExperiment(oneArm, folder, {
    signal: controller.signal,
    onRecord: (record) => {
      if (record.type === "generation" && record.generation === generation) controller.abort();
    },
  });
  expect(outcome.status).toBe("interrupted");
  return folder;
}

const checkpointsOf = (folder: string): string[] =>
  readdirSync(join(folder, "checkpoints"))
    .sort()
    .map((name) => join(folder, "checkpoints", name));

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 4;
  writeFileSync(path, bytes);
}

/** Every file of a folder with its content, to prove that nothing was touched. */
function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path).toString("base64")]),
  );
}

describe("output folder", () => {
  test("one that holds a run is refused and left as it is", async () => {
    const folder = freshFolder();
    await runExperiment(oneArm, folder);
    const before = snapshot(folder);
    await expect(runExperiment(oneArm, folder)).rejects.toThrow(
      `output folder "${folder}" holds a run already; go on with it by "evofront resume ${folder}", or choose another with --out`,
    );
    await expect(runExperiment(oneArm, folder)).rejects.toMatchObject({ name: "InputError", exitCode: 2 });
    expect(snapshot(folder)).toEqual(before);
  });

  test("one that holds anything else is refused and left as it is", async () => {
    const folder = freshFolder();
    mkdirSync(folder);
    for (const name of ["a", "b", "c", "d", "e"]) writeFileSync(join(folder, name), name);
    await expect(runExperiment(oneArm, folder)).rejects.toThrow(
      `output folder "${folder}": expected none or an empty one, found a, b, c, d and 1 more; choose another with --out`,
    );
    expect(readdirSync(folder)).toHaveLength(5);
    await expect(runExperiment(oneArm, join(folder, "a"))).rejects.toThrow(
      "found a file; choose another with --out",
    );
  });

  test("an empty one is used", async () => {
    const folder = freshFolder();
    mkdirSync(folder);
    expect((await runExperiment(oneArm, folder)).status).toBe("finished");
  });

  test("a config that is refused writes nothing", async () => {
    const folder = freshFolder();
    await expect(runExperiment({ ...oneArm, seed: -1 }, folder)).rejects.toThrow(
      "seed: expected a whole number",
    );
    expect(diskFileSystem.exists(folder)).toBe(false);
  });
});

describe("a run folder that is not one", () => {
  test.each([
    ["is missing", () => {}, "expected a folder, found none; check the path"],
    [
      "is empty",
      (folder: string) => mkdirSync(folder),
      'expected config.yaml and events.jsonl in it, found an empty folder; name a folder that "evofront run" has written',
    ],
    [
      "holds other things",
      (folder: string) => {
        mkdirSync(folder);
        writeFileSync(join(folder, "notes.txt"), "");
      },
      "expected config.yaml and events.jsonl in it, found notes.txt;",
    ],
    [
      "is a file",
      (folder: string) => writeFileSync(folder, ""),
      "expected config.yaml and events.jsonl in it, found a file;",
    ],
  ] as const)("%s", async (_, make, message) => {
    const folder = freshFolder();
    make(folder);
    expect(isRunFolder(folder)).toBe(false);
    await expect(resumeRun(folder)).rejects.toThrow(`run folder "${folder}": ${message}`);
    expect(() => readRun(folder)).toThrow(`run folder "${folder}": ${message}`);
  });

  test("a log that is damaged inside is told by its line", async () => {
    const folder = await stopped(2);
    const path = join(folder, "events.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    lines[2] = "{";
    writeFileSync(path, lines.join("\n"));
    expect(() => readRun(folder)).toThrow(
      `${path}:3: expected a record in JSON, found what is not; the file is damaged`,
    );
  });

  test("a last line that a kill cut short is left out", async () => {
    const folder = await stopped(2);
    const whole = readRun(folder).records;
    const path = join(folder, "events.jsonl");
    truncateSync(path, readFileSync(path).length - 5);
    expect(readRun(folder).records).toEqual(whole.slice(0, -1));
  });
});

describe("a damaged checkpoint", () => {
  const expected = async (): Promise<string> => {
    const folder = freshFolder();
    await runExperiment(oneArm, folder);
    return readFileSync(join(folder, "front.json"), "utf8");
  };

  test.each([
    [
      "flipped bit",
      flipBit,
      "expected its content to have the SHA-256 it ends with, found another; it was cut or damaged",
    ],
    [
      "cut in half",
      (path: string) => truncateSync(path, readFileSync(path).length >> 1),
      "expected its content to have the SHA-256",
    ],
    ["cut to nothing", (path: string) => truncateSync(path, 0), "expected at least 48 bytes, found 0"],
    [
      "other bytes",
      (path: string) => writeFileSync(path, "x".repeat(100)),
      "expected it to start with EVOFCKPT, found other bytes",
    ],
  ] as const)(
    "%s: the one before is used, and the run says so and ends the same",
    async (_, damage, message) => {
      const folder = await stopped(5);
      const newest = checkpointsOf(folder).at(-1)!;
      damage(newest);
      const told: string[] = [];
      await resumeRun(folder, {
        onRecord: (record) => {
          if (record.type === "warning") told.push(record.message);
        },
      });
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(`checkpoint ${newest} cannot be used: ${message}`);
      const before = Number(/^0*(\d+)\.ckpt$/.exec(basename(newest))![1]) - 1;
      expect(told[0]!.endsWith(`; going on from checkpoint ${before}`)).toBe(true);
      expect(readRun(folder).warnings).toEqual(told);
      expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await expected());
    },
  );

  test("two of them: the one before both", async () => {
    const folder = await stopped(5);
    for (const path of checkpointsOf(folder).slice(1)) flipBit(path);
    await resumeRun(folder);
    expect(readRun(folder).warnings).toHaveLength(2);
    expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await expected());
  });

  test("all of them: nothing is guessed, and nothing is lost", async () => {
    const folder = await stopped(5);
    for (const path of checkpointsOf(folder)) flipBit(path);
    const before = snapshot(folder);
    await expect(resumeRun(folder)).rejects.toThrow(
      /^expected at least one undamaged checkpoint in .*, found 3 that cannot be used \(the newest: .*\); start again with: evofront run$/,
    );
    expect(snapshot(folder)).toEqual(before);
  });

  test("one that is ahead of a log that lost its end is not used", async () => {
    const folder = await stopped(5);
    const path = join(folder, "events.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, `${lines.slice(0, -4).join("\n")}\n`);
    await resumeRun(folder);
    expect(readRun(folder).warnings[0]).toMatch(
      /cannot be used: expected \d+ bytes of events\.jsonl, found \d+; going on/,
    );
    expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await expected());
  });

  test("a run killed before its first checkpoint starts over", async () => {
    const folder = await stopped(5);
    rmSync(join(folder, "checkpoints"), { recursive: true });
    await resumeRun(folder);
    expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await expected());
    const whole = freshFolder();
    await runExperiment(oneArm, whole);
    expect(timelessRecords(folder)).toEqual(timelessRecords(whole));
  });
});

/** The disk, until `full` says of a file that there is no room for it: then half of it is written, and ENOSPC thrown. */
function fillingDisk(full: (path: string) => boolean): FileSystem {
  const refuse = (): never => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };
  const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);
  return {
    ...diskFileSystem,
    write(path, bytes) {
      if (!full(path)) return diskFileSystem.write(path, bytes);
      diskFileSystem.write(path, half(bytes));
      return refuse();
    },
    append(path, bytes) {
      if (!full(path)) return diskFileSystem.append(path, bytes);
      diskFileSystem.append(path, half(bytes));
      return refuse();
    },
  };
}

describe("a full disk", () => {
  const whole = async (): Promise<string> => {
    const folder = freshFolder();
    await runExperiment(oneArm, folder);
    return readFileSync(join(folder, "front.json"), "utf8");
  };

  test.each([
    [
      "a checkpoint",
      "000003.ckpt.tmp",
      /checkpoints.000003\.ckpt: the disk is full; free some space, then go on with: evofront resume \(earlier checkpoints are intact\)$/,
    ],
    [
      "a policy",
      "both.safetensors.tmp",
      /policies.both\.safetensors: the disk is full; free some space, then go on with: evofront resume$/,
    ],
    [
      "the metrics",
      "metrics.parquet.tmp",
      /metrics\.parquet: the disk is full; free some space, then go on with: evofront resume$/,
    ],
    [
      "the front",
      "front.json.tmp",
      /front\.json: the disk is full; free some space, then go on with: evofront resume$/,
    ],
  ])("at %s: the file is named, nothing is half-written, and the run can go on", async (_, name, message) => {
    const folder = freshFolder();
    const job = runExperiment(oneArm, folder, { files: fillingDisk((path) => path.endsWith(name)) });
    await expect(job).rejects.toThrow(message);
    await expect(job).rejects.toMatchObject({ name: "JobError", exitCode: 1 });
    const files = Object.keys(snapshot(folder));
    expect(files.filter((path) => path.endsWith(".tmp"))).toEqual([]);
    expect(files.filter((path) => path.endsWith(name.replace(".tmp", "")) && name.startsWith("0"))).toEqual(
      [],
    );
    expect(readRun(folder).status).toBe("unfinished");
    await resumeRun(folder);
    expect(readRun(folder).warnings).toEqual([]);
    expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await whole());
  });

  test("at a record: no half line is left, and the run can go on", async () => {
    const folder = freshFolder();
    let writes = 0;
    // The first makes the empty file.
    const files = fillingDisk((path) => path.endsWith("events.jsonl") && ++writes > 7);
    await expect(runExperiment(oneArm, folder, { files })).rejects.toThrow(
      /^cannot write .*events\.jsonl: the disk is full; free some space, then go on with: evofront resume$/,
    );
    expect(readFileSync(join(folder, "events.jsonl"), "utf8").endsWith("}\n")).toBe(true);
    expect(readRun(folder).records).toHaveLength(6);
    await resumeRun(folder);
    expect(readFileSync(join(folder, "front.json"), "utf8")).toBe(await whole());
  });

  test("from the start: nothing is left that would look like a run", async () => {
    const folder = freshFolder();
    const files = fillingDisk((path) => path.endsWith("config.yaml"));
    await expect(runExperiment(oneArm, folder, { files })).rejects.toThrow(
      /^cannot write .*config\.yaml: the disk is full; free some space, then start again$/,
    );
    expect(readdirSync(dirname(folder))).toEqual([]);
  });

  test("other refusals of the system are told as they are", async () => {
    const folder = freshFolder();
    const files: FileSystem = {
      ...diskFileSystem,
      write: () => {
        throw Object.assign(new Error("EIO: i/o error, write"), { code: "EIO" });
      },
    };
    await expect(runExperiment(oneArm, folder, { files })).rejects.toThrow(
      /^cannot write .*environment\.json: EIO: i\/o error, write, then start again$/,
    );
  });
});

test("the log is on the disk before a checkpoint counts on it, and a checkpoint before it has its name", async () => {
  const calls: string[] = [];
  const files: FileSystem = {
    ...diskFileSystem,
    append: (path, bytes) => {
      calls.push(`append ${basename(path)}`);
      diskFileSystem.append(path, bytes);
    },
    sync: (path) => {
      calls.push(`sync ${basename(path)}`);
      diskFileSystem.sync(path);
    },
    write: (path, bytes) => {
      calls.push(`write ${basename(path)}`);
      diskFileSystem.write(path, bytes);
    },
    rename: (from, to) => {
      calls.push(`rename ${basename(from)} ${basename(to)}`);
      diskFileSystem.rename(from, to);
    },
  };
  await runExperiment(oneArm, freshFolder(), { files });
  const saves = calls.flatMap((call, i) => (/^rename .* \d+\.ckpt$/.test(call) ? [i] : []));
  expect(saves.length).toBeGreaterThan(3);
  for (const i of saves) {
    const name = calls[i]!.split(" ")[2]!;
    expect(calls.slice(i - 2, i + 1)).toEqual([
      "sync events.jsonl",
      `write ${name}.tmp`,
      `rename ${name}.tmp ${name}`,
    ]);
  }
});

describe("the lock", () => {
  test("a second process is refused; a process that is gone is not waited for", async () => {
    const folder = await stopped(3);
    const lock = join(folder, "run.lock");
    expect(diskFileSystem.exists(lock)).toBe(false);
    // Process 1 lives as long as the machine does.
    writeFileSync(lock, `1 ${hostname()}\n`);
    await expect(resumeRun(folder)).rejects.toThrow(
      `run folder "${folder}" is being written by process 1; stop it first, or remove ${lock} if it is gone`,
    );
    writeFileSync(lock, "7 another-machine\n");
    await expect(resumeRun(folder)).rejects.toThrow("is being written by process 7 on another-machine;");
    // Process ids end well below this one.
    writeFileSync(lock, `2147483646 ${hostname()}\n`);
    expect((await resumeRun(folder)).status).toBe("finished");
    expect(diskFileSystem.exists(lock)).toBe(false);
  });
});

describe("metrics.parquet", () => {
  test("has a row a generation and arm, with what the records say", async () => {
    const folder = freshFolder();
    await runExperiment(twoTasks, folder);
    const run = readRun(folder);
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, "metrics.parquet"));
    const rows = await parquetReadObjects({
      file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    });
    const generations = run.arms.flatMap((arm) => arm.generations);
    expect(rows).toHaveLength(14);
    for (const [i, row] of rows.entries()) {
      const record = generations[i]!;
      const returns = record.returns["long.return"] as number[];
      const tests = run.arms.find(({ name }) => name === record.arm)!.tests;
      const test = tests.findLast(({ generation }) => generation === record.generation);
      expect(row["arm"]).toBe(record.arm);
      expect(row["generation"]).toBe(record.generation);
      expect(row["evaluations"]).toBe(record.evaluations);
      expect(row["steps"]).toBe(record.steps);
      expect(row["measured_steps"]).toBe(record.measuredSteps);
      expect(row["hypervolume"]).toBeCloseTo(record.hypervolume, 8);
      expect(row["failures"]).toBe(0);
      expect(row["long.return.max"]).toBe(Math.max(...returns));
      expect(row["long.return.min"]).toBe(Math.min(...returns));
      expect(row["long.return.mean"]).toBeCloseTo(returns.reduce((a, b) => a + b) / 8, 10);
      const tested = test?.values["long.return"];
      expect(row["long.return.test"] ?? null).toEqual(tested ? tested.reduce((a, b) => a + b) / 5 : null);
    }
  });
});
