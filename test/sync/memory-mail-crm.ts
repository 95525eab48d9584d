/** Both workspaces in memory. */
import { randomUUID } from "node:crypto";
import { domainOf } from "../../backend/src/crm/email-address.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { DOMAINS } from "./mail-crm.ts";
import type { MailCrm, MailReport } from "./mail-crm.ts";
import { MemoryWorkspace } from "./memory-crm.ts";
import type { MemoryContact } from "./memory-crm.ts";
import { MemoryMailbox } from "./memory-mailbox.ts";
import { MemoryStore } from "./memory-store.ts";

/* eslint-disable @typescript-eslint/require-await -- a database has to be waited for, this one does not */
export class MemoryMailCrm implements MailCrm {
  readonly store: MemoryStore;
  readonly workspaces = DOMAINS.map((domain) => new MemoryWorkspace(randomUUID() as WorkspaceId, domain));

  readonly #emails = new Map<UserId, EmailAddress>();

  constructor(store: MemoryStore = new MemoryStore()) {
    this.store = store;
  }

  async addRep(email: EmailAddress): Promise<UserId> {
    const userId = randomUUID() as UserId;
    this.#emails.set(userId, email);
    return userId;
  }

  async connect(rep: UserId, now: Date): Promise<void> {
    const email = this.#emails.get(rep);
    if (email === undefined) throw new Error("there is no such rep");
    const workspace = this.#workspace(DOMAINS.indexOf(domainOf(email)));
    const account = {
      ...{ workspaceId: workspace.id, userId: rep, email, aliases: [], workspaceDomain: workspace.domain },
      ...({ shareLevel: "everything", contactCreation: "off" } as const),
    };
    this.store.add(new MemoryMailbox(workspace, account, now));
  }

  async enter(index: number, addresses: readonly EmailAddress[], now: Date): Promise<void> {
    const workspace = this.#workspace(index);
    const free = addresses.filter((address) => !workspace.byAddress.has(address));
    if (free.length > 0) workspace.createContact(free, now);
  }

  async readdress(
    index: number,
    which: number,
    addresses: readonly EmailAddress[],
    now: Date,
  ): Promise<void> {
    const workspace = this.#workspace(index);
    const contact = this.#contact(workspace, which);
    const free = addresses.filter((address) => (workspace.byAddress.get(address) ?? contact) === contact);
    if (contact !== undefined && free.length > 0) workspace.changeAddresses(contact, free, now);
  }

  async remove(index: number, which: number, now: Date): Promise<void> {
    const workspace = this.#workspace(index);
    const contact = this.#contact(workspace, which);
    if (contact !== undefined) workspace.removeContact(contact, now);
  }

  async forbid(index: number, address: EmailAddress, now: Date): Promise<void> {
    this.#workspace(index).addNeverRule(address, now);
  }

  async allow(index: number, address: EmailAddress, now: Date): Promise<void> {
    this.#workspace(index).removeRule(address, now);
  }

  async undo(index: number, which: number): Promise<void> {
    const workspace = this.#workspace(index);
    const activities = [...workspace.activities.values()];
    const activity = activities[which % Math.max(activities.length, 1)];
    if (activity !== undefined) workspace.undo(activity);
  }

  async makeDue(rep: UserId, now: Date): Promise<void> {
    this.mailbox(rep).makeDue(now);
  }

  async setConnected(rep: UserId, isConnected: boolean): Promise<void> {
    this.mailbox(rep).isConnected = isConnected;
  }

  async endThrottling(): Promise<void> {
    for (const mailbox of this.store.mailboxes.values()) mailbox.throttledUntil = null;
  }

  async findUnrest(): Promise<string | undefined> {
    for (const { waiting, searches, error, ...mailbox } of this.store.mailboxes.values())
      if (waiting.length > 0 || searches.size > 0 || error !== null)
        return JSON.stringify({ waiting, searches: [...searches.keys()], error, cursor: mailbox.cursor });
    return undefined;
  }

  async report(): Promise<MailReport> {
    const workspaces = this.workspaces.map(({ contacts, rules, undoneSubjects, activities }) => ({
      contacts: [...contacts.values()].map((contact) => ({ ...contact, addresses: [...contact.addresses] })),
      forbidden: [...rules.keys()],
      undone: [...undoneSubjects],
      activities: [...activities.values()].map(({ links, ...activity }) => ({
        ...activity,
        links: [...links].map(([contactId, { isOn }]) => ({ contactId, isOn })),
      })),
    }));
    const ledgers = [...this.store.mailboxes.values()].map(({ ledger }) =>
      [...ledger.values()].map(({ id, decision, reason, receivedAt }) => [id, decision, reason, receivedAt]),
    );
    return { workspaces, writes: JSON.stringify([workspaces, ledgers]) };
  }

  mailbox(rep: UserId): MemoryMailbox {
    const mailbox = this.store.mailboxes.get(rep);
    if (mailbox === undefined) throw new Error("there is no such rep");
    return mailbox;
  }

  #workspace(index: number): MemoryWorkspace {
    const workspace = this.workspaces[index];
    if (workspace === undefined) throw new Error(`there is no workspace ${index}`);
    return workspace;
  }

  #contact({ contacts }: MemoryWorkspace, which: number): MemoryContact | undefined {
    return [...contacts.values()][which % Math.max(contacts.size, 1)];
  }
}
