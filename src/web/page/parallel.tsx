/** More objectives as parallel coordinates; drag along an axis, or set its ends, to see only what lies between. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useMeasured } from "./measured.ts";
import { allPoints, extent, lettersWide, shown } from "./numbers.ts";
import type { PlotProps } from "./plot.tsx";

type Range = readonly [number, number];

export function Parallel({ state, aim }: PlotProps): JSX.Element {
  const { objectives, background, points, path, at } = state;
  const { box, width, height } = useMeasured(0.66);
  const sides = width < 500 ? 26 : 44;
  // Long names keep apart by every other one standing higher.
  const crowded = lettersWide(objectives.map(({ id }) => id)) > (width - 2 * sides) / objectives.length;
  const margin = { left: sides, right: sides, top: crowded ? 62 : 44, bottom: 30 };
  const [brushes, setBrushes] = useState<Readonly<Record<number, Range>>>({});
  const dragging = useRef<{ readonly axis: number; readonly from: number } | null>(null);
  const all = allPoints(background, points, aim);
  const ranges = objectives.map((_, j) => extent(all.map((point) => point[j]!)));
  const x = (j: number): number =>
    margin.left + (j / (objectives.length - 1)) * (width - margin.left - margin.right);
  /** Better is always up. */
  const y = (value: number, j: number): number => {
    const [low, high] = ranges[j]!;
    const share = (value - low) / (high - low);
    const down = objectives[j]!.direction === "min" ? share : 1 - share;
    return margin.top + down * (height - margin.top - margin.bottom);
  };
  const valueAt = (down: number, j: number): number => {
    const [low, high] = ranges[j]!;
    const share = Math.max(0, Math.min(1, (down - margin.top) / (height - margin.top - margin.bottom)));
    return low + (objectives[j]!.direction === "min" ? share : 1 - share) * (high - low);
  };
  /** Names at the ends begin and end with the picture. */
  const side = (j: number): "start" | "middle" | "end" =>
    j === 0 ? "start" : j === objectives.length - 1 ? "end" : "middle";
  const place = (j: number): number => (j === 0 ? 8 : j === objectives.length - 1 ? width - 8 : x(j));
  const line = (values: readonly number[]): string =>
    values.map((value, j) => `${x(j)},${y(value, j)}`).join(" ");
  const within = (values: readonly number[]): boolean =>
    Object.entries(brushes).every(
      ([j, [low, high]]) => values[Number(j)]! >= low && values[Number(j)]! <= high,
    );
  const heightOf = (event: PointerEvent): number => {
    const box = (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect();
    return ((event.clientY - box.top) / box.height) * height;
  };
  const brush = (j: number, range: Range | null): void => {
    const { [j]: _, ...rest } = brushes;
    setBrushes(range ? { ...rest, [j]: range } : rest);
  };
  return (
    <div ref={box}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Front of ${objectives.map(({ id }) => id).join(", ")}; better is up`}
      >
        {background.map((point, i) => (
          <polyline
            key={i}
            class="known-line"
            // Many lines are a thicket unless each is faint.
            style={{ opacity: within(point) ? Math.max(0.1, Math.min(0.45, 45 / background.length)) : 0.03 }}
            points={line(point)}
          />
        ))}
        {points.map((point) => (
          <polyline
            key={point.id}
            class={`way ${path.includes(point.id) ? "" : "aside"} ${within(point.values) ? "" : "off"}`}
            points={line(point.values)}
          />
        ))}
        {aim && <polyline class="aim" points={line(aim)} />}
        <polyline class="here-line" points={line(points[at]!.values)} />
        {objectives.map(({ id }, j) => (
          <g key={id} class="tick">
            <line class="edge" x1={x(j)} x2={x(j)} y1={margin.top} y2={height - margin.bottom} />
            <text
              class="axis"
              x={place(j)}
              y={margin.top - (crowded && j % 2 === 1 ? 44 : 26)}
              text-anchor={side(j)}
            >
              {id}
            </text>
            <text x={x(j)} y={margin.top - 8} text-anchor="middle">
              {shown(valueAt(margin.top, j))}
            </text>
            <text x={x(j)} y={height - margin.bottom + 16} text-anchor="middle">
              {shown(valueAt(height, j))}
            </text>
            {brushes[j] && (
              <rect
                class="brush"
                x={x(j) - 7}
                width={14}
                y={Math.min(y(brushes[j]![0], j), y(brushes[j]![1], j))}
                height={Math.abs(y(brushes[j]![0], j) - y(brushes[j]![1], j))}
              />
            )}
            <rect
              class="grip"
              x={x(j) - 14}
              width={28}
              y={margin.top}
              height={height - margin.top - margin.bottom}
              onPointerDown={(event) => {
                dragging.current = { axis: j, from: heightOf(event) };
                event.currentTarget.setPointerCapture(event.pointerId);
              }}
              onPointerMove={(event) => {
                const { from, axis } = dragging.current ?? { from: 0, axis: -1 };
                if (axis !== j || Math.abs(heightOf(event) - from) < 3) return;
                const ends = [valueAt(from, j), valueAt(heightOf(event), j)];
                brush(j, [Math.min(...ends), Math.max(...ends)]);
              }}
              onPointerUp={(event) => {
                const start = dragging.current;
                dragging.current = null;
                if (start && Math.abs(heightOf(event) - start.from) < 3) brush(j, null);
              }}
            />
          </g>
        ))}
      </svg>
      <details class="quiet">
        <summary>Show only what lies between …</summary>
        <div class="ranges">
          {objectives.map(({ id }, j) => (
            <fieldset key={id}>
              <legend>{id}</legend>
              {[0, 1].map((end) => (
                <label key={end}>
                  {end === 0 ? "from" : "to"}
                  <input
                    type="number"
                    step="any"
                    value={Number((brushes[j] ?? ranges[j]!)[end]!.toPrecision(6))}
                    onChange={(event) => {
                      const now = [...(brushes[j] ?? ranges[j]!)] as [number, number];
                      now[end as 0 | 1] = Number(event.currentTarget.value);
                      brush(j, now);
                    }}
                  />
                </label>
              ))}
            </fieldset>
          ))}
          <button type="button" onClick={() => setBrushes({})}>
            Show all
          </button>
        </div>
      </details>
    </div>
  );
}
