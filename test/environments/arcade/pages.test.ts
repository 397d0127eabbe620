/** The rule pages against the code: what the tables say is what is played. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { behaviours, kind } from "../../../environments/arcade/things.ts";
import { actionNames, planeNames } from "../../../environments/index.ts";

const river = readFileSync(new URL("../../../environments/arcade/river.md", import.meta.url), "utf8");

/** The cells of the page's table whose first heading is `heading`. */
function table(heading: string): string[][] {
  const lines = river.split("\n");
  const from = lines.findIndex((line) => line.split("|")[1]?.trim() === heading);
  const rest = lines.slice(from + 2);
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("the table of planes names every plane in order", () => {
  expect(table("plane").map(([number, name]) => [Number(number), name])).toEqual(
    planeNames.map((name, i) => [i, name]),
  );
});

test("the table of things gives the points, periods and planes that are played", () => {
  const ids: Record<string, number> = { ...kind, depot: kind.fuel };
  const rows = table("thing");
  expect(rows).toHaveLength(behaviours.length - 1);
  for (const [name, points, , period, planeName] of rows) {
    const behaviour = behaviours[ids[name!]!]!;
    expect([name, points]).toEqual([name, behaviour.points === 0 ? "-" : String(behaviour.points)]);
    expect([name, planeName]).toEqual([name, planeNames[behaviour.plane]]);
    if (period !== "-") expect([name, period]).toEqual([name, `${behaviour.period} frames`]);
  }
});

test("the list of actions is the joystick's", () => {
  const text = river.replaceAll(/\s+/g, " ");
  expect(text).toContain(actionNames.map((name, i) => `${i} ${name}`).join(", "));
});
