/** An Atari 2600: see `atari/layout.ts` for what a console is, `atari/machine.ts` for what can be done with one. */
export { batch, comb, consoleBytes, controls, frame, paddle, powerOn, prepare, reset, runTo, window } from "./atari/machine";
