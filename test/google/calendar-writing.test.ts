/** Google's own client writes events into the local Google: put in, changed, taken out, and what guests are written. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { Calendar } from "../../dev/google/calendar/calendar.ts";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { postBatch, readBatch, writeBatch } from "./multipart.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let rep: calendar_v3.Calendar;
let sam: calendar_v3.Calendar;
const REP = "rep@northwind.example";
const SAM = "sam@gmail.example";
const INGRID = "ingrid@fjordline.example";

beforeEach(async () => {
  fixture = await startGoogleFixture();
  rep = clientOf(REP);
  sam = clientOf(SAM);
});

afterEach(async () => {
  await fixture.google.close();
});

function clientOf(email: string, ...scopes: string[]): calendar_v3.Calendar {
  const names = scopes.length === 0 ? ["calendar.events", "calendar.freebusy"] : scopes;
  const token = fixture.google.tokens.accessToken({
    email,
    scopes: names.map((name) => `https://www.googleapis.com/auth/${name}`),
  });
  return calendar({
    version: "v3",
    rootUrl: `${fixture.google.url}/`,
    headers: { authorization: `Bearer ${token}` },
    retry: false,
  });
}

const at = (day: string, hour: number): calendar_v3.Schema$EventDateTime => ({
  dateTime: `2026-11-${day}T${String(hour).padStart(2, "0")}:00:00+01:00`,
  timeZone: "Europe/Berlin",
});
const demo: calendar_v3.Schema$Event = { summary: "Demo", start: at("23", 10), end: at("23", 11) };
const withGuests = {
  ...demo,
  attendees: [{ email: REP }, { email: SAM }, { email: INGRID, optional: true }],
};
const notices = () => fixture.google.guestMail.sent.map(({ to, kind }) => [to, kind]);

async function insert(
  requestBody: calendar_v3.Schema$Event,
  options: calendar_v3.Params$Resource$Events$Insert = {},
): Promise<calendar_v3.Schema$Event & { id: string; etag: string }> {
  const { data } = await rep.events.insert({ calendarId: "primary", requestBody, ...options });
  return { ...data, id: data.id ?? "", etag: data.etag ?? "" };
}

const read = async (client: calendar_v3.Calendar, eventId: string): Promise<calendar_v3.Schema$Event> =>
  (await client.events.get({ calendarId: "primary", eventId })).data;

/** Status and reason of what Google refused. */
async function refused(call: Promise<unknown>): Promise<[unknown, unknown]> {
  const { status, data } = await refusal(call);
  return [status, (data as { error: { errors: [{ reason: string }] } }).error.errors[0].reason];
}

describe("events.insert", () => {
  test("keeps the id that was chosen, and refuses it a second time, also when the event is deleted", async () => {
    const event = await insert({ ...demo, id: "r4pp0rt1" });
    expect(event).toMatchObject({
      id: "r4pp0rt1",
      iCalUID: "r4pp0rt1@google.com",
      status: "confirmed",
      sequence: 0,
      start: at("23", 10),
      organizer: { email: REP, self: true },
      creator: { email: REP },
      htmlLink: expect.stringContaining("https://www.google.com/calendar/event?eid="),
      created: "2026-11-20T12:00:00.000Z",
    });
    expect(await refusal(insert({ ...demo, id: "r4pp0rt1" }))).toEqual({
      status: 409,
      data: {
        error: {
          code: 409,
          message: "The requested identifier already exists.",
          errors: [
            {
              domain: "global",
              reason: "duplicate",
              message: "The requested identifier already exists.",
            },
          ],
        },
      },
    });
    await rep.events.delete({ calendarId: "primary", eventId: "r4pp0rt1" });
    expect(await refused(insert({ ...demo, id: "r4pp0rt1" }))).toEqual([409, "duplicate"]);
    expect((await read(rep, "r4pp0rt1")).status).toBe("cancelled");
  });

  test("gives guests the same event, and writes to those who are to be written to", async () => {
    const event = await insert(withGuests, { sendUpdates: "all" });
    expect(event.attendees).toEqual([
      { email: REP, responseStatus: "accepted", organizer: true, self: true },
      { email: SAM, responseStatus: "needsAction" },
      { email: INGRID, responseStatus: "needsAction", optional: true },
    ]);
    const copy = await read(sam, event.id);
    expect(copy).toMatchObject({ id: event.id, iCalUID: event.iCalUID, organizer: { email: REP } });
    expect(copy.organizer).not.toHaveProperty("self");
    expect(copy.attendees?.[1]).toMatchObject({ email: SAM, self: true });
    expect(fixture.google.guestMail.sent).toEqual([
      {
        to: SAM,
        kind: "invitation",
        by: REP,
        eventId: event.id,
        iCalUID: event.iCalUID,
        summary: "Demo",
        sendUpdates: "all",
        at: "2026-11-20T12:00:00.000Z",
      },
      expect.objectContaining({ to: INGRID, kind: "invitation" }),
    ]);
    fixture.google.guestMail.clear();
    await insert(withGuests, { sendUpdates: "externalOnly" });
    expect(notices()).toEqual([[INGRID, "invitation"]]);
    await insert(withGuests, { sendUpdates: "none" });
    await insert(withGuests);
    expect(notices()).toHaveLength(1);
  });

  test("tells sync tokens and repeats at the time of day of its zone", async () => {
    const { nextSyncToken } = (await rep.events.list({ calendarId: "primary" })).data;
    const { id } = await insert({
      ...demo,
      start: { dateTime: "2026-10-19T10:00:00", timeZone: "Europe/Berlin" },
      end: { dateTime: "2026-10-19T11:00:00", timeZone: "Europe/Berlin" },
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=2"],
    });
    const { items } = (await rep.events.list({ calendarId: "primary", syncToken: nextSyncToken ?? "" })).data;
    expect(items?.map((event) => event.id)).toEqual([id]);
    const occurrences = (await rep.events.instances({ calendarId: "primary", eventId: id })).data.items;
    expect(occurrences?.map(({ start }) => start?.dateTime)).toEqual([
      "2026-10-19T10:00:00+02:00",
      "2026-10-26T10:00:00+01:00",
    ]);
  });

  test("counts one, a patch three", async () => {
    fixture.google.quota.limits = { calendarRequestsPerMinute: 5 };
    const { id } = await insert(demo);
    const patch = () =>
      rep.events.patch({ calendarId: "primary", eventId: id, requestBody: { summary: "D" } });
    await patch();
    expect(await refused(patch())).toEqual([403, "rateLimitExceeded"]);
    expect(fixture.google.usage.of(REP).calls).toMatchObject({
      "calendar.events.insert": 1,
      "calendar.events.patch": 2,
    });
  });

  test("lets pass what Google does not know, and cuts what is too long where Google says so", async () => {
    const requestBody = {
      ...demo,
      etag: "mine",
      hangoutLink: "https://evil.example",
      organizer: { email: "eve@evil.example" },
      unheardOf: { deep: [1] },
      extendedProperties: { private: { crm: "x".repeat(2_000), ["k".repeat(45)]: "gone" } },
    };
    const event = await insert(requestBody);
    expect(event).toMatchObject({
      organizer: { email: REP },
      extendedProperties: { private: { crm: "x".repeat(1_024) } },
    });
    expect(Object.keys(event.extendedProperties?.private ?? {})).toEqual(["crm"]);
    expect(event).not.toHaveProperty("hangoutLink");
    expect(event).not.toHaveProperty("unheardOf");
  });

  test("needs the scope and the writer's role", async () => {
    const { ben } = colleague();
    fixture.rep.calendars.add(ben, "reader");
    const into = (client: calendar_v3.Calendar, calendarId: string): Promise<unknown> =>
      client.events.insert({ calendarId, requestBody: demo });
    expect(await refused(into(clientOf(REP, "calendar.events.readonly"), "primary"))).toEqual([
      403,
      "insufficientPermissions",
    ]);
    expect(await refused(into(rep, ben.id))).toEqual([403, "requiredAccessLevel"]);
    expect(await refused(into(rep, "nobody@northwind.example"))).toEqual([404, "notFound"]);
    fixture.rep.calendars.changeAccess(ben.id, "writer");
    await into(rep, ben.id);
    expect(await refused(into(clientOf(REP, "calendar.events.owned"), ben.id))).toEqual([404, "notFound"]);
    expect([...ben.events()]).toMatchObject([{ organizer: { email: ben.id }, creator: { email: REP } }]);
  });
});

describe("Google Meet", () => {
  const conferenceData = {
    createRequest: { requestId: "one", conferenceSolutionKey: { type: "hangoutsMeet" } },
  };
  const versioned = { conferenceDataVersion: 1 };

  test("is made when it is asked for, by a client that says it knows conferences", async () => {
    const deaf = await insert({ ...demo, conferenceData });
    expect(deaf).not.toHaveProperty("conferenceData");
    const event = await insert({ ...demo, conferenceData }, versioned);
    const code = event.conferenceData?.conferenceId ?? "";
    expect(code).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    expect(event.hangoutLink).toBe(`https://meet.google.com/${code}`);
    expect(event.conferenceData).toEqual({
      createRequest: { ...conferenceData.createRequest, status: { statusCode: "success" } },
      entryPoints: [{ entryPointType: "video", uri: event.hangoutLink, label: `meet.google.com/${code}` }],
      conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
      conferenceId: code,
    });
  });

  test("is the same for the same request id, another for another, and can be taken away", async () => {
    const event = await insert({ ...demo, conferenceData }, versioned);
    const patch = async (
      requestBody: calendar_v3.Schema$Event,
      options: calendar_v3.Params$Resource$Events$Patch = {},
    ) => (await rep.events.patch({ calendarId: "primary", eventId: event.id, requestBody, ...options })).data;
    expect((await patch({ conferenceData }, versioned)).hangoutLink).toBe(event.hangoutLink);
    expect((await patch({ summary: "Renamed" }, versioned)).hangoutLink).toBe(event.hangoutLink);
    // What JSON can say and the client's types cannot.
    const none = { conferenceData: null } as unknown as calendar_v3.Schema$Event;
    expect((await patch(none)).hangoutLink).toBe(event.hangoutLink);
    const second = { createRequest: { ...conferenceData.createRequest, requestId: "two" } };
    const other = await patch({ conferenceData: second }, versioned);
    expect(other.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\//);
    expect(other.hangoutLink).not.toBe(event.hangoutLink);
    expect(await patch(none, versioned)).not.toHaveProperty("hangoutLink");
  });

  test("may come a few reads later, for the guests too, or not at all", async () => {
    fixture.google.calendarPolicy.set({ meetPendingReads: 1 });
    const event = await insert({ ...withGuests, conferenceData }, versioned);
    const status = (shown: calendar_v3.Schema$Event) =>
      shown.conferenceData?.createRequest?.status?.statusCode;
    expect([status(event), event.hangoutLink]).toEqual(["pending", undefined]);
    expect(status(await read(rep, event.id))).toBe("pending");
    const made = await read(rep, event.id);
    expect([status(made), made.etag === event.etag]).toEqual(["success", false]);
    expect((await read(sam, event.id)).hangoutLink).toBe(made.hangoutLink);
    fixture.google.calendarPolicy.set({ meetFails: true });
    const failed = await insert({ ...demo, conferenceData }, versioned);
    expect([status(failed), failed.hangoutLink]).toEqual(["failure", undefined]);
  });
});

describe("events.patch and events.update", () => {
  test("change what is named and leave the rest, or replace all of it", async () => {
    const event = await insert({ ...withGuests, location: "Berlin", description: "Agenda" });
    const { data: patched } = await rep.events.patch({
      calendarId: "primary",
      eventId: event.id,
      requestBody: { location: "Oslo", description: null, attendees: [{ email: SAM }] },
    });
    expect(patched).toMatchObject({ location: "Oslo", summary: "Demo", sequence: 1 });
    expect(patched).not.toHaveProperty("description");
    expect(patched.attendees).toEqual([{ email: SAM, responseStatus: "needsAction" }]);
    const { data: updated } = await rep.events.update({
      calendarId: "primary",
      eventId: event.id,
      requestBody: { start: at("24", 9), end: at("24", 10) },
    });
    expect(updated).toMatchObject({ id: event.id, iCalUID: event.iCalUID, sequence: 2, start: at("24", 9) });
    expect(updated).not.toHaveProperty("summary");
    expect(updated).not.toHaveProperty("attendees");
    expect((await read(sam, event.id)).status).toBe("cancelled");
  });

  test("refuse a stale etag, named by Google's header, and take one that holds", async () => {
    const event = await insert(demo);
    const patch = (summary: string, etag: string) =>
      rep.events.patch(
        { calendarId: "primary", eventId: event.id, requestBody: { summary } },
        { headers: { "If-Match": etag } },
      );
    const first = await patch("One", event.etag);
    expect(await refusal(patch("Two", event.etag))).toEqual({
      status: 412,
      data: {
        error: {
          code: 412,
          message: "Precondition Failed",
          errors: [
            {
              domain: "global",
              reason: "conditionNotMet",
              message: "Precondition Failed",
              locationType: "header",
              location: "If-Match",
            },
          ],
        },
      },
    });
    const current = { calendarId: "primary", eventId: event.id };
    const stale = { headers: { "If-Match": event.etag } };
    expect(await refused(rep.events.update({ ...current, requestBody: demo }, stale))).toEqual([
      412,
      "conditionNotMet",
    ]);
    expect(await refused(rep.events.delete(current, stale))).toEqual([412, "conditionNotMet"]);
    expect((await read(rep, event.id)).summary).toBe("One");
    await patch("Three", first.data.etag ?? "");
    await patch("Four", "*");
    expect((await read(rep, event.id)).summary).toBe("Four");
  });

  test("merge times field by field: a day cannot become a moment by half", async () => {
    const event = await insert({ start: { date: "2026-11-23" }, end: { date: "2026-11-24" } });
    const patch = (start: calendar_v3.Schema$EventDateTime, end: calendar_v3.Schema$EventDateTime) =>
      rep.events.patch({ calendarId: "primary", eventId: event.id, requestBody: { start, end } });
    expect(await refused(patch(at("23", 9), at("23", 10)))).toEqual([400, "invalid"]);
    const { data } = await patch({ ...at("23", 9), date: null }, { ...at("23", 10), date: null });
    expect(data.start).toEqual(at("23", 9));
    const later = await patch(
      { dateTime: "2026-11-23T05:00:00-05:00" },
      { dateTime: "2026-11-23T06:00:00-05:00" },
    );
    expect(later.data.start).toEqual(at("23", 11));
  });

  test("refuse a sequence that is behind and ids of nobody", async () => {
    const event = await insert(demo);
    const target = { calendarId: "primary", eventId: event.id };
    await rep.events.patch({ ...target, requestBody: { start: at("23", 9) } });
    expect(await refused(rep.events.update({ ...target, requestBody: { ...demo, sequence: 0 } }))).toEqual([
      400,
      "invalid",
    ]);
    const nobody = { calendarId: "primary", eventId: "nonesuch" };
    expect(await refused(rep.events.patch({ ...nobody, requestBody: {} }))).toEqual([404, "notFound"]);
    expect(await refused(rep.events.update({ ...nobody, requestBody: demo }))).toEqual([404, "notFound"]);
    expect(await refused(rep.events.delete(nobody))).toEqual([404, "notFound"]);
  });

  test("write to guests what is news to them", async () => {
    const event = await insert(withGuests);
    const patch = (requestBody: calendar_v3.Schema$Event, sendUpdates = "all") =>
      rep.events.patch({ calendarId: "primary", eventId: event.id, requestBody, sendUpdates });
    await patch({ reminders: { useDefault: false } });
    expect(notices()).toEqual([]);
    await patch({ start: at("23", 9) });
    expect(notices()).toEqual([
      [SAM, "update"],
      [INGRID, "update"],
    ]);
    fixture.google.guestMail.clear();
    await patch({ attendees: [{ email: INGRID }, { email: "new@fjordline.example" }] });
    expect(notices()).toEqual([
      ["new@fjordline.example", "invitation"],
      [SAM, "cancellation"],
    ]);
    fixture.google.guestMail.clear();
    await patch({ summary: "Quiet" }, "none");
    expect(notices()).toEqual([]);
  });

  test("move one occurrence of a series, for the guests as well", async () => {
    const series = await insert({ ...withGuests, recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"] });
    const eventId = `${series.id}_20261130T090000Z`;
    const { data } = await rep.events.patch({
      calendarId: "primary",
      eventId,
      requestBody: {
        start: { dateTime: "2026-12-01T15:00:00+01:00" },
        end: { dateTime: "2026-12-01T16:00:00+01:00" },
      },
    });
    expect(data).toMatchObject({
      id: eventId,
      recurringEventId: series.id,
      iCalUID: series.iCalUID,
      originalStartTime: { dateTime: "2026-11-30T10:00:00+01:00" },
      sequence: 1,
    });
    expect((await read(sam, eventId)).start?.dateTime).toBe("2026-12-01T15:00:00+01:00");
    await rep.events.delete({ calendarId: "primary", eventId: `${series.id}_20261207T090000Z` });
    const starts = async (client: calendar_v3.Calendar) =>
      (await client.events.instances({ calendarId: "primary", eventId: series.id })).data.items?.map(
        ({ start }) => start?.dateTime,
      );
    const left = ["2026-11-23T10:00:00+01:00", "2026-12-01T15:00:00+01:00"];
    expect([await starts(rep), await starts(sam)]).toEqual([left, left]);
    const gone = { calendarId: "primary", eventId: `${series.id}_20261207T090000Z` };
    expect(await refused(rep.events.delete(gone))).toEqual([410, "deleted"]);
    const no = { calendarId: "primary", eventId: `${series.id}_20261208T090000Z` };
    expect(await refused(rep.events.patch({ ...no, requestBody: {} }))).toEqual([404, "notFound"]);
  });
});

describe("a guest", () => {
  test("answers, and everybody sees it", async () => {
    const event = await insert(withGuests);
    const copy = await read(sam, event.id);
    const attendees = (copy.attendees ?? []).map((attendee) =>
      attendee.self === true ? { ...attendee, responseStatus: "accepted", comment: "Gladly" } : attendee,
    );
    const { data } = await sam.events.patch({
      calendarId: "primary",
      eventId: event.id,
      sendUpdates: "all",
      requestBody: { attendees },
    });
    const answered = { email: SAM, responseStatus: "accepted", comment: "Gladly" };
    expect(data.attendees).toContainEqual({ ...answered, self: true });
    expect((await read(rep, event.id)).attendees).toContainEqual(answered);
    expect(notices()).toEqual([[REP, "reply"]]);
    await sam.events.patch({
      calendarId: "primary",
      eventId: event.id,
      requestBody: { attendeesOmitted: true, attendees: [{ email: SAM, responseStatus: "tentative" }] },
    });
    expect((await read(rep, event.id)).attendees?.map(({ responseStatus }) => responseStatus)).toEqual([
      "accepted",
      "tentative",
      "needsAction",
    ]);
  });

  test("keeps reminders and colours to himself, and changes nothing of the others'", async () => {
    const event = await insert(withGuests);
    const patch = (requestBody: calendar_v3.Schema$Event) =>
      sam.events.patch({ calendarId: "primary", eventId: event.id, requestBody });
    const { data } = await patch({ colorId: "7", extendedProperties: { private: { mine: "yes" } } });
    expect(data).toMatchObject({ colorId: "7", extendedProperties: { private: { mine: "yes" } } });
    expect(await read(rep, event.id)).not.toHaveProperty("colorId");
    await rep.events.patch({ calendarId: "primary", eventId: event.id, requestBody: { location: "Oslo" } });
    expect(await read(sam, event.id)).toMatchObject({ colorId: "7", location: "Oslo" });
    for (const requestBody of [
      { summary: "Mine" },
      { start: at("23", 9) },
      { attendees: [{ email: SAM, responseStatus: "accepted" }] },
      { extendedProperties: { shared: { a: "b" } } },
      { status: "cancelled" },
    ]) {
      expect(await refused(patch(requestBody))).toEqual([403, "forbiddenForNonOrganizer"]);
    }
    expect(await read(rep, event.id)).toMatchObject({
      summary: "Demo",
      start: at("23", 10),
      status: "confirmed",
    });
  });

  test("is as busy and as private as he says, whatever the organizer and the others do", async () => {
    const { id } = await insert({ ...withGuests, transparency: "transparent", visibility: "private" });
    const patch = (client: calendar_v3.Calendar, requestBody: calendar_v3.Schema$Event) =>
      client.events.patch({ calendarId: "primary", eventId: id, requestBody });
    expect(await read(sam, id)).toMatchObject({ transparency: "transparent", visibility: "private" });
    const given = await patch(sam, { transparency: "opaque", visibility: "default" });
    expect(given.data).not.toHaveProperty("transparency");
    expect(given.data).not.toHaveProperty("visibility");
    await patch(rep, { location: "Oslo" });
    const later = await read(sam, id);
    expect(later).toMatchObject({ location: "Oslo" });
    expect(later).not.toHaveProperty("transparency");
    expect(later).not.toHaveProperty("visibility");
    expect(await read(rep, id)).toMatchObject({ transparency: "transparent", visibility: "private" });

    await patch(rep, { transparency: "opaque", visibility: "public" });
    await patch(rep, { colorId: "3" });
    expect((await read(sam, id)).etag).toBe(later.etag);
    await patch(sam, { transparency: "transparent" });
    const meeting = fixture.google.meetings.find(REP, id);
    if (meeting === undefined) throw new Error("no meeting");
    fixture.google.meetings.respond(meeting, INGRID, "accepted");
    expect(await read(sam, id)).toMatchObject({
      transparency: "transparent",
      attendees: [{}, {}, { email: INGRID, responseStatus: "accepted" }],
    });
    expect(await read(rep, id)).not.toHaveProperty("transparency");
  });

  test("keeps them from the organizer where guests may change the event too", async () => {
    const { id } = await insert({ ...withGuests, guestsCanModify: true });
    const requestBody = { summary: "Ours", transparency: "transparent", visibility: "private" };
    await sam.events.patch({ calendarId: "primary", eventId: id, requestBody });
    expect(await read(sam, id)).toMatchObject(requestBody);
    const event = await read(rep, id);
    expect(event.summary).toBe("Ours");
    expect(event).not.toHaveProperty("transparency");
    expect(event).not.toHaveProperty("visibility");
  });

  test("changes the event where guests may, and brings others along where guests may", async () => {
    const open = await insert({ ...withGuests, guestsCanModify: true });
    await sam.events.patch({
      calendarId: "primary",
      eventId: open.id,
      requestBody: { summary: "Ours", location: "Oslo" },
      sendUpdates: "all",
    });
    expect(await read(rep, open.id)).toMatchObject({
      summary: "Ours",
      location: "Oslo",
      organizer: { email: REP },
    });
    expect(notices()).toEqual([[INGRID, "update"]]);
    const bring = async (eventId: string) => {
      const { attendees = [] } = await read(sam, eventId);
      return await sam.events.patch({
        calendarId: "primary",
        eventId,
        requestBody: { attendees: [...attendees, { email: "new@fjordline.example" }] },
      });
    };
    const plain = await insert(withGuests);
    await bring(plain.id);
    expect((await read(rep, plain.id)).attendees).toHaveLength(4);
    const closed = await insert({ ...withGuests, guestsCanInviteOthers: false });
    expect(await refused(bring(closed.id))).toEqual([403, "forbiddenForNonOrganizer"]);
  });

  test("takes the event out of his own calendar and so declines", async () => {
    const event = await insert(withGuests);
    const target = { calendarId: "primary", eventId: event.id };
    await sam.events.delete({ ...target, sendUpdates: "all" });
    const mine = await read(rep, event.id);
    expect(mine.status).toBe("confirmed");
    expect(mine.attendees?.[1]).toEqual({ email: SAM, responseStatus: "declined" });
    expect(notices()).toEqual([[REP, "reply"]]);
    expect(await refused(sam.events.delete(target))).toEqual([410, "deleted"]);
    await rep.events.patch({ ...target, requestBody: { location: "Oslo" } });
    expect((await read(sam, event.id)).status).toBe("cancelled");
  });

  test("of somebody elsewhere answers to him", async () => {
    const meeting = fixture.google.meetings.book({
      organizer: { email: INGRID },
      guests: [{ email: REP }, { email: SAM }],
      summary: "Pilot",
      start: { dateTime: "2026-11-23T10:00:00Z" },
      end: { dateTime: "2026-11-23T11:00:00Z" },
    });
    const { attendees = [] } = await read(rep, meeting.id);
    const accepted = attendees.map((one) =>
      one.self === true ? { ...one, responseStatus: "accepted" } : one,
    );
    await rep.events.patch({
      calendarId: "primary",
      eventId: meeting.id,
      requestBody: { attendees: accepted },
    });
    expect((await read(sam, meeting.id)).attendees?.[1]).toEqual({ email: REP, responseStatus: "accepted" });
    expect(fixture.google.meetings.read(meeting).attendees?.[1]).toMatchObject({
      responseStatus: "accepted",
    });
  });
});

describe("a guest who has another event under the same id", () => {
  const id = "sameid0123456789";
  const weekly = { recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"] };
  const put = async (client: calendar_v3.Calendar, event: calendar_v3.Schema$Event) =>
    (await client.events.insert({ calendarId: "primary", requestBody: { ...event, id } })).data;

  test("keeps it as it is, whatever becomes of the organizer's", async () => {
    const own = await put(sam, { ...demo, summary: "Dentist", iCalUID: "dentist@sam.example" });
    const target = { calendarId: "primary", eventId: (await put(rep, withGuests)).id ?? "" };
    await rep.events.patch({ ...target, requestBody: { location: "Oslo" } });
    await rep.events.patch({ ...target, requestBody: { attendees: [{ email: REP }] } });
    await rep.events.delete(target);
    expect(await read(sam, id)).toEqual(own);
  });

  test("keeps a series and all its occurrences", async () => {
    const own = await put(sam, { ...demo, ...weekly, summary: "Yoga", iCalUID: "yoga@sam.example" });
    await put(rep, { ...withGuests, ...weekly, start: at("24", 10), end: at("24", 11) });
    const target = { calendarId: "primary", eventId: `${id}_20261201T090000Z` };
    await rep.events.patch({ ...target, requestBody: { location: "Oslo" } });
    await rep.events.delete(target);
    expect(await read(sam, id)).toEqual(own);
    const { data } = await sam.events.instances({ calendarId: "primary", eventId: id });
    expect(data.items?.map(({ summary }) => summary)).toEqual(["Yoga", "Yoga", "Yoga"]);
  });
});

describe("a guest of a series", () => {
  test("answers and declines single occurrences of it", async () => {
    const series = await insert({ ...withGuests, recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"] });
    const [second, third] = [`${series.id}_20261130T090000Z`, `${series.id}_20261207T090000Z`];
    await sam.events.patch({
      calendarId: "primary",
      eventId: second,
      requestBody: { attendeesOmitted: true, attendees: [{ email: SAM, responseStatus: "accepted" }] },
    });
    await sam.events.delete({ calendarId: "primary", eventId: third });
    const answers = async (eventId: string) => (await read(rep, eventId)).attendees?.[1]?.responseStatus;
    expect([await answers(series.id), await answers(second), await answers(third)]).toEqual([
      "needsAction",
      "accepted",
      "declined",
    ]);
    const left = await sam.events.instances({ calendarId: "primary", eventId: series.id });
    expect(left.data.items?.map(({ id }) => id)).toEqual([`${series.id}_20261123T090000Z`, second]);
    expect((await read(rep, third)).status).toBe("confirmed");
  });
});

describe("who may not see the others", () => {
  test("sees himself, answers for himself, and the list stays whole", async () => {
    const event = await insert({ ...withGuests, guestsCanSeeOtherGuests: false });
    const { attendees = [], guestsCanSeeOtherGuests } = await read(sam, event.id);
    expect([attendees.map(({ email }) => email), guestsCanSeeOtherGuests]).toEqual([[SAM], false]);
    await sam.events.patch({
      calendarId: "primary",
      eventId: event.id,
      requestBody: { attendees: attendees.map((one) => ({ ...one, responseStatus: "declined" })) },
    });
    expect((await read(rep, event.id)).attendees?.map(({ responseStatus }) => responseStatus)).toEqual([
      "accepted",
      "declined",
      "needsAction",
    ]);
  });
});

describe("a client that cannot be sure", () => {
  test("books once with one id, however often and however much at once", async () => {
    const calls = Array.from({ length: 50 }, () =>
      insert({ ...withGuests, id: "r4pp0rt1" }, { sendUpdates: "all" }),
    );
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect([...fixture.rep.calendars.primary.events()]).toHaveLength(1);
    expect(notices()).toEqual([
      [SAM, "invitation"],
      [INGRID, "invitation"],
    ]);
  });

  test("finds what was written although the answer was lost", async () => {
    fixture.google.faults.add({ method: "calendar.events.*", times: 1, fault: { kind: "lost-answer" } });
    await expect(insert({ ...demo, id: "r4pp0rt1" })).rejects.toThrow();
    expect(await refused(insert({ ...demo, id: "r4pp0rt1" }))).toEqual([409, "duplicate"]);
    expect((await read(rep, "r4pp0rt1")).summary).toBe("Demo");
  });

  test("is shown the fields and guests it asks for, of what it wrote", async () => {
    const { data } = await rep.events.insert({
      calendarId: "primary",
      requestBody: withGuests,
      maxAttendees: 1,
      fields: "id,attendees/email,attendeesOmitted",
    });
    expect(data).toEqual({ id: expect.any(String), attendees: [{ email: REP }], attendeesOmitted: true });
  });

  test("names the etag in a part of a batch too", async () => {
    const event = await insert(demo);
    const token = fixture.google.tokens.accessToken({
      email: REP,
      scopes: ["https://www.googleapis.com/auth/calendar.events"],
    });
    const patch = (summary: string) =>
      [
        `PATCH /calendar/v3/calendars/primary/events/${event.id}`,
        `If-Match: ${event.etag}`,
        "Content-Type: application/json",
        "",
        JSON.stringify({ summary }),
      ].join("\r\n");
    const batch = writeBatch([{ request: patch("One") }, { request: patch("Two") }]);
    const answers = await readBatch(await postBatch(`${fixture.google.url}/batch/calendar/v3`, token, batch));
    expect(answers.map(({ status }) => status)).toEqual([200, 412]);
    expect((await read(rep, event.id)).summary).toBe("One");
  });
});

describe("events.delete", () => {
  test("is what a status of cancelled does too, exceptions included", async () => {
    const series = await insert({ ...withGuests, recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"] });
    const eventId = `${series.id}_20261130T090000Z`;
    await rep.events.patch({ calendarId: "primary", eventId, requestBody: { location: "Oslo" } });
    await rep.events.patch({
      calendarId: "primary",
      eventId: series.id,
      requestBody: { status: "cancelled" },
      sendUpdates: "all",
    });
    expect(notices()).toEqual([
      [SAM, "cancellation"],
      [INGRID, "cancellation"],
    ]);
    for (const client of [rep, sam]) {
      const { data } = await client.events.list({ calendarId: "primary", singleEvents: true });
      expect(data.items).toEqual([]);
    }
  });

  test("calls the event off for everybody, once", async () => {
    const event = await insert(withGuests);
    const target = { calendarId: "primary", eventId: event.id };
    const { status, data } = await rep.events.delete({ ...target, sendUpdates: "externalOnly" });
    expect([status, data]).toEqual([204, ""]);
    expect(notices()).toEqual([[INGRID, "cancellation"]]);
    expect((await read(sam, event.id)).status).toBe("cancelled");
    expect(await refusal(rep.events.delete(target))).toMatchObject({
      status: 410,
      data: {
        error: { message: "Resource has been deleted", errors: [{ domain: "global", reason: "deleted" }] },
      },
    });
    const { items } = (await rep.events.list({ calendarId: "primary" })).data;
    expect(items).toEqual([]);
    const { data: back } = await rep.events.patch({ ...target, requestBody: { status: "confirmed" } });
    expect(back.status).toBe("confirmed");
    expect((await read(sam, event.id)).status).toBe("confirmed");
  });
});

function colleague(): { ben: Calendar } {
  const owner = { email: "ben@northwind.example" };
  return { ben: new Calendar({ id: owner.email, summary: "Ben", timeZone: "UTC", owner }, fixture.now) };
}
