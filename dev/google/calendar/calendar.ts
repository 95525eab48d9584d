/** One calendar: its events by id, by iCalUID and by series, and the order in which they changed. */
import { createHash } from "node:crypto";
import { GoogleError } from "../google-error.ts";
import type { Clock } from "../world.ts";
import type { EventContent, EventPerson, EventTime, StoredEvent } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { DayIndex } from "./day-index.ts";
import { findInstance } from "./instances.ts";
import type { InstanceRange } from "./instances.ts";
import { checkRecurrence, occurrenceStarts } from "./recurrence.ts";

/** What a caller may fix that Google otherwise chooses. */
export interface EventIdentity {
  /** 5–1024 characters of base32hex (`a`–`v`, `0`–`9`). */
  readonly id?: string;
  readonly iCalUID?: string;
  readonly sequence?: number;
  /** Of an occurrence that stands in this calendar without its series: whoever is invited to that one alone. */
  readonly occurrence?: Pick<StoredEvent, "recurringEventId" | "originalStartTime">;
}

export type EventChanges = Partial<EventContent>;

export interface CalendarOptions {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  readonly owner: EventPerson;
  readonly description?: string;
  readonly location?: string;
}

/** What callers may choose, and what Google calls the second half of a series that was split. */
const EVENT_ID = /^[a-v0-9]{5,1024}(?:_R\d{8}(?:T\d{6})?)?$/;
const OCCURRENCE_ID = /^[a-v0-9]{5,1024}(?:_R\d{8}(?:T\d{6})?)?_\d{8}(?:T\d{6}Z)?$/;
/** What a guest must hear of again: RFC 5546 §2.1.4. */
const SIGNIFICANT = ["start", "end", "recurrence", "location", "status"] as const;

export class Calendar {
  readonly id: string;
  readonly summary: string;
  readonly timeZone: string;
  readonly owner: EventPerson;
  readonly description: string | undefined;
  readonly location: string | undefined;

  readonly #now: Clock;
  readonly #events = new Map<string, StoredEvent>();
  readonly #idsByICalUid = new Map<string, Set<string>>();
  readonly #exceptions = new Map<string, Map<string, StoredEvent>>();
  /** In the order of creation. */
  readonly #ids: string[] = [];
  /** Where an id stands there. */
  readonly #ordinals = new Map<string, number>();
  readonly #days = new DayIndex();
  /** Event id → the revision of its last change. */
  readonly #changes = new Map<string, number>();
  /** Every change, oldest first. */
  readonly #log: { readonly id: string; readonly revision: number }[] = [];
  readonly #listeners = new Set<() => void>();
  #revision = 0;
  #oldestRevision = 0;
  #updated: string;

  constructor(options: CalendarOptions, now: Clock) {
    this.id = options.id.toLowerCase();
    this.summary = options.summary;
    this.timeZone = options.timeZone;
    this.owner = options.owner;
    this.description = options.description;
    this.location = options.location;
    this.#now = now;
    this.#updated = new Date(now()).toISOString();
  }

  /** Counts every change; the state a sync token stands for. */
  get revision(): number {
    return this.#revision;
  }

  /** Tokens of an older revision are expired. */
  get oldestRevision(): number {
    return this.#oldestRevision;
  }

  /** RFC 3339 time of the last change. */
  get updated(): string {
    return this.#updated;
  }

  get etag(): string {
    return etagOf(this.#revision, this.id);
  }

  /** Google forgets: every sync token given out so far now answers 410. */
  expireSyncTokens(): void {
    this.#revision += 1;
    this.#oldestRevision = this.#revision;
  }

  /** Calls back after every change from now on; gives the way to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every event in the order of its creation, cancelled ones and exceptions of series included. */
  events(): IterableIterator<StoredEvent> {
    return this.#events.values();
  }

  /** In the same order, single events that may touch the range and all series. */
  eventsAround(range: InstanceRange): Iterable<StoredEvent> {
    const { timeMin = -Infinity, timeMax = Infinity } = range;
    const ordinals = this.#days.candidates(timeMin, timeMax);
    if (ordinals === undefined) return this.#events.values();
    return ordinals.flatMap((ordinal) => this.#events.get(this.#ids[ordinal] ?? "") ?? []);
  }

  /** The place of an event in the order of creation. */
  ordinalOf(id: string): number {
    return this.#ordinals.get(id) ?? this.#ids.length;
  }

  /** What changed after a revision, oldest change first. */
  changedSince(revision: number): { readonly event: StoredEvent; readonly revision: number }[] {
    const changed: { event: StoredEvent; revision: number }[] = [];
    for (let index = this.#log.length - 1; index >= 0; index -= 1) {
      const change = this.#log[index];
      if (change === undefined || change.revision <= revision) break;
      const event = this.#events.get(change.id);
      const isLast = this.#changes.get(change.id) === change.revision;
      if (isLast && event !== undefined) changed.push({ event, revision: change.revision });
    }
    return changed.reverse();
  }

  withICalUid(iCalUID: string): StoredEvent[] {
    const ids = this.#idsByICalUid.get(iCalUID) ?? new Set<string>();
    return [...ids].map((id) => this.get(id));
  }

  /** The written-down exceptions of a series, cancelled occurrences among them. */
  exceptionsOf(seriesId: string): readonly StoredEvent[] {
    return [...(this.#exceptions.get(seriesId)?.values() ?? [])];
  }

  /** An event, an exception, or an occurrence nobody ever touched (`base_20261123T090000Z`). */
  find(id: string): StoredEvent | undefined {
    return this.#events.get(id) ?? findInstance(this, id);
  }

  get(id: string): StoredEvent {
    const event = this.find(id);
    if (event === undefined) throw new GoogleError(404, "notFound", "Not Found");
    return event;
  }

  /** An id no event has, of the kind Google gives out. */
  newId(): string {
    const digest = createHash("sha256").update(`${this.id} ${this.#revision}`).digest("hex");
    return BigInt(`0x${digest.slice(0, 32)}`)
      .toString(32)
      .padStart(26, "0");
  }

  insert(content: EventContent, identity: EventIdentity = {}): StoredEvent {
    const id = identity.id ?? this.newId();
    if (!(identity.occurrence === undefined ? EVENT_ID : OCCURRENCE_ID).test(id))
      throw new GoogleError(400, "invalid", "Invalid resource id value.");
    if (this.#events.has(id))
      throw new GoogleError(409, "duplicate", "The requested identifier already exists.");
    this.#check(content);
    return this.#store({
      status: "confirmed",
      eventType: "default",
      creator: this.owner,
      organizer: this.owner,
      reminders: { useDefault: true },
      ...content,
      id,
      iCalUID: identity.iCalUID ?? `${id}@google.com`,
      sequence: identity.sequence ?? 0,
      ...identity.occurrence,
      ...this.#stamp(id),
    });
  }

  /** Changes the named fields; of an occurrence, by writing an exception of its series. */
  update(id: string, changes: EventChanges, options: { ifMatch?: string } = {}): StoredEvent {
    const before = this.get(id);
    requireMatch(before, options.ifMatch);
    return this.#change(before, { ...before, ...changes });
  }

  /** As update, but a field that is not named is gone; who an event is, and whose, stays. */
  replace(id: string, content: EventContent): StoredEvent {
    const before = this.get(id);
    const { iCalUID, sequence, creator, organizer, eventType, status, etag, created, updated } = before;
    const { recurringEventId, originalStartTime } = before;
    return this.#change(before, {
      eventType,
      status,
      creator,
      organizer,
      ...content,
      id,
      iCalUID,
      sequence,
      etag,
      created,
      updated,
      ...(recurringEventId !== undefined && { recurringEventId }),
      ...(originalStartTime !== undefined && { originalStartTime }),
    });
  }

  move(id: string, start: EventTime, end: EventTime): StoredEvent {
    return this.update(id, { start, end });
  }

  /** A cancelled event keeps its id for ever; a cancelled series takes its exceptions along. */
  cancel(id: string): StoredEvent {
    const before = this.get(id);
    if (before.status === "cancelled") throw new GoogleError(410, "deleted", "Resource has been deleted");
    for (const exception of this.exceptionsOf(id)) {
      if (exception.status !== "cancelled") this.update(exception.id, { status: "cancelled" });
    }
    return this.update(id, { status: "cancelled" });
  }

  #change(before: StoredEvent, after: StoredEvent): StoredEvent {
    this.#check(after);
    const significant = SIGNIFICANT.some(
      (field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
    );
    const sequence = before.sequence + (significant ? 1 : 0);
    const stored = this.#store({ ...after, sequence, ...this.#stamp(before.id, before.created) });
    if (before.recurrence !== undefined && significant) this.#dropLostExceptions(stored);
    return stored;
  }

  /** A series that moved, or repeats otherwise, has no more exceptions where it has no more occurrences. */
  #dropLostExceptions({ id, start, recurrence }: StoredEvent): void {
    const calendarZone = this.timeZone;
    for (const { id: lost, status, originalStartTime } of this.exceptionsOf(id)) {
      if (status === "cancelled" || originalStartTime === undefined) continue;
      const at = eventInstant(originalStartTime, calendarZone);
      const isKept =
        recurrence !== undefined &&
        "date" in originalStartTime === "date" in start &&
        occurrenceStarts({ start, recurrence, calendarZone }, at, at).length > 0;
      if (!isKept) this.update(lost, { status: "cancelled" });
    }
  }

  #check(content: EventContent): void {
    const start = eventInstant(content.start, this.timeZone);
    const end = eventInstant(content.end, this.timeZone);
    if ("date" in content.start !== "date" in content.end) {
      throw new GoogleError(
        400,
        "invalid",
        "Start and end times must either both be date or both be dateTime.",
      );
    }
    const isEmpty = "date" in content.start ? end <= start : end < start;
    if (isEmpty) throw new GoogleError(400, "timeRangeEmpty", "The specified time range is empty.");
    if (content.recurrence !== undefined) {
      checkRecurrence({ start: content.start, recurrence: content.recurrence, calendarZone: this.timeZone });
    }
  }

  #stamp(id: string, created?: string): Pick<StoredEvent, "etag" | "created" | "updated"> {
    this.#revision += 1;
    const updated = new Date(this.#now()).toISOString();
    return { etag: etagOf(this.#revision, id), created: created ?? `${updated.slice(0, 19)}.000Z`, updated };
  }

  #spanOf({ start, end }: StoredEvent): readonly [number, number] {
    return [eventInstant(start, this.timeZone), eventInstant(end, this.timeZone)];
  }

  #store(event: StoredEvent): StoredEvent {
    this.#events.set(event.id, event);
    const sameUid = this.#idsByICalUid.get(event.iCalUID) ?? new Set<string>();
    this.#idsByICalUid.set(event.iCalUID, sameUid.add(event.id));
    if (event.recurringEventId !== undefined) {
      const siblings = this.#exceptions.get(event.recurringEventId) ?? new Map<string, StoredEvent>();
      this.#exceptions.set(event.recurringEventId, siblings.set(event.id, event));
    }
    const ordinal = this.ordinalOf(event.id);
    this.#ids[ordinal] = event.id;
    this.#ordinals.set(event.id, ordinal);
    this.#days.put(ordinal, event.recurrence === undefined ? this.#spanOf(event) : undefined);
    this.#changes.set(event.id, this.#revision);
    this.#log.push({ id: event.id, revision: this.#revision });
    this.#updated = event.updated;
    for (const listener of this.#listeners) listener();
    return event;
  }
}

/** RFC 9110 §13.1.1; `*` is met by whatever there is. */
export function requireMatch({ etag }: StoredEvent, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.split(",").some((tag) => ["*", etag].includes(tag.trim()))) return;
  throw new GoogleError(412, "conditionNotMet", "Precondition Failed", {
    location: { locationType: "header", location: "If-Match" },
  });
}

/** Google's etags are quoted numbers that never repeat. */
function etagOf(revision: number, id: string): string {
  const salt = createHash("sha256").update(id).digest().readUInt32BE();
  return `"${3_400_000_000_000_000n + BigInt(revision) * 4_294_967_296n + BigInt(salt)}"`;
}
