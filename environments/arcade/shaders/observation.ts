import type { Game } from "../game.ts";

/** What is seen of a world, in WGSL; see `observation.ts`. */
export const observationShader = ({ levels }: Game): string => `
fn lightCell(row: i32, at: i32, which: i32) { light((row * gridSize + at) * planeCount + which); }
fn showReading(row: i32, reading: i32) { lightCell(row, clamp(reading, 0, gridSize - 1), plane_gauges); }
/* The ten columns in view of a row of the world's columns; \`beyond\` is what lies outside of the world. */
fn inView(columns: i32, beyond: u32) -> i32 {
  return i32((((u32(columns) << 8u) | beyond) >> u32(s[column] + 8 - craftViewColumn)) & 0x3ffu);
}
fn lightColumns(row: i32, columns: i32, which: i32) {
  for (var rest = columns; rest != 0; rest &= rest - 1) {
    lightCell(row, i32(countTrailingZeros(u32(rest))), which);
  }
}
fn showGround(row: i32, slot: i32) {
  let open = s[gapLevels + slot];
  var ground = inView(s[solid + slot], 0xff0000ffu);
  if (open != 0) {
    let gap = inView(s[gapColumns + slot], 0u);
    let higher = open >> u32(s[altitude]);
    if ((higher & 1) != 0) { ground |= ~gap & 0x3ff; }
    else {
      ground = 0x3ff;
      lightColumns(row, gap, select(plane_openBelow, plane_openAbove, higher != 0));
    }
  }
  lightColumns(row, ground, plane_solid);
}
fn show() {
  let leftmost = s[column] - craftViewColumn;
  for (var row = 0; row < gridSize; row++) {
    let slot = slotOf(row);
    showGround(row, slot);
    let what = s[kind + slot];
    if (what == kind_none) { continue; }
    let inReach = abs(s[level + slot] - s[altitude]) <= reach;
    let start = s[thingColumn + slot] - leftmost;
    for (var at = max(start, 0); at < min(start + s[thingWidth + slot], gridSize); at++) {
      lightCell(row, at, planeOf[what]);
      if (inReach) { lightCell(row, at, plane_inReach); }
    }
  }
  for (var i = 0; i < maxEnemyShots; i++) {
    let at = s[enemyColumn + i] - leftmost;
    if (s[enemyRow + i] < 0 || at < 0 || at >= gridSize) { continue; }
    lightCell(s[enemyRow + i], at, plane_enemyShot);
    if (s[enemyLevel + i] == s[altitude]) { lightCell(s[enemyRow + i], at, plane_inReach); }
  }
  if (s[shotRow] < 0) { showReading(gauge_gun, 0); }
  else {
    let at = s[shotColumn] - leftmost;
    if (at >= 0 && at < gridSize) { lightCell(s[shotRow], at, plane_shot); }
  }
  /* Quotients rounded up; an empty tank's, below 0, is cut as it is there. */
  showReading(gauge_fuel, (max(s[fuel], 0) * gridSize + fullTank - 1) / fullTank - 1);
  showReading(gauge_speed, (s[speed] * gridSize + speed_fast - 1) / speed_fast - 1);
  ${levels > 1 ? "showReading(gauge_altitude, s[altitude]);" : ""}
  showReading(gauge_lives, s[lives] - 1);
  showReading(gauge_progress, s[phase] * gridSize / speed_fast);
}`;
