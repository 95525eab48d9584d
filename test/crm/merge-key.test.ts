import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { UserId } from "../../backend/src/crm/ids.ts";
import { parseUserId } from "../../backend/src/crm/ids.ts";
import type { MailIdentity } from "../../backend/src/crm/merge-key.ts";
import {
  entryMergeKey,
  mailMergeKey,
  meetingMergeKey,
  originalStartOf,
} from "../../backend/src/crm/merge-key.ts";

function user(digit: string): UserId {
  const id = parseUserId(`00000000-0000-7000-8000-00000000000${digit}`);
  if (id === undefined) throw new Error("no id");
  return id;
}

const mail: MailIdentity = {
  messageIdHeader: "<abc.123@mail.example.com>",
  from: "Jane Doe <jane@example.com>",
  date: "Mon, 23 Nov 2026 10:00:00 +0100",
  userId: user("1"),
  gmailMessageId: "18c0ffee",
};

describe("mailMergeKey", () => {
  test.each<[string, Partial<MailIdentity>]>([
    ["in a colleague's mailbox", { userId: user("2"), gmailMessageId: "18beef" }],
    ["with a folded Message-ID", { messageIdHeader: "\r\n <abc.123@mail.\r\n example.com> " }],
    ["with the Message-ID bare", { messageIdHeader: "abc.123@mail.example.com" }],
    ["with the Message-ID in other case", { messageIdHeader: "<ABC.123@Mail.Example.Com>" }],
    ["without a display name", { from: "jane@example.com" }],
    ["with another spelling of the sender", { from: '"Doe, Jane"\r\n <JANE@Example.COM> (work)' }],
    ["with a zone comment", { date: "Mon, 23 Nov 2026 10:00:00 +0100 (CET)" }],
    ["with the time in another zone", { date: "Mon, 23 Nov 2026 09:00:00 GMT" }],
    ["with the time folded", { date: "Mon,\r\n 23 Nov 2026\r\n\t10:00:00 +0100" }],
    ["with the time in ISO 8601", { date: "2026-11-23T09:00:00.000Z" }],
  ])("is the same for the same mail %s", (_, change) => {
    expect(mailMergeKey({ ...mail, ...change })).toBe(mailMergeKey(mail));
  });

  test.each<[string, Partial<MailIdentity>]>([
    ["another sender forges the Message-ID", { from: "eve@evil.example" }],
    ["an old Message-ID comes at another time", { date: "Mon, 23 Nov 2026 10:00:01 +0100" }],
    ["the Message-ID differs", { messageIdHeader: "<abc.124@mail.example.com>" }],
    ["the date cannot be read", { date: "soon" }],
    ["the sender is none", { from: "nobody" }],
  ])("differs when %s", (_, change) => {
    expect(mailMergeKey({ ...mail, ...change })).not.toBe(mailMergeKey(mail));
  });

  test.each([undefined, "", "  ", "<>", "< >"])(
    "holds in one mailbox only without a Message-ID (%j)",
    (messageIdHeader) => {
      const key = mailMergeKey({ ...mail, messageIdHeader });
      expect(key).toBe(`gmail:${mail.userId}:${mail.gmailMessageId}`);
      expect(mailMergeKey({ ...mail, messageIdHeader, userId: user("2") })).not.toBe(key);
    },
  );

  test("is short whatever the headers hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        fc.string(),
        (messageIdHeader, from, date) => {
          expect(mailMergeKey({ ...mail, messageIdHeader, from, date })).toMatch(/^[\w:-]{1,120}$/);
        },
      ),
    );
  });
});

describe("meetingMergeKey", () => {
  const event = { iCalUID: "uid@google.com", calendarId: "a@x.com", eventId: "base", originalStart: null };
  const start = new Date("2026-11-23T09:00:00Z");

  test("is the same in two calendars by iCalUID", () => {
    expect(meetingMergeKey({ ...event, calendarId: "b@x.com", eventId: "other" })).toBe(
      meetingMergeKey(event),
    );
  });

  test("tells the occurrences of a series apart, by start or by id", () => {
    const first = meetingMergeKey({ ...event, originalStart: start });
    expect(meetingMergeKey({ ...event, eventId: "base_20261123T090000Z" })).toBe(first);
    expect(meetingMergeKey({ ...event, eventId: "base_20261130T090000Z" })).not.toBe(first);
    expect(first).not.toBe(meetingMergeKey(event));
  });

  test("goes by calendar and event without an iCalUID", () => {
    const { iCalUID: _, ...without } = event;
    const key = meetingMergeKey(without);
    expect(meetingMergeKey({ ...without, iCalUID: " " })).toBe(key);
    expect(meetingMergeKey({ ...without, calendarId: "b@x.com" })).not.toBe(key);
    expect(meetingMergeKey({ ...without, originalStart: start })).toBe(
      meetingMergeKey({ ...without, eventId: "base_20261123T090000Z" }),
    );
  });

  test("is short for the longest ids", () => {
    expect(meetingMergeKey({ ...event, iCalUID: "ü".repeat(1_024) }).length).toBeLessThan(80);
  });
});

test.each([
  ["base_20261123T090000Z", "2026-11-23T09:00:00.000Z"],
  ["base_20261123", "2026-11-23T00:00:00.000Z"],
  ["base_R20261116T090000_20261123T090000Z", "2026-11-23T09:00:00.000Z"],
  ["base_R20261116T090000", undefined],
  ["base", undefined],
  ["base_20261399T090000Z", undefined],
])("the original start in %j is %j", (eventId, expected) => {
  expect(originalStartOf(eventId)?.toISOString()).toBe(expected);
});

test("a repeated note is the same entry, whatever the order of its contacts", () => {
  const note = {
    type: "NOTE",
    userId: user("1"),
    contactIds: ["a", "b"],
    occurredAt: new Date(0),
    text: "Hi",
  } as const;
  expect(entryMergeKey({ ...note, contactIds: ["b", "a"] })).toBe(entryMergeKey(note));
  expect(entryMergeKey({ ...note, text: "Ho" })).not.toBe(entryMergeKey(note));
  expect(entryMergeKey({ ...note, type: "CALL" })).not.toBe(entryMergeKey(note));
  expect(entryMergeKey({ ...note, userId: user("2") })).not.toBe(entryMergeKey(note));
});
