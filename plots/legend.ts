import type { MarkSymbol } from "./palette.ts";
import { escapeMarkup, textWidth } from "./text.ts";

/** One entry of a legend: a small picture of the mark, and what it stands for. */
export interface LegendItem {
  readonly label: string;
  readonly colour: string;
  readonly mark: "line" | "dashed" | "thin" | "band" | "whisker" | "cloud" | "open" | MarkSymbol;
}

const swatch = 20;
const gap = 6;
const between = 18;

/** Breaks a legend into rows that fit `width`; each item with its left edge. */
export function legendRows(
  items: readonly LegendItem[],
  width: number,
  fontSize: number,
): { item: LegendItem; x: number }[][] {
  const rows: { item: LegendItem; x: number }[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const needed = swatch + gap + textWidth(item.label, fontSize);
    if (x + needed > width) {
      rows.push([]);
      x = 2;
    }
    rows.at(-1)!.push({ item, x: Math.round(x) });
    x += needed + between;
  }
  return rows;
}

/** Outlines of the symbols in a box from -4 to 4; the areas match to the eye. */
const outlines: Readonly<Record<MarkSymbol, string>> = {
  circle: "M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0Z",
  triangle: "M0,-4.6L4.6,3.4L-4.6,3.4Z",
  square: "M-3.6,-3.6H3.6V3.6H-3.6Z",
  diamond: "M0,-5L3.6,0L0,5L-3.6,0Z",
  star: "M0,-5L1.2,-1.6L4.8,-1.5L1.9,0.6L2.9,4L0,2L-2.9,4L-1.9,0.6L-4.8,-1.5L-1.2,-1.6Z",
  wye: "M-1.5,4V0.9L-4.2,-0.7L-2.7,-3.3L0,-1.7L2.7,-3.3L4.2,-0.7L1.5,0.9V4Z",
  times: "M-4,-4L4,4M-4,4L4,-4",
  hexagon: "M4.3,0L2.15,3.7H-2.15L-4.3,0L-2.15,-3.7H2.15Z",
  diamond2: "M0,-4.8L4.8,0L0,4.8L-4.8,0Z",
  plus: "M-4.5,0H4.5M0,-4.5V4.5",
};

function picture({ mark, colour }: LegendItem): string {
  const stroke = `stroke="${colour}" fill="none"`;
  switch (mark) {
    case "line":
      return `<path d="M0,0H${swatch}" ${stroke} stroke-width="2"/>`;
    case "thin":
      return `<path d="M0,0H${swatch}" ${stroke} stroke-width="1" stroke-opacity="0.5"/>`;
    case "dashed":
      return `<path d="M0,0H${swatch}" ${stroke} stroke-width="1.25" stroke-dasharray="5 3"/>`;
    case "band":
      return `<rect x="0" y="-6" width="${swatch}" height="12" fill="${colour}" fill-opacity="0.18"/>`;
    case "whisker":
      return `<path d="M10,-6V6M7,-6H13M7,6H13" ${stroke} stroke-width="1.25"/><circle cx="10" cy="0" r="3" fill="${colour}"/>`;
    case "cloud":
      return [2, 8, 14, 18]
        .map(
          (x, i) => `<circle cx="${x}" cy="${[2, -3, 3, -1][i]}" r="2" fill="${colour}" fill-opacity="0.3"/>`,
        )
        .join("");
    case "open":
      return `<circle cx="10" cy="0" r="5" fill="#fff" stroke="${colour}" stroke-width="2.5"/>`;
    case "times":
    case "plus":
      return `<path transform="translate(10,0)" d="${outlines[mark]}" ${stroke} stroke-width="1.5"/>`;
    default:
      return `<path transform="translate(10,0)" d="${outlines[mark]}" fill="${colour}"/>`;
  }
}

/** The drawn legend, its first row at the top of the sheet. */
export function legendMarkup(
  rows: readonly (readonly { item: LegendItem; x: number }[])[],
  rowHeight: number,
  fontSize: number,
): string {
  return rows
    .flatMap((row, i) =>
      row.map(
        ({ item, x }) =>
          `<g transform="translate(${x},${i * rowHeight + rowHeight / 2})">${picture(item)}<text x="${swatch + gap}" dy="0.35em" text-anchor="start" font-size="${fontSize}">${escapeMarkup(item.label)}</text></g>`,
      ),
    )
    .join("");
}
