import { checkedOptions, type Registry, registry } from "../base/index.ts";
import { checkedDataSet, type Splits } from "./data-set.ts";
import type { DataSetEntry, Supply } from "./entry.ts";
import { pictureEntries } from "./picture-sets.ts";
import { generatedEntries } from "./synthetic.ts";
import { fileEntries } from "./table.ts";

/** Every data set by its id. */
export const dataSets: Registry<DataSetEntry> = registry<DataSetEntry>("data set", {
  ...pictureEntries,
  ...generatedEntries,
  ...fileEntries,
});

/**
 * The data set of that id: `loadDataSet("multi-mnist", { limits: { train: 10_000 } }, nodeSupply())`. Throws an
 * `InputError` on an unknown id, options that it does not take, and raw data that is missing or unusable.
 */
export async function loadDataSet(
  id: string,
  options: Readonly<Record<string, unknown>>,
  supply: Supply,
): Promise<Splits> {
  const found = dataSets.get(id);
  const splits = await found.create(checkedOptions(`data set "${id}"`, found, options), supply);
  for (const split of ["train", "validation", "test"] as const)
    checkedDataSet(splits[split], `data set "${id}", ${split}`);
  return splits;
}
