import { Resvg } from "@resvg/resvg-js";
import { fontFamily, fontFiles } from "./fonts/fonts.ts";

/** Draws an SVG of this package as a PNG at `zoom` pixels per unit, with the package's own fonts only. */
export function svgToPng(svg: string, zoom = 2): Uint8Array {
  const drawing = new Resvg(svg, {
    font: {
      fontFiles: fontFiles(),
      loadSystemFonts: false,
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
    fitTo: { mode: "zoom", value: zoom },
    background: "white",
  });
  return drawing.render().asPng();
}
