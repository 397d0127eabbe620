/**
 * Configs: one file in YAML, JSON or TypeScript that says everything about an experiment. It is read, changed by
 * `--set`, checked and completed here; each error names the file, the line, the setting, what was expected and what
 * was found.
 */
import { stringify } from "yaml";
import { quickForm } from "./quick.ts";
import { planOf, type RunPlan } from "./resolve.ts";
import { applySettings, type GivenSetting } from "./settings.ts";
import { configFromValue, readConfigSource } from "./source.ts";
import type { ConfigInput, RunConfig } from "./types.ts";

export type { ArmTraining, TrainedPoint, TrainedState } from "./arm-training.ts";
export { showValue } from "./explain.ts";
export type { GradientArmPlan, PlannedTraining } from "./gradient.ts";
export type { Chosen, GradientConfig } from "./gradient-types.ts";
export { planOf, type RunPlan } from "./resolve.ts";
export { applySettings, type GivenSetting, parseSetting, type Setting } from "./settings.ts";
export {
  type ConfigPath,
  type ConfigSource,
  configFromValue,
  parseConfig,
  readConfigSource,
} from "./source.ts";
export type {
  ArmConfig,
  BehaviourConfig,
  BudgetConfig,
  ConfigInput,
  DataTaskConfig,
  FunctionTaskConfig,
  RunConfig,
  TaskConfig,
} from "./types.ts";

export interface LoadOptions {
  /** Whether to take the short form that the config has under `quick`. Default: no. */
  readonly quick?: boolean | undefined;
}

/**
 * The config of a file, with `settings` (`strategy.sigma=0.1`) applied and all defaults filled in.
 * Throws an `InputError` at the first fault, and where a short form is asked for that the file has not.
 */
export async function loadConfig(
  file: string,
  settings: readonly GivenSetting[] = [],
  { quick = false }: LoadOptions = {},
): Promise<RunConfig> {
  const source = await readConfigSource(file);
  return (await planOf(applySettings(quick ? quickForm(source) : source, settings))).config;
}

/** The same for a config in memory. `label` stands in messages where a file would. */
export async function resolveConfig(
  input: ConfigInput,
  settings: readonly GivenSetting[] = [],
  label = "config",
): Promise<RunConfig> {
  return (await planOf(applySettings(configFromValue(input, label), settings))).config;
}

/** A config as `config.yaml` has it. */
export function configToYaml(config: RunConfig): string {
  return stringify(config, { lineWidth: 110, aliasDuplicateObjects: false });
}

/** A config in memory as a checked plan. */
export async function planOfInput(input: ConfigInput): Promise<RunPlan> {
  return await planOf(configFromValue(input));
}
