/**
 * One mail is one activity, whether a rep logs it from the sidebar or the sync finds it: the built add-on reads a mail
 * through GmailApp and sends it to the backend, the sync reads the same mail through the Gmail API.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { LogEmail } from "../../contract/activities.ts";
import { planLog } from "../../backend/src/crm/log-plan.ts";
import type { NewActivity } from "../../backend/src/crm/ports.ts";
import { participantsOf, planMail, readGmailMail } from "../../backend/src/mail/gmail-mail.ts";
import { readMailText } from "../../backend/src/mail/mail-text.ts";
import { findAttachment, toBase64Url, toMessageResource } from "../../dev/google/gmail/message-resource.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { loadMail } from "../../dev/google/load-mail.ts";
import { seedWorld } from "../../dev/google/seed/seed-world.ts";
import { startHarness } from "../addon/harness.ts";
import type { Harness } from "../addon/harness.ts";
import { viewer } from "../crm/people-on-hand.ts";
import { parsed } from "./gmail-parts.ts";

const NOW = new Date("2026-11-23T09:00:00Z");
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
  harness.backend.answers.set("GET /api/v1/me", { body: { user: { id: "u-ben" } } });
});
afterAll(async () => {
  await harness.close();
});

/** What the backend is sent when a rep clicks "Log" on the mail; nothing when the add-on cannot read it. */
async function loggedBySidebar(message: Message): Promise<unknown> {
  const path = `GET /gmail/v1/users/me/messages/${message.id}`;
  const { google, backend } = harness;
  google.answers.set(path, { body: toMessageResource(message, "full") });
  await harness.clearCache();
  await harness.run("onLog", {
    commonEventObject: {
      hostApp: "GMAIL",
      platform: "WEB",
      userLocale: "en",
      timeZone: { id: "Europe/London", offset: "0" },
    },
    gmail: { messageId: message.id, threadId: message.threadId, accessToken: "token" },
  });
  google.answers.delete(path);
  return backend.requests.find(
    ({ method, path: asked }) => method === "POST" && asked === "/api/v1/activities",
  )?.body;
}

function foundBySync(message: Message) {
  const read = parsed(toMessageResource(message, "full"));
  const mail = readGmailMail(read);
  return { mail, plan: planMail(viewer, mail, readMailText(read), NOW) };
}

function loggedPlan(request: unknown) {
  return planLog(viewer, LogEmail.parse(request), "sidebar", NOW);
}

const PEOPLE_AND_SUBJECT = ["mergeKey", "threadKey", "subject", "gmail", "link"] as const;

function identityOf(plan: NewActivity) {
  return {
    ...Object.fromEntries(PEOPLE_AND_SUBJECT.map((key) => [key, plan[key]])),
    // The API tells more: who got it without being named.
    people: plan.participants.filter(({ role }) => role !== "bcc"),
  };
}

async function compare(messages: Iterable<Message>): Promise<number> {
  let compared = 0;
  for (const message of messages) {
    if (message.labelIds.has("DRAFT")) continue;
    const sidebar = loggedPlan(await loggedBySidebar(message));
    const { mail, plan } = foundBySync(message);
    compared += 1;
    if ("invalid" in plan) {
      expect(sidebar).toEqual(plan);
      continue;
    }
    // A date nobody can read stops the sidebar only: the sync has Google's.
    if ("invalid" in sidebar) expect(sidebar.invalid).toEqual([expect.objectContaining({ path: "date" })]);
    else expect(identityOf(plan)).toEqual(identityOf(sidebar));
    expect(plan.participants).toEqual(participantsOf(viewer, mail));
  }
  return compared;
}

describe("the sidebar and the sync make one activity of", () => {
  test("each of the broken mails", async () => {
    const { mailbox } = await loadMail(["test/fixtures/mail"], { owner: "rep@us.example" });
    expect(await compare(mailbox.messages())).toBe(30);
  });

  test("each mail of the seeded business", async () => {
    const { accounts } = await seedWorld({ now: NOW.getTime() });
    let compared = 0;
    for (const { mailbox } of accounts) compared += await compare(mailbox.messages());
    expect(compared).toBeGreaterThan(200);
  });
});

test("a text that Gmail keeps apart is read like any other", async () => {
  const { mailbox } = await loadMail(["test/fixtures/mail"], { owner: "rep@us.example" });
  const words = "A word that is long enough to fill it. ".repeat(10_000);
  const raw = Buffer.from(`From: a@acme.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${words}`);
  const message = mailbox.insert({ raw, internalDate: NOW.getTime(), labelIds: ["INBOX"] });
  const read = parsed(toMessageResource(message, "full"));
  const { needs } = readMailText(read);
  const bytes = needs === null ? undefined : findAttachment(message, needs.attachmentId);
  if (needs === null || bytes === undefined) throw new Error("the text came with the message");
  const fetched = new Map([[needs.attachmentId, Buffer.from(toBase64Url(bytes), "base64url")]]);
  expect(readMailText(read, fetched)).toMatchObject({ needs: null, truncated: true });
  expect(readMailText(read, fetched).bodyText).toMatch(/^A word that is long enough/);
});
