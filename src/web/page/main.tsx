/** The page of a walk. */
import { type JSX, render } from "preact";
import { Courses, Points } from "./history.tsx";
import { Plot } from "./plot.tsx";
import { Buttons, Forecast, Wishes } from "./steering.tsx";
import {
  actions,
  busy,
  connected,
  listen,
  predicted,
  progress,
  said,
  state,
  steering,
} from "./walk-state.ts";

function Status(): JSX.Element {
  const now = state.value!;
  const working = progress.value?.text ?? (now.working ? `${now.working} …` : null);
  return (
    <div class="status">
      <span class={connected.value ? "on" : "off"}>
        {connected.value ? "connected" : "connecting again …"}
      </span>
      <span>{steering.value ? "you steer" : "you watch; another browser steers"}</span>
      {!steering.value && (
        <button type="button" class="small" onClick={actions.steer}>
          Take over
        </button>
      )}
      <p class="working" role="status">
        {working ?? (said.value?.isError ? "" : said.value?.text) ?? ""}
      </p>
    </div>
  );
}

const methodNames: Readonly<Record<string, string>> = {
  ppe: "Preference Pareto Exploration",
  "pareto-tracer": "Pareto Tracer",
  cpmtl: "Continuous Pareto exploration",
  asf: "Achievement scalarising",
  nimbus: "NIMBUS classification",
  "pseudo-weights": "Pseudo-weights",
};

function Page(): JSX.Element {
  const now = state.value;
  if (now === null) {
    return (
      <p class={said.value?.isError ? "refusal" : "quiet"} role="status">
        {said.value?.text ?? "Opening the walk …"}
      </p>
    );
  }
  document.title = `${now.title}: point ${now.at}`;
  const here = now.points[now.at]!.values;
  const aim = predicted.value && here.map((value, i) => value + predicted.value![i]!);
  return (
    <>
      <header>
        <h1>{now.title}</h1>
        <p class="quiet">
          {methodNames[now.method] ?? now.method}, point {now.at} of {now.points.length - 1}
          {now.why ? `; over the computed front: ${now.why}` : ""}
        </p>
        <Status />
        {said.value?.isError && (
          <p class="refusal" role="alert">
            {said.value.text}
          </p>
        )}
      </header>
      <div class="columns">
        <section class="picture" aria-label="The front">
          <Plot state={now} aim={aim} />
          <p class="key quiet">
            <i class="known" /> front <i class="step" /> walk <i class="here" /> here <i class="aim" />{" "}
            predicted
          </p>
        </section>
        <section class="steer" aria-label="Steering">
          <Wishes />
          <Buttons />
          <Forecast />
        </section>
      </div>
      <section aria-label="The walk so far">
        <h2>The walk so far</h2>
        <Courses />
        <Points />
      </section>
      <footer class="quiet">Written down in {now.folder}</footer>
    </>
  );
}

/** Letters are buttons, but where something is being typed. */
const keys: Readonly<Record<string, () => unknown>> = {
  p: actions.predict,
  a: actions.accept,
  u: actions.undo,
  c: actions.correct,
  e: actions.export,
};

addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  const typing = target instanceof HTMLInputElement && target.type !== "range";
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !state.value) return;
  if (!steering.value || busy.value) return;
  if (event.key === "Enter" && target.id.startsWith("wish-")) void actions.predict();
  keys[event.key]?.();
});

listen();
const root = document.getElementById("page")!;
root.textContent = "";
render(<Page />, root);
