/** Each objective over the walk, and the walk as a table. */
import type { JSX } from "preact";
import { useWidth } from "./measured.ts";
import { extent, shown, shownAmong, sizesOf } from "./numbers.ts";
import { actions, busy, state, steering } from "./walk-state.ts";

const height = 92;

export function Courses(): JSX.Element {
  return (
    <div class="courses">
      {state.value!.objectives.map(({ id }, j) => (
        <Course key={id} objective={j} />
      ))}
    </div>
  );
}

/** One objective from the start to where we are. */
function Course({ objective: j }: { readonly objective: number }): JSX.Element {
  const { objectives, background, points, path } = state.value!;
  const { id, direction } = objectives[j]!;
  const { box, width } = useWidth();
  const size = sizesOf(background, points)[j]!;
  const values = path.map((point) => points[point]!.values[j]!);
  const [first, last] = [values[0]!, values.at(-1)!].map((value) => shownAmong(value, size));
  const range = extent(values);
  const x = (k: number): number => 8 + (k / Math.max(1, path.length - 1)) * (width - 16);
  const y = (value: number): number => {
    const share = (value - range[0]) / (range[1] - range[0]);
    return 10 + (1 - share) * (height - 30);
  };
  return (
    <figure>
      <figcaption>
        {id}{" "}
        <span class="quiet">
          {first} → {last}
        </span>
      </figcaption>
      <div ref={box}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${id} over ${path.length} points, from ${first} to ${last}`}
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
      </div>
    </figure>
  );
}

/** A policy's file as a name: without its folder and ending. */
const nameOf = (name: string): string => name.replace(/^.*\//, "").replace(/\.safetensors$/, "");

export function Points(): JSX.Element {
  const { objectives, background, points, path, at } = state.value!;
  const sizes = sizesOf(background, points);
  const can = steering.value && !busy.value;
  return (
    <>
      <p class="quiet" id="points-note">
        All points; a step from an earlier one makes a branch.
      </p>
      <div class="scroll">
        <table aria-describedby="points-note">
          <thead>
            <tr>
              <th scope="col">point</th>
              <th scope="col">
                <span class="unseen">go to it</span>
              </th>
              <th scope="col">from</th>
              {objectives.map(({ id }) => (
                <th scope="col" class="number" key={id}>
                  {id}
                </th>
              ))}
              <th scope="col">wanted</th>
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
                  {point.name ? (
                    <span class="quiet name" title={point.name}>
                      {" "}
                      {nameOf(point.name)}
                    </span>
                  ) : (
                    ""
                  )}
                </th>
                <td>
                  {point.id !== at && (
                    <button
                      type="button"
                      class="small"
                      disabled={!can}
                      aria-label={`go to point ${point.id}`}
                      onClick={() => actions.branch(point.id)}
                    >
                      go here
                    </button>
                  )}
                </td>
                <td>
                  {point.corrects !== null ? `${point.corrects}, corrected` : (point.parent ?? "start")}
                </td>
                {point.values.map((value, j) => (
                  <td class="number" key={j} data-value={value}>
                    {shownAmong(value, sizes[j]!)}
                  </td>
                ))}
                <td>{point.preference?.map((weight) => shown(weight)).join(", ") ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
