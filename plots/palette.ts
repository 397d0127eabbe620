/**
 * Colours that people with any common colour vision tell apart: Okabe and Ito, "Color Universal Design" (2008),
 * the pale yellow left out because it does not carry on white, ordered so that the first three differ most in
 * lightness too. Three darker ones of Tol's "muted" scheme (technical note SRON/EPS/TN/09-002) follow for runs of many arms.
 */
const hues = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#4d4d4d",
  "#882255",
  "#999933",
  "#332288",
] as const;

/** Marks that repeat what the colour says, for print in grey. */
const symbols = [
  "circle",
  "triangle",
  "square",
  "diamond",
  "star",
  "wye",
  "times",
  "hexagon",
  "diamond2",
  "plus",
] as const;

export type MarkSymbol = (typeof symbols)[number];

/** One named series of a chart and how it is drawn: the same everywhere in a report. */
export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly symbol: MarkSymbol;
}

/** The look of the series number `index` (0, 1, ...): after ten the colours start over, with other symbols; after a hundred all. */
export function seriesAt(index: number, name: string): Series {
  const round = Math.floor(index / hues.length);
  return { name, colour: hues[index % hues.length]!, symbol: symbols[(index + round) % symbols.length]! };
}

/** Greys of the page: text, text of less weight, lines of reference, grid. */
export const ink = { text: "#1f2328", muted: "#59636e", rule: "#6e7781", grid: "#d8dee4" } as const;
