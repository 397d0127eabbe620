/** Places in RAM, 0..127, the same in both games; the README documents them. */
export const at = {
  rows: 0x00,
  kinds: 0x18,
  columns: 0x1e,
  score: [0x2c, 0x2b, 0x2a],
  lives: 0x2d,
  fuel: 0x2e,
  state: 0x2f,
  craft: 0x31,
  /** River: speed, 0 to 2; Fortress: height, 0 to 24. */
  height: 0x32,
  scroll: 0x33,
  shotHeight: 0x35,
  foeColumn: 0x36,
  foeHeight: 0x37,
  seed: [0x38, 0x39],
  variation: 0x3a,
} as const;

/** Bands of the field, each of 32 lines and one thing. */
export const bands = 6;
/** Lines of the field. */
export const fieldLines = 162;
/** Columns from the craft's first to its middle. */
export const craftMiddle = 4;

/** The kind of thing in a band, 0 for none. */
export const kindIn = (ram: Uint8Array, band: number): number => ram[at.kinds + band]! >> 5;

/** A line of a band, counted from the bottom of the field; below 0 where it is out of view. */
export const lineOf = (ram: Uint8Array, band: number, line: number): number =>
  32 * band + line - ram[at.scroll]!;

/** The shape of the field at a line above the bottom, or the topmost one in RAM. */
export function shapeAt(ram: Uint8Array, line: number): number {
  const from = Math.min(line + ram[at.scroll]!, 32 * bands - 1);
  const band = from >> 5;
  return ram[at.rows + 4 * (bands - 1 - band) + 3 - ((from & 31) >> 3)]!;
}
