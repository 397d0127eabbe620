import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { buildCommand, type Command } from "@stricli/core";
import { InputError, suggestion } from "../../base/index.ts";
import { toRows } from "../../linalg/index.ts";
import { nondominated } from "../../pareto/index.ts";
import type { CliContext } from "../context.ts";
import { parseChoice, pointOptions, type TableFlags, tableFlags, tableOptions } from "../flags.ts";
import { print, printJson } from "../output.ts";

interface PlotFlags extends TableFlags {
  readonly kind?: readonly string[];
  readonly out?: string;
}

/** The ways to draw a table's points: `plots` chooses by their objectives unless told. */
const tableKinds = ["scatter", "matrix", "parallel"] as const;

/** A drawing and its file name without extension. */
interface Drawing {
  readonly id: string;
  readonly svg: string;
}

/** `evofront plot`: the charts of a run, or the front of a table. */
export const plotCommand: Command<CliContext> = buildCommand({
  docs: {
    brief: "The charts of a run, or a table's front, as SVG and PNG",
    fullDescription: [
      "Of a run folder, draws every chart (or those of --kind: front, hypervolume, returns, share, divergence) into its",
      "plots/. Of a table, draws the points with their front: as a scatter, a matrix of scatters or parallel coordinates,",
      "whichever suits the number of objectives or --kind says. Prints the paths.",
      "",
      "EXAMPLES",
      "  evofront plot runs/two-games-1",
      "  evofront plot runs/two-games-1 --kind front,hypervolume --out figures",
      "  evofront plot models.csv --columns latency,accuracy --directions min,max",
    ].join("\n"),
  },
  parameters: {
    flags: {
      kind: {
        kind: "parsed",
        parse: String,
        variadic: ",",
        optional: true,
        brief: "The charts of a run to draw (all unless told), or the way to draw a table",
      },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "dir",
        brief: "Where files go (a run's plots/, or here for a table, unless told)",
      },
      ...tableFlags,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "A run folder, or a table (- is standard input)", placeholder: "RUN|FILE", parse: String },
      ],
    },
  },
  async func(this: CliContext, flags: PlotFlags, source: string) {
    const { isRunFolder } = await import("../../runs/index.ts");
    const isRun = isRunFolder(source);
    const drawings = isRun ? await drawingsOfRun(source, flags) : await drawingsOfTable(source, flags);
    const folder = flags.out ?? (isRun ? join(source, "plots") : ".");
    mkdirSync(folder, { recursive: true });
    const { svgToPng } = await import("../../../plots/index.ts");
    const files = drawings.flatMap(({ id, svg }) => {
      const [vector, raster] = [join(folder, `${id}.svg`), join(folder, `${id}.png`)];
      writeFileSync(vector, svg);
      writeFileSync(raster, svgToPng(svg));
      return [vector, raster];
    });
    if (flags.json) printJson(this, { files });
    else for (const file of files) print(this, file);
  },
});

async function drawingsOfRun(folder: string, flags: PlotFlags): Promise<Drawing[]> {
  const { readRun } = await import("../../runs/index.ts");
  const { figuresOf } = await import("../../../plots/index.ts");
  const charts = figuresOf(readRun(folder));
  if (charts.length === 0)
    throw new InputError(`plot: run folder "${folder}" has no generation yet; let it run on first`);
  const kindOf = (id: string): string => id.split("-")[0]!;
  const kinds = [...new Set(charts.map(({ id }) => kindOf(id)))];
  for (const kind of flags.kind ?? []) {
    if (!kinds.includes(kind))
      throw new InputError(`--kind: this run has no chart "${kind}"; ${suggestion(kind, kinds)}`);
  }
  return charts
    .filter(({ id }) => flags.kind === undefined || flags.kind.includes(kindOf(id)))
    .map(({ id, draw }) => ({ id, svg: draw() }));
}

/** One set is drawn in the way its number of objectives asks for; several with two objectives in one scatter. */
async function drawingsOfTable(file: string, flags: PlotFlags): Promise<Drawing[]> {
  if (file !== "-" && statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    // Says what a run folder has and this one does not.
    const { readRun } = await import("../../runs/index.ts");
    readRun(file);
  }
  if ((flags.kind?.length ?? 0) > 1)
    throw new InputError("--kind: a table is drawn in one way; give one kind");
  const kind = flags.kind === undefined ? {} : { kind: parseChoice("kind", tableKinds, flags.kind[0]!) };
  const { readTable } = await import("../../tables/node.ts");
  const { frontChart, paretoPlot, seriesAt } = await import("../../../plots/index.ts");
  const { columns: names, sets } = await readTable(file, tableOptions(flags));
  const options = pointOptions(flags);
  const name = file === "-" ? "table" : basename(file, extname(file));
  if (sets.length === 1 || names.length !== 2) {
    return sets.map(({ name: set, points }) => {
      const id = sets.length === 1 ? name : `${name}-${set.replaceAll(/[^\w.-]+/g, "-")}`;
      return { id: `${id}-front`, svg: paretoPlot(points, { names, ...options, ...kind }) };
    });
  }
  const axisOf = (j: 0 | 1) => ({ label: names[j]!, direction: flags.directions?.[j] ?? ("min" as const) });
  const arms = sets.map(({ name: set, points }, k) => {
    const pairs = toRows(points).map(([x, y]) => [x!, y!] as const);
    const front = new Set(nondominated(points, options));
    return {
      series: seriesAt(k, set),
      front: pairs.filter((_, i) => front.has(i)),
      cloud: pairs.filter((_, i) => !front.has(i)),
    };
  });
  return [{ id: `${name}-front`, svg: frontChart({ title: name, axes: [axisOf(0), axisOf(1)], arms }) }];
}
