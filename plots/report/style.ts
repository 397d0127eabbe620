/** The style sheet of a report: one column, wide tables scroll in their own box, charts in two widths. */
export const reportCss: string = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --page: #ffffff; --line: #d8dee4; --soft: #f6f8fa; --link: #0072b2 }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9da7b3; --page: #14181d; --line: #353c44; --soft: #1d2228; --link: #56b4e9 } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 Inter, system-ui, sans-serif }
main { max-width: 800px; margin: 0 auto; padding: 40px 20px 80px }
h1 { font-size: 30px; line-height: 1.2; font-weight: 600; margin: 0 0 4px; letter-spacing: -0.015em }
h2 { font-size: 21px; line-height: 1.3; font-weight: 600; margin: 52px 0 10px; letter-spacing: -0.01em }
h3 { font-size: 16px; font-weight: 600; margin: 34px 0 4px }
p { margin: 8px 0 14px }
a { color: var(--link) }
.lead { color: var(--muted); margin: 0 0 26px }
.key { border-left: 3px solid var(--link); padding: 2px 0 2px 14px; margin: 18px 0 }
.key p { margin: 6px 0 }
figure { margin: 8px 0 6px }
figcaption { color: var(--muted); font-size: 14.5px; line-height: 1.5; margin: 4px 0 8px; overflow-wrap: anywhere }
.chart { background: #fff; border-radius: 6px; overflow: hidden }
.chart svg { display: block; max-width: 100%; height: auto; margin: 0 auto }
.chart svg.wide { width: 100% }
.chart svg.narrow { display: none }
@media (prefers-color-scheme: dark) { .chart { padding: 10px } }
@media (max-width: 560px) { main { padding: 24px 14px 60px } h1 { font-size: 25px } .chart svg.wide { display: none } .chart svg.narrow { display: block; width: 100% } }
.scroll { overflow-x: auto; margin: 8px 0 14px; -webkit-overflow-scrolling: touch }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.4; font-variant-numeric: tabular-nums; width: 100% }
th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
thead th { font-weight: 600; color: var(--muted); vertical-align: bottom; white-space: normal; border-bottom-color: var(--muted) }
tbody th { font-weight: 600 }
.text td { text-align: left }
td.wrap { white-space: normal; min-width: 16em }
details { margin: 4px 0 14px }
summary { cursor: pointer; color: var(--muted); font-size: 14px }
details .scroll { max-height: 420px; overflow: auto }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; overflow-x: auto; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.note { color: var(--muted); font-size: 14px }
.games { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 22px }
.games img { width: 100%; max-width: 288px; height: auto; image-rendering: pixelated; border-radius: 4px; display: block }
@media print { body { font-size: 11pt } main { max-width: none; padding: 0 } details { display: none } figure { break-inside: avoid } }
`;
