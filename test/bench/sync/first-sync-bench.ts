/** P1–P5: the first sync of one mailbox, beside the floor and what others would write, in the same run. */
import { performance } from "node:perf_hooks";
import type { Viewer } from "../../../backend/src/crm/ports.ts";
import type { ObservedCall } from "../../../backend/src/google/transport.ts";
import type { BenchDatabase } from "../bench-database.ts";
import { quantile } from "../report.ts";
import type { Measurement } from "../report.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { downloadOnly, fillNaiveLeads, oneByOne, usualClient } from "./other-ways.ts";
import { prepareOurSync } from "./our-sync.ts";
import { startGoogle } from "./start-google.ts";
import type { BenchMailbox, GoogleProcess } from "./start-google.ts";

const MAILS = 20_000;
const CONTACTS = 500;
const CONTACT_SHARE = 0.15;
const READ_UNITS = 20;
const LIST_UNITS = 5;

export async function measureFirstSync(bench: BenchDatabase, scale: number): Promise<readonly Measurement[]> {
  const count = Math.round(MAILS * scale);
  const contacts = contactAddresses(CONTACTS);
  const google = await startGoogle({
    mailboxes: [
      { email: "rep@first-sync.example", count, contactShare: CONTACT_SHARE, seed: 1 },
      { email: "rep@warm-up.example", count, contactShare: CONTACT_SHARE, seed: 2 },
    ],
    contacts,
    latencyMs: 0,
    isLimited: false,
  });
  try {
    const [mailbox, warmUp] = google.mailboxes;
    if (mailbox === undefined || warmUp === undefined) throw new Error("no mailbox");
    const other = { googleUrl: google.url, mailbox, pool: bench.pool };
    // Once for nothing: the mails are written when first read.
    await downloadOnly(other);
    const floors = [await timeOf(() => downloadOnly(other))];
    await fillNaiveLeads(bench.pool, contacts);
    await google.takeUsage(mailbox.email);
    const seed = await timeOf(() => oneByOne(other));
    const seedUnits = (await google.takeUsage(mailbox.email)).gmailUnits;
    const usual = await timeOf(() => usualClient(other));
    await google.takeUsage(mailbox.email);

    // As a backend that runs for longer: what Node compiles late is compiled, and tables have statistics.
    await syncOf(bench, google, warmUp, contacts, () => undefined);
    let searches = 0;
    floors.push(await timeOf(() => downloadOnly(other)));
    await google.takeUsage(mailbox.email);
    const { rep, ours, cpu } = await syncOf(bench, google, mailbox, contacts, ({ call }) => {
      if (call === "messages.list") searches++;
    });
    const usage = await google.takeUsage(mailbox.email);
    floors.push(await timeOf(() => downloadOnly(other)));
    const floor = quantile(floors, 0.5);
    const reads = usage.calls["gmail.messages.get"] ?? 0;

    const { rows } = await bench.pool.query<{ logged: number; skipped: number }>(
      `select count(*) filter (where decision = 'logged')::int as logged,
         count(*) filter (where decision = 'skipped')::int as skipped
       from ledger_entry where user_id = $1`,
      [rep.userId],
    );
    const logged = rows[0]?.logged ?? 0;
    if (logged !== mailbox.contactMailIds.length) {
      throw new Error(`${logged} mails are logged and ${mailbox.contactMailIds.length} have a contact`);
    }
    const ideal = READ_UNITS * logged + LIST_UNITS * searches;
    console.log(
      `  floor ${ms(floor)}, one by one ${ms(seed)}, usual client ${ms(usual)}, ours ${ms(ours)}: ` +
        `${logged} logged of ${count}, ${reads} reads, ${usage.gmailUnits} units; the seed's ${seedUnits}`,
    );
    return [
      {
        id: "P1",
        measure: "first sync ÷ downloading the same bodies",
        value: ours / floor,
        unit: "×",
        bar: 2.5,
      },
      {
        id: "P2",
        measure: "ours ÷ one by one, a row at a time (bar 1/8)",
        value: ours / seed,
        unit: "×",
        bar: 0.125,
      },
      {
        id: "P3",
        measure: "ours ÷ the usual client, 32 at a time (bar 1/3)",
        value: ours / usual,
        unit: "×",
        bar: 0.3333,
      },
      { id: "P4", measure: "CPU per message read", value: cpu / reads, unit: "µs", bar: 250 },
      { id: "P5", measure: "quota units ÷ ideal", value: usage.gmailUnits / ideal, unit: "×", bar: 1.15 },
      {
        id: "P5",
        measure: "the one-by-one way's units ÷ ideal (bar: none)",
        value: seedUnits / ideal,
        unit: "×",
        bar: Infinity,
      },
    ];
  } finally {
    await google.stop();
  }
}

/** Milliseconds of our sync, and microseconds of this process's CPU that it took. */
async function syncOf(
  bench: BenchDatabase,
  google: GoogleProcess,
  mailbox: BenchMailbox,
  contacts: readonly string[],
  onCall: (call: ObservedCall) => void,
): Promise<{ rep: Viewer; ours: number; cpu: number }> {
  const sync = await prepareOurSync({ bench, googleUrl: google.url, mailboxes: [mailbox], contacts, onCall });
  const before = process.cpuUsage();
  const ours = await timeOf(() => sync.run());
  const { user, system } = process.cpuUsage(before);
  await sync.close();
  const [rep] = sync.reps;
  if (rep === undefined) throw new Error("nobody was synced");
  return { rep, ours, cpu: user + system };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
