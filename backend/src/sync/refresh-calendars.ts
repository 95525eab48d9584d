/** The list of a rep's calendars: read as a whole and written as it is. */
import type { CalendarListEntry, CalendarListStore, CalendarSource } from "./calendar-ports.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import { backOffMs } from "./next-step.ts";
import type { AccountRef, ReportReconnect, SyncClock } from "./ports.ts";

export interface CalendarListDeps extends SyncClock {
  readonly store: CalendarListStore;
  readonly openSource: (account: AccountRef) => CalendarSource;
  readonly reportReconnect: ReportReconnect;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: { warn(details: object, message: string): void };
}

const DAY_MS = 86_400_000;

/** Of an account a worker has taken. */
export async function refreshCalendarList(deps: CalendarListDeps, account: AccountRef): Promise<void> {
  const { store, openSource } = deps;
  try {
    const calendars = await listAll(openSource(account));
    // Spread by a tenth, so that accounts connected together drift apart.
    const dueAt = new Date(deps.now().getTime() + DAY_MS * (0.9 + deps.random() / 10));
    await store.saveList(account, calendars, dueAt, deps.now());
  } catch (error) {
    if (!(error instanceof GoogleCallFailed)) throw error;
    await store.releaseList(account, await dueAfter(deps, account, error));
  }
}

async function listAll(source: CalendarSource): Promise<readonly CalendarListEntry[]> {
  const calendars = new Map<string, CalendarListEntry>();
  let pageToken: string | undefined;
  do {
    const page = await source.listCalendars(pageToken);
    for (const calendar of page.calendars) calendars.set(calendar.id, calendar);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  // Everybody has one of his own. Taking such an answer at its word would drop all of them.
  if (![...calendars.values()].some(({ isPrimary }) => isPrimary))
    throw new GoogleCallFailed("calendarList.list", {
      kind: "transient",
      detail: "the list lacks the primary calendar",
    });
  return [...calendars.values()];
}

async function dueAfter(deps: CalendarListDeps, account: AccountRef, error: GoogleCallFailed): Promise<Date> {
  const { reportReconnect, log, random } = deps;
  const { failure } = error;
  if (failure.kind === "grant-revoked") await reportReconnect(account, failure.reason);
  else if (failure.kind === "scope-missing") await reportReconnect(account, "scope_missing");
  else if (failure.kind === "rate-limited") return failure.until;
  else log.warn({ error, ...account }, "a list of calendars could not be read");
  return new Date(deps.now().getTime() + backOffMs(RETRY_STAGE, random()));
}

/** As after so many failures: the list is in no hurry. */
const RETRY_STAGE = 4;
