/** What should improve, what that would do, and the buttons. */
import type { JSX } from "preact";
import { shown, shownAmong, signed, sizesOf } from "./numbers.ts";
import { actions, busy, predicted, preference, share, state, steering } from "./walk-state.ts";

/** What predicted changes are, by the order of what they rest on. */
const changesAre = [
  "Changes are what was seen at the other end: a jump, taken whole.",
  "Changes are to first order.",
  "Changes are to second order, over a step of this length.",
] as const;

export function Wishes(): JSX.Element {
  const { objectives, background, points, at } = state.value!;
  const sizes = sizesOf(background, points);
  const locked = !steering.value;
  return (
    <fieldset class="wishes" disabled={locked}>
      <legend>What should improve?</legend>
      {objectives.map(({ id, direction }, i) => {
        const value = preference.value[i] ?? 0;
        const change = predicted.value?.[i];
        // Rounding is neither better nor worse.
        const none =
          change !== undefined && Math.abs(change) < 1e-9 * Math.max(...predicted.value!.map(Math.abs));
        const better = change !== undefined && (direction === "min" ? change < 0 : change > 0);
        return (
          <div class="wish" key={id}>
            <label for={`wish-${i}`}>
              {id} <span class="quiet">{direction === "min" ? "lower is better" : "higher is better"}</span>
            </label>
            <output class="now" data-now={points[at]!.values[i]}>
              {shownAmong(points[at]!.values[i]!, sizes[i]!)}
            </output>
            <input
              id={`wish-${i}`}
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={value}
              aria-valuetext={value === 0 ? "may get worse" : `wanted, ${value}`}
              onInput={(event) => {
                const next = [...preference.value];
                next[i] = Number(event.currentTarget.value);
                preference.value = next;
              }}
            />
            <output class="weight">{value === 0 ? "may get worse" : shown(value)}</output>
            <output
              class={`change ${change === undefined || none ? "" : better ? "better" : "worse"}`}
              data-change={change}
            >
              {change === undefined ? "" : none ? "as it is" : `${better ? "▲" : "▼"} ${signed(change)}`}
            </output>
          </div>
        );
      })}
    </fieldset>
  );
}

export function Buttons(): JSX.Element {
  const { proposal, at, points, kind } = state.value!;
  const can = steering.value && !busy.value;
  const ready = can && proposal !== null && proposal.refusal === null;
  return (
    <div class="buttons">
      <button
        type="button"
        class="main"
        disabled={!can || preference.value.every((value) => value === 0)}
        onClick={actions.predict}
      >
        Predict <kbd>p</kbd>
      </button>
      <button type="button" class="main" disabled={!ready} onClick={actions.accept}>
        Accept <kbd>a</kbd>
      </button>
      <button type="button" disabled={!can || points[at]!.parent === null} onClick={actions.undo}>
        Undo <kbd>u</kbd>
      </button>
      {kind === "gradient" && (
        <button type="button" disabled={!can} onClick={actions.correct} title="Back to the front from here">
          Correct <kbd>c</kbd>
        </button>
      )}
      <button type="button" disabled={!can} onClick={actions.export}>
        Export <kbd>e</kbd>
      </button>
    </div>
  );
}

export function Forecast(): JSX.Element | null {
  const { proposal, kind } = state.value!;
  if (proposal === null)
    return <p class="quiet">Set what should improve, then predict: the arrow shows what a step would do.</p>;
  if (proposal.refusal !== null)
    return (
      <p class="refusal" role="alert">
        {proposal.refusal}
      </p>
    );
  return (
    <div class="forecast">
      {kind === "gradient" && proposal.order !== 0 && (
        <label>
          Step <output>{shown(proposal.step * share.value)}</output>
          <input
            type="range"
            min={0.05}
            max={1}
            step={0.05}
            value={share.value}
            disabled={!steering.value}
            onInput={(event) => {
              share.value = Number(event.currentTarget.value);
            }}
          />
        </label>
      )}
      {proposal.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {kind === "gradient" && (
        <p class="quiet">
          {changesAre[proposal.order]} They rest on residual {proposal.stationarity.toExponential(1)},{" "}
          {proposal.rank} of {proposal.expectedRank} tangents, MINRES{" "}
          {proposal.systems.map(({ iterations }) => iterations).join(" + ")} iterations; {proposal.gradients}{" "}
          gradient
          {proposal.gradients === 1 ? "" : "s"}, {proposal.products} Hessian-vector products.
        </p>
      )}
    </div>
  );
}
