/**
 * A small world for the sync: two workspaces, three mailboxes, workers that stop before each call and go on when told to.
 * Whatever happens in it, once it is quiet the database must say what the mailboxes say.
 */
import { randomUUID } from "node:crypto";
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import type { ReconnectReason } from "../../backend/src/sync/google-failure.ts";
import type { MailClaim, MailSource, MailSyncStore } from "../../backend/src/sync/ports.ts";
import type { MailSyncDeps } from "../../backend/src/sync/sync-mailbox.ts";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";
import type { MailSyncSettings } from "../../backend/src/sync/mail-steps.ts";
import { gated } from "./gated.ts";
import type { Through } from "./gated.ts";
import { MemoryWorkspace } from "./memory-crm.ts";
import type { MemoryContact } from "./memory-crm.ts";
import { MemoryGmail } from "./memory-gmail.ts";
import type { Random } from "./memory-gmail.ts";
import { MemoryMailbox } from "./memory-mailbox.ts";
import { MemoryStore } from "./memory-store.ts";

/** What is on trial: the engine and its store, or a mutant of either. */
export interface Subject {
  readonly createStore: () => MemoryStore;
  readonly sync: (deps: MailSyncDeps, claim: MailClaim) => Promise<void>;
}

export const ENGINE: Subject = { createStore: () => new MemoryStore(), sync: syncMailbox };

export const SETTINGS: MailSyncSettings = {
  firstSyncDays: "all",
  intervalMinutes: 15,
  leaseMs: 60_000,
  sliceMs: 20_000,
  sliceMessages: 6,
  readChunk: 3,
};

export interface WorldMailbox {
  readonly gmail: MemoryGmail;
  readonly mailbox: MemoryMailbox;
}

export class SyncWorld {
  now = new Date("2026-11-23T08:00:00Z");
  readonly store: MemoryStore;
  readonly workspaces: readonly MemoryWorkspace[];
  readonly mailboxes: readonly WorldMailbox[];
  /** What the log was told; a fault of our own is a failure of the test. */
  readonly warnings: unknown[] = [];
  /** Why reps have to connect again. */
  readonly reconnects: ReconnectReason[] = [];
  readonly #subject: Subject;
  readonly #random: Random;
  readonly #settings: MailSyncSettings;

  constructor(random: Random, subject: Subject = ENGINE, settings: MailSyncSettings = SETTINGS) {
    this.#subject = subject;
    this.#random = random;
    this.#settings = settings;
    this.store = subject.createStore();
    const ours = new MemoryWorkspace(randomUUID() as WorkspaceId, "us.example");
    const theirs = new MemoryWorkspace(randomUUID() as WorkspaceId, "them.example");
    this.workspaces = [ours, theirs];
    this.mailboxes = [
      this.#connect(ours, "ann@us.example"),
      this.#connect(ours, "bob@us.example"),
      this.#connect(theirs, "cid@them.example"),
    ];
  }

  #connect(workspace: MemoryWorkspace, email: string): WorldMailbox {
    const account = {
      workspaceId: workspace.id,
      userId: randomUUID() as UserId,
      email: toAddress(email),
      aliases: [],
      workspaceDomain: workspace.domain,
      shareLevel: "everything",
      contactCreation: "off",
    } as const;
    const mailbox = new MemoryMailbox(workspace, account, this.now);
    this.store.add(mailbox);
    return { gmail: new MemoryGmail(email, this.#random), mailbox };
  }

  /** @param through what each call of source and store goes through. */
  async work(through: Through = (call) => call()): Promise<boolean> {
    const store = gated<MailSyncStore>(this.store, through);
    const claim = await store.claim(this.now, this.#settings.leaseMs);
    if (claim === undefined) return false;
    const deps: MailSyncDeps = {
      store,
      openSource: ({ userId }) => {
        const gmail = this.mailboxes.find(({ mailbox }) => mailbox.account.userId === userId)?.gmail;
        if (gmail === undefined) throw new Error("there is no such account");
        return gated<MailSource>(gmail, through);
      },
      reportReconnect: async ({ userId }, reason) => {
        this.reconnects.push(reason);
        await through(() => {
          const mailbox = this.store.mailboxes.get(userId);
          if (mailbox !== undefined) mailbox.isConnected = false;
          return Promise.resolve();
        }, "reportReconnect");
      },
      now: () => this.now,
      random: this.#random,
      log: { warn: (details) => void this.warnings.push(details) },
      settings: this.#settings,
    };
    await this.#subject.sync(deps, claim);
    return true;
  }

  /** Faults end, everybody is connected, everything was synced once more; gives whether it came to rest. */
  async becomeQuiet(): Promise<boolean> {
    for (const { gmail, mailbox } of this.mailboxes) {
      gmail.faults.length = 0;
      gmail.isRevoked = false;
      mailbox.isConnected = true;
      mailbox.throttledUntil = null;
    }
    // Leases of the dead end.
    this.tick(this.#settings.leaseMs + 1);
    if (!(await this.#drain())) return false;
    const isShort = this.mailboxes.some(({ gmail }) => gmail.hasBeenShort);
    for (const { gmail } of this.mailboxes) gmail.shortPages = 0;
    if (!isShort) return true;
    // What a listing left out is found by the next daily check.
    this.tick(25 * 60 * 60_000);
    return await this.#drain();
  }

  async #drain(): Promise<boolean> {
    for (const { mailbox } of this.mailboxes) mailbox.makeDue(this.now);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let slices = 0;
      while (await this.work()) if (++slices > MAX_SLICES) return false;
      const isAtRest = this.mailboxes.every(
        ({ mailbox }) =>
          mailbox.waiting.length === 0 && mailbox.searches.size === 0 && mailbox.error === null,
      );
      if (isAtRest) return true;
      this.tick(60_000);
    }
    return false;
  }

  tick(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  contact(workspace: MemoryWorkspace, ...addresses: readonly string[]): MemoryContact {
    return workspace.createContact(addresses.map(toAddress), this.now);
  }
}

export function toAddress(text: string): EmailAddress {
  const address = parseEmailAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

const MAX_ROUNDS = 10;
const MAX_SLICES = 200;
