import { chance } from "../../shader-draws.ts";
import { edges, fortressPlaces, quietRows, towerColumns } from "../fortress.ts";

/** The fortress's rows in WGSL; see `fortress.ts`. */
export const fortressShader: string = `
${Object.entries(fortressPlaces)
  .map(([name, place]) => `const fortress_${name} = memory + ${place};`)
  .join("\n")}
const edges = ${edges}; const quietRows = ${quietRows};
fn addWall(slot: i32, section: i32) {
  let height = select(1, 2, section < 3);
  let width = select(max(4, 12 - section), worldWidth, section == 0);
  s[gapLevels + slot] = bitsOf(height) << below(u32(levels - height + 1));
  s[gapColumns + slot] = bitsOf(width) << below(u32(worldWidth - width + 1));
  s[fortress_toWall] = max(9, 13 - section);
}
fn addThing(slot: i32, section: i32) {
  let fuelDue = s[fortress_sinceFuel] >= min(10 + 2 * section, 24);
  var what = kind_fuel;
  if (!fuelDue) {
    what = kind_fighter;
    if ${chance(0.6)} { what = kind_gun; }
  }
  let width = select(1, 3, fuelDue);
  s[fortress_sinceThing] = 0;
  if (fuelDue) { s[fortress_sinceFuel] = 0; }
  s[kind + slot] = what;
  s[thingColumn + slot] = 1 + roll(worldWidth - width - 1);
  s[thingWidth + slot] = width;
  let steady = min(section, steadySection);
  s[level + slot] = 0;
  s[drift + slot] = 0;
  if (what == kind_fighter) {
    s[level + slot] = 3 + roll(2);
    if (word() < driftBounds[steady]) { s[drift + slot] = select(-1, 1, even()); }
  }
  s[fuse + slot] = 0;
  if (!fuelDue) {
    if (word() < fuseBounds[steady]) { s[fuse + slot] = 1 + roll(4); }
  }
}
fn beginGame() {
  s[fortress_toWall] = 11;
  s[fortress_sinceThing] = -3;
}
fn addRow(slot: i32, section: i32) {
  s[fortress_toWall] -= 1;
  s[fortress_sinceThing] += 1;
  s[fortress_sinceFuel] += 1;
  s[solid + slot] = edges;
  if (s[fortress_toWall] <= 0) {
    addWall(slot, section);
    return;
  }
  if (s[fortress_toWall] <= quietRows) { return; }
  if (s[fortress_sinceThing] >= 2) {
    if ${chance(0.6)} {
      addThing(slot, section);
      return;
    }
  }
  if (s[fortress_sinceThing] >= 0) {
    if (word() < towerBounds[min(section, steadySection)]) {
      s[solid + slot] = edges | (${towerColumns} << u32(1 + roll(worldWidth - 3)));
    }
  }
}
fn fly(stick: i32, section: i32) {
  let to = s[altitude] + stick;
  if (to >= 0 && to < levels) { s[altitude] = to; }
  s[speed] = min(speed_cruise + section / 2, 10);
}`;
