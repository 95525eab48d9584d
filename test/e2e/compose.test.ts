/** Writing to a contact from the sidebar, in Chromium: who gets it, now or later, once. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, ben, clara } from "./demo-world.ts";
import { plainTextOf, startMailWorld } from "./mail-world.ts";
import type { MailWorld } from "./mail-world.ts";
import { noticeOf, overflowOf, valueOf } from "./panel-probe.ts";

let world: MailWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startMailWorld(6100);
  page = await world.open();
}, 60_000);
afterAll(async () => {
  await world.close();
});

async function lead(name: string) {
  return await world.addContact({
    name,
    emails: [`${name.toLowerCase()}@quarry.example`],
    company: "Quarry Ltd",
  });
}

/** The form to write to somebody, from their card. */
async function write(name: string, reader = page): Promise<void> {
  await reader.goTo("#/mail");
  await reader.fill("Name, company, phone or address", name);
  await reader.press("Search");
  await reader.press(new RegExp(name));
  await reader.press("New mail");
}

test("who has not allowed it yet is told what to do", async () => {
  await lead("Ulla");
  const claras = await world.open({ user: clara });
  await write("Ulla", claras);
  expect(await claras.text()).toMatch(/may not send mails for you yet[\s\S]*Connect/);
  expect(await claras.panel.getByLabel("To").count()).toBe(0);
});

describe("a mail", () => {
  test("goes through the rep's Gmail, stands on the timeline at once, and there once after the sync", async () => {
    const { id } = await lead("Vera");
    await write("Vera");
    expect(await page.text()).toMatch(/Lead · New\s+Vera\s+Owner: Ada/i);
    expect(await valueOf(page, "To")).toBe("vera@quarry.example");
    await page.fill("Subject", "Größere Kühlung für Vera");
    await page.fill("Text", "Grüße,\n\n日本語 🚚");
    await page.press("Send");
    expect(await noticeOf(page)).toMatch(/Sent|On its way/);
    expect(await page.text()).toMatch(/Recent[\s\S]*Größere Kühlung für Vera/);

    expect(await world.untilSent(id)).toHaveLength(1);
    const [sent, ...more] = world.sentAbout("für Vera");
    expect(more).toEqual([]);
    expect(sent?.header("To")).toContain("vera@quarry.example");
    expect(plainTextOf(sent)).toMatch(/^Grüße,\n\n日本語 🚚/);
    await world.untilSynced();
    expect(await world.activitiesOf(id)).toMatchObject([{ type: "EMAIL", source: "send", delivery: null }]);
  });

  test("goes once for a double click", async () => {
    const { id } = await lead("Wanda");
    await write("Wanda");
    await page.fill("Subject", "Twice for Wanda");
    await page.fill("Text", "Once.");
    await page.panel.getByRole("button", { name: "Send", exact: true }).dblclick();
    await page.idle();
    await page.panel.getByText("Twice for Wanda").first().waitFor();
    expect(await world.untilSent(id)).toHaveLength(1);
    expect(world.sentAbout("Twice for Wanda")).toHaveLength(1);
  });

  test("with mistakes is not sent: each is named at its field, and what was typed stays", async () => {
    const { id } = await lead("Xenia");
    await write("Xenia");
    await page.fill("To", "xenia@quarry.example, nonsense");
    await page.fill("Subject", "Mistaken for Xenia");
    await page.fill("Text", "Hello Xenia");
    await page.press("Send");
    expect(await page.text()).toContain("“nonsense” is not an address.");
    expect(await valueOf(page, "Text")).toBe("Hello Xenia");
    await page.fill("To", "xenia@quarry.example");
    await page.panel.getByRole("button", { name: "Show more" }).last().click();
    await page.fill("Day", "2020-01-01");
    await page.press("Send");
    expect(await page.text()).toMatch(/Send later\s+Time is in the past/);
    expect(await valueOf(page, "Day")).toBe("2020-01-01");
    expect(await valueOf(page, "Subject")).toBe("Mistaken for Xenia");
    expect(await overflowOf(page)).toBe(0);
    expect(await world.untilSent(id)).toEqual([]);
    expect(await world.activitiesOf(id)).toEqual([]);
  });

  test("to nobody known is not sent, with words for what to do", async () => {
    await lead("Yolanda");
    await write("Yolanda");
    await page.fill("To", "stranger@nowhere.example");
    await page.fill("Subject", "Who are you");
    await page.fill("Text", "Hello");
    await page.press("Send");
    expect(await page.text()).toMatch(/None of the recipients is a lead or client/);
    expect(await page.text()).toMatch(/Not in Rapport\s+stranger@nowhere.example/);
    expect(world.sentAbout("Who are you")).toEqual([]);
  });

  test("warns when a colleague wrote to them lately", async () => {
    await lead("Zora");
    const mail = world.deliver(
      {
        from: { name: "Ben Okafor", email: ben },
        to: [{ name: "Zora", email: "zora@quarry.example" }],
        cc: [{ email: ada }],
        subject: "Prices",
        text: "As discussed.",
      },
      ben,
    );
    const bens = await world.open({ user: ben });
    await bens.openMail(mail);
    await bens.press("Log to CRM");
    await write("Zora");
    expect(await page.text()).toMatch(/Zora\s+Ben\S* wrote to them now/);
  });
});

test("a mail for later waits on the home card, and can be kept from going", async () => {
  const { id } = await lead("Amos");
  await write("Amos");
  await page.fill("Subject", "Later for Amos");
  await page.fill("Text", "In a year, nearly.");
  await page.panel.getByRole("button", { name: "Show more" }).last().click();
  const day = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  await page.fill("Day", day);
  await page.fill("Time", "07:45");
  await page.press("Send");
  expect(await noticeOf(page)).toMatch(/Goes on .*07:45/);
  expect(await world.activitiesOf(id)).toEqual([]);

  await page.goTo("#/mail");
  await page.press(/1 mail has not gone yet/);
  expect(await page.text()).toMatch(/Goes on .*07:45\s+Later for Amos\s+amos@quarry.example/);
  await page.press("Cancel mail");
  expect(await noticeOf(page)).toBe("Cancelled");
  expect(await page.text()).toContain("No mail is waiting.");
  expect(world.sentAbout("Later for Amos")).toEqual([]);
});

test("a mail that Gmail refused is on the home card with the reason, until it is discarded", async () => {
  const { id } = await lead("Bela");
  world.stack.google.faults.add({
    method: "gmail.messages.send",
    fault: { kind: "status", status: 400, reason: "invalidArgument", message: "Recipient address required" },
    times: 1,
  });
  await write("Bela");
  await page.fill("Subject", "Refused for Bela");
  await page.fill("Text", "Never to arrive.");
  await page.press("Send");
  await world.untilFailed(id);

  await page.goTo("#/mail");
  await page.press(/1 mail was not sent/);
  expect(await page.text()).toMatch(/Not sent\s+Refused for Bela\s+bela@quarry.example[\s\S]*Gmail/);
  await page.press("Discard");
  expect(await page.text()).toContain("No mail is waiting.");
  await page.goTo("#/mail");
  expect(await page.text()).not.toContain("not sent");
  expect(await world.activitiesOf(id)).toEqual([]);
});
