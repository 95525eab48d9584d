/** R2 for calendars: killed before or after each call that its sync makes, and taken up again. */
import { describe, expect, test } from "@jest/globals";
import { eventInstant, eventTimeAt } from "../../dev/google/calendar/event-time.ts";
import { hours } from "./calendar-scene.ts";
import { CalendarWorld, LEASE_MS, REPS } from "./calendar-world.ts";
import { findWrongMeeting } from "./calendar-oracle.ts";
import type { Through } from "./gated.ts";
import { createMemoryCrm } from "./memory-calendar-crm.ts";
import { SteppedWorker } from "./stepped-worker.ts";
import { toAddress } from "./sync-world.ts";

const lena = toAddress("lena@customer.example");
const [ada = lena, ben = lena] = REPS;
const MONDAY = "2026-10-26T09:00:00Z";

async function createBusyWorld() {
  const world = await CalendarWorld.create(createMemoryCrm(), 2);
  await world.setAddresses(0, [lena]);
  const book = (summary: string, start: string, more: object = {}) =>
    world.meetings.book({
      organizer: { email: ada },
      guests: [{ email: lena }, { email: ben }],
      summary,
      ...hours(start),
      ...more,
    });
  const single = book("Single", "2026-10-27T09:00:00Z");
  const second = book("Second", "2026-10-28T09:00:00Z", { visibility: "private" });
  const series = book("Series", MONDAY, { recurrence: ["RRULE:FREQ=WEEKLY;COUNT=5"] });
  return { world, single, second, series };
}

type BusyWorld = Awaited<ReturnType<typeof createBusyWorld>>;

/** What happened since everything was known, by what the sync has to do then. */
const SITUATIONS: Readonly<Record<string, (busy: BusyWorld) => void>> = {
  "the first sync": () => undefined,
  changes: ({ world, single, second, series }) => {
    world.meetings.change(single, { summary: "Renamed", ...hours("2026-10-29T09:00:00Z") });
    world.meetings.removeFrom(second, ben);
    world.meetings.cancel(series, occurrence(world, "2026-11-02T09:00:00Z"));
    world.meetings.split(series, occurrence(world, "2026-11-09T09:00:00Z"), hours("2026-11-09T12:00:00Z"));
  },
  "a lost sync token": ({ world, single, series }) => {
    world.meetings.cancel(single);
    world.meetings.cancel(series);
    for (const { book } of world.reps) book.primary.expireSyncTokens();
  },
};

describe.each(Object.keys(SITUATIONS))("%s", (situation) => {
  test.each([
    ["before", true],
    ["after", false],
  ])("survives being killed %s any of its calls", async (_when, isHeard) => {
    const calls = await countCalls(situation);
    expect(calls).toBeGreaterThan(20);
    for (let made = 0; made <= calls; made++) {
      const world = await createSituation(situation);
      const worker = new SteppedWorker(world);
      await worker.step(made, () => 0);
      await worker.kill(isHeard);
      world.now = new Date(world.now.getTime() + 2 * LEASE_MS);
      await world.calmDown();
      expect(findWrongMeeting(world, await world.crm.report(world.now))).toBeUndefined();
    }
  });
});

async function createSituation(name: string): Promise<CalendarWorld> {
  const busy = await createBusyWorld();
  const { world } = busy;
  if (name !== "the first sync") await world.calmDown();
  SITUATIONS[name]?.(busy);
  await world.crm.makeDue(world.now);
  return world;
}

async function countCalls(situation: string): Promise<number> {
  const world = await createSituation(situation);
  let calls = 0;
  const count: Through = (call) => {
    calls++;
    return call();
  };
  while (await world.work(count));
  return calls;
}

function occurrence(world: CalendarWorld, time: string) {
  const zone = world.reps[0]?.timeZone ?? "UTC";
  const start = { dateTime: time };
  return eventTimeAt(start, eventInstant(start, zone), zone);
}
