/** Cards about meetings, as data: the form, free times, the meeting, its outcome. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { addressesIn, lastAddress } from "../../addon/src/addresses.ts";
import { activityCard } from "../../addon/src/cards/activity-card.ts";
import { eventCard } from "../../addon/src/cards/event-card.ts";
import { clashCard, meetingCard } from "../../addon/src/cards/meeting-card.ts";
import type { MeetingFields } from "../../addon/src/cards/schedule-form.ts";
import { scheduleForm } from "../../addon/src/cards/schedule-form.ts";
import { searchCard } from "../../addon/src/cards/search-card.ts";
import { workingTime } from "../../addon/src/cards/working-time.ts";
import { addDays, nextWorkingDay } from "../../addon/src/days.ts";
import { googleUrl } from "../../addon/src/web-pages.ts";
import { buttonsOf, lines } from "./card-lines.ts";
import { eventDetails } from "./every-card.ts";
import { english, german } from "./language.ts";
import * as samples from "./samples.ts";

const fields: MeetingFields = {
  title: "Demo",
  required: "anna@acme.example",
  optional: "",
  minutes: 30,
  day: "2026-11-24",
  time: "",
  zone: "Europe/Berlin",
  place: "",
  meetLink: false,
  notify: "all",
};
const target = { kind: "new", key: "k-1" } as const;
const offers = { ...samples.availability, until: "2026-11-30" };

describe("the form", () => {
  test("asks for what a meeting needs", () => {
    expect(lines(scheduleForm({ target, fields }, english))).toEqual([
      "Title: Demo_",
      "Guests: anna@acme.example_",
      "Optional guests: _",
      "Duration: 15 min, *30 min, 45 min, 60 min, 90 min",
      "Day: 2026-11-24_",
      "Time: _",
      "Time zone: Europe/Berlin_",
      "[Find free times]",
      "Place: _",
      "Also: Add a Google Meet link",
      "Tell the guests: *All guests, Only guests without Google Calendar, Nobody",
      "[[Book]] [Cancel]",
    ]);
  });

  test("to move a meeting asks for its time alone, and keeps an unusual length", () => {
    const move = { kind: "move", meetingId: "a-3", etag: '"3"' } as const;
    const card = scheduleForm(
      { target: move, fields: { ...fields, minutes: 50 }, movedTitle: "Demo" },
      english,
    );
    expect(card).toMatchObject({ title: "Move meeting", subtitle: "Demo" });
    expect(lines(card)).toContain("Duration: 15 min, 30 min, 45 min, *50 min, 60 min, 90 min");
    expect(lines(card).join("\n")).not.toMatch(/Guests:|Place:|Title:/);
    expect(buttonsOf(card).find(({ text }) => text === "Move")?.onClick).toMatchObject({
      action: "onMoveMeeting",
      parameters: { meetingId: "a-3", etag: '"3"' },
    });
  });

  test("says what is wrong above the field it is wrong with", () => {
    const said = lines(
      scheduleForm({ target, fields, problems: { zone: "No such zone.", form: "No." } }, english),
    );
    expect(said[0]).toBe("No.");
    expect(said[said.indexOf("Time zone: Europe/Berlin_") - 1]).toBe("No such zone.");
  });

  test("keeps its key through every click, so that one form books one meeting", () => {
    const clicks = buttonsOf(scheduleForm({ target, fields, offers }, english)).map(({ onClick }) => onClick);
    const ours = clicks.filter((click) => "action" in click && click.action !== "onBack");
    expect(ours.length).toBeGreaterThan(4);
    for (const click of ours) expect(click).toMatchObject({ parameters: { key: "k-1" } });
  });
});

describe("free times", () => {
  const timesIn = (zone: string, language = english) =>
    lines(scheduleForm({ target, fields: { ...fields, zone }, offers }, language));

  test("stand by day, on the clock of the meeting", () => {
    const said = timesIn("Europe/Berlin");
    expect(said.slice(said.indexOf("# Free times"), said.indexOf("Place: _"))).toEqual([
      "# Free times",
      "Tue 24 Nov",
      "[10:00] [10:30]",
      "Wed 25 Nov",
      "[14:00]",
      "Google does not tell when these are free: anna@acme.example",
      "[Later days] [As text for a mail]",
    ]);
    expect(timesIn("Asia/Tokyo")).toContain("[18:00] [18:30]");
    expect(timesIn("Europe/Berlin", german)).toContain("Di., 24. Nov.");
  });

  test("on a day of another date elsewhere stand under that date", () => {
    const late = { ...offers, slots: [{ start: "2026-11-24T23:30:00Z", end: "2026-11-25T00:00:00Z" }] };
    const card = scheduleForm({ target, fields, offers: late }, english);
    expect(lines(card)).toContain("Wed 25 Nov");
    expect(buttonsOf(card).find(({ text }) => text === "00:30")?.onClick).toMatchObject({
      action: "onPickTime",
      parameters: { at: "2026-11-25T00:30" },
      refills: true,
    });
  });

  test("of a free day are spread over it, and the search goes on after the last day shown", () => {
    const slots = Array.from({ length: 5 * 16 }, (_, index) => {
      const start =
        Date.parse("2026-11-23T08:00:00Z") + (index % 16) * 1_800_000 + Math.floor(index / 16) * 86_400_000;
      return { start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() };
    });
    const card = scheduleForm({ target, fields, offers: { ...offers, slots } }, english);
    expect(lines(card)).toContain("[09:00] [10:00] [11:00] [12:00] [13:00] [14:00] [15:00] [16:00]");
    expect(lines(card)).not.toContain("Fri 27 Nov");
    expect(buttonsOf(card).find(({ text }) => text === "Later days")?.onClick).toMatchObject({
      parameters: { after: "2026-11-26" },
    });
  });

  test("when there are none, says so and goes on", () => {
    const card = scheduleForm({ target, fields, offers: { ...offers, slots: [], unknown: [] } }, english);
    expect(lines(card)).toContain("Nothing is free in these seven days.");
    expect(buttonsOf(card).find(({ text }) => text === "Later days")?.onClick).toMatchObject({
      parameters: { after: "2026-11-30" },
    });
  });
});

describe("a meeting", () => {
  test("says when it is for the user and for the others, where, and who comes", () => {
    expect(lines(meetingCard(samples.meeting, english))).toEqual([
      "30 min: Tue 24 Nov, 15:00 – 15:30 (Tue 24 Nov, 14:00 (Europe/London))",
      "Place: Room 7",
      "Google Meet: meet.google.com/abc-defg-hij",
      "In Google Calendar: www.google.com",
      "[Move…] [Cancel meeting…]",
      "# Invited",
      "Comes: Anna Schmidt (anna@acme.example)",
      "No answer yet · Optional: zoe@northwind.example",
      "[Anna Schmidt] [Schedule another]",
    ]);
  });

  test("of somebody else cannot be changed, a cancelled one neither", () => {
    const others = lines(meetingCard({ ...samples.meeting, canChange: false }, english));
    expect(others).toContain("It is not in your calendar, or not yours to change.");
    expect(others.join()).not.toContain("Move…");
    const cancelled = lines(meetingCard({ ...samples.meeting, status: "CANCELLED" }, english));
    expect(cancelled[0]).toMatch(/^30 min · Cancelled: /);
    expect(cancelled.join()).not.toContain("Move…");
  });

  test("that was called off in Google can only be left so", () => {
    const current = { ...samples.meeting, status: "CANCELLED" } as const;
    const card = clashCard({ current, wanted: {}, wantedText: "15:00" }, english);
    expect(lines(card)).toContain("Now in Google: Cancelled (Room 7)");
    expect(buttonsOf(card).map(({ text }) => text)).toEqual(["Keep Google's"]);
  });

  test.each([
    ["https://meet.google.com/abc-defg-hij?authuser=0", "meet.google.com/abc-defg-hij"],
    ["https://calendar.google.com/calendar/event?eid=1", "calendar.google.com"],
    ["https://www.google.com/calendar/event?eid=1", "www.google.com"],
    ["https://www.google.com/url?q=https://evil.example", undefined],
    ["https://meet.google.com.evil.example/x", undefined],
    ["https://meet.google.com@evil.example/", undefined],
    ["http://meet.google.com/abc", undefined],
    ["javascript:alert(1)", undefined],
  ])("links to Google alone: %s", (url, shown) => {
    expect(googleUrl(url)?.shown).toBe(shown);
  });
});

describe("an outcome", () => {
  const past = { ...eventDetails, start: "2026-11-20T14:00:00Z", end: "2026-11-20T15:00:00Z" };

  test("is asked of an event that has begun, logged or not", () => {
    expect(lines(eventCard(samples.eventContext, past, english))).toContain(
      "[It took place] [They did not come] [It was cancelled] [It was moved…]",
    );
    expect(lines(eventCard(samples.eventContext, eventDetails, english)).join()).not.toContain(
      "How did it go?",
    );
  });

  test("of a meeting to come is not asked: it can be moved", () => {
    const meeting = { ...samples.activity, type: "MEETING", status: "SCHEDULED", direction: null } as const;
    const event = { calendarId: "primary", eventId: "ev" };
    const toCome = { ...meeting, event, occurredAt: "2026-11-24T10:00:00Z" };
    expect(lines(activityCard(toCome, english))).toContain("[Move…] [Cancel meeting…]");
    expect(lines(activityCard({ ...toCome, occurredAt: "2026-11-23T08:59:00Z" }, english))).toContain(
      "# How did it go?",
    );
  });

  test("once told, leads to the next step", () => {
    const meeting = { ...samples.activity, type: "MEETING", status: "NO_SHOW", direction: null } as const;
    const card = activityCard(meeting, english, "2026-11-24");
    expect(lines(card)).toContain("[[Follow-up…]] [Schedule another]");
    expect(lines(card)).toContain("# How did it go? No-show");
    expect(buttonsOf(card).find(({ primary }) => primary === true)?.onClick).toMatchObject({
      action: "onOpenFollowUp",
      parameters: { activityId: "a-1", contactId: "c-anna", day: "2026-11-24" },
    });
  });
});

test("guests are added where Google allows it, and where not, the card says why", () => {
  const card = (canAddGuests: boolean) =>
    lines(eventCard(samples.eventContext, eventDetails, english, { canAddGuests }));
  expect(card(true).at(-1)).toBe("[Add a contact…]");
  expect(card(false).at(-1)).toMatch(/^Google does not let you add guests/);
  const results = { items: [samples.contact], nextCursor: null };
  const found = searchCard({ purpose: "guest", words: "", note: "", results }, english);
  expect(found.sections.at(-1)?.widgets[0]).toMatchObject({
    onClick: { action: "onAddGuest", parameters: { email: "anna@acme.example" } },
  });
});

test.each([
  [59, 0, undefined],
  [60, 0, "1 working hour"],
  [300, 0, "5 working hours"],
  [480, 1, "1 working day"],
  [2_400, 5, "5 working days"],
])("%i working minutes are %i days: %s", (businessMinutes, businessDays, words) => {
  expect(workingTime({ who: "us", since: "", businessMinutes, businessDays }, english)).toBe(words);
});

describe("addresses in one field", () => {
  test.each([
    ["", []],
    ["a@x.test", ["a@x.test"]],
    [" a@x.test ; b@x.test,\n,c@x.test ", ["a@x.test", "b@x.test", "c@x.test"]],
    ['"Lee, Ann" <a@x.test>, b@x.test', ['"Lee, Ann" <a@x.test>', "b@x.test"]],
    ['O"Neil <a@x.test>, b@x.test', ['O"Neil <a@x.test>', "b@x.test"]],
  ])("%j", (text, addresses) => {
    expect(addressesIn(text)).toEqual(addresses);
  });

  test("nothing that was typed is lost", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const signs = (value: string) => value.replace(/[\s,;]/g, "");
        expect(signs(addressesIn(text).join(","))).toBe(signs(text));
      }),
    );
  });

  test("the last one is being typed", () => {
    expect(lastAddress("a@x.test, tom")).toEqual({ before: ["a@x.test"], typed: "tom" });
    expect(lastAddress("")).toEqual({ before: [], typed: "" });
  });
});

test("days are counted over months, and weekends left out", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
  expect(["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"].map(nextWorkingDay)).toEqual([
    "2026-11-23",
    "2026-11-23",
    "2026-11-23",
    "2026-11-24",
  ]);
});
