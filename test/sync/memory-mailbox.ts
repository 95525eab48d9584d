/** One mailbox's place in the database, in memory: its queue entry and its ledger. */
import type { ContactId, EmailAddress } from "../../backend/src/crm/ids.ts";
import type { MailCursor } from "../../backend/src/sync/mail-cursor.ts";
import type {
  Account,
  MailChange,
  MailMatches,
  MailRelease,
  MessageRef,
} from "../../backend/src/sync/ports.ts";
import { toWait } from "./memory-crm.ts";
import type { LedgerRow, MemoryWorkspace } from "./memory-crm.ts";

export class MemoryMailbox {
  readonly workspace: MemoryWorkspace;
  account: Account;
  isConnected = true;
  cursor: MailCursor | null = null;
  version = 0;
  dueAt: Date | null;
  leaseUntil: Date | null = null;
  startedAt: Date | null = null;
  failures = 0;
  throttledUntil: Date | null = null;
  lastSyncedAt: Date | null = null;
  lastCheckedAt: Date | null = null;
  checkFound = 0;
  error: { readonly code: string; readonly message: string } | null = null;
  readonly ledger = new Map<string, LedgerRow>();
  readonly searches = new Map<EmailAddress, Date>();

  constructor(workspace: MemoryWorkspace, account: Account, now: Date) {
    this.workspace = workspace;
    this.account = account;
    this.dueAt = now;
    workspace.mailboxes.push(this);
  }

  makeDue(now: Date): void {
    const soonest = this.throttledUntil !== null && this.throttledUntil > now ? this.throttledUntil : now;
    if (this.dueAt === null || this.dueAt > soonest) this.dueAt = soonest;
  }

  get waiting(): LedgerRow[] {
    return [...this.ledger.values()].filter(({ decision }) => decision === "waiting");
  }

  release({ dueAt, result }: MailRelease): void {
    const asked = this.dueAt !== null && (dueAt === null || this.dueAt < dueAt) ? this.dueAt : dueAt;
    this.leaseUntil = null;
    this.throttledUntil = result.kind === "throttled" ? result.until : null;
    this.dueAt =
      result.kind === "throttled" && (asked === null || asked < result.until) ? result.until : asked;
    if (result.kind === "failed") {
      this.failures += 1;
      this.error = result;
    } else if (result.kind !== "throttled") {
      this.failures = 0;
      this.error = null;
    }
    if (result.kind === "synced") this.lastSyncedAt = result.at;
  }

  enqueue({ messages, reason, force }: NonNullable<MailChange["enqueue"]>): void {
    for (const message of messages) {
      const row = this.ledger.get(message.id);
      if (row === undefined) this.#add(message, "waiting", reason);
      else if (reason === "recheck" && row.decision === "logged") row.decision = "waiting";
      else if (
        force &&
        (row.decision === "skipped" || row.decision === "quarantined") &&
        row.reason !== "undone"
      )
        toWait(row, reason);
    }
  }

  list({ messages, readAll, listing }: NonNullable<MailChange["list"]>): void {
    const rows = [...this.ledger.values()];
    const lively = new Set(
      rows
        .filter((row) => row.decision === "waiting" || row.activity !== null)
        .map(({ threadId }) => threadId),
    );
    for (const message of messages) {
      const row = this.ledger.get(message.id);
      if (row === undefined) {
        if (listing !== null) this.checkFound += 1;
        if (readAll || lively.has(message.threadId)) this.#add(message, "waiting", "list");
        else this.#add(message, "skipped", "no_contact");
      } else if (row.decision === "skipped" && OUT_OF_SIGHT.has(row.reason)) toWait(row, "list");
      else if (listing !== null && row.activity !== null) row.listing = listing;
    }
  }

  recheckUnlisted({ listing, after }: NonNullable<MailChange["recheckUnlisted"]>): void {
    for (const row of this.ledger.values())
      if (
        row.decision === "logged" &&
        row.listing !== listing &&
        (row.receivedAt ?? NEVER) >= (after ?? NEVER)
      )
        Object.assign(row, { decision: "waiting", attempts: 0 });
  }

  recheckNewest(now: Date): void {
    for (const row of this.ledger.values())
      if (
        row.decision === "skipped" &&
        row.reason === "no_contact" &&
        (row.receivedAt ?? NEVER).getTime() > now.getTime() - 600_000
      )
        toWait(row, "search");
  }

  hide(message: MessageRef, reason: string): void {
    const row = this.ledger.get(message.id) ?? this.#add(message, "skipped", reason);
    if (row.activity !== null || row.reason === "undone") return;
    Object.assign(row, { decision: "skipped", reason, attempts: 0 });
  }

  countFailedRead(message: MessageRef, reason: string): void {
    const row = this.ledger.get(message.id) ?? this.#add(message, "waiting", "retry");
    if (row.decision !== "waiting") return;
    row.attempts += 1;
    const isOver = row.attempts >= 3;
    if (row.activity !== null) row.decision = isOver ? "logged" : "waiting";
    else Object.assign(row, isOver ? { decision: "quarantined", reason } : { reason: "retry" });
  }

  /** Later mails of a thread that has a contact since, and such as nobody has read. */
  wakeThread(threadId: string, since: Date, except: ReadonlySet<string>): void {
    for (const row of this.ledger.values())
      if (
        row.threadId === threadId &&
        row.decision === "skipped" &&
        row.reason === "no_contact" &&
        (row.receivedAt === null || row.receivedAt > since) &&
        !except.has(row.id)
      )
        toWait(row, "thread");
  }

  earlierContacts({ threadId, receivedAt }: LedgerRow): ReadonlySet<ContactId> {
    const found = new Set<ContactId>();
    for (const { activity, ...row } of this.ledger.values()) {
      const isEarlier =
        row.threadId === threadId && (row.receivedAt ?? NEVER) < (receivedAt ?? NEVER) && activity !== null;
      if (isEarlier) for (const [contactId, { isOn }] of activity.links) if (isOn) found.add(contactId);
    }
    return found;
  }

  /** Threads that have a mail with a contact on it, with the time of the earliest. */
  threadsWithContacts(threadIds: readonly string[]): MailMatches["threads"] {
    const since = new Map<string, Date>();
    for (const { threadId, receivedAt, activity } of this.ledger.values()) {
      if (activity === null || receivedAt === null || !threadIds.includes(threadId)) continue;
      if (![...activity.links.values()].some(({ isOn }) => isOn)) continue;
      const known = since.get(threadId);
      if (known === undefined || receivedAt < known) since.set(threadId, receivedAt);
    }
    return since;
  }

  #add({ id, threadId }: MessageRef, decision: LedgerRow["decision"], reason: string): LedgerRow {
    const row: LedgerRow = {
      id,
      threadId,
      decision,
      reason,
      activity: null,
      receivedAt: null,
      attempts: 0,
      listing: null,
    };
    this.ledger.set(id, row);
    return row;
  }

  rowFor(message: MessageRef): LedgerRow {
    return this.ledger.get(message.id) ?? this.#add(message, "skipped", "no_contact");
  }
}

const NEVER = new Date(0);
const OUT_OF_SIGHT: ReadonlySet<string> = new Set(["in_trash", "in_spam", "draft", "deleted"]);
