// The Pareto kernels. All pointers are byte offsets into the imported memory; the caller lays it out.
export { argsort, argsortScratch } from "./pareto-sort";
export { ranks2, ranks2Scratch, ranks3, ranks3Scratch } from "./pareto-ranks-sweep";
export { ranksBitset, ranksBitsetScratch } from "./pareto-ranks-bitset";
export { volume2, volume2Scratch, volume3, volume3Scratch } from "./pareto-volume-sweep";
export { volume4, volume4Scratch } from "./pareto-volume4";
export { volumeLimit, volumeLimitScratch } from "./pareto-volume-limit";
export { contributions2, contributions2Scratch, contributions3, contributions3Scratch } from "./pareto-contributions-sweep";
export { contributions4, contributions4Scratch } from "./pareto-contributions4";
export { contributionsLimit, contributionsLimitScratch } from "./pareto-contributions-limit";
export { firstFront3, firstFront3Scratch } from "./pareto-front-sweep";
