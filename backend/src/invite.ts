/** `npm run invite -- ADDRESS [--admin] [--workspace DOMAIN]`: lets a person in; without DOMAIN, to the address's own. */
import { parseArgs } from "node:util";
import { readDatabaseConfig, readEnvironment } from "./config.ts";
import { domainOf, isPublicMailDomain, parseEmailAddress } from "./crm/email-address.ts";
import { inviteUser } from "./db/invite-user.ts";
import { openDatabase } from "./db/open-database.ts";

const USAGE = "Usage: npm run invite -- ADDRESS [--admin] [--workspace DOMAIN]";

const { values, positionals } = readArguments();
const address = parseEmailAddress(positionals[0] ?? "");
if (address === undefined || positionals.length !== 1) fail(USAGE);
const workspaceDomain = domainNamed(values.workspace) ?? domainOf(address);
if (isPublicMailDomain(workspaceDomain))
  fail(`${workspaceDomain} is a public mail provider, no team: say which one with --workspace DOMAIN`);

const { databaseUrl, dataDir } = readDatabaseConfig(readEnvironment());
const database = await openDatabase({ url: databaseUrl?.reveal(), dataDir, log: say });
try {
  const role = values.admin ? "admin" : "rep";
  const outcome = await inviteUser(database, { address, role, workspaceDomain });
  const done = {
    invited: "is invited",
    "role-changed": "has changed roles",
    "already-there": "was there already",
  };
  say(`${address} ${done[outcome]}: ${role} in the workspace ${workspaceDomain}`);
} finally {
  await database.close();
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { admin: { type: "boolean", default: false }, workspace: { type: "string" } },
    });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/** The domain in the form addresses have it. */
function domainNamed(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const someone = parseEmailAddress(`someone@${text}`);
  return someone === undefined ? fail(`${text} is no domain\n${USAGE}`) : domainOf(someone);
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
