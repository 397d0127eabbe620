import { z } from "zod";
import { type EmulatorName, emulatorNames } from "./emulators.ts";
import type { Resizing } from "./resize.ts";

/** How a game is played and what is seen of it. */
export type AtariOptions = {
  /** The settings that the others below start from. Default `ale-v5`. */
  readonly preset: Preset;
  /**
   * All eighteen joystick actions; only those that do something in this game; or `stick`, three choices at once: stick to
   * the left, in the middle, to the right; down, in the middle, up; button up or down.
   */
  readonly actions: "all" | "minimal" | "stick";
  /** Emulated frames for which an action is held. */
  readonly frameSkip: number;
  /** Probability that a frame repeats the action of the frame before, drawn for every emulated frame. */
  readonly stickiness: number;
  /** Frames without an action before the first observation: uniform from the least to the most. */
  readonly noops: readonly [number, number];
  /**
   * In games that have FIRE: pressed for one frame skip before the first observation (`press`), followed by as long of the
   * third minimal action (`press-and-third`).
   */
  readonly fireStart: "none" | "press" | "press-and-third";
  /** Whether an episode ends with a lost life. */
  readonly lifeLossEnds: boolean;
  /** Emulated frames after which an episode is truncated; those of the start do not count. */
  readonly frameCap: number;
  /**
   * `pixels`: the last `stack` greyscale pictures of 84 x 84, in 0..1; `ram`: bytes of the console's 128, in 0..1;
   * `objects`: numbers read out of RAM that say what is where, in games that name them (as OCAtari does for those of the
   * Arcade Learning Environment; Delfosse et al. 2024, arXiv:2306.08649).
   */
  readonly observation: "pixels" | "ram" | "objects";
  /** The first and the last byte of RAM, 0..127, that `ram` shows. */
  readonly ramBytes: readonly [number, number];
  /** Pictures in an observation, the latest last; black before the start. */
  readonly stack: number;
  /** Whether a picture is the brighter of the last two frames at each pixel: sprites take turns on this machine. */
  readonly maximum: boolean;
  /** How 160 x 210 become 84 x 84: by area (rounded to whole grey levels), or bilinear with aligned corners. */
  readonly resize: Resizing;
  /** The game's variation and the difficulty switches (bit 0 left, bit 1 right); -1 for the game's usual ones. */
  readonly mode: number;
  readonly difficulty: number;
  /** What runs the cartridge: our own console, or the package 6502.ts where it is installed. Default `fast`. */
  readonly emulator: EmulatorName;
  /** The cartridge image's file. Default "": looked for by its md5 in the folder `EVOFRONT_ROMS`. */
  readonly rom: string;
  /** Whether an image with another md5 than the known one is played all the same. */
  readonly anyImage: boolean;
};

const common = {
  frameSkip: 4,
  lifeLossEnds: false,
  observation: "pixels",
  ramBytes: [0, 127],
  stack: 4,
  maximum: true,
  mode: -1,
  difficulty: -1,
  emulator: "fast",
  rom: "",
  anyImage: false,
} as const;

/**
 * `ale-v5`: Machado et al. 2018 (doi:10.1613/jair.5699) as Gymnasium's v5 environments have it. `dqn`: Mnih et al. 2015
 * (doi:10.1038/nature14236), sticky actions replaced by no-ops at the start. `mtne`: the neuroevolution studies on Uber's
 * GPU code (Such et al. 2018, arXiv:1712.06567), 5,000 observations a training episode.
 */
export const presets: Readonly<Record<Preset, Omit<AtariOptions, "preset">>> = {
  "ale-v5": {
    ...common,
    actions: "minimal",
    stickiness: 0.25,
    noops: [0, 0],
    fireStart: "none",
    frameCap: 108_000,
    resize: "area",
  },
  dqn: {
    ...common,
    actions: "minimal",
    stickiness: 0,
    noops: [0, 30],
    fireStart: "press",
    frameCap: 108_000,
    resize: "area",
  },
  mtne: {
    ...common,
    actions: "all",
    stickiness: 0,
    noops: [1, 30],
    fireStart: "press-and-third",
    frameCap: 20_000,
    resize: "bilinear",
  },
};
export type Preset = "ale-v5" | "dqn" | "mtne";

const given = z.strictObject({
  preset: z.enum(Object.keys(presets) as [Preset, ...Preset[]]).default("ale-v5"),
  actions: z.enum(["all", "minimal", "stick"]).optional(),
  frameSkip: z.int().min(1).max(64).optional(),
  stickiness: z.number().min(0).max(1).optional(),
  noops: z
    .tuple([z.int().min(0).max(1000), z.int().min(0).max(1000)])
    .refine(([least, most]) => least <= most, "the least must not be above the most")
    .optional(),
  fireStart: z.enum(["none", "press", "press-and-third"]).optional(),
  lifeLossEnds: z.boolean().optional(),
  frameCap: z.int().min(1).max(100_000_000).optional(),
  observation: z.enum(["pixels", "ram", "objects"]).optional(),
  ramBytes: z
    .tuple([z.int().min(0).max(127), z.int().min(0).max(127)])
    .refine(([first, last]) => first <= last, "the first must not be above the last")
    .optional(),
  stack: z.int().min(1).max(16).optional(),
  maximum: z.boolean().optional(),
  resize: z.enum(["area", "bilinear"]).optional(),
  mode: z.int().min(-1).max(255).optional(),
  difficulty: z.int().min(-1).max(3).optional(),
  emulator: z.enum(emulatorNames).optional(),
  rom: z.string().optional(),
  anyImage: z.boolean().optional(),
});

/** Checks what a config gives and fills in the preset's settings. What comes out passes again, unchanged. */
export const atariOptions: z.ZodType<AtariOptions> = given.transform(({ preset, ...rest }) => {
  const own = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { preset, ...presets[preset], ...own } as AtariOptions;
});
