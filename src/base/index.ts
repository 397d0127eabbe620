/**
 * What every room stands on: errors a user can act on, registries, suggestions for misspelt names, and a logarithm and
 * exponential that are the same on every engine.
 */
export { exponential, logarithm, power } from "./elementary.ts";
export { EvofrontError, InputError, JobError, ShapeError } from "./errors.ts";
export { checkedOptions, optionNames, unknownOption } from "./options.ts";
export { type Registry, registry } from "./registry.ts";
export { nearest, suggestion } from "./suggest.ts";
