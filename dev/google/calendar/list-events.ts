/** events.list: which events a query selects, page by page, and the token for asking what changed since. */
import type { Calendar } from "./calendar.ts";
import type { StoredEvent } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { instancesOf, touches } from "./instances.ts";
import type { EventsQuery } from "./list-query.ts";
import { openPageToken, openSyncToken, sealPageToken, sealSyncToken } from "./list-token.ts";

export interface EventsPage {
  readonly events: readonly StoredEvent[];
  readonly nextPageToken: string | undefined;
  readonly nextSyncToken: string | undefined;
}

export function listEvents(calendar: Calendar, query: EventsQuery): EventsPage {
  const position = query.pageToken === undefined ? undefined : openPageToken(calendar.id, query.pageToken);
  // What changes while a client pages is told again after the last page: the token stands for the first page.
  const revision = position?.revision ?? calendar.revision;
  const after = position?.after ?? "";
  // Pages continue behind a key, not at an offset: an event deleted meanwhile must not hide the one behind it.
  const page: Row[] = [];
  for (const row of rowsInOrder(calendar, query, after)) {
    if (after !== "" && row.key <= after) continue;
    page.push(row);
    if (page.length > query.maxResults) break;
  }
  const more = page.length > query.maxResults;
  if (more) page.pop();
  return {
    events: page.map(({ event }) => event),
    nextPageToken: more
      ? sealPageToken(calendar.id, { revision, after: page.at(-1)?.key ?? after })
      : undefined,
    nextSyncToken:
      more || !isSyncable(query) ? undefined : sealSyncToken(calendar.id, revision, shapeOf(query)),
  };
}

/** instances.list pages like events.list, in order of start. */
export function listInstances(calendar: Calendar, series: StoredEvent, query: EventsQuery): EventsPage {
  const after =
    query.pageToken === undefined ? "" : openPageToken(`${calendar.id} ${series.id}`, query.pageToken).after;
  const rows = instancesOf(calendar, series, query)
    .filter((event) => query.showDeleted || event.status !== "cancelled")
    .map((event) => ({ key: `${sortable(eventInstant(event.start, calendar.timeZone))} ${event.id}`, event }))
    .filter(({ key }) => key > after);
  const page = rows.slice(0, query.maxResults);
  return {
    events: page.map(({ event }) => event),
    nextPageToken:
      rows.length > page.length
        ? sealPageToken(`${calendar.id} ${series.id}`, {
            revision: calendar.revision,
            after: page.at(-1)?.key ?? after,
          })
        : undefined,
    nextSyncToken: undefined,
  };
}

interface Row {
  readonly key: string;
  readonly event: StoredEvent;
}

/** Its key is wanted only where a page begins and ends. */
class SelectedRow implements Row {
  readonly event: StoredEvent;
  readonly #calendar: Calendar;
  readonly #query: EventsQuery;
  readonly #stored: StoredEvent;

  constructor(calendar: Calendar, query: EventsQuery, stored: StoredEvent, event: StoredEvent) {
    this.event = event;
    this.#calendar = calendar;
    this.#query = query;
    this.#stored = stored;
  }

  get key(): string {
    const ordinal = sortable(this.#calendar.ordinalOf(this.#stored.id));
    return keyOf(this.#calendar, this.event, this.#query, ordinal);
  }
}

/** What must be asked for alike as long as a sync token is used. */
function shapeOf({ singleEvents, eventTypes }: EventsQuery): string {
  return [singleEvents ? "single" : "series", ...[...eventTypes].sort()].join(" ");
}

/** A list that could not be asked again together with a sync token does not give one out. */
function isSyncable(query: EventsQuery): boolean {
  return (
    query.orderBy === undefined &&
    query.words.length === 0 &&
    query.iCalUID === undefined &&
    query.updatedMin === undefined &&
    query.privateProperties.length === 0 &&
    query.sharedProperties.length === 0
  );
}

/** In the order they are told; without another order asked for, no further than they are taken. */
function* rowsInOrder(calendar: Calendar, query: EventsQuery, after: string): Iterable<Row> {
  if (query.syncToken !== undefined) yield* sorted(changedRows(calendar, query, query.syncToken));
  else if (query.orderBy !== undefined) yield* sorted([...selectedRows(calendar, query, "")]);
  else yield* selectedRows(calendar, query, after);
}

/** Event by event in the order of creation, those behind `after` and maybe some before it. */
function* selectedRows(calendar: Calendar, query: EventsQuery, after: string): Iterable<Row> {
  const stored =
    query.iCalUID === undefined ? calendar.eventsAround(query) : calendar.withICalUid(query.iCalUID);
  const first = after === "" ? 0 : fromSortable(after);
  for (const event of stored) {
    if (calendar.ordinalOf(event.id) < first) continue;
    const shown = (
      query.singleEvents ? singles(calendar, event, query) : wholes(calendar, event, query)
    ).filter((one) => matches(one, query));
    if (shown.length > 0) yield* sorted(shown.map((one) => new SelectedRow(calendar, query, event, one)));
  }
}

function sorted(rows: Row[]): Row[] {
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Everything that changed, wherever it lies now: a client must hear of an event that left the window it asked for. */
function changedRows(calendar: Calendar, query: EventsQuery, syncToken: string): Row[] {
  const since = openSyncToken(calendar.id, syncToken, calendar.oldestRevision, shapeOf(query));
  return calendar.changedSince(since).flatMap(({ event, revision }) =>
    (query.singleEvents ? singles(calendar, event, { ...query, showDeleted: true }) : [event]).map(
      (shown) => ({
        key: `${sortable(revision)} ${shown.id}`,
        event: shown,
      }),
    ),
  );
}

function keyOf(calendar: Calendar, event: StoredEvent, query: EventsQuery, ordinal: string): string {
  const start = sortable(eventInstant(event.start, calendar.timeZone));
  switch (query.orderBy) {
    case "startTime":
      return `${start} ${event.id}`;
    case "updated":
      return `${event.updated} ${event.id}`;
    case undefined:
      return `${ordinal} ${start} ${event.id}`;
  }
}

/** Occurrences instead of series; a written-down exception comes with its series unless it stands here alone. */
function singles(calendar: Calendar, event: StoredEvent, query: EventsQuery): StoredEvent[] {
  if (event.recurringEventId !== undefined && calendar.find(event.recurringEventId) !== undefined) {
    return query.syncToken === undefined ? [] : [event];
  }
  const isShown = (single: StoredEvent) => query.showDeleted || single.status !== "cancelled";
  if (event.recurrence !== undefined) return instancesOf(calendar, event, query).filter(isShown);
  return isShown(event) && touches(event, query, calendar.timeZone) ? [event] : [];
}

/** Series as such. A cancelled occurrence of a living series is part of what the series is, so it is always told. */
function wholes(calendar: Calendar, event: StoredEvent, query: EventsQuery): StoredEvent[] {
  if (event.status === "cancelled" && !query.showDeleted && query.updatedMin === undefined) {
    const series = event.recurringEventId === undefined ? undefined : calendar.find(event.recurringEventId);
    if (series === undefined || series.status === "cancelled") return [];
  }
  const inRange =
    event.recurrence === undefined || (query.timeMin === undefined && query.timeMax === undefined)
      ? touches(event, query, calendar.timeZone)
      : instancesOf(calendar, event, query).length > 0;
  return inRange ? [event] : [];
}

function matches(event: StoredEvent, query: EventsQuery): boolean {
  if (query.eventTypes.size > 0 && !query.eventTypes.has(event.eventType)) return false;
  if (query.updatedMin !== undefined && Date.parse(event.updated) < query.updatedMin) return false;
  const { private: mine, shared } = event.extendedProperties ?? {};
  if (query.privateProperties.some(([name, value]) => mine?.[name] !== value)) return false;
  if (query.sharedProperties.some(([name, value]) => shared?.[name] !== value)) return false;
  if (query.words.length === 0) return true;
  const searched = searchedText(event);
  return query.words.every((word) => searched.includes(word));
}

function searchedText(event: StoredEvent): string {
  const people = [event.organizer, event.creator, ...(event.attendees ?? [])];
  return [
    event.summary,
    event.description,
    event.location,
    ...people.flatMap(({ email, displayName }) => [email, displayName]),
  ]
    .join("\n")
    .toLowerCase();
}

/** Numbers whose text sorts as they do, below zero too (times before 1970). */
function sortable(value: number): string {
  return String(value + 1e15).padStart(SORTABLE_LENGTH, "0");
}

/** The number that a key begins with. */
function fromSortable(key: string): number {
  return Number(key.slice(0, SORTABLE_LENGTH)) - 1e15;
}

const SORTABLE_LENGTH = 17;
