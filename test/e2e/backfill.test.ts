/** What a new contact's card says of older mails, in Chromium and with a connected mailbox. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { Activity } from "../../contract/activities.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { clara, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld, OpenableMail } from "./demo-world.ts";
import { menu, noticeOf, toggle } from "./panel-probe.ts";

const DAY = 86_400_000;

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(6030);
  page = await world.open({ user: clara });
});
afterEach(() => {
  world.stack.google.faults.clear();
});
afterAll(async () => {
  await world.close();
});

/** Five mails of somebody nobody knows, a day apart; gives the newest. */
function pastWith(email: string): OpenableMail {
  const mails = [4, 3, 2, 1, 0].map((day) =>
    world.deliver(
      {
        from: { name: "Otto Quitten", email },
        to: [{ email: clara }],
        subject: `Mail of ${day} days ago`,
        text: `The text of ${day} days ago.`,
        at: Date.now() - day * DAY,
      },
      clara,
    ),
  );
  const newest = mails.at(-1);
  if (newest === undefined) throw new Error("no mail");
  return newest;
}

/** From the open mail, without logging it. */
async function addAsLead(mail: OpenableMail): Promise<void> {
  await page.openMail(mail);
  await page.press("Add as lead");
  await toggle(page, "Log this mail");
  await page.press("Save");
}

/** Waits for so many activities of the contact with that name. */
async function activitiesOf(name: string, isSo: (found: readonly Activity[]) => boolean) {
  const headers = { Authorization: `Bearer ${world.stack.identityToken(clara)}` };
  const read = async (path: string) =>
    (await (await fetch(`${world.stack.backend.url}/api/v1${path}`, { headers })).json()) as {
      items: unknown[];
    };
  const [contact] = (await read(`/contacts?q=${name}`)).items as { id: string }[];
  const end = Date.now() + 15_000;
  for (;;) {
    const found = (await read(`/activities?contactId=${contact?.id ?? ""}`)).items as Activity[];
    if (isSo(found)) return found;
    if (Date.now() > end) throw new Error(`there are ${found.length}`);
    await page.page.waitForTimeout(100);
  }
}

test("without a mailbox a new contact's card invites to connect one", async () => {
  await addAsLead(pastWith("otto@first.example"));
  expect(await noticeOf(page)).toContain("Contact created");
  expect(await page.text()).toMatch(
    /Connect your mailbox, and older mails with this contact are imported too/,
  );
  const [popup] = await Promise.all([
    page.page.waitForEvent("popup"),
    page.panel.getByRole("button", { name: "Connect" }).first().click(),
  ]);
  expect(popup.url()).toContain("/settings/integrations");
  await popup.close();
});

describe("with a mailbox", () => {
  beforeAll(async () => {
    await connectGoogle(world.stack, clara, ["mail"]);
  });

  test("the card counts what there is, and imports it all by itself", async () => {
    await addAsLead(pastWith("otto@second.example"));
    expect(await page.text()).toMatch(
      /Older mails\s+5 mails found in your mailbox\s+The sync imports everything, unless you want less/,
    );
    const found = await activitiesOf("otto@second.example", ({ length }) => length === 5);
    expect(found.every(({ bodyText }) => bodyText !== null)).toBe(true);
    await page.press("Import all");
    expect(await noticeOf(page)).toContain("Everything is being imported");
    expect(await page.text()).not.toContain("found in your mailbox");
  });

  test("nothing leaves the older ones out, and they can be had later", async () => {
    await addAsLead(pastWith("otto@third.example"));
    await page.press("Nothing");
    expect(await noticeOf(page)).toContain("Nothing older is imported");
    await activitiesOf("otto@third.example", ({ length }) => length === 0);

    await menu(page, "Open contact");
    await menu(page, "Import older mails…");
    expect(await page.text()).toMatch(/Older mails\s+5 mails found in your mailbox/);
    await page.press("Only who and when");
    expect(await noticeOf(page)).toContain("Imported without the text");
    expect(await page.text()).toContain("Otto Quitten");
    const found = await activitiesOf("otto@third.example", ({ length }) => length === 5);
    expect(found.map(({ bodyText }) => bodyText)).toEqual([null, null, null, null, null]);
  });

  test("Google being away costs neither the contact nor the answer", async () => {
    world.stack.google.faults.add({
      method: "gmail.messages.list",
      fault: { kind: "error", error: "backendError" },
    });
    await addAsLead(pastWith("otto@fourth.example"));
    expect(await noticeOf(page)).toContain("Contact created");
    expect(await page.text()).toMatch(/could not be counted[\s\S]*Google does not answer at the moment/);
    world.stack.google.faults.clear();
    await page.press("Try again");
    expect(await page.text()).toMatch(/Older mails\s+5 mails found in your mailbox/);
    await activitiesOf("otto@fourth.example", ({ length }) => length === 5);
  });
});
