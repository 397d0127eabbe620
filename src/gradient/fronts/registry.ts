import { checkedOptions, type Registry, registry } from "../../base/index.ts";
import type { Front, FrontEntry } from "./front.ts";
import { cosmos } from "./methods/cosmos.ts";
import { cpmtl } from "./methods/cpmtl.ts";
import { epo } from "./methods/epo.ts";
import { hypervolumeGradient } from "./methods/hypervolume-gradient.ts";
import { mooSvgd } from "./methods/moo-svgd.ts";
import { mtSgd } from "./methods/mt-sgd.ts";
import { palora } from "./methods/palora.ts";
import { pamal } from "./methods/pamal.ts";
import { paretoMtl } from "./methods/pareto-mtl.ts";
import { phnEpo } from "./methods/phn-epo.ts";
import { phnHvi } from "./methods/phn-hvi.ts";
import { phnLs } from "./methods/phn-ls.ts";
import { pmgda } from "./methods/pmgda.ts";
import { stchSweep } from "./methods/stch-sweep.ts";
import { tchebycheffSweep } from "./methods/tchebycheff-sweep.ts";
import { weightedMgda } from "./methods/weighted-mgda.ts";
import { weightedSum } from "./methods/weighted-sum.ts";

/** Every front method by its id. Others register theirs in the same way. */
export const fronts: Registry<FrontEntry> = registry<FrontEntry>("front method", {
  "weighted-sum": weightedSum,
  "tchebycheff-sweep": tchebycheffSweep,
  "stch-sweep": stchSweep,
  "weighted-mgda": weightedMgda,
  "pareto-mtl": paretoMtl,
  epo,
  pmgda,
  "hypervolume-gradient": hypervolumeGradient,
  "moo-svgd": mooSvgd,
  "mt-sgd": mtSgd,
  cpmtl,
  "phn-ls": phnLs,
  "phn-epo": phnEpo,
  "phn-hvi": phnHvi,
  cosmos,
  pamal,
  palora,
});

/**
 * The front method of that id: `createFront("epo", { members: 7 })`. Throws an `InputError` on an unknown id or options
 * that it does not take.
 */
export function createFront(id: string, options: Readonly<Record<string, unknown>> = {}): Front {
  const found = fronts.get(id);
  return found.create(checkedOptions(`front method "${id}"`, found, options));
}
