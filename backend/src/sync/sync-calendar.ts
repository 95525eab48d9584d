/**
 * A calendar's sync: asks Google for the next page, has it committed together with where that leaves the sync, and so on
 * until there is nothing more. Whatever breaks off in between is done again from the last commit.
 */
import type {
  CalendarChange,
  CalendarClaim,
  CalendarRelease,
  CalendarSource,
  CalendarSyncStore,
  DecidedEvent,
  EventsPage,
  ListedEvent,
} from "./calendar-ports.ts";
import {
  beginListing,
  moveWindow,
  nextCalendarStep,
  releaseAfter,
  releaseAfterFault,
} from "./calendar-step.ts";
import type { CalendarStep } from "./calendar-step.ts";
import { decideEvent, peopleOn } from "./decide-event.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { GoogleFailure } from "./google-failure.ts";
import { nextPollMs } from "./next-step.ts";
import type { AccountRef, ReportReconnect, SyncClock } from "./ports.ts";

export interface CalendarSyncSettings {
  /** How far back a calendar is read. */
  readonly firstSyncDays: number | "all";
  /** A calendar is looked at this often, should no push come. */
  readonly intervalMinutes: number;
  /** A worker that commits nothing for this long has lost the calendar. */
  readonly leaseMs: number;
  /** After so many commits others come first. */
  readonly sliceSteps: number;
}

export interface CalendarSyncDeps extends SyncClock {
  readonly store: CalendarSyncStore;
  readonly openSource: (account: AccountRef) => CalendarSource;
  readonly reportReconnect: ReportReconnect;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: { warn(details: object, message: string): void };
  readonly settings: CalendarSyncSettings;
}

/**
 * Resolves when there is nothing more to do for now, when others come first, or when Google fails us. Rejects only when
 * the database does not take the release either; then the lease ends by itself.
 */
export async function syncCalendar(deps: CalendarSyncDeps, claim: CalendarClaim): Promise<void> {
  const slice = new Slice(deps, claim);
  try {
    await slice.run();
  } catch (error) {
    const { workspaceId, userId } = claim.account;
    // Not which one: a calendar's id is an address.
    deps.log.warn({ error, workspaceId, userId }, "a calendar could not be synced");
    await slice.giveUp();
  }
}

/** What a step found out, and what kept it from doing all of it. */
interface StepResult {
  readonly change?: CalendarChange;
  readonly failure?: GoogleFailure;
}

/** Asked for one by one between two commits. */
const RECHECKS_A_STEP = 20;

class Slice {
  readonly #deps: CalendarSyncDeps;
  readonly #source: CalendarSource;
  readonly #startedAt: Date;
  #claim: CalendarClaim;
  /** The changes were read up to their end, all of them by this slice. */
  #isUpToDate = false;
  #beganToFollow = false;

  constructor(deps: CalendarSyncDeps, claim: CalendarClaim) {
    this.#deps = deps;
    this.#source = deps.openSource(claim.account);
    this.#claim = claim;
    this.#startedAt = deps.now();
  }

  async run(): Promise<void> {
    const { settings } = this.#deps;
    for (let steps = 0; steps < settings.sliceSteps; steps++) {
      const step = await this.#next();
      if (step.kind === "done") {
        await this.#release({ dueAt: this.#nextPoll(), result: { kind: "synced", at: this.#startedAt } });
        return;
      }
      const { change, failure } = await this.#perform(step);
      if (change !== undefined && !(await this.#commit(change))) return;
      if (failure !== undefined) {
        await this.#release(releaseAfter(failure, this.#claim.failures, this.#dice()));
        return;
      }
    }
    await this.#release({ dueAt: this.#deps.now(), result: { kind: "sliced" } });
  }

  /** For faults that are not Google's. */
  async giveUp(): Promise<void> {
    await this.#release(releaseAfterFault(this.#claim.failures, this.#dice()));
  }

  async #next(): Promise<CalendarStep> {
    const { store } = this.#deps;
    return await nextCalendarStep(this.#claim, {
      isUpToDate: this.#isUpToDate,
      now: this.#deps.now(),
      listWaiting: async () => await store.listWaiting(this.#claim, RECHECKS_A_STEP),
    });
  }

  async #perform(step: Exclude<CalendarStep, { kind: "done" }>): Promise<StepResult> {
    try {
      return { change: await this.#changeBy(step) };
    } catch (error) {
      if (!(error instanceof GoogleCallFailed)) throw error;
      return await this.#recoverFrom(error.failure);
    }
  }

  async #changeBy(step: Exclude<CalendarStep, { kind: "done" }>): Promise<CalendarChange> {
    const { settings } = this.#deps;
    switch (step.kind) {
      case "begin":
        return beginListing(this.#claim, settings.firstSyncDays, this.#deps.now());
      case "list":
        return await this.#list(step);
      case "follow":
        return await this.#follow(step);
      case "move-window":
        return moveWindow(this.#claim, step.cursor, this.#deps.now());
      case "expand":
        return await this.#expand(step);
      case "recheck":
        return await this.#recheck(step);
    }
  }

  async #recoverFrom(failure: GoogleFailure): Promise<StepResult> {
    if (failure.kind === "grant-revoked")
      await this.#deps.reportReconnect(this.#claim.account, failure.reason);
    if (failure.kind === "scope-missing")
      await this.#deps.reportReconnect(this.#claim.account, "scope_missing");
    const { cursor } = this.#claim;
    // Google says 400 to a sync token that does not go with the request any more, and to an old page token.
    const isPositionRefused =
      failure.kind === "cursor-expired" || (failure.kind === "rejected" && failure.status === 400);
    if (!isPositionRefused || cursor === null) return { failure };
    if (cursor.phase === "incremental")
      return { change: beginListing(this.#claim, this.#deps.settings.firstSyncDays, this.#deps.now()) };
    // The listing that is to help is refused as well: from its beginning, and not at once.
    return { change: { cursor: { ...cursor, pageToken: null } }, failure };
  }

  /** False: somebody else has the calendar by now. */
  async #commit(change: CalendarChange): Promise<boolean> {
    const { store, settings } = this.#deps;
    const next = await store.apply(this.#claim, change, this.#deps.now(), settings.leaseMs);
    if (next === "stale") return false;
    this.#claim = next;
    return true;
  }

  async #release(release: CalendarRelease): Promise<void> {
    await this.#deps.store.release(this.#claim, release, this.#deps.now());
  }

  #nextPoll(): Date {
    const { settings, random } = this.#deps;
    return new Date(this.#deps.now().getTime() + nextPollMs(settings.intervalMinutes, random()));
  }

  #dice(): { readonly now: Date; readonly random: number } {
    return { now: this.#deps.now(), random: this.#deps.random() };
  }

  async #list({ cursor }: Extract<CalendarStep, { kind: "list" }>): Promise<CalendarChange> {
    const after = cursor.after === null ? null : new Date(cursor.after);
    const page = await this.#source.listEvents(this.#claim.calendarId, {
      after,
      pageToken: cursor.pageToken,
    });
    const decided = await this.#decide(page.events, after);
    const { listing } = cursor;
    if (page.nextPageToken !== undefined)
      return { cursor: { ...cursor, pageToken: page.nextPageToken }, decided, listing };
    const syncToken = toSyncToken(page);
    return {
      cursor: {
        phase: "incremental",
        after: cursor.after,
        listing,
        syncToken,
        pageToken: null,
        series: null,
      },
      decided,
      listing,
      recheckUnlisted: true,
    };
  }

  async #follow({ cursor }: Extract<CalendarStep, { kind: "follow" }>): Promise<CalendarChange> {
    const { syncToken, pageToken, after } = cursor;
    // What changes between the first and the last page may be told with the next token only.
    if (pageToken === null) this.#beganToFollow = true;
    const page = await this.#source.listEvents(this.#claim.calendarId, { syncToken, pageToken });
    const decided = await this.#decide(page.events, after === null ? null : new Date(after));
    if (page.nextPageToken !== undefined)
      return { cursor: { ...cursor, pageToken: page.nextPageToken }, decided };
    this.#isUpToDate = this.#beganToFollow;
    return { cursor: { ...cursor, syncToken: toSyncToken(page), pageToken: null }, decided };
  }

  async #expand({
    cursor,
    series,
    pageToken,
  }: Extract<CalendarStep, { kind: "expand" }>): Promise<CalendarChange> {
    const { eventId, listing } = series;
    const rest = { ...cursor, series: null };
    let page: EventsPage;
    try {
      page = await this.#source.listInstances(this.#claim.calendarId, eventId, {
        from: series.from === null ? null : new Date(series.from),
        through: new Date(series.through),
        pageToken,
      });
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      return reason === "gone"
        ? { cursor: rest, decided: [goneEvent(eventId)] }
        : { cursor: rest, refused: { eventId, reason } };
    }
    const after = cursor.after === null ? null : new Date(cursor.after);
    const change = {
      decided: await this.#decide(page.events, after),
      listing,
      isExpansion: true,
    };
    const counted = { ...cursor, listing: Math.max(cursor.listing, listing ?? 0) };
    return page.nextPageToken === undefined
      ? { ...change, cursor: { ...counted, series: null }, expanded: { eventId, listing } }
      : { ...change, cursor: { ...counted, series: { ...series, pageToken: page.nextPageToken } } };
  }

  async #recheck({ cursor, eventIds }: Extract<CalendarStep, { kind: "recheck" }>): Promise<CalendarChange> {
    const events: ListedEvent[] = [];
    const gone: DecidedEvent[] = [];
    for (const eventId of eventIds) {
      try {
        events.push(await this.#source.getEvent(this.#claim.calendarId, eventId));
      } catch (error) {
        const reason = refusalOf(error);
        if (reason === undefined) throw error;
        if (reason === "gone") gone.push(goneEvent(eventId));
        else if (events.length + gone.length === 0) return { cursor, refused: { eventId, reason } };
        else break;
      }
    }
    const after = cursor.after === null ? null : new Date(cursor.after);
    return { cursor, decided: [...(await this.#decide(events, after)), ...gone] };
  }

  async #decide(events: readonly ListedEvent[], after: Date | null): Promise<readonly DecidedEvent[]> {
    const { account, calendarId, timeZone } = this.#claim;
    const addresses = new Set(events.flatMap((event) => peopleOn(event).map(({ address }) => address)));
    const matches = await this.#deps.store.findMatches(account, [...addresses]);
    return events.map((event) => decideEvent({ account, calendarId, timeZone, after }, event, matches));
  }
}

/** What concerns this one event only; undefined: the failure concerns more. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof GoogleCallFailed)) return undefined;
  const { failure } = error;
  if (failure.kind === "gone") return "gone";
  return failure.kind === "rejected" ? failure.reason : undefined;
}

function goneEvent(eventId: string): DecidedEvent {
  return { eventId, recurringEventId: null, etag: null, startsAt: null, outcome: { kind: "gone" } };
}

/** Google promises one with the last page; without it this was no whole answer. */
function toSyncToken({ nextSyncToken }: { readonly nextSyncToken: string | undefined }): string {
  if (nextSyncToken !== undefined) return nextSyncToken;
  throw new GoogleCallFailed("events.list", {
    kind: "transient",
    detail: "the last page has no nextSyncToken",
  });
}
