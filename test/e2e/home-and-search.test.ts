import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { back, menu, noticeOf, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

const searchBox = "Name, company, phone or address";
const ingrid = "ingrid.haugen@fjordline.example";
const tom = "tabernathy@greatlakesdairy.example";

beforeAll(async () => {
  world = await startDemoWorld(3490);
  page = await world.open();
});

afterAll(async () => {
  await world.close();
});

async function contactsNamed(words: string): Promise<readonly { readonly id: string }[]> {
  const answer = await world.call("GET", `/contacts?q=${words}`);
  return ((await answer.json()) as { items: { id: string }[] }).items;
}

describe("the home card", () => {
  test("of a new rep says what to do, and takes the first lead", async () => {
    await page.goTo("#/mail");
    expect(await page.text()).toContain("Nothing is waiting for you.");
    await page.press("New lead");
    await page.fill("Name", "Paula Quint");
    await page.fill("E-mail addresses", "paula@quint.example");
    await page.press("Save");
    expect(await noticeOf(page)).toContain("Contact created");
    expect(await page.text()).toMatch(/Paula Quint[\s\S]*Lead · New/);
  });

  test("shows the meetings of today, who waits for an answer, and who is warm", async () => {
    const start = new Date();
    const eventId = world.addEvent({
      summary: "Kick-off with Tom",
      start: { dateTime: start.toISOString() },
      end: { dateTime: new Date(start.getTime() + 30 * 60_000).toISOString() },
      attendees: [
        { email: ada, responseStatus: "accepted" },
        { email: tom, responseStatus: "accepted" },
      ],
    });
    await page.openEvent(eventId);
    await page.press("Log to CRM");
    const mail = world.deliver({
      from: { name: "Tom Abernathy", email: tom },
      to: [{ email: ada }],
      subject: "Can we start?",
      text: "Can we start on Monday?",
    });
    await page.openMail(mail);
    await page.press("Log to CRM");
    await page.goTo("#/mail");
    const text = await page.text();
    expect(text).toMatch(/Meetings today[\s\S]*30 min[\s\S]*Kick-off with Tom\s+Tom Abernathy/);
    expect(text).toMatch(/Waiting for your answer\s+Since [\s\S]*Tom Abernathy\s+Can we start\?/);
    expect(text).toMatch(/Warm contacts[\s\S]*Tom Abernathy/);
    await page.press(/Kick-off with Tom/);
    expect(await page.text()).toContain("How did it go?");
    await back(page);
    await page.press(/^Since .*Tom Abernathy/);
    expect(await page.text()).toContain("VP Supply Chain");
  });

  test("says what is due, and takes it off with one click", async () => {
    const [found] = await contactsNamed("Abernathy");
    await world.call("POST", "/tasks", {
      text: "Call Tom about the dock",
      dueAt: new Date(Date.now() + 60_000).toISOString(),
      contactId: found?.id,
    });
    await page.goTo("#/mail");
    expect(await page.text()).toMatch(/Follow-ups due\s+Due [^\n]+\s+Call Tom about the dock/);
    await page.press("Done");
    expect(await noticeOf(page)).toBe("Done");
    expect(await page.text()).not.toContain("Call Tom about the dock");
  });

  test("stands beside the calendar too", async () => {
    await page.goTo("#/calendar");
    expect(await page.text()).toContain("Today");
    expect(await page.panel.getByLabel(searchBox).isVisible()).toBe(true);
  });
});

describe("a meeting's outcome", () => {
  test("is told on its card and counts", async () => {
    const { id } = await world.addContact({ name: "Rita Sand", emails: ["rita@sand.example"] });
    const eventId = world.addEvent({
      summary: "Visit of Rita",
      start: { dateTime: new Date(Date.now() - 2 * 3_600_000).toISOString() },
      end: { dateTime: new Date(Date.now() - 3_600_000).toISOString() },
      attendees: [{ email: "rita@sand.example", responseStatus: "accepted" }],
    });
    await page.openEvent(eventId);
    await page.press("Log to CRM");
    await page.press(/Logged by/);
    await page.press("They did not come");
    expect(await page.text()).toContain("No-show");
    await page.press("It took place");
    expect(await page.text()).toContain("Meeting · Held");
    expect((await world.contact(id)).engagementScore).toBe(3);
  });
});

describe("search", () => {
  test("finds by any word, and opens what is found", async () => {
    await page.goTo("#/mail");
    await page.fill(searchBox, "vaccines pune");
    await page.press("Search");
    expect(await page.text()).toContain("No contact matches “vaccines pune”.");
    await page.fill(searchBox, "sahyadri priya");
    await page.press("Search");
    await page.press(/Priya Raghunathan/);
    expect(await page.text()).toMatch(/Director – Procurement & Cold Chain[\s\S]*Lead · Proposal/);
    await back(page);
    expect(await valueOf(page, searchBox)).toBe("sahyadri priya");
    await back(page);
    expect(await page.text()).toContain("Today");
  });

  test("suggests names while one types", async () => {
    await page.goTo("#/mail");
    await page.panel.getByLabel(searchBox).pressSequentially("haug");
    const option = page.panel.getByRole("option", { name: /Ingrid Haugen/ });
    await option.waitFor();
    await option.click();
    await page.press("Search");
    expect(await page.text()).toMatch(/Client · Won\s+Ingrid Haugen/);
  });

  test("of nothing shows the contacts of last, a page at a time", async () => {
    for (let n = 0; n < 8; n += 1)
      await world.addContact({ name: `Filler ${n}`, emails: [`filler${n}@crowd.example`] });
    await page.goTo("#/mail");
    await page.press("Search");
    await page.press("Search");
    const rows = page.panel.getByRole("button", { name: /^(Lead|Client) · / });
    expect(await rows.count()).toBe(15);
    await page.panel.getByRole("button", { name: "More", exact: true }).click();
    await page.idle();
    expect(await rows.count()).toBeGreaterThan(0);
    expect(await page.panel.getByRole("button", { name: "More", exact: true }).count()).toBe(0);
  });

  test("is reached from everywhere by the menu", async () => {
    await page.openMail(world.newestFrom(tom));
    await menu(page, "Search contacts");
    expect(await page.text()).toContain("Search contacts");
    await page.fill(searchBox, "kestrel");
    await page.press("Search");
    await page.press(/Daniel Osei/);
    expect(await page.text()).toContain("Fleet Manager");
    for (let n = 0; n < 2; n += 1) await back(page);
    expect(await page.text()).toContain("Tom Abernathy");
  });
});

describe("the two stacks", () => {
  test("home and the open mail each keep their place", async () => {
    await page.openMail(world.newestFrom(ingrid));
    await menu(page, "Open contact");
    await back(page);
    await back(page);
    expect(await page.text()).toContain("Today");
    await page.press(/^Since .*Tom Abernathy/);
    await page.panel.locator(".panel-peek-button").click();
    await page.idle();
    expect(await page.text()).toMatch(/Ingrid Haugen[\s\S]*Log with note…/);
    await back(page);
    expect(await page.text()).toContain("VP Supply Chain");
  });
});
