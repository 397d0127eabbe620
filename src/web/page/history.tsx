/** Each objective over the walk, and the walk as a table. */
import type { JSX } from "preact";
import { extent, shown, shownAmong, sizesOf } from "./numbers.ts";
import { actions, busy, state, steering } from "./walk-state.ts";

const [width, height] = [260, 92];

export function Courses(): JSX.Element {
  const { objectives, background, points, path } = state.value!;
  const sizes = sizesOf(background, points);
  return (
    <div class="courses">
      {objectives.map(({ id, direction }, j) => {
        const values = path.map((point) => points[point]!.values[j]!);
        const range = extent(values);
        const x = (k: number): number => 8 + (k / Math.max(1, path.length - 1)) * (width - 16);
        const y = (value: number): number => {
          const share = (value - range[0]) / (range[1] - range[0]);
          return 10 + (1 - share) * (height - 30);
        };
        return (
          <figure key={id}>
            <figcaption>
              {id}{" "}
              <span class="quiet">
                {shownAmong(values[0]!, sizes[j]!)} → {shownAmong(values.at(-1)!, sizes[j]!)}
              </span>
            </figcaption>
            <svg
              viewBox={`0 0 ${width} ${height}`}
              role="img"
              aria-label={`${id} over ${path.length} points, from ${shownAmong(values[0]!, sizes[j]!)} to ${shownAmong(values.at(-1)!, sizes[j]!)}`}
            >
              <line class="edge" x1={8} x2={width - 8} y1={height - 16} y2={height - 16} />
              <polyline class="way" points={values.map((value, k) => `${x(k)},${y(value)}`).join(" ")} />
              {values.map((value, k) => (
                <circle
                  key={k}
                  class={k === path.length - 1 ? "here" : "step"}
                  cx={x(k)}
                  cy={y(value)}
                  r={k === path.length - 1 ? 4.5 : 2.5}
                />
              ))}
              <text class="small" x={8} y={height - 3}>
                start
              </text>
              <text class="small" x={width - 8} y={height - 3} text-anchor="end">
                {direction === "min" ? "lower is better" : "higher is better"}
              </text>
            </svg>
          </figure>
        );
      })}
    </div>
  );
}

export function Points(): JSX.Element {
  const { objectives, background, points, path, at } = state.value!;
  const sizes = sizesOf(background, points);
  const can = steering.value && !busy.value;
  return (
    <div class="scroll">
      <table>
        <caption class="quiet">All points; a step from an earlier one makes a branch.</caption>
        <thead>
          <tr>
            <th scope="col">point</th>
            <th scope="col">from</th>
            {objectives.map(({ id }) => (
              <th scope="col" class="number" key={id}>
                {id}
              </th>
            ))}
            <th scope="col">wanted</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr
              key={point.id}
              class={point.id === at ? "current" : path.includes(point.id) ? "" : "aside"}
              aria-current={point.id === at}
            >
              <th scope="row">
                {point.id}
                {point.name ? <span class="quiet"> {point.name}</span> : ""}
              </th>
              <td>{point.corrects !== null ? `${point.corrects}, corrected` : (point.parent ?? "start")}</td>
              {point.values.map((value, j) => (
                <td class="number" key={j} data-value={value}>
                  {shownAmong(value, sizes[j]!)}
                </td>
              ))}
              <td>{point.preference?.map((weight) => shown(weight)).join(", ") ?? ""}</td>
              <td>
                {point.id !== at && (
                  <button
                    type="button"
                    class="small"
                    disabled={!can}
                    onClick={() => actions.branch(point.id)}
                  >
                    go here
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
