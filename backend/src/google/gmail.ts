/** One rep's Gmail, as the sync sees it. Costs are Gmail's units of 2026-05-01 on (docs/google-quirks.md). */
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { AccountRef, HistoryRecord, MailSource, MessageRef } from "../sync/ports.ts";
import { AnswerShape } from "./answer-shape.ts";
import type { GoogleRequest, RequestGoogle } from "./transport.ts";

export function createMailSources(request: RequestGoogle): (account: AccountRef) => MailSource {
  return (account) => {
    const ask = async (call: Call): Promise<unknown> =>
      await request({ account, host: "gmail", method: "GET", ...call });

    return {
      async getProfile() {
        return readProfile(await ask(PROFILE));
      },
      async listSendAs() {
        return readSendAs(await ask(SEND_AS));
      },
      async listMessages({ q, pageToken, atMost = 500, everywhere = false }) {
        const query = {
          maxResults: atMost,
          q: q === "" ? undefined : q,
          pageToken,
          includeSpamTrash: everywhere ? true : undefined,
        };
        return readMessageList(await ask({ ...MESSAGE_LIST, query }));
      },
      async listHistory({ startHistoryId, pageToken }) {
        return readHistory(await ask({ ...HISTORY, query: { startHistoryId, pageToken } }));
      },
      async getMessage(id, format) {
        const { call, units, mask } = MESSAGE;
        const path = `${MESSAGES}/${readId(call, id)}?format=full${format === "headers" ? mask : ""}`;
        const message = await ask({ call, units, path });
        const shape = new AnswerShape(call);
        // Some other message's text must never get under this one's id.
        if (shape.object(message, "the top")["id"] !== id) shape.fail("id", "the id that was asked for");
        return message;
      },
      async getAttachment(messageId, attachmentId) {
        const { call, units } = ATTACHMENT;
        const path = `${MESSAGES}/${readId(call, messageId)}/attachments/${readId(call, attachmentId)}?fields=size,data`;
        const shape = new AnswerShape(call);
        const { data, size } = shape.object(await ask({ call, units, path }), "the top");
        if (data === undefined && size === 0) return new Uint8Array();
        return Buffer.from(shape.text(data, "data"), "base64url");
      },
    };
  };
}

type Call = Pick<GoogleRequest, "call" | "units" | "path" | "query" | "expiredStatus">;

const ME = "/gmail/v1/users/me";
const MESSAGES = `${ME}/messages`;
const CHANGED = "message(id,threadId)";

const PROFILE: Call = {
  call: "users.getProfile",
  units: 1,
  path: `${ME}/profile?fields=emailAddress,historyId,messagesTotal`,
};
const SEND_AS: Call = {
  call: "settings.sendAs.list",
  units: 1,
  path: `${ME}/settings/sendAs?fields=sendAs(sendAsEmail,isPrimary,verificationStatus)`,
};
const MESSAGE_LIST: Call = {
  call: "messages.list",
  units: 5,
  path: `${MESSAGES}?fields=messages(id,threadId),nextPageToken,resultSizeEstimate`,
};
const HISTORY: Call = {
  call: "history.list",
  units: 2,
  path:
    `${ME}/history?maxResults=500&fields=historyId,nextPageToken,history(messagesAdded/${CHANGED},` +
    `messagesDeleted/${CHANGED},labelsAdded(labelIds,${CHANGED}),labelsRemoved(labelIds,${CHANGED}))`,
  expiredStatus: 404,
};
const MESSAGE = {
  call: "messages.get",
  units: 20,
  mask: "&fields=id,threadId,labelIds,internalDate,historyId,sizeEstimate,payload(mimeType,headers)",
};
const ATTACHMENT = { call: "messages.attachments.get", units: 20 };

/** Ids come from add-ons too, and become a part of an address. */
function readId(call: string, id: string): string {
  if (/^[\w-]{1,4096}$/.test(id)) return id;
  throw new GoogleCallFailed(call, { kind: "gone" });
}

function readProfile(answer: unknown): Awaited<ReturnType<MailSource["getProfile"]>> {
  const shape = new AnswerShape(PROFILE.call);
  const profile = shape.object(answer, "the top");
  return {
    emailAddress: shape.text(profile["emailAddress"], "emailAddress"),
    historyId: shape.decimal(profile["historyId"], "historyId"),
    messagesTotal: shape.number(profile["messagesTotal"], "messagesTotal"),
  };
}

/** The primary address has no verification status: it is the account's own. */
function readSendAs(answer: unknown): readonly string[] {
  const shape = new AnswerShape(SEND_AS.call);
  // Everybody has the primary one.
  const { sendAs } = shape.object(answer, "the top");
  return shape.list(sendAs ?? null, "sendAs").flatMap((entry) => {
    const { sendAsEmail, isPrimary, verificationStatus } = shape.object(entry, "sendAs[]");
    const isOurs = isPrimary === true || verificationStatus === "accepted";
    return isOurs ? [shape.text(sendAsEmail, "sendAs[].sendAsEmail")] : [];
  });
}

function readMessageList(answer: unknown): Awaited<ReturnType<MailSource["listMessages"]>> {
  const shape = new AnswerShape(MESSAGE_LIST.call);
  const page = shape.object(answer, "the top");
  // Gmail says "none" in so many words: an empty object is not its answer.
  if (page["messages"] === undefined) shape.number(page["resultSizeEstimate"], "resultSizeEstimate");
  const messages = shape.list(page["messages"], "messages").map((entry) => readRef(shape, entry));
  const estimate = page["resultSizeEstimate"];
  return {
    messages,
    nextPageToken: shape.optionalText(page["nextPageToken"], "nextPageToken"),
    resultSizeEstimate: typeof estimate === "number" ? estimate : messages.length,
  };
}

function readHistory(answer: unknown): Awaited<ReturnType<MailSource["listHistory"]>> {
  const shape = new AnswerShape(HISTORY.call);
  const page = shape.object(answer, "the top");
  return {
    records: shape.list(page["history"], "history").map((entry) => readRecord(shape, entry)),
    nextPageToken: shape.optionalText(page["nextPageToken"], "nextPageToken"),
    historyId: shape.decimal(page["historyId"], "historyId"),
  };
}

function readRecord(shape: AnswerShape, entry: unknown): HistoryRecord {
  const record = shape.object(entry, "history[]");
  const refs = (name: string): readonly MessageRef[] =>
    shape.list(record[name], name).map((change) => readRef(shape, shape.object(change, name)["message"]));
  const labels = (name: string): HistoryRecord["labelsAdded"] =>
    shape.list(record[name], name).map((change) => {
      const { message, labelIds } = shape.object(change, name);
      const ids = shape.list(labelIds, `${name}[].labelIds`).map((id) => shape.text(id, "labelIds[]"));
      return { ...readRef(shape, message), labelIds: ids };
    });
  return {
    added: refs("messagesAdded"),
    deleted: refs("messagesDeleted"),
    labelsAdded: labels("labelsAdded"),
    labelsRemoved: labels("labelsRemoved"),
  };
}

function readRef(shape: AnswerShape, value: unknown): MessageRef {
  const { id, threadId } = shape.object(value, "a message");
  return { id: shape.text(id, "message.id"), threadId: shape.text(threadId, "message.threadId") };
}
