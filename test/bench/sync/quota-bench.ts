/**
 * P6: how much of Google's quota a first sync uses while mails are left to read, and how often Google has to say no. Google
 * is 60 ms away and its own limits are in force; its time and our quota's run four times as fast.
 */
import type { ObservedCall } from "../../../backend/src/google/transport.ts";
import type { BenchDatabase } from "../bench-database.ts";
import { quantile } from "../report.ts";
import type { Measurement } from "../report.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { prepareOurSync } from "./our-sync.ts";
import { startGoogle } from "./start-google.ts";

const PACE = 4;
const UNITS_PER_MINUTE = 6_000;
const MAILS = 7_000;
const CONTACT_SHARE = 0.15;

interface TimedCall extends ObservedCall {
  readonly startedAt: number;
}

export async function measureQuota(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const contacts = contactAddresses(100);
  const google = await startGoogle({
    mailboxes: [
      { email: "rep@quota.example", count: Math.round(MAILS * scale), contactShare: CONTACT_SHARE, seed: 6 },
    ],
    contacts,
    latencyMs: 60,
    isLimited: true,
    pace: PACE,
  });
  try {
    const calls: TimedCall[] = [];
    const sync = await prepareOurSync({
      bench,
      googleUrl: google.url,
      mailboxes: google.mailboxes,
      contacts,
      unitsPerMinute: UNITS_PER_MINUTE,
      timing: google.timing,
      onCall: (call) => calls.push({ ...call, startedAt: performance.now() - call.milliseconds }),
    });
    await sync.run();
    await sync.close();
    const { units, milliseconds } = whileReading(calls);
    const used = units / ((UNITS_PER_MINUTE * PACE * milliseconds) / 60_000);
    const throttled = calls.filter(({ outcome }) => outcome === "rate-limited").length;
    console.log(
      `  ${(used * 100).toFixed(1)} % of the quota used for ${(milliseconds / 1_000).toFixed(1)} s, ` +
        `${throttled} of ${calls.length} calls throttled`,
    );
    return [
      {
        id: "P6",
        measure: "quota left unused while mails wait (bar 5 %)",
        value: (1 - used) * 100,
        unit: "%",
        bar: 5,
      },
      {
        id: "P6",
        measure: "throttled answers",
        value: (throttled / calls.length) * 100,
        unit: "%",
        bar: 0.1,
      },
    ];
  } finally {
    await google.stop();
  }
}

/**
 * Without the first tenth of the reads, which spends what was saved up, and without the listing before, which goes page by
 * page, as quick as the answers come.
 */
function whileReading(calls: readonly TimedCall[]): { units: number; milliseconds: number } {
  const reads = calls.filter(({ call }) => call === "messages.get").map(({ startedAt }) => startedAt);
  const [from, to] = [quantile(reads, 0.1), Math.max(...reads)];
  const units = calls
    .filter(({ startedAt }) => startedAt >= from && startedAt < to)
    .reduce((sum, call) => sum + call.units, 0);
  return { units, milliseconds: to - from };
}
