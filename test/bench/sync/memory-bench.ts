/** P7: the memory a first sync takes, of a mailbox of 20,000 mails and of one of 200,000. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { startFlags } from "../backend-process.ts";
import type { BenchDatabase } from "../bench-database.ts";
import type { Measurement } from "../report.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { startGoogle } from "./start-google.ts";
import type { SyncProcessOptions, SyncProcessResult } from "./sync-process.ts";

const SMALL = 20_000;
const LARGE = 200_000;
const CONTACTS = 500;
const CONTACT_SHARE = 0.15;
const MB = 1_000_000;

export async function measureMemory(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  // The first start strips the types of all sources, which takes memory of its own.
  await memoryOf(bench, 100, "first-start.example");
  const small = await memoryOf(bench, Math.round(SMALL * scale), "small.example");
  const large = await memoryOf(bench, Math.round(LARGE * scale), "large.example");
  return [
    { id: "P7", measure: `peak over idle, ${LARGE} mails`, value: large / MB, unit: "MB", bar: 150 },
    { id: "P7", measure: `÷ the same at ${SMALL}`, value: large / small, unit: "×", bar: 1.1 },
  ];
}

/** Bytes over what the process takes before it begins. */
async function memoryOf(bench: BenchDatabase, count: number, domain: string): Promise<number> {
  const google = await startGoogle({
    mailboxes: [{ email: `rep@${domain}`, count, contactShare: CONTACT_SHARE, seed: 7 }],
    contacts: contactAddresses(CONTACTS),
    latencyMs: 0,
    isLimited: false,
  });
  try {
    const options: SyncProcessOptions = {
      databaseUrl: bench.url,
      dataDir: bench.dataDir,
      googleUrl: google.url,
      mailboxes: google.mailboxes.map((mailbox) => ({ ...mailbox, contactMailIds: [] })),
      contacts: CONTACTS,
    };
    const script = path.join(import.meta.dirname, "sync-process.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...startFlags(),
      script,
      JSON.stringify(options),
    ]);
    const { idle, peak } = JSON.parse(stdout) as SyncProcessResult;
    console.log(`  ${count} mails: ${Math.round(idle / MB)} MB idle, ${Math.round(peak / MB)} MB at most`);
    return peak - idle;
  } finally {
    await google.stop();
  }
}
