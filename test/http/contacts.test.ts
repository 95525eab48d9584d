import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newContact, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;

beforeAll(async () => {
  api = await startTestApi();
  rita = await api.as({ email: "rita@acme.example", name: "Rita Rep" });
});
afterAll(async () => {
  await api.close();
});

describe("a new contact", () => {
  test("belongs to whoever creates it, is a lead at the first stage, and can be read again", async () => {
    const me = await rita.ok("getMe");
    const contact = await rita.ok("createContact", { body: newContact({ name: "Clara Kunde" }) });
    expect(contact).toMatchObject({
      kind: "lead",
      name: "Clara Kunde",
      stage: "new",
      ownerId: me.user.id,
      ownerName: "Rita Rep",
      engagementScore: 0,
      lastEngagementAt: null,
    });
    expect(await rita.ok("getContact", { params: { id: contact.id } })).toEqual(contact);
  });

  test("keeps addresses as written and knows them in any spelling", async () => {
    const written = ["Karl.Gross@Bücher.Example", "karl@Privat.example"];
    const { id, emails } = await rita.ok("createContact", { body: newContact({ emails: written }) });
    expect(emails).toEqual(written);
    for (const email of ["karl.gross@xn--bcher-kva.example", "KARL@PRIVAT.EXAMPLE"]) {
      const { items } = await rita.ok("listContacts", { query: { email } });
      expect(items.map((item) => item.id)).toEqual([id]);
    }
  });

  test("may name the same address twice", async () => {
    const emails = ["twice@customer.example", "TWICE@customer.example "];
    const contact = await rita.ok("createContact", { body: newContact({ emails }) });
    expect(contact.emails).toEqual(["twice@customer.example"]);
  });

  test("takes empty fields as none and cleans names for one line", async () => {
    const contact = await rita.ok("createContact", {
      body: newContact({
        name: "  Ann\u202E\nLee ",
        company: " ",
        title: "",
        phone: "\t",
        notes: "a\r\nb\u0000",
      }),
    });
    expect(contact).toMatchObject({
      name: "Ann Lee",
      company: null,
      title: null,
      phone: null,
      notes: "a\nb",
    });
  });

  test("may belong to nobody", async () => {
    const contact = await rita.ok("createContact", { body: newContact({ ownerId: null }) });
    expect(contact).toMatchObject({ ownerId: null, ownerName: null });
  });

  test("with a taken address is refused, naming the contact that has it", async () => {
    const first = await rita.ok("createContact", {
      body: newContact({ name: "First Come", emails: ["taken@customer.example"] }),
    });
    const problem = await rita.problem("createContact", {
      body: newContact({ emails: ["free@customer.example", "Taken@Customer.example"] }),
    });
    expect(problem).toMatchObject({
      status: 409,
      code: "conflict",
      contactId: first.id,
      contactName: "First Come",
      detail: "taken@customer.example already belongs to First Come.",
      errors: [{ path: "emails.1", message: "already belongs to First Come" }],
    });
    const { items } = await rita.ok("listContacts", { query: { email: "free@customer.example" } });
    expect(items).toEqual([]);
  });

  test("created twice at once exists once", async () => {
    const body = newContact({ emails: ["race@customer.example"] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rita.call("createContact", { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  test.each([
    [{}, ["name", "emails"]],
    [{ name: "", emails: ["a@b.example"] }, ["name"]],
    [{ name: "\u202E", emails: ["a@b.example"] }, ["name"]],
    [{ name: "A", emails: [] }, ["emails"]],
    [{ name: "A", emails: ["nobody", "a@b.example", "@x.example"] }, ["emails.0", "emails.2"]],
    [{ name: "A", emails: ["a@b.example"], kind: "friend" }, ["kind"]],
    [{ name: "A", emails: ["a@b.example"], stage: 7 }, ["stage"]],
    [{ name: 5, emails: "a@b.example", company: {} }, ["name", "emails", "company"]],
    [{ name: "x".repeat(301), emails: ["a@b.example"] }, ["name"]],
    [null, [""]],
    [[], [""]],
  ])("that is wrong is refused, field by field: %j", async (body, paths) => {
    const { status, body: problem } = await rita.call("createContact", { body });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: "invalid_input" });
    const { errors } = problem as { errors: { path: string; message: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(paths);
    expect(errors.every(({ message }) => message.length > 5)).toBe(true);
  });

  test("says in words what is missing", async () => {
    const problem = await rita.problem("createContact", { body: { name: "A" } as never });
    expect(problem.detail).toBe("emails is missing.");
  });

  test.each(["not-an-id", "00000000-0000-4000-8000-000000000000"])("cannot belong to %s", async (ownerId) => {
    expect(await rita.problem("createContact", { body: newContact({ ownerId }) })).toMatchObject({
      code: "not_found",
      errors: [{ path: "ownerId", message: "does not exist" }],
    });
  });
});

describe("an edit", () => {
  test("changes the named fields only", async () => {
    const before = await rita.ok("createContact", { body: newContact({ company: "Old", title: "CTO" }) });
    const after = await rita.ok("updateContact", {
      params: { id: before.id },
      body: { company: "New", stage: "qualified", phone: "+49 89 123456" },
    });
    expect(after).toEqual({
      ...before,
      company: "New",
      stage: "qualified",
      phone: "+49 89 123456",
      updatedAt: after.updatedAt,
    });
    expect(await rita.ok("updateContact", { params: { id: before.id }, body: {} })).toMatchObject({
      company: "New",
    });
    const cleared = await rita.ok("updateContact", {
      params: { id: before.id },
      body: { title: "", company: null, ownerId: null },
    });
    expect(cleared).toMatchObject({ title: null, company: null, ownerId: null });
  });

  test("of the addresses replaces them, and the old ones are free again", async () => {
    const contact = await rita.ok("createContact", { body: newContact({ emails: ["old@edit.example"] }) });
    await rita.ok("updateContact", { params: { id: contact.id }, body: { emails: ["new@edit.example"] } });
    await rita.ok("createContact", { body: newContact({ emails: ["old@edit.example"] }) });
    const problem = await rita.problem("updateContact", {
      params: { id: contact.id },
      body: { emails: ["new@edit.example", "old@edit.example"] },
    });
    expect(problem).toMatchObject({ code: "conflict", errors: [{ path: "emails.1" }] });
  });

  test("converts a lead to a client, and again without harm", async () => {
    const { id } = await rita.ok("createContact", { body: newContact() });
    expect(await rita.ok("convertContact", { params: { id } })).toMatchObject({ id, kind: "client" });
    expect(await rita.ok("convertContact", { params: { id } })).toMatchObject({ id, kind: "client" });
  });

  test("deletes", async () => {
    const { id } = await rita.ok("createContact", { body: newContact() });
    expect(await rita.ok("deleteContact", { params: { id } })).toBeNull();
    expect(await rita.problem("deleteContact", { params: { id } })).toMatchObject({ code: "not_found" });
    expect(await rita.problem("getContact", { params: { id } })).toMatchObject({ code: "not_found" });
  });
});

describe("the list", () => {
  test("is searched by words in any case and accent, filtered, sorted and paged", async () => {
    const names = ["Zoë Ångström", "Zoe Berg", "Zoe Ahrens"];
    for (const name of names) {
      await rita.ok("createContact", { body: newContact({ name, company: "Fjord ÅS", kind: "client" }) });
    }
    await rita.ok("createContact", { body: newContact({ name: "Zoe Other", company: "Fjord AS" }) });
    const query = { q: "zoe fjord as", kind: "client", sort: "name", limit: 2 } as const;
    const first = await rita.ok("listContacts", { query });
    expect(first.items).toHaveLength(2);
    const second = await rita.ok("listContacts", { query: { ...query, cursor: first.nextCursor ?? "" } });
    expect(second.nextCursor).toBeNull();
    expect([...first.items, ...second.items].map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  test("takes empty parameters as not given", async () => {
    const { items } = await rita.ok("listContacts", {
      query: { q: "", kind: "", stage: "", ownerId: "", cursor: "" },
    });
    expect(items.length).toBeGreaterThan(0);
  });

  test.each([
    [{ limit: 0 }, "limit"],
    [{ limit: 101 }, "limit"],
    [{ limit: "many" }, "limit"],
    [{ kind: "friend" }, "kind"],
    [{ sort: "age" }, "sort"],
    [{ email: "nobody" }, "email"],
    [{ q: "x".repeat(201) }, "q"],
    [{ cursor: "nonsense" }, "cursor"],
    [{ cursor: Buffer.from('{"a":1}').toString("base64url") }, "cursor"],
  ])("refuses %j", async (query, path) => {
    const { status, body } = await rita.call("listContacts", { query });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  test("refuses a parameter given twice", async () => {
    const response = await api.app.request("/api/v1/contacts?kind=lead&kind=client", {
      headers: { authorization: `Bearer ${rita.token}` },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ path: "kind", message: "is given more than once" }],
    });
  });

  test("of an owner who cannot exist is empty", async () => {
    expect(await rita.ok("listContacts", { query: { ownerId: "nobody" } })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe("a proposal", () => {
  const bodyText = [
    "Hello Rita,",
    "",
    "please call me.",
    "",
    "Best regards,",
    "Dr. Petra Vogel",
    "Head of Purchasing",
    "Vogel Maschinenbau GmbH",
    "Tel. +49 89 1234567",
  ].join("\n");

  test("reads name, title, company and phone from header and signature", async () => {
    const proposal = await rita.ok("proposeContact", {
      body: { from: '"Petra Vogel" <Petra.Vogel@vogel-maschinen.example>', bodyText },
    });
    expect(proposal).toMatchObject({
      email: "Petra.Vogel@vogel-maschinen.example",
      title: "Head of Purchasing",
      company: "Vogel Maschinenbau GmbH",
      phone: "+49 89 1234567",
      duplicates: [],
    });
    expect(proposal.name).toContain("Petra Vogel");
  });

  test("shows who it may already be", async () => {
    const same = await rita.ok("createContact", {
      body: newContact({ name: "Jonas Weil", emails: ["jonas@weil.example"] }),
    });
    await rita.ok("createContact", { body: newContact({ name: "Mia Weil", emails: ["mia@weil.example"] }) });
    const { duplicates } = await rita.ok("proposeContact", {
      body: { from: "Jonas Weil <JONAS@weil.example>" },
    });
    expect(duplicates[0]).toMatchObject({ reason: "same_address", contact: { id: same.id } });
    expect(duplicates.map(({ reason }) => reason)).toContain("same_company_domain");
  });

  test("is made of a bare name too, and of nothing", async () => {
    expect(await rita.ok("proposeContact", { body: { from: "Jonas Weil" } })).toMatchObject({
      email: null,
      name: "Jonas Weil",
    });
    expect(await rita.ok("proposeContact", { body: { from: "" } })).toMatchObject({ email: null, name: "" });
  });
});

test("the score explains itself and the card shows it", async () => {
  api.setTime(new Date("2026-11-22T12:00:00Z"));
  const { id } = await rita.ok("createContact", { body: newContact({ emails: ["score@customer.example"] }) });
  expect(await rita.ok("getContactScore", { params: { id } })).toEqual({
    score: 0,
    reasons: [],
    momentum: 0,
  });
  const mail = await rita.ok("logActivity", { body: newMail({ from: "score@customer.example" }) });
  const { score, reasons, momentum } = await rita.ok("getContactScore", { params: { id } });
  expect(score).toBe(1);
  expect(reasons).toMatchObject([
    { points: 1, at: "2026-11-20T08:30:00.000Z", activityId: mail.id, text: expect.any(String) },
  ]);
  expect(momentum).toBeGreaterThan(0.5);
  const card = await rita.ok("getContactCard", { params: { id } });
  expect(card).toMatchObject({
    id,
    engagementScore: 1,
    turn: { who: "us" },
    recent: [{ id: mail.id }],
    hasMore: false,
  });
  api.setTime(undefined);
});
