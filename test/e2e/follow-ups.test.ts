/** Follow-ups in Chromium: planned from a mail or a contact, seen on their card and at home, done with one click. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { noticeOf, overflowOf, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(6190);
  page = await world.open();
}, 60_000);
afterAll(async () => {
  await world.close();
});

async function lead(name: string) {
  const email = `${name.toLowerCase()}@meadow.example`;
  const contact = await world.addContact({ name, emails: [email] });
  const mail = world.deliver({
    from: { name, email },
    to: [{ email: ada }],
    subject: `Re: Plans of ${name}`,
    text: "Hello.",
  });
  return { contact, mail };
}

async function openContact(name: string): Promise<void> {
  await page.goTo("#/mail");
  await page.fill("Name, company, phone or address", name);
  await page.press("Search");
  await page.press(new RegExp(name));
}

test("from a mail one is planned with two clicks, and stands on the card", async () => {
  const { mail } = await lead("Ines");
  await page.openMail(mail);
  await page.press("Follow-up…");
  expect(await valueOf(page, "What to do")).toBe("Get back about: Plans of Ines");
  await page.press("Tomorrow");
  expect(await noticeOf(page)).toContain("Planned for");
  expect(await page.text()).toMatch(/Follow-ups\s+Due tomorrow\s+Get back about: Plans of Ines\s+Done/);
  expect(await overflowOf(page)).toBe(0);
  await page.press("Done");
  expect(await page.text()).not.toContain("Get back about: Plans of Ines");
});

test("from a contact one is planned for a day of one's own, and done from there", async () => {
  await lead("Jana");
  await openContact("Jana");
  await page.press("Follow-up…");
  expect(await valueOf(page, "What to do")).toBe("Get back to Jana");
  await page.fill("What to do", "Send the contract");
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await page.fill("Day", day);
  await page.press("Save");
  expect(await page.text()).toMatch(/Due in 5 days\s+Send the contract/);
  await page.press("Done");
  expect(await page.text()).not.toContain("Send the contract");
});

test("a day that is over, or none, is refused at its field; what was typed stays", async () => {
  await lead("Klara");
  await openContact("Klara");
  await page.press("Follow-up…");
  await page.fill("What to do", "Too late");
  await page.press("Save");
  expect(await page.text()).toContain("Day is missing");
  await page.fill("Day", "2020-01-01");
  await page.press("Save");
  expect(await page.text()).toContain("Day lies in the past");
  expect(await valueOf(page, "What to do")).toBe("Too late");
  expect(await valueOf(page, "Day")).toBe("2020-01-01");
});

test("what is due today stands at home, and is done there", async () => {
  const { contact } = await lead("Lotte");
  await openContact("Lotte");
  await page.press("Follow-up…");
  await page.fill("Day", dayIn("Europe/Berlin"));
  await page.press("Save");
  await page.goTo("#/mail");
  expect(await page.text()).toMatch(/Follow-ups due[\s\S]*Get back to Lotte\s+Lotte/);
  await page.press("Done");
  expect(await page.text()).not.toContain("Get back to Lotte");
  const open = (await (await world.call("GET", `/tasks?contactId=${contact.id}`)).json()) as {
    items: unknown[];
  };
  expect(open.items).toEqual([]);
});

/** Sweden writes dates as ISO 8601 does. */
function dayIn(timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date());
}
