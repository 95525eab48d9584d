/**
 * `npm run verify:crm [-- --days N]`: counts every score once more, and compares the last days of each connected mailbox and
 * calendar with what Google has. Says what differs; ends with 1 when anything does, or could not be compared.
 */
import { parseArgs } from "node:util";
import { ConfigError, readConfig, readEnvironment } from "./config.ts";
import { createGrantStore } from "./db/grant-store.ts";
import { openDatabase } from "./db/open-database.ts";
import { createVerifyStore } from "./db/verify-store.ts";
import { openGoogle } from "./google-parts.ts";
import type { GoogleParts } from "./google-parts.ts";
import { readOrMakeLocalSecrets } from "./local-secrets.ts";
import { createLog } from "./log.ts";
import { GoogleCallFailed } from "./sync/google-failure.ts";
import { verifyCalendar } from "./sync/verify-calendar.ts";
import { verifyMailbox } from "./sync/verify-mailbox.ts";
import type { Comparison, VerifiedAccount, VerifyStore } from "./sync/verify-ports.ts";

const USAGE = "Usage: npm run verify:crm [-- --days N], with N from 1 to 365";
const DAY_MS = 86_400_000;
const READ_AT_ONCE = 16;

try {
  const differences = await verify(readDays());
  say(differences === 0 ? "Everything agrees." : `${differences} differences.`);
  if (differences > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function verify(days: number): Promise<number> {
  const config = readConfig(readEnvironment(), readOrMakeLocalSecrets);
  const log = createLog("silent");
  const { databaseUrl, dataDir } = config;
  const database = await openDatabase({ url: databaseUrl?.reveal(), dataDir, log: () => undefined });
  const google = openGoogle(config, createGrantStore(database), log);
  try {
    const store = createVerifyStore(database);
    const now = new Date();
    let differences = await verifyScores(store, now);
    for (const account of await store.listAccounts())
      differences += await verifyAccount(google, store, account, new Date(now.getTime() - days * DAY_MS));
    return differences;
  } finally {
    await google.close();
    await database.close();
  }
}

async function verifyScores(store: VerifyStore, now: Date): Promise<number> {
  const { contacts, wrong } = await store.listWrongScores(now);
  say(`Contacts: ${contacts} counted, ${wrong.length} differ`);
  for (const { contactId, field, stored, counted } of wrong)
    say(`  contact ${contactId}: the ${field} is ${stored}, counted ${counted}`);
  return wrong.length;
}

async function verifyAccount(
  google: GoogleParts,
  store: VerifyStore,
  { account, mailSyncedAt, calendars }: VerifiedAccount,
  since: Date,
): Promise<number> {
  let differences = 0;
  if (mailSyncedAt !== null) {
    const deps = { source: google.openMail(account), store, chunk: READ_AT_ONCE };
    differences += await report(`${account.email}, mails`, () =>
      verifyMailbox(deps, account, { since, until: mailSyncedAt }),
    );
  }
  for (const calendar of calendars) {
    const deps = { source: google.openCalendars(account), store };
    differences += await report(`${account.email}, calendar ${calendar.calendarId}`, () =>
      verifyCalendar(deps, account, calendar, since),
    );
  }
  return differences;
}

/** What Google does not let us compare is a difference, too. */
async function report(what: string, compare: () => Promise<Comparison>): Promise<number> {
  try {
    const { compared, waiting, differences } = await compare();
    const open = waiting === 0 ? "" : `, ${waiting} still to be read`;
    say(`${what}: ${compared} compared, ${differences.length} differ${open}`);
    for (const difference of differences) say(`  ${difference}`);
    return differences.length;
  } catch (error) {
    if (!(error instanceof GoogleCallFailed)) throw error;
    say(`${what}: cannot be compared: ${error.message}`);
    return 1;
  }
}

function readDays(): number {
  try {
    const { values } = parseArgs({ options: { days: { type: "string", default: "2" } } });
    const days = /^\d{1,3}$/.test(values.days) ? Number(values.days) : 0;
    if (days >= 1 && days <= 365) return days;
  } catch {
    // The usage says it.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
