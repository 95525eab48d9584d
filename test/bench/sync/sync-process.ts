/**
 * The sync of one mailbox in a process of its own, so that the memory it takes can be told. Takes what it needs as JSON in
 * the first argument and prints one line of JSON when all is synced.
 */
import { openDatabase } from "../../../backend/src/db/open-database.ts";
import { createStores } from "../../../backend/src/db/stores.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { prepareOurSync } from "./our-sync.ts";
import type { OurSyncOptions } from "./our-sync.ts";

export interface SyncProcessOptions extends Pick<OurSyncOptions, "googleUrl" | "mailboxes"> {
  readonly contacts: number;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** Bytes. */
export interface SyncProcessResult {
  readonly idle: number;
  readonly peak: number;
}

const { databaseUrl, dataDir, contacts, ...options } = JSON.parse(
  process.argv[2] ?? "",
) as SyncProcessOptions;
const database = await openDatabase({ url: databaseUrl, dataDir, log: () => undefined });
const bench = { pool: database.pool, stores: createStores(database) };
const sync = await prepareOurSync({ bench, ...options, contacts: contactAddresses(contacts) });
const idle = process.memoryUsage.rss();
await sync.run();
// The kernel keeps the highest there was.
const result: SyncProcessResult = { idle, peak: process.resourceUsage().maxRSS * 1024 };
await sync.close();
await database.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
