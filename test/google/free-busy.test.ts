/** Google's own client asks the local Google when people have no time. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { Calendar } from "../../dev/google/calendar/calendar.ts";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import type { EventContent } from "../../dev/google/calendar/event-resource.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import type { Account } from "../../dev/google/world.ts";
import { NOW } from "./calendar-server.ts";
import { webClient } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let google: LocalGoogle;
let client: calendar_v3.Calendar;
const ADA = "ada@northwind.example";
const BEN = "ben@northwind.example";
const EVE = "eve@elsewhere.example";
const GIL = "gil@gmail.example";

beforeAll(async () => {
  const accounts = [
    account(ADA, "northwind.example"),
    account(BEN, "northwind.example"),
    account(EVE, "elsewhere.example"),
    account(GIL, null),
  ];
  google = await startLocalGoogle({ clock: () => NOW, accounts, clients: [webClient] });
  client = clientWith("calendar.freebusy");
  const [ada, ben] = accounts;
  fillAda(ada?.calendars.primary);
  ben?.calendars.primary.insert(between("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"));
  ada?.calendars.add(room(), "freeBusyReader");
});

afterAll(async () => {
  await google.close();
});

function account(email: string, hd: string | null): Account {
  const owner = { email, name: email, timeZone: "Europe/Berlin" };
  const clock = (): number => NOW;
  return {
    ...owner,
    sub: `1045${email.length}${email.charCodeAt(0)}`,
    locale: "en",
    hd,
    emailVerified: true,
    mailbox: new Mailbox(owner),
    calendars: new CalendarBook(owner, clock),
  };
}

function between(start: string, end: string, more: Partial<EventContent> = {}): EventContent {
  return { start: { dateTime: start }, end: { dateTime: end }, ...more };
}

function fillAda(calendar: Calendar | undefined): void {
  const answered = (responseStatus: "declined" | "tentative"): Partial<EventContent> => ({
    organizer: { email: EVE },
    attendees: [{ email: ADA, responseStatus }],
  });
  calendar?.insert(between("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", { visibility: "private" }));
  calendar?.insert(between("2026-11-23T09:30:00Z", "2026-11-23T10:30:00Z", answered("tentative")));
  calendar?.insert(between("2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z"));
  calendar?.insert(between("2026-11-23T13:00:00Z", "2026-11-23T13:00:00Z"));
  calendar?.insert(between("2026-11-23T14:00:00Z", "2026-11-23T15:00:00Z", answered("declined")));
  calendar?.insert(between("2026-11-23T15:00:00Z", "2026-11-23T16:00:00Z", { transparency: "transparent" }));
  const { id = "" } = calendar?.insert(between("2026-11-23T16:00:00Z", "2026-11-23T17:00:00Z")) ?? {};
  calendar?.cancel(id);
  calendar?.insert({
    start: { date: "2026-11-25" },
    end: { date: "2026-11-26" },
    eventType: "outOfOffice",
  });
  calendar?.insert({
    start: { date: "2026-11-26" },
    end: { date: "2026-11-27" },
    eventType: "workingLocation",
  });
  const series = calendar?.insert({
    start: { dateTime: "2026-10-20T08:00:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2026-10-20T09:00:00", timeZone: "Europe/Berlin" },
    recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"],
  });
  calendar?.cancel(`${series?.id ?? ""}_20261103T070000Z`);
}

function room(): Calendar {
  const id = "room@resource.calendar.google.com";
  const calendar = new Calendar({ id, summary: "Room", timeZone: "UTC", owner: { email: id } }, () => NOW);
  calendar.insert(between("2026-11-23T08:00:00Z", "2026-11-23T18:00:00Z"));
  return calendar;
}

function clientWith(...scopes: string[]): calendar_v3.Calendar {
  const token = google.tokens.accessToken({
    email: ADA,
    scopes: scopes.map((scope) => `https://www.googleapis.com/auth/${scope}`),
  });
  return calendar({
    version: "v3",
    rootUrl: `${google.url}/`,
    headers: { authorization: `Bearer ${token}` },
    retry: false,
  });
}

const monday = { timeMin: "2026-11-23T00:00:00Z", timeMax: "2026-11-24T00:00:00Z" };

async function query(
  requestBody: calendar_v3.Schema$FreeBusyRequest,
): Promise<calendar_v3.Schema$FreeBusyResponse> {
  return (await client.freebusy.query({ requestBody: { ...monday, ...requestBody } })).data;
}

async function busy(requestBody: calendar_v3.Schema$FreeBusyRequest, id = "primary"): Promise<unknown> {
  const { calendars } = await query({ items: [{ id }], ...requestBody });
  return calendars?.[id]?.busy?.map(({ start, end }) => `${start ?? ""} ${end ?? ""}`);
}

describe("freeBusy.query", () => {
  test("makes one of what overlaps or touches; what is free, declined or called off is not busy", async () => {
    expect(await query({ items: [{ id: "primary" }, { id: ADA }] })).toEqual({
      kind: "calendar#freeBusy",
      timeMin: "2026-11-23T00:00:00.000Z",
      timeMax: "2026-11-24T00:00:00.000Z",
      calendars: {
        primary: { busy: [{ start: "2026-11-23T09:00:00Z", end: "2026-11-23T11:00:00Z" }] },
        [ADA]: { busy: [{ start: "2026-11-23T09:00:00Z", end: "2026-11-23T11:00:00Z" }] },
      },
    });
  });

  test("cuts what reaches out of the range, and speaks in the zone asked for", async () => {
    const range = { timeMin: "2026-11-23T10:00:00+01:00", timeMax: "2026-11-23T10:15:00Z" };
    expect(await busy({ ...range, timeZone: "America/New_York" })).toEqual([
      "2026-11-23T04:00:00-05:00 2026-11-23T05:15:00-05:00",
    ]);
    expect(await busy({ timeMin: "2026-11-23T09:45:00Z", timeMax: "2026-11-23T10:00:00Z" })).toEqual([
      "2026-11-23T09:45:00Z 2026-11-23T10:00:00Z",
    ]);
  });

  test("counts a day from midnight to midnight where the calendar is, and no place to work", async () => {
    const range = { timeMin: "2026-11-24T12:00:00Z", timeMax: "2026-11-28T00:00:00Z" };
    expect(await busy(range)).toEqual(["2026-11-24T23:00:00Z 2026-11-25T23:00:00Z"]);
  });

  test("has occurrences of series at their time of day, but for those called off", async () => {
    const range = { timeMin: "2026-10-18T00:00:00Z", timeMax: "2026-11-10T00:00:00Z" };
    expect(await busy(range)).toEqual([
      "2026-10-20T06:00:00Z 2026-10-20T07:00:00Z",
      "2026-10-27T07:00:00Z 2026-10-27T08:00:00Z",
    ]);
  });

  test("knows calendars on the list and colleagues of the domain, nobody else", async () => {
    const room = "room@resource.calendar.google.com";
    const timeMax = "2026-11-25T00:00:00Z";
    const { calendars } = await query({
      timeMax,
      items: [BEN, room, EVE, GIL, "nobody@northwind.example"].map((id) => ({ id })),
    });
    const notFound = { errors: [{ domain: "global", reason: "notFound" }], busy: [] };
    expect(calendars).toEqual({
      [BEN]: { busy: [{ start: "2026-11-24T09:00:00Z", end: "2026-11-24T10:00:00Z" }] },
      [room]: { busy: [{ start: "2026-11-23T08:00:00Z", end: "2026-11-23T18:00:00Z" }] },
      [EVE]: notFound,
      [GIL]: notFound,
      "nobody@northwind.example": notFound,
    });
  });

  test("refuses more than fifty calendars, and fewer where fewer are allowed", async () => {
    const items = Array.from({ length: 51 }, (_, index) => ({ id: `colleague${index}@northwind.example` }));
    const { calendars } = await query({ items });
    expect(calendars?.["colleague50@northwind.example"]?.errors).toEqual([
      { domain: "global", reason: "tooManyCalendarsRequested" },
    ]);
    const two = await query({ items: [{ id: ADA }, { id: BEN }], calendarExpansionMax: 1 });
    expect(Object.values(two.calendars ?? {}).map(({ errors }) => errors?.[0]?.reason)).toEqual([
      "tooManyCalendarsRequested",
      "tooManyCalendarsRequested",
    ]);
  });

  test.each<[string, calendar_v3.Schema$FreeBusyRequest, string]>([
    ["no beginning", { timeMin: null }, "required"],
    ["a time without offset", { timeMin: "2026-11-23T00:00:00" }, "badRequest"],
    ["a range without length", { timeMax: monday.timeMin }, "timeRangeEmpty"],
    ["a range backwards", { timeMax: "2026-11-22T00:00:00Z" }, "timeRangeEmpty"],
    ["more than ninety days", { timeMax: "2027-02-21T00:00:01Z" }, "timeRangeTooLong"],
    ["a zone that is none", { timeZone: "Mars/Olympus" }, "invalid"],
    ["an item without id", { items: [{}] }, "required"],
    ["too large an expansion", { calendarExpansionMax: 51 }, "invalidParameter"],
  ])("refuses %s", async (_, requestBody, reason) => {
    expect(await refusal(query(requestBody))).toMatchObject({
      status: 400,
      data: { error: { errors: [{ reason }] } },
    });
  });

  test.each([
    ["calendar.freebusy", 200],
    ["calendar.events.freebusy", 200],
    ["calendar.readonly", 200],
    ["calendar", 200],
    ["calendar.events", 403],
    ["gmail.readonly", 403],
  ])("is opened by %s: %d", async (scope, status) => {
    const ask = clientWith(scope).freebusy.query({ requestBody: { ...monday, items: [] } });
    expect(status === 200 ? (await ask).status : (await refusal(ask)).status).toBe(status);
  });
});
