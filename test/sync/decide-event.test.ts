/** Which events are logged, and why the others are not. */
import { describe, expect, test } from "@jest/globals";
import type { ContactId, EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import type { CalendarEvent, EventGuest } from "../../backend/src/sync/calendar-event.ts";
import type { EventMatches } from "../../backend/src/sync/calendar-ports.ts";
import { decideEvent } from "../../backend/src/sync/decide-event.ts";
import type { EventPlace } from "../../backend/src/sync/decide-event.ts";
import { toAddress } from "./sync-world.ts";

const place: EventPlace = {
  account: {
    workspaceId: "w" as WorkspaceId,
    userId: "u" as UserId,
    email: toAddress("rep@team.example"),
    aliases: [toAddress("sales@team.example")],
    workspaceDomain: "team.example",
    shareLevel: "everything",
    contactCreation: "off",
  },
  calendarId: "rep@team.example",
  timeZone: "Europe/Berlin",
  after: new Date("2025-11-23T00:00:00Z"),
};

const CONTACT_SINCE = new Date("2026-06-01T00:00:00Z");

const matches: EventMatches = {
  contacts: new Map(
    (
      [
        ["lena@customer.example", "all"],
        ["new@customer.example", "headers"],
        ["late@customer.example", "none"],
      ] as const
    ).map(([address, backfill]) => [
      toAddress(address),
      { contactId: `id of ${address}` as ContactId, backfill, createdAt: CONTACT_SINCE },
    ]),
  ),
  colleagues: new Set([toAddress("freelancer@else.example")]),
  rules: new Map([
    ["doctor.example", "never"],
    ["good@doctor.example", "always"],
  ]),
};

function guest(email: string, more: Partial<EventGuest> = {}): EventGuest {
  return {
    email,
    name: null,
    isSelf: false,
    responseStatus: "accepted",
    isOptional: false,
    isResource: false,
    ...more,
  };
}

const self = guest("rep@team.example", { isSelf: true });
const lena = guest("lena@customer.example");

function event(more: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    id: "event1",
    etag: '"1"',
    isCancelled: false,
    eventType: "default",
    iCalUID: "event1@google.com",
    recurringEventId: null,
    originalStart: null,
    isSeries: false,
    start: { kind: "moment", at: new Date("2026-11-25T10:00:00Z") },
    end: { kind: "moment", at: new Date("2026-11-25T11:00:00Z") },
    timeZone: "Europe/Berlin",
    summary: "Demo",
    location: "",
    conferenceUrl: null,
    isPrivate: false,
    organizer: { email: "rep@team.example", name: "Rep", isSelf: true },
    guests: [self, lena],
    hidesGuests: false,
    ...more,
  };
}

const decide = (more: Partial<CalendarEvent> = {}) => decideEvent(place, event(more), matches).outcome;

describe("logged is", () => {
  test.each<[string, Partial<CalendarEvent>]>([
    ["a meeting with a contact among the guests", {}],
    ["one that a contact invites to", { organizer: { ...lena }, guests: [self] }],
    ["one with an address in other letters", { guests: [self, guest(" Lena@Customer.EXAMPLE ")] }],
    ["one out of Gmail", { eventType: "fromGmail" }],
    ["one not yet answered", { guests: [{ ...self, responseStatus: "needsAction" }, lena] }],
    ["one that the contact declined", { guests: [self, { ...lena, responseStatus: "declined" }] }],
    ["one with somebody a closer rule allows", { guests: [self, lena, guest("good@doctor.example")] }],
    [
      "one from before a contact of whom only headers are wanted",
      past({ guests: [self, guest("new@customer.example")] }),
    ],
    [
      "one since a contact of whom earlier ones are not wanted",
      { guests: [self, guest("late@customer.example")] },
    ],
  ])("%s", (_what, more) => {
    expect(decide(more)).toMatchObject({ kind: "log", isBeforeWindow: false });
  });
});

describe("skipped is", () => {
  test.each<[string, string, Partial<CalendarEvent>]>([
    ["nobody else on it", "no_attendees", { guests: [] }],
    ["only the rep, under another address", "no_attendees", { guests: [self, guest("sales@team.example")] }],
    ["only rooms", "no_attendees", { guests: [self, guest("lena@customer.example", { isResource: true })] }],
    [
      "only a room by its address",
      "no_attendees",
      { guests: [self, guest("c_1@resource.calendar.google.com")] },
    ],
    ["only people of the domain", "internal", { guests: [self, guest("boss@team.example")] }],
    [
      "only colleagues with other addresses",
      "internal",
      { guests: [self, guest("freelancer@else.example")] },
    ],
    ["strangers", "no_contact", { guests: [self, guest("somebody@else.example")] }],
    ["guests without an address", "no_attendees", { guests: [self, guest("no address")] }],
    ["somebody who is never logged", "never_rule", { guests: [self, lena, guest("ann@doctor.example")] }],
    [
      "somebody below a domain that is never logged",
      "never_rule",
      { guests: [self, guest("a@x.doctor.example")] },
    ],
    ["declined by the rep", "declined", { guests: [{ ...self, responseStatus: "declined" }, lena] }],
    [
      "declined under an alias",
      "declined",
      { guests: [guest("sales@team.example", { responseStatus: "declined" }), lena] },
    ],
    [
      "from before its contact, of whom those are not wanted",
      "backfill_none",
      past({ guests: [self, guest("late@customer.example")] }),
    ],
    ...["outOfOffice", "focusTime", "workingLocation", "birthday", "task"].map(
      (eventType): [string, string, Partial<CalendarEvent>] => [eventType, "not_a_meeting", { eventType }],
    ),
  ])("%s: %s", (_what, reason, more) => {
    expect(decide(more)).toMatchObject({ kind: "skip", reason });
  });
});

test("what somebody else's calendar declined is his answer, not the rep's", () => {
  const owner = guest("boss@team.example", { isSelf: true });
  const declined = { ...self, isSelf: false, responseStatus: "declined" };
  expect(decide({ guests: [owner, declined, lena] })).toMatchObject({ kind: "log" });
});

test("a series is looked into when a contact is on it", () => {
  expect(decide({ isSeries: true })).toEqual({
    kind: "series",
    skip: null,
    matchedAddress: "lena@customer.example",
  });
  expect(decide({ isSeries: true, guests: [self] })).toMatchObject({ kind: "series", skip: "no_attendees" });
});

test("what is cancelled is so, however little is known of it", () => {
  expect(decide({ isCancelled: true, start: null, end: null, guests: [], organizer: null })).toEqual({
    kind: "cancelled",
  });
});

test("what cannot be read says why", () => {
  const { eventId, outcome } = decideEvent(place, { id: "odd", unreadable: "no_start" }, matches);
  expect({ eventId, outcome }).toEqual({
    eventId: "odd",
    outcome: { kind: "unreadable", reason: "no_start" },
  });
});

test("what ended before the window is told apart", () => {
  const long = {
    start: { kind: "moment", at: new Date("2024-05-01T10:00:00Z") },
    end: { kind: "moment", at: place.after ?? new Date(0) },
  } as const;
  expect(decide(long)).toMatchObject({ kind: "log", isBeforeWindow: true });
});

test("an end before the start is none", () => {
  expect(decide({ end: { kind: "moment", at: new Date("2026-11-25T09:00:00Z") } })).toMatchObject({
    meeting: { occurredAt: new Date("2026-11-25T10:00:00Z"), endsAt: new Date("2026-11-25T10:00:00Z") },
  });
});

test("text is made storable, names stay with their people", () => {
  const odd = "A\u0000 very\n\nodd\u202e one";
  expect(
    decide({ summary: odd, location: odd, guests: [self, { ...lena, name: odd, isOptional: true }] }),
  ).toMatchObject({
    meeting: {
      subject: "A very odd one",
      location: "A very odd one",
      participants: [
        { address: "rep@team.example" as EmailAddress, name: "Rep", role: "organizer" },
        { address: "rep@team.example", name: null, role: "attendee" },
        { address: "lena@customer.example", name: "A very odd one", role: "optional" },
      ],
    },
  });
});

/** Before the contacts were entered. */
function past(more: Partial<CalendarEvent>): Partial<CalendarEvent> {
  const at = new Date("2026-05-01T10:00:00Z");
  return { start: { kind: "moment", at }, end: { kind: "moment", at }, ...more };
}
