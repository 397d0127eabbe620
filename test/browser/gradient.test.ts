import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, expect, test } from "vitest";
import { initialPlace, networkSource, startBackend } from "../../src/gradient/index.ts";
import { derivativesOf, model } from "../gradient/engine/small-problem.ts";
import { remove } from "./support/remove.ts";

const parent = mkdtempSync(join(tmpdir(), "evofront-browser-gradient-"));
const wasmFolder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
let browser: ChildProcess | undefined;
afterAll(async () => {
  if (browser && browser.exitCode === null) {
    const ended = new Promise((resolve) => browser!.once("exit", resolve));
    browser.kill();
    await ended;
  }
  await remove(parent);
});

/** Serves the page, its modules and the backend's .wasm files; resolves with what the page posts. */
async function answerOfPage(): Promise<Record<string, number[]>> {
  const input = fileURLToPath(new URL("./gradient-page.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser" });
  await bundle.write({ format: "esm", dir: join(parent, "page"), entryFileNames: "page.js" });
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const path = request.url ?? "/";
      if (request.method === "POST") {
        let body = "";
        request.on("data", (part) => {
          body += part;
        });
        request.on("end", () => {
          response.end();
          server.close();
          resolve(JSON.parse(body) as Record<string, number[]>);
        });
        return;
      }
      if (path === "/") {
        response.setHeader("content-type", "text/html");
        response.end('<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>');
        return;
      }
      const file = join(path.startsWith("/wasm/") ? wasmFolder : join(parent, "page"), basename(path));
      if (!existsSync(file)) {
        response.statusCode = 404;
        response.end();
        return;
      }
      response.setHeader("content-type", file.endsWith(".wasm") ? "application/wasm" : "text/javascript");
      createReadStream(file).pipe(response);
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      browser = spawn(
        process.env["CHROMIUM"] ?? "chromium",
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          `--user-data-dir=${join(parent, "profile")}`,
          "--remote-debugging-port=0",
          `http://127.0.0.1:${port}/`,
        ],
        { stdio: "ignore" },
      );
      browser.on("error", reject);
    });
  });
}

test("a browser's derivatives on WASM are Node's, bit for bit", async () => {
  const backend = await startBackend("wasm");
  const source = networkSource({ model, losses: ["cross-entropy", "squared-error"], backend });
  const expected = await derivativesOf(source, initialPlace(model, [1, 2]));
  expect(expected["jacobian"]!.every(Number.isFinite)).toBe(true);
  expect(await answerOfPage()).toEqual(expected);
});
