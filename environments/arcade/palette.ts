/** The colours of the pictures, by index: red, green, blue. */
const colours = {
  water: 0x2b5fb8,
  wave: 0x3a72cc,
  bank: 0x4f8f3a,
  bankShade: 0x3d7430,
  shore: 0xd9c48a,
  floor: 0x6b6f7d,
  floorShade: 0x5f6371,
  wall: 0xa8523a,
  wallShade: 0x7d3a29,
  opening: 0x9fd3ff,
  tower: 0x8b8fa0,
  towerTop: 0xc9cedd,
  panel: 0x20242e,
  ink: 0xf4f1e6,
  craft: 0xf7d64a,
  craftShade: 0xc9972b,
  shadow: 0x3a3f4a,
  shot: 0xfff7c2,
  hull: 0x8c2f39,
  deck: 0xe3d9c6,
  metal: 0x39424e,
  rotor: 0xdfe6ee,
  fighter: 0xd8583f,
  jet: 0xb9c3d6,
  fuel: 0xe0435b,
  fuelText: 0xfff1d6,
  bridge: 0xb58a52,
  bridgeShade: 0x7c5c33,
  enemyShot: 0xff6b4a,
  gaugeEmpty: 0x424a59,
  gaugeLow: 0xe8553d,
  gaugeFull: 0x6cc35a,
  smoke: 0xb4b8c4,
} as const;

export type Colour = keyof typeof colours;

const names = Object.keys(colours) as Colour[];

/** The index of each colour. */
export const ink: Readonly<Record<Colour, number>> = Object.fromEntries(
  names.map((name, index) => [name, index]),
) as Record<Colour, number>;

/** Three bytes a colour. */
export const rgbOf: Uint8Array = Uint8Array.from(
  names.flatMap((name) => [colours[name] >> 16, (colours[name] >> 8) & 0xff, colours[name] & 0xff]),
);

/** Luminance by ITU-R BT.601, as the Atari pipelines take it. */
export const luminanceOf: Float64Array = Float64Array.from(
  names,
  (_, i) => 0.299 * rgbOf[3 * i]! + 0.587 * rgbOf[3 * i + 1]! + 0.114 * rgbOf[3 * i + 2]!,
);
