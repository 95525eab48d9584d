import { describe, expect, test } from "@jest/globals";
import { eventObject, zoneOffsetMs } from "../../dev/sidebar/page/event-object.ts";
import type { Circumstances } from "../../dev/sidebar/page/event-object.ts";
import { addon, event } from "./sample-world.ts";

const circumstances: Circumstances = {
  addon,
  hostApp: "GMAIL",
  open: undefined,
  locale: "de-AT",
  timeZone: "Europe/Vienna",
  now: new Date("2026-07-01T12:00:00Z"),
};

const meeting = event({
  id: "abc_20260701",
  title: "Secret title",
  start: { at: 0 },
  end: { at: 1 },
  recurringEventId: "abc",
  organizer: { email: "boss@other.test", self: false },
  attendees: [
    {
      email: "ann@x.test",
      optional: false,
      organizer: false,
      resource: false,
      self: false,
      responseStatus: "accepted",
      additionalGuests: 0,
      comment: "",
    },
  ],
  guestsCanInviteOthers: false,
});

describe("the event object", () => {
  test("of a home page has neither parameters nor form inputs nor anything of Gmail", () => {
    expect(eventObject(circumstances)).toEqual({
      commonEventObject: {
        hostApp: "GMAIL",
        platform: "WEB",
        userLocale: "de-AT",
        timeZone: { id: "Europe/Vienna", offset: "7200000" },
      },
    });
  });

  test("names no locale when the manifest does not ask for it", () => {
    const { commonEventObject } = eventObject({ ...circumstances, addon: { ...addon, sendsLocale: false } });
    expect(commonEventObject).toEqual({ hostApp: "GMAIL", platform: "WEB" });
  });

  test("carries parameters and form inputs of a click", () => {
    const note = { stringInputs: { value: ["hello"] } };
    const { commonEventObject } = eventObject(circumstances, {
      parameters: [{ key: "id", value: "42" }],
      formInputs: { note },
    });
    expect(commonEventObject).toMatchObject({ parameters: { id: "42" }, formInputs: { note } });
  });

  test("names the open message without a token", () => {
    const open = { kind: "message", messageId: "m1", threadId: "t1" } as const;
    expect(eventObject({ ...circumstances, open }).gmail).toEqual({ messageId: "m1", threadId: "t1" });
  });

  test("of a calendar event holds no title, as Google's", () => {
    const built = eventObject({
      ...circumstances,
      hostApp: "CALENDAR",
      open: { kind: "event", event: meeting },
    });
    expect(JSON.stringify(built)).not.toContain("Secret title");
    expect(built.calendar).toEqual({
      id: "abc_20260701",
      calendarId: meeting.calendarId,
      recurringEventId: "abc",
      organizer: { email: "boss@other.test" },
      capabilities: {
        canAddAttendees: false,
        canSeeAttendees: true,
        canSeeConferenceData: true,
        canSetConferenceData: false,
        canAddAttachments: false,
      },
      attendees: meeting.attendees,
    });
  });

  test("of a calendar event holds ids only without the right to read", () => {
    const blind = {
      ...addon,
      calendar: { homepage: null, eventOpen: "on", readsAttendees: false, writesEvents: false },
    };
    const built = eventObject({ ...circumstances, addon: blind, open: { kind: "event", event: meeting } });
    expect(Object.keys(built.calendar ?? {})).toEqual(["id", "calendarId", "recurringEventId", "organizer"]);
  });
});

test.each([
  ["Europe/London", "2026-01-01T00:00:00Z", 0],
  ["Europe/London", "2026-07-01T00:00:00Z", 3_600_000],
  ["America/New_York", "2026-01-01T00:00:00Z", -18_000_000],
  ["Asia/Kolkata", "2026-01-01T00:00:00Z", 19_800_000],
  ["America/St_Johns", "2026-01-01T00:00:00Z", -12_600_000],
])("%s is offset as it is at %s", (zone, at, offset) => {
  expect(zoneOffsetMs(zone, new Date(at))).toBe(offset);
});
