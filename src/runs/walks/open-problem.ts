import { basename } from "node:path";
import { z } from "zod";
import { InputError } from "../../base/index.ts";
import { type NavigatorSettings, navigableProblem, navigator } from "../../gradient/index.ts";
import { toRows } from "../../linalg/index.ts";
import { encodeSafetensors } from "../../policy/index.ts";
import { createProblem, type Problem, quadraticProblem } from "../../problems/index.ts";
import { refuseUnfit, settingsOf, startWithin, whyNoGradients } from "./fitting.ts";
import { frontNavigable } from "./front-navigable.ts";
import type { Navigable, WalkSource } from "./navigable.ts";

const numbers = z.array(z.number());
const square = z.array(numbers);

/** A file that says a problem: one of the registry, or quadratics by centres and matrices. */
const problemFile = z.looseObject({
  problem: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  centres: square.min(2).optional(),
  matrices: z.array(square).optional(),
  Q: z.array(square).optional(),
  start: numbers.optional(),
  x: numbers.optional(),
  multipliers: numbers.optional(),
  alpha: numbers.optional(),
  damping: z.number().optional(),
});

/** Points of a known front to draw the walk on. */
const drawn = 400;

/** The problem of a file's content. Throws an `InputError` that says what is wrong with it. */
export function problemOf(
  path: string,
  content: Readonly<Record<string, unknown>>,
): {
  readonly problem: Problem;
  readonly start: readonly number[] | undefined;
  readonly multipliers: readonly number[] | undefined;
  readonly damping: number | undefined;
} {
  const parsed = problemFile.safeParse(
    content["quadratics"] === undefined ? content : { ...content, ...(content["quadratics"] as object) },
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${path}: ${issue!.path.join(".")}: ${issue!.message}; write {"problem": "dtlz2", "options": {…}, "start": […]} or {"centres": [[…], …], "matrices": […]}`,
    );
  }
  const {
    problem: id,
    options = {},
    centres,
    matrices,
    Q,
    start,
    x,
    multipliers,
    alpha,
    damping,
  } = parsed.data;
  const problem =
    centres === undefined
      ? createProblem(id ?? "quadratics", options)
      : quadraticProblem({ centres, matrices: matrices ?? Q }, 1e6);
  return { problem, start: start ?? x, multipliers: multipliers ?? alpha, damping };
}

/** An analytic problem to walk on. */
export function openProblem(source: WalkSource, content: Readonly<Record<string, unknown>>): Navigable {
  const { problem, start: given, multipliers, damping } = problemOf(source.path, content);
  const title = basename(source.path);
  refuseUnfit(
    source,
    "a problem",
    ["columns", "directions", "arm", ...networks],
    "it is for a run or a table of points",
  );
  const why = whyNoGradients([problem]);
  if (source.frontOnly === true) return overKnownFront(source, problem, title);
  refuseUnfit(source, "a problem", ["member"], "name a place by --start, or add --front");
  if (why !== null) {
    throw new InputError(
      `${title}: ${why}; solve it with evofront run and walk over its front${problem.front ? ", or add --front for the known one" : ""}`,
    );
  }
  return problemNavigable(
    source,
    problem,
    title,
    source.start ?? given,
    settingsOf(source, damping === undefined ? {} : { damping }),
    multipliers,
  );
}

/** What only networks have. */
const networks = ["examples", "curvatureExamples", "products", "backend"] as const;

/** Over points of the front that is known. Throws an `InputError` where none is. */
function overKnownFront(source: WalkSource, problem: Problem, title: string): Navigable {
  if (problem.front === undefined) {
    throw new InputError(
      `--front: the front of ${problem.id} is not known; solve it with evofront run and walk over that`,
    );
  }
  refuseUnfit(source, "a walk over a front", ["start"], "choose a point by --member");
  return frontNavigable(source, {
    title,
    why: "navigation over the front was asked for",
    ids: Array.from({ length: problem.objectives }, (_, j) => `f${j + 1}`),
    directions: Array.from({ length: problem.objectives }, () => "min" as const),
    rows: toRows(problem.front(drawn)),
    nameOf: (row) => `point ${row} of the front`,
  });
}

/** The same for a problem at hand. Where nothing says where it starts: the middle of its box. */
export function problemNavigable(
  source: WalkSource,
  problem: Problem,
  title: string,
  start: readonly number[] | undefined,
  settings: NavigatorSettings,
  multipliers?: readonly number[],
): Navigable {
  if (problem.objectives < 2) {
    throw new InputError(
      `${title}: expected two objectives or more, found ${problem.objectives}; one has no front`,
    );
  }
  const guide = navigator(navigableProblem(problem), settings);
  const { lower, upper } = problem.space;
  const middle = Array.from(lower, (low, i) => {
    const centre = (low + upper[i]!) / 2;
    return Number.isFinite(centre) ? centre : 0;
  });
  return {
    kind: "gradient",
    title,
    why: null,
    method: guide.options.method,
    guide,
    objectives: guide.tasks.map((id) => ({ id, direction: "min" })),
    start: start === undefined ? middle : startWithin(start, problem.space),
    startOptions: { ifNotStationary: source.ifNotStationary, multipliers },
    background: problem.front ? toRows(problem.front(drawn)) : [],
    exported: (x) => ({
      bytes: encodeSafetensors({
        tensors: { x: { shape: [x.length], data: x } },
        metadata: { problem: problem.id },
      }),
      extension: "safetensors",
    }),
  };
}
