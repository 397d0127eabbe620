import { bound, chance } from "../../shader-draws.ts";
import { approachRows, bridgeWidth, islandWidth, quietRows, riverPlaces } from "../river.ts";

/** The river's rows in WGSL; see `river.ts`. */
export const riverShader: string = `
${Object.entries(riverPlaces)
  .map(([name, place]) => `const river_${name} = memory + ${place};`)
  .join("\n")}
const islandWidth = ${islandWidth}; const bridgeWidth = ${bridgeWidth};
const approachRows = ${approachRows}; const quietRows = ${quietRows};
fn chooseGoals(section: i32) {
  let narrowest = max(3, 5 - section / 2);
  let widest = max(5, 8 - section / 2);
  let width = narrowest + roll(widest - narrowest + 1);
  s[river_leftGoal] = 1 + roll(worldWidth - width - 1);
  s[river_rightGoal] = s[river_leftGoal] + width;
  s[river_stretch] = 5 + roll(8);
}
fn moveBanks() {
  s[river_left] += sign(s[river_leftGoal] - s[river_left]);
  s[river_right] += sign(s[river_rightGoal] - s[river_right]);
  if (s[river_right] - s[river_left] < 3) {
    if (s[river_left] + 3 < worldWidth) { s[river_right] = s[river_left] + 3; }
    else { s[river_left] = s[river_right] - 3; }
  }
}
fn freeColumn(width: i32) -> i32 {
  var start = s[river_left];
  var end = s[river_right];
  if (s[river_islandRows] > 0) {
    if (even()) { end = s[river_islandLeft]; } else { start = s[river_islandLeft] + islandWidth; }
  }
  if (end - start < width) { return -1; }
  return start + roll(end - start - width + 1);
}
fn addTraffic(slot: i32, section: i32) {
  s[river_sinceThing] += 1;
  s[river_sinceFuel] += 1;
  if (s[river_sinceThing] < 2) { return; }
  if (!${chance(0.6)}) { return; }
  let fuelDue = s[river_sinceFuel] >= min(10 + 2 * section, 24);
  let draw = word();
  var what = kind_helicopter;
  if (fuelDue) { what = kind_fuel; }
  else if (section >= 2 && draw < ${bound(0.15)}) { what = kind_jet; }
  else if (draw < ${bound(0.6)}) { what = kind_ship; }
  let width = select(select(1, 2, what == kind_ship), 3, what == kind_fuel);
  let direction = select(-1, 1, even());
  var at = 0;
  if (what == kind_jet) { at = select(worldWidth - 1, 0, direction > 0); } else { at = freeColumn(width); }
  if (at < 0) { return; }
  s[river_sinceThing] = 0;
  if (what == kind_fuel) { s[river_sinceFuel] = 0; }
  s[kind + slot] = what;
  s[thingColumn + slot] = at;
  s[thingWidth + slot] = width;
  let steady = min(section, steadySection);
  var moves = what == kind_jet;
  if (!moves && what != kind_fuel) { moves = word() < driftBounds[steady]; }
  s[drift + slot] = select(0, direction, moves);
  s[fuse + slot] = 0;
  if (what == kind_ship || what == kind_helicopter) {
    if (word() < fuseBounds[steady]) { s[fuse + slot] = 1 + roll(4); }
  }
}
fn beginGame() {
  s[river_left] = 5;
  s[river_right] = 11;
  s[river_leftGoal] = 5;
  s[river_rightGoal] = 11;
  s[river_stretch] = 5;
  s[river_sinceThing] = -3;
}
fn addRow(slot: i32, section: i32) {
  let toBridge = sectionRows - 1 - s[distance] % sectionRows;
  if (s[river_islandRows] > 0) { s[river_islandRows] -= 1; }
  else {
    if (toBridge == approachRows) {
      s[river_leftGoal] = 1 + roll(worldWidth - bridgeWidth - 1);
      s[river_rightGoal] = s[river_leftGoal] + bridgeWidth;
      s[river_stretch] = approachRows + 1;
    } else if (s[river_stretch] <= 0) { chooseGoals(section); }
    s[river_stretch] -= 1;
    moveBanks();
    let width = s[river_right] - s[river_left];
    if (width >= 8 && toBridge > 2 * approachRows && section >= 1) {
      if ${chance(0.3)} {
        s[river_islandLeft] = s[river_left] + 3 + roll(width - 7);
        s[river_islandRows] = 4 + roll(4);
      }
    }
  }
  var open = bitsOf(s[river_right]) & ~bitsOf(s[river_left]);
  if (s[river_islandRows] > 0) { open &= ~(bitsOf(islandWidth) << u32(s[river_islandLeft])); }
  s[solid + slot] = bitsOf(worldWidth) & ~open;
  if (toBridge == 0) {
    s[kind + slot] = kind_bridge;
    s[thingColumn + slot] = s[river_left];
    s[thingWidth + slot] = s[river_right] - s[river_left];
  } else if (toBridge > quietRows && toBridge < sectionRows - quietRows) { addTraffic(slot, section); }
}
fn fly(stick: i32, section: i32) {
  s[speed] = select(select(speed_cruise, speed_slow, stick < 0), speed_fast, stick > 0);
}`;
