/** Our own sync of bench mailboxes, by its real parts: engine, transport, stores. Only the tokens are handed out here. */
import { parseEmailAddress } from "../../../backend/src/crm/email-address.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../../backend/src/crm/ids.ts";
import type { Viewer } from "../../../backend/src/crm/ports.ts";
import { createMailSyncStore } from "../../../backend/src/db/mail-sync-store.ts";
import { analyzeNewTables } from "../../../backend/src/db/new-tables.ts";
import { createMailSources } from "../../../backend/src/google/gmail.ts";
import type { Timing } from "../../../backend/src/google/timing.ts";
import { createTransport } from "../../../backend/src/google/transport.ts";
import type { ObservedCall } from "../../../backend/src/google/transport.ts";
import { syncWork } from "../../../backend/src/jobs/sync-work.ts";
import type { WorkSource } from "../../../backend/src/jobs/worker.ts";
import { Secret } from "../../../backend/src/secret.ts";
import { WORKER_TIMING } from "../../../backend/src/start-worker.ts";
import { syncMailbox } from "../../../backend/src/sync/sync-mailbox.ts";
import type { MailSyncDeps } from "../../../backend/src/sync/sync-mailbox.ts";
import type { BenchDatabase } from "../bench-database.ts";
import type { BenchMailbox } from "./start-google.ts";

export interface OurSyncOptions {
  readonly bench: Pick<BenchDatabase, "pool" | "stores">;
  readonly googleUrl: string;
  /** All of one domain: they share a workspace, and the contacts are theirs. */
  readonly mailboxes: readonly BenchMailbox[];
  readonly contacts: readonly string[];
  /** As good as none when left out. */
  readonly unitsPerMinute?: number;
  /** The minutes of the quota go by in this time; the real one when left out. */
  readonly timing?: Timing;
  readonly onCall?: (call: ObservedCall) => void;
}

export interface OurSync {
  readonly reps: readonly Viewer[];
  /** Claims whatever is due and syncs it, so many mailboxes at once, until nothing is due. */
  run(width?: number): Promise<void>;
  /** One mailbox, which has to be due. */
  runOnce(): Promise<void>;
  /** The same for a worker to take up. */
  readonly work: WorkSource;
  makeDue(reps?: readonly Viewer[]): Promise<void>;
  close(): Promise<void>;
}

const UNLIMITED = 1_000_000_000;
/** As the worker has it. */
const READ_CHUNK = 50;
const ANALYZE_EVERY_MS = 2_000;

export async function prepareOurSync(options: OurSyncOptions): Promise<OurSync> {
  const { bench, googleUrl, mailboxes, contacts, unitsPerMinute = UNLIMITED, timing, onCall } = options;
  const { pool } = bench;
  const reps: Viewer[] = [];
  const tokens = new Map<UserId, Secret>();
  for (const mailbox of mailboxes) {
    const rep = await admitRep(bench, mailbox);
    reps.push(rep);
    tokens.set(rep.userId, new Secret(mailbox.accessToken));
    await pool.query(
      "update google_account set status = 'connected' where workspace_id = $1 and user_id = $2",
      [rep.workspaceId, rep.userId],
    );
    await pool.query("insert into mail_sync (workspace_id, user_id, due_at) values ($1, $2, now())", [
      rep.workspaceId,
      rep.userId,
    ]);
  }
  const [first] = reps;
  if (first === undefined) throw new Error("no mailbox to sync");
  await insertContacts(bench, first.workspaceId, contacts);
  await pool.query("analyze contact, contact_address");

  const transport = createTransport({
    gmailBaseUrl: googleUrl,
    calendarBaseUrl: googleUrl,
    gmailUnitsPerMinute: unitsPerMinute,
    tokens: {
      get: ({ userId }) => Promise.resolve(tokens.get(userId) ?? new Secret("")),
    },
    ...(timing === undefined ? {} : { timing }),
    ...(onCall === undefined ? {} : { onCall }),
  });
  const store = createMailSyncStore({ pool });
  const deps: MailSyncDeps = {
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
    settings: { firstSyncDays: 365, intervalMinutes: 15, ...WORKER_TIMING, readChunk: READ_CHUNK },
  };
  const claim = async () => await store.claim(deps.now(), WORKER_TIMING.leaseMs);

  return {
    reps,
    async run(width = 1) {
      // As the worker does; it never ends before the statement it is at.
      let analyzing = Promise.resolve();
      const timer = setInterval(() => {
        analyzing = analyzing.then(async () => {
          await analyzeNewTables({ pool });
        });
      }, ANALYZE_EVERY_MS);
      const lane = async () => {
        for (let taken = await claim(); taken !== undefined; taken = await claim())
          await syncMailbox(deps, taken);
      };
      await Promise.all(Array.from({ length: width }, lane));
      clearInterval(timer);
      await analyzing;
      // A short run may have ended before its first turn.
      await analyzeNewTables({ pool });
    },
    async runOnce() {
      const taken = await claim();
      if (taken === undefined) throw new Error("no mailbox is due");
      await syncMailbox(deps, taken);
    },
    work: syncWork("mail", {
      claim,
      async sync(taken) {
        await syncMailbox(deps, taken);
      },
    }),
    async makeDue(some = reps) {
      // The claim's clock counts in whole milliseconds: what is due now is not yet due to it.
      await pool.query("update mail_sync set due_at = now() - interval '1 second' where user_id = any($1)", [
        some.map(({ userId }) => userId),
      ]);
    },
    async close() {
      await transport.close();
    },
  };
}

/** As at the first sign-in. */
export async function admitRep(
  { stores }: Pick<BenchDatabase, "stores">,
  { email, subject }: BenchMailbox,
): Promise<Viewer> {
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
export async function insertContacts(
  { pool }: Pick<BenchDatabase, "pool">,
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
