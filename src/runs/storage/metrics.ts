import { parquetWriteBuffer } from "hyparquet-writer";
import type { GenerationRecord, RunRecord, TestRecord } from "../records.ts";

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

type Row = { readonly record: GenerationRecord; readonly test: TestRecord | undefined };

/**
 * `metrics.parquet`: a row a generation and arm. Of each value `<task>.<value>`: `.mean`, `.min`, `.max` over the
 * candidates that did not fail, and `.test`, the mean of the centre's test after that generation (null where there
 * was none). `hypervolume` is on the final scale: `unit` is what the records' own is divided by.
 */
export function metricsBytes(records: readonly RunRecord[], unit: number): Uint8Array {
  const tests = records.filter((record) => record.type === "test");
  const rows: Row[] = records
    .filter((record) => record.type === "generation")
    .map((record) => ({
      record,
      test: tests.findLast(({ arm, generation }) => arm === record.arm && generation === record.generation),
    }));
  const column = (name: string, type: "STRING" | "INT32" | "DOUBLE", of: (row: Row) => unknown) => ({
    name,
    type,
    data: rows.map(of) as never,
  });
  const finite = ({ record }: Row, id: string): number[] =>
    (record.returns[id] ?? []).filter((value) => value !== null);
  const over = (id: string, reduce: (values: readonly number[]) => number) => (row: Row) => {
    const values = finite(row, id);
    return values.length === 0 ? null : reduce(values);
  };
  const ids = [...new Set(rows.flatMap(({ record }) => Object.keys(record.returns)))];
  const buffer = parquetWriteBuffer({
    columnData: [
      column("arm", "STRING", ({ record }) => record.arm),
      column("generation", "INT32", ({ record }) => record.generation),
      column("evaluations", "DOUBLE", ({ record }) => record.evaluations),
      column("steps", "DOUBLE", ({ record }) => record.steps),
      column("measured_steps", "DOUBLE", ({ record }) => record.measuredSteps),
      column("seconds", "DOUBLE", ({ record }) => record.seconds),
      column("hypervolume", "DOUBLE", ({ record }) => record.hypervolume / unit),
      column("failures", "INT32", ({ record }) => record.failures.length),
      ...ids.flatMap((id) => [
        column(`${id}.mean`, "DOUBLE", over(id, mean)),
        column(
          `${id}.min`,
          "DOUBLE",
          over(id, (values) => Math.min(...values)),
        ),
        column(
          `${id}.max`,
          "DOUBLE",
          over(id, (values) => Math.max(...values)),
        ),
        column(`${id}.test`, "DOUBLE", ({ test }) => {
          const values = test?.values[id];
          return values && values.length > 0 ? mean(values) : null;
        }),
      ]),
    ],
  });
  return new Uint8Array(buffer);
}
