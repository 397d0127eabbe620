import { type ConsoleOptions, type Emulator, FastEmulator } from "./emulator.ts";
import { PeerEmulator } from "./peer-emulator.ts";

/** Our own core, and the other that it is compared with. */
export type EmulatorName = "fast" | "6502.ts";
/** What can run a cartridge. */
export const emulators: { readonly fast: typeof FastEmulator; readonly "6502.ts": typeof PeerEmulator } = {
  fast: FastEmulator,
  "6502.ts": PeerEmulator,
};
export const emulatorNames = Object.keys(emulators) as [EmulatorName, ...EmulatorName[]];

/**
 * An emulator by its name; see `FastEmulator` for the others. Throws an `InputError` where 6502.ts is asked for and not
 * installed.
 */
export function makeEmulator(name: EmulatorName, noise?: Uint8Array, options?: ConsoleOptions): Emulator {
  return new emulators[name](noise, options);
}
