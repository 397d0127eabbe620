/**
 * One life of a run, for the test that ends it: `node job.mjs run CONFIG FOLDER WORKERS` or
 * `node job.mjs resume FOLDER WORKERS`. Prints a line a record, so that the test knows how far it is.
 */
import { loadConfig, resumeRun, runExperiment } from "../../dist/src/runs/index.js";

const [verb, ...rest] = process.argv.slice(2);
const workers = Number(rest.pop());
const options = { workers, onRecord: (record) => process.stdout.write(`${record.type}\n`) };
if (verb === "run") await runExperiment(await loadConfig(rest[0]), rest[1], options);
else await resumeRun(rest[0], options);
