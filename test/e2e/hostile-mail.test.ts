import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld, OpenableMail } from "./demo-world.ts";
import { payloads } from "./hostile-payloads.ts";
import { back, dangersOn, linksOn, overflowOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;
/** What left the page for somewhere else, or popped up. */
const escapes: string[] = [];

beforeAll(async () => {
  world = await startDemoWorld(3570);
  page = await world.open();
  page.page.on("dialog", (dialog) => {
    escapes.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.page.on("popup", (popup) => escapes.push(`window ${popup.url()}`));
  // Only what no policy stopped comes here.
  await page.page.context().route(/leak\.example/, async (route) => {
    escapes.push(`request ${route.request().url()}`);
    await route.abort();
  });
  // In the page itself nothing may need to be stopped; in the mail's own frame that is what the policy is for.
  await page.page.addInitScript(`
    window.violations = [];
    if (window === top) document.addEventListener("securitypolicyviolation", (event) => {
      window.violations.push(event.violatedDirective + " " + event.blockedURI);
    });
  `);
  await page.goTo("#/mail");
});

afterAll(async () => {
  await world.close(stopped);
});

/** What the browser says when the frame around a mail's HTML holds. */
const stopped =
  /^Blocked (?:script execution|form submission)|violates the following Content Security Policy|^Refused to/;

/** A contact made of the payload, an entry of its timeline, and a mail from it with a stranger in copy. */
async function infect(payload: string, index: number): Promise<OpenableMail> {
  const email = `h${index}@hostile.example`;
  const line = payload.slice(0, 300);
  await world.addContact({
    name: line,
    company: line,
    title: line,
    phone: payload.slice(0, 100),
    notes: payload,
    emails: [email],
  });
  const logged = await world.call("POST", "/activities", {
    type: "EMAIL",
    gmailMessageId: `aaaaaaaa${index}`,
    gmailThreadId: `aaaaaaaa${index}`,
    from: `"x" <${email}>`,
    to: ada,
    subject: payload.slice(0, 2_000),
    date: new Date().toISOString(),
    bodyText: payload,
    note: payload,
    attachments: [{ name: line, mimeType: line.slice(0, 100), size: 1 }],
  });
  if (!logged.ok) throw new Error(await logged.text());
  return world.deliver({
    from: { name: payload, email },
    to: [{ name: payload, email: ada }],
    cc: [{ name: payload, email: `stranger${index}@hostile.example` }],
    subject: payload,
    text: payload,
    html: payload.slice(0, 300),
    attachments: [{ name: payload.slice(0, 500), content: payload }],
  });
}

/** Within the same document, so that what one mail leaves behind is seen beside the next. */
async function turnTo({ threadId, messageId }: OpenableMail): Promise<void> {
  const answered = page.page.waitForResponse((response) => response.url().endsWith("/execute"));
  await page.page.evaluate(`location.hash = "#/mail/${threadId}/${messageId}"`);
  await answered;
  await page.idle();
}

async function expectHarmless(where: string): Promise<void> {
  expect([where, await page.page.evaluate("[window.pwned, window.violations]")]).toEqual([
    where,
    [undefined, []],
  ]);
  expect([where, await dangersOn(page)]).toEqual([where, []]);
  expect([where, await overflowOf(page)]).toEqual([where, 0]);
  expect([where, escapes]).toEqual([where, []]);
  expect([where, page.complaints.filter((complaint) => !stopped.test(complaint))]).toEqual([where, []]);
  const controls = (await page.text()).match(/\p{Cc}(?<![\n\t])|[\u202A-\u202E]/gu);
  expect([where, controls?.map((sign) => sign.codePointAt(0))]).toEqual([where, undefined]);
}

describe("hostile mails and contacts", () => {
  test("there are a hundred payloads", () => {
    expect(new Set(payloads).size).toBeGreaterThanOrEqual(100);
  });

  test.each(payloads.map((payload, index) => [index, payload] as const))(
    "payload %i stays text beside its mail",
    async (index, payload) => {
      const mail = await infect(payload, index);
      await turnTo(mail);
      expect(await linksOn(page)).toContain(`mailto:h${index}@hostile.example`);
      await expectHarmless("message card");
      if (index % 13 === 0) await visitEveryCard(index);
    },
  );
});

async function visitEveryCard(index: number): Promise<void> {
  for (const [where, button] of [
    ["log form", "Log with note…"],
    ["edit form", "Edit"],
    ["score card", /^Engagement/],
    ["activity card", /^Received/],
    ["create form", /^Not in Rapport/],
  ] as const) {
    await page.press(button);
    await expectHarmless(where);
    await back(page);
  }
  await page.press("Log to CRM");
  await expectHarmless("logged card");
  await page.goTo("#/mail");
  await expectHarmless("home card");
  await page.fill("Name, company, phone or address", `h${index}@hostile.example`);
  await page.press("Search");
  await page.press(/^Lead/);
  await expectHarmless("contact card");
  await back(page);
  await expectHarmless("search card");
}
