/**
 * Inner products and sums of rows of single precision: what gradient methods do with the gradients of T tasks.
 * Addresses are bytes in the imported memory; nothing here allocates.
 */
export { uniformAt } from "./draws";
export { combineF32 } from "./rows-combine";
export { packF32 } from "./rows-pack";
export { crossProductsF32, productsF32, productsInPlaceF32 } from "./rows-products";
export { signedSumF32 } from "./rows-signs";
