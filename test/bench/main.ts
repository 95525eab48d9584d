/**
 * `npm run bench`: the bars as ratios and counts, against the embedded database or the one of DATABASE_URL.
 * `npm run bench -- P1 P15` measures the groups with these bars only. BENCH_SCALE=0.01 shrinks the data sets for a quick
 * look; the bars are meant at 1.
 */
import { measureAddon } from "./addon-bench.ts";
import { withBenchDatabase } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { measureContext } from "./context-bench.ts";
import { measureMatching } from "./matching-bench.ts";
import { printReport } from "./report.ts";
import type { Measurement } from "./report.ts";
import { measureStart } from "./start-bench.ts";
import { measureFirstSync } from "./sync/first-sync-bench.ts";
import { measureFairness, measureManyMailboxes } from "./sync/many-mailboxes-bench.ts";
import { measureMemory } from "./sync/memory-bench.ts";
import { measureOneMail } from "./sync/one-mail-bench.ts";
import { measurePush } from "./sync/push-bench.ts";
import { measureQuota } from "./sync/quota-bench.ts";

interface Group {
  readonly ids: readonly string[];
  readonly title: string;
  readonly measure: (bench: BenchDatabase, scale: number) => Promise<readonly Measurement[]>;
}

/** Each gets a database of its own. */
const GROUPS: readonly Group[] = [
  { ids: ["P12", "P13", "P16"], title: "the add-on in the demo's world", measure: () => measureAddon() },
  { ids: ["P14"], title: "the start of the backend", measure: measureStart },
  {
    ids: ["P1", "P2", "P3", "P4", "P5"],
    title: "a first sync, beside other ways to do it",
    measure: measureFirstSync,
  },
  { ids: ["P6"], title: "a first sync within Google's quota", measure: measureQuota },
  { ids: ["P7"], title: "the memory of a first sync", measure: measureMemory },
  { ids: ["P9"], title: "many mailboxes", measure: measureManyMailboxes },
  { ids: ["P9"], title: "a giant among small mailboxes", measure: measureFairness },
  { ids: ["P15"], title: "pushes", measure: measurePush },
  { ids: ["P8"], title: "matching at a growing number of contacts", measure: measureMatching },
  { ids: ["P10"], title: "one new mail in a big workspace", measure: measureOneMail },
  { ids: ["P11"], title: "opening a message in a big workspace", measure: measureContext },
];

const scale = Number(process.env["BENCH_SCALE"] ?? 1);
const wanted = process.argv.slice(2).map((id) => id.toUpperCase());
const unknown = wanted.filter((id) => !GROUPS.some(({ ids }) => ids.includes(id)));
if (unknown.length > 0) throw new Error(`no bench measures ${unknown.join(", ")}`);

const measurements: Measurement[] = [];
let database = "";
for (const { ids, title, measure } of GROUPS) {
  if (wanted.length > 0 && !ids.some((id) => wanted.includes(id))) continue;
  console.log(`${ids.join(", ")}: ${title}`);
  await withBenchDatabase(async (bench) => {
    database = bench.name;
    measurements.push(...(await measure(bench, scale)));
  });
}

printReport({ database, node: process.version, measurements });
process.exitCode = measurements.every(({ value, bar }) => value <= bar) ? 0 : 1;
