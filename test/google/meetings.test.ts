/** Meetings between people here and customers elsewhere, as the official client hears of them by sync tokens. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { Calendar } from "../../dev/google/calendar/calendar.ts";
import type { Meeting } from "../../dev/google/calendar/meetings.ts";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let client: calendar_v3.Calendar;
const rep = { email: "rep@northwind.example", displayName: "Nora Reyes" };
const sam = { email: "sam@gmail.example" };
const customer = { email: "ingrid@fjordline.example", displayName: "Ingrid Haugen" };

beforeEach(async () => {
  fixture = await startGoogleFixture();
  const scopes = ["https://www.googleapis.com/auth/calendar.readonly"];
  const token = fixture.google.tokens.accessToken({ email: rep.email, scopes });
  client = calendar({
    version: "v3",
    rootUrl: `${fixture.google.url}/`,
    headers: { authorization: `Bearer ${token}` },
    retry: false,
  });
});

afterEach(async () => {
  await fixture.google.close();
});

const at = (day: string, hour = 10): { dateTime: string; timeZone: string } => ({
  dateTime: `2026-11-${day}T${hour}:00:00+01:00`,
  timeZone: "Europe/Berlin",
});
const times = { start: at("23"), end: at("23", 11) };
const weekly = { ...times, recurrence: ["RRULE:FREQ=WEEKLY;COUNT=4"] };

async function list(
  parameters: calendar_v3.Params$Resource$Events$List = {},
): Promise<calendar_v3.Schema$Events & { items: calendar_v3.Schema$Event[] }> {
  const { data } = await client.events.list({ calendarId: "primary", ...parameters });
  return { ...data, items: data.items ?? [] };
}

async function token(parameters: calendar_v3.Params$Resource$Events$List = {}): Promise<string> {
  return (await list(parameters)).nextSyncToken ?? "";
}

function book(content: object = {}): Meeting {
  return fixture.google.meetings.book({
    organizer: customer,
    guests: [rep, sam],
    summary: "Pilot",
    ...times,
    ...content,
  });
}

describe("a customer", () => {
  test("invites, and the invitation stands in the calendars of those who are here", async () => {
    const syncToken = await token();
    const meeting = book();
    const { items } = await list({ syncToken });
    expect(items).toMatchObject([
      {
        id: meeting.id,
        iCalUID: meeting.iCalUID,
        status: "confirmed",
        organizer: { email: customer.email },
        attendees: [
          { email: customer.email, responseStatus: "accepted", organizer: true },
          { email: rep.email, self: true, responseStatus: "needsAction" },
          { email: sam.email, responseStatus: "needsAction" },
        ],
      },
    ]);
    expect(fixture.consumer.calendars.primary.get(meeting.id).iCalUID).toBe(meeting.iCalUID);
  });

  test("moves it, calls it off, and takes a guest out", async () => {
    const { meetings } = fixture.google;
    const meeting = book();
    const syncToken = await token();
    meetings.move(meeting, at("24"), at("24", 11));
    expect((await list({ syncToken })).items).toMatchObject([{ start: at("24"), sequence: 1 }]);
    meetings.change(meeting, {
      attendees: [
        { ...customer, responseStatus: "accepted" },
        { ...sam, responseStatus: "accepted" },
      ],
    });
    expect((await list({ syncToken })).items).toEqual([
      { kind: "calendar#event", etag: expect.any(String), id: meeting.id, status: "cancelled" },
    ]);
    meetings.cancel(meeting);
    expect(fixture.consumer.calendars.primary.get(meeting.id).status).toBe("cancelled");
  });

  test("answers an invitation, and the one who declines keeps the event", async () => {
    const meeting = fixture.google.meetings.book({
      organizer: rep,
      guests: [customer],
      summary: "Demo",
      ...times,
    });
    const syncToken = await token();
    fixture.google.meetings.respond(meeting, customer.email, "declined");
    expect((await list({ syncToken })).items).toMatchObject([
      {
        status: "confirmed",
        attendees: [{ email: rep.email }, { email: customer.email, responseStatus: "declined" }],
      },
    ]);
  });
});

test("whoever removes an event declines it, and is not given it back", async () => {
  const { meetings } = fixture.google;
  const meeting = book();
  const syncToken = await token();
  meetings.removeFrom(meeting, rep.email);
  meetings.change(meeting, { location: "Oslo" });
  expect((await list({ syncToken })).items).toMatchObject([{ id: meeting.id, status: "cancelled" }]);
  const elsewhere = fixture.consumer.calendars.primary.get(meeting.id);
  expect(elsewhere).toMatchObject({ status: "confirmed", location: "Oslo" });
  expect(elsewhere.attendees?.[1]).toMatchObject({ email: rep.email, responseStatus: "declined" });
});

test("whoever removes an event keeps another one that has its id", async () => {
  const { meetings } = fixture.google;
  const meeting = book({ guests: [sam] });
  const { primary } = fixture.rep.calendars;
  primary.insert({ summary: "Dentist", ...times }, { id: meeting.id, iCalUID: "dentist@rep.example" });
  meetings.invite(meeting, [rep, sam]);
  meetings.removeFrom(meeting, rep.email);
  expect((await list()).items).toMatchObject([{ id: meeting.id, status: "confirmed", summary: "Dentist" }]);
});

describe("of a series", () => {
  test("one occurrence is moved, called off, or declined: each is an exception of its own", async () => {
    const { meetings } = fixture.google;
    const meeting = book(weekly);
    const syncToken = await token();
    meetings.move(meeting, at("24", 15), at("24", 16), at("23"));
    meetings.cancel(meeting, at("30"));
    meetings.respond(meeting, rep.email, "declined", { dateTime: "2026-12-07T10:00:00+01:00" });
    const { items } = await list({ syncToken });
    const exceptions = items.filter(({ recurringEventId }) => recurringEventId === meeting.id);
    expect(exceptions).toMatchObject([
      {
        id: `${meeting.id}_20261123T090000Z`,
        originalStartTime: at("23"),
        start: at("24", 15),
        status: "confirmed",
      },
      { id: `${meeting.id}_20261130T090000Z`, originalStartTime: at("30"), status: "cancelled" },
      { id: `${meeting.id}_20261207T090000Z`, status: "confirmed" },
    ]);
    expect(exceptions[1]).not.toHaveProperty("start");
    expect(exceptions[2]?.attendees).toContainEqual(
      expect.objectContaining({ self: true, responseStatus: "declined" }),
    );
  });

  test("this and the following ones become another series with another iCalUID", async () => {
    const { meetings } = fixture.google;
    const meeting = book(weekly);
    meetings.move(meeting, at("24", 15), at("24", 16), { dateTime: "2026-12-14T10:00:00+01:00" });
    const rest = meetings.split(
      meeting,
      { dateTime: "2026-12-07T10:00:00+01:00" },
      { summary: "Pilot, new place" },
    );
    expect(rest.id).toBe(`${meeting.id}_R20261207T090000`);
    expect(rest.iCalUID).toBe(`${rest.id}@google.com`);
    const { items } = await list({ singleEvents: true, orderBy: "startTime" });
    expect(
      items.map(({ summary, start, recurringEventId }) => [summary, start?.dateTime, recurringEventId]),
    ).toEqual([
      ["Pilot", "2026-11-23T10:00:00+01:00", meeting.id],
      ["Pilot", "2026-11-30T10:00:00+01:00", meeting.id],
      ["Pilot, new place", "2026-12-07T10:00:00+01:00", rest.id],
      ["Pilot, new place", "2026-12-14T10:00:00+01:00", rest.id],
    ]);
    const { data } = await client.events.instances({ calendarId: "primary", eventId: rest.id });
    expect(data.items?.map(({ id }) => id)).toEqual([
      `${rest.id}_20261207T090000Z`,
      `${rest.id}_20261214T090000Z`,
    ]);
  });

  test("of whole days too", async () => {
    const meeting = fixture.google.meetings.book({
      organizer: rep,
      guests: [],
      summary: "On call",
      start: { date: "2026-11-23" },
      end: { date: "2026-11-24" },
      recurrence: ["RRULE:FREQ=DAILY;UNTIL=20261126"],
    });
    const rest = fixture.google.meetings.split(meeting, { date: "2026-11-25" }, {});
    expect(rest.id).toBe(`${meeting.id}_R20261125`);
    const { items } = await list({ singleEvents: true, orderBy: "startTime" });
    expect(items.map(({ start, recurringEventId }) => [start?.date, recurringEventId])).toEqual([
      ["2026-11-23", meeting.id],
      ["2026-11-24", meeting.id],
      ["2026-11-25", rest.id],
      ["2026-11-26", rest.id],
    ]);
  });
});

test("every kind of event comes through as it was put in", async () => {
  const { primary } = fixture.rep.calendars;
  const kinds = [
    {
      eventType: "outOfOffice",
      outOfOfficeProperties: { autoDeclineMode: "declineAllConflictingInvitations" },
    },
    {
      eventType: "focusTime",
      focusTimeProperties: { autoDeclineMode: "declineNone", chatStatus: "doNotDisturb" },
    },
    { eventType: "workingLocation", workingLocationProperties: { type: "homeOffice", homeOffice: {} } },
    { eventType: "birthday", birthdayProperties: { type: "birthday" } },
    { eventType: "fromGmail" },
  ] as const;
  for (const kind of kinds) primary.insert({ ...times, ...kind });
  expect((await list()).items).toMatchObject(kinds);
  expect((await list({ eventTypes: ["birthday"] })).items).toHaveLength(1);
});

describe("a sync token", () => {
  test("is good for the same question only", async () => {
    const syncToken = await token({ singleEvents: true });
    await list({ syncToken, singleEvents: true, maxResults: 5, showDeleted: true });
    expect(await refusal(list({ syncToken }))).toMatchObject({ status: 400 });
    expect(await refusal(list({ syncToken, singleEvents: true, eventTypes: ["default"] }))).toMatchObject({
      status: 400,
    });
  });

  test("is over when the person's access changes, when Google says so, and when it is none", async () => {
    const book = fixture.rep.calendars;
    const facts = { id: "team@group.example", summary: "Team", timeZone: "UTC", owner: sam };
    book.add(new Calendar(facts, fixture.now), "reader");
    const team = await token({ calendarId: facts.id });
    book.changeAccess(facts.id, "writer");
    const gone = { status: 410, data: { error: { errors: [{ reason: "fullSyncRequired" }] } } };
    expect(await refusal(list({ calendarId: facts.id, syncToken: team }))).toMatchObject(gone);
    const own = await token();
    book.primary.expireSyncTokens();
    expect(await refusal(list({ syncToken: own }))).toMatchObject(gone);
    expect(await refusal(list({ syncToken: "nonsense" }))).toMatchObject(gone);
    await list({ syncToken: await token() });
  });

  test("of the calendar list tells of calendars taken off it, and expires", async () => {
    const book = fixture.rep.calendars;
    const facts = { id: "team@group.example", summary: "Team", timeZone: "UTC", owner: sam };
    book.add(new Calendar(facts, fixture.now), "reader");
    const { data } = await client.calendarList.list();
    const syncToken = data.nextSyncToken ?? "";
    book.remove(facts.id);
    const changes = await client.calendarList.list({ syncToken });
    expect(changes.data.items).toMatchObject([{ id: facts.id, deleted: true }]);
    expect((await client.calendarList.list()).data.items).toHaveLength(1);
    expect(await refusal(list({ calendarId: facts.id }))).toMatchObject({ status: 404 });
    book.expireSyncTokens();
    expect(await refusal(client.calendarList.list({ syncToken }))).toMatchObject({ status: 410 });
  });

  test("comes on the last page, however many pages are empty", async () => {
    for (let i = 0; i < 3; i++) book();
    fixture.google.faults.add({
      method: "calendar.events.list",
      skip: 1,
      times: 1,
      fault: { kind: "empty-page" },
    });
    const pages: [number, boolean][] = [];
    let pageToken: string | undefined;
    do {
      const page = await list({ maxResults: 2, ...(pageToken === undefined ? {} : { pageToken }) });
      pages.push([page.items.length, page.nextSyncToken !== undefined]);
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
    expect(pages).toEqual([
      [2, false],
      [0, false],
      [1, true],
    ]);
  });
});
