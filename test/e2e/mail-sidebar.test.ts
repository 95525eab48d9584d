import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ada, ben, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { linksOn, noticeOf, toggle, valueOf } from "./panel-probe.ts";

let world: DemoWorld;

beforeAll(async () => {
  world = await startDemoWorld(3410);
});

afterAll(async () => {
  await world.close();
});

const adaAsReader = { name: "Ada Lindqvist", email: ada };
const benAsReader = { name: "Ben Okafor", email: ben };

/** A lead of its own, and a mail from it to Ada and Ben. */
async function leadWithMail(name: string) {
  const email = `${name.toLowerCase()}@orchard.example`;
  const contact = await world.addContact({ name, emails: [email], company: "Orchard Ltd" });
  const mail = world.deliver(
    {
      from: { name, email },
      to: [adaAsReader, benAsReader],
      subject: `A question of ${name}`,
      text: `Hello,\n\nwhen can you come?\n\n${name}`,
    },
    ada,
    ben,
  );
  return { contact, mail };
}

describe("the card beside a contact's mail", () => {
  test("says who it is and how it stands", async () => {
    const page = await world.open();
    await page.openMail(world.newestFrom("tabernathy@greatlakesdairy.example"));
    const text = await page.text();
    for (const words of [
      "Tom Abernathy",
      "VP Supply Chain",
      "Great Lakes Dairy Co.",
      "Lead · Negotiation",
      "Owner:",
      "+1 608-555-0142",
      "tabernathy@greatlakesdairy.example",
      "0 points, momentum 0",
      "None yet",
      "Nothing is logged with this contact yet.",
    ])
      expect(text).toContain(words);
    expect(await linksOn(page)).toEqual(["tel:+16085550142", "mailto:tabernathy@greatlakesdairy.example"]);
  });

  test("leads to the other people on it, contacts and strangers alike", async () => {
    const page = await world.open();
    const mail = world.deliver({
      from: { name: "Tom Abernathy", email: "tabernathy@greatlakesdairy.example" },
      to: [adaAsReader, benAsReader],
      cc: [{ name: "Olga Stranger", email: "olga@elsewhere.example" }],
      subject: "Three of us",
      text: "Hello.",
    });
    await page.openMail(mail);
    expect(await page.text()).toMatch(/Also on this mail[\s\S]*Colleague\s+Ben Okafor/);
    await page.press(/Olga Stranger/);
    expect(await page.panel.getByLabel("Name", { exact: true }).inputValue()).toBe("Olga Stranger");
  });
});

describe("logging", () => {
  test("takes one click, and the card says so", async () => {
    const { contact, mail } = await leadWithMail("Quentin");
    const page = await world.open();
    await page.openMail(mail);
    await page.press("Log to CRM");
    const text = await page.text();
    expect(text).toMatch(/Logged by ada, /i);
    expect(text).toContain("With Quentin");
    expect(text).toContain("1 point, momentum 1");
    expect(text).toMatch(/Whose turn\s+Yours, since/);
    expect(text).toMatch(/Recent\s+Received · [\s\S]*A question of Quentin/);
    expect(await noticeOf(page)).toContain("Logged to CRM");
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).count()).toBe(0);
    expect(await world.activitiesOf(contact.id)).toHaveLength(1);
    expect((await world.contact(contact.id)).engagementScore).toBe(1);
  });

  test("happens once for a double click", async () => {
    const { contact, mail } = await leadWithMail("Rosalind");
    const page = await world.open();
    await page.openMail(mail);
    await page.panel.getByRole("button", { name: "Log to CRM" }).dblclick();
    await page.idle();
    await page.panel.getByText(/Logged by/).waitFor();
    expect(await world.activitiesOf(contact.id)).toHaveLength(1);
    expect((await world.contact(contact.id)).engagementScore).toBe(1);
  });

  test("from two stale pages happens once, and the second is told", async () => {
    const { contact, mail } = await leadWithMail("Stella");
    const [mine, bens] = await Promise.all([world.open(), world.open({ user: ben })]);
    await mine.openMail(mail);
    await bens.openMail(world.twinOf(mail, ada, ben));
    await mine.press("Log to CRM");
    await bens.press("Log to CRM");
    expect(await noticeOf(bens)).toContain("It was logged already");
    expect(await bens.text()).toMatch(/Logged by ada/i);
    expect(await world.activitiesOf(contact.id)).toHaveLength(1);
  });

  test("takes a note, the chosen contacts only, and lists the attachments", async () => {
    const chosen = await world.addContact({ name: "Tamsin Reed", emails: ["tamsin@orchard.example"] });
    const left = await world.addContact({ name: "Ulrich Voss", emails: ["ulrich@orchard.example"] });
    const mail = world.deliver({
      from: { name: "Tamsin Reed", email: "tamsin@orchard.example" },
      to: [adaAsReader, { name: "Ulrich Voss", email: "ulrich@orchard.example" }],
      subject: "Plans",
      text: "The plans are attached.",
      attachments: [
        { name: "floor plan.pdf", content: "x".repeat(2_000) },
        { name: "メモ.txt", content: "x" },
      ],
    });
    const page = await world.open();
    await page.openMail(mail);
    await page.press("Log with note…");
    const form = await page.text();
    expect(form).toContain("2 attachments");
    expect(form).toContain("floor plan.pdf");
    expect(form).toContain("メモ.txt");
    await page.fill("Note", "Wants a visit in May");
    await toggle(page, "Ulrich Voss");
    await page.press("Log to CRM");
    const logged = await page.text();
    expect(logged).toContain("Wants a visit in May");
    expect(logged).toContain("With Tamsin Reed");
    expect(await world.activitiesOf(left.id)).toEqual([]);
    const [activity] = await world.activitiesOf(chosen.id);
    expect(activity).toMatchObject({ note: "Wants a visit in May", direction: "inbound" });
    expect(activity?.attachments.map(({ name }) => name)).toEqual(["floor plan.pdf", "メモ.txt"]);
  });

  test("with nobody ticked keeps the note and says what to do", async () => {
    const { contact, mail } = await leadWithMail("Violet");
    const page = await world.open();
    await page.openMail(mail);
    await page.press("Log with note…");
    await page.fill("Note", "Still here");
    await toggle(page, "Violet");
    await page.press("Log to CRM");
    expect(await noticeOf(page)).toContain("Choose at least one contact");
    expect(await valueOf(page, "Note")).toBe("Still here");
    expect(await world.activitiesOf(contact.id)).toEqual([]);
  });

  test("goes to a contact found by search, with the note written before", async () => {
    const other = await world.addContact({ name: "Wilhelmina Straw", emails: ["mina@straw.example"] });
    const { contact, mail } = await leadWithMail("Xavier");
    const page = await world.open();
    await page.openMail(mail);
    await page.press("Log with note…");
    await page.fill("Note", "Forward to Mina");
    await page.press("Log to someone else…");
    expect(await page.text()).toContain("Log to which contact?");
    expect(await valueOf(page, "Note")).toBe("Forward to Mina");
    await page.fill("Name, company, phone or address", "wilhelm");
    await page.press("Search");
    await page.press(/Wilhelmina Straw/);
    expect(await page.text()).toContain("With Wilhelmina Straw");
    expect(await world.activitiesOf(contact.id)).toEqual([]);
    expect(await world.activitiesOf(other.id)).toMatchObject([{ note: "Forward to Mina" }]);
  });
});

describe("a logged mail", () => {
  test("is seen as logged by the colleague, who cannot undo it", async () => {
    const { mail } = await leadWithMail("Yvonne");
    const [mine, bens] = await Promise.all([world.open(), world.open({ user: ben })]);
    await mine.openMail(mail);
    await mine.press("Log to CRM");
    await bens.openMail(world.twinOf(mail, ada, ben));
    const text = await bens.text();
    expect(text).toMatch(/Logged by ada/i);
    expect(await bens.panel.getByRole("button", { name: "Log to CRM" }).count()).toBe(0);
    expect(await bens.panel.getByRole("button", { name: "Undo" }).count()).toBe(0);
  });

  test("stays when the question is answered with Keep, and goes with Undo", async () => {
    const { contact, mail } = await leadWithMail("Zora");
    const page = await world.open();
    await page.openMail(mail);
    await page.press("Log to CRM");
    await page.press("Undo");
    expect(await page.text()).toContain("Undo the logging?");
    await page.press("Keep");
    expect(await page.text()).toMatch(/Logged by ada/i);
    await page.press("Undo");
    await page.press("Undo");
    expect(await noticeOf(page)).toContain("The entry was removed");
    const text = await page.text();
    expect(text).toContain("0 points, momentum 0");
    expect(text).toContain("Nothing is logged with this contact yet.");
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).isVisible()).toBe(true);
    expect(await world.activitiesOf(contact.id)).toEqual([]);
    expect((await world.contact(contact.id)).engagementScore).toBe(0);
  });
});
