/** Steps of optimisers over all parameters. Addresses are bytes in the imported memory; nothing here allocates. */
export { adamF32 } from "./optimiser-adam";
