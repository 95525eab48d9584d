import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { wrong } from "../../backend/src/crm/field-problems.ts";
import { planLog } from "../../backend/src/crm/log-plan.ts";
import type { InvalidInput } from "../../backend/src/crm/log-plan.ts";
import type { NewActivity } from "../../backend/src/crm/ports.ts";
import { LogActivity } from "../../contract/activities.ts";
import { REP_ID, viewer } from "./people-on-hand.ts";

const now = new Date("2026-11-23T12:00:00Z");
const CONTACT = "00000000-0000-7000-8000-00000000000C";

function plan(input: LogActivity): NewActivity | InvalidInput {
  return planLog(viewer, LogActivity.parse(input), "sidebar", now);
}

function planned(input: LogActivity): NewActivity {
  const result = plan(input);
  if ("invalid" in result) throw new Error(JSON.stringify(result.invalid));
  return result;
}

const mail: Extract<LogActivity, { type: "EMAIL" }> = {
  type: "EMAIL",
  gmailMessageId: "18c0ffee",
  gmailThreadId: "18c0ffe0",
  rfc822MessageId: "<1@client.example>",
  subject: "=?utf-8?q?Angebot_f=C3=BCr?=\r\n Sie",
  from: "Lea Lead <lea@client.example>",
  to: "rep@us.example",
  cc: "carl@us.example",
  date: "Mon, 23 Nov 2026 10:00:00 +0100",
};

const meeting: Extract<LogActivity, { type: "MEETING" }> = {
  type: "MEETING",
  calendarId: "rep@us.example",
  eventId: "base_20261123T090000Z",
  iCalUID: "uid@google.com",
  title: "Demo",
  start: "2026-11-23T10:00:00+01:00",
  end: "2026-11-23T11:00:00+01:00",
  attendees: [{ email: "lea@client.example" }],
  organizer: "rep@us.example",
  location: " Room\n1 ",
};

describe("planLog of a mail", () => {
  test("is ready to be written", () => {
    const text = "\r\nHi,\r\n\r\nyes.\u0000\n";
    const activity = planned({
      ...mail,
      bodyText: text,
      note: " hot\ud800 ",
      attachments: [{ name: "offer\u0000.pdf", mimeType: "application/pdf", size: 12 }],
    });
    expect(activity).toEqual({
      type: "EMAIL",
      direction: "inbound",
      subject: "Angebot für Sie",
      bodyText: "Hi,\n\nyes.",
      occurredAt: new Date("2026-11-23T09:00:00Z"),
      endsAt: null,
      status: null,
      source: "sidebar",
      mergeKey: activity.mergeKey,
      threadKey: `gmail:${REP_ID}:18c0ffe0`,
      counts: true,
      attachments: [{ name: "offer.pdf", mimeType: "application/pdf", size: 12 }],
      note: "hot\ufffd",
      participants: [
        { address: "lea@client.example", name: "Lea Lead", role: "from" },
        { address: "rep@us.example", name: null, role: "to" },
        { address: "carl@us.example", name: null, role: "cc" },
      ],
      gmail: { messageId: "18c0ffee", threadId: "18c0ffe0" },
      meeting: null,
      link: { kind: "matched" },
    });
    expect(activity.mergeKey).toMatch(/^mail:/);
  });

  test("went out when the rep, an alias of his or somebody of his domain sent it", () => {
    for (const from of ["rep@us.example", "rep@other.example", "carl@us.example"]) {
      expect(planned({ ...mail, from }).direction).toBe("outbound");
    }
  });

  test("links exactly the contacts chosen, each once", () => {
    const contactIds = [CONTACT, CONTACT.toLowerCase()];
    expect(planned({ ...mail, contactIds }).link).toEqual({
      kind: "chosen",
      contactIds: [CONTACT.toLowerCase()],
    });
  });

  test("has no text where there is none, and no note where it is blank", () => {
    expect(planned({ ...mail, note: "  " })).toMatchObject({ bodyText: null, note: null });
    expect(planned({ ...mail, bodyText: " \n" }).bodyText).toBeNull();
  });

  test("does not happen in the future, but for a clock that runs ahead", () => {
    expect(planned({ ...mail, date: "Tue, 23 Nov 2027 10:00:00 +0100" }).occurredAt).toEqual(now);
    const ahead = planned({ ...mail, date: "Mon, 23 Nov 2026 13:00:00 +0000" });
    expect(ahead.occurredAt).toEqual(new Date("2026-11-23T13:00:00Z"));
  });

  test("says every problem at once, and where it is", () => {
    const result = plan({ ...mail, from: "nobody", date: "soon", contactIds: [CONTACT, "x"] });
    expect(result).toEqual({
      invalid: [
        { path: "from", message: wrong.holdsNoAddress },
        { path: "date", message: wrong.noMailDate },
        { path: "contactIds.1", message: wrong.noContactId },
      ],
    });
    expect(plan({ ...mail, contactIds: [] })).toMatchObject({ invalid: [{ path: "contactIds" }] });
  });

  test("is storable and bounded whatever the header and the text hold", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, text, (subject, name, bodyText, note) => {
        const activity = planned({
          ...mail,
          from: `"${name.replace(/["\\]/g, "")}" <lea@client.example>`,
          subject,
          bodyText,
          note,
        });
        expect(JSON.stringify(activity)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        expect(activity.subject.length).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  test("takes a crowd of recipients up to a limit", () => {
    const crowd = (prefix: string) =>
      Array.from({ length: 3_000 }, (_, index) => `${prefix}${index}@x.example`).join(",");
    const { participants } = planned({ ...mail, to: crowd("t"), cc: crowd("c") });
    expect(participants).toHaveLength(1_000);
    expect(participants[0]).toMatchObject({ role: "from" });
  });
});

describe("planLog of a meeting", () => {
  test("is ready to be written, held when its end has passed", () => {
    expect(planned(meeting)).toMatchObject({
      type: "MEETING",
      direction: null,
      subject: "Demo",
      bodyText: null,
      occurredAt: new Date("2026-11-23T09:00:00Z"),
      endsAt: new Date("2026-11-23T10:00:00Z"),
      status: "HELD",
      threadKey: null,
      gmail: null,
      participants: [
        { address: "rep@us.example", role: "organizer" },
        { address: "lea@client.example", role: "attendee" },
      ],
      meeting: {
        calendarId: "rep@us.example",
        eventId: "base_20261123T090000Z",
        iCalUID: "uid@google.com",
        originalStart: new Date("2026-11-23T09:00:00Z"),
        location: "Room 1",
      },
    });
  });

  test("is scheduled until it ends", () => {
    expect(planned({ ...meeting, end: "2026-11-23T12:00:01Z" }).status).toBe("SCHEDULED");
  });

  test("keeps its key when it was moved", () => {
    const moved = { ...meeting, start: "2026-11-24T10:00:00+01:00", end: "2026-11-24T11:00:00+01:00" };
    expect(planned(moved).mergeKey).toBe(planned(meeting).mergeKey);
  });

  test("neither ends before it starts nor lies outside the calendar", () => {
    expect(plan({ ...meeting, end: "2026-11-23T08:59:59Z" })).toEqual({
      invalid: [{ path: "end", message: wrong.beforeStart }],
    });
    expect(plan({ ...meeting, start: "0001-01-01T00:00:00Z" })).toMatchObject({
      invalid: [{ path: "start" }, { path: "end" }],
    });
  });
});

describe("planLog of what has no header", () => {
  const note: Extract<LogActivity, { type: "NOTE" }> = {
    type: "NOTE",
    note: "Likes tea",
    contactIds: [CONTACT],
  };

  test("a note happens now unless it says when", () => {
    expect(planned(note)).toMatchObject({
      type: "NOTE",
      occurredAt: now,
      note: "Likes tea",
      participants: [],
      status: null,
    });
    expect(planned({ ...note, occurredAt: "2026-11-01T00:00:00Z" }).occurredAt).toEqual(
      new Date("2026-11-01T00:00:00Z"),
    );
    expect(plan({ ...note, note: "\u0000" })).toMatchObject({ invalid: [{ path: "note" }] });
  });

  test("a call has a direction and an end", () => {
    const call = planned({ type: "CALL", direction: "outbound", durationMinutes: 15, contactIds: [CONTACT] });
    expect(call).toMatchObject({
      type: "CALL",
      direction: "outbound",
      endsAt: new Date("2026-11-23T12:15:00Z"),
      note: null,
    });
  });

  test("the same request twice has one key, another note another", () => {
    expect(planned(note).mergeKey).toBe(planned(note).mergeKey);
    expect(planned({ ...note, note: "Likes coffee" }).mergeKey).not.toBe(planned(note).mergeKey);
  });
});
