/** The pages of the backend in Chromium: sign in, connect in part and whole, watch, pause, disconnect. In the demo, where the sync runs. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import type { BrowserContext, Page } from "playwright-core";
import { ada, ben, clara, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";

const SETTINGS = "/settings/integrations";

let world: DemoWorld;
let database: pg.Client;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  world = await startDemoWorld(5810);
  database = new pg.Client({ connectionString: world.databaseUrl });
  await database.connect();
}, 60_000);
afterAll(async () => {
  await database.end();
  await world.close();
});
beforeEach(async () => {
  for (const person of [ada, ben, clara]) world.stack.google.revokeAccess(person);
  // As if nobody had ever been here.
  await database.query("update google_account set status = 'none', scopes = '{}', refresh_token = null");
  for (const table of ["mail_sync", "calendar_sync", "ledger_entry"])
    await database.query(`delete from ${table}`);
  await database.query("delete from activity where source = 'sync'");
  await newBrowser();
});
afterEach(async () => {
  await context.close();
  expect(complaints.splice(0)).toEqual([]);
});

async function newBrowser(options: Parameters<typeof world.browser.newContext>[0] = {}): Promise<void> {
  context = await world.browser.newContext({ baseURL: world.stack.url, ...options });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // Who is not signed in is told so with a 401, which the console repeats.
    const isExpected = /status of (401|403|404)/.test(message.text());
    if (message.type() === "error" && !isExpected) complaints.push(message.text());
  });
}

/** On Google's page: unticks what is named, and goes on. */
async function consent({
  person = clara,
  without = [],
  answer = "Continue",
}: {
  readonly person?: string;
  readonly without?: readonly string[];
  readonly answer?: "Continue" | "Cancel";
} = {}): Promise<void> {
  await page.getByRole("radio", { name: person }).check();
  for (const scope of without) await page.getByRole("checkbox", { name: scope }).uncheck();
  await page.getByRole("button", { name: answer }).click();
  await page.waitForURL(new RegExp(`^${world.stack.url}/`));
}

/** Ada's mailbox is for the test that watches it: what a sync of before still asks for would count against her quota. */
async function signIn(person = clara): Promise<void> {
  await page.goto(SETTINGS);
  await page.getByRole("link", { name: "Sign in with Google" }).click();
  await consent({ person });
}

async function connectGmail(person = clara): Promise<void> {
  await page.getByRole("link", { name: "Connect Gmail" }).click();
  await consent({ person });
}

const numberOf = async (label: string) =>
  Number(
    (await page.locator("#mailbox .numbers div", { hasText: label }).locator("dd").innerText()).replaceAll(
      ",",
      "",
    ),
  );

/** Waits until the page, drawing itself anew, shows such numbers. */
async function settled(isSo: (seen: number, waiting: number) => boolean): Promise<void> {
  const end = Date.now() + 25_000;
  while (!isSo(await numberOf("seen"), await numberOf("waiting"))) {
    if (Date.now() > end) throw new Error("the numbers did not change");
    await page.waitForResponse((response) => response.url().endsWith("/api/v1/sync"));
  }
}

describe("the Integrations page", () => {
  test("asks who is not signed in to sign in, and then shows what there is", async () => {
    await signIn();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Integrations");
    expect(await page.locator("#account").innerText()).toContain(clara);
    expect(await page.locator("#account .pill").innerText()).toBe("Not connected");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto(SETTINGS);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Sign in to Rapport");
  });

  test("connects with a box unticked, says what is missing, and gets it", async () => {
    await signIn();
    await page.getByRole("link", { name: "Connect Gmail" }).click();
    await consent({ without: ["View your email messages and settings"] });
    expect(await page.locator("#notices").innerText()).toContain("not every box was ticked");
    expect(await page.locator("#mailbox .pill").innerText()).toBe("Not connected");
    await page.getByRole("link", { name: "Give the missing permission" }).click();
    await consent();
    expect(await page.locator("#account .pill").innerText()).toBe("Connected");
    expect(await page.locator("#account .ticks").innerText()).toBe("read your mail");
  });

  test("fills its progress bar by itself, pauses, goes on and disconnects", async () => {
    await signIn(ada);
    await connectGmail(ada);
    await page.locator("#mailbox progress").waitFor();
    const loaded = await page.evaluate<number>("performance.timeOrigin");
    // The demo keeps to Gmail's quota, so that there is something to watch.
    await page.locator("#mailbox progress[value]").waitFor();
    // What somebody opened stays open while the page draws itself anew.
    await page.locator("#mailbox summary").first().click();
    const before = (await numberOf("seen")) - (await numberOf("waiting"));
    await settled((seen, waiting) => seen - waiting > before);
    expect(await page.evaluate<number>("performance.timeOrigin")).toBe(loaded);
    expect(await page.locator("#mailbox details").first().getAttribute("open")).not.toBeNull();

    await page.locator("#mailbox").getByRole("button", { name: "Pause" }).click();
    expect(await page.locator("#mailbox .phase").innerText()).toContain("Paused");
    await page.locator("#mailbox").getByRole("button", { name: "Resume" }).click();
    await page.locator("#mailbox").getByRole("button", { name: "Sync now" }).click();
    expect(await page.locator("#notices").innerText()).toContain("begins in a moment");
    await page.locator("#mailbox select").selectOption({ label: "Who and when" });
    await page.locator("#mailbox").getByRole("button", { name: "Save" }).click();
    expect(await page.locator("#mailbox select").inputValue()).toBe("metadata");

    await page.getByRole("link", { name: "Disconnect…" }).click();
    await page.getByRole("radio", { name: /Remove what only my mailbox/ }).check();
    await page.getByRole("button", { name: "Disconnect" }).click();
    expect(await page.locator("#notices").innerText()).toContain("was removed");
    expect(await page.locator("#account .pill").innerText()).toBe("Not connected");
  }, 90_000);

  test("lists the calendars by itself, and syncs those that are chosen", async () => {
    await signIn();
    await page.getByRole("link", { name: "Connect Calendar" }).click();
    await consent();
    const boxes = page.locator("#calendar input[type=checkbox]");
    await boxes.first().waitFor();
    expect(await boxes.first().isChecked()).toBe(true);
    await page.locator("#calendar .phase", { hasText: "Up to date" }).first().waitFor();
    await boxes.first().uncheck();
    await page.locator("#calendar").getByRole("button", { name: "Save" }).click();
    expect(await page.locator("#notices").innerText()).toContain("Saved");
    expect(await boxes.first().isChecked()).toBe(false);
  }, 60_000);

  test("shows a lost permission with a sentence and the button that helps", async () => {
    await signIn();
    await connectGmail();
    await database.query(
      "update google_account set status = 'reconnect', status_reason = 'revoked' where email = $1",
      [clara],
    );
    await page.reload();
    expect(await page.locator("#notices").innerText()).toContain("no longer accepts the permission");
    await page.getByRole("link", { name: "Connect again" }).first().click();
    await consent();
    expect(await page.locator("#account .pill").innerText()).toBe("Connected");
    expect(await page.locator("#notices").innerText()).toBe("");
  });

  test("says what came of a no, and of somebody else's account", async () => {
    await signIn();
    await page.getByRole("link", { name: "Connect Gmail" }).click();
    await consent({ answer: "Cancel" });
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Nothing was connected");
    await page.getByRole("link", { name: "Try again" }).click();
    await consent({ person: ben });
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("That is another account");
    await page.getByRole("button", { name: "sign out", exact: true }).click();
    await page.goto(SETTINGS);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Sign in to Rapport");
  });

  test("works without a script, and fits a phone", async () => {
    await context.close();
    await newBrowser({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await signIn();
    await connectGmail();
    await page.locator("#mailbox").getByRole("button", { name: "Pause" }).click();
    expect(await page.locator("#mailbox .phase").innerText()).toContain("Paused");
    for (const card of await page.locator(".card").all()) {
      const box = await card.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    }
  });

  test("shows hostile names as text", async () => {
    await signIn(ben);
    const hostile = `<img src=x onerror="document.title='owned'">"'&`;
    const rename = async (name: string) =>
      await database.query("update app_user set name = $1 where email = $2", [name, ben]);
    await rename(hostile);
    await page.goto(SETTINGS);
    expect(await page.locator(".who a").innerText()).toBe(hostile);
    expect(await page.title()).toBe("Integrations · Rapport");
    await rename("Ben");
  });
});
