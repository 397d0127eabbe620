import { chance } from "../../shader-draws.ts";

/** One frame of a flight in WGSL; see `flight.ts`. A game adds `addRow(slot, section)` and `fly(stick, section)`. */
export const flightShader: string = `
fn slotOf(row: i32) -> i32 { return (s[top] + row) & slotMask; }
fn roll(bound: i32) -> i32 { return i32(below(u32(bound))); }
fn even() -> bool { return ${chance(0.5)}; }
fn bitsOf(count: i32) -> i32 { return (1 << u32(count)) - 1; }
fn hasBit(bits: i32, at: i32) -> bool { return ((bits >> u32(at)) & 1) != 0; }
fn isSolid(slot: i32, at: i32, height: i32) -> bool {
  if (hasBit(s[solid + slot], at)) { return true; }
  let open = s[gapLevels + slot];
  return open != 0 && !(hasBit(s[gapColumns + slot], at) && hasBit(open, height));
}
fn clear() {
  for (var i = 0; i <= slotMask; i++) {
    s[kind + i] = 0;
    s[gapColumns + i] = 0;
    s[gapLevels + i] = 0;
    s[fuse + i] = 0;
  }
  for (var i = 0; i < maxEnemyShots; i++) { s[enemyRow + i] = -1; }
  s[shotRow] = -1;
}
fn strike() {
  let slot = slotOf(s[shotRow]);
  let offset = s[shotColumn] - s[thingColumn + slot];
  let points = pointsOf[s[kind + slot]];
  if (points != 0 && offset >= 0 && offset < s[thingWidth + slot] && abs(s[level + slot] - s[shotLevel]) <= reach) {
    pay(0, points);
    s[kind + slot] = kind_none;
    s[shotRow] = -1;
    return;
  }
  if (isSolid(slot, s[shotColumn], s[shotLevel])) { s[shotRow] = -1; }
}
fn moveShot(trigger: i32) {
  if (s[shotRow] >= 0) {
    for (var i = 0; i < shotSpeed && s[shotRow] >= 0; i++) {
      s[shotRow] -= 1;
      if (s[shotRow] >= 0) { strike(); }
    }
  } else if (trigger != 0) {
    s[shotRow] = craftRow - 1;
    s[shotColumn] = s[column];
    s[shotLevel] = s[altitude];
    strike();
  }
}
fn driftThing(slot: i32) {
  let direction = s[drift + slot];
  let at = s[thingColumn + slot] + direction;
  let width = s[thingWidth + slot];
  let outside = at < 0 || at + width > worldWidth;
  if (crossesBanks[s[kind + slot]] != 0) {
    if (outside) { s[kind + slot] = kind_none; } else { s[thingColumn + slot] = at; }
  } else if (outside || (s[solid + slot] & (bitsOf(width) << u32(max(at, 0)))) != 0) {
    s[drift + slot] = -direction;
  } else { s[thingColumn + slot] = at; }
}
fn moveThings() {
  for (var row = 0; row < gridSize; row++) {
    let slot = slotOf(row);
    let what = s[kind + slot];
    if (what != kind_none && s[drift + slot] != 0 && s[frame] % periodOf[what] == 0) { driftThing(slot); }
  }
}
fn fireBack() {
  for (var row = 1; row <= 4; row++) {
    let slot = slotOf(row);
    if (s[kind + slot] == kind_none || s[fuse + slot] != row) { continue; }
    for (var i = 0; i < maxEnemyShots; i++) {
      if (s[enemyRow + i] >= 0) { continue; }
      s[enemyRow + i] = row;
      s[enemyColumn + i] = s[thingColumn + slot];
      s[enemyLevel + i] = s[altitude];
      break;
    }
  }
}
fn moveEnemyShots() -> bool {
  var survived = true;
  for (var i = 0; i < maxEnemyShots; i++) {
    if (s[enemyRow + i] < 0) { continue; }
    s[enemyRow + i] += 1;
    if (s[enemyRow + i] < craftRow) { continue; }
    s[enemyRow + i] = -1;
    if (s[enemyColumn + i] == s[column] && s[enemyLevel + i] == s[altitude]) { survived = false; }
  }
  return survived;
}
fn scroll(section: i32) {
  s[top] = (s[top] - 1) & slotMask;
  let slot = s[top];
  s[kind + slot] = kind_none;
  s[gapColumns + slot] = 0;
  s[gapLevels + slot] = 0;
  s[drift + slot] = 0;
  s[level + slot] = 0;
  s[fuse + slot] = 0;
  addRow(slot, section);
  s[distance] += 1;
}
fn meet() -> bool {
  let slot = slotOf(craftRow);
  if (isSolid(slot, s[column], s[altitude])) { return false; }
  let what = s[kind + slot];
  let offset = s[column] - s[thingColumn + slot];
  if (what == kind_none || offset < 0 || offset >= s[thingWidth + slot]) { return true; }
  let apart = abs(s[level + slot] - s[altitude]);
  if (what != kind_fuel) { return apart > 0; }
  if (apart <= reach) { s[fuel] = min(fullTank, s[fuel] + refuelRate); }
  return true;
}
/* Moves the world by one frame; false where the craft is lost. */
fn flown(section: i32, side: i32, stick: i32, trigger: i32) -> bool {
  fly(stick, section);
  s[column] = clamp(s[column] + side, 0, worldWidth - 1);
  moveShot(trigger);
  moveThings();
  var survived = moveEnemyShots();
  s[phase] += s[speed];
  if (s[phase] >= speed_fast) {
    s[phase] -= speed_fast;
    scroll(section);
    if (s[shotRow] >= 0) { strike(); }
    fireBack();
    if (s[gapLevels + slotOf(craftRow)] != 0 && meet()) { pay(0, wallPoints); }
  }
  survived = meet() && survived;
  s[fuel] -= burnRate;
  return survived && s[fuel] > 0;
}
fn launch() {
  clear();
  let ground = s[solid + slotOf(craftRow)];
  var best = 0;
  var length = 0;
  var run = 0;
  for (var at = 0; at < worldWidth; at++) {
    run = select(run + 1, 0, hasBit(ground, at));
    if (run > length) {
      length = run;
      best = at - ((run - 1) >> 1u);
    }
  }
  s[column] = best;
  s[altitude] = startLevel;
  s[speed] = speed_cruise;
  s[phase] = 0;
  s[fuel] = fullTank;
}`;
