import { chartWidth } from "../../../plots/charts/axes.ts";
import { fontFaceCss, fontFamily } from "../../../plots/fonts/fonts.ts";
import { ink } from "../../../plots/palette.ts";
import { escapeMarkup } from "../../../plots/text.ts";
import { type Interval, meanInterval, type RunHistory } from "../../runs/index.ts";
import { numberText } from "./numbers.ts";
import type { Numbers, RunChart } from "./run-charts.ts";
import type { Clip } from "./write-report.ts";

const styles = `
:root { color-scheme: light; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 46rem; font: 16px/1.55 ${fontFamily}, system-ui, sans-serif; color: ${ink.text}; background: #fff; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem; }
p { margin: .25rem 0 .75rem; }
.lead, .note, figcaption { color: ${ink.muted}; }
.note, figcaption { font-size: .9rem; }
svg { max-width: 100%; height: auto; display: block; }
.narrow { display: none; }
@media (max-width: 560px) { .wide { display: none; } .narrow { display: block; } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem 0; text-align: right; white-space: nowrap; border-bottom: 1px solid ${ink.grid}; }
th:first-child, td:first-child { text-align: left; }
th { font-weight: 600; }
details { margin: .5rem 0; font-size: .9rem; }
summary { cursor: pointer; color: ${ink.muted}; }
.clips { display: flex; flex-wrap: wrap; gap: 1.5rem; }
figure { margin: 0; }
figure img { width: 20rem; max-width: 100%; image-rendering: pixelated; border-radius: 4px; }
.warning { border-left: 3px solid #d55e00; padding-left: .75rem; }
code { font-size: .9em; }
`;

function tableOf({ columns, rows }: Numbers): string {
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="scroll"><table><thead>${cells("th", columns)}</thead><tbody>${rows.map((row) => cells("td", row)).join("\n")}</tbody></table></div>`;
}

const intervalText = ({ mean, low, high }: Interval): string =>
  `${numberText(mean)} (${numberText(low)} to ${numberText(high)})`;

/** The table of the whole: the centre against a random policy, hypervolumes, what it took. */
function summaryOf(run: RunHistory): Numbers {
  const ids = run.objectives.map(({ id }) => id);
  const meansOf = (values: Readonly<Record<string, readonly number[]>> | null | undefined): string[] =>
    ids.map((id) => (values?.[id]?.length ? intervalText(meanInterval(values[id])) : "-"));
  const arms = run.arms.map(({ name, generations, finalTest, end }) => {
    const last = generations.at(-1);
    return [
      name,
      ...meansOf(finalTest?.values),
      numberText(last?.hypervolume ?? null),
      numberText(run.front?.arms[name]?.hypervolume ?? null),
      numberText(generations.length),
      numberText(last?.steps ?? null),
      numberText(last?.seconds ?? null),
      numberText(generations.reduce((sum, { failures }) => sum + failures.length, 0)),
      end?.reason ?? "under way",
    ];
  });
  return {
    columns: [
      "arm",
      ...ids,
      "hypervolume, last",
      "of all",
      "generations",
      "steps",
      "seconds",
      "failed",
      "ended by",
    ],
    rows:
      run.baseline === null
        ? arms
        : [...arms, ["random policy", ...meansOf(run.baseline), ...Array.from({ length: 7 }, () => "-")]],
  };
}

/** What went wrong, if anything: warnings, and the reasons of failed candidates with how often each. */
function troubles(run: RunHistory): string {
  const reasons = new Map<string, number>();
  for (const { generations } of run.arms) {
    for (const { failures } of generations) {
      for (const { reason } of failures) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  const failed = [...reasons].map(
    ([reason, count]) => `${count} candidate${count === 1 ? "" : "s"} failed: ${reason}`,
  );
  return [...run.warnings, ...failed]
    .map((text) => `<p class="warning">${escapeMarkup(text)}</p>`)
    .join("\n");
}

/** The report of a run as one page that loads nothing from elsewhere. */
export function reportPage(run: RunHistory, charts: readonly RunChart[], clips: readonly Clip[]): string {
  const { config, environment, status } = run;
  const arms = run.arms.map(({ name, train }) => `${name} (${train.join(", ")})`).join("; ");
  const section = ({
    id,
    title,
    note,
    draw,
    numbers,
  }: RunChart): string => `<section id="${escapeMarkup(id)}"><h2>${escapeMarkup(title)}</h2>
<p class="note">${escapeMarkup(note)}</p>
<div class="wide">${draw({ width: chartWidth.wide })}</div>
<div class="narrow">${draw({ width: chartWidth.narrow })}</div>
<details><summary>Numbers</summary>${tableOf(numbers)}</details></section>`;
  const figures = clips.map(
    ({ arm, task, gif, caption }) =>
      `<figure><img alt="The centre of ${escapeMarkup(arm)} playing ${escapeMarkup(task)}" src="data:image/gif;base64,${Buffer.from(gif).toString("base64")}"><figcaption>${escapeMarkup(arm)} at ${escapeMarkup(task)}: ${escapeMarkup(caption)}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(config.name)}: report</title>
<style>${fontFaceCss()}
${styles}</style></head><body>
<h1>${escapeMarkup(config.name)}</h1>
<p class="lead">Seed ${escapeMarkup(String(config.seed))}; ${escapeMarkup(config.strategy.id)}; arms: ${escapeMarkup(arms)}.${status === "unfinished" ? " The run is not finished." : ""}</p>
${troubles(run)}
<h2>Results</h2>
<p class="note">The centre's mean over its final test on fresh episodes, with the 95 % interval.</p>
${tableOf(summaryOf(run))}
${figures.length === 0 ? "" : `<h2>At play</h2>\n<p class="note">Of ${9} episodes the one with the median score.</p>\n<div class="clips">${figures.join("\n")}</div>`}
${charts.map(section).join("\n")}
<h2>How it was made</h2>
<details><summary>Software and machine</summary><pre>${escapeMarkup(JSON.stringify(environment, null, 2))}</pre></details>
</body></html>
`;
}
