/**
 * P10: what one new mail costs in a workspace of 100,000 activities and in one of 10,000,000, a tenth of which came from
 * the mailbox that gets it.
 */
import { rawMail } from "../../e2e/raw-mail.ts";
import type { BenchDatabase } from "../bench-database.ts";
import { addActivities, addContacts, addLedger, addressOf, withLoader } from "../dataset.ts";
import type { Dataset } from "../dataset.ts";
import { quantile } from "../report.ts";
import type { Measurement } from "../report.ts";
import { listStatements } from "../statement-count.ts";
import { prepareOurSync } from "./our-sync.ts";
import type { OurSync } from "./our-sync.ts";
import { startGoogle } from "./start-google.ts";
import type { GoogleProcess } from "./start-google.ts";

const EMAIL = "rep@one-mail.example";
const SIZES = [100_000, 10_000_000];
/** So each has the same number of them at any size. */
const ACTIVITIES_PER_CONTACT = 10;
const WARM_UP = 60;
const MAILS = 200;

export async function measureOneMail(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const google = await startGoogle({
    mailboxes: [{ email: EMAIL, count: 100, contactShare: 0, seed: 10 }],
    contacts: ["nobody@nowhere.example"],
    latencyMs: 0,
    isLimited: false,
  });
  try {
    const sync = await prepareOurSync({
      bench,
      googleUrl: google.url,
      mailboxes: google.mailboxes,
      contacts: [],
    });
    await sync.run();
    const [rep] = sync.reps;
    if (rep === undefined) throw new Error("no rep");
    let dataset: Dataset = { ...rep, contacts: 0, activities: 0 };
    const costs: { readonly ms: number; readonly statements: number }[] = [];
    for (const activities of SIZES.map((size) => Math.max(1_000, Math.round(size * scale)))) {
      dataset = await grow(bench, dataset, activities);
      const cost = await costOfMail({ google, sync, dataset });
      costs.push(cost);
      console.log(`  ${activities} activities: ${cost.ms.toFixed(2)} ms, ${cost.statements} statements`);
    }
    await sync.close();
    const [small, large] = costs;
    if (small === undefined || large === undefined) throw new Error("two sizes are compared");
    return [
      {
        id: "P10",
        measure: "SQL statements of one new mail, begin and commit not counted",
        value: Math.max(small.statements, large.statements),
        unit: "",
        bar: 6,
      },
      {
        id: "P10",
        measure: `time of one new mail, ${SIZES.join(" → ")} activities`,
        value: large.ms / small.ms,
        unit: "×",
        bar: 1.3,
      },
    ];
  } finally {
    await google.stop();
  }
}

async function grow(bench: BenchDatabase, dataset: Dataset, activities: number): Promise<Dataset> {
  const contacts = Math.round(activities / ACTIVITIES_PER_CONTACT);
  await withLoader(bench.pool, async (loader) => {
    await addContacts(loader, dataset, contacts);
    await addActivities(loader, { ...dataset, contacts }, activities);
    await addLedger(loader, dataset, activities);
  });
  return { ...dataset, contacts, activities };
}

/** Medians, from claiming the mailbox to having let go of it; the senders are contacts who were added last. */
async function costOfMail(parts: {
  readonly google: GoogleProcess;
  readonly sync: OurSync;
  readonly dataset: Dataset;
}): Promise<{ ms: number; statements: number }> {
  const { google, sync, dataset } = parts;
  const times: number[] = [];
  const counts: number[] = [];
  for (let i = -WARM_UP; i < MAILS; i++) {
    const from = addressOf(dataset.contacts - ((i + WARM_UP) % Math.min(dataset.contacts, 500)));
    const mail = { from: { email: from }, to: [{ email: EMAIL }], subject: `New mail ${i}`, text: TEXT };
    await google.deliver(EMAIL, rawMail(mail));
    await sync.makeDue();
    const statements = await listStatements(async () => {
      const startedAt = performance.now();
      await sync.runOnce();
      if (i >= 0) times.push(performance.now() - startedAt);
    });
    if (i >= 0) counts.push(statements.filter((text) => !/^(?:begin|commit)$/.test(text)).length);
  }
  return { ms: quantile(times, 0.5), statements: quantile(counts, 0.5) };
}

const TEXT =
  "Hello,\n\nshall we talk about the offer on Monday? I have some questions about the delivery.\n\nBest regards";
