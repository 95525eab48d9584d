/** The sync's database in memory: what PostgreSQL does in a transaction is done here between two awaits. */
import type { ContactId, EmailAddress, UserId } from "../../backend/src/crm/ids.ts";
import type {
  AccountRef,
  DecidedMail,
  MailChange,
  MailClaim,
  MailMatches,
  MailSyncStore,
} from "../../backend/src/sync/ports.ts";
import type { LedgerRow, MemoryActivity, MemoryWorkspace } from "./memory-crm.ts";
import type { MemoryMailbox } from "./memory-mailbox.ts";

export class MemoryStore implements MailSyncStore {
  readonly mailboxes = new Map<UserId, MemoryMailbox>();
  #written = 0;

  add(mailbox: MemoryMailbox): void {
    this.mailboxes.set(mailbox.account.userId, mailbox);
  }

  claim(now: Date, leaseMs: number, only?: AccountRef): Promise<MailClaim | undefined> {
    const free = [...this.mailboxes.values()].filter(
      (mailbox) => mailbox.isConnected && (mailbox.leaseUntil === null || mailbox.leaseUntil < now),
    );
    const since = (mailbox: MemoryMailbox) => mailbox.leaseUntil ?? mailbox.dueAt;
    const mailbox =
      only === undefined
        ? free
            .filter((due) => (since(due) ?? NEVER) <= now)
            .sort((a, b) => (since(a)?.getTime() ?? 0) - (since(b)?.getTime() ?? 0))[0]
        : free.find(({ account }) => account.userId === only.userId);
    if (mailbox === undefined) return Promise.resolve(undefined);
    mailbox.dueAt = null;
    mailbox.leaseUntil = new Date(now.getTime() + leaseMs);
    mailbox.startedAt = now;
    mailbox.version += 1;
    return Promise.resolve(claimOf(mailbox));
  }

  listWaiting(account: AccountRef, limit: number): ReturnType<MailSyncStore["listWaiting"]> {
    const rows = this.#mailbox(account)
      .waiting.sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit);
    return Promise.resolve(
      rows.map(({ id, threadId, reason, activity }) => ({
        id,
        threadId,
        reason: activity === null ? (reason as "search") : "recheck",
      })),
    );
  }

  findKnown(account: AccountRef, ids: readonly string[]): ReturnType<MailSyncStore["findKnown"]> {
    const { ledger } = this.#mailbox(account);
    const rows = ids.map((id) => ledger.get(id)).filter((row) => row !== undefined);
    return Promise.resolve(
      new Map(
        rows.map(({ id, decision, reason, receivedAt }) => [
          id,
          { isUnread: receivedAt === null && decision === "skipped" && reason === "no_contact" },
        ]),
      ),
    );
  }

  listContactAddresses(account: AccountRef, after: string | null, limit: number): Promise<EmailAddress[]> {
    const all = [...this.#workspace(account).byAddress.keys()].sort();
    return Promise.resolve(all.filter((address) => address > (after ?? "")).slice(0, limit));
  }

  countContactAddresses(account: AccountRef): Promise<number> {
    return Promise.resolve(this.#workspace(account).byAddress.size);
  }

  listSearches(account: AccountRef, limit: number): Promise<EmailAddress[]> {
    const { searches } = this.#mailbox(account);
    const oldestFirst = [...searches].sort(([, a], [, b]) => a.getTime() - b.getTime());
    return Promise.resolve(oldestFirst.slice(0, limit).map(([address]) => address));
  }

  findMatches(
    account: AccountRef,
    {
      addresses,
      threadIds,
    }: { readonly addresses: readonly EmailAddress[]; readonly threadIds: readonly string[] },
  ): Promise<MailMatches> {
    const workspace = this.#workspace(account);
    const contacts = addresses.flatMap((address) => {
      const contact = workspace.byAddress.get(address);
      if (contact === undefined) return [];
      const { id: contactId, backfill, createdAt } = contact;
      return [[address, { contactId, backfill, createdAt }] as const];
    });
    const users = workspace.mailboxes.flatMap(({ account: user }) => [user.email, ...user.aliases]);
    return Promise.resolve({
      contacts: new Map(contacts),
      colleagues: new Set(users.filter((address) => addresses.includes(address))),
      rules: new Map(workspace.rules),
      threads: this.#mailbox(account).threadsWithContacts(threadIds),
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, like a database, where it throws
  async apply(
    claim: MailClaim,
    change: MailChange,
    now: Date,
    leaseMs: number,
  ): Promise<MailClaim | "stale"> {
    const mailbox = this.#mailbox(claim.account);
    if (!this.isCurrent(mailbox, claim)) return "stale";
    mailbox.version += 1;
    mailbox.cursor = change.cursor;
    mailbox.leaseUntil = new Date(now.getTime() + leaseMs);
    this.write(mailbox, change, now);
    if (change.release !== undefined) mailbox.release(change.release);
    return claimOf(mailbox);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async release(claim: MailClaim, release: Parameters<MemoryMailbox["release"]>[0]): Promise<void> {
    const mailbox = this.#mailbox(claim.account);
    if (mailbox.version !== claim.version) return;
    mailbox.version += 1;
    mailbox.release(release);
  }

  saveAliases(account: AccountRef, aliases: readonly EmailAddress[]): Promise<void> {
    const mailbox = this.#mailbox(account);
    mailbox.account = { ...mailbox.account, aliases };
    return Promise.resolve();
  }

  /** The guard: nobody else had the mailbox since. */
  protected isCurrent(mailbox: MemoryMailbox, claim: MailClaim): boolean {
    return mailbox.isConnected && mailbox.version === claim.version;
  }

  protected write(mailbox: MemoryMailbox, change: MailChange, now: Date): void {
    const { workspace } = mailbox;
    const { decided = [], hidden = [], deleted = [], unreadable = [] } = change;
    const skipped = decided.filter(({ outcome }) => outcome.kind === "skip");
    const logged = decided.filter(({ outcome }) => outcome.kind === "log");
    this.#makeContacts(workspace, logged, now);
    if (change.enqueue !== undefined) mailbox.enqueue(change.enqueue);
    if (change.list !== undefined) mailbox.list(change.list);
    this.#detach(mailbox, [...hidden, ...deleted, ...skipped.filter(isGone)], true);
    this.#detach(mailbox, skipped, false);
    for (const message of hidden) mailbox.hide(message, message.reason);
    for (const message of deleted) mailbox.hide(message, "deleted");
    for (const message of unreadable) mailbox.countFailedRead(message, message.reason);
    const started = mailbox.startedAt ?? now;
    for (const address of change.searched ?? []) {
      const requested = mailbox.searches.get(address);
      if (requested !== undefined && requested <= started) mailbox.searches.delete(address);
    }
    if (change.searched !== undefined && change.searched.length > 0) this.recheckNewest(mailbox, now);
    if (change.checked !== undefined) mailbox.lastCheckedAt = change.checked.at;
    if (change.recheckUnlisted !== undefined) mailbox.recheckUnlisted(change.recheckUnlisted);
    for (const mail of skipped) this.#skip(mailbox, mail);
    this.capture(mailbox, logged);
    if (decided.length + hidden.length + deleted.length > 0) this.recount(workspace);
  }

  /** Oldest first: an answer finds the mail it answers. */
  protected capture(mailbox: MemoryMailbox, logged: readonly DecidedMail[]): void {
    const { workspace } = mailbox;
    const woken: { readonly threadId: string; readonly since: Date }[] = [];
    for (const mail of logged) {
      if (mail.outcome.kind !== "log") continue;
      const row = mailbox.rowFor(mail);
      const { mergeKey } = mail.outcome.activity;
      if (row.reason === "undone") continue;
      Object.assign(row, { threadId: mail.threadId, receivedAt: mail.receivedAt, attempts: 0 });
      if (workspace.undoneKeys.has(mergeKey) && !workspace.activities.has(mergeKey)) {
        Object.assign(row, { decision: "skipped", reason: "undone" });
        continue;
      }
      const isOn = this.#log(mailbox, row, mail.outcome);
      if (isOn) woken.push({ threadId: mail.threadId, since: mail.receivedAt });
    }
    const here = new Set(logged.map(({ id }) => id));
    for (const { threadId, since } of woken) this.wake(mailbox, threadId, since, here);
  }

  protected wake(mailbox: MemoryMailbox, threadId: string, since: Date, except: ReadonlySet<string>): void {
    mailbox.wakeThread(threadId, since, except);
  }

  protected recheckNewest(mailbox: MemoryMailbox, now: Date): void {
    mailbox.recheckNewest(now);
  }

  protected recount(workspace: MemoryWorkspace): void {
    workspace.recount();
  }

  /** Whether a contact stands on it. */
  #log(
    mailbox: MemoryMailbox,
    row: LedgerRow,
    { activity: given, mayInherit }: Extract<DecidedMail["outcome"], { kind: "log" }>,
  ): boolean {
    const { workspace } = mailbox;
    const direct = new Set<ContactId>();
    for (const { address } of given.participants) {
      const contact = workspace.byAddress.get(address);
      const isWanted =
        contact !== undefined &&
        (contact.backfill !== "none" || (row.receivedAt ?? NEVER) >= contact.createdAt);
      if (isWanted) direct.add(contact.id);
    }
    const inherited = direct.size > 0 || !mayInherit ? new Set<ContactId>() : mailbox.earlierContacts(row);
    const contactIds = new Set([...direct, ...inherited]);
    if (contactIds.size === 0) {
      Object.assign(
        row,
        row.activity === null ? { decision: "skipped", reason: "no_contact" } : { decision: "logged" },
      );
      return false;
    }
    const key = row.activity?.mergeKey ?? given.mergeKey;
    const activity = this.upsert(workspace, key, given);
    for (const id of contactIds) {
      const link = activity.links.get(id);
      if (link === undefined) activity.links.set(id, { isOn: direct.has(id) });
      else if (direct.has(id)) link.isOn = true;
    }
    Object.assign(row, {
      decision: "logged",
      reason: direct.size > 0 ? "contact_on_it" : "thread",
      activity,
    });
    return direct.size > 0;
  }

  /** The unique merge key: whoever comes second finds what is there. */
  protected upsert(
    workspace: MemoryWorkspace,
    key: string,
    given: Extract<DecidedMail["outcome"], { kind: "log" }>["activity"],
  ): MemoryActivity {
    const known = workspace.activities.get(key);
    const people = given.participants.map(({ address }) => address);
    if (known !== undefined) {
      for (const address of people) known.people.add(address);
      known.bodyText ??= given.bodyText;
      return known;
    }
    const { subject, bodyText, counts, direction, occurredAt } = given;
    const activity: MemoryActivity = {
      id: `activity ${++this.#written}`,
      ...{ mergeKey: key, subject, bodyText, counts, direction, occurredAt },
      people: new Set(people),
      links: new Map(),
      touched: false,
    };
    workspace.activities.set(key, activity);
    return activity;
  }

  #skip(mailbox: MemoryMailbox, { outcome, ...mail }: DecidedMail): void {
    const row = mailbox.rowFor(mail);
    if (outcome.kind !== "skip" || row.reason === "undone") return;
    Object.assign(row, { threadId: mail.threadId, receivedAt: mail.receivedAt, attempts: 0 });
    Object.assign(
      row,
      row.activity === null ? { decision: "skipped", reason: outcome.reason } : { decision: "logged" },
    );
  }

  /** @param isGone not to be seen any more; else only judged anew, and then a hand on it counts. */
  #detach(mailbox: MemoryMailbox, messages: readonly { readonly id: string }[], isGone: boolean): void {
    const { workspace } = mailbox;
    const released: MemoryActivity[] = [];
    for (const { id } of messages) {
      const row = mailbox.ledger.get(id);
      if (row === undefined || row.activity === null || (!isGone && row.activity.touched)) continue;
      released.push(row.activity);
      Object.assign(row, { activity: null, decision: "waiting" });
    }
    if (released.length === 0) return;
    workspace.removeOrphans(released);
    workspace.cutThreads([]);
  }

  #makeContacts(workspace: MemoryWorkspace, logged: readonly DecidedMail[], now: Date): void {
    for (const { outcome } of logged)
      if (outcome.kind === "log")
        for (const { address } of outcome.newContacts)
          if (!workspace.byAddress.has(address)) workspace.createContact([address], now);
  }

  #mailbox({ workspaceId, userId }: AccountRef): MemoryMailbox {
    const mailbox = this.mailboxes.get(userId);
    if (mailbox?.workspace.id !== workspaceId) throw new Error("there is no such mailbox");
    return mailbox;
  }

  #workspace(account: AccountRef): MemoryWorkspace {
    return this.#mailbox(account).workspace;
  }
}

const NEVER = new Date(0);

function claimOf(mailbox: MemoryMailbox): MailClaim {
  const { account, cursor, version, failures, lastCheckedAt, searches } = mailbox;
  return {
    ...{ account, cursor, version, failures, lastCheckedAt },
    hasWaiting: mailbox.waiting.length > 0,
    hasSearches: searches.size > 0,
  };
}

function isGone({ outcome }: DecidedMail): boolean {
  return outcome.kind === "skip" && (outcome.reason === "draft" || outcome.reason === "chat");
}
