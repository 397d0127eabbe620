/** Keys of a walk in the terminal. */
import { expect, test } from "vitest";
import { help } from "../../src/cli/navigation/commands.ts";
import { keysIn } from "../../src/cli/navigation/terminal.ts";

test("what is typed or pasted at once is taken key by key; arrows stand for keys", () => {
  expect(keysIn("11p")).toEqual(["1", "1", "p"]);
  expect(keysIn("\u001b[D\u001b[C\u001bOA\u001b[B")).toEqual(["<", ">", "+", "-"]);
  // Other keys with no letter ask for help rather than for what their last letter would do.
  expect(keysIn("\u001b[3~a")).toEqual(["?", "a"]);
  expect(keysIn("\r")).toEqual(["\r"]);
});

test("the help fits a terminal of 80 columns", () => {
  for (const line of help.split("\n")) expect(line.length).toBeLessThan(80);
});
