/** The side door for calendars: what somebody does in Google's own pages, done over HTTP. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";

let fixture: GoogleFixture;
const REP = "rep@northwind.example";
const SAM = "sam@gmail.example";
const INGRID = "ingrid@fjordline.example";

beforeEach(async () => {
  fixture = await startGoogleFixture();
});

afterEach(async () => {
  await fixture.google.close();
});

async function control(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
  const answer = await fetch(`${fixture.google.url}/_control${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return [answer.status, text === "" ? undefined : JSON.parse(text)];
}

const at = (hour: number) => ({ dateTime: `2026-11-23T${hour}:00:00+01:00`, timeZone: "Europe/Berlin" });

async function book(more: object = {}): Promise<string> {
  const [status, meeting] = await control("POST", "/calendar/meetings", {
    organizer: { email: INGRID, displayName: "Ingrid Haugen" },
    guests: [{ email: REP }, { email: SAM, optional: true }],
    summary: "Pilot",
    start: at(10),
    end: at(11),
    ...more,
  });
  expect(status).toBe(201);
  return (meeting as { id: string }).id;
}

test("books, moves, retitles, invites, answers, removes and cancels", async () => {
  const id = await book();
  const mine = () => fixture.rep.calendars.primary.get(id);
  const act = (email: string, action: string, body: object = {}) =>
    control("POST", `/calendar/${email}/events/${id}/${action}`, body);
  expect(await act(REP, "move", { start: at(14), end: at(15) })).toMatchObject([200, { start: at(14) }]);
  expect(mine()).toMatchObject({ start: at(14), sequence: 1 });
  await act(REP, "retitle", { summary: "Pilot, second round" });
  await act(REP, "answer", { responseStatus: "accepted" });
  await act(INGRID, "guests", { guests: [{ email: REP }, { email: "kai@fjordline.example" }] });
  expect(mine()).toMatchObject({
    summary: "Pilot, second round",
    attendees: [
      { email: INGRID, organizer: true },
      { email: REP, responseStatus: "accepted" },
      { email: "kai@fjordline.example", responseStatus: "needsAction" },
    ],
  });
  expect(fixture.consumer.calendars.primary.get(id).status).toBe("cancelled");
  await act(REP, "remove");
  expect(mine().status).toBe("cancelled");
  expect(await act(INGRID, "cancel")).toMatchObject([200, { status: "cancelled" }]);
  expect(await act(INGRID, "cancel")).toMatchObject([410, { error: { errors: [{ reason: "deleted" }] } }]);
  expect(await control("GET", "/calendar/guest-mail")).toMatchObject([
    200,
    { notices: expect.arrayContaining([expect.objectContaining({ to: SAM, kind: "cancellation" })]) },
  ]);
  expect(await control("DELETE", "/calendar/guest-mail")).toEqual([204, undefined]);
  expect(fixture.google.guestMail.sent).toEqual([]);
});

test("takes an occurrence by its id", async () => {
  const id = await book({ recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"] });
  const occurrence = `${id}_20261130T090000Z`;
  const times = { start: { date: "2026-12-01" }, end: { date: "2026-12-02" } };
  expect(await control("POST", `/calendar/${REP}/events/${occurrence}/move`, times)).toMatchObject([
    200,
    { id: occurrence, start: { date: "2026-12-01" } },
  ]);
  expect(fixture.rep.calendars.primary.get(occurrence).start).toEqual({ date: "2026-12-01" });
  expect(fixture.rep.calendars.primary.get(id).start).toEqual(at(10));
});

test("moves an event that only the guests' calendars have", async () => {
  const { primary } = fixture.rep.calendars;
  const content = { start: at(10), end: at(11), organizer: { email: INGRID } };
  const { id } = primary.insert({ ...content, attendees: [{ email: REP, responseStatus: "accepted" }] });
  await control("POST", `/calendar/${REP}/events/${id}/move`, { start: at(12), end: at(13) });
  expect(primary.get(id).start).toEqual(at(12));
});

test("says how Meet behaves, and what it did not understand", async () => {
  const rules = { meetPendingReads: 2, meetFails: false };
  expect(await control("PUT", "/calendar/policy", { meetPendingReads: 2 })).toEqual([200, rules]);
  expect(fixture.google.calendarPolicy.rules).toEqual(rules);
  const refused = [
    await control("PUT", "/calendar/policy", { meetPending: 2 }),
    await control("POST", "/calendar/meetings", { summary: "Nobody's" }),
    await control("POST", `/calendar/${REP}/events/${await book()}/move`, { start: at(10) }),
  ];
  expect(refused.map(([status]) => status)).toEqual([400, 400, 400]);
  expect((await control("POST", `/calendar/${REP}/events/nonesuch/cancel`, {}))[0]).toBe(404);
});
