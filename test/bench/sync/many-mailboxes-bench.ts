/** P9: whether a mail costs the same however many mailboxes there are, and whether a giant one keeps small ones waiting. */
import pino from "pino";
import type { Viewer } from "../../../backend/src/crm/ports.ts";
import { startWorker } from "../../../backend/src/jobs/worker.ts";
import type { BenchDatabase } from "../bench-database.ts";
import { quantile } from "../report.ts";
import type { Measurement } from "../report.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { prepareOurSync } from "./our-sync.ts";
import type { OurSync } from "./our-sync.ts";
import { startGoogle } from "./start-google.ts";
import type { GoogleProcess } from "./start-google.ts";

const MAILBOXES = [10, 100, 1_000];
/** Together, however many mailboxes they lie in. */
const MAILS = 60_000;
const CONTACTS = 20;
/** As the worker of the product. */
const SLOTS = 16;

const GIANT = 30_000;
const SMALL_ONES = 99;
const SMALL = 60;

/** Microseconds of this process's CPU for a mail read, as more mailboxes share the same number of mails. */
export async function measureManyMailboxes(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const costs: number[] = [];
  // The first time for nothing: code is compiled when it runs often.
  for (const [round, count] of [MAILBOXES[0] ?? 1, ...MAILBOXES].entries())
    costs.push(await costOfMails(bench, `many${round}.example`, count, Math.round(MAILS * scale)));
  const [, ...measured] = costs;
  return measured.slice(1).map((cost, i) => ({
    id: "P9",
    measure: `CPU per mail, ${MAILBOXES[i] ?? 0} → ${MAILBOXES[i + 1] ?? 0} mailboxes`,
    value: cost / (measured[i] ?? cost),
    unit: "×",
    bar: 1.2,
  }));
}

async function costOfMails(
  bench: BenchDatabase,
  domain: string,
  mailboxes: number,
  mails: number,
): Promise<number> {
  const each = Math.max(1, Math.round(mails / mailboxes));
  return await withMailboxes(bench, domain, Array<number>(mailboxes).fill(each), async (sync, google) => {
    const before = process.cpuUsage();
    await sync.run(SLOTS);
    const { user, system } = process.cpuUsage(before);
    const read = await google.countCalls("gmail.messages.get");
    const cost = (user + system) / read;
    console.log(`  ${mailboxes} mailboxes of ${each} mails: ${Math.round(cost)} µs a mail`);
    return cost;
  });
}

/** Through the worker, with its slices. */
export async function measureFairness(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const small = Array<number>(SMALL_ONES).fill(Math.max(5, Math.round(SMALL * scale)));
  await waitOfSmallOnes(bench, "warm.example", small, 0);
  const alone = await waitOfSmallOnes(bench, "alone.example", small, 0);
  const giant = Math.round(GIANT * scale);
  const beside = await waitOfSmallOnes(bench, "beside.example", small, giant);
  console.log(`  p95 until synced: ${Math.round(alone)} ms alone, ${Math.round(beside)} ms beside the giant`);
  return [
    {
      id: "P9",
      measure: `${SMALL_ONES} small mailboxes beside a giant, p95 ÷ alone`,
      value: beside / alone,
      unit: "×",
      bar: 1.5,
    },
  ];
}

/** Milliseconds until 95 of 100 small mailboxes are synced. */
async function waitOfSmallOnes(
  bench: BenchDatabase,
  domain: string,
  small: readonly number[],
  giant: number,
): Promise<number> {
  const counts = giant === 0 ? small : [giant, ...small];
  return await withMailboxes(bench, domain, counts, async (sync) => {
    const watched = giant === 0 ? sync.reps : sync.reps.slice(1);
    const startedAt = performance.now();
    const worker = await startWorker({
      sources: [sync.work],
      slots: SLOTS,
      pollMs: 1_000,
      listen: () => Promise.resolve(() => Promise.resolve()),
      log: pino({ level: "silent" }),
    });
    const times = await timesUntilSynced(bench, watched, startedAt);
    await worker.stop();
    return quantile(times, 0.95);
  });
}

async function timesUntilSynced(
  { pool }: BenchDatabase,
  reps: readonly Viewer[],
  startedAt: number,
): Promise<readonly number[]> {
  const times = new Map<string, number>();
  while (times.size < reps.length) {
    const { rows } = await pool.query<{ user_id: string }>(
      "select user_id from mail_sync where user_id = any($1) and last_synced_at is not null",
      [reps.map(({ userId }) => userId)],
    );
    for (const { user_id } of rows)
      if (!times.has(user_id)) times.set(user_id, performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [...times.values()];
}

/** Mailboxes of so many mails each, all with a contact on them. */
async function withMailboxes<T>(
  bench: BenchDatabase,
  domain: string,
  counts: readonly number[],
  work: (sync: OurSync, google: GoogleProcess) => Promise<T>,
): Promise<T> {
  const contacts = contactAddresses(CONTACTS);
  const google = await startGoogle({
    mailboxes: counts.map((count, i) => ({
      email: `rep${i}@${domain}`,
      count,
      contactShare: 0.9,
      seed: i + 1,
    })),
    contacts,
    latencyMs: 0,
    isLimited: false,
  });
  try {
    const sync = await prepareOurSync({
      bench,
      googleUrl: google.url,
      mailboxes: google.mailboxes,
      contacts,
    });
    try {
      return await work(sync, google);
    } finally {
      await sync.close();
    }
  } finally {
    await google.stop();
  }
}
