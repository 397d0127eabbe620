/** Three objectives as a scatter that turns: by dragging, or by the sliders below. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useMeasured } from "./measured.ts";
import { allPoints, extent, shown, ticks } from "./numbers.ts";
import type { PlotProps } from "./plot.tsx";
import { Arrowhead } from "./scatter.tsx";

export function Scatter3d({ state, aim }: PlotProps): JSX.Element {
  const { box, width, height } = useMeasured(0.76);
  // Half an edge of the cube: its diagonal fits however it is turned, with room for names.
  const size = Math.min(width / 3.9, height / 3.5);
  const [turn, setTurn] = useState(-0.6);
  const [tilt, setTilt] = useState(0.45);
  const dragged = useRef<readonly [number, number] | null>(null);
  const { objectives, background, points, path, at } = state;
  const all = allPoints(background, points, aim);
  const ranges = [0, 1, 2].map((j) => extent(all.map((point) => point[j]!)));
  /** From values to the picture: the unit cube around 0, turned about the upright axis, then tilted. */
  const place = (values: readonly number[]): readonly [number, number, number] => {
    const [a, b, c] = [0, 1, 2].map((j) => {
      const [low, high] = ranges[j]!;
      return (2 * (values[j]! - low)) / (high - low) - 1;
    }) as [number, number, number];
    const [across, deep] = [a * Math.cos(turn) - b * Math.sin(turn), a * Math.sin(turn) + b * Math.cos(turn)];
    const up = c * Math.cos(tilt) - deep * Math.sin(tilt);
    return [width / 2 + size * across, height / 2 - size * up, deep * Math.cos(tilt) + c * Math.sin(tilt)];
  };
  const corner = (j: number, far: boolean): number[] =>
    [0, 1, 2].map((k) => (k === j && far ? ranges[k]![1] : ranges[k]![0]));
  const origin = place(corner(0, false));
  const here = place(points[at]!.values);
  const tip = aim ? place(aim) : null;
  const turnBy = (by: number, up: number): void => {
    setTurn(turn + by);
    setTilt(Math.max(-1.5, Math.min(1.5, tilt + up)));
  };
  return (
    <div ref={box}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        class="turns"
        aria-label={`Front of ${objectives.map(({ id }) => id).join(", ")}; drag to turn it`}
        onPointerDown={(event) => {
          dragged.current = [event.clientX, event.clientY];
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (!dragged.current) return;
          turnBy((event.clientX - dragged.current[0]) / 150, (event.clientY - dragged.current[1]) / 150);
          dragged.current = [event.clientX, event.clientY];
        }}
        onPointerUp={() => {
          dragged.current = null;
        }}
      >
        <Arrowhead />
        {[0, 1, 2].map((j) => {
          const end = place(corner(j, true));
          const { id, direction } = objectives[j]!;
          const down = end[1] > origin[1];
          return (
            <g key={id} class="tick">
              <line class="edge" x1={origin[0]} y1={origin[1]} x2={end[0]} y2={end[1]} />
              {ticks(ranges[j]!, 3).map((value) => {
                const [x, y] = place([0, 1, 2].map((k) => (k === j ? value : ranges[k]![0])));
                return (
                  <g key={value}>
                    <circle class="notch" cx={x} cy={y} r={2} />
                    <text
                      class="small halo"
                      x={x + (j === 2 ? -7 : 0)}
                      y={y + (j === 2 ? 4 : down ? 15 : -7)}
                      text-anchor={j === 2 ? "end" : "middle"}
                    >
                      {shown(value)}
                    </text>
                  </g>
                );
              })}
              <text
                class="axis halo"
                x={Math.max(60, Math.min(width - 60, end[0]))}
                y={end[1] + (j === 2 ? -12 : down ? 32 : -24)}
                text-anchor="middle"
              >
                {id} {direction === "min" ? "(→ worse)" : "(→ better)"}
              </text>
            </g>
          );
        })}
        {background.map((point, i) => {
          const [x, y, deep] = place(point);
          return (
            <circle
              key={i}
              class="known"
              cx={x}
              cy={y}
              r={2.4 + 0.5 * deep}
              style={{ opacity: 0.45 + 0.2 * deep }}
            />
          );
        })}
        <polyline
          class="way"
          points={path.map((id) => place(points[id]!.values).slice(0, 2).join(",")).join(" ")}
        />
        {points.map((point) => {
          const [x, y] = place(point.values);
          return (
            <circle
              key={point.id}
              class={path.includes(point.id) ? "step" : "step aside"}
              cx={x}
              cy={y}
              r={4.2}
            >
              <title>{`point ${point.id}: ${point.values.map(shown).join(", ")}`}</title>
            </circle>
          );
        })}
        {tip && <line class="aim" x1={here[0]} y1={here[1]} x2={tip[0]} y2={tip[1]} marker-end="url(#tip)" />}
        <circle class="here" cx={here[0]} cy={here[1]} r={6.5} />
      </svg>
      <div class="turning quiet">
        <label>
          turn
          <input
            type="range"
            min={-3.2}
            max={3.2}
            step={0.1}
            value={turn}
            onInput={(event) => setTurn(Number(event.currentTarget.value))}
          />
        </label>
        <label>
          tilt
          <input
            type="range"
            min={-1.5}
            max={1.5}
            step={0.1}
            value={tilt}
            onInput={(event) => setTilt(Number(event.currentTarget.value))}
          />
        </label>
      </div>
    </div>
  );
}
