/**
 * A small world for the sync: two workspaces, three mailboxes, workers that stop before each call and go on when told to.
 * Whatever happens in it, once it is quiet the database must say what the mailboxes say.
 */
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import type { EmailAddress, UserId } from "../../backend/src/crm/ids.ts";
import type { ReconnectReason } from "../../backend/src/sync/google-failure.ts";
import type { MailClaim, MailSource, MailSyncStore } from "../../backend/src/sync/ports.ts";
import type { MailSyncDeps } from "../../backend/src/sync/sync-mailbox.ts";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";
import type { MailSyncSettings } from "../../backend/src/sync/mail-steps.ts";
import { gated } from "./gated.ts";
import type { Through } from "./gated.ts";
import type { MailCrm } from "./mail-crm.ts";
import { MemoryGmail } from "./memory-gmail.ts";
import type { Random } from "./memory-gmail.ts";
import { MemoryMailCrm } from "./memory-mail-crm.ts";

/** What is on trial: the engine and its database, or a mutant of either. */
export interface Subject {
  readonly createCrm: () => Promise<MailCrm> | MailCrm;
  readonly sync: (deps: MailSyncDeps, claim: MailClaim) => Promise<void>;
}

export const ENGINE: Subject = { createCrm: () => new MemoryMailCrm(), sync: syncMailbox };

export const SETTINGS: MailSyncSettings = {
  firstSyncDays: "all",
  intervalMinutes: 15,
  leaseMs: 60_000,
  sliceMs: 20_000,
  sliceMessages: 6,
  readChunk: 3,
};

export interface Rep {
  readonly userId: UserId;
  readonly gmail: MemoryGmail;
}

export interface KnownContact {
  readonly workspace: number;
  readonly addresses: readonly EmailAddress[];
}

export class SyncWorld {
  now = new Date("2026-11-23T08:00:00Z");
  readonly crm: MailCrm;
  readonly reps: Rep[] = [];
  /** What the log was told; a fault of our own is a failure of the test. */
  readonly warnings: unknown[] = [];
  /** Why reps have to connect again. */
  readonly reconnects: ReconnectReason[] = [];
  readonly #sync: Subject["sync"];
  readonly #random: Random;
  readonly #settings: MailSyncSettings;

  private constructor(crm: MailCrm, sync: Subject["sync"], random: Random, settings: MailSyncSettings) {
    this.crm = crm;
    this.#sync = sync;
    this.#random = random;
    this.#settings = settings;
  }

  /** @param known contacts from before the mailboxes were connected. */
  static async create(
    random: Random,
    { createCrm, sync } = ENGINE,
    settings = SETTINGS,
    known: readonly KnownContact[] = [],
  ): Promise<SyncWorld> {
    const world = new SyncWorld(await createCrm(), sync, random, settings);
    const { crm, reps, now } = world;
    for (const email of REPS) {
      const userId = await crm.addRep(toAddress(email), now);
      reps.push({ userId, gmail: new MemoryGmail(email, random) });
    }
    for (const { workspace, addresses } of known) await crm.enter(workspace, addresses, now);
    for (const { userId } of reps) await crm.connect(userId, now);
    return world;
  }

  /**
   * A slice of work; false: nothing was due.
   * @param through what each call of source and store goes through.
   */
  async work(through: Through = (call) => call()): Promise<boolean> {
    const store = gated<MailSyncStore>(this.crm.store, through);
    const claim = await store.claim(this.now, this.#settings.leaseMs);
    if (claim === undefined) return false;
    const deps: MailSyncDeps = {
      store,
      openSource: ({ userId }) => {
        const gmail = this.reps.find((rep) => rep.userId === userId)?.gmail;
        if (gmail === undefined) throw new Error("there is no such account");
        return gated<MailSource>(gmail, through);
      },
      reportReconnect: async ({ userId }, reason) => {
        this.reconnects.push(reason);
        await through(async () => {
          await this.crm.setConnected(userId, false);
        }, "reportReconnect");
      },
      now: () => this.now,
      random: this.#random,
      log: { warn: (details) => void this.warnings.push(details) },
      settings: this.#settings,
    };
    await this.#sync(deps, claim);
    return true;
  }

  /** Faults end, everybody is connected, everything was synced once more. Gives what does not come to rest. */
  async becomeQuiet(): Promise<string | undefined> {
    await this.crm.endThrottling();
    for (const { userId, gmail } of this.reps) {
      gmail.faults.length = 0;
      gmail.isRevoked = false;
      await this.crm.setConnected(userId, true);
    }
    // Leases of the dead end.
    this.tick(this.#settings.leaseMs + 1);
    const unrest = await this.#drain();
    const isShort = this.reps.some(({ gmail }) => gmail.hasBeenShort);
    for (const { gmail } of this.reps) {
      gmail.shortPages = 0;
      gmail.hasBeenShort = false;
    }
    if (unrest !== undefined || !isShort) return unrest;
    // What a listing left out is found by the next daily check.
    this.tick(25 * 60 * 60_000);
    return await this.#drain();
  }

  async #drain(): Promise<string | undefined> {
    for (const { userId } of this.reps) await this.crm.makeDue(userId, this.now);
    let unrest: string | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let slices = 0;
      while (await this.work()) if (++slices > MAX_SLICES) return "there is always something due";
      unrest = await this.crm.findUnrest();
      if (unrest === undefined) return undefined;
      this.tick(60_000);
    }
    return unrest;
  }

  tick(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }
}

const REPS = ["ann@us.example", "bob@us.example", "cid@them.example"];

export function toAddress(text: string): EmailAddress {
  const address = parseEmailAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

const MAX_ROUNDS = 10;
const MAX_SLICES = 200;
