/** P8: what finding the people of one mail costs, at 1 k, 10 k, 100 k and 1 M contacts. */
import type { EmailAddress } from "../../backend/src/crm/ids.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { addContacts, addressOf, withLoader } from "./dataset.ts";
import { quantile } from "./report.ts";
import type { Measurement } from "./report.ts";
import { createBenchWorkspace } from "./workspace.ts";

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const MESSAGES = 1_500;
const PEOPLE_ON_A_MAIL = 5;

export async function measureMatching(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const { viewer, dataset } = await createBenchWorkspace(bench);
  const costs: number[] = [];
  let contacts = 0;
  for (const size of SIZES.map((full) => Math.max(100, Math.round(full * scale)))) {
    await withLoader(bench.pool, (loader) => addContacts(loader, { ...dataset, contacts }, size));
    contacts = size;
    costs.push(await costOfMatching(bench, viewer, size));
    console.log(`  ${size} contacts: ${(costs.at(-1) ?? 0).toFixed(3)} ms`);
  }
  return costs.slice(1).map((cost, i) => ({
    id: "P8",
    measure: `matching cost, ${SIZES[i] ?? 0} → ${SIZES[i + 1] ?? 0} contacts`,
    value: cost / (costs[i] ?? cost),
    unit: "×",
    bar: 1.3,
  }));
}

/** Median milliseconds; half of the people on each mail are contacts. */
async function costOfMatching(
  { stores }: BenchDatabase,
  viewer: Awaited<ReturnType<typeof createBenchWorkspace>>["viewer"],
  size: number,
): Promise<number> {
  const times: number[] = [];
  const now = new Date();
  for (let i = -200; i < MESSAGES; i += 1) {
    const addresses = Array.from({ length: PEOPLE_ON_A_MAIL }, (_, k) =>
      k % 2 === 0
        ? addressOf(1 + ((Math.abs(i) * 7_919 + k) % size))
        : `stranger${Math.abs(i)}.${k}@elsewhere.example`,
    ) as EmailAddress[];
    const startedAt = performance.now();
    await stores.context.find(
      viewer,
      { addresses, mergeKey: `bench-open:${i}`, gmailMessageId: null, fullCards: 5 },
      now,
    );
    if (i >= 0) times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}
