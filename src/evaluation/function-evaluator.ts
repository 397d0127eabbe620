import { InputError, ShapeError } from "../base/index.ts";
import { type Matrix, matrix, rowOf } from "../linalg/index.ts";
import { sizeOf, skillsOf } from "../policy/index.ts";
import { decodeInto, type Problem } from "../problems/index.ts";
import type { Assembly } from "./assembly.ts";
import { functionBehaviour } from "./behaviours/index.ts";
import type { Chunk } from "./chunk.ts";
import type { TaskOutcome } from "./evaluated.ts";
import type { EvaluationRequest, EvaluationResult } from "./executor.ts";
import { candidateSpace, problemsOf } from "./function-tasks.ts";
import { candidatesOf, describeCandidates, evaluateProblem, functionLayout, outsideBy } from "./functions.ts";
import { checkSkills } from "./request.ts";
import type { FunctionExperiment } from "./task.ts";
import { valueNames } from "./value-names.ts";

/** What some candidates of a request are worth: numbers and reasons only. */
export interface FunctionSlice {
  readonly chunk: Chunk;
  /** By task, in the order of the request: members x objectives, NaN where a member failed or is for another task. */
  readonly values: readonly Float64Array[];
  /** By task: members x numbers of the behaviour; null where none is asked for. */
  readonly behaviours: readonly (Float64Array | null)[];
  readonly violations: Float64Array;
  readonly failures: readonly { readonly member: number; readonly reason: string }[];
}

/** Evaluates members of populations of one experiment on this thread. */
export interface FunctionEvaluator {
  /** Throws an `InputError` where a request does not fit the experiment. */
  check(request: EvaluationRequest): void;
  /** The answer for the members of a chunk. */
  evaluate(request: EvaluationRequest, chunk: Chunk): FunctionSlice;
  /** An empty assembly for a request. */
  assembly(request: EvaluationRequest): Assembly<FunctionSlice>;
}

/**
 * Makes an evaluator of analytic problems: each candidate is one step on each task that it is for. Functions are
 * evaluated wherever the strategy asks; what lies outside the box counts as violated by that distance. A member's
 * values depend on that member alone. Throws as `problemsOf` does.
 */
export function functionEvaluatorOf(experiment: FunctionExperiment): FunctionEvaluator {
  const { tasks, unified = false } = experiment;
  const problems = problemsOf(tasks, unified);
  const space = candidateSpace(problems, unified);
  const dimension = space.lower.length;
  const layout = functionLayout(unified ? [] : problems, dimension);
  const described = tasks.map(({ behaviour }, place) =>
    behaviour === undefined ? null : functionBehaviour(behaviour, problems[place]!),
  );
  const constrained = problems.some(({ constraints }) => constraints > 0);
  const placeOf = (id: string): number => {
    const place = tasks.findIndex((task) => task.id === id);
    if (place < 0) throw new InputError(`evaluate: the experiment has no task "${id}"`);
    return place;
  };

  /** Some members as a problem's own variables, out of the candidates from `first` on. */
  const own = (candidates: Matrix, first: number, members: readonly number[], problem: Problem): Matrix => {
    const out = matrix(members.length, problem.dimension);
    members.forEach((member, k) => {
      const u = rowOf(candidates, member - first);
      if (unified) decodeInto(problem.space, u, rowOf(out, k));
      else rowOf(out, k).set(u);
    });
    return out;
  };

  return {
    check(request) {
      request.tasks.forEach(placeOf);
      checkSkills(request);
      const { population } = request;
      if (population.kind === "explicit" && population.parameters.columns !== dimension) {
        throw new ShapeError(
          `evaluate: candidates have ${population.parameters.columns} variables but the tasks have ${dimension}; give one value a variable`,
        );
      }
    },

    evaluate(request, chunk) {
      const candidates = candidatesOf(request.population, layout, chunk.first, chunk.count);
      const skills = skillsOf(request.population);
      const members = Array.from({ length: chunk.count }, (_, m) => chunk.first + m);
      const violations = Float64Array.from(members, (_, m) => outsideBy(space, rowOf(candidates, m)));
      const failures = new Map<number, string>();
      const results = request.tasks.map((id, k) => {
        const place = placeOf(id);
        const problem = problems[place]!;
        const behaviour = request.behaviours === true ? described[place]! : null;
        const rows = members.filter((member) => skills === undefined || skills[member] === k);
        const x = own(candidates, chunk.first, rows, problem);
        const evaluated = evaluateProblem(problem, x);
        for (const { member, reason } of evaluated.failures)
          if (!failures.has(rows[member]!)) failures.set(rows[member]!, reason);
        evaluated.violations?.forEach((violation, r) => {
          violations[rows[r]! - chunk.first]! += violation;
        });
        const spread = ({ columns, data }: Matrix): Float64Array => {
          const out = new Float64Array(chunk.count * columns).fill(Number.NaN);
          rows.forEach((member, r) => {
            out.set(data.subarray(r * columns, (r + 1) * columns), (member - chunk.first) * columns);
          });
          return out;
        };
        return {
          values: spread(evaluated.objectives),
          behaviours:
            behaviour === null ? null : spread(describeCandidates(behaviour, x, evaluated.objectives)),
        };
      });
      return {
        chunk,
        values: results.map(({ values }) => values),
        behaviours: results.map(({ behaviours }) => behaviours),
        violations,
        failures: [...failures].sort(([a], [b]) => a - b).map(([member, reason]) => ({ member, reason })),
      };
    },

    assembly(request) {
      const size = sizeOf(request.population);
      const parts = request.tasks.map((id, k) => {
        const place = placeOf(id);
        const behaviour = request.behaviours === true ? described[place]! : null;
        const columns = problems[place]!.objectives;
        const numbers = behaviour?.space.names.length ?? null;
        return {
          id,
          k,
          names: valueNames(problems[place]!),
          values: matrix(size, columns, new Float64Array(size * columns).fill(Number.NaN)),
          behaviours:
            numbers === null
              ? null
              : matrix(size, numbers, new Float64Array(size * numbers).fill(Number.NaN)),
        };
      });
      const violations = new Float64Array(size);
      const failures = new Map<number, string>();
      let done = 0;
      return {
        accept(slice) {
          parts.forEach(({ values, behaviours }, k) => {
            values.data.set(slice.values[k]!, slice.chunk.first * values.columns);
            if (behaviours) behaviours.data.set(slice.behaviours[k]!, slice.chunk.first * behaviours.columns);
          });
          violations.set(slice.violations, slice.chunk.first);
          for (const { member, reason } of slice.failures) failures.set(member, reason);
          done += slice.chunk.count;
        },
        fail(chunk, reason) {
          for (let m = 0; m < chunk.count; m++) failures.set(chunk.first + m, reason);
          done += chunk.count;
        },
        result(): EvaluationResult {
          if (done !== size) throw new Error(`${done} of ${size} candidates were evaluated`);
          const sorted = [...failures].sort(([a], [b]) => a - b);
          return {
            outcomes: parts.map((part): TaskOutcome => outcomeOf(request, part)),
            failures: sorted.map(([member, reason]) => ({ member, reason })),
            ...(constrained || violations.some((violation) => violation > 0) ? { violations } : {}),
          };
        },
      };
    },
  };
}

function outcomeOf(
  { population, perEpisode, episodes = 1 }: EvaluationRequest,
  part: {
    readonly id: string;
    readonly k: number;
    readonly names: readonly string[];
    readonly values: Matrix;
    readonly behaviours: Matrix | null;
  },
): TaskOutcome {
  const { id, k, names, values, behaviours } = part;
  const skills = skillsOf(population);
  const repeats = perEpisode === true ? episodes : 0;
  const repeated = matrix(values.rows * repeats, values.columns);
  for (let i = 0; i < repeated.rows; i++) rowOf(repeated, i).set(rowOf(values, Math.floor(i / repeats)));
  return {
    task: id,
    names,
    values,
    steps: Float64Array.from({ length: values.rows }, (_, i) =>
      skills === undefined || skills[i] === k ? 1 : 0,
    ),
    observations: null,
    ...(repeats > 0 ? { episodeValues: repeated } : {}),
    ...(behaviours === null ? {} : { behaviours }),
  };
}
