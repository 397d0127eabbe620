import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JobError } from "../../src/base/index.ts";

/**
 * The package's own typeface, so that a PNG has the same bytes on every machine: Inter 4 (SIL Open Font License,
 * `OFL.txt` beside the files), cut down to Latin, Greek, arrows and mathematical signs.
 */
export const fontFamily: string = "Inter";

const weights = ["regular", "semibold"] as const;

/** The folder of the font files: beside the sources, both for `plots/` and for `dist/plots/`. */
function fontFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "plots", "fonts");
    if (existsSync(join(candidate, "inter-regular.ttf"))) return candidate;
    if (dirname(folder) === folder) {
      throw new JobError(
        "fonts: no plots/fonts/inter-regular.ttf above this module, although the package ships it; reinstall evofront",
      );
    }
  }
}

/** Paths of the TrueType files, for the PNG renderer. */
export function fontFiles(): string[] {
  const folder = fontFolder();
  return weights.map((weight) => join(folder, `inter-${weight}.ttf`));
}

/** `@font-face` rules with the fonts inside them, for pages that load nothing from elsewhere. */
export function fontFaceCss(): string {
  const folder = fontFolder();
  return weights
    .map((weight) => {
      const data = readFileSync(join(folder, `inter-${weight}.woff2`)).toString("base64");
      const number = weight === "regular" ? 400 : 600;
      return `@font-face{font-family:${fontFamily};font-weight:${number};src:url(data:font/woff2;base64,${data}) format("woff2")}`;
    })
    .join("\n");
}
