/** Drafts through the official Gmail client: kept, saved again, sent, and what the history tells of it. */
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { gmail_v1 } from "@googleapis/gmail";
import { deliver, mail, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let gmail: gmail_v1.Gmail;
let drafts: gmail_v1.Resource$Users$Drafts;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  gmail = fixture.gmailClient("gmail.modify");
  drafts = gmail.users.drafts;
});

afterAll(async () => {
  await fixture.google.close();
});

const offer = { To: "sam@gmail.example", Subject: "Offer" };

function encoded(headers: Readonly<Record<string, string>>, body?: string): string {
  return mail(headers, body).toString("base64url");
}

async function create(
  headers: Readonly<Record<string, string>>,
  threadId?: string,
): Promise<gmail_v1.Schema$Draft> {
  const message = { raw: encoded(headers), ...(threadId === undefined ? {} : { threadId }) };
  const { data } = await drafts.create({ userId: "me", requestBody: { message } });
  return data;
}

describe("a draft", () => {
  test("is kept under an id of its own, with a message labelled DRAFT", async () => {
    const { id, message } = await create(offer);
    expect(message).toEqual({ id: message?.id, threadId: message?.id, labelIds: ["DRAFT"] });
    const { data } = await drafts.get({ userId: "me", id: id ?? "" });
    expect(data).toMatchObject({ id, message: { id: message?.id, snippet: "Hello", labelIds: ["DRAFT"] } });
    const { data: kept } = await drafts.get({ userId: "me", id: id ?? "", format: "raw" });
    expect(Buffer.from(kept.message?.raw ?? "", "base64url")).toEqual(mail(offer));
  });

  test("is listed by pages, newest first, and found by a search", async () => {
    fixture.advance(1_000);
    const older = await create({ ...offer, Subject: "Listed one" });
    fixture.advance(1_000);
    const newer = await create({ ...offer, Subject: "Listed two" });
    const { data: first } = await drafts.list({ userId: "me", q: "subject:listed", maxResults: 1 });
    expect(first.drafts).toEqual([
      { id: newer.id, message: { id: newer.message?.id, threadId: newer.message?.threadId } },
    ]);
    const { data: second } = await drafts.list({
      userId: "me",
      q: "subject:listed",
      pageToken: first.nextPageToken ?? "",
    });
    expect(second.drafts?.map(({ id }) => id)).toEqual([older.id]);
    expect(second.nextPageToken).toBeUndefined();
    expect((await drafts.list({ userId: "me", q: "subject:none" })).data.drafts).toBeUndefined();
  });

  test("that is saved again keeps its id and thread, and has another message inside", async () => {
    const { id, message } = await create(offer);
    const { historyId } = fixture.rep.mailbox;
    const { data: saved } = await drafts.update({
      userId: "me",
      id: id ?? "",
      requestBody: { message: { raw: encoded(offer, "Hello again") } },
    });
    expect(saved.id).toBe(id);
    expect(saved.message?.id).not.toBe(message?.id);
    expect(saved.message?.threadId).toBe(message?.threadId);
    expect(await refusal(gmail.users.messages.get({ userId: "me", id: message?.id ?? "" }))).toMatchObject({
      status: 404,
    });
    const { data } = await gmail.users.history.list({ userId: "me", startHistoryId: historyId });
    expect(data.history).toMatchObject([
      { messagesDeleted: [{ message: { id: message?.id } }] },
      { messagesAdded: [{ message: { id: saved.message?.id, labelIds: ["DRAFT"] } }] },
    ]);
  });

  test("goes into the thread that it answers", async () => {
    const theirs = deliver(fixture.rep.mailbox, { Subject: "Price?", "Message-ID": "<p@acme.example>" });
    const reply = { ...offer, Subject: "Re: Price?", "In-Reply-To": "<p@acme.example>" };
    const { id, message } = await create(reply, theirs.threadId);
    expect(message?.threadId).toBe(theirs.threadId);
    const { data: sent } = await drafts.send({ userId: "me", requestBody: { id: id ?? "" } });
    expect(sent.threadId).toBe(theirs.threadId);
    expect(await refusal(create(reply, "19a0000000000000"))).toMatchObject({ status: 404 });
  });

  test("is gone for good when it is deleted", async () => {
    const { id, message } = await create(offer);
    expect((await drafts.delete({ userId: "me", id: id ?? "" })).status).toBe(204);
    expect(fixture.rep.mailbox.find(message?.id ?? "")).toBeUndefined();
    for (const call of [
      drafts.get({ userId: "me", id: id ?? "" }),
      drafts.delete({ userId: "me", id: id ?? "" }),
      drafts.send({ userId: "me", requestBody: { id: id ?? "" } }),
      drafts.update({ userId: "me", id: id ?? "", requestBody: { message: { raw: encoded(offer) } } }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 404 });
  });

  test("may be uploaded as it is", async () => {
    const here = { rootUrl: `${fixture.google.url}/` };
    const media = (text: string): { mimeType: string; body: Readable } => ({
      mimeType: "message/rfc822",
      body: Readable.from([mail(offer, text)]),
    });
    const { data } = await drafts.create({ userId: "me", media: media("one") }, here);
    const { data: saved } = await drafts.update(
      { userId: "me", id: data.id ?? "", media: media("two") },
      here,
    );
    expect(fixture.rep.mailbox.find(saved.message?.id ?? "")?.snippet()).toBe("two");
  });

  test("may be for nobody yet, but not for what is no address", async () => {
    expect((await create({ Subject: "Later" })).message?.labelIds).toEqual(["DRAFT"]);
    expect(await refusal(create({ To: "sam" }))).toMatchObject({
      status: 400,
      data: { error: { message: "Invalid To header" } },
    });
  });
});

describe("sending a draft", () => {
  test("takes it away and makes a new message of it, which arrives", async () => {
    const { id, message } = await create({ ...offer, Bcc: "boss@acme.example" });
    const { historyId } = fixture.rep.mailbox;
    const { data: sent } = await drafts.send({ userId: "me", requestBody: { id: id ?? "" } });
    expect(sent).toEqual({ id: sent.id, threadId: message?.threadId, labelIds: ["SENT"] });
    expect(sent.id).not.toBe(message?.id);
    expect(fixture.rep.mailbox.find(message?.id ?? "")).toBeUndefined();
    const [received] = fixture.consumer.mailbox.newestFirst();
    expect(received?.header("Subject")).toBe("Offer");
    expect(received?.header("Bcc")).toBeUndefined();
    const { data } = await gmail.users.history.list({ userId: "me", startHistoryId: historyId });
    expect(data.history).toMatchObject([
      { messagesDeleted: [{ message: { id: message?.id } }] },
      { messagesAdded: [{ message: { id: sent.id, labelIds: ["SENT"] } }] },
    ]);
  });

  test("may bring the last words along", async () => {
    const { id } = await create(offer);
    const requestBody = { id: id ?? "", message: { raw: encoded(offer, "The last word") } };
    const { data } = await drafts.send({ userId: "me", requestBody });
    expect(fixture.rep.mailbox.find(data.id ?? "")?.snippet()).toBe("The last word");
  });

  test("to nobody is refused, and it stays", async () => {
    const { id } = await create({ Subject: "For nobody" });
    expect(await refusal(drafts.send({ userId: "me", requestBody: { id: id ?? "" } }))).toMatchObject({
      status: 400,
      data: { error: { message: "Recipient address required" } },
    });
    expect((await drafts.get({ userId: "me", id: id ?? "" })).data.id).toBe(id);
  });
});

test("sending alone, gmail.send, is no permission for drafts; reading lets look at them", async () => {
  const { id } = await create(offer);
  const sender = fixture.gmailClient("gmail.send").users.drafts;
  const requestBody = { message: { raw: encoded(offer) } };
  for (const call of [
    sender.create({ userId: "me", requestBody }),
    sender.list({ userId: "me" }),
    sender.send({ userId: "me", requestBody: { id: id ?? "" } }),
  ])
    expect(await refusal(call)).toMatchObject({ status: 403 });
  const reader = fixture.gmailClient("gmail.readonly").users.drafts;
  expect((await reader.get({ userId: "me", id: id ?? "" })).data.id).toBe(id);
  expect(await refusal(reader.delete({ userId: "me", id: id ?? "" }))).toMatchObject({ status: 403 });
  const addon = fixture.gmailClient("gmail.addons.current.action.compose").users.drafts;
  expect((await addon.create({ userId: "me", requestBody })).status).toBe(200);
});

test("composing alone, gmail.compose, lets search drafts and see them whole, and no other mail", async () => {
  const { id, message } = await create({ ...offer, Subject: "Composed alone" });
  for (const scopes of [["gmail.compose"], ["gmail.compose", "gmail.metadata"]]) {
    const composer = fixture.gmailClient(...scopes).users;
    const { data } = await composer.drafts.get({ userId: "me", id: id ?? "" });
    expect(Buffer.from(data.message?.payload?.body?.data ?? "", "base64url").toString()).toBe("Hello");
    const { data: found } = await composer.drafts.list({ userId: "me", q: "subject:composed" });
    expect(found.drafts?.map((draft) => draft.id)).toEqual([id]);
    const mails = composer.messages;
    expect(await refusal(mails.get({ userId: "me", id: message?.id ?? "" }))).toMatchObject({ status: 403 });
    expect(await refusal(mails.list({ userId: "me", q: "subject:composed" }))).toMatchObject({ status: 403 });
  }
});

test("each call costs what Google says", async () => {
  const cost = async (call: () => Promise<unknown>): Promise<number> => {
    fixture.google.usage.reset();
    await call();
    return fixture.google.usage.of(fixture.rep.email).gmailUnits;
  };
  const { id } = await create(offer);
  const mine = { userId: "me", id: id ?? "" };
  const requestBody = { message: { raw: encoded(offer) } };
  expect(await cost(() => create(offer))).toBe(10);
  expect(await cost(() => drafts.get(mine))).toBe(20);
  expect(await cost(() => drafts.list({ userId: "me" }))).toBe(5);
  expect(await cost(() => drafts.update({ ...mine, requestBody }))).toBe(15);
  expect(await cost(() => drafts.send({ userId: "me", requestBody: { id: id ?? "" } }))).toBe(100);
  expect(await cost(() => refusal(drafts.delete(mine)))).toBe(10);
});

test("a mask picks what is told of a mail that was sent", async () => {
  const requestBody = { raw: encoded(offer) };
  const { data } = await gmail.users.messages.send({ userId: "me", requestBody, fields: "threadId" });
  expect(Object.keys(data)).toEqual(["threadId"]);
});
