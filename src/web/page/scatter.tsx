/** Two objectives as a scatter: the front, the walk, where we are, and the predicted change as an arrow. */
import type { JSX } from "preact";
import { useMeasured } from "./measured.ts";
import { allPoints, extent, lettersWide, shown, ticks } from "./numbers.ts";
import type { PlotProps } from "./plot.tsx";

export function Scatter({ state, aim }: PlotProps): JSX.Element {
  const { objectives, background, points, path, at } = state;
  const { box, width, height } = useMeasured(0.72);
  const all = allPoints(background, points, aim);
  const [xs, ys] = [extent(all.map((point) => point[0]!)), extent(all.map((point) => point[1]!))];
  const up = ticks(ys, height / 60).map((value) => ({ value, text: shown(value) }));
  const margin = { left: 36 + lettersWide(up.map(({ text }) => text)), right: 16, top: 14, bottom: 44 };
  const x = (value: number): number =>
    margin.left + ((value - xs[0]) / (xs[1] - xs[0])) * (width - margin.left - margin.right);
  const y = (value: number): number =>
    height - margin.bottom - ((value - ys[0]) / (ys[1] - ys[0])) * (height - margin.top - margin.bottom);
  const here = points[at]!.values;
  return (
    <div ref={box}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Front of ${objectives.map(({ id }) => id).join(" and ")}`}
      >
        <Arrowhead />
        {ticks(xs, width / 90).map((value) => (
          <g key={`x${value}`} class="tick">
            <line x1={x(value)} x2={x(value)} y1={margin.top} y2={height - margin.bottom} />
            <text x={x(value)} y={height - margin.bottom + 16} text-anchor="middle">
              {shown(value)}
            </text>
          </g>
        ))}
        {up.map(({ value, text }) => (
          <g key={`y${value}`} class="tick">
            <line x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
            <text x={margin.left - 8} y={y(value) + 4} text-anchor="end">
              {text}
            </text>
          </g>
        ))}
        <text class="axis" x={(margin.left + width) / 2} y={height - 8} text-anchor="middle">
          {objectives[0]!.id} ({objectives[0]!.direction === "min" ? "← better" : "better →"})
        </text>
        <text class="axis" transform={`translate(16 ${height / 2}) rotate(-90)`} text-anchor="middle">
          {objectives[1]!.id} ({objectives[1]!.direction === "min" ? "← better" : "better →"})
        </text>
        {background.map((point, i) => (
          <circle key={i} class="known" cx={x(point[0]!)} cy={y(point[1]!)} r={2.6} />
        ))}
        <polyline
          class="way"
          points={path.map((id) => `${x(points[id]!.values[0]!)},${y(points[id]!.values[1]!)}`).join(" ")}
        />
        {points.map((point) => (
          <circle
            key={point.id}
            class={path.includes(point.id) ? "step" : "step aside"}
            cx={x(point.values[0]!)}
            cy={y(point.values[1]!)}
            r={4.2}
          >
            <title>{`point ${point.id}: ${point.values.map(shown).join(", ")}`}</title>
          </circle>
        ))}
        {aim && (
          <line
            class="aim"
            x1={x(here[0]!)}
            y1={y(here[1]!)}
            x2={x(aim[0]!)}
            y2={y(aim[1]!)}
            marker-end="url(#tip)"
          />
        )}
        <circle class="here" cx={x(here[0]!)} cy={y(here[1]!)} r={6.5} />
      </svg>
    </div>
  );
}

/** The tip of the arrow. */
export function Arrowhead(): JSX.Element {
  return (
    <defs>
      <marker
        id="tip"
        viewBox="0 0 8 8"
        refX={6.5}
        refY={4}
        markerWidth={6.5}
        markerHeight={6.5}
        orient="auto-start-reverse"
      >
        <path class="tip" d="M0 0 8 4 0 8Z" />
      </marker>
    </defs>
  );
}
