import type { BudgetConfig, RunHistory } from "../../src/runs/index.ts";
import { chartWidth } from "../charts/axes.ts";
import { fontFaceCss } from "../fonts/fonts.ts";
import { number } from "../format.ts";
import { comparesCandidates, onExamples } from "../series.ts";
import { escapeMarkup } from "../text.ts";
import type { Figure } from "./figures.ts";
import { costTable, failuresTable, frontsTable, scoresNote, scoresTable } from "./headline.ts";
import { heldTable } from "./held.ts";
import { listed } from "./sentences.ts";
import { reportCss } from "./style.ts";
import { tableHtml } from "./table.ts";
import { trainingsTable } from "./trainings.ts";
import { transferTable } from "./transfer.ts";
import { versusSentence } from "./versus.ts";

/** An animation of a policy at work, for the page. */
export interface Animation {
  readonly title: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  /** Bytes of a GIF. */
  readonly gif: Uint8Array;
}

/** What a page is made of besides the run itself. */
export interface PageParts {
  readonly figures: readonly Figure[];
  readonly animations: readonly Animation[];
  /** The run's config as it is in its folder. */
  readonly configText: string;
}

/** A chart at both widths; the style sheet shows the one that fits. */
function chartHtml(figure: Figure): string {
  return (["wide", "narrow"] as const)
    .map((kind) => figure.draw({ width: chartWidth[kind] }).replace("<svg ", `<svg class="${kind}" `))
    .join("");
}

function figureHtml(figure: Figure): string {
  return `<section><h3 id="${figure.id}">${escapeMarkup(figure.title)}</h3>
<figure><div class="chart">${chartHtml(figure)}</div><figcaption>${escapeMarkup(figure.sentence)}</figcaption></figure>
<details><summary>The numbers</summary>${tableHtml(figure.table)}</details></section>`;
}

function animationHtml({ title, caption, width, height, gif }: Animation): string {
  const data = Buffer.from(gif).toString("base64");
  return `<figure><img src="data:image/gif;base64,${data}" width="${width}" height="${height}" alt="${escapeMarkup(title)}"><figcaption><strong>${escapeMarkup(title)}</strong><br>${escapeMarkup(caption)}</figcaption></figure>`;
}

/** "24,000 steps and 100 generations"; a limit that is not a number is told by its name. */
function budgetText(budget: BudgetConfig, steps: string): string {
  const limits = Object.entries(budget).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [typeof value === "number" ? `${number(value)} ${name === "steps" ? steps : name}` : name];
  });
  return listed(limits);
}

function lead(run: RunHistory): string {
  const { seed, strategy, budget, arms } = run.config;
  const steps = onExamples(run) ? "example passes" : "steps";
  const names = run.arms.map(({ name }) => name);
  const several = names.length > 1 ? `${names.length} arms (${listed(names)}), each with` : "";
  const own = Object.entries(arms).flatMap(([name, arm]) =>
    arm.budget === undefined ? [] : [`${name} ${budgetText(arm.budget, steps)}`],
  );
  const but = own.length > 0 ? `, but ${listed(own)}` : "";
  return `${strategy?.id ?? "gradients"} on ${listed(Object.keys(run.config.tasks))}, seed ${seed}; ${several} a budget of ${budgetText(budget, steps)}${but}.`;
}

function factsTable(run: RunHistory): string {
  const { environment } = run;
  const facts: [string, string][] = [
    ["evofront", environment.evofront],
    ["Node", environment.node],
    ["platform", environment.platform],
    ["processor", `${environment.cpu}, ${environment.cores} cores, ${environment.memoryGiB} GiB`],
    ["device", environment.device],
    ...(environment.backends ?? []).map((id): [string, string] => ["gradients on", `tfjs, ${id}`]),
    ["workers", String(environment.workers)],
    ["seed", String(environment.seed)],
    ["started", environment.started],
  ];
  const rows = facts
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeMarkup(value)}</td></tr>`)
    .join("\n");
  return `<div class="scroll text" tabindex="0"><table><tbody>${rows}</tbody></table></div>`;
}

/** The whole report as one HTML file that loads nothing from elsewhere. */
export function reportPage(run: RunHistory, { figures, animations, configText }: PageParts): string {
  const failures = failuresTable(run);
  const scores = scoresTable(run);
  const trainings = trainingsTable(run);
  const held = heldTable(run);
  const hypervolume = figures.find(({ id }) => id === "hypervolume");
  const centres = figures.filter(({ id }) => id.startsWith("centre-"));
  const shared = figures.filter(({ id }) => id.startsWith("transfer-"));
  const keys = [...(hypervolume ? [hypervolume] : []), ...centres, ...shared].map(
    ({ title, sentence }) => `<p><strong>${escapeMarkup(title)}.</strong> ${escapeMarkup(sentence)}</p>`,
  );
  const versus = versusSentence(run);
  if (versus !== null)
    keys.unshift(`<p><strong>Evolution strategies or gradients.</strong> ${escapeMarkup(versus)}</p>`);
  const name = escapeMarkup(run.config.name);
  const transfer = transferTable(run);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: report of a run</title>
<style>${fontFaceCss()}
${reportCss}</style>
</head>
<body><main>
<h1>${name}</h1>
<p class="lead">${escapeMarkup(lead(run))}${run.status === "finished" ? "" : " <strong>The run is not finished.</strong>"}</p>
${keys.length > 0 ? `<div class="key">${keys.join("\n")}</div>` : "<p>No generation has been evaluated yet.</p>"}
<h2 id="results">Results</h2>
${scores.rows.length > 0 ? tableHtml(scores) : ""}
<p class="note">${escapeMarkup(scoresNote(run))}</p>
${trainings === null ? "" : `<h3 id="trainings">All targets at once</h3>${tableHtml(trainings.table)}<p class="note">${escapeMarkup(trainings.note)}</p>`}
${comparesCandidates(run) ? tableHtml(frontsTable(run)) : ""}
${
  held.rows.length > 0
    ? `<h3 id="held">What the search holds</h3><p>The solutions it stood for at the end, by the means it judged them by: of a survivor over all its evaluations, of a centre over its last candidates, of a cell's solution over the one that brought it there. The front counts single evaluations, lucky ones among them.</p>${tableHtml(held)}${held.total > held.rows.length ? `<p>And ${held.total - held.rows.length} more, in front.json.</p>` : ""}`
    : ""
}
${
  transfer.rows.length > 0
    ? `<h3 id="transfer">What sharing brought</h3><p>Searches whose candidates are each for one of several tasks, beside searches of one task, after as many evaluations of that task as both have made. A gain above 1 × says that sharing helped.</p>${tableHtml(transfer)}`
    : ""
}
${tableHtml(costTable(run))}
${
  failures.rows.length > 0
    ? `<h3>Failed candidates</h3><p>Each was tried twice, ranked last and kept out of every front.</p>${tableHtml(failures)}`
    : '<p class="note">No candidate failed.</p>'
}
${run.warnings.length > 0 ? `<h3>Warnings</h3><ul>${run.warnings.map((warning) => `<li>${escapeMarkup(warning)}</li>`).join("")}</ul>` : ""}
${animations.length > 0 ? `<h2 id="play">The centre at work</h2><div class="games">${animations.map(animationHtml).join("\n")}</div>` : ""}
${figures.length > 0 ? `<h2 id="charts">Charts</h2>${figures.map(figureHtml).join("\n")}` : ""}
<h2 id="reproduce">How to repeat it</h2>
<p>With the same version, config and seed a run gives the same numbers, bit for bit, for any number of workers (a limit in seconds excepted). The folder of this report holds the config with all defaults filled in:</p>
<pre>evofront run config.yaml --out again</pre>
${factsTable(run)}
<details><summary>The whole config</summary><pre>${escapeMarkup(configText)}</pre></details>
</main></body>
</html>
`;
}
