/** Our own sync of bench mailboxes, by its real parts: engine, transport, stores. Only the tokens are handed out here. */
import { parseEmailAddress } from "../../../backend/src/crm/email-address.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../../backend/src/crm/ids.ts";
import type { Viewer } from "../../../backend/src/crm/ports.ts";
import { createMailSyncStore } from "../../../backend/src/db/mail-sync-store.ts";
import { createMailSources } from "../../../backend/src/google/gmail.ts";
import { createTransport } from "../../../backend/src/google/transport.ts";
import type { ObservedCall } from "../../../backend/src/google/transport.ts";
import { Secret } from "../../../backend/src/secret.ts";
import { syncMailbox } from "../../../backend/src/sync/sync-mailbox.ts";
import type { BenchDatabase } from "../bench-database.ts";
import type { BenchMailbox } from "./start-google.ts";

export interface OurSyncOptions {
  readonly bench: BenchDatabase;
  readonly googleUrl: string;
  readonly mailboxes: readonly BenchMailbox[];
  readonly contacts: readonly string[];
  /** Left out: as good as none. */
  readonly unitsPerMinute?: number;
  /** A year goes by in this many of the real one; 1 when left out. */
  readonly onCall?: (call: ObservedCall) => void;
}

export interface OurSync {
  readonly reps: readonly Viewer[];
  /** Claims whatever is due and syncs it, so many mailboxes at once, until nothing is due. */
  run(width?: number): Promise<void>;
  makeDue(): Promise<void>;
  close(): Promise<void>;
}

const LEASE_MS = 60_000;
const UNLIMITED = 1_000_000_000;

/** One workspace for all of the mailboxes; the contacts are theirs. */
export async function prepareOurSync(options: OurSyncOptions): Promise<OurSync> {
  const { bench, googleUrl, mailboxes, contacts, unitsPerMinute = UNLIMITED, onCall } = options;
  const reps: Viewer[] = [];
  const tokens = new Map<UserId, Secret>();
  for (const mailbox of mailboxes) {
    const rep = await admit(bench, mailbox);
    reps.push(rep);
    tokens.set(rep.userId, new Secret(mailbox.accessToken));
    await bench.pool.query(
      "update google_account set status = 'connected' where workspace_id = $1 and user_id = $2",
      [rep.workspaceId, rep.userId],
    );
    await bench.pool.query("insert into mail_sync (workspace_id, user_id, due_at) values ($1, $2, now())", [
      rep.workspaceId,
      rep.userId,
    ]);
  }
  const [first] = reps;
  if (first === undefined) throw new Error("no mailbox to sync");
  await insertContacts(bench, first.workspaceId, contacts);
  await bench.pool.query("analyze contact, contact_address");

  const transport = createTransport({
    gmailBaseUrl: googleUrl,
    calendarBaseUrl: googleUrl,
    gmailUnitsPerMinute: unitsPerMinute,
    tokens: {
      get: ({ userId }) => Promise.resolve(tokens.get(userId) ?? new Secret("")),
    },
    ...(onCall === undefined ? {} : { onCall }),
  });
  const store = createMailSyncStore({ pool: bench.pool });
  const deps = {
    store,
    openSource: createMailSources(transport.request),
    reportReconnect: () => Promise.reject(new Error("a bench's grant was refused")),
    now: () => new Date(),
    random: () => Math.random(),
    log: {
      warn(details: object, message: string) {
        console.error(message, details);
      },
    },
    settings: {
      firstSyncDays: 365,
      intervalMinutes: 15,
      leaseMs: LEASE_MS,
      sliceMs: 20_000,
      sliceMessages: 1_000,
      readChunk: 50,
    },
  };

  const lane = async () => {
    for (;;) {
      const claim = await store.claim(new Date(), LEASE_MS);
      if (claim === undefined) return;
      await syncMailbox(deps, claim);
    }
  };
  return {
    reps,
    async run(width = 1) {
      await Promise.all(Array.from({ length: width }, lane));
    },
    async makeDue() {
      await bench.pool.query("update mail_sync set due_at = now()");
    },
    async close() {
      await transport.close();
    },
  };
}

async function admit({ stores }: BenchDatabase, { email, subject }: BenchMailbox): Promise<Viewer> {
  const address = toAddress(email);
  const domain = address.slice(address.indexOf("@") + 1);
  const viewer = await stores.users.admit(
    {
      issuer: "https://issuer.example",
      subject,
      email: address,
      name: email,
      hostedDomain: domain,
      locale: null,
    },
    { kind: "domain", domain },
  );
  if (viewer === undefined) throw new Error(`${email} was not let in`);
  return viewer;
}

/** A contact an address. */
async function insertContacts(
  { pool }: BenchDatabase,
  workspaceId: WorkspaceId,
  contacts: readonly string[],
): Promise<void> {
  await pool.query(
    `with given as (
       select gen_random_uuid() as id, address from unnest($2::text[]) as given(address)
     ), made as (
       insert into contact (workspace_id, id, name, sort_name, search_text)
       select $1, id, address, address, address from given
     )
     insert into contact_address (workspace_id, address, contact_id, original, position)
     select $1, address, id, address, 0 from given`,
    [workspaceId, contacts],
  );
}

function toAddress(text: string): EmailAddress {
  const address = parseEmailAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}
