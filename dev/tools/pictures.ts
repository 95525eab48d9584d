/** `npm run pictures`: the pictures of the docs, taken of the demo in a real browser. */
import { mkdir } from "node:fs/promises";
import type { Sync } from "../../contract/sync.ts";
import { addWork } from "../demo/add-work.ts";
import { callApi } from "../demo/call-api.ts";
import { connectGoogle } from "../demo/connect-google.ts";
import { startDemoStack } from "../demo/demo-stack.ts";
import { fillCrm } from "../demo/fill-crm.ts";
import { logHistory } from "../demo/log-history.ts";
import { mailboxOf } from "../demo/look-into.ts";
import { seededScenario } from "../demo/seeded.ts";
import { SidebarPage } from "../demo/sidebar-page.ts";
import { until } from "../demo/until.ts";
import type { CalendarEvent } from "../sidebar/page/wire.ts";
import { launchChromium } from "./chromium.ts";

const SLOTS_PX = 420;
const SCROLLED_MS = 300;

/** At Gmail's pace, which the picture of it needs. */
const FIRST_SYNC_MS = 180_000;

const FOLDER = process.argv[2] ?? "docs/images";

await mkdir(FOLDER, { recursive: true });
const scenario = await seededScenario();
const stack = await startDemoStack({ scenario, port: 3200 });
const browser = await launchChromium();
try {
  await fillCrm(stack, scenario);
  await logHistory(stack, scenario);
  await addWork(stack, scenario);
  const page = await SidebarPage.open(browser, stack.url, { user: scenario.me });
  const shoot = async (name: string) => {
    await page.page.mouse.move(0, 0);
    await page.page.getByText("Loading…").waitFor({ state: "hidden" });
    await page.page.screenshot({ path: `${FOLDER}/${name}.png` });
    console.log(`${FOLDER}/${name}.png`);
  };

  const mail = newestFrom("ingrid.haugen@fjordline.example");
  await page.openMail(mail);
  await shoot("message-card");
  await shootFirstSync(`${FOLDER}/first-sync.png`);
  await until("the mailbox is synced", mailboxIsDone, FIRST_SYNC_MS);
  await page.openMail(mail);
  await page.panel.getByRole("button", { name: "Show more" }).first().click();
  await shoot("logged-by-sync");

  await connectGoogle(stack, scenario.me);
  await until("the calendar is synced", calendarIsDone);
  await page.openMail(mail);
  await page.press("Reply");
  await page.press("Insert");
  await shoot("reply-form");
  await page.openMail(newestFrom("tabernathy@greatlakesdairy.example"));
  await page.press("Schedule");
  await page.press("Find free times");
  // The days and their buttons in sight, with the guests above them.
  await page.panel.locator(".panel-body").hover();
  await page.page.mouse.wheel(0, SLOTS_PX);
  await page.page.waitForTimeout(SCROLLED_MS);
  await shoot("schedule-form");

  await page.openEvent(await customerMeeting());
  await shoot("event-card");
  await page.goTo("#/mail");
  await shoot("home-card");
  if (page.complaints.length > 0) throw new Error(`the page complained: ${page.complaints.join("; ")}`);
} finally {
  await browser.close();
  await stack.close();
}

/** Through the local Google's consent page, and back on the Integrations page until half of the bar is full. */
async function shootFirstSync(path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  const consent = async () => {
    await page.getByRole("radio", { name: scenario.me }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${stack.url}/**`);
  };
  await page.goto(`${stack.url}/settings/integrations`);
  await page.getByRole("link", { name: "Sign in with Google" }).click();
  await consent();
  await page.getByRole("link", { name: "Connect Gmail" }).click();
  await consent();
  await page.locator("#mailbox .progress", { hasText: /[5-9]\d %/ }).waitFor();
  await page.screenshot({ path });
  await page.close();
  console.log(path);
}

async function mailboxIsDone(): Promise<true | undefined> {
  const { email } = await callApi<Sync>(stack, scenario.me, { path: "/sync" });
  return email.phase !== "first" && email.waiting === 0 ? true : undefined;
}

async function calendarIsDone(): Promise<true | undefined> {
  const { calendars } = await callApi<Sync>(stack, scenario.me, { path: "/sync" });
  const [own] = calendars;
  return own?.phase === "idle" && own.lastSyncedAt !== null ? true : undefined;
}

function newestFrom(sender: string): { threadId: string; messageId: string } {
  const [newest] = mailboxOf(stack, scenario.me).search.list({ q: `from:${sender}` }, Date.now());
  if (newest === undefined) throw new Error(`the seed has no mail from ${sender}`);
  return { threadId: newest.threadId, messageId: newest.id };
}

/** The next one with a customer. */
async function customerMeeting(): Promise<string> {
  const events = await stack.host.listEvents(scenario.me, {
    from: Date.now(),
    to: Date.now() + 14 * 24 * 60 * 60 * 1_000,
  });
  const withCustomer = events
    .filter(({ attendees }) => attendees.some(({ email }) => !email.endsWith(`@${scenario.domain}`)))
    .sort((a, b) => startOf(a) - startOf(b))
    .find(({ attendees }) =>
      attendees.some(({ email }) => scenario.people.some((one) => one.email === email)),
    );
  if (withCustomer === undefined) throw new Error("the seed has no meeting with a customer");
  return withCustomer.id;
}

function startOf({ start }: CalendarEvent): number {
  return "at" in start ? start.at : Date.parse(start.date);
}
