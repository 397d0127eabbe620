/** What evaluation has for Node only: the pool of threads, and modules of the user's own. */
export { loadModules, type UserModule } from "./modules.ts";
export { type ThreadOptions, threadExecutor } from "./threads.ts";
