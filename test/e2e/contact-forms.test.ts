import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { noticeOf, toggle, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(3450);
  page = await world.open();
});

afterAll(async () => {
  await world.close();
});

/** Whoever the seed made a contact becomes a stranger again. */
async function forget(email: string): Promise<void> {
  const found = await world.call("GET", `/contacts?email=${encodeURIComponent(email)}`);
  const { items } = (await found.json()) as { items: { id: string }[] };
  for (const { id } of items) await world.call("DELETE", `/contacts/${id}`);
}

function mailFrom(name: string, email: string) {
  return world.deliver({
    from: { name, email },
    to: [{ email: ada }],
    subject: `Hello from ${name}`,
    text: `Hello Ada,\n\nlet us talk.\n\n-- \n${name}`,
  });
}

describe("the form for a new contact", () => {
  test.each([
    {
      language: "English",
      email: "a.dewit@bloemenhal-west.example",
      name: "Anneke de Wit",
      company: "Bloemenhal West B.V.",
      title: "Manager Cold Logistics",
      phone: "+31 85 555 0132",
    },
    {
      language: "German",
      email: "p.vogel@brauhaus-lindenthal.example",
      name: "Petra Vogel",
      company: "Brauhaus Lindenthal GmbH",
      title: "Leiterin Einkauf",
      phone: "+49 89 99998 412",
    },
    {
      language: "Japanese",
      email: "tanaka@hokkai-reizo.example",
      name: "田中 由美子 (Yumiko Tanaka)",
      company: "北海冷蔵株式会社",
      title: "調達部 課長",
      phone: "011-555-0138",
    },
  ])("is filled from an $language signature", async ({ email, name, company, title, phone }) => {
    await forget(email);
    await page.openMail(world.newestFrom(email));
    await page.press("Add as lead");
    expect({
      name: await valueOf(page, "Name"),
      company: await valueOf(page, "Company"),
      title: await valueOf(page, "Job title"),
      phone: await valueOf(page, "Phone"),
      emails: await valueOf(page, "E-mail addresses"),
    }).toEqual({ name, company, title, phone, emails: email });
  });

  test("saves, logs the mail too, and shows the new contact's card", async () => {
    await page.openMail(mailFrom("Bruno Keller", "bruno@keller.example"));
    await page.press("Add as lead");
    await page.fill("Company", "Keller & Söhne");
    await page.press("Save");
    const text = await page.text();
    expect(text).toContain("Bruno Keller");
    expect(text).toContain("Keller & Söhne");
    expect(text).toMatch(/Logged by ada/i);
    expect(text).toContain("Lead · New");
    expect(await noticeOf(page)).toContain("Logged to CRM");
  });

  test("logs nothing when that is unticked; a client is a client", async () => {
    await page.openMail(mailFrom("Carla Dorn", "carla@dorn.example"));
    await page.press("Add as client");
    await toggle(page, "Log this mail");
    await page.press("Save");
    expect(await noticeOf(page)).toContain("Contact created");
    expect(await page.text()).toMatch(/Client · /);
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).isVisible()).toBe(true);
  });

  test("shows who has the same company already, one tap away", async () => {
    await page.openMail(world.newestFrom("lars.nygard@fjordline.example"));
    await page.press("Add as lead");
    expect(await page.text()).toMatch(/Already in Rapport\?\s+Same company\s+Ingrid Haugen/);
    await page.press("Open");
    expect(await page.text()).toContain("Head of Operations");
  });

  test("names the contact that has the address, and keeps what was typed", async () => {
    await page.openMail(mailFrom("Dora Ehrlich", "dora@ehrlich.example"));
    await page.press("Add as lead");
    await page.fill("E-mail addresses", "dora@ehrlich.example\ningrid.haugen@fjordline.example");
    await page.fill("Notes", "Met at the fair");
    await page.press("Save");
    expect(await page.text()).toContain("An address belongs to Ingrid Haugen already.");
    expect(await valueOf(page, "Notes")).toBe("Met at the fair");
    expect(await valueOf(page, "E-mail addresses")).toBe(
      "dora@ehrlich.example\ningrid.haugen@fjordline.example",
    );
    await page.press("Open");
    expect(await page.text()).toContain("Fjordline Seafood AS");
  });

  test("says which field is wrong, and keeps what was typed", async () => {
    await page.openMail(mailFrom("Emil Falk", "emil@falk.example"));
    await page.press("Add as lead");
    await page.fill("Name", "");
    await page.fill("E-mail addresses", "not an address");
    await page.fill("Company", "Falk AB");
    await page.press("Save");
    expect(await page.text()).toMatch(/Please check: [\s\S]*(Name|E-mail addresses)/);
    expect(await valueOf(page, "E-mail addresses")).toBe("not an address");
    expect(await valueOf(page, "Company")).toBe("Falk AB");
    await page.fill("Name", "Emil Falk");
    await page.fill("E-mail addresses", "emil@falk.example");
    await page.press("Save");
    expect(await page.text()).toContain("Falk AB");
  });

  test("is left with Cancel, and nothing is made", async () => {
    await page.openMail(mailFrom("Frida Glas", "frida@glas.example"));
    await page.press("Add as lead");
    await page.press("Cancel");
    expect(await page.text()).toContain("Frida Glas is not in Rapport yet.");
  });
});

describe("the form to edit a contact", () => {
  test("changes every field", async () => {
    const before = await world.addContact({
      name: "Gero Hahn",
      emails: ["gero@hahn.example"],
      ownerId: null,
    });
    await page.openMail(mailFrom("Gero Hahn", "gero@hahn.example"));
    await page.press("Edit");
    expect(await valueOf(page, "Name")).toBe("Gero Hahn");
    await page.panel.getByLabel("Stage", { exact: true }).selectOption({ label: "Qualified" });
    await toggle(page, "Make me the owner");
    await page.fill("Name", "Dr. Gero Hahn");
    await page.fill("Company", "Hahn Werke");
    await page.fill("Job title", "Leiter");
    await page.fill("Phone", "+49 30 555 0199");
    await page.fill("E-mail addresses", "gero.hahn@hahn.example\ngero@hahn.example");
    await page.fill("Notes", "Likes short mails");
    await page.press("Save");
    expect(await noticeOf(page)).toContain("Saved");
    const text = await page.text();
    for (const words of ["Dr. Gero Hahn", "Leiter · Hahn Werke", "Lead · Qualified", "Likes short mails"])
      expect(text).toContain(words);
    expect(await world.contact(before.id)).toMatchObject({
      name: "Dr. Gero Hahn",
      company: "Hahn Werke",
      title: "Leiter",
      phone: "+49 30 555 0199",
      emails: ["gero.hahn@hahn.example", "gero@hahn.example"],
      stage: "qualified",
      notes: "Likes short mails",
    });
    expect((await world.contact(before.id)).ownerName).not.toBeNull();
  });

  test("empties fields, and refuses an empty name with what was typed kept", async () => {
    const { id } = await world.addContact({
      name: "Hanna Igel",
      emails: ["hanna@igel.example"],
      company: "Igel",
      phone: "123456",
    });
    await page.openMail(mailFrom("Hanna Igel", "hanna@igel.example"));
    await page.press("Edit");
    await page.fill("Name", "");
    await page.fill("Company", "");
    await page.fill("Notes", "kept");
    await page.press("Save");
    expect(await page.text()).toContain("Please check: Name");
    expect(await valueOf(page, "Notes")).toBe("kept");
    await page.fill("Name", "Hanna Igel");
    await page.press("Save");
    expect(await world.contact(id)).toMatchObject({ company: null, notes: "kept", phone: "123456" });
  });
});
