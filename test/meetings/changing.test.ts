/** Meetings shown, moved, changed and called off: Google and the CRM say the same, and nobody's change is overwritten. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Meeting, MeetingPatch } from "../../contract/meetings.ts";
import { Meeting as MeetingSchema } from "../../contract/meetings.ts";
import { KAI, LEA, meetingOf, NORA, OTTO, problemOf, startMeetingScene } from "./meeting-scene.ts";
import type { Answer, MeetingScene } from "./meeting-scene.ts";

const GONE = { kind: "status", status: 404, reason: "notFound" } as const;

let scene: MeetingScene;
beforeAll(async () => {
  scene = await startMeetingScene();
  await scene.connect(OTTO);
});
beforeEach(() => {
  scene.google.faults.clear();
});
afterAll(async () => {
  await scene.close();
});

async function patch(id: string, change: Partial<MeetingPatch>, as = NORA): Promise<Answer> {
  return await scene.ask("PATCH", `/api/v1/meetings/${id}`, { as, body: { notify: "none", ...change } });
}

async function cancel(id: string, query = "", as = NORA): Promise<Answer> {
  return await scene.ask("DELETE", `/api/v1/meetings/${id}${query}`, { as });
}

async function show(id: string, as = NORA): Promise<Answer> {
  return await scene.ask("GET", `/api/v1/meetings/${id}`, { as });
}

async function activityOf(id: string) {
  const [row] = await scene.rows<{ subject: string; status: string; occurred_at: Date; ends_at: Date }>(
    "select subject, status::text, occurred_at, ends_at from activity where id = $1",
    id,
  );
  return row;
}

async function holdersOf(id: string) {
  return await scene.rows<{ email: string; cancelled: boolean }>(
    `select g.email, l.cancelled from event_ledger_entry l join google_account g using (workspace_id, user_id)
     where l.activity_id = $1 order by g.email`,
    id,
  );
}

function inGoogle(meeting: Meeting) {
  return { id: meeting.eventId, iCalUID: meeting.iCalUID ?? "", organizer: NORA };
}

function eventOf(meeting: Meeting, owner = NORA) {
  return scene.calendarOf(owner).get(meeting.eventId);
}

describe("showing", () => {
  test("gives it as it stands in the rep's own calendar, and to nobody else", async () => {
    const meeting = await scene.booked({ title: "Shown" });
    expect(meetingOf(await show(meeting.id))).toEqual(meeting);
    expect((await show(meeting.id, OTTO)).status).toBe(404);
    expect((await show(crypto.randomUUID())).status).toBe(404);
    expect((await show("nothing")).status).toBe(404);
    scene.google.meetings.respond(inGoogle(meeting), LEA, "accepted");
    expect(meetingOf(await show(meeting.id)).attendees[0]).toMatchObject({ responseStatus: "accepted" });
  });

  test("tells a guest that he may not change it, unless its organizer lets guests", async () => {
    const meeting = await scene.booked({ title: "Otto's too", requiredAttendees: [LEA, OTTO] });
    await scene.sync();
    expect(meetingOf(await show(meeting.id, OTTO))).toMatchObject({ canChange: false, calendarId: OTTO });
    scene.google.meetings.change(inGoogle(meeting), { guestsCanModify: true });
    expect(meetingOf(await show(meeting.id, OTTO)).canChange).toBe(true);
  });
});

describe("changing", () => {
  test("moves it in Google and in the CRM in one request, as long as before", async () => {
    const meeting = await scene.booked({ title: "Moved", durationMinutes: 50 });
    const moved = meetingOf(await patch(meeting.id, { start: "2026-12-01T16:00" }));
    expect(moved).toMatchObject({ start: "2026-12-01T15:00:00.000Z", end: "2026-12-01T15:50:00.000Z" });
    expect(moved.etag).not.toBe(meeting.etag);
    expect(await activityOf(meeting.id)).toMatchObject({
      occurred_at: new Date("2026-12-01T15:00:00Z"),
      ends_at: new Date("2026-12-01T15:50:00Z"),
    });
    const before = await scene.rows("select * from activity order by id");
    await scene.sync();
    expect(await scene.rows("select * from activity order by id")).toEqual(before);
  });

  test("changes only what is named", async () => {
    const meeting = await scene.booked({
      title: "Named",
      description: "Agenda",
      location: "Room",
      optionalAttendees: [KAI],
      meetLink: true,
    });
    scene.google.meetings.respond(inGoogle(meeting), LEA, "accepted");
    const { etag } = meetingOf(await show(meeting.id));
    const changed = meetingOf(await patch(meeting.id, { title: "Renamed", etag: etag ?? "" }));
    expect(changed).toEqual({
      ...meeting,
      title: "Renamed",
      etag: changed.etag,
      attendees: [{ ...meeting.attendees[0], responseStatus: "accepted" }, meeting.attendees[1]],
    });
    expect(await activityOf(meeting.id)).toMatchObject({ subject: "Renamed" });
    const zoned = meetingOf(await patch(meeting.id, { timezone: "America/New_York" }));
    expect(zoned).toMatchObject({ start: meeting.start, end: meeting.end, timezone: "America/New_York" });
    expect(meetingOf(await patch(meeting.id, { durationMinutes: 15 })).durationMinutes).toBe(15);
    expect(meetingOf(await patch(meeting.id, { location: "", description: "" }))).toMatchObject({
      location: null,
      description: null,
    });
    expect(meetingOf(await patch(meeting.id, { meetLink: false })).meetUrl).toBeNull();
    expect(meetingOf(await patch(meeting.id, { meetLink: true })).meetUrl).toMatch(/^https:/);
  });

  test("waits a moment for its Meet link, and is changed without one, too", async () => {
    const meeting = await scene.booked({ title: "With a link" });
    scene.google.calendarPolicy.set({ meetPendingReads: 2 });
    const linked = meetingOf(await patch(meeting.id, { meetLink: true }));
    expect(linked.meetUrl).toMatch(/^https:\/\/meet\.google\.com\//);
    expect(eventOf(meeting).etag).toBe(linked.etag);
    const other = await scene.booked({ title: "Without a link" });
    scene.google.calendarPolicy.set({ meetPendingReads: 1_000 });
    expect(meetingOf(await patch(other.id, { meetLink: true })).meetUrl).toBeNull();
    scene.google.calendarPolicy.set({ meetPendingReads: 0 });
    await scene.sync();
    const [row] = await scene.rows(
      "select conference_url as url from meeting_details where activity_id = $1",
      meeting.id,
    );
    expect(row).toEqual({ url: linked.meetUrl });
  });

  test("of guests keeps the answers of those who stay, and contacts follow", async () => {
    const meeting = await scene.booked({ requiredAttendees: [LEA, "x@elsewhere.example"] });
    scene.google.meetings.respond(inGoogle(meeting), LEA, "tentative");
    const { etag } = meetingOf(await show(meeting.id));
    const changed = meetingOf(
      await patch(meeting.id, { requiredAttendees: [KAI], optionalAttendees: [LEA], etag: etag ?? "" }),
    );
    expect(changed.attendees).toEqual([
      { email: LEA, name: null, optional: true, responseStatus: "tentative" },
      { email: KAI, name: null, optional: false, responseStatus: "needsAction" },
    ]);
    expect(changed.contacts.map(({ name }) => name)).toEqual(["Kai Kunde", "Lea Kunde"]);
    const swapped = meetingOf(await patch(meeting.id, { optionalAttendees: [KAI] }));
    expect(swapped.attendees).toEqual([expect.objectContaining({ email: KAI, optional: true })]);
    const nobody = meetingOf(await patch(meeting.id, { optionalAttendees: [] }));
    expect(nobody).toMatchObject({ attendees: [], contacts: [] });
  });

  test("of one occurrence leaves the series alone", async () => {
    const calendar = scene.calendarOf(NORA);
    const series = scene.google.meetings.book({
      organizer: { email: NORA },
      guests: [{ email: LEA }],
      summary: "Weekly",
      start: { dateTime: "2026-11-26T10:00:00+01:00", timeZone: "Europe/Berlin" },
      end: { dateTime: "2026-11-26T11:00:00+01:00", timeZone: "Europe/Berlin" },
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=3"],
    });
    await scene.sync();
    const ids = await scene.rows<{ id: string }>(
      "select id from activity where subject = 'Weekly' order by occurred_at",
    );
    expect(ids).toHaveLength(3);
    const [first, second, third] = ids.map(({ id }) => id);
    const moved = meetingOf(await patch(second ?? "", { start: "2026-12-03T15:00:00+01:00" }));
    expect(moved).toMatchObject({ start: "2026-12-03T14:00:00.000Z", end: "2026-12-03T15:00:00.000Z" });
    expect((await cancel(third ?? "")).status).toBe(204);
    await scene.sync();
    expect(calendar.get(series.id).status).toBe("confirmed");
    expect((await activityOf(first ?? ""))?.occurred_at).toEqual(new Date("2026-11-26T09:00:00Z"));
    expect((await activityOf(second ?? ""))?.occurred_at).toEqual(new Date("2026-12-03T14:00:00Z"));
    expect((await activityOf(third ?? ""))?.status).toBe("CANCELLED");
  });

  test.each<[string, Partial<MeetingPatch>, string, RegExp]>([
    ["a start in the past", { start: "2026-11-20T10:00:00Z" }, "start", /in the past/],
    ["a skipped start", { start: "2027-03-28T02:15" }, "start", /does not exist/],
    ["an unknown zone", { timezone: "Nowhere/Land" }, "timezone", /not a time zone/],
    [
      "an address without a domain",
      { optionalAttendees: [KAI, "ann@"] },
      "optionalAttendees.1",
      /has no domain/,
    ],
    ["a duration of nothing", { durationMinutes: 0 }, "durationMinutes", /too small/],
    ["a whole sentence of lines", { title: "a\nb" }, "title", /one line/],
  ])("refuses %s and leaves the meeting alone", async (_name, change, path, message) => {
    const meeting = await scene.booked({ title: "Left alone" });
    const problem = problemOf(await patch(meeting.id, change));
    expect(problem.errors).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(meetingOf(await show(meeting.id))).toEqual(meeting);
  });

  test("makes whole days a meeting only with a start and a duration", async () => {
    scene.google.meetings.book({
      organizer: { email: NORA },
      guests: [{ email: LEA }],
      summary: "Fair",
      start: { date: "2026-12-10" },
      end: { date: "2026-12-12" },
    });
    await scene.sync();
    const [row] = await scene.rows<{ id: string }>("select id from activity where subject = 'Fair'");
    const id = row?.id ?? "";
    expect(problemOf(await patch(id, { start: "2026-12-10T10:00" })).errors).toMatchObject([
      { path: "durationMinutes" },
    ]);
    const meeting = meetingOf(await patch(id, { start: "2026-12-10T10:00", durationMinutes: 60 }));
    expect(meeting).toMatchObject({ start: "2026-12-10T09:00:00.000Z", durationMinutes: 60 });
  });
});

describe("what was changed in Google meanwhile", () => {
  test("is not overwritten but shown, and can then be changed", async () => {
    const meeting = await scene.booked({ title: "Contested" });
    scene.google.meetings.change(inGoogle(meeting), { summary: "Changed in Google" });
    for (const change of [{ title: "Changed here" }, { title: "Changed here", etag: meeting.etag ?? "" }]) {
      const problem = problemOf(await patch(meeting.id, change));
      expect(problem).toMatchObject({ code: "conflict" });
      expect(problem.detail).toContain("changed in Google Calendar");
      expect(MeetingSchema.parse(problem.current)).toMatchObject({
        id: meeting.id,
        title: "Changed in Google",
      });
    }
    expect(eventOf(meeting).summary).toBe("Changed in Google");
    const { etag } = meetingOf(await show(meeting.id));
    expect(meetingOf(await patch(meeting.id, { title: "Agreed", etag: etag ?? "" })).title).toBe("Agreed");
  });

  test("between looking and writing is not overwritten either", async () => {
    const meeting = await scene.booked({ title: "Raced" });
    const isGet = ({ method }: { method: string }) => method === "GET";
    const looked = scene.requests.filter(isGet).length;
    scene.google.faults.add({
      method: "calendar.events.patch",
      fault: { kind: "latency", milliseconds: 150 },
    });
    const patching = patch(meeting.id, { title: "Here" });
    while (scene.requests.filter(isGet).length === looked) await new Promise((go) => setImmediate(go));
    scene.google.meetings.change(inGoogle(meeting), { summary: "There" });
    expect(problemOf(await patching)).toMatchObject({ code: "conflict", current: { title: "There" } });
    expect(eventOf(meeting).summary).toBe("There");
    expect(scene.requests.findLast(({ method }) => method === "PATCH")).toMatchObject({ status: 412 });
  });

  test("of a guest's answer is no conflict: the change is made, and the answer stays", async () => {
    const meeting = await scene.booked({
      title: "Answered",
      location: "Room",
      requiredAttendees: [LEA, KAI],
    });
    scene.google.meetings.respond(inGoogle(meeting), LEA, "accepted");
    const moved = meetingOf(await patch(meeting.id, { start: "2026-12-01T16:00" }));
    expect(moved).toMatchObject({ start: "2026-12-01T15:00:00.000Z", location: "Room" });
    expect(eventOf(meeting).etag).toBe(moved.etag);
    scene.google.meetings.respond(inGoogle(meeting), KAI, "tentative");
    expect(meetingOf(await patch(meeting.id, { title: "Still answered", meetLink: true }))).toMatchObject({
      title: "Still answered",
      meetUrl: expect.stringMatching(/^https:/),
    });
    scene.google.meetings.respond(inGoogle(meeting), LEA, "declined");
    expect((await cancel(meeting.id)).status).toBe(204);
    expect(eventOf(meeting).status).toBe("cancelled");
  });

  test("of a guest's answer between looking and writing is none either", async () => {
    const meeting = await scene.booked({ title: "Raced by an answer" });
    const isGet = ({ method }: { method: string }) => method === "GET";
    const looked = scene.requests.filter(isGet).length;
    scene.google.faults.add({
      method: "calendar.events.patch",
      fault: { kind: "latency", milliseconds: 150 },
      times: 1,
    });
    const patching = patch(meeting.id, { title: "Here" });
    while (scene.requests.filter(isGet).length === looked) await new Promise((go) => setImmediate(go));
    scene.google.meetings.respond(inGoogle(meeting), LEA, "accepted");
    expect(meetingOf(await patching)).toMatchObject({
      title: "Here",
      attendees: [{ email: LEA, responseStatus: "accepted" }],
    });
  });

  test("of a guest's answer is one for whoever said which state he saw", async () => {
    const meeting = await scene.booked({ title: "Seen unanswered" });
    scene.google.meetings.respond(inGoogle(meeting), LEA, "declined");
    const change = { start: "2026-12-01T16:00", etag: meeting.etag ?? "" };
    expect(problemOf(await patch(meeting.id, change))).toMatchObject({
      code: "conflict",
      current: { attendees: [{ email: LEA, responseStatus: "declined" }] },
    });
  });

  test.each<[string, Parameters<MeetingScene["google"]["meetings"]["change"]>[1], Partial<MeetingPatch>]>([
    ["the time, by a new title", { end: { dateTime: "2026-11-24T12:00:00+01:00" } }, { title: "New" }],
    [
      "the guests, by a new time",
      {
        attendees: [LEA, KAI].map((email) => ({ email, responseStatus: "needsAction" as const })),
      },
      { start: "2026-12-01T16:00" },
    ],
    ["the title, by another", { summary: "Theirs" }, { title: "Ours" }],
    ["the place, by another", { location: "Theirs" }, { location: "Ours" }],
    ["the description, by another", { description: "Theirs" }, { description: "Ours" }],
  ])("of %s is never overwritten", async (_, theirs, ours) => {
    const meeting = await scene.booked({ title: "Theirs or ours" });
    scene.google.meetings.change(inGoogle(meeting), theirs);
    const before = structuredClone(eventOf(meeting));
    expect(problemOf(await patch(meeting.id, ours)).code).toBe("conflict");
    expect(eventOf(meeting)).toEqual(before);
  });

  test("of what the change does not touch stays as it is in Google", async () => {
    const meeting = await scene.booked({ title: "Ours", description: "Ours" });
    scene.google.meetings.change(inGoogle(meeting), { summary: "Theirs", description: "Theirs" });
    const moved = meetingOf(await patch(meeting.id, { start: "2026-12-01T16:00" }));
    expect(moved).toMatchObject({
      title: "Theirs",
      description: "Theirs",
      start: "2026-12-01T15:00:00.000Z",
    });
    expect(await activityOf(meeting.id)).toMatchObject({ subject: "Theirs" });
  });

  test("to what was wanted is no conflict", async () => {
    const meeting = await scene.booked({ title: "Agreement" });
    scene.google.meetings.change(inGoogle(meeting), { summary: "Same thought" });
    expect(meetingOf(await patch(meeting.id, { title: "Same thought" })).title).toBe("Same thought");
    expect(await activityOf(meeting.id)).toMatchObject({ subject: "Same thought" });
  });

  test("keeps it from being called off unseen; what is gone stays gone", async () => {
    const meeting = await scene.booked({ title: "To be called off" });
    scene.google.meetings.change(inGoogle(meeting), { summary: "Important now" });
    const etag = encodeURIComponent(meeting.etag ?? "");
    for (const query of ["", `?etag=${etag}&notify=all`]) {
      expect(problemOf(await cancel(meeting.id, query))).toMatchObject({
        code: "conflict",
        current: { title: "Important now" },
      });
    }
    expect(eventOf(meeting).status).toBe("confirmed");
    scene.google.meetings.cancel(inGoogle(meeting));
    expect(problemOf(await patch(meeting.id, { title: "Too late" }))).toMatchObject({
      code: "conflict",
      current: { status: "CANCELLED" },
    });
    expect((await cancel(meeting.id)).status).toBe(204);
    expect(await activityOf(meeting.id)).toMatchObject({ status: "CANCELLED" });
  });
});

describe("a sync under way", () => {
  test("that read the event before it changed writes nothing over it", async () => {
    const meeting = await scene.booked({ title: "Being read" });
    await scene.sync();
    scene.google.meetings.change(inGoogle(meeting), { location: "Room 1" });
    const { etag } = meetingOf(await show(meeting.id));
    // It has its page; Google's answer to the rep comes in between.
    const syncing = scene.sync({
      afterRead: async () => {
        await patch(meeting.id, { start: "2026-12-04T10:00", etag: etag ?? "" });
      },
    });
    await syncing;
    expect(await activityOf(meeting.id)).toMatchObject({ occurred_at: new Date("2026-12-04T09:00:00Z") });
    await scene.sync();
    expect(await activityOf(meeting.id)).toMatchObject({ occurred_at: new Date("2026-12-04T09:00:00Z") });
    const [row] = await scene.rows("select location from meeting_details where activity_id = $1", meeting.id);
    expect(row).toEqual({ location: "Room 1" });
  });
});

describe("calling off", () => {
  test("cancels it in Google and in the CRM, for colleagues too, however often", async () => {
    const meeting = await scene.booked({ title: "Off", requiredAttendees: [LEA, OTTO] });
    await scene.sync();
    const answer = await scene.ask("DELETE", `/api/v1/meetings/${meeting.id}`, {
      body: { notify: "all", etag: meeting.etag },
    });
    expect(answer.status).toBe(204);
    expect(scene.requests.at(-1)).toMatchObject({ method: "DELETE", status: 204 });
    expect(scene.requests.at(-1)?.target).toContain("sendUpdates=all");
    expect(eventOf(meeting).status).toBe("cancelled");
    expect(await activityOf(meeting.id)).toMatchObject({ status: "CANCELLED" });
    expect(meetingOf(await show(meeting.id)).status).toBe("CANCELLED");
    expect((await cancel(meeting.id)).status).toBe(204);
    const before = await scene.rows("select * from activity order by id");
    await scene.sync();
    expect(await scene.rows("select * from activity order by id")).toEqual(before);
  });

  test("is the organizer's alone, like changing", async () => {
    const meeting = await scene.booked({ title: "Nora's own", requiredAttendees: [LEA, OTTO] });
    await scene.sync();
    for (const answer of [
      await patch(meeting.id, { title: "Otto's" }, OTTO),
      await cancel(meeting.id, "", OTTO),
    ]) {
      const problem = problemOf(answer);
      expect(problem.code).toBe("forbidden");
      expect(problem.detail).toMatch(/organizer/);
    }
    expect(eventOf(meeting)).toMatchObject({ summary: "Nora's own", status: "confirmed" });
  });

  test.each(["cancelled", "missing"])(
    "by a guest whose own copy is %s takes it from nobody else",
    async (whatIsOtto) => {
      const meeting = await scene.booked({
        title: `Otto's copy is ${whatIsOtto}`,
        requiredAttendees: [LEA, OTTO],
      });
      await scene.sync();
      if (whatIsOtto === "cancelled") scene.google.meetings.removeFrom(inGoogle(meeting), OTTO);
      else scene.google.faults.add({ method: "calendar.events.get", fault: GONE, times: 1 });
      expect((await cancel(meeting.id, "", OTTO)).status).toBe(204);
      expect(await activityOf(meeting.id)).toMatchObject({ status: "SCHEDULED" });
      expect(await holdersOf(meeting.id)).toEqual([
        { email: NORA, cancelled: false },
        { email: OTTO, cancelled: true },
      ]);
      expect(meetingOf(await show(meeting.id)).status).toBe("SCHEDULED");
    },
  );

  test("by its organizer holds for colleagues, also when Google has nothing of it any more", async () => {
    const meeting = await scene.booked({ title: "Gone", requiredAttendees: [LEA, OTTO] });
    await scene.sync();
    scene.google.faults.add({ method: "calendar.events.get", fault: GONE, times: 1 });
    expect((await cancel(meeting.id)).status).toBe(204);
    expect(await activityOf(meeting.id)).toMatchObject({ status: "CANCELLED" });
  });
});

describe("when Google's answer gets lost", () => {
  test.each(["lost-answer", "hang", "html"] as const)(
    "a change that got through is not made twice (%s)",
    async (kind) => {
      const meeting = await scene.booked({ title: `Lost ${kind}` });
      const fault = kind === "lost-answer" ? { kind } : { kind, done: true };
      scene.google.faults.add({ method: "calendar.events.patch", fault, times: 1 });
      const changed = meetingOf(await patch(meeting.id, { title: "Got through" }));
      expect(changed.title).toBe("Got through");
      expect(eventOf(meeting).etag).toBe(changed.etag);
      scene.google.faults.add({ method: "calendar.events.delete", fault, times: 1 });
      expect((await cancel(meeting.id)).status).toBe(204);
      expect(await activityOf(meeting.id)).toMatchObject({ subject: "Got through", status: "CANCELLED" });
    },
  );

  test("one that did not is made once more", async () => {
    const meeting = await scene.booked({ title: "Not through" });
    scene.google.faults.add({ method: "calendar.events.patch", fault: { kind: "reset" }, times: 1 });
    expect(meetingOf(await patch(meeting.id, { title: "Now through" })).title).toBe("Now through");
    scene.google.faults.add({ method: "calendar.events.delete", fault: { kind: "reset" }, times: 1 });
    expect((await cancel(meeting.id)).status).toBe(204);
    expect(eventOf(meeting).status).toBe("cancelled");
  });

  test("it is said so, and the same request again neither loses nor doubles it", async () => {
    const meeting = await scene.booked({ title: "Unclear" });
    scene.google.faults.add({ method: "calendar.events.patch", fault: { kind: "lost-answer" } });
    scene.google.faults.add({ method: "calendar.events.get", fault: { kind: "reset" }, skip: 1 });
    expect(problemOf(await patch(meeting.id, { start: "2026-12-02T10:00" })).code).toBe("google_unavailable");
    scene.google.faults.clear();
    const { etag } = eventOf(meeting);
    const again = meetingOf(await patch(meeting.id, { start: "2026-12-02T10:00" }));
    expect(again).toMatchObject({ start: "2026-12-02T09:00:00.000Z", etag });
    expect(await activityOf(meeting.id)).toMatchObject({ occurred_at: new Date("2026-12-02T09:00:00Z") });
  });
});
