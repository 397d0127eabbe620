/** Training of a set: each member has parameters and an optimiser of its own. */
import { gramianOf, weightedRows } from "../../linalg/index.ts";
import { fold } from "../../random/index.ts";
import { hessianAt } from "../engine/index.ts";
import type { Vector } from "../source.ts";
import { combinedCost, jacobianCost, passes } from "../training/index.ts";
import type { FrontSet } from "./front.ts";
import type { FrontAdvice, FrontRule, MemberRule } from "./rule.ts";
import {
  batchesOf,
  clipped,
  type FrontState,
  type FrontTrainer,
  type FrontTraining,
  keyPath,
  meanOf,
  memberKey,
} from "./training.ts";
import { checkLosses, flat, placed, pulled, type Seen, seen } from "./view.ts";

/** What a step comes to before any member has moved. */
interface Pulled {
  readonly rule: unknown;
  /** Of the members that were looked at. */
  readonly losses: readonly Float64Array[];
  /** One a member: what it moves against; null where it stays, or is moved as it is. */
  readonly gradients: readonly (Vector | null)[];
  readonly moves?: FrontAdvice["moves"];
  readonly from?: readonly number[] | undefined;
  readonly notes: FrontAdvice["notes"];
  /** In example passes. */
  readonly cost: number;
}

/** A gradient: what products with one Hessian share. A product takes two more. */
const gradientPasses = passes.forward + passes.backward;

/** A training of the members of `front`. */
export function setTrainer<Batch>(training: FrontTraining<Batch>, front: FrontSet): FrontTrainer {
  const { source, optimiser, clipNorm, project } = training;
  const preferences = front.preferences(source.tasks);
  const tasks = source.tasks.length;
  const draw = batchesOf(training);

  /** Members that know nothing of each other, one after the other. */
  async function apart(rule: MemberRule, state: FrontState, batch: Batch, count: number): Promise<Pulled> {
    const key = fold(state.key, keyPath.step, state.step);
    const states: unknown[] = [];
    const losses: Float64Array[] = [];
    const gradients: Vector[] = [];
    for (const [k, own] of state.parameters.entries()) {
      const before = (state.rule as readonly unknown[])[k];
      const preference = preferences[k]!;
      if (rule.gradients === "none") {
        const found = await pulled(source, own, batch, state.step, (known) => {
          const advice = rule.weigh(before, { losses: known, preference, key });
          states.push(advice.state);
          return advice.weights;
        });
        losses.push(found.losses);
        gradients.push(found.gradient);
        continue;
      }
      const found = await seen(source, own, batch, state.step);
      const gramian = gramianOf(found.jacobian);
      const advice = rule.weigh(before, { losses: found.losses, preference, gramian, key });
      states.push(advice.state);
      losses.push(found.losses);
      gradients.push(weightedRows(advice.weights, found.jacobian));
    }
    const each = rule.gradients === "none" ? combinedCost(count) : jacobianCost(count, tasks);
    return { rule: states, losses, gradients, notes: {}, cost: gradients.length * each };
  }

  /** Members that see each other: all are looked at before any moves. */
  async function together(rule: FrontRule, state: FrontState, batch: Batch, count: number): Promise<Pulled> {
    const members = state.parameters;
    const active = rule.active?.(state.rule) ?? members.map((_, k) => k);
    const views: (Seen | undefined)[] = members.map(() => undefined);
    const losses: Float64Array[] = members.map(() => new Float64Array(tasks).fill(Number.NaN));
    let cost = 0;
    for (const k of active) {
      if (rule.gradients === "none") {
        losses[k] = await source.losses(placed(members[k]!, source.sizes), batch);
        checkLosses(source, losses[k]!, state.step);
        cost += count * passes.forward;
      } else {
        views[k] = await seen(source, members[k]!, batch, state.step);
        losses[k] = views[k]!.losses;
        cost += jacobianCost(count, tasks);
      }
    }
    const none = { rows: tasks, columns: 0, data: new Float64Array(0) };
    const jacobians = views.map((view) => view?.jacobian ?? none);
    const advice = await rule.step(state.rule, {
      step: state.step,
      key: fold(state.key, keyPath.step, state.step),
      preferences,
      losses,
      ...(rule.gradients === "none" ? {} : { jacobians, gramians: jacobians.map(gramianOf) }),
      ...(rule.parameters === true ? { parameters: members } : {}),
      ...(rule.hessian === true
        ? {
            async hessian(member: number, weights: ArrayLike<number>) {
              const at = placed(members[member]!, source.sizes);
              const { product, dispose } = await hessianAt(source, at, batch, weights);
              cost += count * gradientPasses;
              return {
                async product(v: Float64Array) {
                  const image = new Float64Array(v.length);
                  image.set(await product(v.subarray(0, source.sizes.shared)));
                  cost += 2 * count * gradientPasses;
                  return image;
                },
                dispose,
              };
            },
          }
        : {}),
    });
    const gradients = await pulls(advice, state, batch, active, views);
    if (advice.weights !== undefined && rule.gradients === "none")
      cost += active.length * combinedCost(count);
    const { state: after, moves, from, notes } = advice;
    return { rule: after, losses: active.map((k) => losses[k]!), gradients, moves, from, notes, cost };
  }

  /** What an advice makes each member move against. */
  async function pulls(
    { weights, directions }: FrontAdvice,
    state: FrontState,
    batch: Batch,
    active: readonly number[],
    views: readonly (Seen | undefined)[],
  ): Promise<(Vector | null)[]> {
    const found: (Vector | null)[] = state.parameters.map((_, k) => directions?.[k] ?? null);
    if (weights === undefined) return found;
    for (const k of active) {
      const view = views[k];
      found[k] = view
        ? weightedRows(weights[k]!, view.jacobian)
        : (await pulled(source, state.parameters[k]!, batch, state.step, weights[k]!)).gradient;
    }
    return found;
  }

  const { rule } = front;
  return {
    kind: "set",
    init(key, startKey) {
      const parameters = preferences.map((_, k) =>
        flat(training.start(k === 0 ? startKey : fold(startKey, memberKey, k))),
      );
      return {
        key,
        step: 0,
        cursor: { epoch: 0, position: 0 },
        passes: 0,
        parameters,
        optimisers: parameters.map((own) => optimiser.init(own)),
        rule:
          rule.of === "member"
            ? preferences.map(() => rule.init(tasks))
            : rule.init(tasks, preferences.length),
      };
    },
    async step(state) {
      const { batch, examples, next } = draw(state);
      const found = await (rule.of === "member"
        ? apart(rule, state, batch, examples)
        : together(rule, state, batch, examples));
      const { gradients, moves, from } = found;
      const norms: number[] = [];
      const parameters: Vector[] = [];
      const optimisers: unknown[] = [];
      gradients.forEach((pull, k) => {
        const origin = from?.[k] ?? k;
        const own = state.parameters[origin]!;
        const move = moves?.[k];
        if (pull === null) {
          const moved = move ? own.map((value, j) => value + move[j]!) : own;
          parameters.push(move ? (project?.(moved) ?? moved) : moved);
          optimisers.push(origin === k && !move ? state.optimisers[k] : optimiser.init(own));
          return;
        }
        const { gradient, norm } = clipped(pull, clipNorm, state.step);
        norms.push(norm);
        const moved = optimiser.step(own, gradient, state.optimisers[k]);
        parameters.push(project?.(moved.parameters) ?? moved.parameters);
        optimisers.push(moved.state);
      });
      return {
        state: {
          key: state.key,
          step: state.step + 1,
          cursor: next,
          passes: state.passes + found.cost,
          parameters,
          optimisers,
          rule: found.rule,
        },
        losses: meanOf(found.losses),
        gradientNorm: norms.length === 0 ? 0 : norms.reduce((sum, norm) => sum + norm, 0) / norms.length,
        notes: found.notes ?? {},
      };
    },
    points: ({ parameters }) =>
      parameters.map((own, k) => ({
        preference: front.guided ? preferences[k]! : null,
        place: placed(own, source.sizes),
      })),
  };
}
