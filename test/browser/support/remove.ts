import { rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Removes a browser's folder. Its processes may still write there for a while after the first of them has gone. */
export async function remove(folder: string): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
      await wait(100);
    }
  }
}
