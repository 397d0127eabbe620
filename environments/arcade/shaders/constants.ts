/** The numbers of the rules for the shaders, taken from where the rules in TypeScript have them. */
import { chances } from "../../shader-draws.ts";
import { driftChance, fuseChance, steadySection, towerChance } from "../chances.ts";
import { burnRate, fullTank, reach, refuelRate, shotSpeed } from "../flight.ts";
import { type Game, sectionRows, speeds } from "../game.ts";
import { craftRow, craftViewColumn, gauge, gridSize, plane, planeCount, worldWidth } from "../grid.ts";
import { crossesBanks, kind, periodOf, planeOf, pointsOf } from "../things.ts";
import { maxEnemyShots, slotMask } from "../world.ts";

/** WGSL of a constant array of integers. */
export const wgslArray = (name: string, values: ArrayLike<number>): string =>
  `const ${name} = array<i32, ${values.length}>(${Array.from(values).join(", ")});`;

/** WGSL constants of a record, each under the prefix and its name. */
const named = (prefix: string, values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `const ${prefix}_${name} = ${value};`)
    .join("\n");

const bySection = (p: (section: number) => number): number[] =>
  Array.from({ length: steadySection + 1 }, (_, section) => p(section));

/** What the functions of all games and those of one lean on. */
export const constants = ({ levels, startLevel, wallPoints }: Game): string => `
const gridSize = ${gridSize}; const planeCount = ${planeCount}; const worldWidth = ${worldWidth};
const craftRow = ${craftRow}; const craftViewColumn = ${craftViewColumn};
const slotMask = ${slotMask}; const maxEnemyShots = ${maxEnemyShots}; const sectionRows = ${sectionRows};
const fullTank = ${fullTank}; const burnRate = ${burnRate}; const refuelRate = ${refuelRate};
const shotSpeed = ${shotSpeed}; const reach = ${reach};
const levels = ${levels}; const startLevel = ${startLevel}; const wallPoints = ${wallPoints};
${named("speed", speeds)}
${named("kind", kind)}
${named("plane", plane)}
${named("gauge", gauge)}
${wgslArray("pointsOf", pointsOf)}
${wgslArray("planeOf", planeOf)}
${wgslArray("periodOf", periodOf)}
${wgslArray("crossesBanks", crossesBanks)}
const steadySection = ${steadySection};
${chances("driftBounds", bySection(driftChance))}
${chances("fuseBounds", bySection(fuseChance))}
${chances("towerBounds", bySection(towerChance))}`;
