/** The words and keys of a walk in the terminal. */
import { EvofrontError, InputError } from "../../base/index.ts";
import type { WalkSession } from "../../runs/index.ts";
import { numbersIn } from "../flags.ts";
import { frontPicture, objectiveTable } from "./picture.ts";
import { advancedLines, proposalLines } from "./say.ts";

/** What a terminal keeps between keys. */
export interface Steering {
  preference: number[];
  share: number;
  axes: [number, number];
}

export const steering = (session: WalkSession): Steering => ({
  preference: session.navigable.objectives.map(() => 0),
  share: 1,
  axes: [0, 1],
});

export const help: string = [
  "1-9  want that objective better: a little, more, most, not",
  "p  predict   a  accept   u  undo   c  correct   + -  more or less of the step",
  "< >  to the point before, after (a branch)   x  other objectives in the picture",
  "e  export   ?  this help   q  quit",
].join("\n");

/** A word a line, for those who write or pipe them: "want 1,0,0", "accept 0.5", "undo", "branch 3". */
const words: Readonly<Record<string, string>> = {
  want: "w",
  predict: "p",
  propose: "p",
  accept: "a",
  undo: "u",
  correct: "c",
  branch: "b",
  export: "e",
  show: "s",
  help: "?",
  quit: "q",
};

const longestShare = 4;

/**
 * Does what a key or a line asks for. Returns what to tell; "quit" ends. Errors that a person can mend are told, others
 * thrown.
 */
export async function obey(session: WalkSession, state: Steering, input: string): Promise<string[] | "quit"> {
  try {
    return await done(session, state, input);
  } catch (error) {
    if (error instanceof EvofrontError) return [`error: ${error.message}`];
    throw error;
  }
}

async function done(session: WalkSession, state: Steering, input: string): Promise<string[] | "quit"> {
  const [word = "", rest] = input.trim().split(/\s+/, 2);
  const key = words[word] ?? word;
  const count = state.preference.length;
  const wanted = Number(key);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= count && rest === undefined) {
    state.preference[wanted - 1] = (state.preference[wanted - 1]! + 1) % 4;
    return [];
  }
  switch (key) {
    case "w":
      state.preference = wishes("want", rest ?? "", count);
      return [];
    case "\r":
    case "p": {
      if (rest !== undefined) state.preference = wishes("predict", rest, count);
      return proposalLines(session, await session.propose(state.preference), state.share);
    }
    case "a": {
      const step = session.proposal ? session.proposal.limits.step * state.share : undefined;
      const asked = rest === undefined ? step : numbersIn("accept", rest, "accept 0.5")[0];
      return advancedLines(session, await session.advance(asked));
    }
    case "+":
      state.share = Math.min(longestShare, state.share * 2);
      return [];
    case "-":
      state.share /= 2;
      return [];
    case "u":
      await session.undo();
      return [`back at point ${session.walk.at}`];
    case "c": {
      const { outcome, before, after } = await session.correct();
      return [`${outcome}: residual ${before.toExponential(1)} to ${after.toExponential(1)}`];
    }
    case "b":
      if (rest === undefined || !/^\d+$/.test(rest)) {
        throw new InputError(
          `branch: expected the number of a point, 0 to ${session.walk.points.length - 1}, found "${rest ?? ""}"; write for example branch 0`,
        );
      }
      await session.branch(Number(rest));
      return [`at point ${session.walk.at}; the next step makes a branch`];
    case "<":
    case ",":
      await session.branch(Math.max(0, session.walk.at - 1));
      return [`at point ${session.walk.at}`];
    case ">":
    case ".":
      await session.branch(Math.min(session.walk.points.length - 1, session.walk.at + 1));
      return [`at point ${session.walk.at}`];
    case "x": {
      const pairs = state.preference.flatMap((_, i) =>
        state.preference.map((_v, j): [number, number] => [i, j]),
      );
      const some = pairs.filter(([i, j]) => i < j);
      const now = some.findIndex(([i, j]) => i === state.axes[0] && j === state.axes[1]);
      state.axes = some[(now + 1) % some.length]!;
      return [];
    }
    case "e":
      return [`written to ${session.folder}: front.json, ${session.export().length} points in policies/`];
    case "s":
      return screen(session, state, 80, 14).split("\n");
    case "?":
      return help.split("\n");
    case "q":
    case "\u0003":
    case "\u0004":
      return "quit";
    default:
      throw new InputError(`unknown word or key "${word}"; ? shows them all`);
  }
}

/** Heading, picture, table. */
export function screen(session: WalkSession, state: Steering, columns: number, rows: number): string {
  const { navigable, walk } = session;
  const place = navigable.nameOf ? ` (${navigable.nameOf(walk.points[walk.at]!.x)})` : "";
  return [
    `${navigable.title}  ${navigable.method}  point ${walk.at} of ${walk.points.length - 1}${place}`,
    frontPicture(session, { ...state, columns, rows }),
    objectiveTable(session, state),
  ].join("\n");
}

/** One number an objective. Throws an `InputError` otherwise. */
function wishes(word: string, text: string, count: number): number[] {
  const numbers = numbersIn(word, text, `${word} 1,0`);
  if (numbers.length === count) return numbers;
  throw new InputError(`${word}: expected ${count} numbers, one for each objective, found ${numbers.length}`);
}
