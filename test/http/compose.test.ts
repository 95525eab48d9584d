import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { countStatements } from "../bench/statement-count.ts";
import { newContact, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;
let tom: Caller;
let lea: { id: string };

const NOW = new Date("2026-11-23T09:00:00Z");

beforeAll(async () => {
  api = await startTestApi();
  api.setTime(NOW);
  rita = await api.as({ email: "rita@acme.example", name: "Rita Rep" });
  tom = await api.as({ email: "tom@acme.example", name: "Tom Team" });
  await rita.ok("getMe");
  await tom.ok("getMe");
  lea = await rita.ok("createContact", {
    body: newContact({
      name: "Lea Lead",
      emails: ["Lea@customer.example", "lea2@customer.example"],
      company: "Cust",
    }),
  });
});
afterAll(async () => {
  await api.close();
});

/** A colleague's mail, so many days ago. */
const wrote = async (to: string, days: number, changes: object = {}, caller = tom) =>
  await caller.ok("logActivity", {
    body: newMail({
      from: "Tom Team <tom@acme.example>",
      to,
      date: new Date(NOW.getTime() - days * 86_400_000).toISOString(),
      contactIds: [lea.id],
      ...changes,
    }),
  });

describe("the recipients", () => {
  test("are told who they are, in the order they stand, each once", async () => {
    const { recipients, recipientsNotShown, invalid } = await rita.ok("getComposeContext", {
      body: {
        to: ['"Lea, the Lead" <LEA@customer.example>, tom@acme.example', "new@nowhere.example"],
        cc: ["Rita <rita@acme.example>", "lea@customer.example"],
        bcc: ["Staff: new.colleague@acme.example;"],
      },
    });
    expect(recipients.map(({ email, name, kind }) => [email, name, kind])).toEqual([
      ["lea@customer.example", "Lea, the Lead", "lead"],
      ["tom@acme.example", "Tom Team", "colleague"],
      ["new@nowhere.example", null, "unknown"],
      ["rita@acme.example", "Rita", "self"],
      ["new.colleague@acme.example", null, "colleague"],
    ]);
    const me = await rita.ok("getMe");
    expect(recipients[0]?.contact).toEqual({
      id: lea.id,
      name: "Lea Lead",
      kind: "lead",
      company: "Cust",
      stage: "new",
      ownerId: me.user.id,
      ownerName: "Rita Rep",
      lastEngagementAt: null,
    });
    expect(recipientsNotShown).toBe(0);
    expect(invalid).toEqual([]);
  });

  test("that are none are given back as they were written", async () => {
    const { recipients, invalid } = await rita.ok("getComposeContext", {
      body: {
        to: ["ann, lea@customer.example", "Bob <bob@>", "x@y", "undisclosed-recipients:;", "", " , ;"],
        cc: ["=?utf-8?q?J=C3=B6rg?= <joerg@localhost>", "a@b@c.example"],
      },
    });
    expect(recipients.map(({ email }) => email)).toEqual(["lea@customer.example"]);
    expect(invalid).toEqual(["ann", "Bob <bob@>", "x@y", "Jörg <joerg@localhost>", "a@b@c.example"]);
  });

  test("are fifty at most, the others counted", async () => {
    const to = Array.from({ length: 400 }, (_, at) => `p${at}@many.example, P${at}@MANY.example`);
    const { recipients, recipientsNotShown } = await rita.ok("getComposeContext", { body: { to } });
    expect(recipients).toHaveLength(50);
    expect(recipientsNotShown).toBe(350);
  });

  test("are refused when there are far too many", async () => {
    const to = ["a,".repeat(50_000), "a,".repeat(50_000)];
    expect(await rita.problem("getComposeContext", { body: { to, cc: ["b"] } })).toMatchObject({
      status: 400,
      errors: [{ path: "to" }],
    });
  });

  test("are the contact's main address where none is given", async () => {
    const body = { contactId: lea.id };
    const { recipients } = await rita.ok("getComposeContext", { body });
    expect(recipients).toMatchObject([{ email: "lea@customer.example", kind: "lead", name: "Lea Lead" }]);
    const given = await rita.ok("getComposeContext", { body: { ...body, to: ["new@nowhere.example"] } });
    expect(given.recipients.map(({ email }) => email)).toEqual(["new@nowhere.example"]);
    const wrong = await rita.ok("getComposeContext", { body: { ...body, to: ["nobody"] } });
    expect(wrong).toMatchObject({ recipients: [], invalid: ["nobody"] });
  });
});

describe("a colleague's mail", () => {
  const told = async (caller: Caller, to: string) =>
    (await caller.ok("getComposeContext", { body: { to: [to] } })).recipients[0]?.colleagueWrote;

  test("of the last seven days is told, the newest, to everybody but its writer", async () => {
    const to = "one@customer.example";
    expect(await told(rita, to)).toBeNull();
    await wrote(to, 8, { subject: "Old" });
    expect(await told(rita, to)).toBeNull();
    await wrote(to, 5, { subject: "Offer" });
    await wrote(`x@customer.example, ${to}`, 2, { subject: "Newest" });
    await wrote("x@customer.example", 1, { cc: "y@customer.example" });
    expect(await told(rita, to)).toEqual({
      name: "Tom Team",
      at: new Date(NOW.getTime() - 2 * 86_400_000).toISOString(),
      subject: "Newest",
    });
    expect(await told(rita, "y@customer.example")).toMatchObject({ name: "Tom Team" });
    expect(await told(tom, to)).toBeNull();
  });

  test("is no mail of theirs to us, and none of the viewer's own aliases", async () => {
    const to = "two@customer.example";
    await tom.ok("logActivity", {
      body: newMail({ from: to, to: "tom@acme.example", date: NOW.toISOString(), contactIds: [lea.id] }),
    });
    expect(await told(rita, to)).toBeNull();
    await wrote(to, 1, { from: "rita@acme.example" }, rita);
    expect(await told(rita, to)).toBeNull();
    expect(await told(tom, to)).toMatchObject({ name: "Rita Rep" });
  });

  test.each([
    ["everything", { name: "Tom Team", subject: "Terms" }],
    ["subject", { name: "Tom Team", subject: "Terms" }],
    ["metadata", { name: "Tom Team", subject: null }],
    ["private", null],
  ] as const)("that shows %s is told as far as that goes", async (visibility, expected) => {
    const to = `${visibility}@customer.example`;
    const { id } = await wrote(to, 1, { subject: "Terms" });
    await tom.ok("updateActivity", { params: { id }, body: { visibility } });
    const seen = await told(rita, to);
    if (expected === null) expect(seen).toBeNull();
    else expect(seen).toMatchObject(expected);
  });
});

test("templates come by name, with what a mail can be sent from", async () => {
  for (const name of ["b", "Ä", "C"]) {
    await tom.ok("createTemplate", { body: { name, subject: "S", text: "{{name}}" } });
  }
  const { templates, from, connection } = await rita.ok("getComposeContext", { body: {} });
  expect(templates.map(({ name, variables }) => [name, variables])).toEqual([
    ["Ä", ["name"]],
    ["b", ["name"]],
    ["C", ["name"]],
  ]);
  expect(templates).toEqual((await rita.ok("listTemplates")).items);
  expect(from).toEqual(["rita@acme.example"]);
  expect(connection).toMatchObject({ status: "none" });
});

test("it takes two statements, however many recipients there are", async () => {
  const to = Array.from({ length: 60 }, (_, at) => `p${at}@many.example`);
  const statements = await countStatements(async () => {
    await rita.ok("getComposeContext", { body: { to, contactId: lea.id } });
  });
  expect(statements).toBe(2);
});

test("another workspace's contact does not exist, and its mails and templates are not told", async () => {
  const bob = await api.as({ email: "bob@globex.example" });
  expect(await bob.problem("getComposeContext", { body: { contactId: lea.id } })).toMatchObject({
    status: 404,
    errors: [{ path: "contactId" }],
  });
  expect(await bob.ok("getComposeContext", { body: { to: ["one@customer.example"] } })).toMatchObject({
    recipients: [{ kind: "unknown", contact: null, colleagueWrote: null }],
    templates: [],
  });
});
