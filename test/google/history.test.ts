/** history.list as the official client sees it: gaps, pages, filters, churn, and what Google has forgotten. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { gmail_v1 } from "@googleapis/gmail";
import { deliver, mail, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let gmail: gmail_v1.Gmail;

beforeEach(async () => {
  fixture = await startGoogleFixture();
  gmail = fixture.gmailClient("gmail.readonly");
});

afterEach(async () => {
  await fixture.google.close();
});

type Parameters = gmail_v1.Params$Resource$Users$History$List;

async function page(parameters: Parameters): Promise<gmail_v1.Schema$ListHistoryResponse> {
  return (await gmail.users.history.list({ userId: "me", ...parameters })).data;
}

async function everything(parameters: Parameters): Promise<gmail_v1.Schema$History[]> {
  const records: gmail_v1.Schema$History[] = [];
  let pageToken: string | undefined;
  do {
    const data = await page({ ...parameters, ...(pageToken === undefined ? {} : { pageToken }) });
    records.push(...(data.history ?? []));
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  return records;
}

describe("records", () => {
  test("tell arrivals, labels and deletions, each with the message and its labels, and the mailbox's own id", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    const { id, threadId } = deliver(mailbox, { Subject: "x" }, { labelIds: ["INBOX", "UNREAD"] });
    mailbox.changeLabels(id, { remove: ["UNREAD"] });
    mailbox.trash(id);
    mailbox.delete(id);
    const { history = [], historyId, nextPageToken } = await page({ startHistoryId });
    const bare = { id, threadId };
    expect(history.map(({ id: _, ...record }) => record)).toEqual([
      { messages: [bare], messagesAdded: [{ message: { ...bare, labelIds: ["INBOX", "UNREAD"] } }] },
      {
        messages: [bare],
        labelsRemoved: [{ message: { ...bare, labelIds: ["INBOX"] }, labelIds: ["UNREAD"] }],
      },
      { messages: [bare], labelsAdded: [{ message: { ...bare, labelIds: ["TRASH"] }, labelIds: ["TRASH"] }] },
      {
        messages: [bare],
        labelsRemoved: [{ message: { ...bare, labelIds: ["TRASH"] }, labelIds: ["INBOX"] }],
      },
      { messages: [bare], messagesDeleted: [{ message: { ...bare, labelIds: ["TRASH"] } }] },
    ]);
    const ids = history.map((record) => BigInt(record.id ?? 0));
    expect(ids.every((recordId, index) => index === 0 || recordId > (ids[index - 1] ?? 0n))).toBe(true);
    expect(historyId).toBe(mailbox.historyId);
    expect(nextPageToken).toBeUndefined();
  });

  test("are none when nothing happened, and then `history` is left out", async () => {
    const { historyId } = fixture.rep.mailbox;
    expect(await page({ startHistoryId: historyId })).toEqual({ historyId });
  });

  test("may name a message and nothing that happened to it", async () => {
    const { mailbox } = fixture.rep;
    const { id } = deliver(mailbox, {});
    const startHistoryId = mailbox.historyId;
    mailbox.touch(id);
    const [record = {}] = await everything({ startHistoryId });
    expect(Object.keys(record)).toEqual(["id", "messages"]);
    expect(await everything({ startHistoryId, historyTypes: ["messageAdded"] })).toEqual([]);
  });

  test("of a draft that is saved again and again are arrivals and deletions of ever new messages", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    const { id, message } = mailbox.drafts.create(mail({ Subject: "draft" }, "a"));
    const saved = mailbox.drafts.update(id, mail({ Subject: "draft" }, "ab"));
    expect(saved.message.id).not.toBe(message.id);
    expect(saved.message.threadId).toBe(message.threadId);
    const sent = mailbox.drafts.send(id);
    const kinds = (await everything({ startHistoryId })).map(({ messagesAdded, messagesDeleted }) => [
      messagesAdded?.[0]?.message?.id,
      messagesDeleted?.[0]?.message?.id,
    ]);
    expect(kinds).toEqual([
      [message.id, undefined],
      [undefined, message.id],
      [saved.message.id, undefined],
      [undefined, saved.message.id],
      [sent.id, undefined],
    ]);
    expect([...sent.labelIds]).toEqual(["SENT"]);
  });
});

describe("pages", () => {
  test("hold 100 records, or as many as asked for up to 500, and each tells the mailbox's current id", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    for (let i = 0; i < 501; i++) deliver(mailbox, { Subject: `${i}` });
    expect((await page({ startHistoryId })).history).toHaveLength(100);
    const first = await page({ startHistoryId, maxResults: 9999 });
    expect(first.history).toHaveLength(500);
    const late = deliver(mailbox, { Subject: "while paging" });
    const second = await page({ startHistoryId, maxResults: 9999, pageToken: first.nextPageToken ?? "" });
    expect(second.history?.at(-1)?.messagesAdded?.[0]?.message?.id).toBe(late.id);
    expect(second.history).toHaveLength(2);
    expect(second.historyId).toBe(mailbox.historyId);
    expect(first.historyId).not.toBe(second.historyId);
  });

  test("may be empty and not the last where a filter passes over many records", async () => {
    const { mailbox } = fixture.rep;
    const { id } = deliver(mailbox, {});
    const startHistoryId = mailbox.historyId;
    for (let i = 0; i < 600; i++)
      mailbox.changeLabels(id, i % 2 === 0 ? { add: ["STARRED"] } : { remove: ["STARRED"] });
    const wanted = deliver(mailbox, { Subject: "at last" });
    const parameters = { startHistoryId, historyTypes: ["messageAdded"] };
    const first = await page(parameters);
    expect(first.history).toBeUndefined();
    expect(first.nextPageToken).toBeDefined();
    const records = await everything(parameters);
    expect(records.map(({ messagesAdded }) => messagesAdded?.[0]?.message?.id)).toEqual([wanted.id]);
  });

  test("show one label's messages only, those that lost it included", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    const { id } = deliver(mailbox, {}, { labelIds: ["INBOX"] });
    deliver(mailbox, {}, { labelIds: ["SENT"] });
    mailbox.changeLabels(id, { remove: ["INBOX"] });
    expect(await everything({ startHistoryId, labelId: "INBOX" })).toHaveLength(2);
  });

  test("lose nothing when they are read while mail arrives, whatever their size", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    const arrived: string[] = [];
    for (let i = 0; i < 5; i++) arrived.push(deliver(mailbox, {}).id);
    const seen: (string | null | undefined)[] = [];
    let pageToken: string | undefined;
    do {
      const data = await page({
        startHistoryId,
        maxResults: 2,
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      seen.push(...(data.history ?? []).map(({ messages }) => messages?.[0]?.id));
      pageToken = data.nextPageToken ?? undefined;
      if (arrived.length < 9) arrived.push(deliver(mailbox, {}).id);
    } while (pageToken !== undefined);
    expect(seen).toEqual(arrived.slice(0, seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(7);
  });
});

describe("what Google does not know", () => {
  test("any more is 404, from the first page or a later one", async () => {
    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    for (let i = 0; i < 3; i++) deliver(mailbox, {});
    const { nextPageToken } = await page({ startHistoryId, maxResults: 1 });
    const seenLast = mailbox.historyId;
    mailbox.log.forget();
    for (const parameters of [
      { startHistoryId },
      { startHistoryId, pageToken: nextPageToken ?? "" },
      { startHistoryId: seenLast },
    ]) {
      expect(await refusal(page(parameters))).toMatchObject({
        status: 404,
        data: { error: { errors: [{ reason: "notFound" }], status: "NOT_FOUND" } },
      });
    }
    expect(await page({ startHistoryId: mailbox.historyId })).toEqual({ historyId: mailbox.historyId });
  });

  test.each([
    ["0", 404],
    ["1", 404],
    ["18446744073709551615", 404],
    ["18446744073709551616", 400],
    ["-1", 400],
    ["abc", 400],
    ["", 400],
  ])("startHistoryId %p is %p", async (startHistoryId, status) => {
    expect(await refusal(page({ startHistoryId }))).toMatchObject({ status });
  });

  test("is refused: unknown types and page tokens, and tokens without the scope", async () => {
    const startHistoryId = fixture.rep.mailbox.historyId;
    expect(await refusal(page({ startHistoryId, historyTypes: ["nonsense"] }))).toMatchObject({
      status: 400,
    });
    expect(await refusal(page({ startHistoryId, pageToken: "x" }))).toMatchObject({ status: 400 });
    const unscoped = fixture.gmailClient("gmail.send").users.history.list({ userId: "me", startHistoryId });
    expect(await refusal(unscoped)).toMatchObject({ status: 403 });
  });
});
