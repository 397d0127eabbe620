// The Pareto kernels. All pointers are byte offsets into the imported memory; the caller lays it out.
export { argsort, argsortScratch } from "./pareto-sort";
export { ranks2, ranks2Scratch, ranks3, ranks3Scratch } from "./pareto-ranks-sweep";
export { ranksBitset, ranksBitsetScratch } from "./pareto-ranks-bitset";
