import { z } from "zod";
import { type FrontEntry, frontEntry } from "../front.ts";
import { membersField, unguided } from "../members.ts";
import { type CpmtlOptions, cpmtlFields, cpmtlRule } from "../sets/cpmtl.ts";

/** Members that grow along the front from one that was trained to it. */
export const cpmtl: FrontEntry = frontEntry<CpmtlOptions & { readonly members: number }>({
  title: "CPMTL: members grow along the front from one that was trained to it",
  paper: "Ma, Du, Matusik 2020, ICML, arXiv:2006.16434",
  kind: "set",
  needs: "hessian",
  cost: "1 + 2 T, and up to 3 + 6 x 50 for Hessian-vector products",
  use: "a dense piece of the front around one point, at little more than that point's cost; strays far from it",
  options: z.strictObject({ ...membersField, ...cpmtlFields }),
  create: ({ members, ...options }) => ({
    kind: "set",
    guided: false,
    preferences: unguided(members),
    rule: cpmtlRule(options),
  }),
});
