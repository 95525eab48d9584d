/** Sending through the official Gmail client: who gets what, with which header, in which thread. */
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { gmail_v1 } from "@googleapis/gmail";
import type { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { deliver, mail, noon, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let gmail: gmail_v1.Gmail;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  fixture.rep.mailbox.sendAs.push(
    {
      sendAsEmail: "sales@northwind.example",
      displayName: "Northwind Sales",
      signature: "<b>Northwind</b>",
      replyToAddress: "desk@northwind.example",
      isPrimary: false,
      isDefault: false,
      treatAsAlias: true,
      verificationStatus: "accepted",
    },
    {
      sendAsEmail: "boss@elsewhere.example",
      displayName: "Boss",
      signature: "",
      isPrimary: false,
      isDefault: false,
      verificationStatus: "pending",
    },
  );
});

afterAll(async () => {
  await fixture.google.close();
});

beforeEach(() => {
  gmail = fixture.gmailClient("gmail.modify");
  fixture.google.gmailPolicy.set({});
  fixture.google.faults.clear();
});

const plain = { To: "ann@acme.example", Subject: "Offer" };

function sentSoFar(): number {
  return fixture.google.postOffice.accepted(fixture.rep.email).length;
}

function encoded(headers: Readonly<Record<string, string>>, body?: string): string {
  return mail(headers, body).toString("base64url");
}

async function send(
  headers: Readonly<Record<string, string>>,
  threadId?: string,
): Promise<gmail_v1.Schema$Message> {
  const raw = encoded(headers);
  const requestBody = threadId === undefined ? { raw } : { raw, threadId };
  const { data } = await gmail.users.messages.send({ userId: "me", requestBody });
  return data;
}

function inMailbox({ mailbox }: { mailbox: Mailbox }, id: string | null | undefined): Message {
  const message = mailbox.find(id ?? "");
  if (message === undefined) throw new Error(`There is no message ${String(id)}`);
  return message;
}

function newest({ mailbox }: { mailbox: Mailbox }): Message {
  const [message] = mailbox.newestFirst();
  if (message === undefined) throw new Error("The mailbox is empty");
  return message;
}

describe("a mail that is sent", () => {
  test("is kept as SENT in a thread of its own, and the answer says so", async () => {
    const sent = await send(plain);
    expect(sent).toEqual({ id: sent.id, threadId: sent.id, labelIds: ["SENT"] });
    const kept = inMailbox(fixture.rep, sent.id);
    expect(kept.internalDate).toBe(noon);
    expect(kept.header("To")).toBe("ann@acme.example");
    expect(fixture.rep.mailbox.history.at(-1)).toMatchObject({ kind: "messageAdded", messageId: sent.id });
  });

  test("gets the sender's address, a date and Gmail's own Message-ID, and keeps every other field", async () => {
    const { id } = await send({ ...plain, "Message-ID": "<own@crm.example>", "X-Ours": "<own@crm.example>" });
    const kept = inMailbox(fixture.rep, id);
    expect(kept.header("From")).toBe("Nora Reyes <rep@northwind.example>");
    expect(kept.header("Date")).toBe("Fri, 20 Nov 2026 12:00:00 +0000");
    expect(kept.header("Message-ID")).toMatch(/^<CA[\w-]{43}@mail\.gmail\.com>$/);
    expect(kept.header("X-Ours")).toBe("<own@crm.example>");
    expect(Buffer.from(kept.raw()).toString()).not.toContain("Message-ID: <own@crm.example>");
  });

  test("keeps its Message-ID where the world is set so, and its own Date always", async () => {
    fixture.google.gmailPolicy.set({ keepsMessageIds: true });
    const date = "Thu, 19 Nov 2026 08:00:00 +0100";
    const { id } = await send({ ...plain, "Message-ID": "<own@crm.example>", Date: date });
    expect(inMailbox(fixture.rep, id).header("Message-ID")).toBe("<own@crm.example>");
    expect(inMailbox(fixture.rep, id).header("Date")).toBe(date);
  });

  test("is found at once by its Message-ID and by its time", async () => {
    const { id } = await send(plain);
    const messageId = inMailbox(fixture.rep, id).header("Message-ID") ?? "";
    for (const q of [`rfc822msgid:${messageId}`, `in:sent after:${noon / 1000 - 1}`]) {
      const { data } = await gmail.users.messages.list({ userId: "me", q });
      expect(data.messages?.map((message) => message.id)).toContain(id);
    }
  });

  test("is found later where searches lag behind, while it can be read at once", async () => {
    fixture.google.gmailPolicy.set({ searchLagMs: 5_000 });
    const { id } = await send(plain);
    const q = `rfc822msgid:${inMailbox(fixture.rep, id).header("Message-ID") ?? ""}`;
    expect((await gmail.users.messages.list({ userId: "me", q })).data.messages).toBeUndefined();
    expect((await gmail.users.messages.get({ userId: "me", id: id ?? "" })).data.id).toBe(id);
    fixture.advance(5_000);
    expect((await gmail.users.messages.list({ userId: "me", q })).data.messages).toHaveLength(1);
  });

  test("arrives in the mailboxes here without the blind copies, which the sender's own copy tells", async () => {
    const { id } = await send({
      To: "Sam <SAM@gmail.example>",
      Cc: "ann@acme.example",
      Bcc: "boss@acme.example",
      Subject: "For Sam",
    });
    const received = newest(fixture.consumer);
    expect([...received.labelIds]).toEqual(["UNREAD", "CATEGORY_PERSONAL", "INBOX"]);
    expect(received.header("Bcc")).toBeUndefined();
    expect(received.header("Message-ID")).toBe(inMailbox(fixture.rep, id).header("Message-ID"));
    expect(inMailbox(fixture.rep, id).header("Bcc")).toBe("boss@acme.example");
    expect(fixture.google.postOffice.accepted(fixture.rep.email).at(-1)?.recipients).toEqual([
      "sam@gmail.example",
      "ann@acme.example",
      "boss@acme.example",
    ]);
  });

  test("to oneself is one message, sent and received", async () => {
    const before = fixture.rep.mailbox.size.messages;
    const { labelIds } = await send({ To: "sales@northwind.example", Subject: "Note to self" });
    expect(labelIds).toEqual(["UNREAD", "SENT", "INBOX"]);
    expect(fixture.rep.mailbox.size.messages).toBe(before + 1);
  });

  test.each<[string, string, string]>([
    ["one's own", "Me <REP@northwind.example>", "Me <REP@northwind.example>"],
    ["an accepted alias", "sales@northwind.example", "sales@northwind.example"],
    ["an alias not yet confirmed", "Boss <boss@elsewhere.example>", "Boss <rep@northwind.example>"],
    ["somebody else's", '"Doe, J" <j@doe.example>', '"Doe, J" <rep@northwind.example>'],
    ["no address", "me", "Nora Reyes <rep@northwind.example>"],
  ])("from %s address", async (_, given, kept) => {
    const { id } = await send({ ...plain, From: given });
    expect(inMailbox(fixture.rep, id).header("From")).toBe(kept);
  });
});

describe("a thread asked for", () => {
  let theirs: Message;

  beforeAll(() => {
    theirs = deliver(fixture.rep.mailbox, {
      From: "ann@acme.example",
      Subject: "Price?",
      "Message-ID": "<price@acme.example>",
    });
  });

  const reply = { To: "ann@acme.example", Subject: "Re: Price?", "In-Reply-To": "<price@acme.example>" };

  test("is joined by an answer to one of its mails under its subject", async () => {
    expect((await send(reply, theirs.threadId)).threadId).toBe(theirs.threadId);
  });

  test.each<[string, Record<string, string>]>([
    ["another subject", { ...reply, Subject: "Something else" }],
    ["no reference", { To: reply.To, Subject: reply.Subject }],
    ["a reference to another mail", { ...reply, "In-Reply-To": "<other@acme.example>" }],
  ])("is not joined under %s", async (_, headers) => {
    const { id, threadId } = await send(headers, theirs.threadId);
    expect(threadId).toBe(id);
  });

  test("is not joined by an answer that does not ask for it", async () => {
    const { id, threadId } = await send(reply);
    expect(threadId).toBe(id);
  });

  test("has to exist", async () => {
    expect(await refusal(send(reply, "19a0000000000000"))).toMatchObject({
      status: 404,
      data: { error: { message: "Requested entity was not found." } },
    });
  });

  test("goes on with the customer's answer, at the customer's too", async () => {
    const sent = await send({ To: "sam@gmail.example", Subject: "Hello Sam" });
    const atSam = newest(fixture.consumer);
    fixture.google.deliver(
      mail({
        From: "sam@gmail.example",
        To: "rep@northwind.example",
        Subject: "Re: Hello Sam",
        "In-Reply-To": atSam.header("Message-ID") ?? "",
      }),
    );
    expect(fixture.rep.mailbox.thread(sent.threadId ?? "")).toHaveLength(2);
    expect(fixture.consumer.mailbox.thread(atSam.threadId)).toHaveLength(2);
  });
});

/** The official client sends uploads to Google unless each call is told otherwise. */
function here(): { rootUrl: string } {
  return { rootUrl: `${fixture.google.url}/` };
}

describe("uploads", () => {
  test("take the mail as it is", async () => {
    const raw = mail({ ...plain, "Content-Type": "text/plain; charset=iso-8859-1" });
    const body = Readable.from([raw, Buffer.from([0xe9, 0x0d, 0x0a])]);
    const media = { mimeType: "message/rfc822", body };
    const { data } = await gmail.users.messages.send({ userId: "me", media }, here());
    const kept = Buffer.from(inMailbox(fixture.rep, data.id).raw());
    expect(kept.subarray(-8)).toEqual(Buffer.concat([Buffer.from("Hello"), Buffer.from([0xe9, 0x0d, 0x0a])]));
  });

  test("take the thread beside the mail", async () => {
    const theirs = deliver(fixture.rep.mailbox, { Subject: "Upload", "Message-ID": "<up@acme.example>" });
    const answer = mail({ ...plain, Subject: "Re: Upload", "In-Reply-To": "<up@acme.example>" });
    const { data } = await gmail.users.messages.send(
      {
        userId: "me",
        requestBody: { threadId: theirs.threadId },
        media: { mimeType: "message/rfc822", body: Readable.from([answer]) },
      },
      here(),
    );
    expect(data.threadId).toBe(theirs.threadId);
    expect(inMailbox(fixture.rep, data.id).snippet()).toBe("Hello");
  });

  test("take mails only", async () => {
    const media = { mimeType: "text/plain", body: Readable.from(["x"]) };
    const call = gmail.users.messages.send({ userId: "me", media }, here());
    expect(await refusal(call)).toMatchObject({ status: 400 });
  });
});

describe("refused is", () => {
  test.each<[string, Record<string, string>, string]>([
    ["a mail for nobody", { Subject: "Offer" }, "Recipient address required"],
    ["no address in To", { To: "ann" }, "Invalid To header"],
    ["a domain without a dot", { To: "ann@acme" }, "Invalid To header"],
    [
      "one bad address among good ones",
      { To: "a@b.example", Cc: "c@d.example, nobody" },
      "Invalid Cc header",
    ],
    ["a bad blind copy", { To: "a@b.example", Bcc: "@d.example" }, "Invalid Bcc header"],
  ])("%s", async (_, headers, message) => {
    const before = sentSoFar();
    expect(await refusal(send(headers))).toMatchObject({ status: 400, data: { error: { message } } });
    expect(sentSoFar()).toBe(before);
  });

  test("a 501st recipient", async () => {
    const many = (count: number): Record<string, string> => ({
      To: Array.from({ length: count }, (_, index) => `p${index}@acme.example`).join(",\r\n "),
    });
    expect((await send(many(500))).labelIds).toEqual(["SENT"]);
    expect(await refusal(send(many(501)))).toMatchObject({ status: 400 });
  });

  test("a mail of more than 35 MB", async () => {
    const media = { mimeType: "message/rfc822", body: Readable.from([mail(plain, "x".repeat(36_700_160))]) };
    const call = gmail.users.messages.send({ userId: "me", media }, here());
    expect(await refusal(call)).toMatchObject({ status: 413 });
  });

  test.each([{}, { raw: "" }, { raw: "not base64!" }])("a call without a mail: %j", async (requestBody) => {
    expect(await refusal(gmail.users.messages.send({ userId: "me", requestBody }))).toMatchObject({
      status: 400,
      data: { error: { errors: [{ reason: "invalidArgument" }] } },
    });
  });

  test("a token that may only read, while one for sending may do no more than that", async () => {
    const sender = fixture.gmailClient("gmail.send");
    const requestBody = { raw: encoded(plain) };
    expect((await sender.users.messages.send({ userId: "me", requestBody })).status).toBe(200);
    expect(await refusal(sender.users.messages.list({ userId: "me" }))).toMatchObject({ status: 403 });
    const reader = fixture.gmailClient("gmail.readonly");
    expect(await refusal(reader.users.messages.send({ userId: "me", requestBody }))).toMatchObject({
      status: 403,
      data: { error: { errors: [{ reason: "insufficientPermissions" }] } },
    });
  });

  test("more than a day's mails, until a day is over", async () => {
    fixture.advance(25 * 3_600_000);
    gmail = fixture.gmailClient("gmail.modify");
    fixture.google.gmailPolicy.set({ sendsPerDay: 1 });
    await send(plain);
    expect(await refusal(send(plain))).toMatchObject({
      status: 429,
      data: {
        error: {
          message: `User-rate limit exceeded.  Retry after ${new Date(fixture.now() + 86_400_000).toISOString()} (Mail sending)`,
          errors: [{ reason: "rateLimitExceeded" }],
        },
      },
    });
    fixture.advance(86_400_000);
    gmail = fixture.gmailClient("gmail.modify");
    expect((await send(plain)).labelIds).toEqual(["SENT"]);
  });
});

test("a send costs a hundred units", async () => {
  fixture.google.usage.reset();
  await send(plain);
  expect(fixture.google.usage.of(fixture.rep.email).gmailUnits).toBe(100);
});

describe("an answer that goes wrong after the mail went out", () => {
  test.each([
    { kind: "status", status: 500, done: true },
    { kind: "error", error: "unavailable", done: true },
    { kind: "empty", done: true },
    { kind: "html", done: true },
    { kind: "cut" },
    { kind: "lost-answer" },
    { kind: "hang", done: true },
  ] as const)("$kind", async (fault) => {
    const before = sentSoFar();
    fixture.google.faults.add({ method: "gmail.messages.send", times: 1, fault });
    const outcome = gmail.users.messages
      .send({ userId: "me", requestBody: { raw: encoded(plain) } }, { timeout: 300 })
      .then(({ data }) => data.id)
      .catch(() => undefined);
    expect(await outcome).toBeUndefined();
    expect(sentSoFar()).toBe(before + 1);
  });

  test("a mail may even go out after its sender has given up", async () => {
    const before = sentSoFar();
    fixture.google.faults.add({ method: "gmail.*", times: 2, fault: { kind: "latency", milliseconds: 80 } });
    const requestBody = { raw: encoded(plain) };
    await expect(gmail.users.messages.send({ userId: "me", requestBody }, { timeout: 20 })).rejects.toThrow();
    expect(sentSoFar()).toBe(before);
    // As late as the other one, and asked later: when it is answered, the mail is out.
    await gmail.users.labels.list({ userId: "me" });
    expect(sentSoFar()).toBe(before + 1);
  });

  test("and before: a reset or a 500 that sends nothing", async () => {
    const before = sentSoFar();
    for (const fault of [{ kind: "reset" }, { kind: "status", status: 500 }] as const) {
      fixture.google.faults.add({ method: "gmail.messages.send", times: 1, fault });
      await expect(send(plain)).rejects.toThrow();
    }
    expect(sentSoFar()).toBe(before);
  });
});

test("the aliases tell signatures and where answers go", async () => {
  const { data } = await gmail.users.settings.sendAs.list({ userId: "me" });
  expect(data.sendAs?.[1]).toEqual({
    sendAsEmail: "sales@northwind.example",
    displayName: "Northwind Sales",
    signature: "<b>Northwind</b>",
    replyToAddress: "desk@northwind.example",
    isPrimary: false,
    isDefault: false,
    treatAsAlias: true,
    verificationStatus: "accepted",
  });
});

describe("the side door", () => {
  test("changes Gmail's rules and tells what was sent", async () => {
    const control = `${fixture.google.url}/_control`;
    const put = await fetch(`${control}/gmail`, { method: "PUT", body: '{"keepsMessageIds":true}' });
    expect(await put.json()).toEqual({ keepsMessageIds: true, searchLagMs: 0 });
    const { id, threadId } = await send({ ...plain, "Message-ID": "<door@crm.example>" });
    expect(inMailbox(fixture.rep, id).header("Message-ID")).toBe("<door@crm.example>");
    const sent = await fetch(`${control}/accounts/${fixture.rep.email}/sent`);
    expect(await sent.json()).toMatchObject({
      sent: expect.arrayContaining([{ id, threadId, recipients: ["ann@acme.example"], at: fixture.now() }]),
    });
    expect((await fetch(`${control}/accounts/nobody@x.example/sent`)).status).toBe(404);
  });
});
