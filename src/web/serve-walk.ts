import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { InputError, JobError } from "../base/index.ts";
import type { WalkSession } from "../runs/index.ts";
import { type Asset, walkApp } from "./walk-app.ts";

export interface ServeOptions {
  /** Address to listen at. Default 127.0.0.1: this machine alone. */
  readonly host?: string | undefined;
  /** Default: the port of last time where it is free, else any. */
  readonly port?: number | undefined;
}

export interface WalkServer {
  /** What to open, with the token. */
  readonly address: string;
  close(): Promise<void>;
}

/** Why a server does not start, by the system's code, and what helps. */
const reasons: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `port ${port} is taken; choose another with --port`,
  EACCES: (port) => `port ${port} is the system's; choose one from 1024 on with --port`,
  EADDRNOTAVAIL: () => "that is no address of this machine; 0.0.0.0 stands for all it has",
  ENOTFOUND: () => "no address is known by that name; 0.0.0.0 stands for all of this machine",
};

const loopback = ["127.0.0.1", "localhost", "::1"];
/** All addresses of the machine. */
const wildcards = ["0.0.0.0", "::"];

/** What this machine is called from outside. */
const ownNames = (): string[] => [
  hostname(),
  ...Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address)),
];

/**
 * Serves a walk. The address stays the same when the walk is opened again, so that a page that is open finds its way back
 * after a restart: port and token are kept in the walk's folder, for its owner alone. Rejects with a `JobError` where the
 * port is taken.
 */
export async function serveWalk(session: WalkSession, options: ServeOptions = {}): Promise<WalkServer> {
  const { host = "127.0.0.1" } = options;
  const kept = readKept(session.folder);
  const token = kept?.token ?? randomBytes(24).toString("base64url");
  const hosts = [...loopback, host, ...(wildcards.includes(host) ? ownNames() : [])];
  const { app, close } = walkApp(session, { token, hosts, assets: pageAssets() });
  const listen = (port: number): Promise<ReturnType<typeof serve>> =>
    new Promise((resolve, reject) => {
      const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(server));
      server.once("error", reject);
    });
  const wanted = options.port ?? kept?.port ?? 0;
  const server = await listen(wanted).catch((error: NodeJS.ErrnoException) => {
    if (options.port === undefined && wanted !== 0 && error.code === "EADDRINUSE") return listen(0);
    throw new JobError(
      `cannot serve at ${host}: ${(reasons[error.code ?? ""] ?? (() => error.message))(wanted)}`,
    );
  });
  const { port } = server.address() as AddressInfo;
  keep(session.folder, { port, token });
  const reached = wildcards.includes(host) ? hostname() : host;
  const name = reached.includes(":") ? `[${reached}]` : reached;
  return {
    address: `http://${name}:${port}/?token=${token}`,
    async close() {
      close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Kept {
  readonly port: number;
  readonly token: string;
}

const keptFile = "web.json";

function readKept(folder: string): Kept | undefined {
  try {
    const { port, token } = JSON.parse(readFileSync(join(folder, keptFile), "utf8")) as Partial<Kept>;
    return typeof port === "number" && typeof token === "string" && token.length >= 32
      ? { port, token }
      : undefined;
  } catch {
    return undefined;
  }
}

function keep(folder: string, kept: Kept): void {
  const path = join(folder, keptFile);
  writeFileSync(path, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** The page's files, as the build left them beside this one. */
function pageAssets(): Record<string, Asset> {
  const files = {
    "/": "index.html",
    "/page.js": "page.js",
    "/page.css": "page.css",
    "/icon.svg": "icon.svg",
  };
  const types: Readonly<Record<string, string>> = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    svg: "image/svg+xml",
  };
  // Beside the built file, or, where the source runs, in the built package.
  const folder = ["./navigator-page/", "../../dist/src/web/navigator-page/"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, "index.html")));
  if (folder === undefined) {
    throw new InputError("the page of the navigator is not built; run npm run build");
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, name]) => [
      path,
      { type: types[name.split(".").at(-1)!]!, content: readFileSync(join(folder, name), "utf8") },
    ]),
  );
}
