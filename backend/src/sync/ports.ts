/**
 * What the sync needs of its surroundings. The Google adapters fulfil the sources, the database the stores; main.ts hands
 * them over. Every store method is told the workspace through its account and never leaves it.
 */
import type { Visibility } from "../../../contract/activities.ts";
import type { ContactId, EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { NewActivity } from "../crm/ports.ts";
import type { ReconnectReason } from "./google-failure.ts";
import type { MailCursor } from "./mail-cursor.ts";

// ── Whose ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AccountRef {
  readonly workspaceId: WorkspaceId;
  readonly userId: UserId;
}

/** A connected account as the engine decides by it. Fits where `crm` asks for a viewer's addresses. */
export interface Account extends AccountRef {
  readonly email: EmailAddress;
  /** Further addresses the rep sends as. */
  readonly aliases: readonly EmailAddress[];
  readonly workspaceDomain: string | null;
  readonly shareLevel: Visibility;
  readonly contactCreation: "off" | "written_to" | "all";
}

// ── Gmail ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Google's ids as it gives them. */
export interface MessageRef {
  readonly id: string;
  readonly threadId: string;
}

/** One record of `history.list`; only the typed fields, in the order they happened. */
export interface HistoryRecord {
  /** Gmail mostly names the labels it came with, and does not promise to: they save reading drafts and spam. */
  readonly added: readonly (MessageRef & { readonly labelIds?: readonly string[] | undefined })[];
  readonly deleted: readonly MessageRef[];
  readonly labelsAdded: readonly (MessageRef & { readonly labelIds: readonly string[] })[];
  readonly labelsRemoved: readonly (MessageRef & { readonly labelIds: readonly string[] })[];
}

export interface ListRequest {
  /** Empty: everything, whether Gmail's search knows it yet or not. */
  readonly q: string;
  /** Default 500, the most there is. */
  readonly atMost?: number;
  readonly pageToken?: string | undefined;
  /** Also what lies in spam and trash. */
  readonly everywhere?: boolean;
}

/**
 * One rep's Gmail. Every method rejects with GoogleCallFailed and waits for its turn in the rep's quota. An empty page
 * with a `nextPageToken` is not the end.
 */
export interface MailSource {
  getProfile(): Promise<{
    readonly emailAddress: string;
    readonly historyId: string;
    readonly messagesTotal: number;
  }>;
  /** The addresses Gmail lets the rep send as, verified ones only; as Google writes them. */
  listSendAs(): Promise<readonly string[]>;
  /** Up to 500 ids, newest first; without spam and trash unless asked for. */
  listMessages(request: ListRequest): Promise<{
    readonly messages: readonly MessageRef[];
    readonly nextPageToken: string | undefined;
    readonly resultSizeEstimate: number;
  }>;
  /** Rejects with `cursor-expired` when Gmail no longer has the history from there on. `historyId` is the mailbox's current one. */
  listHistory(request: {
    readonly startHistoryId: string;
    readonly pageToken?: string | undefined;
  }): Promise<{
    readonly records: readonly HistoryRecord[];
    readonly nextPageToken: string | undefined;
    readonly historyId: string;
  }>;
  /** Gmail's answer as it came, for `mail/` to read: whole, or only ids, labels, date and headers. `gone` for 404. */
  getMessage(id: string, format: "full" | "headers"): Promise<unknown>;
  /** The decoded bytes of a part that is kept apart. */
  getAttachment(messageId: string, attachmentId: string): Promise<Uint8Array>;
}

// ── The mailbox in the database ─────────────────────────────────────────────────────────────────────────────────────

/** A mailbox a worker has taken; `version` is what its next commit must find. */
export interface MailClaim {
  readonly account: Account;
  readonly cursor: MailCursor | null;
  readonly version: number;
  /** Attempts in a row that came to nothing. */
  readonly failures: number;
  readonly lastCheckedAt: Date | null;
  /** Whether ledger rows wait to be read, and addresses to be searched for. */
  readonly hasWaiting: boolean;
  readonly hasSearches: boolean;
}

/** Why a message is in the ledger without an activity. */
export type SkipReason =
  | "no_contact"
  | "internal"
  | "never_rule"
  | "draft"
  | "in_trash"
  | "in_spam"
  | "chat"
  | "deleted"
  | "undone"
  | "backfill_none"
  | "no_address";

/** Why a message waits to be read. `recheck`: to be decided anew; `retry`: it could not be read before. */
export type WaitReason = "search" | "list" | "history" | "thread" | "recheck" | "retry";

export interface DecidedMail extends MessageRef {
  readonly receivedAt: Date;
  readonly outcome:
    | {
        readonly kind: "log";
        /** `source` sync, `link` matched; without the text where only headers are wanted. */
        readonly activity: NewActivity;
        /**
         * Nobody on it may be a contact, but an earlier mail of its thread may have one: it goes to that one's contacts.
         * False for internal mail.
         */
        readonly mayInherit: boolean;
        /** Contacts to be made of people nobody entered, as the workspace asks for it. */
        readonly newContacts: readonly { readonly address: EmailAddress; readonly name: string }[];
      }
    | {
        readonly kind: "skip";
        readonly reason: SkipReason;
        readonly matchedAddress: string | null;
      };
}

/**
 * Everything one step of the engine found out, committed in one transaction or not at all.
 *
 * - `decided`: read just now, oldest first. What is logged is matched again inside the transaction: contacts may have
 *   changed. Where nobody matches any more, the row says `no_contact`. What was logged and is to be skipped now loses its
 *   activity, unless somebody laid a hand on it; what was undone stays undone. A mail with a contact on it takes its thread
 *   along: later mails of the thread in this mailbox that are `no_contact`, and such as nobody has read yet, wait (`thread`).
 * - `enqueue`: to be read later. `force` also takes up again what was skipped before (labels changed, an address was
 *   added), but for what was undone; without it a row that is there stays as it is. Neither touches what is logged unless
 *   `recheck`.
 * - `list`: ids of a listing of the whole mailbox. Unknown ones wait when their thread has a mail that waits or is
 *   logged (or the plan is to read everything), else they are `no_contact`. Rows marked in_trash, in_spam, draft or deleted wait again: they
 *   are listed, so they are back. `listing` marks the logged ones.
 * - `hidden`: went to trash or spam; `deleted`: gone for good. Their activity goes when no other mailbox holds it and
 *   nobody laid a hand on it (logged it, wrote a note, linked it).
 * - `unreadable`: could not be read or understood; waits as `retry`, `quarantined` after three attempts.
 */
export interface MailChange {
  readonly cursor: MailCursor;
  readonly decided?: readonly DecidedMail[];
  readonly enqueue?: {
    readonly messages: readonly MessageRef[];
    readonly reason: WaitReason;
    readonly force: boolean;
  };
  readonly list?: {
    readonly messages: readonly MessageRef[];
    readonly readAll: boolean;
    readonly listing: number | null;
  };
  readonly hidden?: readonly (MessageRef & { readonly reason: "in_trash" | "in_spam" })[];
  readonly deleted?: readonly MessageRef[];
  readonly unreadable?: readonly (MessageRef & { readonly reason: string })[];
  /**
   * Addresses whose search is done. Mails of the last minutes that had nobody wait again (`search`): a search does not
   * find what has only just come.
   */
  readonly searched?: readonly EmailAddress[];
  /** The end of a listing: logged messages since `after` that it did not name wait for a second look. */
  readonly recheckUnlisted?: { readonly listing: number; readonly after: Date | null };
  /** A daily check that ended: how many messages it brought that the ledger had not known. */
  readonly checked?: { readonly at: Date };
  /** Lets go of the mailbox in the same transaction. */
  readonly release?: MailRelease;
}

/**
 * What a slice of work ended with. `dueAt` null: when somebody asks. A request that came meanwhile wins. `failures` is 0
 * again after `synced` and `sliced`.
 */
export interface MailRelease {
  readonly dueAt: Date | null;
  readonly result:
    /** All there is to do is done. */
    | { readonly kind: "synced"; readonly at: Date }
    /** There is more; others first, or not before `dueAt`. */
    | { readonly kind: "sliced" }
    | { readonly kind: "throttled"; readonly until: Date }
    /** `failures` grows by one. `message` is for the rep: a sentence without ids. */
    | { readonly kind: "failed"; readonly code: string; readonly message: string };
}

/** What the database knows about the people and threads of some messages, before they are read whole. */
export interface MailMatches {
  /** Addresses of contacts, with what is to be taken of mails from before the contact was created. */
  readonly contacts: ReadonlyMap<
    EmailAddress,
    {
      readonly contactId: ContactId;
      readonly backfill: "all" | "headers" | "none";
      readonly createdAt: Date;
    }
  >;
  /** Which of the addresses are users' (their aliases too). */
  readonly colleagues: ReadonlySet<EmailAddress>;
  /** Patterns that apply to this rep: an address or a domain, with the effect; the rep's own before the workspace's. */
  readonly rules: ReadonlyMap<string, "never" | "always">;
  /** Threads of this mailbox that have a logged mail with a contact on it, with the time of the earliest. */
  readonly threads: ReadonlyMap<string, Date>;
}

export interface MailSyncStore {
  /**
   * Takes the mailbox that is due for longest, for `leaseMs`; undefined: none is. Also one whose worker went silent.
   * `only` takes this one or none, due or not, unless somebody has it.
   */
  claim(now: Date, leaseMs: number, only?: AccountRef): Promise<MailClaim | undefined>;
  /** Ids of the waiting messages, newest first. */
  listWaiting(
    account: AccountRef,
    limit: number,
  ): Promise<readonly (MessageRef & { readonly reason: WaitReason })[]>;
  /** Those of the messages that the ledger has a row for. `isUnread`: from a listing, and nobody has looked at it. */
  findKnown(
    account: AccountRef,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly isUnread: boolean }>>;
  /** Normalised addresses of contacts behind `after`, in order. */
  listContactAddresses(
    account: AccountRef,
    after: string | null,
    limit: number,
  ): Promise<readonly EmailAddress[]>;
  countContactAddresses(account: AccountRef): Promise<number>;
  /** Addresses asked for one by one, oldest request first. */
  listSearches(account: AccountRef, limit: number): Promise<readonly EmailAddress[]>;
  findMatches(
    account: AccountRef,
    query: { readonly addresses: readonly EmailAddress[]; readonly threadIds: readonly string[] },
  ): Promise<MailMatches>;
  /**
   * One transaction. `stale`: the mailbox is not at the claim's version any more (another worker has it, or the rep
   * disconnected); nothing was written. Renews the lease by `leaseMs`.
   */
  apply(claim: MailClaim, change: MailChange, now: Date, leaseMs: number): Promise<MailClaim | "stale">;
  /** As the last commit left it. Tolerates a stale claim: then nothing happens. */
  release(claim: MailClaim, release: MailRelease, now: Date): Promise<void>;
  /** What Gmail says the rep sends as. */
  saveAliases(account: AccountRef, aliases: readonly EmailAddress[]): Promise<void>;
}

// ── Around the engine ───────────────────────────────────────────────────────────────────────────────────────────────

/** The account's grant is gone or too small: remembered, shown and mailed to the rep. */
export type ReportReconnect = (account: AccountRef, reason: ReconnectReason) => Promise<void>;

export interface SyncClock {
  now(): Date;
}
