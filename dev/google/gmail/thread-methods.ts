/** threads.* of the Gmail API. */
import { invalidArgument, notFound } from "../google-errors.ts";
import type { ApiMethod } from "../http/method-table.ts";
import { gmailMethod } from "./gmail-method.ts";
import { readId } from "./gmail-parameters.ts";
import type { Message } from "./message.ts";
import { allowedFormat, listMessages, pageAsked } from "./message-methods.ts";
import type { Listing } from "./message-methods.ts";
import { toMessageResource } from "./message-resource.ts";

export function threadMethods(listing: Listing): ApiMethod[] {
  return [
    gmailMethod("threads.list", "GET", "/threads", (call) => {
      const { items, ...page } = pageAsked(call, newestOfEachThread(listMessages(call, listing)));
      const threads = items.map((message) => ({
        id: message.threadId,
        snippet: message.snippet(),
        historyId: latestHistoryId(call.mailbox.thread(message.threadId)),
      }));
      return { ...(threads.length === 0 ? {} : { threads }), ...page };
    }),

    gmailMethod("threads.get", "GET", "/threads/:id", (call) => {
      const id = readId(call.path("id"));
      const messages = call.mailbox.thread(id);
      if (messages.length === 0 || (call.grant.onlyThreadId ?? id) !== id) throw notFound();
      const format = allowedFormat(call);
      if (format === "raw") throw invalidArgument("Format RAW is not supported for threads");
      const metadataHeaders = call.parameters.getAll("metadataHeaders");
      return {
        id,
        historyId: latestHistoryId(messages),
        messages: messages.map((message) => toMessageResource(message, format, metadataHeaders)),
      };
    }),
  ];
}

/** A listing of threads is one of messages in which each thread's newest match stands for it. */
function newestOfEachThread(messages: readonly Message[]): Message[] {
  const seen = new Set<string>();
  return messages.filter(({ threadId }) => !seen.has(threadId) && seen.add(threadId).size > 0);
}

function latestHistoryId(messages: readonly Message[]): string {
  return messages
    .reduce((latest, { historyId }) => (BigInt(historyId) > latest ? BigInt(historyId) : latest), 0n)
    .toString();
}
