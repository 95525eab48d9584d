/** Nobody reaches another workspace's records: generated from the contract, so that a new route is in here by itself. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { operations } from "../../contract/api.ts";
import type { Operation, OperationName } from "../../contract/api.ts";
import { newContact, newHeader, newMail, newMeeting } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, RawInput, TestApi } from "./test-api.ts";

let api: TestApi;
/** Of acme, the one who tries. */
let alice: Caller;
/** Of globex, whose records they are. */
let bob: Caller;
let theirs: { contactId: string; activityId: string; ruleId: string; userId: string };
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
  theirs = {
    contactId: contact.id,
    activityId: activity.id,
    ruleId: rule?.id ?? "",
    userId: me.user.id,
  };
  ours = { contactId: (await alice.ok("createContact", { body: newContact() })).id };
});
afterAll(async () => {
  await api.close();
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
};
/** A filter by somebody who is nobody here finds nothing. */
const EMPTY_INSTEAD = new Set(["listContacts ownerId"]);

const all = Object.entries(operations) as [OperationName, Operation][];
const withParams = all.filter(([, operation]) => operation.params !== undefined);
const foreignFor = (path: string) => {
  if (path.includes("/activities/")) return theirs.activityId;
  return path.includes("/rules/") ? theirs.ruleId : theirs.contactId;
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
    const id = key === "ownerId" ? theirs.userId : theirs.contactId;
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
      "logActivity contactIds",
      "updateActivity contactIds",
      "updateContact ownerId",
    ]);
  });

  test.each(cases)("%s %s gives 404 and names the field", async (name, key) => {
    const value = key === "ownerId" ? theirs.userId : [ours.contactId, theirs.contactId];
    const own: RawInput["params"] =
      name === "updateContact"
        ? { id: ours.contactId }
        : name === "updateActivity"
          ? { id: (await alice.ok("logActivity", { body: newMail({ contactIds: [ours.contactId] }) })).id }
          : undefined;
    for (const body of bodies[name]?.() ?? []) {
      const answer = await alice.call(name, { params: own, body: { ...body, [key]: value } });
      const path = key === "ownerId" ? key : `${key}.1`;
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found", errors: [{ path }] } });
    }
  });
});

test("nothing of it changed anything", async () => {
  const contact = await bob.ok("getContact", { params: { id: theirs.contactId } });
  const activity = await bob.ok("getActivity", { params: { id: theirs.activityId } });
  expect(contact.name).not.toBe("Mine now");
  expect(activity).toMatchObject({ note: null, contacts: [{ id: theirs.contactId }] });
  const { items } = await alice.ok("listContacts");
  expect(items.map(({ id }) => id)).toEqual([ours.contactId]);
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
