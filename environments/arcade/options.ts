import { z } from "zod";

/** The options of an arcade game. */
export type ArcadeOptions = {
  /** Craft for one episode, 1 to 9. After a loss the next starts where the last was lost. Default 3. */
  readonly lives: number;
  /** Probability that a frame repeats the action of the frame before (Machado et al. 2018). Default 0.25. */
  readonly stickiness: number;
  /** Frames after which an episode is truncated. Default 2000. */
  readonly frameCap: number;
  /** The section (48 rows) whose difficulty the episode starts with, 0 to 20. Default 0. */
  readonly startSection: number;
  /** Whether difficulty rises from section to section. Default true. */
  readonly ramp: boolean;
};

export const arcadeOptions: z.ZodType<ArcadeOptions> = z.strictObject({
  lives: z.int().min(1).max(9).default(3),
  stickiness: z.number().min(0).max(1).default(0.25),
  frameCap: z.int().min(1).max(1_000_000).default(2000),
  startSection: z.int().min(0).max(20).default(0),
  ramp: z.boolean().default(true),
});
