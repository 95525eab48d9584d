import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newContact, newHeader, newMail, newMeeting } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

let api: TestApi;
let admin: Caller;
let rita: Caller;
let tom: Caller;

beforeAll(async () => {
  api = await startTestApi();
  api.setTime(new Date("2026-11-22T12:00:00Z"));
  // The first of a workspace is its admin.
  admin = await api.as({ email: "boss@acme.example" });
  await admin.ok("getMe");
  rita = await api.as({ email: "rita@acme.example", name: "Rita Rep" });
  tom = await api.as({ email: "tom@acme.example", name: "Tom Team" });
});
afterAll(async () => {
  await api.close();
});

async function newLead(): Promise<{ id: string; email: string }> {
  const { id, emails } = await rita.ok("createContact", { body: newContact() });
  return { id, email: emails[0] ?? "" };
}

describe("logging a mail", () => {
  test("makes an activity of everybody on it who is a contact", async () => {
    const [from, cc] = [await newLead(), await newLead()];
    const body = newMail({
      from: `"Kunde, Karl" <${from.email}>`,
      cc: `stranger@nowhere.example, ${cc.email.toUpperCase()}`,
      subject: "=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
      attachments: [{ name: "offer.pdf", mimeType: "application/pdf", size: 1234 }],
      note: "  wants an offer ",
    });
    const activity = await rita.ok("logActivity", { body });
    expect(activity).toMatchObject({
      type: "EMAIL",
      direction: "inbound",
      subject: "Grüße",
      bodyText: "Hello Rita,\n\nshall we talk?",
      occurredAt: "2026-11-20T08:30:00.000Z",
      source: "sidebar",
      visibility: "everything",
      status: null,
      note: "wants an offer",
      attachments: body.attachments,
      gmail: { messageId: body.gmailMessageId, threadId: body.gmailThreadId },
      event: null,
      loggedBy: { name: "Rita Rep" },
      alreadyLogged: false,
    });
    expect(activity.contacts.map(({ id, role }) => [id, role]).sort()).toEqual(
      [
        [from.id, "from"],
        [cc.id, "cc"],
      ].sort(),
    );
    const { alreadyLogged: _, ...stored } = activity;
    expect(await rita.ok("getActivity", { params: { id: activity.id } })).toEqual(stored);
  });

  test("fifty times at once makes one activity and one point", async () => {
    const lead = await newLead();
    const body = newMail({ from: lead.email });
    const answers = await Promise.all(Array.from({ length: 50 }, () => rita.call("logActivity", { body })));
    const ids = new Set(answers.map((answer) => (answer.body as { id: string }).id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({
      score: 1,
      reasons: [{ points: 1 }],
    });
    const { items } = await rita.ok("listActivities", { query: { contactId: lead.id } });
    expect(items).toHaveLength(1);
  });

  test("by two reps at once makes one activity for the team", async () => {
    const lead = await newLead();
    const body = newMail({ from: lead.email, to: "rita@acme.example, tom@acme.example" });
    const copy = { ...body, gmailMessageId: "18aaaaaaaaaaaaaa", gmailThreadId: "18bbbbbbbbbbbbbb" };
    const [one, other] = await Promise.all([
      rita.ok("logActivity", { body }),
      tom.ok("logActivity", { body: copy }),
    ]);
    expect(other.id).toBe(one.id);
    expect([one.alreadyLogged, other.alreadyLogged].sort()).toEqual([false, true]);
    expect(one.gmail?.messageId).toBe(body.gmailMessageId);
    expect(other.gmail?.messageId).toBe(copy.gmailMessageId);
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({ score: 1 });
  });

  test("with nobody known on it asks whom it is for", async () => {
    expect(await rita.problem("logActivity", { body: newMail() })).toMatchObject({
      status: 422,
      code: "no_contact",
    });
  });

  test("onto chosen contacts links exactly those", async () => {
    const [onIt, chosen] = [await newLead(), await newLead()];
    const activity = await rita.ok("logActivity", {
      body: newMail({ from: onIt.email, contactIds: [chosen.id] }),
    });
    expect(activity.contacts).toMatchObject([{ id: chosen.id, role: null }]);
  });

  test("answers with the fresh card when asked to", async () => {
    const lead = await newLead();
    const body = newMail({ from: lead.email });
    const { context, ...activity } = await rita.ok("logActivity", { body: { ...body, withContext: true } });
    const { type: _type, bodyText: _text, ...header } = body;
    expect(context).toEqual(await rita.ok("getMessageContext", { body: header }));
    expect(context).toMatchObject({
      logged: { activityId: activity.id, canUndo: true },
      people: [{ contact: { id: lead.id, engagementScore: 1 } }, { kind: "self" }],
    });
  });

  test("from the rep's own address is outbound", async () => {
    const lead = await newLead();
    const body = newMail({ from: "RITA@acme.example", to: lead.email });
    expect(await rita.ok("logActivity", { body })).toMatchObject({
      direction: "outbound",
      contacts: [{ role: "to" }],
    });
  });

  test("survives what mails are made of", async () => {
    const lead = await newLead();
    const body = newMail({
      from: `=?x-unknown?B?////?= <${lead.email}>`,
      subject: "NUL \u0000, half \ud83d, \u202Eturned",
      bodyText: `NUL \u0000 half \udc00 <script>alert(1)</script> ${"x".repeat(50_000)}`,
      attachments: [{ name: "a\u0000\ud800.pdf", mimeType: "x/y", size: 0 }],
      note: "\ud800\u0000",
      rfc822MessageId: "<a\u0000b>",
    });
    const activity = await rita.ok("logActivity", { body });
    expect(JSON.stringify(activity)).not.toMatch(/\\u0000|\\ud8|\\udc/);
  });

  test.each([
    [{ from: "nobody" }, ["from"]],
    [{ date: "soon" }, ["date"]],
    [{ from: "", date: "" }, ["from", "date"]],
    [{ gmailMessageId: "a b" }, ["gmailMessageId"]],
    [{ gmailMessageId: undefined, gmailThreadId: undefined }, ["gmailMessageId", "gmailThreadId"]],
    [{ attachments: [{ name: "a", mimeType: "b", size: -1 }] }, ["attachments.0.size"]],
    [{ contactIds: [] }, ["contactIds"]],
    [{ type: "LETTER" }, ["type"]],
    [{ type: undefined }, ["type"]],
  ])("is refused, field by field: %j", async (wrong, paths) => {
    const { status, body } = await rita.call("logActivity", { body: { ...newMail(), ...wrong } });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
  });

  test.each([NOBODY, "not-an-id"])("onto %s is refused, naming it", async (id) => {
    const lead = await newLead();
    expect(await rita.problem("logActivity", { body: newMail({ contactIds: [lead.id, id] }) })).toMatchObject(
      {
        code: "not_found",
        errors: [{ path: "contactIds.1", message: "does not exist" }],
      },
    );
  });
});

describe("a logged mail", () => {
  test("is shown to a colleague as logged; only the rep who logged it and admins can undo it", async () => {
    const lead = await newLead();
    const body = newMail({ from: lead.email, to: "rita@acme.example, tom@acme.example" });
    const { id } = await rita.ok("logActivity", { body });
    const { type: _type, bodyText: _text, ...header } = body;
    const seen = await tom.ok("getMessageContext", {
      body: { ...header, gmailMessageId: "18cccccccccccccc" },
    });
    expect(seen).toMatchObject({
      logged: { activityId: id, by: { name: "Rita Rep" }, source: "sidebar", canUndo: false },
      why: { decision: "logged", reason: "contact_on_it", matchedAddress: lead.email },
    });
    expect(await tom.problem("deleteActivity", { params: { id } })).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect(
      await tom.problem("updateActivity", { params: { id }, body: { visibility: "private" } }),
    ).toMatchObject({
      code: "forbidden",
    });
    expect(await admin.ok("deleteActivity", { params: { id } })).toBeNull();
    expect(await rita.problem("getActivity", { params: { id } })).toMatchObject({ code: "not_found" });
    expect(await tom.ok("getMessageContext", { body: header })).toMatchObject({
      logged: null,
      why: { decision: "would_log" },
    });
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({
      score: 0,
      reasons: [],
    });
  });

  test("can be undone by its rep, and logged again", async () => {
    const lead = await newLead();
    const body = newMail({ from: lead.email });
    const first = await rita.ok("logActivity", { body });
    expect(await rita.ok("deleteActivity", { params: { id: first.id } })).toBeNull();
    expect(await rita.problem("deleteActivity", { params: { id: first.id } })).toMatchObject({
      code: "not_found",
    });
    expect(await rita.ok("logActivity", { body })).toMatchObject({ alreadyLogged: false });
  });

  test("hides from colleagues what its rep hides", async () => {
    const lead = await newLead();
    const { id } = await rita.ok("logActivity", {
      body: newMail({ from: lead.email, subject: "Secret", note: "Hush" }),
    });
    const params = { id };
    await rita.ok("updateActivity", { params, body: { visibility: "metadata" } });
    expect(await tom.ok("getActivity", { params })).toMatchObject({
      subject: null,
      bodyText: null,
      note: null,
    });
    expect(await rita.ok("getActivity", { params })).toMatchObject({ subject: "Secret", note: "Hush" });
    await rita.ok("updateActivity", { params, body: { visibility: "private" } });
    expect(await tom.problem("getActivity", { params })).toMatchObject({ code: "not_found" });
    expect((await tom.ok("listActivities", { query: { contactId: lead.id } })).items).toEqual([]);
  });

  test("takes a note, other contacts, and loses the note again", async () => {
    const [one, other] = [await newLead(), await newLead()];
    const { id } = await rita.ok("logActivity", { body: newMail({ from: one.email }) });
    const params = { id };
    expect(
      await tom.ok("updateActivity", { params, body: { note: " called\r\nback\u0000 " } }),
    ).toMatchObject({ note: "called\nback" });
    const moved = await rita.ok("updateActivity", { params, body: { note: "", contactIds: [other.id] } });
    expect(moved).toMatchObject({ note: null, contacts: [{ id: other.id }] });
    expect(await rita.ok("getContactScore", { params: { id: one.id } })).toMatchObject({ score: 0 });
    expect(await rita.ok("getContactScore", { params: { id: other.id } })).toMatchObject({ score: 1 });
  });

  test.each([
    [{ outcome: "HELD" }, 400, "outcome"],
    [{ visibility: "secret" }, 400, "visibility"],
    [{ contactIds: [] }, 400, "contactIds"],
    [{ contactIds: [NOBODY] }, 404, "contactIds.0"],
    [{ contactIds: ["x"] }, 404, "contactIds.0"],
    [{ note: 5 }, 400, "note"],
  ])("refuses %j", async (body, status, path) => {
    const lead = await newLead();
    const { id } = await rita.ok("logActivity", { body: newMail({ from: lead.email }) });
    const answer = await rita.call("updateActivity", { params: { id }, body });
    expect(answer).toMatchObject({ status, body: { errors: [{ path }] } });
  });
});

describe("a meeting", () => {
  test("in the past is held and counts three", async () => {
    const lead = await newLead();
    const body = newMeeting({ attendees: [{ email: lead.email, name: "Karl" }], location: "Room 1" });
    const meeting = await rita.ok("logActivity", { body });
    expect(meeting).toMatchObject({
      type: "MEETING",
      status: "HELD",
      durationMinutes: 45,
      event: { calendarId: body.calendarId, eventId: body.eventId },
      contacts: [{ id: lead.id, role: "attendee" }],
    });
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({ score: 3 });
    const changed = await rita.ok("updateActivity", {
      params: { id: meeting.id },
      body: { outcome: "NO_SHOW" },
    });
    expect(changed).toMatchObject({ status: "NO_SHOW" });
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({ score: 0 });
  });

  test("to come is scheduled until its end has passed", async () => {
    const lead = await newLead();
    const body = newMeeting({
      start: "2026-11-24T10:00:00Z",
      end: "2026-11-24T11:00:00Z",
      attendees: [{ email: lead.email }],
    });
    const meeting = await rita.ok("logActivity", { body: { ...body, withContext: true } });
    expect(meeting).toMatchObject({
      status: "SCHEDULED",
      context: { meeting: { id: meeting.id }, logged: { activityId: meeting.id } },
    });
    expect(await rita.ok("getContactCard", { params: { id: lead.id } })).toMatchObject({
      engagementScore: 0,
      nextMeeting: { activityId: meeting.id, at: "2026-11-24T10:00:00.000Z" },
    });
    const after = new Date("2026-11-24T11:00:01Z");
    expect(await api.stores.activities.settleMeetings(after)).toBeGreaterThan(0);
    expect(await rita.ok("getActivity", { params: { id: meeting.id } })).toMatchObject({ status: "HELD" });
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({ score: 3 });
  });

  test("of two calendars is one", async () => {
    const lead = await newLead();
    const body = newMeeting({ attendees: [{ email: lead.email }] });
    const one = await rita.ok("logActivity", { body });
    const other = await tom.ok("logActivity", {
      body: { ...body, calendarId: "tom@acme.example", eventId: "othercopy" },
    });
    expect(other).toMatchObject({ id: one.id, alreadyLogged: true });
  });

  test.each([
    [{ end: "2026-11-20T09:00:00+01:00" }, "end"],
    [{ start: "yesterday" }, "start"],
    [{ start: "2026-11-20T10:00:00" }, "start"],
    [{ start: "0000-01-01T00:00:00Z", end: "0000-01-01T01:00:00Z" }, "start"],
    [{ eventId: "" }, "eventId"],
    [{ attendees: [{ name: "A" }] }, "attendees.0.email"],
  ])("is refused when wrong: %j", async (wrong, path) => {
    const lead = await newLead();
    const body = { ...newMeeting({ attendees: [{ email: lead.email }] }), ...wrong };
    const answer = await rita.call("logActivity", { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });
});

describe("notes and calls", () => {
  test("stand in the timeline and count nothing", async () => {
    const lead = await newLead();
    const note = await rita.ok("logActivity", {
      body: { type: "NOTE", note: "Met at the fair", contactIds: [lead.id] },
    });
    const call = await rita.ok("logActivity", {
      body: {
        type: "CALL",
        direction: "outbound",
        note: "No answer",
        contactIds: [lead.id],
        occurredAt: "2026-11-21T10:00:00Z",
        durationMinutes: 2,
      },
    });
    expect(note).toMatchObject({
      type: "NOTE",
      occurredAt: "2026-11-22T12:00:00.000Z",
      note: "Met at the fair",
      gmail: null,
    });
    expect(call).toMatchObject({ type: "CALL", direction: "outbound", durationMinutes: 2 });
    const { items } = await rita.ok("listActivities", { query: { contactId: lead.id } });
    expect(items.map(({ id }) => id)).toEqual([note.id, call.id]);
    expect(await rita.ok("getContactScore", { params: { id: lead.id } })).toMatchObject({ score: 0 });
  });

  test("need a contact, and a note needs words", async () => {
    const { errors } = await rita.problem("logActivity", {
      body: { type: "NOTE", note: " ", contactIds: [] },
    });
    expect(errors?.map(({ path }) => path)).toEqual(["note", "contactIds"]);
  });
});

describe("the timeline", () => {
  test("is newest first, paged, and filtered by kind, person and thread", async () => {
    const lead = await newLead();
    const thread = newHeader().gmailThreadId;
    const ids: string[] = [];
    for (let day = 1; day <= 5; day += 1) {
      const body = newMail({
        from: lead.email,
        date: `2026-11-0${day}T10:00:00Z`,
        ...(day % 2 === 0 ? { cc: "Partner@Other.example", gmailThreadId: thread } : {}),
      });
      ids.unshift((await rita.ok("logActivity", { body })).id);
    }
    await rita.ok("logActivity", { body: newMeeting({ attendees: [{ email: lead.email }] }) });
    const query = { contactId: lead.id, type: "EMAIL", limit: 2 } as const;
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { items: { id: string }[]; nextCursor: string | null } = await rita.ok("listActivities", {
        query: { ...query, cursor },
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
    const withPartner = await rita.ok("listActivities", { query: { person: "partner@other.example" } });
    expect(withPartner.items).toHaveLength(2);
    const threadKey = withPartner.items[0]?.threadKey ?? "";
    expect((await rita.ok("listActivities", { query: { threadKey } })).items).toHaveLength(2);
  });

  test("of a contact nothing was logged with is empty; of none there is not found", async () => {
    const lead = await newLead();
    expect(await rita.ok("listActivities", { query: { contactId: lead.id } })).toEqual({
      items: [],
      nextCursor: null,
    });
    for (const contactId of [NOBODY, "x"]) {
      expect(await rita.problem("listActivities", { query: { contactId } })).toMatchObject({
        code: "not_found",
      });
    }
  });

  test.each([
    [{ person: "nobody" }, "person"],
    [{ type: "LETTER" }, "type"],
    [{ cursor: "%%%" }, "cursor"],
  ])("refuses %j", async (query, path) => {
    expect(await rita.call("listActivities", { query })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    });
  });
});
