import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { newContact, newHeader, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;
let tom: Caller;
let lead: { id: string };
let tomsId: string;

/** Monday, ten in the morning in Berlin. */
const NOW = new Date("2026-11-23T09:00:00Z");

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api.close();
});
beforeEach(async () => {
  api.setTime(NOW);
  team += 1;
  rita = await api.as({ email: `rita${team}@acme.example`, name: "Rita Rep" });
  tom = await api.as({ email: `tom${team}@acme.example`, name: "Tom Team" });
  await rita.ok("updateMe", { body: { timeZone: "Europe/Berlin" } });
  tomsId = (await tom.ok("getMe")).user.id;
  lead = await rita.ok("createContact", { body: newContact({ name: "Lea Lead", company: "Leadbury" }) });
});
let team = 0;

describe("a follow-up", () => {
  test("is planned for a contact and a day, moved, reworded, done and reopened", async () => {
    const activity = await rita.ok("logActivity", { body: newMail({ contactIds: [lead.id] }) });
    const made = await rita.ok("createTask", {
      body: { text: " Call back ", dueOn: "2026-11-30", contactId: lead.id, activityId: activity.id },
    });
    expect(made).toEqual({
      id: made.id,
      text: "Call back",
      dueAt: "2026-11-30T08:00:00.000Z",
      doneAt: null,
      contact: { id: lead.id, name: "Lea Lead", company: "Leadbury" },
      activityId: activity.id,
      assignee: { id: (await rita.ok("getMe")).user.id, name: "Rita Rep" },
      createdAt: NOW.toISOString(),
    });
    const params = { id: made.id };
    const moved = await tom.ok("updateTask", {
      params,
      body: { text: "Write instead", dueOn: "2026-12-01", timeZone: "America/New_York", assigneeId: tomsId },
    });
    expect(moved).toEqual({
      ...made,
      text: "Write instead",
      dueAt: "2026-12-01T14:00:00.000Z",
      assignee: { id: tomsId, name: "Tom Team" },
    });
    const done = await rita.ok("updateTask", { params, body: { done: true } });
    expect(done).toEqual({ ...moved, doneAt: NOW.toISOString() });
    api.setTime(new Date(NOW.getTime() + 60_000));
    // Done is done: a second click does not make it later.
    expect(await rita.ok("updateTask", { params, body: { done: true } })).toEqual(done);
    expect(await rita.ok("updateTask", { params, body: { done: false } })).toEqual(moved);
    await tom.ok("deleteTask", { params });
    expect(await rita.problem("deleteTask", { params })).toMatchObject({ status: 404 });
  });

  test.each([
    ["dueAt", {}],
    ["dueOn", { dueOn: "2026-11-30", dueAt: "2026-11-30T08:00:00Z" }],
    ["dueAt", { dueAt: "2026-11-23T08:59:59Z" }],
    ["dueOn", { dueOn: "2026-11-22" }],
    ["dueOn", { dueOn: "2026-11-23", timeZone: "Pacific/Kiritimati" }],
    ["dueOn", { dueOn: "2026-02-30" }],
    ["dueOn", { dueOn: "9999-01-01" }],
    ["dueAt", { dueAt: "tomorrow" }],
    ["timeZone", { dueOn: "2026-11-30", timeZone: "Mars/Olympus" }],
    ["text", { dueOn: "2026-11-30", text: "" }],
    ["text", { dueOn: "2026-11-30", text: "two\nlines" }],
    ["text", { dueOn: "2026-11-30", text: "\u202e" }],
    ["text", { dueOn: "2026-11-30", text: "x".repeat(501) }],
  ])("with a wrong %s is refused: %j", async (path, changes) => {
    // In Kiritimati it is Tuesday by then.
    if ("timeZone" in changes) api.setTime(new Date("2026-11-23T15:00:00Z"));
    const problem = await rita.problem("createTask", { body: { text: "Call", ...changes } });
    expect(problem).toMatchObject({ status: 400, errors: [{ path }] });
    expect((await rita.ok("listTasks")).items).toEqual([]);
    if (Object.keys(changes).length > 0) {
      const { id } = await rita.ok("createTask", { body: { text: "Call", dueOn: "2026-11-30" } });
      expect(await rita.problem("updateTask", { params: { id }, body: changes })).toMatchObject({
        status: 400,
        errors: [{ path }],
      });
    }
  });

  test("goes with its contact, and stays when its mail goes", async () => {
    const activity = await rita.ok("logActivity", { body: newMail({ contactIds: [lead.id] }) });
    const { id } = await rita.ok("createTask", {
      body: { text: "Call", dueOn: "2026-11-30", contactId: lead.id, activityId: activity.id },
    });
    await rita.ok("deleteActivity", { params: { id: activity.id } });
    expect((await rita.ok("listTasks")).items.map((task) => task.id)).toEqual([id]);
    await rita.ok("deleteContact", { params: { id: lead.id } });
    expect((await rita.ok("listTasks")).items).toEqual([]);
  });

  test("of no contact is nobody else's business", async () => {
    const own = await rita.ok("createTask", { body: { text: "Own", dueOn: "2026-11-30" } });
    const forTom = await rita.ok("createTask", {
      body: { text: "For Tom", dueOn: "2026-11-30", assigneeId: tomsId },
    });
    const tim = await api.as({ email: `tim${team}@acme.example` });
    const ritasId = (await rita.ok("getMe")).user.id;
    expect((await tim.ok("listTasks", { query: { assigneeId: ritasId } })).items).toEqual([]);
    expect((await tom.ok("listTasks")).items.map(({ id }) => id)).toEqual([forTom.id]);
    // Who planned it still sees it.
    expect((await rita.ok("listTasks", { query: { assigneeId: tomsId } })).items).toHaveLength(1);
    for (const { id } of [own, forTom]) {
      expect(await tim.problem("updateTask", { params: { id }, body: { done: true } })).toMatchObject({
        status: 404,
      });
      expect(await tim.problem("deleteTask", { params: { id } })).toMatchObject({ status: 404 });
    }
  });

  test("about a colleague's private mail cannot be planned", async () => {
    const activity = await tom.ok("logActivity", { body: newMail({ contactIds: [lead.id] }) });
    await tom.ok("updateActivity", { params: { id: activity.id }, body: { visibility: "private" } });
    expect(
      await rita.problem("createTask", {
        body: { text: "Call", dueOn: "2026-11-30", activityId: activity.id },
      }),
    ).toMatchObject({ status: 404, errors: [{ path: "activityId" }] });
  });
});

describe("the list", () => {
  test("is one's own by default, a contact's is everybody's, earliest first, page by page", async () => {
    const days = ["2026-12-03", "2026-12-01", "2026-12-02", "2026-12-01", "2026-12-04"];
    for (const [at, dueOn] of days.entries()) {
      const caller = at % 2 === 0 ? rita : tom;
      await caller.ok("createTask", { body: { text: `T${at}`, dueOn, contactId: lead.id } });
    }
    const textsOf = (page: { items: { text: string }[] }) => page.items.map(({ text }) => text);
    expect(textsOf(await rita.ok("listTasks"))).toEqual(["T2", "T0", "T4"]);
    const query = { contactId: lead.id, limit: 2 };
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { items: { text: string }[]; nextCursor: string | null } = await rita.ok("listTasks", {
        query: { ...query, cursor },
      });
      seen.push(...textsOf(page));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(["T0", "T1", "T2", "T3", "T4"]);
    expect(seen.slice(2)).toEqual(["T2", "T0", "T4"]);
    expect(await rita.problem("listTasks", { query: { cursor: "x" } })).toMatchObject({
      status: 400,
      errors: [{ path: "cursor" }],
    });
  });

  test("of what is done has the latest first", async () => {
    for (const [minute, text] of ["A", "B", "C"].entries()) {
      const { id } = await rita.ok("createTask", { body: { text, dueOn: "2026-12-01" } });
      api.setTime(new Date(NOW.getTime() + minute * 60_000));
      await rita.ok("updateTask", { params: { id }, body: { done: true } });
    }
    const first = await rita.ok("listTasks", { query: { status: "done", limit: 2 } });
    expect(first.items.map(({ text }) => text)).toEqual(["C", "B"]);
    const rest = await rita.ok("listTasks", { query: { status: "done", cursor: first.nextCursor ?? "" } });
    expect(rest.items.map(({ text }) => text)).toEqual(["A"]);
    expect((await rita.ok("listTasks")).items).toEqual([]);
    expect(await rita.problem("listTasks", { query: { cursor: first.nextCursor ?? "" } })).toMatchObject({
      errors: [{ path: "cursor" }],
    });
  });
});

test("the home card shows this rep's of today and overdue ones, by the rep's day", async () => {
  const at = async (text: string, dueAt: string, caller = rita) =>
    await caller.ok("createTask", { body: { text, dueAt, contactId: lead.id } });
  await at("tomorrow", "2026-11-23T23:00:00Z");
  await at("tonight", "2026-11-23T22:59:00Z");
  await at("noon", "2026-11-23T11:00:00Z");
  await at("Tom's", "2026-11-23T11:00:00Z", tom);
  await rita.ok("createTask", { body: { text: "own", dueOn: "2026-11-23" } });
  const { id } = await at("done", "2026-11-23T11:00:00Z");
  await rita.ok("updateTask", { params: { id }, body: { done: true } });
  const home = await rita.ok("getHome");
  expect(home.followUps.map(({ text, contact }) => [text, contact?.name])).toEqual([
    ["own", undefined],
    ["noon", "Lea Lead"],
    ["tonight", "Lea Lead"],
  ]);
  // In Auckland it is Tuesday in an hour and a half; on Wednesday all are overdue.
  const auckland = await rita.ok("getHome", { query: { timeZone: "Pacific/Auckland" } });
  expect(auckland.followUps.map(({ text }) => text)).toEqual(["own"]);
  api.setTime(new Date("2026-11-25T12:00:00Z"));
  expect((await rita.ok("getHome")).followUps).toHaveLength(4);
});

test("the lead card shows the next three, whoever has them", async () => {
  for (const [day, caller] of [rita, tom, rita, tom].entries()) {
    const body = { text: `Day ${day}`, dueOn: `2026-12-0${4 - day}`, contactId: lead.id };
    await caller.ok("createTask", { body });
  }
  const card = await rita.ok("getContactCard", { params: { id: lead.id } });
  expect(card.followUps.map(({ text, dueAt }) => [text, dueAt.slice(0, 10)])).toEqual([
    ["Day 3", "2026-12-01"],
    ["Day 2", "2026-12-02"],
    ["Day 1", "2026-12-03"],
  ]);
  const [email = ""] = (await rita.ok("getContact", { params: { id: lead.id } })).emails;
  const { people } = await rita.ok("getMessageContext", { body: newHeader({ from: email }) });
  expect(people[0]?.contact?.followUps).toEqual(card.followUps);
});
