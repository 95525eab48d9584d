/** The calendars' sync from end to end: the local Google over HTTP, a real database. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createCalendarScene, DAY_MS, hours, NOW } from "./calendar-scene.ts";
import type { CalendarScene } from "./calendar-scene.ts";

let scene: CalendarScene;
let rep: Viewer;

beforeEach(async () => {
  scene = await createCalendarScene();
  rep = await scene.addRep("rep@team.example");
  await scene.createContact(rep, { emails: ["lena@customer.example"] });
});
afterEach(async () => {
  await scene.stop();
});

const lena = { email: "lena@customer.example", displayName: "Lena Lead" };
const self = { email: "rep@team.example", displayName: "Rep" };

function book(start: string, more: object = {}) {
  return scene.google.meetings.book({
    organizer: self,
    guests: [lena],
    summary: "Demo",
    ...hours(start),
    ...more,
  });
}

describe("single events", () => {
  test("a meeting with a contact is logged as scheduled, one in the past as held", async () => {
    book("2026-11-20T10:00:00Z", { summary: "Kick-off", location: "Room 5" });
    book("2026-11-25T10:00:00Z");
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      { subject: "Kick-off", status: "HELD", source: "sync", occurredAt: "2026-11-20T10:00:00.000Z" },
      {
        subject: "Demo",
        status: "SCHEDULED",
        durationMinutes: 60,
        contacts: [{ name: "Lena Lead", role: "attendee" }],
        participants: expect.arrayContaining([
          { email: "rep@team.example", name: "Rep", role: "organizer" },
          { email: "lena@customer.example", name: "Lena Lead", role: "attendee" },
        ]),
      },
    ]);
  });

  test("what moves, is renamed and is cancelled follows", async () => {
    const first = book("2026-11-25T10:00:00Z");
    const second = book("2026-11-26T10:00:00Z");
    await scene.sync();
    scene.google.meetings.change(first, { summary: "Demo, round two", ...hours("2026-11-27T15:00:00Z", 2) });
    scene.google.meetings.cancel(second);
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      { status: "CANCELLED", occurredAt: "2026-11-26T10:00:00.000Z" },
      { subject: "Demo, round two", status: "SCHEDULED", durationMinutes: 120 },
    ]);
    expect(scene.calls.filter(({ call }) => call === "events.list")).toHaveLength(2);
  });

  test("an expired sync token brings a full listing, and what it misses is asked for", async () => {
    const stays = book("2026-11-25T10:00:00Z");
    const goes = book("2026-11-26T10:00:00Z");
    await scene.sync();
    const account = scene.google.world.accounts.get(self.email);
    scene.google.meetings.cancel(goes);
    scene.google.meetings.change(stays, { summary: "Renamed" });
    book("2026-11-28T10:00:00Z", { summary: "New" });
    account?.calendars.primary.expireSyncTokens();
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      { subject: "Renamed", status: "SCHEDULED" },
      { subject: "Demo", status: "CANCELLED" },
      { subject: "New", status: "SCHEDULED" },
    ]);
    expect(scene.calls.filter(({ call }) => call === "events.get")).toHaveLength(1);
  });

  test("a sync without changes writes nothing", async () => {
    book("2026-11-25T10:00:00Z");
    scene.google.meetings.book({
      organizer: self,
      guests: [lena],
      summary: "Weekly",
      ...hours("2026-11-02T09:00:00Z"),
      recurrence: ["RRULE:FREQ=WEEKLY"],
    });
    await scene.sync();
    const before = await snapshot();
    scene.now = new Date(NOW.getTime() + DAY_MS / 4);
    await scene.sync();
    expect(await snapshot()).toEqual(before);
  });
});

async function snapshot(): Promise<unknown> {
  const tables = [
    "activity",
    "activity_contact",
    "participant",
    "meeting_details",
    "event_ledger_entry",
    "contact",
  ];
  const rows: unknown[] = [];
  for (const table of tables)
    rows.push((await scene.database.pool.query(`select xmin, * from ${table} order by 2, 3, 4, 5`)).rows);
  return rows;
}
