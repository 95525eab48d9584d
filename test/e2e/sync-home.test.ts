/** The home card in Chromium: the invitation to connect, and whatever there is to say of the sync. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { clara, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { overflowOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;
let database: pg.Client;

beforeAll(async () => {
  world = await startDemoWorld(6050);
  page = await world.open({ user: clara });
  database = new pg.Client({ connectionString: world.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await world.close();
});

async function home(): Promise<string> {
  await page.goTo("#/mail");
  expect(await overflowOf(page)).toBe(0);
  return await page.text();
}

/** The page that a press opens. */
async function opened(press: () => Promise<void>): Promise<string> {
  const [popup] = await Promise.all([page.page.waitForEvent("popup"), press()]);
  const url = popup.url();
  await popup.close();
  return new URL(url).pathname;
}

test("without a mailbox it invites to connect one, and leads there", async () => {
  expect(await home()).toMatch(/Connect your mailbox, and your leads' and clients' mails are logged/);
  const path = await opened(async () => {
    await page.panel.getByRole("button", { name: "Connect" }).click();
  });
  expect(path).toBe("/settings/integrations");
});

test("who connected the calendar alone is still invited", async () => {
  await connectGoogle(world.stack, clara, ["calendar"]);
  expect(await home()).toContain("Connect your mailbox");
});

describe("with a mailbox", () => {
  beforeAll(async () => {
    await connectGoogle(world.stack, clara, ["mail"]);
    for (let isDone = false; !isDone;) isDone = (await home()).includes("Synced");
    // What follows is set by hand: no worker is to change it meanwhile.
    await database.query("update mail_sync set due_at = now() + interval '1 day'");
  }, 60_000);

  test("all being well, it says so in one quiet line at the end", async () => {
    expect(await home()).toMatch(/Connected as clara@northwind\.example · Synced now\s*$/);
    expect(await home()).not.toContain("Mailbox sync");
  });

  test.each([
    [
      "a first sync in numbers",
      `cursor = '{"phase":"first","plan":"search","historyId":"1","after":null,"estimate":3000,"step":{"kind":"read"}}'`,
      /Mailbox sync\s+First sync: [\d,]+ of about 3,000 mails read/,
    ],
    [
      "that Google asked to wait",
      "cursor = null, throttled_until = now() + interval '9 minutes', due_at = now() + interval '9 minutes'",
      /Mailbox sync\s+Google asked to wait; it goes on in 9 minutes/,
    ],
    [
      "that an attempt failed",
      "throttled_until = null, failures = 3, error_code = 'transient', due_at = now() + interval '9 minutes'",
      /Mailbox sync\s+The last attempt did not work; the next is in 9 minutes/,
    ],
    [
      "that it is paused",
      "failures = 0, enabled = false",
      /Mailbox sync\s+Paused: nothing is logged by itself/,
    ],
  ])("it says first %s", async (_, change, words) => {
    await database.query(`update mail_sync set ${change}`);
    expect(await home()).toMatch(words);
    expect(
      await opened(async () => {
        await page.panel.getByText("Mailbox sync").click();
      }),
    ).toBe("/settings/integrations");
  });

  test("a lost permission comes before all else, with its reason, in the reader's language", async () => {
    await database.query(
      "update google_account set status = 'reconnect', status_reason = 'scope_missing' where email = $1",
      [clara],
    );
    expect(await home()).toMatch(/Today\s+Rapport was not given every permission it needs[\s\S]*Reconnect/);
    expect(
      await opened(async () => {
        await page.panel.getByRole("button", { name: "Reconnect" }).click();
      }),
    ).toBe("/settings/integrations");
    const german = await world.open({ user: clara, locale: "de-DE" });
    await german.goTo("#/mail");
    expect(await german.text()).toMatch(/Heute\s+Rapport hat nicht alle nötigen Rechte[\s\S]*Neu verbinden/);
    const mail = world.deliver(
      { from: { email: "ann@acme.example" }, to: [{ email: clara }], subject: "x", text: "x" },
      clara,
    );
    await german.openMail(mail);
    expect(await german.text()).toContain("Rapport hat nicht alle nötigen Rechte");
  });
});
