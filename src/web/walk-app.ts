import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { EvofrontError } from "../base/index.ts";
import type { NavigatorProgress } from "../gradient/index.ts";
import type { SessionEvent, WalkSession } from "../runs/index.ts";
import { type GuardOptions, guard } from "./guard.ts";
import { pageState } from "./page-state.ts";
import type { PageAnswer, PageProgress, PageState } from "./state.ts";
import { SteeringWheel } from "./steering-wheel.ts";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly content: string | Uint8Array;
}

export interface WalkAppOptions extends GuardOptions {
  /** By path: `/`, `/page.js`, ... */
  readonly assets: Readonly<Record<string, Asset>>;
  /** Milliseconds that the wheel is kept for a browser that went away. Default 5000. */
  readonly graceMs?: number | undefined;
}

export interface WalkApp {
  readonly app: Hono;
  close(): void;
}

/** Milliseconds between signs of life, so that a connection that is gone is noticed. */
const beat = 15_000;

/**
 * A walk in the browser, as requests and answers. State is sent as server-sent events, each with its version as its id: a
 * page that comes back names the last it saw, and is sent the state where that has changed. What a browser asked for is
 * done to its end whether that browser waits for it or not.
 */
export function walkApp(session: WalkSession, options: WalkAppOptions): WalkApp {
  let version = 0;
  const listeners = new Set<(state: PageState | null, progress: PageProgress | null) => void>();
  const now = (): PageState => pageState(session, version, wheel.holder);
  const changed = (): void => {
    version++;
    const state = now();
    for (const listener of listeners) listener(state, null);
  };
  const wheel = new SteeringWheel(changed, options.graceMs);
  const stop = session.onEvent((event: SessionEvent) => {
    if (event.type === "changed" || event.progress === null) changed();
    else {
      const progress = { working: event.working, text: said(event.progress) };
      for (const listener of listeners) listener(null, progress);
    }
  });

  const app = new Hono();
  app.use(guard(options));
  for (const [path, { type, content }] of Object.entries(options.assets)) {
    app.get(path, (context) => context.body(content as string, 200, { "Content-Type": type }));
  }
  app.get("/api/state", (context) => context.json(now()));
  app.get("/api/events", (context) =>
    streamSSE(context, async (stream) => {
      const leave = wheel.joined(context.req.query("client") ?? "");
      let [state, progress]: [PageState | null, PageProgress | null] = [now(), null];
      // The page says which state it has: the same is not sent again.
      if (context.req.header("last-event-id") === eventId(session, state!)) state = null;
      let wake: () => void = () => {};
      const listener = (newer: PageState | null, further: PageProgress | null): void => {
        if (newer) [state, progress] = [newer, null];
        else progress = further;
        wake();
      };
      listeners.add(listener);
      stream.onAbort(() => {
        leave();
        wake();
      });
      while (!stream.aborted) {
        const [newer, further] = [state, progress];
        [state, progress] = [null, null];
        if (newer)
          await stream.writeSSE({ event: "state", id: eventId(session, newer), data: JSON.stringify(newer) });
        if (further) await stream.writeSSE({ event: "progress", data: JSON.stringify(further) });
        if (state || progress || stream.aborted) continue;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => {
            void stream.writeSSE({ event: "beat", data: "" }).then(resolve, resolve);
          }, beat);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      listeners.delete(listener);
      leave();
    }),
  );

  const action = (path: string, act: (body: Readonly<Record<string, unknown>>) => Promise<string>): void => {
    app.post(`/api/${path}`, async (context) => {
      const client = context.req.header("x-client") ?? "";
      const body = (await context.req.json().catch(() => ({}))) as Record<string, unknown>;
      if (!wheel.mayAct(client)) {
        return context.json<PageAnswer>({ ok: false, error: "another browser steers; take over first" }, 409);
      }
      try {
        return context.json<PageAnswer>({ ok: true, said: await act(body ?? {}) });
      } catch (error) {
        if (!(error instanceof EvofrontError)) throw error;
        return context.json<PageAnswer>({ ok: false, error: error.message }, 400);
      }
    });
  };
  action("propose", async ({ preference }) => {
    const { refusal } = await session.propose(Array.isArray(preference) ? preference.map(Number) : []);
    return refusal === null ? "predicted" : `refused: ${refusal}`;
  });
  action("accept", async ({ step }) => {
    const { accepted, corrected } = await session.advance(step === undefined ? undefined : Number(step));
    if (accepted.outcome === "refused") return `not taken: ${accepted.reason}`;
    if (corrected?.outcome === "new-front") {
      return "taken; the corrector found a better front: every objective is better than before the step. Undo goes back.";
    }
    if (corrected?.outcome === "crossed") {
      return "taken; the front ended on the way: another piece of it is better or as good in every objective, and the walk goes on there. Undo goes back.";
    }
    const taken = `taken: now at point ${session.walk.at}`;
    return accepted.reason === null ? taken : `${taken}; ${accepted.reason}`;
  });
  action("correct", async () => {
    const { outcome, after } = await session.correct();
    return `${outcome}: residual ${after.toExponential(1)}`;
  });
  action("undo", async () => {
    await session.undo();
    return `back at point ${session.walk.at}`;
  });
  action("branch", async ({ id }) => {
    await session.branch(Number(id));
    return `at point ${session.walk.at}; the next step makes a branch`;
  });
  action(
    "export",
    async () => `written to ${session.folder}: front.json, ${session.export().length} points in policies`,
  );
  app.post("/api/steer", (context) => {
    wheel.take(context.req.header("x-client") ?? "");
    return context.json<PageAnswer>({ ok: true, said: "you steer" });
  });
  app.notFound((context) => context.json({ ok: false, error: "nothing is there" }, 404));
  return {
    app,
    close() {
      stop();
      wheel.close();
      for (const listener of listeners) listener(now(), null);
    },
  };
}

/** Versions count from 0 in each process; the points that there are tell processes apart. */
const eventId = (session: WalkSession, { version }: PageState): string =>
  `${process.pid}.${session.walk.points.length}.${version}`;

function said({ phase, step, value, system, systems }: NavigatorProgress): string {
  if (phase === "tangent") {
    return `tangent ${system} of ${systems}: ${step} Hessian-vector products, residual ${value.toExponential(1)}`;
  }
  if (phase === "line-search") return `step of ${value.toPrecision(3)} tried`;
  return `${phase === "newton" ? "Newton" : "descent"} step ${step}, residual ${value.toExponential(1)}`;
}
