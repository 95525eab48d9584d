import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { back, menu, noticeOf, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(3470);
  page = await world.open();
});

afterAll(async () => {
  await world.close();
});

const DAY = 24 * 60 * 60 * 1_000;

/** A lead with logged mails, a day apart, newest last; and one more that is not logged yet. */
async function leadWithHistory(name: string, subjects: readonly string[]) {
  const email = `${name.toLowerCase().replace(" ", ".")}@history.example`;
  const contact = await world.addContact({ name, emails: [email] });
  for (const [n, subject] of subjects.entries()) {
    const gmailId = Buffer.from(`${n} ${name}`).toString("hex").slice(0, 16);
    const response = await world.call("POST", "/activities", {
      type: "EMAIL",
      gmailMessageId: gmailId,
      gmailThreadId: gmailId,
      from: `${name} <${email}>`,
      to: ada,
      subject,
      date: new Date(Date.now() - (subjects.length - n) * DAY).toUTCString(),
      rfc822MessageId: `<${n}.${email}>`,
      bodyText: `The text of ${subject}.`,
    });
    if (!response.ok) throw new Error(await response.text());
  }
  const mail = world.deliver({
    from: { name, email },
    to: [{ email: ada }],
    subject: "Now",
    text: "The newest mail.",
  });
  return { contact, mail };
}

describe("the contact card", () => {
  test("opens from the menu of the mail's card and makes a lead a client", async () => {
    const { mail, contact } = await leadWithHistory("Ida Jung", []);
    await page.openMail(mail);
    await menu(page, "Open contact");
    await menu(page, "Make client");
    expect(await noticeOf(page)).toContain("Now a client");
    expect(await page.text()).toContain("Client · ");
    expect((await world.contact(contact.id)).kind).toBe("client");
    await back(page);
    expect(await page.text()).toContain("Client · ");
  });

  test("logs the open mail onto the contact shown", async () => {
    const { mail, contact } = await leadWithHistory("Jan Kolb", []);
    await page.openMail(mail);
    await menu(page, "Open contact");
    await page.press("Log to this contact");
    expect(await page.text()).toMatch(/Logged by ada[\s\S]*With Jan Kolb/i);
    expect(await world.activitiesOf(contact.id)).toHaveLength(1);
  });

  test("asks before it deletes", async () => {
    const { mail, contact } = await leadWithHistory("Klara Lenz", ["Offer"]);
    await page.openMail(mail);
    await menu(page, "Open contact");
    await menu(page, "Delete contact…");
    expect(await page.text()).toMatch(/Delete Klara Lenz\?[\s\S]*cannot be undone/);
    await page.press("Keep");
    expect(await page.text()).toContain("Klara Lenz");
    await menu(page, "Delete contact…");
    await page.press("Delete");
    expect(await noticeOf(page)).toContain("Contact deleted");
    expect(await page.text()).toContain("Klara Lenz is not in Rapport yet.");
    expect((await world.call("GET", `/contacts/${contact.id}`)).status).toBe(404);
  });
});

describe("the score card", () => {
  test("says what counted, and leads to it", async () => {
    const { mail } = await leadWithHistory("Leo Mertens", ["First words", "Second words"]);
    await page.openMail(mail);
    await page.press(/Engagement/);
    const text = await page.text();
    expect(text).toContain("Engagement score");
    expect(text).toMatch(/2 points, momentum \d/);
    expect(text).toMatch(/\+1[\s\S]*Second words[\s\S]*\+1[\s\S]*First words/);
    await page.press(/Second words/);
    expect(await page.text()).toContain("The text of Second words.");
  });
});

describe("the timeline", () => {
  test("pages, and narrows to one kind", async () => {
    const subjects = Array.from({ length: 18 }, (_, n) => `Letter ${n + 1}`);
    const { mail } = await leadWithHistory("Mia Nolte", subjects);
    await page.openMail(mail);
    await page.press("Show all");
    const first = await page.text();
    expect(first).toContain("Letter 18");
    expect(first).not.toMatch(/Letter 3\b/);
    await page.panel.getByRole("button", { name: "More", exact: true }).click();
    await page.idle();
    expect(await page.text()).toMatch(/Letter 3\b[\s\S]*Letter 1\b/);
    await back(page);
    await page.panel.getByLabel("Show", { exact: true }).selectOption({ label: "Meetings" });
    await page.panel.getByText("Nothing here yet.").waitFor();
    await page.panel.getByLabel("Show", { exact: true }).selectOption({ label: "Mails" });
    await page.panel.getByText("Letter 18", { exact: true }).waitFor();
  });

  test("opens an activity, whose note is written, changed and removed", async () => {
    const { mail, contact } = await leadWithHistory("Nils Ott", ["Terms"]);
    await page.openMail(mail);
    await page.press(/^Received.*Terms/);
    const text = await page.text();
    for (const words of ["Terms", "Received", "The text of Terms.", "From: Nils Ott", "Logged by"])
      expect(text).toContain(words);
    await page.fill("Note", "Ask for the signed copy");
    await page.press("Save note");
    expect(await noticeOf(page)).toContain("Saved");
    expect(await valueOf(page, "Note")).toBe("Ask for the signed copy");
    expect(await world.activitiesOf(contact.id)).toMatchObject([{ note: "Ask for the signed copy" }]);
    await page.fill("Note", "");
    await page.press("Save note");
    expect(await world.activitiesOf(contact.id)).toMatchObject([{ note: null }]);
  });

  test("loses an activity that is undone from its card", async () => {
    const { mail, contact } = await leadWithHistory("Olaf Pohl", ["Mistake"]);
    await page.openMail(mail);
    await page.press(/^Received.*Mistake/);
    await page.press("Undo");
    await page.press("Undo");
    expect(await page.text()).toContain("Nothing is logged with this contact yet.");
    expect(await world.activitiesOf(contact.id)).toEqual([]);
  });
});
