/** `npm run pictures`: the pictures of the docs, taken of the demo in a real browser. */
import { mkdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { Sync } from "../../contract/sync.ts";
import { startDemoStack } from "../demo/demo-stack.ts";
import { fillCrm } from "../demo/fill-crm.ts";
import { logHistory } from "../demo/log-history.ts";
import { seededScenario } from "../demo/seeded.ts";
import { SidebarPage } from "../demo/sidebar-page.ts";
import { findAccount } from "../google/world.ts";
import { launchChromium } from "./chromium.ts";

const FOLDER = process.argv[2] ?? "docs/images";

await mkdir(FOLDER, { recursive: true });
const scenario = await seededScenario();
const stack = await startDemoStack({ scenario, port: 3200 });
const browser = await launchChromium();
try {
  await fillCrm(stack, scenario);
  await logHistory(stack, scenario);
  const page = await SidebarPage.open(browser, stack.url, { user: scenario.me });
  const shoot = async (name: string) => {
    await page.page.mouse.move(0, 0);
    await page.page.screenshot({ path: `${FOLDER}/${name}.png` });
    console.log(`${FOLDER}/${name}.png`);
  };

  const mail = newestFrom("ingrid.haugen@fjordline.example");
  await page.openMail(mail);
  await shoot("message-card");
  await page.press("Log with note…");
  await page.fill("Note", "Wants the pilot extended to the Ålesund store before winter.");
  await shoot("log-form");

  await page.openMail(newestFrom("lucas.almeida@frutasdovale.example"));
  await shoot("unknown-person");
  await page.press("Add as lead");
  await shoot("create-lead");

  await page.goTo("#/mail");
  await shoot("home-card");

  await shootFirstSync(`${FOLDER}/first-sync.png`);
  await syncIsDone();
  await page.openMail(mail);
  await page.panel.getByRole("button", { name: "Show more" }).first().click();
  await shoot("logged-by-sync");

  const event = await customerMeeting();
  if (event !== undefined) {
    await page.openEvent(event);
    await shoot("event-card");
  }
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

async function syncIsDone(): Promise<void> {
  const headers = { Authorization: `Bearer ${stack.identityToken(scenario.me)}` };
  for (let isDone = false; !isDone;) {
    await setTimeout(500);
    const answer = await fetch(`${stack.backend.url}/api/v1/sync`, { headers });
    const { email } = (await answer.json()) as Sync;
    isDone = email.phase !== "first" && email.waiting === 0;
  }
}

function mailboxOf(email: string) {
  const account = findAccount(stack.google.world, email);
  if (account === undefined) throw new Error(`the seed has no ${email}`);
  return account.mailbox;
}

function newestFrom(sender: string): { threadId: string; messageId: string } {
  const [newest] = mailboxOf(scenario.me).search.list({ q: `from:${sender}` }, Date.now());
  if (newest === undefined) throw new Error(`the seed has no mail from ${sender}`);
  return { threadId: newest.threadId, messageId: newest.id };
}

async function customerMeeting(): Promise<string | undefined> {
  const day = 24 * 60 * 60 * 1_000;
  const events = await stack.host.listEvents(scenario.me, {
    from: Date.now() - 7 * day,
    to: Date.now() + 7 * day,
  });
  return events.find(({ attendees }) => attendees.some(({ email }) => !email.endsWith(`@${scenario.domain}`)))
    ?.id;
}
