/** Chances that grow with the section until they are steady. */

/** That a thing which can drift does. */
export const driftChance = (section: number): number => Math.min(0.3 + 0.1 * section, 0.9);
/** That a thing which can fire does. */
export const fuseChance = (section: number): number => Math.min(0.08 * section, 0.5);
/** That an empty row of the fortress holds a tower. */
export const towerChance = (section: number): number => Math.min(0.1 + 0.05 * section, 0.4);

/** From this section on they grow no more. */
export const steadySection = 7;
