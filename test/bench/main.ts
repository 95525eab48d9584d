/**
 * `npm run bench`: the bars that can be measured today, as ratios and counts, against the embedded database or the one
 * of DATABASE_URL. BENCH_SCALE=0.01 shrinks the data sets for a quick look; the bars are meant at 1.
 */
import { measureAddon } from "./addon-bench.ts";
import { withBenchDatabase } from "./bench-database.ts";
import { measureContext } from "./context-bench.ts";
import { measureMatching } from "./matching-bench.ts";
import { printReport } from "./report.ts";
import type { Measurement } from "./report.ts";

const scale = Number(process.env["BENCH_SCALE"] ?? 1);
const measurements: Measurement[] = [];

console.log("P12, P13, P16: the add-on in the demo's world");
measurements.push(...(await measureAddon()));

const database = await withBenchDatabase(async (bench) => {
  console.log("P8: matching at a growing number of contacts");
  measurements.push(...(await measureMatching(bench, scale)));
  console.log("P11: opening a message in a big workspace");
  measurements.push(...(await measureContext(bench, scale)));
  return bench.name;
});

printReport({ database, node: process.version, measurements });
process.exitCode = measurements.every(({ value, bar }) => value <= bar) ? 0 : 1;
