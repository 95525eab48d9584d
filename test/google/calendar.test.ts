/** The official client's view of the local Google's calendars. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Calendar } from "../../dev/google/calendar/calendar.ts";
import { NOW, startCalendarServer } from "./calendar-server.ts";
import type { CalendarServer } from "./calendar-server.ts";

let server: CalendarServer;
let seriesId: string;

const berlin = (dateTime: string) => ({ dateTime, timeZone: "Europe/Berlin" });

beforeAll(async () => {
  server = await startCalendarServer();
  const { primary } = server.book;
  const series = primary.insert({
    summary: "Rollout with Fjordline",
    description: "Weekly check of the pilot",
    start: berlin("2026-10-05T10:00:00+02:00"),
    end: berlin("2026-10-05T10:45:00+02:00"),
    recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO", "EXDATE;TZID=Europe/Berlin:20261019T100000"],
    attendees: [
      { email: "ada@northwind.example", organizer: true, responseStatus: "accepted" },
      {
        email: "ingrid@fjordline.example",
        displayName: "Ingrid Haugen",
        responseStatus: "needsAction",
        optional: true,
      },
      { email: "room-oslo@resource.calendar.google.com", resource: true, responseStatus: "accepted" },
    ],
  });
  seriesId = series.id;
  primary.move(
    `${seriesId}_20261109T090000Z`,
    berlin("2026-11-10T15:00:00+01:00"),
    berlin("2026-11-10T15:45:00+01:00"),
  );
  primary.cancel(`${seriesId}_20261116T090000Z`);
  primary.insert({ summary: "Trade fair", start: { date: "2026-11-24" }, end: { date: "2026-11-26" } });
  const gone = primary.insert({
    summary: "Called off",
    start: berlin("2026-11-27T09:00:00+01:00"),
    end: berlin("2026-11-27T10:00:00+01:00"),
  });
  primary.cancel(gone.id);
  const colleague = new Calendar(
    {
      id: "ben@northwind.example",
      summary: "Ben",
      timeZone: "Europe/London",
      owner: { email: "ben@northwind.example" },
    },
    () => NOW,
  );
  colleague.insert({
    summary: "Dentist",
    location: "Camden",
    visibility: "private",
    start: { dateTime: "2026-11-23T12:00:00Z" },
    end: { dateTime: "2026-11-23T13:00:00Z" },
  });
  server.book.add(colleague, "reader");
});

afterAll(async () => {
  await server.stop();
});

async function failure(call: Promise<unknown>): Promise<{ status: number; message: string; reason: string }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as {
      status: number;
      response: { data: { error: { message: string; errors: [{ reason: string }] } } };
    };
    return { status, message: response.data.error.message, reason: response.data.error.errors[0].reason };
  }
  throw new Error("The call was answered.");
}

describe("calendarList", () => {
  test("lists the own calendar as primary and a colleague's with the access role", async () => {
    const { data } = await server.client.calendarList.list();
    expect(data.items?.map(({ id, primary, accessRole }) => [id, primary, accessRole])).toEqual([
      ["ada@northwind.example", true, "owner"],
      ["ben@northwind.example", undefined, "reader"],
    ]);
    expect(data.nextSyncToken).toEqual(expect.any(String));
  });

  test("pages and gives the sync token with the last page only", async () => {
    const first = await server.client.calendarList.list({ maxResults: 1 });
    expect(first.data.nextSyncToken).toBeUndefined();
    const second = await server.client.calendarList.list({
      maxResults: 1,
      pageToken: first.data.nextPageToken ?? "",
    });
    expect(second.data.items?.[0]?.id).toBe("ben@northwind.example");
    expect(second.data.nextSyncToken).toEqual(expect.any(String));
  });

  test("knows the own calendar as primary and refuses one that is not on the list", async () => {
    const { data } = await server.client.calendarList.get({ calendarId: "primary" });
    expect(data).toMatchObject({ id: "ada@northwind.example", timeZone: "Europe/Berlin" });
    expect(await failure(server.client.calendarList.get({ calendarId: "eve@elsewhere.example" }))).toEqual({
      status: 404,
      message: "Not Found",
      reason: "notFound",
    });
    const calendar = await server.client.calendars.get({ calendarId: "ada@northwind.example" });
    expect(calendar.data).toMatchObject({ kind: "calendar#calendar", summary: "ada@northwind.example" });
  });
});

describe("events.list", () => {
  test("expands a series over a change of clocks at the same time of day", async () => {
    const { data } = await server.client.events.list({
      calendarId: "primary",
      singleEvents: true,
      orderBy: "startTime",
      timeMin: "2026-10-04T00:00:00+02:00",
      timeMax: "2026-11-30T23:00:00+01:00",
      q: "fjordline",
    });
    expect(data.items?.map(({ start }) => start?.dateTime)).toEqual([
      "2026-10-05T10:00:00+02:00",
      "2026-10-12T10:00:00+02:00",
      "2026-10-26T10:00:00+01:00",
      "2026-11-02T10:00:00+01:00",
      "2026-11-10T15:00:00+01:00",
      "2026-11-23T10:00:00+01:00",
      "2026-11-30T10:00:00+01:00",
    ]);
    expect(data.nextSyncToken).toBeUndefined();
  });

  test("keeps the original start and the series of an occurrence that was moved", async () => {
    const { data } = await server.client.events.get({
      calendarId: "primary",
      eventId: `${seriesId}_20261109T090000Z`,
    });
    expect(data).toMatchObject({
      recurringEventId: seriesId,
      iCalUID: `${seriesId}@google.com`,
      sequence: 1,
      originalStartTime: { dateTime: "2026-11-09T10:00:00+01:00", timeZone: "Europe/Berlin" },
      start: { dateTime: "2026-11-10T15:00:00+01:00" },
    });
  });

  test("tells series, moved and cancelled occurrences when single events are not asked for", async () => {
    const { data } = await server.client.events.list({ calendarId: "primary" });
    const told = data.items?.map(({ id, status, recurrence }) => [
      id?.replace(seriesId, "S"),
      status,
      recurrence?.length,
    ]);
    expect(told).toEqual([
      ["S", "confirmed", 2],
      ["S_20261109T090000Z", "confirmed", undefined],
      ["S_20261116T090000Z", "cancelled", undefined],
      [expect.any(String), "confirmed", undefined],
    ]);
    const cancelled = data.items?.[2];
    expect(Object.keys(cancelled ?? {}).sort()).toEqual([
      "etag",
      "id",
      "kind",
      "originalStartTime",
      "recurringEventId",
      "status",
    ]);
  });

  test("bounds the end by timeMin and the start by timeMax, both exclusively", async () => {
    const list = async (timeMin: string, timeMax: string) =>
      (await server.client.events.list({ calendarId: "primary", singleEvents: true, timeMin, timeMax })).data
        .items?.length;
    expect(await list("2026-11-23T10:45:00+01:00", "2026-11-23T12:00:00+01:00")).toBe(0);
    expect(await list("2026-11-23T10:44:59+01:00", "2026-11-23T12:00:00+01:00")).toBe(1);
    expect(await list("2026-11-23T09:00:00+01:00", "2026-11-23T10:00:00+01:00")).toBe(0);
    expect(await list("2026-11-25T23:59:59+01:00", "2026-11-26T00:00:00+01:00")).toBe(1);
    expect(await list("2026-11-26T00:00:00+01:00", "2026-11-26T01:00:00+01:00")).toBe(0);
  });

  test("shows deleted events only when asked", async () => {
    const summaries = async (showDeleted: boolean) => {
      const { data } = await server.client.events.list({
        calendarId: "primary",
        singleEvents: true,
        showDeleted,
        timeMin: "2026-11-26T12:00:00Z",
        timeMax: "2026-11-28T00:00:00Z",
      });
      return data.items?.map(({ summary, status }) => [summary, status]);
    };
    expect(await summaries(false)).toEqual([]);
    expect(await summaries(true)).toEqual([["Called off", "cancelled"]]);
  });

  test("finds all events of an iCalUID", async () => {
    const { data } = await server.client.events.list({
      calendarId: "primary",
      iCalUID: `${seriesId}@google.com`,
    });
    expect(data.items).toHaveLength(3);
  });

  test("marks what is the reader's own", async () => {
    const { data } = await server.client.events.get({ calendarId: "primary", eventId: seriesId });
    expect(data.organizer).toEqual({
      email: "ada@northwind.example",
      displayName: "Ada Lindqvist",
      self: true,
    });
    expect(data.attendees).toEqual([
      { email: "ada@northwind.example", organizer: true, responseStatus: "accepted", self: true },
      {
        email: "ingrid@fjordline.example",
        displayName: "Ingrid Haugen",
        responseStatus: "needsAction",
        optional: true,
      },
      { email: "room-oslo@resource.calendar.google.com", resource: true, responseStatus: "accepted" },
    ]);
    const few = await server.client.events.get({ calendarId: "primary", eventId: seriesId, maxAttendees: 1 });
    expect(few.data).toMatchObject({ attendeesOmitted: true, attendees: [{ self: true }] });
  });

  test("shows a reader nothing of a private event but when it is", async () => {
    const { data } = await server.client.events.list({ calendarId: "ben@northwind.example" });
    expect(data.accessRole).toBe("reader");
    expect(data.items?.[0]).toMatchObject({
      visibility: "private",
      start: { dateTime: "2026-11-23T12:00:00Z" },
    });
    expect(JSON.stringify(data.items)).not.toMatch(/Dentist|Camden/);
  });

  test("pages through everything once, also when an event is deleted meanwhile", async () => {
    const { primary } = server.book;
    const made = Array.from({ length: 7 }, (_, day) =>
      primary.insert({
        summary: `Review ${day}`,
        start: berlin(`2027-02-0${day + 1}T09:00:00+01:00`),
        end: berlin(`2027-02-0${day + 1}T10:00:00+01:00`),
      }),
    );
    const query = { calendarId: "primary", q: "Review", maxResults: 2 };
    const first = await server.client.events.list(query);
    primary.cancel(made[0]?.id ?? "");
    const seen = [...(first.data.items ?? [])];
    let pageToken = first.data.nextPageToken;
    while (pageToken) {
      const { data } = await server.client.events.list({ ...query, pageToken });
      seen.push(...(data.items ?? []));
      pageToken = data.nextPageToken;
    }
    expect(seen.map(({ summary }) => summary)).toEqual(made.map(({ summary }) => summary));
    for (const { id } of made.slice(1)) primary.cancel(id);
  });

  test.each([
    ["a time without offset", { timeMin: "2026-11-23T10:00:00" }, 400, "badRequest"],
    ["an order without single events", { orderBy: "startTime" }, 400, "invalid"],
    ["an unknown order", { orderBy: "size" }, 400, "invalidParameter"],
    [
      "an empty range",
      { timeMin: "2026-11-23T10:00:00Z", timeMax: "2026-11-23T10:00:00Z" },
      400,
      "timeRangeEmpty",
    ],
    ["an unknown zone", { timeZone: "Europe/Atlantis" }, 400, "invalid"],
    ["a page token of another list", { pageToken: "bm9uZQ" }, 400, "invalid"],
    ["no results", { maxResults: 0 }, 400, "invalidParameter"],
  ])("refuses %s", async (_, parameters, status, reason) => {
    const call = server.client.events.list({ calendarId: "primary", ...parameters });
    expect(await failure(call)).toMatchObject({ status, reason });
  });
});

describe("sync tokens", () => {
  test("tell what changed since, deletions included, and expire", async () => {
    const { primary } = server.book;
    const full = await server.client.events.list({ calendarId: "primary", timeMin: "2026-11-01T00:00:00Z" });
    const syncToken = full.data.nextSyncToken ?? "";
    const event = primary.insert({
      summary: "Kick-off",
      start: berlin("2026-12-01T09:00:00+01:00"),
      end: berlin("2026-12-01T10:00:00+01:00"),
    });
    const added = await server.client.events.list({ calendarId: "primary", syncToken });
    expect(added.data.items?.map(({ id }) => id)).toEqual([event.id]);
    primary.cancel(event.id);
    const removed = await server.client.events.list({
      calendarId: "primary",
      syncToken: added.data.nextSyncToken ?? "",
    });
    expect(removed.data.items).toEqual([
      { kind: "calendar#event", etag: expect.any(String), id: event.id, status: "cancelled" },
    ]);
    const quiet = await server.client.events.list({
      calendarId: "primary",
      syncToken: removed.data.nextSyncToken ?? "",
    });
    expect(quiet.data.items).toEqual([]);
    primary.expireSyncTokens();
    expect(await failure(server.client.events.list({ calendarId: "primary", syncToken }))).toEqual({
      status: 410,
      reason: "fullSyncRequired",
      message: "Sync token is no longer valid, a full sync is required.",
    });
  });

  test("cannot be combined with what they stand for", async () => {
    const { data } = await server.client.events.list({ calendarId: "primary" });
    const call = server.client.events.list({
      calendarId: "primary",
      syncToken: data.nextSyncToken ?? "",
      q: "x",
    });
    expect(await failure(call)).toMatchObject({ status: 400 });
  });
});

describe("events.get and events.instances", () => {
  test("give an occurrence that was never touched and refuse one the rule does not make", async () => {
    const { data } = await server.client.events.get({
      calendarId: "primary",
      eventId: `${seriesId}_20261123T090000Z`,
    });
    expect(data).toMatchObject({
      recurringEventId: seriesId,
      start: { dateTime: "2026-11-23T10:00:00+01:00" },
    });
    expect(data.recurrence).toBeUndefined();
    for (const eventId of [
      `${seriesId}_20261124T090000Z`,
      `${seriesId}_20261019T080000Z`,
      `${seriesId}_20261399T090000Z`,
      "nonesuch",
    ]) {
      expect(await failure(server.client.events.get({ calendarId: "primary", eventId }))).toMatchObject({
        status: 404,
      });
    }
  });

  test("list the occurrences of a series in pages, cancelled ones on request", async () => {
    const query = {
      calendarId: "primary",
      eventId: seriesId,
      timeMin: "2026-11-01T00:00:00Z",
      timeMax: "2026-11-24T00:00:00Z",
    };
    const { data } = await server.client.events.instances({ ...query, maxResults: 2 });
    expect(data.items?.map(({ id }) => id)).toEqual([
      `${seriesId}_20261102T090000Z`,
      `${seriesId}_20261109T090000Z`,
    ]);
    const rest = await server.client.events.instances({ ...query, pageToken: data.nextPageToken ?? "" });
    expect(rest.data.items?.map(({ id }) => id)).toEqual([`${seriesId}_20261123T090000Z`]);
    const all = await server.client.events.instances({ ...query, showDeleted: true });
    expect(all.data.items?.map(({ status }) => status)).toEqual([
      "confirmed",
      "confirmed",
      "cancelled",
      "confirmed",
    ]);
  });
});

describe("scopes", () => {
  test.each([
    ["calendar.events.readonly", 200, 403],
    ["calendar.events", 200, 403],
    ["calendar.readonly", 200, 200],
    ["calendar.calendarlist.readonly", 403, 200],
    ["gmail.readonly", 403, 403],
  ])("%s opens events with %d and the calendar list with %d", async (scope, events, list) => {
    const client = server.clientWith(scope);
    const status = async (call: Promise<{ status: number }>) => {
      try {
        return (await call).status;
      } catch (error) {
        return (error as { status: number }).status;
      }
    };
    expect(await status(client.events.list({ calendarId: "primary" }))).toBe(events);
    expect(await status(client.calendarList.list())).toBe(list);
  });

  test("limited to own calendars do not reach a colleague's", async () => {
    const client = server.clientWith("calendar.events.owned.readonly");
    expect((await client.events.list({ calendarId: "primary" })).status).toBe(200);
    expect(await failure(client.events.list({ calendarId: "ben@northwind.example" }))).toMatchObject({
      status: 404,
    });
  });
});
