/** What every room stands on: errors a user can act on, registries, suggestions for misspelt names. */
export { EvofrontError, InputError, JobError, ShapeError } from "./errors.ts";
export { type Registry, registry } from "./registry.ts";
export { nearest, suggestion } from "./suggest.ts";
