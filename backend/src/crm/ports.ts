/**
 * What the CRM needs of its surroundings. The database fulfils the stores, Google's keys the verifier; both are handed
 * to the routes by main.ts. Every store method is told the workspace and never reads or writes outside it.
 */
import type {
  Activity,
  ActivitySource,
  ActivityType,
  Attachment,
  Direction,
  MeetingStatus,
  ParticipantRole,
  Visibility,
} from "../../../contract/activities.ts";
import type {
  Contact,
  ContactCard,
  ContactKind,
  ContactSort,
  ScoreReason,
  Stage,
} from "../../../contract/contacts.ts";
import type { Logged } from "../../../contract/context.ts";
import type { Home } from "../../../contract/home.ts";
import type { Connection, Role } from "../../../contract/me.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Rule } from "../../../contract/rules.ts";
import type { ActivityId, ContactId, EmailAddress, UserId, WorkspaceId } from "./ids.ts";
import type { Words } from "./words.ts";
import type { WorkingHours } from "./working-hours.ts";

// ── Who is calling ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What a verified ID token says of a person. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: EmailAddress;
  readonly name: string | null;
  /** Google's `hd`: the Workspace domain that vouches for the account. */
  readonly hostedDomain: string | null;
  readonly locale: string | null;
}

export type IdentityCheck =
  | { readonly ok: true; readonly identity: Identity }
  /** `detail` is for the caller; it quotes nothing but what the issuer signed. */
  | { readonly ok: false; readonly reason: "invalid"; readonly detail: Words }
  | { readonly ok: false; readonly reason: "keys-unavailable"; readonly cause: Error };

/** Checks an ID token. Rejects only for faults of our own. */
export type VerifyIdentity = (token: string) => Promise<IdentityCheck>;

/** A rep's Google account as it is kept; `sync/connection.ts` tells more of it. */
export type StoredConnection = Pick<Connection, "status" | "scopes" | "email" | "reason">;

/** The user every request acts for. */
export interface Viewer {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
  readonly email: EmailAddress;
  /** Further normalised addresses the rep sends as; without `email`. */
  readonly aliases: readonly EmailAddress[];
  readonly name: string;
  readonly role: Role;
  readonly locale: string | null;
  readonly timeZone: string | null;
  /** In that zone, else in UTC. */
  readonly workingHours: WorkingHours;
  /** The domain whose people are colleagues; null in a personal workspace. */
  readonly workspaceDomain: string | null;
  readonly workspaceName: string;
  readonly connection: StoredConnection;
}

/** Where a person seen for the first time belongs; decided by `crm/admission.ts`. */
export type Admission =
  | { readonly kind: "domain"; readonly domain: string }
  | { readonly kind: "personal" }
  | { readonly kind: "invited-only" };

export interface UserStore {
  /** One statement. */
  findViewer(issuer: string, subject: string): Promise<Viewer | undefined>;
  /**
   * First sight, safe when the same person arrives in parallel: takes up an invitation for the address if there is one
   * (whatever the admission), else joins or creates the workspace. The first user of a workspace is its admin.
   * Undefined: nobody invited them and the admission says they must be.
   */
  admit(identity: Identity, admission: Admission): Promise<Viewer | undefined>;
  /** Keeps address, name and locale as Google last said them. */
  refresh(viewer: Viewer, identity: Identity): Promise<Viewer>;
  /** Only what is named changes. One statement. */
  update(viewer: Viewer, settings: UserSettings): Promise<void>;
}

/** What a user says of himself. */
export type UserSettings = Partial<{
  readonly timeZone: string;
  readonly workingHours: WorkingHours;
}>;

/** A signed-in browser, by the hash of what its cookie holds. */
export interface SessionKey {
  readonly workspaceId: WorkspaceId;
  readonly tokenHash: string;
}

export interface SessionStore {
  open(
    key: SessionKey,
    userId: UserId,
    times: { readonly now: Date; readonly expiresAt: Date },
  ): Promise<void>;
  /** Undefined: there is none, it expired, or its user lost the account or the address. One statement. */
  find(
    key: SessionKey,
    now: Date,
  ): Promise<{ readonly viewer: Viewer; readonly createdAt: Date; readonly expiresAt: Date } | undefined>;
  extend(key: SessionKey, expiresAt: Date): Promise<void>;
  close(key: SessionKey): Promise<void>;
}

// ── Contacts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An address as it is compared and as it was written. */
export interface WrittenAddress {
  readonly address: EmailAddress;
  readonly original: string;
}

export interface NewContact {
  readonly kind: ContactKind;
  readonly name: string;
  readonly addresses: readonly WrittenAddress[];
  readonly company: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly stage: Stage;
  readonly ownerId: UserId | null;
  readonly notes: string | null;
}

/** Only the keys that are there change. */
export type ContactChanges = Partial<Omit<NewContact, "kind">>;

export interface ContactFilter {
  /** Folded words (`foldText`); all must be part of the contact's search text. */
  readonly words: readonly string[];
  readonly kind?: ContactKind | undefined;
  readonly stage?: Stage | undefined;
  readonly ownerId?: UserId | undefined;
  readonly address?: EmailAddress | undefined;
  readonly sort: ContactSort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Why a write to a contact did not happen. */
export type ContactRefusal =
  | { readonly refused: "not-found" }
  | { readonly refused: "unknown-owner" }
  | {
      readonly refused: "address-taken";
      readonly address: EmailAddress;
      readonly by: { readonly id: ContactId; readonly name: string };
    };

export interface DuplicateQuery {
  readonly address: EmailAddress | null;
  /** Folded. */
  readonly name: string;
  /** The address's domain unless it is a public mail provider's. */
  readonly domain: string | null;
  /** Digits only, without leading zeros; null when there are fewer than seven. */
  readonly phoneDigits: string | null;
}

export interface ContactStore {
  /** Rejects with InvalidCursor for a cursor that no page of this order gave. */
  list(workspaceId: WorkspaceId, filter: ContactFilter): Promise<List<Contact>>;
  find(workspaceId: WorkspaceId, id: ContactId): Promise<Contact | undefined>;
  /** One statement. */
  findCard(viewer: Viewer, id: ContactId, now: Date): Promise<ContactCard | undefined>;
  create(viewer: Viewer, contact: NewContact): Promise<Contact | ContactRefusal>;
  update(viewer: Viewer, id: ContactId, changes: ContactChanges): Promise<Contact | ContactRefusal>;
  /** Deletes the contact and the activities no other contact is on; writes an audit event. False: there is none. */
  remove(viewer: Viewer, id: ContactId): Promise<boolean>;
  convert(viewer: Viewer, id: ContactId): Promise<Contact | undefined>;
  /** The counted activities as signed, dated reasons, newest first. `momentum` is over all of them. */
  findScore(
    viewer: Viewer,
    id: ContactId,
    now: Date,
  ): Promise<{ score: number; reasons: readonly ScoreReason[]; momentum: number } | undefined>;
  findDuplicates(
    workspaceId: WorkspaceId,
    query: DuplicateQuery,
    limit: number,
  ): Promise<readonly DuplicateContact[]>;
}

export interface DuplicateContact {
  readonly contact: Contact;
  readonly reason: "same_address" | "same_name" | "same_company_domain" | "same_phone";
}

// ── Activities ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewParticipant {
  readonly address: EmailAddress;
  readonly name: string | null;
  readonly role: ParticipantRole;
}

/** An activity ready to be written. Made by `crm/log-plan.ts`; the store adds the contacts' scores. */
export interface NewActivity {
  readonly type: ActivityType;
  readonly direction: Direction | null;
  readonly subject: string;
  readonly bodyText: string | null;
  readonly occurredAt: Date;
  readonly endsAt: Date | null;
  /** Meetings only. A meeting whose end has passed is HELD. */
  readonly status: MeetingStatus | null;
  readonly source: ActivitySource;
  readonly mergeKey: string;
  readonly threadKey: string | null;
  readonly counts: boolean;
  readonly attachments: readonly Attachment[];
  readonly note: string | null;
  readonly participants: readonly NewParticipant[];
  /** Where it is in the rep's own mailbox; null for what is no mail. */
  readonly gmail: { readonly messageId: string; readonly threadId: string } | null;
  readonly meeting: {
    readonly calendarId: string;
    readonly eventId: string;
    readonly iCalUID: string | null;
    readonly originalStart: Date | null;
    readonly location: string | null;
  } | null;
  /**
   * `matched`: whoever of the participants is a contact. `chosen`: exactly these, with the role they have on it
   * (null: none) and origin manual.
   */
  readonly link:
    { readonly kind: "matched" } | { readonly kind: "chosen"; readonly contactIds: readonly ContactId[] };
}

export type LogOutcome =
  | { readonly outcome: "created" | "already-logged"; readonly activity: Activity }
  | { readonly outcome: "no-contact" }
  | { readonly outcome: "unknown-contact"; readonly contactId: ContactId };

export interface ActivityFilter {
  readonly contactId?: ContactId | undefined;
  readonly type?: ActivityType | undefined;
  readonly person?: EmailAddress | undefined;
  readonly threadKey?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface ActivityChanges {
  readonly note?: string | null;
  readonly status?: MeetingStatus;
  readonly visibility?: Visibility;
  readonly contactIds?: readonly ContactId[];
}

export type ActivityRefusal =
  | { readonly refused: "not-found" }
  | { readonly refused: "forbidden" }
  | { readonly refused: "not-a-meeting" }
  | { readonly refused: "unknown-contact"; readonly contactId: ContactId };

export interface ActivityStore {
  /**
   * One transaction: the activity, its links, participants, ledger row and the touched contacts' scores. The same
   * activity already there (by merge key, or by this rep's Gmail id) wins: it is given back, contacts named or matched
   * now and not yet linked are added, and a note is kept if it had none.
   */
  log(viewer: Viewer, activity: NewActivity, now: Date): Promise<LogOutcome>;
  /** Rejects with InvalidCursor for a cursor that no page gave. */
  list(viewer: Viewer, filter: ActivityFilter, now: Date): Promise<List<Activity>>;
  find(viewer: Viewer, id: ActivityId, now: Date): Promise<Activity | undefined>;
  update(
    viewer: Viewer,
    id: ActivityId,
    changes: ActivityChanges,
    now: Date,
  ): Promise<Activity | ActivityRefusal>;
  /** Only the rep who logged it and admins; writes an audit event. */
  undo(viewer: Viewer, id: ActivityId, now: Date): Promise<"undone" | "not-found" | "forbidden">;
  /** Meetings whose end has passed become HELD and count; in batches, each a short transaction. Gives how many. */
  settleMeetings(now: Date): Promise<number>;
}

// ── The sidebar ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ContextQuery {
  /** The first fifty distinct addresses on it, most telling first. */
  readonly addresses: readonly EmailAddress[];
  readonly mergeKey: string;
  readonly gmailMessageId: string | null;
  /** How many of the contacts found get recent activities, reasons and turn: those of the first addresses. */
  readonly fullCards: number;
}

/** A row of the ledger of the viewer's own mailbox. */
export interface LedgerRow {
  readonly decision: "logged" | "skipped" | "waiting" | "quarantined";
  readonly reason: string;
  readonly matchedAddress: string | null;
}

export interface ContextRows {
  /** Contacts by the address that matched. Two addresses of one contact give two entries with the same card. */
  readonly contacts: ReadonlyMap<EmailAddress, ContactCard>;
  /** Users of the workspace by address or alias. */
  readonly users: ReadonlyMap<EmailAddress, { readonly id: UserId; readonly name: string }>;
  readonly logged: Logged | null;
  /** Only for events: the whole activity. */
  readonly activity: Activity | null;
  /** Only for mails: what the sync made of it. */
  readonly ledger: LedgerRow | null;
  /** Only for mails: the viewer's and the workspace's about anybody asked for. */
  readonly rules: readonly Rule[];
}

export interface ContextStore {
  /** One statement, which also looks the viewer up: rejects with a `StaleViewer` when he is not as given any more. */
  find(viewer: Viewer, query: ContextQuery, now: Date): Promise<ContextRows>;
}

export interface HomeStore {
  /** `dayStart` inclusive, `dayEnd` exclusive. One statement. */
  find(
    viewer: Viewer,
    day: { readonly start: Date; readonly end: Date },
    now: Date,
  ): Promise<Omit<Home, "connection" | "sync">>;
}

export interface Stores {
  readonly users: UserStore;
  readonly contacts: ContactStore;
  readonly activities: ActivityStore;
  readonly context: ContextStore;
  readonly home: HomeStore;
  /** Rejects while the database is away. */
  ping(): Promise<void>;
}
