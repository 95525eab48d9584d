/** The official Gmail client against the local Google. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { gmail_v1 } from "@googleapis/gmail";
import { clientWithToken, deliver, mail, noon, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let gmail: gmail_v1.Gmail;

const hour = 3_600_000;
const pdf = Buffer.from("%PDF-1.4 pretend");

beforeAll(async () => {
  fixture = await startGoogleFixture();
  gmail = fixture.gmailClient("gmail.readonly");
  const { mailbox } = fixture.rep;
  const label = mailbox.labels.create("Customers/Acme Inc");
  deliver(
    mailbox,
    {
      From: "Anna Berg <anna@acme.example>",
      To: "rep@northwind.example",
      Subject: "Quote please",
      "Message-ID": "<q1@acme.example>",
      "Content-Type": "text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding": "quoted-printable",
    },
    { body: "55 licences f=FCr uns", at: noon - 48 * hour, labelIds: ["INBOX", "UNREAD", label.id] },
  );
  deliver(
    mailbox,
    {
      From: "rep@northwind.example",
      To: "Anna Berg <anna@acme.example>",
      Cc: "boss@acme.example",
      Subject: "Re: Quote please",
      "Message-ID": "<q2@northwind.example>",
      "In-Reply-To": "<q1@acme.example>",
      "Content-Type": "multipart/mixed; boundary=b",
    },
    {
      body: `--b\r\nContent-Type: text/plain\r\n\r\nHere it is\r\n--b\r\nContent-Type: application/pdf; name="quote.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${pdf.toString("base64")}\r\n--b--\r\n`,
      at: noon - 47 * hour,
      labelIds: ["SENT"],
    },
  );
  deliver(mailbox, { From: "spam@spam.example", Subject: "Win" }, { at: noon - hour, labelIds: ["SPAM"] });
  deliver(
    mailbox,
    { From: "old@archive.example", Subject: "Archived" },
    { at: noon - 72 * hour, labelIds: [] },
  );
});

afterAll(async () => {
  await fixture.google.close();
});

async function listed(
  parameters: gmail_v1.Params$Resource$Users$Messages$List,
): Promise<(string | null | undefined)[]> {
  const { data } = await gmail.users.messages.list({ userId: "me", ...parameters });
  const subjects = [];
  for (const { id } of data.messages ?? []) {
    const { data: message } = await gmail.users.messages.get({
      userId: "me",
      id: id ?? "",
      format: "metadata",
      metadataHeaders: ["subject"],
    });
    subjects.push(message.payload?.headers?.[0]?.value);
  }
  return subjects;
}

describe("the profile", () => {
  test("counts messages and threads and gives the current history id", async () => {
    const { data } = await gmail.users.getProfile({ userId: "me" });
    expect(data).toEqual({
      emailAddress: "rep@northwind.example",
      messagesTotal: 4,
      threadsTotal: 3,
      historyId: fixture.rep.mailbox.historyId,
    });
  });

  test("can be asked for by address", async () => {
    const { data } = await gmail.users.getProfile({ userId: "REP@northwind.example" });
    expect(data.emailAddress).toBe("rep@northwind.example");
  });

  test("is somebody else's business", async () => {
    expect(await refusal(gmail.users.getProfile({ userId: "sam@gmail.example" }))).toMatchObject({
      status: 403,
      data: { error: { message: "Delegation denied for rep@northwind.example" } },
    });
  });
});

describe("listing messages", () => {
  test("is newest first, without spam and trash", async () => {
    expect(await listed({})).toEqual(["Re: Quote please", "Quote please", "Archived"]);
  });

  test("shows spam when asked to", async () => {
    expect(await listed({ includeSpamTrash: true })).toContain("Win");
    expect(await listed({ labelIds: ["SPAM"] })).toEqual(["Win"]);
    expect(await listed({ q: "in:anywhere from:spam.example" })).toEqual(["Win"]);
  });

  test("wants every label asked for", async () => {
    expect(await listed({ labelIds: ["INBOX", "UNREAD"] })).toEqual(["Quote please"]);
    expect(await listed({ labelIds: ["INBOX", "SENT"] })).toEqual([]);
  });

  test("leaves `messages` out when there are none", async () => {
    const { data } = await gmail.users.messages.list({ userId: "me", q: "subject:nothing" });
    expect(data).toEqual({ resultSizeEstimate: 0 });
  });

  test("pages, and a mail that arrives meanwhile moves nothing", async () => {
    const first = await gmail.users.messages.list({ userId: "me", maxResults: 2 });
    expect(first.data.messages).toHaveLength(2);
    const late = deliver(fixture.rep.mailbox, { From: "late@acme.example", Subject: "Late" }, { at: noon });
    const second = await gmail.users.messages.list({
      userId: "me",
      maxResults: 2,
      pageToken: first.data.nextPageToken ?? "",
    });
    fixture.rep.mailbox.delete(late.id);
    expect(second.data.nextPageToken).toBeUndefined();
    expect(second.data.messages).toHaveLength(1);
    expect(first.data.messages).not.toContainEqual(second.data.messages?.[0]);
  });

  test("refuses what is no page token, label or number", async () => {
    const userId = "me";
    expect(await refusal(gmail.users.messages.list({ userId, pageToken: "x" }))).toMatchObject({
      status: 400,
    });
    expect(await refusal(gmail.users.messages.list({ userId, labelIds: ["NOPE"] }))).toMatchObject({
      status: 400,
      data: { error: { message: "Invalid label: NOPE" } },
    });
    expect(await refusal(gmail.users.messages.list({ userId, maxResults: -1 }))).toMatchObject({
      status: 400,
    });
  });

  test("gives at most 500 however many are asked for", async () => {
    const { mailbox } = fixture.consumer;
    for (let i = 0; i < 501; i++) deliver(mailbox, { Subject: `${i}` }, { at: noon - i });
    const token = fixture.google.tokens.accessToken({
      email: fixture.consumer.email,
      scopes: ["https://mail.google.com/"],
    });
    const client = clientWithToken(fixture.google, token);
    const { data } = await client.users.messages.list({ userId: "me", maxResults: 10_000 });
    expect(data.messages).toHaveLength(500);
    expect(data.resultSizeEstimate).toBe(201);
    expect((await client.users.messages.list({ userId: "me" })).data.messages).toHaveLength(100);
  });
});

describe("getting a message", () => {
  async function idOf(q: string): Promise<string> {
    const { data } = await gmail.users.messages.list({ userId: "me", q });
    return data.messages?.[0]?.id ?? "";
  }

  test("full: bodies are UTF-8 whatever the header says", async () => {
    const { data } = await gmail.users.messages.get({
      userId: "me",
      id: await idOf("subject:quote in:inbox"),
    });
    expect(data).toMatchObject({
      snippet: "55 licences für uns",
      internalDate: String(noon - 48 * hour),
      payload: { partId: "", mimeType: "text/plain", filename: "", body: { size: 20 } },
    });
    expect(data.payload?.headers).toContainEqual({
      name: "Content-Type",
      value: "text/plain; charset=iso-8859-1",
    });
    expect(Buffer.from(data.payload?.body?.data ?? "", "base64url").toString()).toBe("55 licences für uns");
  });

  test("full: files are fetched by an attachment id, which is another one each time", async () => {
    const id = await idOf("has:attachment");
    const ids = [];
    for (let i = 0; i < 2; i++) {
      const { data } = await gmail.users.messages.get({ userId: "me", id });
      const part = data.payload?.parts?.[1];
      expect(part).toMatchObject({ partId: "1", filename: "quote.pdf", body: { size: pdf.length } });
      ids.push(part?.body?.attachmentId ?? "");
    }
    expect(ids[0]).not.toBe(ids[1]);
    for (const attachmentId of ids) {
      const { data } = await gmail.users.messages.attachments.get({
        userId: "me",
        messageId: id,
        id: attachmentId,
      });
      expect(data.size).toBe(pdf.length);
      expect(Buffer.from(data.data ?? "", "base64url")).toEqual(pdf);
    }
    const foreign = await idOf("in:inbox");
    const wrong = gmail.users.messages.attachments.get({
      userId: "me",
      messageId: foreign,
      id: ids[0] ?? "",
    });
    expect(await refusal(wrong)).toMatchObject({
      status: 400,
      data: { error: { message: "Invalid attachment token" } },
    });
  });

  test("raw: the very bytes", async () => {
    const id = await idOf("subject:archived");
    const { data } = await gmail.users.messages.get({ userId: "me", id, format: "raw" });
    expect(Buffer.from(data.raw ?? "", "base64url")).toEqual(
      mail({ From: "old@archive.example", Subject: "Archived" }),
    );
    expect(data.payload).toBeUndefined();
    expect(data).not.toHaveProperty("labelIds");
  });

  test("metadata: the headers asked for, and no parts", async () => {
    const id = await idOf("has:attachment");
    const { data } = await gmail.users.messages.get({
      userId: "me",
      id,
      format: "metadata",
      metadataHeaders: ["cc", "X-None"],
    });
    expect(data.payload).toEqual({
      mimeType: "multipart/mixed",
      headers: [{ name: "Cc", value: "boss@acme.example" }],
    });
  });

  test("minimal: labels and no payload", async () => {
    const { data } = await gmail.users.messages.get({
      userId: "me",
      id: await idOf("is:unread"),
      format: "minimal",
    });
    expect(data).toMatchObject({ labelIds: ["INBOX", "UNREAD", "Label_1"] });
    expect(data).not.toHaveProperty("payload");
  });

  test("fields: only what was asked for", async () => {
    const { data } = await gmail.users.messages.get({
      userId: "me",
      id: await idOf("has:attachment"),
      fields: "id,payload(mimeType,parts/filename)",
    });
    expect(data).toEqual({
      id: await idOf("has:attachment"),
      payload: { mimeType: "multipart/mixed", parts: [{ filename: "" }, { filename: "quote.pdf" }] },
    });
    const wrong = gmail.users.messages.get({
      userId: "me",
      id: await idOf("in:inbox"),
      fields: "id,payload(",
    });
    expect(await refusal(wrong)).toMatchObject({
      status: 400,
      data: { error: { errors: [{ reason: "invalidParameter" }] } },
    });
  });

  test("an unknown id is not found and a malformed one is refused", async () => {
    expect(await refusal(gmail.users.messages.get({ userId: "me", id: "00000000000000aa" }))).toEqual({
      status: 404,
      data: {
        error: {
          code: 404,
          message: "Requested entity was not found.",
          errors: [{ message: "Requested entity was not found.", domain: "global", reason: "notFound" }],
          status: "NOT_FOUND",
        },
      },
    });
    expect(await refusal(gmail.users.messages.get({ userId: "me", id: "not-hex" }))).toMatchObject({
      status: 400,
      data: { error: { message: "Invalid id value", status: "INVALID_ARGUMENT" } },
    });
  });

  test("text too large to come along has an attachment id too", async () => {
    const body = "word ".repeat(60_000);
    const { id } = deliver(fixture.rep.mailbox, { Subject: "Long read" }, { body });
    const { data } = await gmail.users.messages.get({ userId: "me", id });
    expect(data.payload).toMatchObject({ mimeType: "text/plain", body: { size: body.length } });
    expect(data.payload?.body?.data).toBeUndefined();
    const attachmentId = data.payload?.body?.attachmentId ?? "";
    const attachment = await gmail.users.messages.attachments.get({
      userId: "me",
      messageId: id,
      id: attachmentId,
    });
    expect(Buffer.from(attachment.data.data ?? "", "base64url").toString()).toBe(body);
    fixture.rep.mailbox.delete(id);
  });
});

describe("threads", () => {
  test("hold the mails that answer each other, oldest first", async () => {
    const { data: list } = await gmail.users.threads.list({ userId: "me", q: "subject:quote" });
    expect(list.threads).toHaveLength(1);
    const { data: thread } = await gmail.users.threads.get({
      userId: "me",
      id: list.threads?.[0]?.id ?? "",
      format: "minimal",
    });
    expect(thread.messages?.map(({ labelIds }) => labelIds?.[0])).toEqual(["INBOX", "SENT"]);
    expect(thread.historyId).toBe(list.threads?.[0]?.historyId);
    expect(thread.id).toBe(thread.messages?.[0]?.id);
  });
});

describe("labels and aliases", () => {
  test("labels are listed and counted", async () => {
    const { data } = await gmail.users.labels.list({ userId: "me" });
    expect(data.labels).toContainEqual({ id: "Label_1", name: "Customers/Acme Inc", type: "user" });
    const { data: inbox } = await gmail.users.labels.get({ userId: "me", id: "INBOX" });
    expect(inbox).toEqual({
      id: "INBOX",
      name: "INBOX",
      type: "system",
      messagesTotal: 1,
      messagesUnread: 1,
      threadsTotal: 1,
      threadsUnread: 1,
    });
    expect(await refusal(gmail.users.labels.get({ userId: "me", id: "Label_99" }))).toMatchObject({
      status: 404,
    });
  });

  test("the primary address is a send-as alias", async () => {
    const { data } = await gmail.users.settings.sendAs.list({ userId: "me" });
    expect(data.sendAs).toMatchObject([
      { sendAsEmail: "rep@northwind.example", isPrimary: true, displayName: "Nora Reyes" },
    ]);
    const { data: one } = await gmail.users.settings.sendAs.get({
      userId: "me",
      sendAsEmail: "REP@northwind.example",
    });
    expect(one.isDefault).toBe(true);
  });
});

describe("permission", () => {
  test("a token without the scope is refused as Google refuses it", async () => {
    const refused = await refusal(fixture.gmailClient("gmail.send").users.messages.list({ userId: "me" }));
    expect(refused).toMatchObject({
      status: 403,
      data: {
        error: {
          code: 403,
          message: "Request had insufficient authentication scopes.",
          status: "PERMISSION_DENIED",
          errors: [{ reason: "insufficientPermissions" }],
          details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }],
        },
      },
    });
  });

  test("the metadata scope sees headers, no bodies, and cannot search", async () => {
    const client = fixture.gmailClient("gmail.metadata");
    const { data } = await client.users.messages.list({ userId: "me" });
    const id = data.messages?.[0]?.id ?? "";
    await client.users.messages.get({ userId: "me", id, format: "metadata" });
    expect(await refusal(client.users.messages.get({ userId: "me", id }))).toMatchObject({
      status: 403,
      data: { error: { message: "Metadata scope doesn't allow format FULL" } },
    });
    expect(await refusal(client.users.messages.list({ userId: "me", q: "a" }))).toMatchObject({
      status: 403,
      data: { error: { message: "Metadata scope does not support 'q' parameter" } },
    });
  });

  test("no token, a made-up one and an expired one are 401", async () => {
    const path = `${fixture.google.url}/gmail/v1/users/me/profile`;
    expect(await (await fetch(path)).json()).toMatchObject({
      error: { code: 401, status: "UNAUTHENTICATED", errors: [{ message: "Login Required." }] },
    });
    const made = clientWithToken(fixture.google, "ya29.made-up").users.getProfile({ userId: "me" });
    expect(await refusal(made)).toMatchObject({
      status: 401,
      data: {
        error: {
          status: "UNAUTHENTICATED",
          errors: [{ reason: "authError", message: "Invalid Credentials" }],
        },
      },
    });
    const short = fixture.gmailClient("gmail.readonly");
    fixture.advance(hour);
    expect(await refusal(short.users.getProfile({ userId: "me" }))).toMatchObject({ status: 401 });
    gmail = fixture.gmailClient("gmail.readonly");
  });

  test("the token of an open message reads its thread and nothing else", async () => {
    const { data } = await gmail.users.messages.list({ userId: "me", q: "subject:quote" });
    const [open] = data.messages ?? [];
    const client = clientWithToken(
      fixture.google,
      fixture.google.tokens.messageToken({ email: "rep@northwind.example", messageId: open?.id ?? "" }),
    );
    for (const { id } of data.messages ?? []) await client.users.messages.get({ userId: "me", id: id ?? "" });
    await client.users.threads.get({ userId: "me", id: open?.threadId ?? "" });
    const other = await gmail.users.messages.list({ userId: "me", q: "subject:archived" });
    const [{ id: otherId, threadId: otherThread } = {}] = other.data.messages ?? [];
    expect(await refusal(client.users.messages.get({ userId: "me", id: otherId ?? "" }))).toMatchObject({
      status: 404,
    });
    expect(await refusal(client.users.threads.get({ userId: "me", id: otherThread ?? "" }))).toMatchObject({
      status: 404,
    });
    expect(await refusal(client.users.messages.list({ userId: "me" }))).toMatchObject({ status: 403 });
  });
});

test("every request is told to who watches", () => {
  expect(fixture.requests).toContainEqual(
    expect.objectContaining({ method: "GET", target: "/gmail/v1/users/me/profile", status: 200 }),
  );
});

test("an address that is no API is a page, not JSON", async () => {
  const response = await fetch(`${fixture.google.url}/gmail/v2`);
  expect(response.status).toBe(404);
  expect(response.headers.get("Content-Type")).toContain("text/html");
});
