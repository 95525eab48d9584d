/** One rep's Gmail, as the outbox sees it: sending, and finding what was sent. */
import { parseEmailAddress } from "../crm/email-address.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { MailSender, SendAs } from "../outbox/ports.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { AccountRef, MessageRef } from "../sync/ports.ts";
import { AnswerShape } from "./answer-shape.ts";
import type { GoogleRequest, RequestGoogle } from "./transport.ts";

export function createMailSenders(request: RequestGoogle): (account: AccountRef) => MailSender {
  return (account) => {
    const ask = async (call: Call): Promise<unknown> =>
      await request({ account, host: "gmail", method: "GET", ...call });

    return {
      async listSendAs() {
        return readSendAs(await ask(SEND_AS));
      },
      async getHeaders(messageId) {
        return await ask({
          ...HEADERS,
          path: `${ME}/messages/${toPart(HEADERS.call, messageId)}?${MESSAGE_MASK}`,
        });
      },
      async getThread(threadId) {
        const shape = new AnswerShape(THREAD.call);
        const path = `${ME}/threads/${toPart(THREAD.call, threadId)}?${THREAD_MASK}`;
        return shape.list(shape.object(await ask({ ...THREAD, path }), "the top")["messages"], "messages");
      },
      async findMessages(q) {
        const shape = new AnswerShape(FIND.call);
        const page = shape.object(await ask({ ...FIND, query: { q } }), "the top");
        // Gmail says "none" in so many words: an empty object is not its answer.
        if (page["messages"] === undefined) shape.number(page["resultSizeEstimate"], "resultSizeEstimate");
        const messages = shape.list(page["messages"], "messages").map((entry) => readRef(shape, entry));
        return shape.optionalText(page["nextPageToken"], "nextPageToken") === undefined ? messages : null;
      },
      async send({ raw, threadId, notAfter }) {
        if (raw.length > MAX_BYTES) throw tooLarge();
        const answer = await request({
          account,
          host: "gmail",
          method: "POST",
          call: SEND,
          units: 100,
          notAfter: notAfter.getTime(),
          ...(raw.length > MAX_JSON_BYTES ? asUpload(raw, threadId) : asJson(raw, threadId)),
        });
        return readRef(new AnswerShape(SEND), answer);
      },
    };
  };
}

type Call = Pick<GoogleRequest, "call" | "units" | "path" | "query">;

const ME = "/gmail/v1/users/me";
const SEND = "messages.send";
/** The whole mail, https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send */
const MAX_BYTES = 36_700_160;
/** Beyond this a mail is uploaded as it is, not as text in JSON. */
const MAX_JSON_BYTES = 1_000_000;

const SEND_AS: Call = {
  call: "settings.sendAs.list",
  units: 1,
  path:
    `${ME}/settings/sendAs?fields=` +
    "sendAs(sendAsEmail,displayName,replyToAddress,signature,isPrimary,verificationStatus)",
};
const MESSAGE_MASK = "format=full&fields=id,threadId,labelIds,internalDate,payload(mimeType,headers)";
const HEADERS = { call: "messages.get", units: 20 };
const THREAD_MASK =
  "format=full&fields=messages(id,threadId,labelIds,internalDate,payload(mimeType,headers))";
const THREAD = { call: "threads.get", units: 40 };
const FIND: Call = {
  call: "messages.list",
  units: 5,
  path: `${ME}/messages?maxResults=500&includeSpamTrash=true&fields=messages(id,threadId),nextPageToken,resultSizeEstimate`,
};

function asJson(raw: Uint8Array, threadId: string | null): Pick<GoogleRequest, "path" | "body"> {
  const body = { raw: Buffer.from(raw).toString("base64url"), ...(threadId === null ? {} : { threadId }) };
  return { path: `${ME}/messages/send?fields=id,threadId`, body };
}

/** Two parts: what is said about the mail, and the mail. https://developers.google.com/workspace/gmail/api/guides/uploads */
function asUpload(raw: Uint8Array, threadId: string | null): Pick<GoogleRequest, "path" | "content"> {
  const boundary = `part-${crypto.randomUUID()}`;
  const about = JSON.stringify(threadId === null ? {} : { threadId });
  const head =
    `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${about}\r\n` +
    `--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`;
  return {
    path: `/upload${ME}/messages/send?uploadType=multipart&fields=id,threadId`,
    content: {
      type: `multipart/related; boundary=${boundary}`,
      bytes: Buffer.concat([Buffer.from(head), raw, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    },
  };
}

function tooLarge(): GoogleCallFailed {
  const detail = "the mail is larger than Gmail takes";
  return new GoogleCallFailed(SEND, { kind: "rejected", status: 413, reason: "too_large", detail });
}

/** The primary address has no verification status: it is the account's own. */
function readSendAs(answer: unknown): readonly SendAs[] {
  const shape = new AnswerShape(SEND_AS.call);
  const { sendAs } = shape.object(answer, "the top");
  return shape.list(sendAs ?? null, "sendAs").flatMap((item): readonly SendAs[] => {
    const entry = shape.object(item, "sendAs[]");
    const isOurs = entry["isPrimary"] === true || entry["verificationStatus"] === "accepted";
    const address = parseEmailAddress(shape.text(entry["sendAsEmail"], "sendAs[].sendAsEmail"));
    if (!isOurs || address === undefined) return [];
    return [
      {
        address,
        displayName: readText(entry["displayName"]),
        replyTo: readAddress(entry["replyToAddress"]),
        signature: readText(entry["signature"]),
      },
    ];
  });
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function readAddress(value: unknown): EmailAddress | null {
  return parseEmailAddress(readText(value) ?? "") ?? null;
}

function readRef(shape: AnswerShape, value: unknown): MessageRef {
  const { id, threadId } = shape.object(value, "a message");
  return { id: shape.text(id, "message.id"), threadId: shape.text(threadId, "message.threadId") };
}

/** Ids become a part of an address. */
function toPart(call: string, id: string): string {
  if (/^[\w-]{1,64}$/.test(id)) return id;
  throw new GoogleCallFailed(call, { kind: "gone" });
}
