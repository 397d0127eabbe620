/** What the page knows: the walk as the server tells it, and what this browser's person is about to ask. */
import { computed, signal } from "@preact/signals";
import type { PageAnswer, PageProgress, PageState } from "../state.ts";

export const state = signal<PageState | null>(null);
export const progress = signal<PageProgress | null>(null);
export const connected = signal(false);
/** The last thing said, and whether it is an error. */
export const said = signal<{ readonly text: string; readonly isError: boolean } | null>(null);
export const preference = signal<readonly number[]>([]);
/** How much of the proposed step is to be taken. */
export const share = signal(1);
/** A request of this browser that is not answered yet. */
export const asking = signal(false);

const token = new URLSearchParams(location.search).get("token") ?? "";

/** Survives a reload, so that whoever steered steers on; another tab is another browser. */
export const client: string = (() => {
  const kept = sessionStorage.getItem("evofront-client");
  if (kept) return kept;
  const made = crypto.randomUUID?.() ?? String(performance.now() + performance.timeOrigin);
  sessionStorage.setItem("evofront-client", made);
  return made;
})();

export const steering = computed(() => state.value?.steerer === client || state.value?.steerer === null);
export const busy = computed(() => asking.value || state.value?.working !== null);

/** Changes of the objectives for the part of the step that is chosen; null where no step is proposed. */
export const predicted = computed((): readonly number[] | null => {
  const proposal = state.value?.proposal;
  if (!proposal || proposal.refusal !== null) return null;
  // A jump is taken whole.
  const taken = proposal.order === 0 ? 1 : share.value;
  return proposal.change.map((change) => change * proposal.step * taken);
});

export function listen(): void {
  if (token === "") {
    said.value = { text: "The token is missing: open the address as it was printed.", isError: true };
    return;
  }
  const events = new EventSource(
    `/api/events?token=${encodeURIComponent(token)}&client=${encodeURIComponent(client)}`,
  );
  events.addEventListener("open", () => {
    connected.value = true;
  });
  events.addEventListener("error", () => {
    connected.value = false;
    // A browser asks again where an answer breaks off, not where it was turned away.
    if (events.readyState === EventSource.CLOSED) {
      said.value = {
        text: "The server turned this page away: open the address as it was printed, with its token.",
        isError: true,
      };
    }
  });
  events.addEventListener("state", (event) => {
    const next = JSON.parse((event as MessageEvent<string>).data) as PageState;
    const moved = state.value?.at !== next.at;
    if (preference.value.length !== next.objectives.length) preference.value = next.objectives.map(() => 0);
    // Whoever watches sees what is asked for; whoever steers keeps what is on the sliders.
    if (next.proposal && next.steerer !== client) preference.value = next.proposal.preference;
    if (moved) share.value = 1;
    state.value = next;
    if (next.working === null) progress.value = null;
  });
  events.addEventListener("progress", (event) => {
    progress.value = JSON.parse((event as MessageEvent<string>).data) as PageProgress;
  });
}

/** Asks the server for something; what it says is shown. */
export async function ask(action: string, body: Readonly<Record<string, unknown>> = {}): Promise<void> {
  asking.value = true;
  try {
    const response = await fetch(`/api/${action}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "X-Client": client, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as PageAnswer;
    said.value = answer.ok ? { text: answer.said, isError: false } : { text: answer.error, isError: true };
  } catch {
    said.value = {
      text: "the server did not answer; what it was doing goes on, and the page comes back by itself",
      isError: true,
    };
  } finally {
    asking.value = false;
  }
}

/** What can be asked for, by the words on the buttons and the keys beside them. */
export const actions = {
  predict: () => ask("propose", { preference: preference.value }),
  accept: () => {
    const proposal = state.value?.proposal;
    return proposal ? ask("accept", { step: proposal.step * share.value }) : undefined;
  },
  undo: () => ask("undo"),
  correct: () => ask("correct"),
  export: () => ask("export"),
  steer: () => ask("steer"),
  branch: (id: number) => ask("branch", { id }),
} as const;
