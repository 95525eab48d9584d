/** One calendar: its events by id, by iCalUID and by series, and the order in which they changed. */
import { createHash } from "node:crypto";
import { GoogleError } from "../google-error.ts";
import type { Clock } from "../world.ts";
import type { EventContent, EventPerson, EventTime, StoredEvent } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { findInstance } from "./instances.ts";
import { checkRecurrence } from "./recurrence.ts";

/** What a caller may fix that Google otherwise chooses. */
export interface EventIdentity {
  /** 5–1024 characters of base32hex (`a`–`v`, `0`–`9`). */
  readonly id?: string;
  readonly iCalUID?: string;
  readonly sequence?: number;
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
  /** Event id → the revision of its last change. A changed id moves to the end, so iteration is in order of change. */
  readonly #changes = new Map<string, number>();
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

  /** What changed after a revision, oldest change first. */
  changedSince(revision: number): { readonly event: StoredEvent; readonly revision: number }[] {
    const changed: { event: StoredEvent; revision: number }[] = [];
    for (const [id, at] of this.#changes) {
      const event = this.#events.get(id);
      if (at > revision && event !== undefined) changed.push({ event, revision: at });
    }
    return changed;
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

  insert(content: EventContent, identity: EventIdentity = {}): StoredEvent {
    const id = identity.id ?? this.#newId();
    if (!EVENT_ID.test(id)) throw new GoogleError(400, "invalid", "Invalid resource id value.");
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
      ...this.#stamp(id),
    });
  }

  /** Changes the named fields; of an occurrence, by writing an exception of its series. */
  update(id: string, changes: EventChanges, options: { ifMatch?: string } = {}): StoredEvent {
    const before = this.get(id);
    if (options.ifMatch !== undefined && options.ifMatch !== before.etag) {
      throw new GoogleError(412, "conditionNotMet", "Precondition Failed");
    }
    const significant = SIGNIFICANT.some(
      (field) => field in changes && JSON.stringify(changes[field]) !== JSON.stringify(before[field]),
    );
    const after = { ...before, ...changes };
    this.#check(after);
    const sequence = before.sequence + (significant ? 1 : 0);
    return this.#store({ ...after, sequence, ...this.#stamp(id, before.created) });
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
    if (end < start) throw new GoogleError(400, "timeRangeEmpty", "The specified time range is empty.");
    if (content.recurrence !== undefined) {
      checkRecurrence({ start: content.start, recurrence: content.recurrence, calendarZone: this.timeZone });
    }
  }

  #stamp(id: string, created?: string): Pick<StoredEvent, "etag" | "created" | "updated"> {
    this.#revision += 1;
    const updated = new Date(this.#now()).toISOString();
    return { etag: etagOf(this.#revision, id), created: created ?? `${updated.slice(0, 19)}.000Z`, updated };
  }

  #store(event: StoredEvent): StoredEvent {
    this.#events.set(event.id, event);
    const sameUid = this.#idsByICalUid.get(event.iCalUID) ?? new Set<string>();
    this.#idsByICalUid.set(event.iCalUID, sameUid.add(event.id));
    if (event.recurringEventId !== undefined) {
      const siblings = this.#exceptions.get(event.recurringEventId) ?? new Map<string, StoredEvent>();
      this.#exceptions.set(event.recurringEventId, siblings.set(event.id, event));
    }
    this.#changes.delete(event.id);
    this.#changes.set(event.id, this.#revision);
    this.#updated = event.updated;
    for (const listener of this.#listeners) listener();
    return event;
  }

  #newId(): string {
    const digest = createHash("sha256").update(`${this.id} ${this.#revision}`).digest("hex");
    return BigInt(`0x${digest.slice(0, 32)}`)
      .toString(32)
      .padStart(26, "0");
  }
}

/** Google's etags are quoted numbers that never repeat. */
function etagOf(revision: number, id: string): string {
  const salt = createHash("sha256").update(id).digest().readUInt32BE();
  return `"${3_400_000_000_000_000n + BigInt(revision) * 4_294_967_296n + BigInt(salt)}"`;
}
