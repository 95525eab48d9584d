/** R14 for calendars: wrong stores, each of which the schedules find out. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CalendarChange, CalendarClaim } from "../../backend/src/sync/calendar-ports.ts";
import { playCalendars, schedules } from "./calendar-schedule.ts";
import { MemoryCalendars } from "./memory-calendars.ts";
import { createMemoryCrm } from "./memory-calendar-crm.ts";

class ForgetfulCalendars extends MemoryCalendars {
  readonly #forget: (change: CalendarChange, claim: CalendarClaim) => CalendarChange;

  constructor(forget: (change: CalendarChange, claim: CalendarClaim) => CalendarChange) {
    super();
    this.#forget = forget;
  }

  override apply(...[claim, change, now, leaseMs]: Parameters<MemoryCalendars["apply"]>) {
    return super.apply(claim, this.#forget(change, claim), now, leaseMs);
  }
}

class CalendarsNotListedAnew extends MemoryCalendars {
  override setAddresses(...given: Parameters<MemoryCalendars["setAddresses"]>): void {
    const before = this.calendars.map(({ relistAt }) => relistAt);
    super.setAddresses(...given);
    for (const [index, calendar] of this.calendars.entries()) calendar.relistAt = before[index] ?? null;
  }
}

const MUTANTS: Readonly<Record<string, () => MemoryCalendars>> = {
  "does not ask for what a full listing lacks": () =>
    new ForgetfulCalendars(({ recheckUnlisted: _, ...change }) => change),
  "does not ask for occurrences that their series lacks": () =>
    new ForgetfulCalendars(({ expanded, ...change }) =>
      expanded === undefined ? change : { ...change, expanded: { ...expanded, listing: null } },
    ),
  "does not list anew for new addresses": () => new CalendarsNotListedAnew(),
  "takes the last page of changes for told": () =>
    new ForgetfulCalendars((change, { cursor }) =>
      cursor?.phase === "incremental" && cursor.pageToken !== null ? { ...change, decided: [] } : change,
    ),
  "loses the first page of a listing": () =>
    new ForgetfulCalendars((change, { cursor }) =>
      cursor?.phase === "full" && cursor.pageToken === null ? { ...change, decided: [] } : change,
    ),
};

test.each(Object.keys(MUTANTS))(
  "a store that %s is found out",
  async (name) => {
    const create = MUTANTS[name] ?? (() => new MemoryCalendars());
    for (const schedule of fc.sample(schedules, { numRuns: MAX_SCHEDULES, seed: 14 }))
      if ((await playCalendars(schedule, createMemoryCrm(create())).catch(String)) !== undefined) return;
    expect(name).toBe("found out");
  },
  120_000,
);

const MAX_SCHEDULES = 1_000;
