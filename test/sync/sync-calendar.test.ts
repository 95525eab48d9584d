/** The calendars' sync from end to end: the local Google over HTTP, a real database. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseActivityId } from "../../backend/src/crm/ids.ts";
import { planLog } from "../../backend/src/crm/log-plan.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { syncCalendar } from "../../backend/src/sync/sync-calendar.ts";
import { LogActivity } from "../../contract/activities.ts";
import { at, claimFirst, createCalendarScene, DAY_MS, hours, NOW } from "./calendar-scene.ts";
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
    expect(scene.calls.filter(({ call }) => call === "events.list")).toHaveLength(3);
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

describe("series", () => {
  const weekly = (more: object = {}) =>
    book("2026-11-02T09:00:00Z", { summary: "Weekly", recurrence: ["RRULE:FREQ=WEEKLY"], ...more });
  const times = async (status?: string) =>
    (await scene.meetings(rep))
      .filter((meeting) => status === undefined || meeting.status === status)
      .map((meeting) => meeting.occurredAt.slice(0, 16));

  test("with a contact are there occurrence by occurrence, at least 90 days ahead", async () => {
    weekly();
    await scene.sync();
    const meetings = await scene.meetings(rep);
    expect(meetings.slice(0, 4).map(({ status }) => status)).toEqual(["HELD", "HELD", "HELD", "SCHEDULED"]);
    expect(new Date(meetings.at(-1)?.occurredAt ?? 0).getTime()).toBeGreaterThan(NOW.getTime() + 83 * DAY_MS);
    expect(scene.calls.filter(({ call }) => call === "events.instances")).toHaveLength(1);
    expect(await scene.ledger()).toEqual({ contact_on_it: meetings.length, is_series: 1 });
  });

  test("without contacts cost one row and no call", async () => {
    weekly({ guests: [{ email: "colleague@team.example" }] });
    await scene.sync();
    expect(await scene.ledger()).toEqual({ internal: 1 });
    expect(scene.calls.filter(({ call }) => call === "events.instances")).toHaveLength(0);
  });

  test("an occurrence that moves keeps its identity, one that is cancelled stays as cancelled", async () => {
    const series = weekly();
    await scene.sync();
    const before = await scene.meetings(rep);
    scene.google.meetings.move(
      series,
      at("2026-12-01T15:00:00Z"),
      at("2026-12-01T16:00:00Z"),
      at("2026-11-30T09:00:00Z"),
    );
    scene.google.meetings.cancel(series, at("2026-12-07T09:00:00Z"));
    await scene.sync();
    const after = await scene.meetings(rep);
    expect(after).toHaveLength(before.length);
    const moved = before.find(({ occurredAt }) => occurredAt.startsWith("2026-11-30"));
    expect(after.find(({ id }) => id === moved?.id)).toMatchObject({
      occurredAt: "2026-12-01T15:00:00.000Z",
    });
    expect(await times("CANCELLED")).toEqual(["2026-12-07T09:00"]);
  });

  test("this and following: what the old series makes no more goes, the new one's occurrences come", async () => {
    const series = weekly();
    await scene.sync();
    scene.google.meetings.split(series, at("2026-12-07T09:00:00Z"), {
      summary: "Weekly, later",
      ...hours("2026-12-07T13:00:00Z"),
    });
    await scene.sync();
    const meetings = await scene.meetings(rep);
    expect(
      meetings.slice(0, 7).map(({ subject, occurredAt }) => `${occurredAt.slice(0, 16)} ${subject ?? ""}`),
    ).toEqual([
      "2026-11-02T09:00 Weekly",
      "2026-11-09T09:00 Weekly",
      "2026-11-16T09:00 Weekly",
      "2026-11-23T09:00 Weekly",
      "2026-11-30T09:00 Weekly",
      "2026-12-07T13:00 Weekly, later",
      "2026-12-14T13:00 Weekly, later",
    ]);
    expect(meetings.filter(({ status }) => status === "CANCELLED")).toEqual([]);
  });

  test("all of it cancelled: every occurrence is", async () => {
    const series = weekly();
    await scene.sync();
    const before = await scene.meetings(rep);
    scene.google.meetings.cancel(series);
    await scene.sync();
    expect(await times("CANCELLED")).toHaveLength(before.length);
  });

  test("taken from the rep but for one occurrence: that one takes place, however it is told", async () => {
    const series = scene.google.meetings.book({
      organizer: lena,
      guests: [self],
      summary: "Weekly",
      ...hours("2026-11-02T09:00:00Z"),
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=8"],
    });
    await scene.sync();
    scene.google.meetings.invite(series, []);
    scene.google.meetings.invite(series, [self], at("2026-12-07T09:00:00Z"));
    // The full listing names the one that is left; that the series is gone is told when it is asked for.
    scene.google.world.accounts.get(self.email)?.calendars.primary.expireSyncTokens();
    await scene.sync();
    expect(await times("SCHEDULED")).toEqual(["2026-12-07T09:00"]);
    expect(await times("CANCELLED")).toHaveLength(7);
    expect(await scene.ledger()).toMatchObject({ contact_on_it: 1, is_cancelled: 7 });
  });

  test("the window moves on, with one call for a series", async () => {
    weekly();
    await scene.sync();
    const before = await times();
    scene.calls.length = 0;
    scene.now = new Date(NOW.getTime() + 28 * DAY_MS);
    await scene.sync();
    expect(await times()).toHaveLength(before.length + 4);
    expect(scene.calls.map(({ call }) => call).sort()).toEqual([
      "calendarList.list",
      "events.instances",
      "events.list",
    ]);
  });

  test("an invitation to one occurrence only stands for itself", async () => {
    const series = weekly({ guests: [] });
    scene.google.meetings.change(
      series,
      {
        attendees: [
          { ...self, responseStatus: "accepted" },
          { ...lena, responseStatus: "needsAction" },
        ],
      },
      at("2026-11-30T09:00:00Z"),
    );
    await scene.sync();
    expect(await times()).toEqual(["2026-11-30T09:00"]);
  });

  test("attendees who leave take the meetings along", async () => {
    const series = weekly();
    await scene.sync();
    scene.google.meetings.change(series, { attendees: [{ ...self, responseStatus: "accepted" }] });
    await scene.sync();
    expect(await times()).toEqual([]);
    expect(await scene.ledger()).not.toHaveProperty("contact_on_it");
  });

  test("across both clock changes each occurrence is where its zone has it", async () => {
    scene.now = new Date("2026-03-01T09:00:00Z");
    await scene.database.pool.query("update google_account set calendars_due_at = $1", [scene.now]);
    weekly({
      start: { dateTime: "2026-03-09T09:00:00", timeZone: "America/New_York" },
      end: { dateTime: "2026-03-09T10:00:00", timeZone: "America/New_York" },
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=40"],
    });
    await scene.sync();
    scene.now = new Date("2026-09-01T09:00:00Z");
    await scene.sync();
    const all = await times();
    expect(all).toContain("2026-03-09T13:00");
    expect(all).toContain("2026-10-26T13:00");
    expect(all).toContain("2026-11-02T14:00");
  });
});

describe("one meeting", () => {
  test("in two reps' calendars is one activity; cancelled when both have it so", async () => {
    const other = await scene.addRep("second@team.example");
    const meeting = book("2026-11-25T10:00:00Z", { guests: [lena, { email: "second@team.example" }] });
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(1);
    scene.google.meetings.removeFrom(meeting, "second@team.example");
    await scene.sync();
    expect(await scene.meetings(other)).toMatchObject([{ status: "SCHEDULED" }]);
    scene.google.meetings.cancel(meeting);
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ status: "CANCELLED" }]);
  });

  test("declined by the only rep on it goes; a note keeps it", async () => {
    const meetings = [book("2026-11-25T10:00:00Z"), book("2026-11-26T10:00:00Z")];
    await scene.sync();
    const [first] = await scene.meetings(rep);
    await scene.stores.activities.update(rep, parseId(first?.id), { note: "Bring the offer" }, scene.now);
    for (const meeting of meetings) scene.google.meetings.respond(meeting, self.email, "declined");
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ note: "Bring the offer", status: "CANCELLED" }]);
    for (const meeting of meetings) scene.google.meetings.respond(meeting, self.email, "accepted");
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ status: "SCHEDULED" }, { status: "SCHEDULED" }]);
  });

  test("an outcome given by hand stands until the meeting moves", async () => {
    const meeting = book("2026-11-20T10:00:00Z");
    await scene.sync();
    const [logged] = await scene.meetings(rep);
    await scene.stores.activities.update(rep, parseId(logged?.id), { status: "NO_SHOW" }, scene.now);
    scene.google.meetings.change(meeting, { summary: "Renamed" });
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ subject: "Renamed", status: "NO_SHOW" }]);
    scene.google.meetings.change(meeting, hours("2026-11-27T10:00:00Z"));
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ status: "SCHEDULED" }]);
  });

  test("logged from the sidebar is the same one, and follows the calendar from then on", async () => {
    const { id, iCalUID } = book("2026-11-25T10:00:00Z", { guests: [{ email: "stranger@else.example" }] });
    const [contact] = (
      await scene.stores.contacts.list(rep.workspaceId, { words: [], sort: "name", limit: 1 })
    ).items;
    const planned = planLog(
      rep,
      LogActivity.parse({
        type: "MEETING",
        calendarId: self.email,
        eventId: id,
        iCalUID,
        title: "Demo",
        start: "2026-11-25T10:00:00Z",
        end: "2026-11-25T11:00:00Z",
        attendees: [{ email: "stranger@else.example" }],
        contactIds: [contact?.id],
      }),
      "sidebar",
      scene.now,
    );
    if ("invalid" in planned) throw new Error("no plan");
    const logged = await scene.log(rep, planned);
    await scene.sync();
    scene.google.meetings.change({ id, iCalUID, organizer: self.email }, hours("2026-11-26T10:00:00Z"));
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      {
        id: logged.id,
        source: "sidebar",
        occurredAt: "2026-11-26T10:00:00.000Z",
        contacts: [{ id: contact?.id }],
      },
    ]);
  });

  test("a private one shows its time and its contact, to those who have it", async () => {
    const meeting = book("2026-11-25T10:00:00Z", {
      visibility: "private",
      location: "Clinic",
      summary: "Secret",
    });
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      { subject: "Busy", visibility: "private", participants: [{ email: lena.email, name: null }] },
    ]);
    const { rows } = await scene.database.pool.query("select location, conference_url from meeting_details");
    expect(rows).toEqual([{ location: null, conference_url: null }]);
    const colleague = await scene.signIn("colleague@team.example");
    expect(await scene.meetings(colleague)).toEqual([]);
    scene.google.meetings.change(meeting, { visibility: "default" });
    await scene.sync();
    expect(await scene.meetings(colleague)).toMatchObject([{ subject: "Secret" }]);
  });

  test("undone stays undone, whatever happens to it", async () => {
    const meeting = book("2026-11-25T10:00:00Z");
    await scene.sync();
    const [logged] = await scene.meetings(rep);
    await scene.stores.activities.undo({ ...rep, role: "admin" }, parseId(logged?.id), scene.now);
    scene.google.meetings.change(meeting, { summary: "Renamed" });
    await scene.sync();
    expect(await scene.meetings(rep)).toEqual([]);
    expect(await scene.ledger()).toEqual({ undone: 1 });
  });
});

describe("what is no meeting with a contact", () => {
  test("is in the ledger with its reason", async () => {
    const only = (guests: readonly object[], more: object = {}) =>
      book("2026-11-25T10:00:00Z", { guests, ...more });
    only([]);
    only([{ email: "c_room@resource.calendar.google.com", resource: true }]);
    only([{ email: "colleague@team.example" }]);
    only([{ email: "stranger@else.example" }]);
    only([lena], { eventType: "outOfOffice" });
    scene.google.meetings.respond(only([lena]), self.email, "declined");
    await scene.database.pool.query(
      "insert into rule (workspace_id, id, effect, pattern) values ($1, gen_random_uuid(), 'never', 'private.example')",
      [rep.workspaceId],
    );
    only([lena, { email: "ann@sub.private.example" }]);
    await scene.sync();
    expect(await scene.meetings(rep)).toEqual([]);
    expect(await scene.ledger()).toEqual({
      no_attendees: 2,
      internal: 1,
      no_contact: 1,
      not_a_meeting: 1,
      declined: 1,
      never_rule: 1,
    });
  });

  test("is found out again when it is written: a rule may have come or gone since", async () => {
    const never =
      "insert into rule (workspace_id, id, effect, pattern) values ($1, gen_random_uuid(), 'never', $2)";
    const { pool } = scene.database;
    book("2026-11-25T10:00:00Z");
    book("2026-11-26T10:00:00Z", { guests: [lena, { email: "ann@private.example" }] });
    await pool.query(never, [rep.workspaceId, "private.example"]);
    const { store } = scene.deps;
    let hasChanged = false;
    const meanwhile: typeof store.findMatches = async (...asked) => {
      const matches = await store.findMatches(...asked);
      if (!hasChanged) {
        await pool.query("delete from rule");
        await pool.query(never, [rep.workspaceId, "customer.example"]);
      }
      hasChanged = true;
      return matches;
    };
    await scene.list();
    const claim = await claimFirst(store, scene.now);
    await syncCalendar({ ...scene.deps, store: { ...store, findMatches: meanwhile } }, claim);
    expect(await scene.ledger()).toEqual({ never_rule: 2 });
  });

  test("whole days begin at midnight of their calendar", async () => {
    book("2026-11-25T10:00:00Z", { start: at("2026-10-25"), end: at("2026-10-26") });
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([
      { occurredAt: "2026-10-24T22:00:00.000Z", durationMinutes: 25 * 60, status: "HELD" },
    ]);
    const { rows } = await scene.database.pool.query("select all_day, time_zone from meeting_details");
    expect(rows).toEqual([{ all_day: true, time_zone: "Europe/Berlin" }]);
  });

  test("a contact who comes later brings the meetings there are", async () => {
    book("2026-11-25T10:00:00Z", { guests: [{ email: "max@later.example" }] });
    book("2026-11-02T09:00:00Z", {
      guests: [{ email: "max@later.example" }],
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=5"],
    });
    await scene.sync();
    expect(await scene.meetings(rep)).toEqual([]);
    await scene.createContact(rep, { name: "Max", emails: ["max@later.example"] });
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(6);
  });

  test("a contact who comes later is on every occurrence of a series known for one of them", async () => {
    const max = { email: "max@later.example" };
    const series = book("2026-11-02T09:00:00Z", {
      guests: [max],
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=5"],
    });
    scene.google.meetings.invite(series, [max, lena], at("2026-11-16T09:00:00Z"));
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(1);
    await scene.createContact(rep, { name: "Max", emails: [max.email] });
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(5);
  });
});

function parseId(id: string | undefined) {
  const parsed = parseActivityId(id ?? "");
  if (parsed === undefined) throw new Error("no id");
  return parsed;
}

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
