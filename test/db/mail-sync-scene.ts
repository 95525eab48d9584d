/** What the tests of the mailbox sync start from: reps with connected mailboxes, and mails as the engine decides them. */
import type { NewActivity, Viewer } from "../../backend/src/crm/ports.ts";
import { createMailSyncStore } from "../../backend/src/db/mail-sync-store.ts";
import type { MailCursor } from "../../backend/src/sync/mail-cursor.ts";
import type {
  DecidedMail,
  MailChange,
  MailClaim,
  MailSyncStore,
  SkipReason,
} from "../../backend/src/sync/ports.ts";
import type { Activity } from "../../contract/activities.ts";
import type { Contact } from "../../contract/contacts.ts";
import { contactId, createScene, hoursAfterNoon, newContact, newMail, NOON } from "./scene.ts";
import type { Scene } from "./scene.ts";

export const LEASE_MS = 60_000;
export const CURSOR: MailCursor = { phase: "incremental", historyId: "1" };

export interface Mailbox extends Viewer {
  /** Commits, under a claim taken for it unless one is held; what it gives is held from then on. */
  apply(change: Partial<MailChange>): Promise<MailClaim>;
}

export interface LedgerRow {
  readonly gmail_message_id: string;
  readonly decision: string;
  readonly reason: string;
  readonly activity_id: string | null;
  readonly matched_address: string | null;
  readonly attempts: number;
}

export interface MailScene extends Scene {
  readonly mails: MailSyncStore;
  /** A rep whose mailbox is connected and due. */
  connect(email: string): Promise<Mailbox>;
  /** By message. */
  ledger(viewer: Viewer): Promise<ReadonlyMap<string, LedgerRow>>;
  rows<Row extends object>(text: string, ...values: unknown[]): Promise<readonly Row[]>;
  newTeam(): Promise<Team>;
}

/** A rep with a connected mailbox and a lead with one address, in a workspace of their own. */
export interface Team {
  readonly rep: Mailbox;
  readonly lead: Contact;
  readonly colleague: (name?: string) => Promise<Mailbox>;
  readonly score: (contact?: Contact) => Promise<number | undefined>;
  readonly timeline: (contact?: Contact) => Promise<readonly Activity[]>;
  /** The messages' rows, as `decision reason`. */
  readonly decisions: (of?: Mailbox) => Promise<Readonly<Record<string, string>>>;
  readonly activityCount: () => Promise<number>;
  readonly changeAddresses: (contact: Contact, emails: readonly string[]) => Promise<void>;
  readonly setBackfill: (backfill: "all" | "headers" | "none") => Promise<void>;
}

export async function createMailScene(): Promise<MailScene> {
  const scene = await createScene();
  const { pool } = scene.database;
  const mails = createMailSyncStore(scene.database);

  async function rows<Row extends object>(text: string, ...values: unknown[]): Promise<readonly Row[]> {
    return (await pool.query<Row>(text, values)).rows;
  }

  let teams = 0;

  const mailScene: MailScene = Object.assign(scene, {
    mails,
    rows,

    async newTeam(): Promise<Team> {
      scene.now = NOON;
      const domain = `mails${++teams}.example`;
      const rep = await mailScene.connect(`rep@${domain}`);
      const lead = await scene.createContact(rep, {});
      const { contacts, activities } = scene.stores;
      return {
        rep,
        lead,
        colleague: async (name = "colleague") => await mailScene.connect(`${name}@${domain}`),
        score: async (contact = lead) =>
          (await contacts.find(rep.workspaceId, contactId(contact)))?.engagementScore,
        timeline: async (contact = lead) => {
          const filter = { contactId: contactId(contact), limit: 100 };
          return (await activities.list(rep, filter, scene.now)).items;
        },
        decisions: async (of = rep) => {
          const ledger = [...(await mailScene.ledger(of)).values()];
          return Object.fromEntries(
            ledger.map((row) => [row.gmail_message_id, `${row.decision} ${row.reason}`]),
          );
        },
        activityCount: async () => {
          const found = await rows("select from activity where workspace_id = $1", rep.workspaceId);
          return found.length;
        },
        changeAddresses: async (contact, emails) => {
          const { addresses } = newContact({ emails });
          await contacts.update(rep, contactId(contact), { addresses });
        },
        setBackfill: async (backfill) => {
          await rows("update contact set backfill = $1::backfill where id = $2", backfill, lead.id);
        },
      };
    },

    async connect(email: string): Promise<Mailbox> {
      const viewer = await scene.signIn(email);
      await rows("update google_account set status = 'connected' where user_id = $1", viewer.userId);
      await rows(
        "insert into mail_sync (workspace_id, user_id, due_at) values ($1, $2, $3)",
        viewer.workspaceId,
        viewer.userId,
        NOON,
      );
      let held: MailClaim | undefined;
      return {
        ...viewer,
        async apply(change) {
          held ??= await mails.claim(scene.now, LEASE_MS, viewer);
          if (held === undefined) throw new Error(`${email} could not be claimed`);
          const after = await mails.apply(held, { cursor: CURSOR, ...change }, scene.now, LEASE_MS);
          if (after === "stale") throw new Error("stale");
          held = change.release === undefined ? after : undefined;
          return after;
        },
      };
    },

    async ledger(viewer: Viewer) {
      const found = await rows<LedgerRow>(
        "select * from ledger_entry where workspace_id = $1 and user_id = $2",
        viewer.workspaceId,
        viewer.userId,
      );
      return new Map(found.map((row) => [row.gmail_message_id, row]));
    },
  });
  return mailScene;
}

export interface GivenMail extends Partial<
  Pick<NewActivity, "mergeKey" | "bodyText" | "counts" | "direction">
> {
  readonly id: string;
  readonly threadId?: string;
  /** Hours after noon; before it when negative. */
  readonly at?: number;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly bcc?: readonly string[];
  readonly mayInherit?: boolean;
  readonly newContacts?: Extract<DecidedMail["outcome"], { kind: "log" }>["newContacts"];
}

/** Decided to be logged; from a customer an hour before noon unless said otherwise. */
export function logged({
  id,
  threadId = `thread of ${id}`,
  at = -1,
  from = "lead@customer.example",
  to = ["rep@team.example"],
  bcc = [],
  mayInherit = true,
  newContacts = [],
  ...given
}: GivenMail): DecidedMail {
  const mail = newMail({ from, to });
  const receivedAt = hoursAfterNoon(at);
  const activity: NewActivity = {
    ...mail,
    source: "sync",
    occurredAt: receivedAt,
    mergeKey: `key of ${id}`,
    threadKey: threadId,
    gmail: { messageId: id, threadId },
    participants: [
      ...mail.participants,
      ...newMail({ to: bcc })
        .participants.slice(1)
        .map((person) => ({ ...person, role: "bcc" as const })),
    ],
    ...given,
  };
  return { id, threadId, receivedAt, outcome: { kind: "log", activity, mayInherit, newContacts } };
}

export function skipped(id: string, reason: SkipReason, threadId = `thread of ${id}`): DecidedMail {
  return {
    id,
    threadId,
    receivedAt: hoursAfterNoon(-1),
    outcome: { kind: "skip", reason, matchedAddress: null },
  };
}
