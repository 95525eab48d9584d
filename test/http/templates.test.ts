import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newContact } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;
let tom: Caller;
let ann: { id: string };

const NOW = new Date("2026-11-23T09:00:00Z");

beforeAll(async () => {
  api = await startTestApi();
  api.setTime(NOW);
  rita = await api.as({ email: "rita@acme.example", name: "Rita Rep" });
  tom = await api.as({ email: "tom@acme.example", name: "Tom Team" });
  await rita.ok("getMe");
  await tom.ok("getMe");
  ann = await rita.ok("createContact", {
    body: newContact({ name: "Lee, Ann", emails: ["Ann@customer.example"], company: "<b>Customer & Co</b>" }),
  });
});
afterAll(async () => {
  await api.close();
});

let count = 0;
const newTemplate = (changes: object = {}) => ({
  name: `Template ${++count}`,
  subject: "For {{company|you}}",
  text: "Hello {{first_name|there}},\n\nyours, {{my_name}}",
  ...changes,
});

describe("a template", () => {
  test("is shared with the workspace: anybody changes and removes it", async () => {
    const made = await rita.ok("createTemplate", { body: newTemplate({ name: "  Follow up " }) });
    expect(made).toEqual({
      id: made.id,
      name: "Follow up",
      subject: "For {{company|you}}",
      text: "Hello {{first_name|there}},\n\nyours, {{my_name}}",
      variables: ["company", "first_name", "my_name"],
      updatedBy: { id: (await rita.ok("getMe")).user.id, name: "Rita Rep" },
      updatedAt: NOW.toISOString(),
    });
    const changed = await tom.ok("updateTemplate", {
      params: { id: made.id },
      body: { text: "Short.", name: "FOLLOW UP" },
    });
    expect(changed).toMatchObject({
      name: "FOLLOW UP",
      subject: made.subject,
      text: "Short.",
      variables: ["company"],
      updatedBy: { name: "Tom Team" },
    });
    expect((await rita.ok("listTemplates")).items).toContainEqual(changed);
    await tom.ok("deleteTemplate", { params: { id: made.id } });
    expect((await rita.ok("listTemplates")).items).not.toContainEqual(changed);
    expect(await rita.problem("deleteTemplate", { params: { id: made.id } })).toMatchObject({ status: 404 });
    const { rows } = await api.database.database.pool.query(
      "select action, subject_id, details from audit_event where subject_type = 'template'",
    );
    expect(rows).toEqual([{ action: "template.deleted", subject_id: made.id, details: {} }]);
  });

  test("has its name alone, whatever the capitals", async () => {
    const first = await rita.ok("createTemplate", { body: newTemplate({ name: "Größe" }) });
    for (const name of ["Größe", " GRÖSSE ", "grösse"]) {
      expect(await tom.problem("createTemplate", { body: newTemplate({ name }) })).toMatchObject({
        status: 409,
        code: "conflict",
        errors: [{ path: "name" }],
      });
    }
    const other = await rita.ok("createTemplate", { body: newTemplate() });
    expect(
      await rita.problem("updateTemplate", { params: { id: other.id }, body: { name: "größe" } }),
    ).toMatchObject({ status: 409 });
    // Its own name is no obstacle.
    await rita.ok("updateTemplate", { params: { id: first.id }, body: { name: "GRÖßE" } });
    const bob = await api.as({ email: "bob@globex.example" });
    await bob.ok("createTemplate", { body: newTemplate({ name: "Größe" }) });
  });

  test("made twice at once is made once", async () => {
    const body = newTemplate();
    const answers = await Promise.all([1, 2, 3, 4].map(() => rita.call("createTemplate", { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  test.each([
    ["text", { text: "Hello {{frist_name}}" }, ["{{frist_name}}", "{{first_name}}"]],
    ["text", { text: "Hello {{first_name" }, ["{{first_name"]],
    ["subject", { subject: "For {{ company name }}" }, ["{{ company name }}"]],
    ["subject", { subject: "Two\r\nlines" }, ["one line"]],
    ["name", { name: "" }, ["empty"]],
    ["name", { name: "\u202e\u2066" }, ["nothing that can be shown"]],
    ["name", { name: "x".repeat(101) }, ["too long"]],
    ["text", { text: " \n " }, ["empty"]],
    ["text", { text: undefined }, ["missing"]],
  ])("with a wrong %s is not saved: %j", async (path, changes, words) => {
    const before = (await rita.ok("listTemplates")).items;
    const problem = await rita.problem("createTemplate", { body: newTemplate(changes) });
    expect(problem).toMatchObject({ status: 400, errors: [{ path }] });
    for (const word of words) expect(problem.errors?.[0]?.message).toContain(word);
    if (Object.values(changes)[0] !== undefined) {
      const params = { id: before[0]?.id ?? "" };
      expect(await rita.problem("updateTemplate", { params, body: changes })).toMatchObject({
        status: 400,
        errors: [{ path }],
      });
    }
    expect((await rita.ok("listTemplates")).items).toEqual(before);
  });
});

describe("rendering", () => {
  const render = async (template: object, body: object) => {
    const { id } = await rita.ok("createTemplate", { body: newTemplate(template) });
    return await rita.ok("renderTemplate", { params: { id }, body });
  };

  test("gives subject, text and escaped HTML for a contact", async () => {
    expect(await render({}, { contactId: ann.id })).toEqual({
      subject: "For <b>Customer & Co</b>",
      text: "Hello Ann,\n\nyours, Rita Rep",
      html: expect.stringMatching(/^<p[^>]*>Hello Ann,<\/p>\s*<p[^>]*>yours, Rita Rep<\/p>\s*$/),
      missing: [],
    });
    const { html } = await render({ text: "<script>{{company}}</script>" }, { contactId: ann.id });
    expect(html).toContain("&lt;script&gt;&lt;b&gt;Customer &amp; Co&lt;/b&gt;&lt;/script&gt;");
  });

  test("by an address, whoever has it; a stranger has nothing but that", async () => {
    const template = { subject: "{{company}}", text: "{{email}} {{first_name}}" };
    expect(await render(template, { email: "ANN@Customer.example" })).toMatchObject({
      text: "Ann@customer.example Ann",
      missing: [],
    });
    expect(await render(template, { email: "New@Nowhere.example" })).toMatchObject({
      subject: "{{company}}",
      text: "new@nowhere.example {{first_name}}",
      missing: ["company", "first_name"],
    });
  });

  test("for nobody in particular has the rep's values only", async () => {
    expect(await render({ text: "{{my_first_name}} {{name}}" }, {})).toMatchObject({
      subject: "For you",
      text: "Rita {{name}}",
      missing: ["name"],
    });
  });

  test("a contact's name brings in no variable and no line", async () => {
    const trap = await rita.ok("createContact", { body: newContact({ name: "{{my_email}} x\u2028y" }) });
    const rendered = await render({ subject: "{{name}}", text: "{{name}}" }, { contactId: trap.id });
    expect(rendered).toMatchObject({ subject: "((my_email)) x y", missing: [] });
  });

  test("refuses what is no address and what does not exist", async () => {
    const { id } = await rita.ok("createTemplate", { body: newTemplate() });
    expect(await rita.problem("renderTemplate", { params: { id }, body: { email: "nobody" } })).toMatchObject(
      {
        status: 400,
        errors: [{ path: "email" }],
      },
    );
    const bob = await api.as({ email: "bob@globex.example" });
    const theirs = await bob.ok("createContact", { body: newContact() });
    expect(
      await rita.problem("renderTemplate", { params: { id }, body: { contactId: theirs.id } }),
    ).toMatchObject({ status: 404, errors: [{ path: "contactId" }] });
  });
});
