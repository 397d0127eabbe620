import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toGif } from "./gif.ts";
import { toPage } from "./playback-page.ts";
import type { Recording } from "./recording.ts";

/** Writes a recording as `<name>.gif` or `<name>.html` into `folder` and returns the path. */
export function writePlayback(
  folder: string,
  name: string,
  form: "gif" | "html",
  recording: Recording,
  title: string,
): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.${form}`);
  writeFileSync(file, form === "gif" ? toGif(recording) : toPage(recording, title));
  return file;
}
