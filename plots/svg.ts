import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { fontFamily } from "./fonts/fonts.ts";
import { type LegendItem, legendMarkup, legendRows } from "./legend.ts";
import { ink } from "./palette.ts";
import { escapeMarkup } from "./text.ts";

/** What a chart says besides its marks. */
export interface Caption {
  /** Name of the chart, read out by screen readers and shown as a tooltip. */
  readonly title: string;
  /** Drawn above the plot, from the left, in as many rows as it takes. */
  readonly legend?: readonly LegendItem[];
}

/** A piece of a drawing: its markup without the enclosing `<svg>`, and its size in pixels. */
export interface Fragment {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

const fontSize = 12;
const legendRowHeight = 20;

/**
 * Coordinates to a hundredth of a pixel: smaller files, and no trace of how a machine's mathematics library rounds
 * the last bit.
 */
function roundCoordinates(markup: string): string {
  return markup.replaceAll(
    /\s(x|y|x1|x2|y1|y2|cx|cy|r|d|dx|dy|transform|width|height|points)="([^"]*)"/g,
    (_, name: string, value: string) =>
      ` ${name}="${value.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)) + 0))}"`,
  );
}

/** Draws Observable Plot options as a fragment. */
export function renderFragment(options: Plot.PlotOptions): Fragment {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const width = options.width ?? 700;
  const plot = Plot.plot({
    marginLeft: 56,
    marginTop: 32,
    marginBottom: 42,
    marginRight: 20,
    height: Math.round(width * 0.58),
    ...options,
    width,
    document,
    style: { fontSize: `${fontSize}px` },
  }) as unknown as {
    querySelectorAll(selector: string): Iterable<{ remove(): void }>;
    innerHTML: string;
    getAttribute(name: string): string | null;
  };
  // Plot's style sheet serves pages that theme the chart; here it would be the same rule in every chart.
  for (const style of plot.querySelectorAll("style")) style.remove();
  return {
    markup: roundCoordinates(plot.innerHTML),
    width,
    height: Number(plot.getAttribute("height")),
  };
}

/** A legend as a fragment of its own, to be placed above what it explains; of height 0 where it is empty. */
export function legendFragment(items: readonly LegendItem[], width: number): Fragment {
  const rows = legendRows(items, width, fontSize);
  return {
    markup: legendMarkup(rows, legendRowHeight, fontSize),
    width,
    height: rows.length * legendRowHeight,
  };
}

/** Fragments laid out on one white sheet, each at its place. */
export function svgDocument(
  title: string,
  placed: readonly { readonly fragment: Fragment; readonly x: number; readonly y: number }[],
): string {
  const width = Math.max(1, ...placed.map(({ fragment, x }) => x + fragment.width));
  const height = Math.max(1, ...placed.map(({ fragment, y }) => y + fragment.height));
  const body = placed
    .map(({ fragment, x, y }) =>
      x === 0 && y === 0 ? fragment.markup : `<g transform="translate(${x},${y})">${fragment.markup}</g>`,
    )
    .join("\n");
  // One mark a line, so that a changed chart shows as changed lines.
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${fontFamily}, system-ui, sans-serif" font-size="${fontSize}" text-anchor="middle" fill="${ink.text}" color="${ink.text}"><title>${escapeMarkup(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>
${body.replaceAll("><", ">\n<")}
</svg>
`;
}

/**
 * Draws Observable Plot options as a standalone SVG file: no script, no style sheet, nothing loaded from
 * elsewhere, the same text for the same options.
 */
export function renderSvg(options: Plot.PlotOptions, caption: Caption): string {
  const plot = renderFragment(options);
  const legend = legendFragment(caption.legend ?? [], plot.width);
  return svgDocument(caption.title, [
    { fragment: legend, x: 0, y: 0 },
    { fragment: plot, x: 0, y: legend.height },
  ]);
}
