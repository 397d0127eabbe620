/** Runs in the page, and in a worker that it starts: the core of the device contract by the package's own entry. */
import * as library from "../../dist/src/index.js";
import { forwards, noise, scores } from "../policy/devices/core.ts";

type Library = Parameters<typeof forwards>[0];
type Work = "forwards" | "noise" | "scores" | "detail";

/** What of the browser is used; the tests are checked without the DOM's types. */
interface Scope {
  work: (what: Work, id: string) => Promise<unknown>;
  document?: unknown;
  onmessage: (event: { data: [Work, string] }) => void;
  postMessage(answer: unknown): void;
}
const scope = globalThis as unknown as Scope;

// The built package is the source's; only their declarations are apart.
const given = library as unknown as Library;
const works = { forwards, noise, scores };

scope.work = async (what, id) =>
  what === "detail" ? (await given.startDevice(id)).detail : works[what](given, id);

if (scope.document === undefined) {
  scope.onmessage = async ({ data: [what, id] }) => {
    try {
      scope.postMessage(await scope.work(what, id));
    } catch (error) {
      scope.postMessage(String(error));
    }
  };
  scope.postMessage("ready");
}
