/** Workspaces in memory, as far as the sync touches them: contacts, rules, activities with their links, scores. */
import { randomUUID } from "node:crypto";
import { domainOf } from "../../backend/src/crm/email-address.ts";
import type { ContactId, EmailAddress, WorkspaceId } from "../../backend/src/crm/ids.ts";
import type { NewActivity } from "../../backend/src/crm/ports.ts";
import { pointsOf } from "../crm/count-again.ts";
import type { WaitReason } from "../../backend/src/sync/ports.ts";
import type { MemoryMailbox } from "./memory-mailbox.ts";

export interface MemoryContact {
  readonly id: ContactId;
  readonly addresses: Set<EmailAddress>;
  readonly createdAt: Date;
  backfill: "all" | "headers" | "none";
  score: number;
  lastEngagementAt: Date | null;
}

export interface MemoryActivity {
  readonly id: string;
  readonly mergeKey: string;
  readonly subject: string;
  bodyText: string | null;
  readonly counts: boolean;
  readonly direction: NewActivity["direction"];
  readonly occurredAt: Date;
  readonly people: Set<EmailAddress>;
  /** By contact; `isOn`: the contact stands on the mail, not only on an earlier one of its thread. */
  readonly links: Map<ContactId, { isOn: boolean }>;
  /** A note was written: no sync removes it. */
  touched: boolean;
}

export interface LedgerRow {
  readonly id: string;
  threadId: string;
  decision: "waiting" | "logged" | "skipped" | "quarantined";
  reason: string;
  activity: MemoryActivity | null;
  receivedAt: Date | null;
  attempts: number;
  listing: number | null;
}

export class MemoryWorkspace {
  readonly id: WorkspaceId;
  readonly domain: string | null;
  readonly contacts = new Map<ContactId, MemoryContact>();
  readonly byAddress = new Map<EmailAddress, MemoryContact>();
  /** For everybody. */
  readonly rules = new Map<string, "never" | "always">();
  readonly activities = new Map<string, MemoryActivity>();
  readonly undoneKeys = new Set<string>();
  readonly undoneSubjects = new Set<string>();
  readonly mailboxes: MemoryMailbox[] = [];

  constructor(id: WorkspaceId, domain: string | null) {
    this.id = id;
    this.domain = domain;
  }

  createContact(addresses: readonly EmailAddress[], now: Date, backfill: MemoryContact["backfill"] = "all") {
    const contact: MemoryContact = {
      id: randomUUID() as ContactId,
      addresses: new Set(),
      createdAt: now,
      backfill,
      score: 0,
      lastEngagementAt: null,
    };
    this.contacts.set(contact.id, contact);
    this.changeAddresses(contact, addresses, now);
    return contact;
  }

  changeAddresses(contact: MemoryContact, addresses: readonly EmailAddress[], now: Date): void {
    const free = addresses.filter((address) => (this.byAddress.get(address) ?? contact) === contact);
    const added = free.filter((address) => !contact.addresses.has(address));
    const removed = [...contact.addresses].filter((address) => !free.includes(address));
    for (const address of removed) this.byAddress.delete(address);
    for (const address of added) this.byAddress.set(address, contact);
    contact.addresses.clear();
    for (const address of free) contact.addresses.add(address);
    const lost: MemoryActivity[] = [];
    const gained: MemoryActivity[] = [];
    for (const activity of this.activities.values()) {
      const isOn = this.#contactsOn(activity).includes(contact);
      const link = activity.links.get(contact.id);
      if (isOn && link?.isOn !== true) {
        activity.links.set(contact.id, { isOn });
        gained.push(activity);
      } else if (!isOn && link?.isOn === true) {
        activity.links.delete(contact.id);
        lost.push(activity);
      }
    }
    for (const mailbox of this.mailboxes) {
      for (const address of removed) mailbox.searches.delete(address);
      for (const address of added) mailbox.searches.set(address, now);
      mailbox.makeDue(now);
    }
    this.#wakeThreadsOf(gained);
    this.cutThreads([...gained, ...lost]);
    this.recount();
  }

  removeContact(contact: MemoryContact, now: Date): void {
    this.changeAddresses(contact, [], now);
    for (const activity of this.activities.values()) activity.links.delete(contact.id);
    this.contacts.delete(contact.id);
    this.cutThreads([...this.activities.values()]);
    this.recount();
  }

  /** Takes what it forbids off the timelines too. */
  addNeverRule(pattern: string, now: Date): void {
    this.rules.set(pattern, "never");
    this.#refuseUnderWay(now);
    const forbidden = [...this.activities.values()].filter(({ people }) =>
      [...people].some((address) => address === pattern || domainOf(address) === pattern),
    );
    this.#release(forbidden, "never_rule");
    this.cutThreads([...this.activities.values()]);
    this.recount();
  }

  removeRule(pattern: string, now: Date): void {
    this.rules.delete(pattern);
    this.#refuseUnderWay(now);
    for (const mailbox of this.mailboxes) {
      for (const row of mailbox.ledger.values())
        if (row.decision === "skipped" && row.reason === "never_rule") toWait(row, "retry");
      mailbox.makeDue(now);
    }
  }

  /** What was decided by the rules of a moment ago is not written any more. */
  #refuseUnderWay(now: Date): void {
    for (const mailbox of this.mailboxes) {
      if (mailbox.leaseUntil === null) continue;
      mailbox.version += 1;
      mailbox.leaseUntil = null;
      mailbox.makeDue(now);
    }
  }

  undo(activity: MemoryActivity): void {
    this.#release([activity], "undone");
    this.undoneKeys.add(activity.mergeKey);
    this.undoneSubjects.add(activity.subject);
    this.cutThreads([...this.activities.values()]);
    this.recount();
  }

  /** Whose contacts stand on it by what is known of it now. */
  #contactsOn({ people }: MemoryActivity): MemoryContact[] {
    return [...people]
      .map((address) => this.byAddress.get(address))
      .filter((contact) => contact !== undefined);
  }

  holdersOf(activity: MemoryActivity): { readonly mailbox: MemoryMailbox; readonly row: LedgerRow }[] {
    return this.mailboxes.flatMap((mailbox) =>
      [...mailbox.ledger.values()]
        .filter((row) => row.activity === activity)
        .map((row) => ({ mailbox, row })),
    );
  }

  #wakeThreadsOf(activities: readonly MemoryActivity[]): void {
    for (const activity of activities)
      for (const { mailbox, row } of this.holdersOf(activity))
        if (row.receivedAt !== null) mailbox.wakeThread(row.threadId, row.receivedAt, new Set());
  }

  /** Inherited links stay while, in some mailbox, an earlier mail of the thread has that contact on it and nobody is on theirs. */
  cutThreads(touched: readonly MemoryActivity[]): void {
    const left = new Set<MemoryActivity>(touched);
    for (const activity of this.activities.values()) {
      const isDirect = [...activity.links.values()].some(({ isOn }) => isOn);
      for (const [contactId, { isOn }] of activity.links) {
        if (isOn) continue;
        const isFounded = this.holdersOf(activity).some(({ mailbox, row }) =>
          mailbox.earlierContacts(row).has(contactId),
        );
        if (!isDirect && isFounded) continue;
        activity.links.delete(contactId);
        left.add(activity);
      }
    }
    this.#release(
      [...left].filter(({ links, mergeKey }) => links.size === 0 && this.activities.has(mergeKey)),
      "no_contact",
    );
  }

  /** Untouched activities that no mailbox holds any more. */
  removeOrphans(activities: readonly MemoryActivity[]): void {
    for (const activity of activities)
      if (!activity.touched && this.holdersOf(activity).length === 0)
        this.activities.delete(activity.mergeKey);
  }

  #release(activities: readonly MemoryActivity[], reason: "no_contact" | "never_rule" | "undone"): void {
    const gone = new Set(activities.filter((activity) => reason === "undone" || !activity.touched));
    for (const mailbox of this.mailboxes)
      for (const row of mailbox.ledger.values()) {
        if (row.activity === null || !gone.has(row.activity)) continue;
        row.activity = null;
        if (reason === "no_contact" && mailbox.earlierContacts(row).size > 0) toWait(row, "thread");
        else Object.assign(row, { decision: "skipped", reason, attempts: 0 });
      }
    for (const { mergeKey } of gone) this.activities.delete(mergeKey);
  }

  /** Always over all of them, in the transaction that changed something. */
  recount(): void {
    for (const contact of this.contacts.values()) Object.assign(contact, this.count(contact.id));
  }

  count(id: ContactId): Pick<MemoryContact, "score" | "lastEngagementAt"> {
    let score = 0;
    let last: Date | null = null;
    for (const activity of this.activities.values()) {
      if (!activity.links.has(id) || !activity.counts) continue;
      score += pointsOf({ type: "EMAIL", status: null, counts: true }, { emailPoints: 1, meetingPoints: 3 });
      if (last === null || activity.occurredAt > last) last = activity.occurredAt;
    }
    return { score, lastEngagementAt: last };
  }
}

export function toWait(row: LedgerRow, reason: WaitReason): void {
  Object.assign(row, { decision: "waiting", reason, attempts: 0 });
}
