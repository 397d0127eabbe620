/** A walk in the terminal: keys where there is a keyboard, else a word a line from standard input. */
import { createInterface } from "node:readline";
import type { WalkSession } from "../../runs/index.ts";
import type { CliContext } from "../context.ts";
import { note, print } from "../output.ts";
import { wrapped } from "../wrapped.ts";
import { help, obey, screen, steering } from "./commands.ts";

/** Arrows, as terminals send them, by what they stand for. */
const arrows: Readonly<Record<string, string>> = { A: "+", B: "-", C: ">", D: "<" };

/** What was typed, or pasted, key by key. */
export const keysIn = (typed: string): string[] =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how keys begin that are no letters.
  (typed.match(/\u001b(?:[[O][\d;]*[A-Za-z~])?|[\s\S]/g) ?? []).map((key) =>
    key.length > 1 ? (arrows[key.at(-1)!] ?? "?") : key,
  );

const control = { home: "\u001b[H", clearLine: "\u001b[K", clearBelow: "\u001b[J" };

/** Steers with `stdin` until it ends or quits. */
export async function steerInTerminal(
  context: CliContext,
  session: WalkSession,
  stdin: NodeJS.ReadStream = process.stdin,
): Promise<void> {
  if (stdin.isTTY === true && context.process.stdout.isTTY === true) await byKeys(context, session, stdin);
  else await byLines(context, session, stdin);
}

async function byLines(context: CliContext, session: WalkSession, stdin: NodeJS.ReadStream): Promise<void> {
  const state = steering(session);
  for (const line of screen(session, state, 80, 14).split("\n")) print(context, line);
  for await (const line of createInterface({ input: stdin })) {
    if (line.trim() === "") continue;
    const said = await obey(session, state, line);
    if (said === "quit") return;
    for (const each of said) print(context, each);
    if (/^(a|accept|u|undo|b|branch|c|correct)\b/.test(line.trim())) {
      const values = session.valuesOf(session.walk.at);
      print(context, session.navigable.objectives.map(({ id }, i) => `${id} ${values[i]}`).join("  "));
    }
  }
}

async function byKeys(context: CliContext, session: WalkSession, stdin: NodeJS.ReadStream): Promise<void> {
  const { stdout } = context.process;
  const state = steering(session);
  let said: readonly string[] = help.split("\n");
  const draw = (): void => {
    const { columns = 80, rows = 24 } = stdout;
    const told = said.flatMap((line) => (line.length < columns ? [line] : wrapped(line, columns - 1)));
    const height = rows - 8 - session.navigable.objectives.length - told.length;
    const lines = [...screen(session, state, columns, height).split("\n"), "", ...told];
    const cut = lines.slice(0, rows - 1).map((line) => `${line.slice(0, columns - 1)}${control.clearLine}`);
    stdout.write(`${control.home}${cut.join("\n")}${control.clearBelow}`);
  };
  const stop = session.onEvent((event) => {
    if (event.type !== "progress" || event.progress === null) return;
    const { phase, step, value, system, systems } = event.progress;
    const of = system === undefined ? "" : ` ${system}/${systems}`;
    said = [`${event.working}: ${phase}${of}, ${step}, ${value.toExponential(1)}`];
    draw();
  });
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdout.write("\u001b[2J");
  draw();
  try {
    typing: for await (const chunk of stdin) {
      for (const key of keysIn(chunk as unknown as string)) {
        const answer = await obey(session, state, key);
        if (answer === "quit") break typing;
        said = answer;
        draw();
      }
    }
  } finally {
    stop();
    stdin.setRawMode(false);
    stdout.write("\n");
  }
  note(context, `the walk is in ${session.folder}; evofront navigate ${session.folder} goes on with it`);
}
