/** "Why is this (not) logged?" in Chromium, with a mailbox that is connected and synced in earnest. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { Sync } from "../../contract/sync.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, ben, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld, OpenableMail } from "./demo-world.ts";
import { noticeOf } from "./panel-probe.ts";

const INGRID = "ingrid.haugen@fjordline.example";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(6010, [], 30_000);
  page = await world.open();
});
afterAll(async () => {
  await world.close();
});

function mailFrom(email: string, subject: string): OpenableMail {
  return world.deliver({
    from: { name: "Somebody", email },
    to: [{ name: "Ada Lindqvist", email: ada }],
    subject,
    text: "Hello,\n\na word about the sensors.",
  });
}

/** Also asks for a sync: of several mails within a second Google tells of the first only. */
async function synced(email: string, subject: string): Promise<OpenableMail> {
  const mail = mailFrom(email, subject);
  await world.call("POST", "/sync/email/run");
  return mail;
}

/** Opens the mail again and again, as somebody who looks whether it is there by now. */
async function openUntil(mail: OpenableMail, words: RegExp, ms = 15_000): Promise<string> {
  const end = Date.now() + ms;
  for (;;) {
    await page.openMail(mail);
    const text = await page.text();
    if (words.test(text)) return text;
    if (Date.now() > end) throw new Error(`the card does not say ${String(words)}, but: ${text}`);
  }
}

async function syncIs(wanted: (email: Sync["email"]) => boolean): Promise<void> {
  for (;;) {
    const { email } = (await (await world.call("GET", "/sync")).json()) as Sync;
    if (wanted(email)) return;
    // As long as the Integrations page takes between two looks.
    await page.page.waitForTimeout(500);
  }
}

async function unfold(): Promise<void> {
  await page.panel.getByRole("button", { name: "Show more" }).first().click();
}

test("without a mailbox a contact's mail is logged by a click alone, and the card says so", async () => {
  await page.openMail(world.newestFrom(INGRID));
  const text = await page.text();
  expect(text).toMatch(/Why is this not logged\?\s+Your mailbox is not connected/);
  expect(text).not.toContain("Show more");
});

test("a connected mailbox is read, newest first, and what nobody logged by hand is logged, with its reason", async () => {
  await connectGoogle(world.stack, ada, ["mail"]);
  const text = await openUntil(world.newestFrom(INGRID), /Logged by the sync/, 25_000);
  expect(text).toMatch(/Logged by the sync, now\s+With Ingrid Haugen/);
  expect(text).toMatch(new RegExp(`Why is this logged\\?\\s+${INGRID} is on it\\.`));
  await page.goTo("#/mail");
  expect(await page.text()).toMatch(/Mailbox sync\s+First sync: \d+ of about \d+ mails read/);
}, 40_000);

describe("after the first sync", () => {
  beforeAll(async () => {
    // A mailbox that was synced a moment ago is let alone for five seconds, whatever Google tells of it.
    await syncIs(
      ({ phase, waiting, lagSeconds }) => phase === "idle" && waiting === 0 && Number(lagSeconds) > 5,
    );
  }, 90_000);

  test("a mail that comes in stands on its card as logged within two seconds", async () => {
    const mail = mailFrom(INGRID, "How long does it take?");
    const text = await openUntil(mail, /Logged by the sync/, 2_000);
    expect(text).toContain("How long does it take?");
  });

  test("mails of nobody known and of colleagues say so", async () => {
    const unknown = mailFrom("news@letters.example", "This week in cooling");
    expect(await openUntil(unknown, /Nobody on it is a lead or client/)).toMatch(/is not in Rapport yet/);
    const internal = mailFrom(ben, "Lunch?");
    expect(await openUntil(internal, /Only colleagues are on this mail/)).toContain(
      "Why is this not logged?",
    );
  });

  test("never: asks, keeps the next mails out, and they can be logged anyway", async () => {
    const email = "gerda@orchard.example";
    const { id } = await world.addContact({ name: "Gerda", emails: [email] });
    await openUntil(await synced(email, "The first"), /Logged by the sync/);
    await unfold();
    await page.press("Never log…");
    expect(await page.text()).toMatch(/Never log gerda@orchard\.example\?[\s\S]*the sync logged 1 entry/);
    await page.press("Never log, keep entries");
    expect(await noticeOf(page)).toContain(`${email} is never logged from now on`);
    expect(await page.text()).toMatch(/Logged by the sync[\s\S]*Your rule never logs gerda@orchard\.example/);

    const second = await synced(email, "The second");
    await openUntil(second, /Why is this not logged\?\s+Your rule never logs gerda@orchard\.example/);
    expect(await world.activitiesOf(id)).toHaveLength(1);
    await page.press("Log anyway");
    expect(await page.text()).toMatch(/Logged by ada/i);
    expect(await world.activitiesOf(id)).toHaveLength(2);
  });

  test("never, with what is there: the entries go, and come back when the rule does", async () => {
    const email = "hanna@quince.example";
    const { id } = await world.addContact({ name: "Hanna", emails: [email] });
    const mail = await synced(email, "Private");
    await openUntil(mail, /Logged by the sync/);
    await unfold();
    await page.press("Never log…");
    await page.press("Everybody @quince.example…");
    expect(await page.text()).toContain("Never log @quince.example?");
    await page.press("Never log, remove 1 entry");
    expect(await noticeOf(page)).toContain("@quince.example is never logged from now on; 1 entry removed");
    expect(await page.text()).toMatch(/Log anyway[\s\S]*Your rule never logs @quince\.example/);
    expect(await world.activitiesOf(id)).toEqual([]);

    await page.press("Remove rule");
    expect(await noticeOf(page)).toContain("The rule is removed");
    await openUntil(mail, /Logged by the sync/);
    expect(await world.activitiesOf(id)).toHaveLength(1);
  });

  test("always: an address is let through the rule about its domain", async () => {
    const email = "irma@medlar.example";
    await world.addContact({ name: "Irma", emails: [email] });
    await world.call("POST", "/rules", { effect: "never", pattern: "medlar.example" });
    const mail = await synced(email, "Let me in");
    await openUntil(mail, /Your rule never logs @medlar\.example/);
    await page.press("Always log");
    expect(await noticeOf(page)).toContain(`${email} is always logged from now on`);
    await openUntil(mail, /Logged by the sync/);
  });

  test("a rule that somebody else removed meanwhile is told as gone, and the card stays", async () => {
    const email = "jutta@sorb.example";
    await world.addContact({ name: "Jutta", emails: [email] });
    await world.call("POST", "/rules", { effect: "never", pattern: email });
    await openUntil(await synced(email, "Twice"), /Your rule never logs/);
    const { items } = (await (await world.call("GET", "/rules")).json()) as {
      items: { id: string; pattern: string }[];
    };
    const rule = items.find(({ pattern }) => pattern === email);
    await world.call("DELETE", `/rules/${rule?.id ?? ""}`);
    await page.press("Remove rule");
    expect(await noticeOf(page)).toContain("no longer there");
    expect(await page.text()).toContain("Your rule never logs");
  });
});
