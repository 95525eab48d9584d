/** A workspace's calendars, contacts and meetings in memory, which keep to the same plans as the database. */
import { randomUUID } from "node:crypto";
import type { ActivityId, ContactId, EmailAddress, UserId } from "../../backend/src/crm/ids.ts";
import type { CalendarCursor } from "../../backend/src/sync/calendar-cursor.ts";
import type {
  CalendarChange,
  CalendarClaim,
  CalendarRelease,
  CalendarSyncStore,
  EventEntry,
  EventMatches,
} from "../../backend/src/sync/calendar-ports.ts";
import type { KnownMeeting, MeetingContent, UpdatedMeeting } from "../../backend/src/sync/capture-plan.ts";
import { planCapture } from "../../backend/src/sync/plan-capture.ts";
import type { Account } from "../../backend/src/sync/ports.ts";
import { endingIn, seriesIn, sortOutEvents } from "../../backend/src/sync/sort-out-events.ts";

export interface MemoryCalendar {
  readonly account: Account;
  readonly calendarId: string;
  readonly timeZone: string;
  readonly entries: Map<string, EventEntry>;
  cursor: CalendarCursor | null;
  version: number;
  dueAt: Date | null;
  leaseUntil: Date | null;
  failures: number;
  expandedThrough: Date | null;
  relistAt: Date | null;
}

export interface MemoryMeeting {
  readonly id: ActivityId;
  readonly mergeKey: string;
  readonly eventId: string;
  content: MeetingContent;
  status: KnownMeeting["status"];
  visibility: KnownMeeting["visibility"];
  isTouched: boolean;
  readonly links: Set<ContactId>;
}

interface MemoryContact {
  readonly id: ContactId;
  readonly createdAt: Date;
  addresses: ReadonlySet<EmailAddress>;
}

export class MemoryCalendars implements CalendarSyncStore {
  readonly calendars: MemoryCalendar[] = [];
  /** By their numbers. */
  readonly contacts = new Map<number, MemoryContact>();
  readonly meetings = new Map<ActivityId, MemoryMeeting>();
  /** Grows with every change to a meeting, a link or a row of a ledger. */
  writes = 0;

  addCalendar(account: Account, timeZone: string, now: Date): MemoryCalendar {
    const calendar: MemoryCalendar = {
      account,
      calendarId: account.email,
      timeZone,
      entries: new Map(),
      cursor: null,
      version: 0,
      dueAt: now,
      leaseUntil: null,
      failures: 0,
      expandedThrough: null,
      relistAt: null,
    };
    this.calendars.push(calendar);
    return calendar;
  }

  /** As `db/save-contact.ts`: links follow addresses, what lost its last contact goes, calendars are listed anew. */
  setAddresses(index: number, addresses: readonly EmailAddress[], now: Date): void {
    const contact = this.contacts.get(index) ?? {
      id: randomUUID() as ContactId,
      createdAt: now,
      addresses: new Set(),
    };
    this.contacts.set(index, contact);
    const free = addresses.filter((address) => (this.#contactOf(address) ?? contact) === contact);
    const added = free.filter((address) => !contact.addresses.has(address));
    contact.addresses = new Set(free);
    for (const meeting of this.meetings.values()) {
      const people = meeting.content.participants;
      const isOn = people.some(({ address }) => contact.addresses.has(address));
      if (people.some(({ address }) => added.includes(address))) meeting.links.add(contact.id);
      else if (!isOn) meeting.links.delete(contact.id);
      if (meeting.links.size === 0 && !meeting.isTouched) this.#release(meeting.id, "no_contact");
    }
    if (added.length > 0)
      for (const calendar of this.calendars) {
        if (calendar.cursor === null) continue;
        calendar.relistAt = earlier(calendar.relistAt, now);
        calendar.dueAt = earlier(calendar.dueAt, now);
      }
  }

  makeDue(now: Date): void {
    for (const calendar of this.calendars) calendar.dueAt = earlier(calendar.dueAt, now);
  }

  claim(now: Date, leaseMs: number): Promise<CalendarClaim | undefined> {
    const calendar = this.calendars.find(({ leaseUntil, dueAt }) =>
      leaseUntil === null ? dueAt !== null && dueAt <= now : leaseUntil < now,
    );
    if (calendar === undefined) return Promise.resolve(undefined);
    calendar.dueAt = null;
    calendar.leaseUntil = new Date(now.getTime() + leaseMs);
    calendar.version += 1;
    return Promise.resolve(claimOf(calendar, now));
  }

  listWaiting(claim: CalendarClaim, limit: number): ReturnType<CalendarSyncStore["listWaiting"]> {
    const rows = [...this.#rowsOf(claim).values()].filter(({ decision }) => decision === "waiting");
    return Promise.resolve(
      rows
        .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
        .slice(0, limit)
        .map(({ eventId, isSeries, reason }) => ({
          eventId,
          reason: isSeries && (reason === "series" || reason === "window") ? reason : "recheck",
        })),
    );
  }

  findMatches(
    _account: unknown,
    addresses: readonly EmailAddress[],
  ): ReturnType<CalendarSyncStore["findMatches"]> {
    const emails = new Set(this.calendars.map(({ account }) => account.email));
    return Promise.resolve({
      contacts: this.#matches(addresses),
      colleagues: new Set(addresses.filter((address) => emails.has(address))),
      rules: RULES,
    });
  }

  apply(
    claim: CalendarClaim,
    change: CalendarChange,
    now: Date,
    leaseMs: number,
  ): Promise<CalendarClaim | "stale"> {
    const calendar = this.#find(claim);
    if (calendar.version !== claim.version) return Promise.resolve("stale");
    calendar.version += 1;
    calendar.cursor = structuredClone(change.cursor);
    calendar.leaseUntil = new Date(now.getTime() + leaseMs);
    if (change.beginsListing === true && claim.isRelistDue) {
      calendar.relistAt = null;
      for (const row of calendar.entries.values())
        if (row.isSeries) this.#change(calendar, row.eventId, { etag: null });
    }
    if (change.window !== undefined)
      calendar.expandedThrough = later(calendar.expandedThrough, change.window.through);
    if (change.decided !== undefined) this.#capture(calendar, change, now);
    this.#wait(calendar, change);
    return Promise.resolve(claimOf(calendar, now));
  }

  release(claim: CalendarClaim, { dueAt, result }: CalendarRelease): Promise<void> {
    const calendar = this.#find(claim);
    if (calendar.version !== claim.version) return Promise.resolve();
    calendar.version += 1;
    calendar.leaseUntil = null;
    calendar.dueAt = dueAt === null ? calendar.dueAt : earlier(calendar.dueAt, dueAt);
    if (result.kind === "failed") calendar.failures += 1;
    else if (result.kind !== "throttled") calendar.failures = 0;
    return Promise.resolve();
  }

  #capture(calendar: MemoryCalendar, change: CalendarChange, now: Date): void {
    const { decided = [], listing = null, isExpansion = false } = change;
    const ids = new Set(decided.map(({ eventId }) => eventId));
    const ending = new Set(endingIn(decided));
    const rows = [...calendar.entries.values()];
    const entries = new Map(
      rows
        .filter(
          (row) =>
            ids.has(row.eventId) || (row.activityId !== null && ending.has(row.recurringEventId ?? "")),
        )
        .map((row) => [row.eventId, row]),
    );
    const { work, listed } = sortOutEvents(decided, entries, listing);
    for (const eventId of listed) this.#change(calendar, eventId, { listing });
    const pageIds = new Set(work.map(({ eventId }) => eventId));
    const withMeetings = new Set(
      rows.filter(({ activityId }) => activityId !== null).map(({ recurringEventId }) => recurringEventId),
    );
    const addresses = work.flatMap(({ outcome }) =>
      "meeting" in outcome ? (outcome.meeting?.participants.map(({ address }) => address) ?? []) : [],
    );
    const plan = planCapture({
      decided: work,
      entries,
      seriesWithMeetings: new Set(seriesIn(work).filter((id) => withMeetings.has(id))),
      meetings: [...this.meetings.values()].map((meeting) => this.#known(meeting, calendar, pageIds)),
      matches: { contacts: this.#matches(addresses), rules: RULES },
      shareLevel: calendar.account.shareLevel,
      listing,
      isExpansion,
      now,
      newId: () => randomUUID() as ActivityId,
    });
    for (const { id, mergeKey, eventId, content, status, visibility, links } of plan.created) {
      const linked = new Set(links.map(({ contactId }) => contactId));
      this.meetings.set(id, {
        id,
        mergeKey,
        eventId,
        content,
        status,
        visibility,
        isTouched: false,
        links: linked,
      });
      this.writes += 1;
    }
    for (const updated of plan.updated) this.#update(updated);
    for (const entry of plan.entries) this.#change(calendar, entry.eventId, entry);
    for (const row of calendar.entries.values()) {
      if (
        plan.endedSeries.includes(row.recurringEventId ?? "") &&
        row.decision === "logged" &&
        !row.cancelled
      )
        this.#change(calendar, row.eventId, { decision: "waiting" });
      if (
        plan.seriesToExpand.includes(row.eventId) &&
        !row.isSeries &&
        row.decision === "skipped" &&
        !["cancelled", "gone"].includes(row.reason)
      )
        this.#change(calendar, row.eventId, { decision: "waiting", reason: "series", isSeries: true });
    }
    for (const other of this.calendars)
      for (const row of other.entries.values())
        if (row.activityId !== null && plan.toShowAgain.includes(row.activityId) && !row.cancelled) {
          this.#change(other, row.eventId, { decision: "waiting" });
          other.dueAt = earlier(other.dueAt, now);
        }
    for (const id of plan.removed) {
      const held = this.calendars.some(({ entries: all }) =>
        [...all.values()].some((row) => row.activityId === id),
      );
      if (held) throw new Error("a meeting goes that a calendar holds");
      this.meetings.delete(id);
      this.writes += 1;
    }
  }

  #known(meeting: MemoryMeeting, calendar: MemoryCalendar, pageIds: ReadonlySet<string>): KnownMeeting {
    const others = this.calendars.flatMap((of) =>
      [...of.entries.values()].filter(
        (row) => row.activityId === meeting.id && !(of === calendar && pageIds.has(row.eventId)),
      ),
    );
    const { id, mergeKey, eventId, isTouched, status, visibility, content } = meeting;
    return {
      id,
      mergeKey,
      eventId,
      hasNoUid: content.iCalUID === null,
      isTouched,
      isMine: false,
      status,
      visibility,
      occurredAt: content.occurredAt,
      endsAt: content.endsAt,
      addresses: new Set(content.participants.map(({ address }) => address)),
      others: {
        live: others.filter(({ cancelled }) => !cancelled).length,
        cancelled: others.filter(({ cancelled }) => cancelled).length,
        private: others.filter(({ isPrivate, cancelled }) => isPrivate && !cancelled).length,
      },
    };
  }

  #update({ id, status, visibility, shown }: UpdatedMeeting): void {
    const meeting = this.meetings.get(id);
    if (meeting === undefined) throw new Error("a meeting is to change that is not there");
    const before = JSON.stringify([meeting, [...meeting.links]]);
    meeting.status = status;
    meeting.visibility = visibility;
    if (shown !== null) {
      meeting.content = shown.content;
      for (const contactId of meeting.links)
        if (shown.linked !== null && !shown.linked.includes(contactId)) meeting.links.delete(contactId);
      for (const { contactId } of shown.links) meeting.links.add(contactId);
    }
    if (JSON.stringify([meeting, [...meeting.links]]) !== before) this.writes += 1;
  }

  #wait(
    calendar: MemoryCalendar,
    { cursor, recheckUnlisted, expanded, window, refused }: CalendarChange,
  ): void {
    for (const row of [...calendar.entries.values()]) {
      if (recheckUnlisted === true && row.listing !== cursor.listing) {
        const series = calendar.entries.get(row.recurringEventId ?? "");
        if (row.isSeries && row.decision !== "quarantined")
          this.#change(calendar, row.eventId, { decision: "waiting", reason: "recheck" });
        else if (row.decision === "logged" && !row.cancelled && series?.isSeries !== true)
          this.#change(calendar, row.eventId, { decision: "waiting" });
      }
      if (expanded !== undefined && expanded.listing !== null && row.recurringEventId === expanded.eventId)
        if (row.decision === "logged" && !row.cancelled && row.listing !== expanded.listing)
          this.#change(calendar, row.eventId, { decision: "waiting" });
      if (expanded?.eventId === row.eventId && row.isSeries)
        this.#change(calendar, row.eventId, { decision: "skipped", reason: "series" });
      if (window !== undefined && row.isSeries)
        if (row.decision === "skipped" || (row.decision === "waiting" && row.reason === "window"))
          this.#change(calendar, row.eventId, { decision: "waiting", reason: window.reason });
      if (refused?.eventId === row.eventId) throw new Error("nothing is refused here");
    }
  }

  #change(calendar: MemoryCalendar, eventId: string, change: Partial<EventEntry>): void {
    const row = calendar.entries.get(eventId);
    const next = { ...row, ...change } as EventEntry;
    if (JSON.stringify(next) !== JSON.stringify(row)) this.writes += 1;
    calendar.entries.set(eventId, next);
  }

  #release(id: ActivityId, reason: string): void {
    this.meetings.delete(id);
    for (const calendar of this.calendars)
      for (const row of calendar.entries.values())
        if (row.activityId === id)
          this.#change(calendar, row.eventId, { activityId: null, decision: "skipped", reason });
  }

  #matches(addresses: readonly EmailAddress[]): EventMatches["contacts"] {
    return new Map(
      addresses.flatMap((address) => {
        const contact = this.#contactOf(address);
        if (contact === undefined) return [];
        const { id: contactId, createdAt } = contact;
        return [[address, { contactId, backfill: "all" as const, createdAt }] as const];
      }),
    );
  }

  #contactOf(address: EmailAddress): MemoryContact | undefined {
    return [...this.contacts.values()].find(({ addresses }) => addresses.has(address));
  }

  #rowsOf(claim: CalendarClaim): ReadonlyMap<string, EventEntry> {
    return this.#find(claim).entries;
  }

  #find({ calendarId, account }: Pick<CalendarClaim, "calendarId" | "account">): MemoryCalendar {
    const found = this.calendars.find(
      (calendar) => calendar.calendarId === calendarId && isOf(calendar, account.userId),
    );
    if (found === undefined) throw new Error("there is no such calendar");
    return found;
  }
}

const RULES: ReadonlyMap<string, "never"> = new Map([["never.example", "never"]]);

function isOf({ account }: MemoryCalendar, userId: UserId): boolean {
  return account.userId === userId;
}

function claimOf(calendar: MemoryCalendar, now: Date): CalendarClaim {
  const { account, calendarId, timeZone, cursor, version, failures, expandedThrough, relistAt } = calendar;
  return {
    account,
    calendarId,
    timeZone,
    cursor: structuredClone(cursor),
    version,
    failures,
    expandedThrough,
    isRelistDue: relistAt !== null && relistAt <= now,
  };
}

function earlier(a: Date | null, b: Date): Date {
  return a !== null && a < b ? a : b;
}

function later(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b;
}
