/**
 * Two reps, their calendars at the local Google, customers who invite them, and workers that stop before each call.
 * Whatever happens, once it is quiet the meetings must be what the calendars say.
 */
import { randomUUID } from "node:crypto";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Meetings } from "../../dev/google/calendar/meetings.ts";
import type { Meeting } from "../../dev/google/calendar/meetings.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { createWorld } from "../../dev/google/world.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import type { CalendarSource, CalendarSyncStore } from "../../backend/src/sync/calendar-ports.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import type { Account } from "../../backend/src/sync/ports.ts";
import { syncCalendar } from "../../backend/src/sync/sync-calendar.ts";
import type { CalendarSyncSettings } from "../../backend/src/sync/sync-calendar.ts";
import { gated } from "./gated.ts";
import type { Through } from "./gated.ts";
import { inProcessCalendar } from "./in-process-calendar.ts";
import { toAddress } from "./sync-world.ts";

export const START = new Date("2026-10-19T09:00:00Z");
export const LEASE_MS = 60_000;

const SETTINGS: CalendarSyncSettings = {
  firstSyncDays: 365,
  intervalMinutes: 15,
  leaseMs: LEASE_MS,
  sliceSteps: 4,
};

export interface Rep {
  readonly account: Account;
  readonly timeZone: string;
  readonly book: CalendarBook;
}

/** The workspace on trial. */
export interface Crm {
  readonly store: CalendarSyncStore;
  addRep(email: EmailAddress, timeZone: string, now: Date): Promise<Account> | Account;
  /** The addresses of the contact of that number; the first time makes it. */
  setAddresses(contact: number, addresses: readonly EmailAddress[], now: Date): Promise<void> | void;
  /** Somebody writes a note to a meeting, if there is one. */
  touch(which: number): Promise<void> | void;
  makeDue(now: Date): Promise<void> | void;
  /** Once it is quiet. */
  report(now: Date): Promise<CrmReport> | CrmReport;
}

export interface CrmReport {
  readonly meetings: readonly ReportedMeeting[];
  /** Until when occurrences of series are there, by calendar. */
  readonly expandedThrough: ReadonlyMap<string, Date>;
  /** Changes of whatever a sync writes besides where it stands. */
  readonly writes: number | string;
  /** What is wrong with the CRM in itself, like a score that no recount gives. */
  readonly faults: readonly string[];
}

export interface ReportedMeeting {
  readonly mergeKey: string;
  /** Google's, in the calendar that first showed it. */
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly endsAt: Date;
  readonly subject: string;
  readonly status: string;
  readonly isTouched: boolean;
  /** By their numbers. */
  readonly contacts: readonly number[];
}

export const REPS = ["ada@team.example", "ben@team.example"].map(toAddress);
const ZONES = ["Europe/Berlin", "America/New_York"];

export class CalendarWorld {
  now = START;
  readonly reps: Rep[] = [];
  readonly meetings: Meetings;
  readonly booked: Meeting[] = [];
  readonly crm: Crm;
  readonly addresses: (readonly EmailAddress[])[] = [];
  readonly warnings: unknown[] = [];
  /** Given to the calls to come. */
  readonly faults: GoogleFailure[] = [];
  readonly #google = createWorld(() => this.now.getTime());
  readonly #pageSize: number;

  private constructor(crm: Crm, pageSize: number) {
    this.crm = crm;
    this.#pageSize = pageSize;
    this.meetings = new Meetings(this.#google);
  }

  static async create(crm: Crm, pageSize: number): Promise<CalendarWorld> {
    const world = new CalendarWorld(crm, pageSize);
    for (const [index, email] of REPS.entries()) await world.#addRep(email, ZONES[index] ?? "UTC");
    return world;
  }

  async setAddresses(contact: number, addresses: readonly EmailAddress[]): Promise<void> {
    const taken = new Set(this.addresses.flatMap((those, index) => (index === contact ? [] : those)));
    const free = addresses.filter((address) => !taken.has(address));
    if (free.length === 0) return;
    this.addresses[contact] = free;
    await this.crm.setAddresses(contact, free, this.now);
  }

  /** A slice of work of whatever is due; false: nothing was. */
  async work(through: Through = (call) => call()): Promise<boolean> {
    const store = gated(this.crm.store, through);
    const claim = await store.claim(this.now, LEASE_MS);
    if (claim === undefined) return false;
    await syncCalendar(
      {
        store,
        openSource: ({ userId }) => gated(this.#sourceOf(userId), through),
        reportReconnect: () => Promise.resolve(),
        now: () => this.now,
        random: () => 0.5,
        log: { warn: (details) => this.warnings.push(details) },
        settings: SETTINGS,
      },
      claim,
    );
    return true;
  }

  /** No more faults; everything is synced once more. */
  async calmDown(): Promise<void> {
    this.faults.length = 0;
    this.now = new Date(this.now.getTime() + 2 * LEASE_MS);
    await this.crm.makeDue(this.now);
    for (let slices = 0; await this.work(); slices++)
      if (slices > MAX_SLICES) throw new Error("it never ends");
  }

  async #addRep(email: EmailAddress, timeZone: string): Promise<void> {
    const clock = () => this.now.getTime();
    const owner = { email, name: email, timeZone };
    const book = new CalendarBook(owner, clock);
    const account = await this.crm.addRep(email, timeZone, this.now);
    this.reps.push({ account, timeZone, book });
    this.#google.accounts.set(email, {
      ...owner,
      sub: email,
      locale: "en",
      hd: null,
      emailVerified: true,
      mailbox: new Mailbox(owner),
      calendars: book,
    });
  }

  #sourceOf(userId: UserId): CalendarSource {
    const rep = this.reps.find(({ account }) => account.userId === userId);
    if (rep === undefined) throw new Error("there is no such account");
    return inProcessCalendar(rep.book, {
      pageSize: this.#pageSize,
      fault: (call) => {
        const [fault] = this.faults;
        const isOfLists = fault?.kind === "cursor-expired" || fault?.kind === "rejected";
        return isOfLists && call !== "events.list" ? undefined : this.faults.shift();
      },
    });
  }
}

const MAX_SLICES = 500;

export function newAccount(email: EmailAddress, workspaceId: WorkspaceId): Account {
  return {
    workspaceId,
    userId: randomUUID() as UserId,
    email,
    aliases: [],
    workspaceDomain: "team.example",
    shareLevel: "everything",
    contactCreation: "off",
  };
}
