/** The report of a run: its numbers, its charts and its centre at work, in one HTML file and a folder of pictures. */
export { type Figure, figuresOf } from "./figures.ts";
export { writeFigures, writeReport } from "./write-report.ts";
