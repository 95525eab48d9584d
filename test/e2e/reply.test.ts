/** Answering the open mail from the sidebar, in Chromium: to whom, in which conversation, and one activity of it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { findField } from "../../dev/google/gmail/header-fields.ts";
import { findAccount } from "../../dev/google/world.ts";
import { ada, ben } from "./demo-world.ts";
import type { OpenableMail } from "./demo-world.ts";
import { plainTextOf, startMailWorld } from "./mail-world.ts";
import type { MailWorld } from "./mail-world.ts";
import { noticeOf, valueOf } from "./panel-probe.ts";

let world: MailWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startMailWorld(6130);
  page = await world.open();
}, 60_000);
afterAll(async () => {
  await world.close();
});

async function lead(name: string) {
  const email = `${name.toLowerCase()}@harbour.example`;
  return { email, contact: await world.addContact({ name, emails: [email] }) };
}

function messageIdOf({ messageId }: OpenableMail): string {
  const headers = findAccount(world.stack.google.world, ada)?.mailbox.find(messageId)?.headers() ?? [];
  return findField(headers, "Message-ID")?.trim() ?? "";
}

test("an answer goes into the conversation, and is one activity after the sync", async () => {
  const { contact, email } = await lead("Bianca");
  const mail = world.deliver({
    from: { name: "Bianca", email },
    to: [{ email: ada }],
    subject: "A question of Bianca",
    text: "When can you come?",
  });
  await page.openMail(mail);
  await page.press("Reply");
  expect(await valueOf(page, "To")).toBe(email);
  expect(await valueOf(page, "Subject")).toBe("Re: A question of Bianca");
  await page.fill("Text", "On Tuesday.");
  await page.press("Send");
  expect(await noticeOf(page)).toMatch(/Sent|On its way/);
  expect(await page.text()).toMatch(/Recent[\s\S]*A question of Bianca/);

  expect(await world.untilSent(contact.id)).toHaveLength(1);
  const [sent, ...more] = world.sentAbout("Bianca");
  expect(more).toEqual([]);
  expect(sent?.threadId).toBe(mail.threadId);
  expect(sent?.header("In-Reply-To")).toBe(messageIdOf(mail));
  expect(sent?.header("References")).toContain(messageIdOf(mail));
  expect(plainTextOf(sent)).toMatch(/^On Tuesday\./);

  await world.untilSynced();
  const outbound = (await world.activitiesOf(contact.id)).filter(({ direction }) => direction === "outbound");
  expect(outbound).toHaveLength(1);
  await page.openMail(mail);
  expect(await page.text()).toMatch(/Whose turn\s+Theirs/);
});

test("an answer to all has the others as copies, but not oneself; a prefix is not doubled", async () => {
  const { contact, email } = await lead("Carlo");
  const mail = world.deliver({
    from: { name: "Carlo", email },
    to: [{ email: ada }, { name: "Ben Okafor", email: ben }],
    cc: [{ name: "Olga Stranger", email: "olga@elsewhere.example" }],
    subject: "AW: Angebot für Carlo",
    text: "Danke.",
  });
  await page.openMail(mail);
  await page.press("Reply all");
  expect(await valueOf(page, "To")).toBe(email);
  expect(await valueOf(page, "Cc")).toBe(`${ben}, olga@elsewhere.example`);
  expect(await valueOf(page, "Subject")).toBe("AW: Angebot für Carlo");
  await page.fill("Text", "Gern.");
  await page.press("Send");
  await world.untilSent(contact.id);
  const [sent] = world.sentAbout("für Carlo");
  expect(sent?.header("Cc")).toMatch(/ben@northwind\.example[\s\S]*olga@elsewhere\.example/);
  expect(sent?.header("Cc")).not.toContain(ada);
});

test("an answer goes where the sender asks for it", async () => {
  const { email } = await lead("Dora");
  const mail = world.deliver({
    from: { name: "Dora", email },
    to: [{ email: ada }],
    subject: "Elsewhere",
    text: "Please answer my office.",
    headers: ["Reply-To: Office <office@harbour.example>"],
  });
  await page.openMail(mail);
  await page.press("Reply");
  expect(await valueOf(page, "To")).toBe("office@harbour.example");
});

test("under a mail of one's own it goes to whoever got that", async () => {
  const { email } = await lead("Edda");
  const mail = world.deliver({
    from: { name: "Ada", email: ada },
    to: [{ name: "Edda", email }],
    subject: "Did you see it",
    text: "Edda?",
    labelIds: ["SENT"],
  });
  await page.openMail(mail);
  await page.press("Reply");
  expect(await valueOf(page, "To")).toBe(email);
});
