/** Nobody reaches another workspace's records: generated from the contract, so that a new route is in here by itself. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { operations } from "../../contract/api.ts";
import type { Operation, OperationName } from "../../contract/api.ts";
import { Feature } from "../../contract/me.ts";
import { newContact, newHeader, newMail, newMeeting } from "./mails.ts";
import { scopesFor } from "../../backend/src/sync/scopes.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, RawInput, TestApi } from "./test-api.ts";

let api: TestApi;
/** Of acme, the one who tries. */
let alice: Caller;
/** Of globex, whose records they are. */
let bob: Caller;
let theirs: {
  contactId: string;
  activityId: string;
  meetingId: string;
  ruleId: string;
  taskId: string;
  templateId: string;
  emailId: string;
  userId: string;
};
let ours: { contactId: string };

beforeAll(async () => {
  api = await startTestApi();
  alice = await api.as({ email: "alice@acme.example" });
  bob = await api.as({ email: "bob@globex.example" });
  const contact = await bob.ok("createContact", {
    body: newContact({ emails: ["shared@customer.example"] }),
  });
  const activity = await bob.ok("logActivity", { body: newMail({ from: "shared@customer.example" }) });
  const me = await bob.ok("getMe");
  const { rule } = await bob.ok("createRule", {
    body: { effect: "never", pattern: "x@customer.example", scope: "workspace" },
  });
  await alice.ok("getMe");
  // As far as anybody but Google can tell.
  await api.database.database.pool.query("update google_account set status = 'connected', scopes = $1", [
    scopesFor(Feature.options),
  ]);
  const contactIds = [contact.id];
  const meeting = await bob.ok("logActivity", { body: newMeeting({ contactIds }) });
  const task = await bob.ok("createTask", { body: { ...newTask(), contactId: contact.id } });
  const template = await bob.ok("createTemplate", { body: newTemplate() });
  const email = await bob.ok("createEmail", { body: newEmail({ contactIds }), idempotencyKey: "bob's" });
  theirs = {
    contactId: contact.id,
    activityId: activity.id,
    meetingId: meeting.id,
    ruleId: rule?.id ?? "",
    taskId: task.id,
    templateId: template.id,
    emailId: email.id,
    userId: me.user.id,
  };
  ours = { contactId: (await alice.ok("createContact", { body: newContact() })).id };
});
afterAll(async () => {
  await api.close();
});

const nextYear = `${new Date().getUTCFullYear() + 1}-01-01`;
const newTask = () => ({ text: "Call", dueOn: nextYear });
const newTemplate = () => ({ name: "Follow up", subject: "Hello", text: "How are you?" });
const newEmail = (changes: object = {}) => ({
  to: ["somebody@nowhere.example"],
  subject: "Hello",
  text: "How are you?",
  sendAt: `${nextYear}T09:00:00Z`,
  ...changes,
});

/** What a body must have besides the foreign id. */
const bodies: Partial<Record<OperationName, () => object[]>> = {
  createContact: () => [newContact()],
  updateContact: () => [{ name: "Mine now" }],
  logActivity: () => [
    newMail(),
    newMeeting(),
    { type: "NOTE", note: "n", contactIds: [] },
    { type: "CALL", contactIds: [] },
  ],
  updateActivity: () => [{ note: "Mine now" }],
  backfillContact: () => [{ import: "none" }],
  createTask: () => [newTask()],
  updateTask: () => [{ text: "Mine now" }],
  updateTemplate: () => [{ name: "Mine now" }],
  renderTemplate: () => [{}],
  createEmail: () => [newEmail({ contactIds: [ours.contactId] })],
  createMeeting: () => [
    {
      title: "Mine now",
      start: `${nextYear}T09:00:00Z`,
      durationMinutes: 30,
      timezone: "UTC",
      requiredAttendees: [],
      notify: "none",
    },
  ],
  updateMeeting: () => [{ title: "Mine now", notify: "none" }],
  getComposeContext: () => [{}],
};
/** A filter by somebody who is nobody here finds nothing. */
const EMPTY_INSTEAD = new Set(["listContacts ownerId"]);

const all = Object.entries(operations) as [OperationName, Operation][];
const withParams = all.filter(([, operation]) => operation.params !== undefined);
const foreignFor = (path: string) => {
  const [, , , kind = ""] = path.split("/");
  const ids: Record<string, string> = {
    contacts: theirs.contactId,
    activities: theirs.activityId,
    meetings: theirs.meetingId,
    rules: theirs.ruleId,
    tasks: theirs.taskId,
    templates: theirs.templateId,
    emails: theirs.emailId,
  };
  return ids[kind] ?? "a kind of record that this test has none of";
};

describe("an id of another workspace in the path", () => {
  test.each(withParams)("%s gives 404", async (name, operation) => {
    const params = { id: foreignFor(operation.path) };
    const body = bodies[name]?.()[0];
    expect(await alice.call(name, { params, body })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test.each(withParams)("%s gives 404 also to who has connected nothing", async (name, operation) => {
    const olga = await api.as({ email: "olga@acme.example" });
    const params = { id: foreignFor(operation.path) };
    expect(await olga.call(name, { params, body: bodies[name]?.()[0] })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test.each(withParams)("%s gives the same 404 as an id that is none", async (name, operation) => {
    const body = bodies[name]?.()[0];
    const foreign = await alice.call(name, { params: { id: foreignFor(operation.path) }, body });
    for (const id of ["00000000-0000-4000-8000-000000000000", "1", "' or 1=1", "\u0000", "x".repeat(200)]) {
      const none = await alice.call(name, { params: { id }, body });
      expect(none.status).toBe(404);
      expect({ ...(none.body as object), requestId: "", detail: "" }).toEqual({
        ...(foreign.body as object),
        requestId: "",
        detail: "",
      });
    }
  });
});

describe("an id of another workspace in the query", () => {
  const cases = all.flatMap(([name, { query }]) =>
    Object.keys(query?.shape ?? {})
      .filter((key) => key.endsWith("Id"))
      .map((key): [string, OperationName, string] => [`${name} ${key}`, name, key]),
  );

  test.each(cases)("%s finds nothing", async (label, name, key) => {
    const id = ["ownerId", "assigneeId"].includes(key) ? theirs.userId : theirs.contactId;
    const { status, body } = await alice.call(name, { query: { [key]: id } });
    if (EMPTY_INSTEAD.has(label))
      expect({ status, body }).toMatchObject({ status: 200, body: { items: [] } });
    else expect({ status, body }).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("an id of another workspace in the body", () => {
  const cases = all.flatMap(([name, { body }]) =>
    bodyKeys(body)
      .filter((key) => key.endsWith("Id") || key.endsWith("Ids"))
      .filter(
        (key) =>
          !["gmailMessageId", "gmailThreadId", "rfc822MessageId", "calendarId", "eventId"].includes(key),
      )
      .map((key): [OperationName, string] => [name, key]),
  );

  test("is looked for in the operations that take one", () => {
    expect(cases.map(([name, key]) => `${name} ${key}`).sort()).toEqual([
      "createContact ownerId",
      "createEmail contactIds",
      "createEmail replyToActivityId",
      "createEmail templateId",
      "createMeeting contactIds",
      "createTask activityId",
      "createTask assigneeId",
      "createTask contactId",
      "getComposeContext contactId",
      "logActivity contactIds",
      "renderTemplate contactId",
      "updateActivity contactIds",
      "updateContact ownerId",
      "updateTask assigneeId",
    ]);
  });

  test.each(cases)("%s %s gives 404 and names the field", async (name, key) => {
    const values: Record<string, string | string[]> = {
      ownerId: theirs.userId,
      assigneeId: theirs.userId,
      contactId: theirs.contactId,
      contactIds: [ours.contactId, theirs.contactId],
      activityId: theirs.activityId,
      replyToActivityId: theirs.activityId,
      templateId: theirs.templateId,
    };
    const path = key.endsWith("Ids") ? `${key}.1` : key;
    const own = await ownParams(name);
    for (const body of bodies[name]?.() ?? []) {
      const answer = await alice.call(name, {
        params: own,
        body: { ...body, [key]: values[key] },
        idempotencyKey: "alice's",
      });
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found", errors: [{ path }] } });
    }
  });

  /** Of a record of one's own, made for the purpose. */
  async function ownParams(name: OperationName): Promise<RawInput["params"]> {
    const contactIds = [ours.contactId];
    if (name === "updateContact") return { id: ours.contactId };
    if (name === "updateActivity") return await alice.ok("logActivity", { body: newMail({ contactIds }) });
    if (name === "updateTask") return await alice.ok("createTask", { body: newTask() });
    if (name === "renderTemplate") return await alice.ok("createTemplate", { body: newTemplate() });
    return undefined;
  }
});

test("nothing of it changed anything", async () => {
  const contact = await bob.ok("getContact", { params: { id: theirs.contactId } });
  const activity = await bob.ok("getActivity", { params: { id: theirs.activityId } });
  expect(contact.name).not.toBe("Mine now");
  expect(activity).toMatchObject({ note: null, contacts: [{ id: theirs.contactId }] });
  const { items } = await alice.ok("listContacts");
  expect(items.map(({ id }) => id)).toEqual([ours.contactId]);
  expect((await bob.ok("listTasks")).items).toMatchObject([
    { id: theirs.taskId, text: "Call", doneAt: null, assignee: { id: theirs.userId } },
  ]);
  expect((await bob.ok("listTemplates")).items).toMatchObject([{ id: theirs.templateId, name: "Follow up" }]);
  expect((await bob.ok("listEmails")).items).toMatchObject([{ id: theirs.emailId, status: "QUEUED" }]);
  expect((await alice.ok("listEmails")).items).toEqual([]);
  const rules = await bob.ok("listRules");
  expect(rules.items.map(({ id }) => id)).toEqual([theirs.ruleId]);
});

test("the same address in two workspaces has two timelines", async () => {
  const mine = await alice.ok("createContact", { body: newContact({ emails: ["shared@customer.example"] }) });
  // The very same mail: same Message-ID, sender, date and even Gmail ids.
  const body = newMail({ from: "shared@customer.example" });
  const logged = await alice.ok("logActivity", { body });
  const other = await bob.ok("logActivity", { body });
  expect(other).toMatchObject({ alreadyLogged: false, contacts: [{ id: theirs.contactId }] });
  expect(other.id).not.toBe(logged.id);
  const timeline = await alice.ok("listActivities", { query: { contactId: mine.id } });
  expect(timeline.items.map(({ id }) => id)).toEqual([logged.id]);
  expect(await alice.ok("getContactScore", { params: { id: mine.id } })).toMatchObject({ score: 1 });
  expect(
    (await alice.ok("listActivities", { query: { person: "shared@customer.example" } })).items,
  ).toHaveLength(1);
  expect((await alice.ok("listActivities", { query: { threadKey: other.threadKey ?? "" } })).items).toEqual(
    [],
  );
});

test("a card shows the own workspace's contact and log only", async () => {
  const body = newHeader({ from: "only-bob@customer.example" });
  await bob.ok("createContact", { body: newContact({ emails: ["only-bob@customer.example"] }) });
  await bob.ok("logActivity", { body: { type: "EMAIL", ...body } });
  expect(await alice.ok("getMessageContext", { body })).toMatchObject({
    people: [{ kind: "unknown", contact: null }, {}],
    logged: null,
  });
  const proposal = await alice.ok("proposeContact", { body: { from: "only-bob@customer.example" } });
  expect(proposal.duplicates.map(({ contact }) => contact.emails)).not.toContainEqual([
    "only-bob@customer.example",
  ]);
});

function bodyKeys(body: z.ZodType | undefined): string[] {
  if (body instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(body.options.flatMap((option) => bodyKeys(option as z.ZodType)))];
  }
  return body instanceof z.ZodObject ? Object.keys(body.shape) : [];
}
