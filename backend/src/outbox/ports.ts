/**
 * What sending needs of its surroundings: the outbox in the database, and the rep's Gmail. The outbox is the queue and the
 * lock at once, like `mail_sync`; see docs/sending.md.
 */
import type { Email, EmailStatus } from "../../../contract/emails.ts";
import type { List } from "../../../contract/primitives.ts";
import type { ActivityId, ContactId, EmailAddress, EmailId, TemplateId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import type { StoredGrant } from "../sync/grant-ports.ts";
import type { AccountRef, MessageRef } from "../sync/ports.ts";

// ── The mail ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Recipient {
  readonly address: EmailAddress;
  readonly name: string | null;
}

/** A mail as it was asked for, checked and made storable. */
export interface EmailContent {
  /** Ours, with its brackets. */
  readonly messageId: string;
  /** The Date header: when it is to go. */
  readonly date: Date;
  readonly from: EmailAddress;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** What it answers, in the rep's own mailbox. */
  readonly replyToGmailId: string | null;
  readonly gmailThreadId: string | null;
  /** Chosen by hand; empty: whoever on it is a contact. */
  readonly contactIds: readonly ContactId[];
}

export interface NewEmail extends EmailContent {
  readonly idempotencyKey: string;
  /** SHA-256 of the request: the same key with another one is refused. */
  readonly requestHash: string;
  readonly templateId: TemplateId | null;
  /** Null: at once. */
  readonly sendAt: Date | null;
}

// ── For whoever asks ────────────────────────────────────────────────────────────────────────────────────────────────

export type EmailCreation =
  | { readonly outcome: "created" | "repeated"; readonly email: Email }
  | { readonly outcome: "other-request" }
  | { readonly outcome: "no-contact" }
  | { readonly outcome: "unknown-contact"; readonly contactId: ContactId }
  /** The rep's mails of a day are used up. */
  | { readonly outcome: "too-many"; readonly limit: number; readonly retryAt: Date };

export interface EmailFilter {
  readonly status?: EmailStatus | undefined;
  readonly contactId?: ContactId | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Everything here is about the viewer's own mails. */
export interface EmailStore {
  findRepeated(
    viewer: Viewer,
    idempotencyKey: string,
  ): Promise<{ readonly email: Email; readonly requestHash: string } | undefined>;
  /** What an activity is in the viewer's own mailbox. `unknown`: it does not exist, or not for him. */
  findAnswered(
    viewer: Viewer,
    id: ActivityId,
  ): Promise<
    (MessageRef & { readonly kind: "mail" }) | { readonly kind: "elsewhere" | "no-mail" | "unknown" }
  >;
  /** Whose addresses they are. */
  findContacts(
    viewer: Viewer,
    addresses: readonly EmailAddress[],
  ): Promise<ReadonlyMap<EmailAddress, ContactId>>;
  /** One transaction: the row, its activity unless it goes later, the contacts' scores, an audit event. Wakes the worker. */
  create(viewer: Viewer, email: NewEmail, now: Date): Promise<EmailCreation>;
  /** Newest first. Rejects with InvalidCursor for a cursor that no page gave. */
  list(viewer: Viewer, filter: EmailFilter): Promise<List<Email>>;
  find(viewer: Viewer, id: EmailId): Promise<Email | undefined>;
  /** Only what is certainly not sent; its activity goes as well. Again is as well. Writes an audit event. */
  cancel(viewer: Viewer, id: EmailId, now: Date): Promise<Email | "not-found" | "too-late">;
}

export interface OutboxStores {
  readonly emails: EmailStore;
}

// ── For the worker ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The rep as the worker finds him when the mail is to go. */
export interface SendingRep extends AccountRef {
  readonly name: string;
  readonly email: EmailAddress;
  readonly aliases: readonly EmailAddress[];
  readonly workspaceDomain: string | null;
  readonly grant: Pick<StoredGrant, "status" | "scopes" | "reason">;
}

/** A mail a worker has taken; `version` is what its next commit must find. */
export interface SendClaim {
  readonly id: EmailId;
  readonly version: number;
  readonly rep: SendingRep;
  /** `QUEUED`: Gmail certainly does not have it. `UNKNOWN`: it was asked to send it, and nobody knows what came of that. */
  readonly status: "QUEUED" | "UNKNOWN" | "SENDING";
  /** How often Gmail was asked and may have sent it. */
  readonly attempts: number;
  /** When that was last. */
  readonly triedAt: Date | null;
  readonly content: EmailContent;
  /** The sync met it in the rep's mailbox: so it was sent. */
  readonly syncedAs: MessageRef | null;
}

export interface SendError {
  /** For programs. */
  readonly code: string;
  /** For the rep: a sentence without ids. */
  readonly message: string;
}

export type SendResult =
  | { readonly kind: "sent"; readonly as: MessageRef }
  /** It was not sent, and will not be: its activity goes, or what somebody noted on it stays as a note. */
  | { readonly kind: "failed"; readonly error: SendError }
  /** It was certainly not sent, by this attempt or another. */
  | { readonly kind: "not-sent"; readonly dueAt: Date; readonly error: SendError }
  /** Null: nobody looks any more. */
  | { readonly kind: "unknown"; readonly dueAt: Date | null; readonly error: SendError };

export interface OutboxStore {
  /** Takes the mail that is due for longest; one whose worker went silent while sending is `UNKNOWN`. */
  claim(now: Date, leaseMs: number): Promise<SendClaim | undefined>;
  /**
   * Must come before Gmail is asked: `SENDING`, one attempt more, and the activity of a mail that was to go later.
   * `stale`: somebody else has it, or it was cancelled.
   */
  begin(claim: SendClaim, now: Date, leaseMs: number): Promise<SendClaim | "stale">;
  /**
   * One transaction with the activity and the ledger. What the claim says of attempts is written down, so that one that
   * sent nothing need not count. Tolerates a stale claim: then nothing happens.
   */
  finish(claim: SendClaim, result: SendResult, now: Date): Promise<void>;
}

// ── Gmail ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One of the addresses Gmail lets the rep send as. */
export interface SendAs {
  readonly address: EmailAddress;
  readonly displayName: string | null;
  readonly replyTo: EmailAddress | null;
  /** HTML. */
  readonly signature: string | null;
}

/** One rep's Gmail. Every method rejects with GoogleCallFailed and waits for its turn in the rep's quota. */
export interface MailSender {
  /** Verified ones only. */
  listSendAs(): Promise<readonly SendAs[]>;
  /** Gmail's answer as it came, for `mail/` to read: ids, labels, date and headers. */
  getHeaders(messageId: string): Promise<unknown>;
  /** The same of each message of a thread, oldest first. */
  getThread(threadId: string): Promise<readonly unknown[]>;
  /** Up to 500 ids, newest first, with spam and trash; null: there are more. */
  findMessages(q: string): Promise<readonly MessageRef[] | null>;
  /**
   * Never twice by itself. What rejects with `transient` and is not `isUnsent` may have been sent all the same.
   * @param notAfter from then on nothing is sent any more, whatever the call was waiting for
   */
  send(mail: {
    readonly raw: Uint8Array;
    readonly threadId: string | null;
    readonly notAfter: Date;
  }): Promise<MessageRef>;
}
