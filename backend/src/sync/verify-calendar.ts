/**
 * Whether a calendar's meetings of the last days, and those to come, are logged as they stand there. Every event is listed
 * and decided anew, series by their occurrences. For the `verify` command; changes nothing.
 */
import type { CalendarSource, EventsPage, ListedEvent } from "./calendar-ports.ts";
import { decideEvent, peopleOn } from "./decide-event.ts";
import type { Account } from "./ports.ts";
import type { Comparison, LedgerNote, VerifiedCalendar, VerifyStore } from "./verify-ports.ts";

interface VerifyCalendarDeps {
  readonly source: CalendarSource;
  readonly store: VerifyStore;
}

export async function verifyCalendar(
  { source, store }: VerifyCalendarDeps,
  account: Account,
  calendar: VerifiedCalendar,
  since: Date,
): Promise<Comparison> {
  const { calendarId, timeZone, expandedThrough } = calendar;
  const events = await listOccurrences(source, calendar, since);
  const between = { from: since, through: expandedThrough };
  const notes = await store.listEventNotes(account, calendarId, [...events.keys()], between);
  const byId = new Map(notes.map((note) => [note.id, note]));
  const differences: string[] = [];
  let waiting = 0;
  for (const event of events.values()) {
    const note = byId.get(event.id);
    if (note?.decision === "waiting") waiting += 1;
    else {
      const difference = await judge(event, note);
      if (difference !== undefined) differences.push(difference);
    }
  }
  for (const { id, isLogged, isCancelled, isByHand } of notes)
    if (isLogged && !isCancelled && !isByHand && !events.has(id))
      differences.push(`event ${id} is logged, and the calendar does not have it`);
  return { compared: events.size, waiting, differences };

  async function judge(event: ListedEvent, note: LedgerNote | undefined): Promise<string | undefined> {
    if (note?.isByHand === true || note?.reason === "undone") return undefined;
    const addresses = peopleOn(event).map(({ address }) => address);
    const matches = await store.findMatches(account, { addresses, threadIds: [] });
    const { outcome } = decideEvent({ account, calendarId, timeZone, after: since }, event, matches);
    const isLogged = note?.isLogged ?? false;
    const ledger = note === undefined ? "nothing" : note.reason;
    switch (outcome.kind) {
      case "log":
        if (outcome.isBeforeWindow) return undefined;
        if (!isLogged) return `event ${event.id} is to be logged, and the ledger says ${ledger}`;
        if (note?.isCancelled === true) return `event ${event.id} is cancelled here, and takes place`;
        return undefined;
      case "skip":
        return isLogged ? `event ${event.id} is logged, and should not be: ${outcome.reason}` : undefined;
      case "cancelled":
      case "gone":
        return isLogged && note?.isCancelled === false ? `event ${event.id} is called off` : undefined;
      case "series":
      case "unreadable":
        return undefined;
    }
  }
}

/** By id: single events, and of each series what lies in the window. */
async function listOccurrences(
  source: CalendarSource,
  { calendarId, expandedThrough }: VerifiedCalendar,
  since: Date,
): Promise<ReadonlyMap<string, ListedEvent>> {
  const listed = await allPages((pageToken) => source.listEvents(calendarId, { after: since, pageToken }));
  const occurrences = new Map<string, ListedEvent>();
  const window = { from: since, through: expandedThrough };
  for (const event of listed) {
    const isSeries = !("unreadable" in event) && event.isSeries && !event.isCancelled;
    const all = isSeries
      ? await allPages((pageToken) => source.listInstances(calendarId, event.id, { ...window, pageToken }))
      : [event];
    for (const one of all) occurrences.set(one.id, one);
  }
  return occurrences;
}

async function allPages(
  list: (pageToken: string | null) => Promise<EventsPage>,
): Promise<readonly ListedEvent[]> {
  const events: ListedEvent[] = [];
  let pageToken: string | null = null;
  do {
    const page: EventsPage = await list(pageToken);
    events.push(...page.events);
    pageToken = page.nextPageToken ?? null;
  } while (pageToken !== null);
  return events;
}
