/** Whatever bytes are sent as an event: Google answers with a reason, stores all of it or nothing, and never breaks. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";

let fixture: GoogleFixture;
let authorization: string;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  const scopes = ["https://www.googleapis.com/auth/calendar"];
  const token = fixture.google.tokens.accessToken({ email: fixture.rep.email, scopes });
  authorization = `Bearer ${token}`;
});

afterAll(async () => {
  await fixture.google.close();
});

interface Told {
  readonly status: number;
  readonly json: { readonly error?: { readonly code: number; readonly errors: { reason: string }[] } };
}

async function send(method: string, path: string, body?: Uint8Array<ArrayBuffer> | string): Promise<Told> {
  const answer = await fetch(`${fixture.google.url}/calendar/v3${path}`, {
    method,
    headers: { authorization },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, json: JSON.parse((await answer.text()) || "{}") as Told["json"] };
}

const events = "/calendars/primary/events";
const times = {
  start: { dateTime: "2026-11-23T10:00:00Z", timeZone: "Europe/Berlin" },
  end: { dateTime: "2026-11-23T11:00:00Z", timeZone: "Europe/Berlin" },
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test.each<[string, Uint8Array<ArrayBuffer> | string, string]>([
  ["no JSON", "start=10", "parseError"],
  ["half of a JSON", '{"start": {"date"', "parseError"],
  ["nothing", "", "required"],
  ["null", "null", "invalid"],
  ["a list", "[]", "invalid"],
  ["a number", "7", "invalid"],
  ["bytes that are no UTF-8", new Uint8Array([0xff, 0xfe, 0x00]), "parseError"],
  ["a list nested too deep to walk", `{"attendees":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "invalid"],
  ["an object nested too deep to walk", `{"x":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`, "required"],
  ["prototypes", '{"__proto__":{"start":{"date":"2026-11-23"}},"constructor":{"end":1}}', "required"],
  ["times as numbers", '{"start":{"dateTime":1},"end":{"dateTime":2}}', "invalid"],
  ["a year of six digits", '{"start":{"date":"+202611-11-23"},"end":{"date":"2026-11-24"}}', "badRequest"],
  [
    "an hour that is not",
    JSON.stringify({ ...times, start: { dateTime: "2026-11-23T25:00:00Z" } }),
    "badRequest",
  ],
  [
    "a zone with a line break",
    JSON.stringify({ ...times, start: { ...times.start, timeZone: "UTC\n" } }),
    "invalid",
  ],
  [
    "a rule with a line break",
    JSON.stringify({ ...times, recurrence: ["RRULE:FREQ=DAILY\r\nX:1"] }),
    "invalid",
  ],
  ["a start in a rule", JSON.stringify({ ...times, recurrence: ["DTSTART:20261123T100000Z"] }), "invalid"],
  ["guests as an object", JSON.stringify({ ...times, attendees: { email: "a@b.example" } }), "invalid"],
  [
    "a guest of 100 kB",
    JSON.stringify({ ...times, attendees: [{ email: `${"a".repeat(100_000)}@b.example` }] }),
    "invalid",
  ],
  [
    "an answer that is none",
    JSON.stringify({ ...times, attendees: [{ email: "a@b.example", responseStatus: "maybe" }] }),
    "invalid",
  ],
  [
    "six reminders",
    JSON.stringify({
      ...times,
      reminders: { useDefault: false, overrides: Array(6).fill({ method: "popup", minutes: 1 }) },
    }),
    "invalid",
  ],
])("refuses %s", async (_, body, reason) => {
  const { status, json } = await send("POST", events, typeof body === "string" ? bytes(body) : body);
  expect([status, json.error?.errors[0]?.reason]).toEqual([400, reason]);
  expect([...fixture.rep.calendars.primary.events()]).toEqual([]);
});

const tooMany = Array.from({ length: 201 }, (_, index) => ({ email: `guest${index}@example.com` }));
test.each<[string, object, string]>([
  ["an id in capitals", { ...times, id: "RAPPORT" }, "invalid"],
  ["an id with letters after v", { ...times, id: "xyzzy" }, "invalid"],
  ["a short id", { ...times, id: "abcd" }, "invalid"],
  ["the id of an occurrence", { ...times, id: "abcde_20261123T090000Z" }, "invalid"],
  ["no end", { summary: "Demo", start: times.start }, "required"],
  ["no start", { summary: "Demo", end: times.start }, "required"],
  ["an end before the start", { start: times.end, end: times.start }, "timeRangeEmpty"],
  [
    "a day that ends as it starts",
    { start: { date: "2026-11-23" }, end: { date: "2026-11-23" } },
    "timeRangeEmpty",
  ],
  ["a day and a moment", { start: { date: "2026-11-23" }, end: times.start }, "invalid"],
  [
    "a day that is a moment too",
    { start: { ...times.start, date: "2026-11-23" }, end: times.start },
    "invalid",
  ],
  [
    "an unknown zone",
    { start: { ...times.start, timeZone: "Europe/Atlantis" }, end: times.start },
    "invalid",
  ],
  ["no offset and no zone", { start: { dateTime: "2026-11-23T10:00:00" }, end: times.end }, "required"],
  ["a day that is not", { start: { date: "2026-02-30" }, end: { date: "2026-03-01" } }, "badRequest"],
  ["a time that is not", { start: { dateTime: "tomorrow" }, end: times.end }, "badRequest"],
  [
    "a series without zone",
    {
      start: { dateTime: "2026-11-23T10:00:00Z" },
      end: { dateTime: "2026-11-23T11:00:00Z" },
      recurrence: ["RRULE:FREQ=DAILY"],
    },
    "required",
  ],
  ["a rule that is none", { ...times, recurrence: ["RRULE:FREQ=SOMETIMES"] }, "invalid"],
  ["an address that is none", { ...times, attendees: [{ email: "Ingrid" }] }, "invalid"],
  [
    "an address with a line break",
    { ...times, attendees: [{ email: "a@b.example\r\nBcc: c@d.example" }] },
    "invalid",
  ],
  ["a guest without address", { ...times, attendees: [{ displayName: "Ingrid" }] }, "invalid"],
  ["too many guests", { ...times, attendees: tooMany }, "invalid"],
  ["a visibility that is none", { ...times, visibility: "dark" }, "invalid"],
  [
    "reminders of both kinds",
    { ...times, reminders: { useDefault: true, overrides: [{ method: "popup", minutes: 5 }] } },
    "cannotUseDefaultRemindersAndSpecifyOverride",
  ],
  [
    "a conference of another kind",
    {
      ...times,
      conferenceData: {
        createRequest: { requestId: "r1", conferenceSolutionKey: { type: "eventHangout" } },
      },
    },
    "invalid",
  ],
  [
    "a conference without request id",
    { ...times, conferenceData: { createRequest: { conferenceSolutionKey: { type: "hangoutsMeet" } } } },
    "required",
  ],
])("refuses %s, stores nothing and writes to nobody", async (_, event, reason) => {
  const path = `${events}?conferenceDataVersion=1&sendUpdates=all`;
  const { status, json } = await send("POST", path, JSON.stringify(event));
  expect([status, json.error?.errors[0]?.reason]).toEqual([400, reason]);
  expect([...fixture.rep.calendars.primary.events()]).toEqual([]);
  expect(fixture.google.guestMail.sent).toEqual([]);
});

test.each([
  [`${events}?sendUpdates=everybody`],
  [`${events}?conferenceDataVersion=2`],
  [`${events}?maxAttendees=-1`],
])("refuses %s and stores nothing", async (path) => {
  expect((await send("POST", path, JSON.stringify(times))).status).toBe(400);
  expect([...fixture.rep.calendars.primary.events()]).toEqual([]);
});

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, "", 0, "primary", "2026-11-23", [null], {}),
);
const day = fc.constantFrom({ date: "2026-11-23" }, { date: "2026-11-24" }, times.start, times.end);
const time = fc.oneof(day, fc.record({ date: odd, dateTime: odd, timeZone: odd }, { requiredKeys: [] }), odd);
const guests = fc.array(fc.record({ email: fc.oneof(fc.emailAddress(), odd), optional: odd }), {
  maxLength: 3,
});
const conference = fc.record(
  { createRequest: odd, conferenceId: odd, entryPoints: odd },
  { requiredKeys: [] },
);
const properties = fc.record({ private: odd, shared: odd }, { requiredKeys: [] });
const rule = fc.constantFrom(["RRULE:FREQ=DAILY;COUNT=3"], ["RRULE:FREQ=DAILY;INTERVAL=0"], []);
const field = fc.oneof(
  fc.tuple(fc.constantFrom("start", "end"), time),
  fc.tuple(fc.constantFrom("summary", "description", "location"), fc.string({ unit: "binary" })),
  fc.tuple(fc.constant("status"), fc.constantFrom("confirmed", "tentative", "cancelled", "over")),
  fc.tuple(fc.constant("recurrence"), fc.oneof(rule, odd)),
  fc.tuple(fc.constant("attendees"), fc.oneof(guests, odd)),
  fc.tuple(fc.constant("conferenceData"), fc.oneof(conference, odd)),
  fc.tuple(fc.constant("extendedProperties"), fc.oneof(properties, odd)),
  fc.tuple(
    fc.constantFrom("reminders", "guestsCanModify", "eventType", "source", "sequence", "id", "colorId"),
    odd,
  ),
  fc.tuple(fc.string(), odd),
);
/** A good event with a few things wrong with it. */
const anyEvent = fc
  .array(field, { maxLength: 3 })
  .map((fields): object => ({ ...times, ...Object.fromEntries(fields) }));

test("any JSON is stored whole, or refused with a reason and nothing changed", async () => {
  const { primary } = fixture.rep.calendars;
  const { id } = primary.insert({ ...times, summary: "There before" });
  const call = fc.constantFrom(["POST", events], ["PATCH", `${events}/${id}`], ["PUT", `${events}/${id}`]);
  const answered = new Map<number, number>();
  const run = async ([method = "", path = ""]: readonly string[], body: unknown): Promise<void> => {
    const before = primary.revision;
    const { status, json } = await send(method, `${path}?conferenceDataVersion=1`, JSON.stringify(body));
    answered.set(status, (answered.get(status) ?? 0) + 1);
    if (status === 200) {
      expect(primary.revision).toBeGreaterThan(before);
      const list = await send("GET", `${events}?showDeleted=true&singleEvents=true`);
      expect(list.status).toBe(200);
    } else {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(json.error?.errors[0]?.reason).toEqual(expect.any(String));
      expect(primary.revision).toBe(before);
    }
  };
  await fc.assert(fc.asyncProperty(call, anyEvent, run), { numRuns: 300 });
  expect(answered.get(200)).toBeGreaterThan(50);
  expect(answered.get(400)).toBeGreaterThan(50);
}, 60_000);
