import { Canvas } from "./canvas.ts";
import { fullTank } from "./flight.ts";
import { speeds } from "./game.ts";
import { craftRow, gridSize, worldWidth } from "./grid.ts";
import { ink } from "./palette.ts";
import {
  bridgeSprite,
  cellHeight,
  cellWidth,
  craftSprite,
  digitSprites,
  enemyShotSprite,
  fighterSprite,
  fuelSprite,
  gunSprite,
  helicopterSprite,
  jetSprite,
  shipSprite,
  shotSprite,
  spriteKey,
} from "./sprites.ts";
import { kind } from "./things.ts";
import { maxEnemyShots, slotMask, type World } from "./world.ts";

const topHeight = 18;
const bottomHeight = 32;
const viewHeight = gridSize * cellHeight;
export const pictureWidth: number = worldWidth * cellWidth;
export const pictureHeight: number = topHeight + viewHeight + bottomHeight;

const shadowKey: Readonly<Record<string, number>> = {
  y: ink.shadow,
  o: ink.shadow,
  f: ink.shadow,
  m: ink.shadow,
};
const mirrored = (rows: readonly string[]): string[] => rows.map((row) => [...row].reverse().join(""));
const jetLeftSprite = mirrored(jetSprite);

/** The figure of each kind, repeated over the thing's width. */
const figureOf: Readonly<Record<number, readonly string[]>> = {
  [kind.ship]: shipSprite,
  [kind.bridge]: bridgeSprite,
  [kind.helicopter]: helicopterSprite,
  [kind.jet]: jetSprite,
  [kind.gun]: gunSprite,
  [kind.fighter]: fighterSprite,
  [kind.fuel]: fuelSprite,
};

/** A number in [0, 2^16) that looks random, for waves and trees that stay where they are. */
const texture = (row: number, column: number): number =>
  (Math.imul(Math.imul(row + 7, 0x9e3779b1) ^ Math.imul(column + 13, 0x85ebca6b), 0xc2b2ae35) >>> 16) &
  0xffff;

/** Draws the whole width of the world for people: score above, instruments below, rows gliding by in between. */
export class Painter {
  readonly canvas: Canvas = new Canvas(pictureWidth, pictureHeight);
  private readonly levels: number;

  constructor(levels: number) {
    this.levels = levels;
  }

  paint(world: World): Canvas {
    // A row enters the view at phase 0 and glides down by a cell until the next one comes.
    const glide = Math.floor((world.phase * cellHeight) / speeds.fast);
    for (let row = -1; row <= craftRow; row++) this.paintGround(world, row, this.rowTop(row) + glide);
    for (let row = 0; row <= craftRow; row++) this.paintThing(world, row, this.rowTop(row) + glide);
    for (let i = 0; i < maxEnemyShots; i++) {
      if (world.enemyRow[i]! < 0) continue;
      const x = world.enemyColumn[i]! * cellWidth;
      this.canvas.sprite(x, this.rowTop(world.enemyRow[i]!) + glide, enemyShotSprite, spriteKey);
    }
    this.paintCraft(world);
    this.paintPanels(world);
    return this.canvas;
  }

  private rowTop(row: number): number {
    return topHeight + row * cellHeight;
  }

  /** Row -1 is not known yet: its visible strip repeats the ground of row 0. */
  private paintGround(world: World, row: number, y: number): void {
    const { canvas, levels } = this;
    const slot = (world.top + Math.max(row, 0)) & slotMask;
    const solid = world.solid[slot]!;
    const isBank = (column: number): boolean => ((solid >> column) & 1) !== 0;
    const worldRow = world.distance - row;
    const open = row < 0 ? 0 : world.gapLevels[slot]!;
    for (let column = 0; column < worldWidth; column++) {
      const x = column * cellWidth;
      const speck = texture(worldRow, column);
      const [plain, fleck] = isBank(column)
        ? levels > 1
          ? [ink.tower, ink.towerTop]
          : [ink.bank, ink.bankShade]
        : levels > 1
          ? [ink.floor, ink.floorShade]
          : [ink.water, ink.wave];
      canvas.fill(x, y, cellWidth, cellHeight, plain);
      if (levels > 1 && isBank(column)) canvas.fill(x + 1, y + 1, cellWidth - 3, cellHeight - 5, fleck);
      else canvas.fill(x + (speck & 7), y + ((speck >> 3) & 7) + 2, 2 + ((speck >> 6) & 3), 2, fleck);
      if (levels === 1 && isBank(column)) {
        if (column + 1 < worldWidth && !isBank(column + 1))
          canvas.fill(x + cellWidth - 2, y, 2, cellHeight, ink.shore);
        if (column > 0 && !isBank(column - 1)) canvas.fill(x, y, 2, cellHeight, ink.shore);
      }
      if (open !== 0) this.paintWall(x, y, ((world.gapColumns[slot]! >> column) & 1) !== 0 ? open : 0);
    }
  }

  /** A wall's cell as a front view: one stripe a level, the highest on top, open ones bright. */
  private paintWall(x: number, y: number, open: number): void {
    const stripe = cellHeight / this.levels;
    for (let level = 0; level < this.levels; level++) {
      const from = Math.round(cellHeight - (level + 1) * stripe);
      const height = Math.round(cellHeight - level * stripe) - from;
      const isOpen = ((open >> level) & 1) !== 0;
      this.canvas.fill(x, y + from, cellWidth, height, isOpen ? ink.opening : ink.wall);
      if (!isOpen) {
        this.canvas.fill(x, y + from + height - 1, cellWidth, 1, ink.wallShade);
        this.canvas.fill(x + ((level & 1) === 0 ? 3 : 9), y + from, 1, height, ink.wallShade);
      }
    }
  }

  private paintThing(world: World, row: number, y: number): void {
    const slot = (world.top + row) & slotMask;
    const what = world.kind[slot]!;
    const figure = what === kind.jet && world.drift[slot]! < 0 ? jetLeftSprite : figureOf[what];
    if (figure === undefined) return;
    const x = world.thingColumn[slot]! * cellWidth;
    // What flies casts a shadow on the ground and is drawn higher up.
    const height = 2 * world.level[slot]!;
    if (height > 0) this.canvas.sprite(x + 2, y + 6, figure, shadowKey);
    const raised = y - height + (height > 0 ? 4 : 0);
    for (let dx = 0; dx < world.thingWidth[slot]! * cellWidth; dx += figure[0]!.length) {
      this.canvas.sprite(x + dx, raised, figure, spriteKey);
    }
  }

  /** The craft rises in the picture with its height, away from its shadow. */
  private paintCraft(world: World): void {
    const x = world.column * cellWidth;
    const y = this.rowTop(craftRow);
    if (this.levels > 1)
      this.canvas.sprite(x + 1 + world.altitude, y + 2 + world.altitude, craftSprite, shadowKey);
    this.canvas.sprite(x, y - 2 * world.altitude, craftSprite, spriteKey);
    if (world.shotRow >= 0) {
      const height = this.rowTop(world.shotRow) - 2 * world.shotLevel;
      this.canvas.sprite(world.shotColumn * cellWidth, height, shotSprite, spriteKey);
    }
  }

  private paintPanels(world: World): void {
    const { canvas } = this;
    canvas.fill(0, 0, pictureWidth, topHeight, ink.panel);
    canvas.fill(0, topHeight + viewHeight, pictureWidth, bottomHeight, ink.panel);
    this.paintNumber(world.score, pictureWidth / 2 + 24, 4);
    for (let life = 1; life < world.lives; life++) {
      canvas.fill(6 + 9 * (life - 1), 7, 6, 2, ink.craft);
      canvas.fill(8 + 9 * (life - 1), 5, 2, 7, ink.craft);
    }
    const y = topHeight + viewHeight + 8;
    const full = 96;
    const filled = Math.round((Math.max(world.fuel, 0) * full) / fullTank);
    canvas.fill(7, y - 1, full + 2, 12, ink.ink);
    canvas.fill(8, y, full, 10, ink.gaugeEmpty);
    canvas.fill(8, y, filled, 10, filled * 4 < full ? ink.gaugeLow : ink.gaugeFull);
    for (let tick = 1; tick < 4; tick++) canvas.fill(8 + (tick * full) / 4, y + 7, 1, 3, ink.panel);
    // Speed: three lamps. Height: a ladder with one rung a level.
    for (let lamp = 0; lamp < 3; lamp++) {
      const lit = world.speed > [0, speeds.slow, speeds.cruise][lamp]!;
      canvas.fill(116 + 10 * lamp, y, 7, 10, lit ? ink.craft : ink.gaugeEmpty);
    }
    for (let level = 0; this.levels > 1 && level < this.levels; level++) {
      const lit = level === world.altitude;
      canvas.fill(156, y + 14 - 5 * level, 26, 3, lit ? ink.opening : ink.gaugeEmpty);
    }
  }

  /** Ends at `right`. */
  private paintNumber(value: number, right: number, y: number): void {
    [...String(value)].reverse().forEach((digit, i) => {
      digitSprites[Number(digit)]!.forEach((line, dy) => {
        for (let dx = 0; dx < 3; dx++) {
          if (line[dx] === "#") this.canvas.fill(right - 8 * (i + 1) + 2 * dx, y + 2 * dy, 2, 2, ink.ink);
        }
      });
    });
  }
}
