/** messages.* of the Gmail API. */
import { GoogleError } from "../google-error.ts";
import { invalidArgument, notFound } from "../google-errors.ts";
import type { ApiMethod } from "../http/method-table.ts";
import type { Clock } from "../world.ts";
import { gmailMethod } from "./gmail-method.ts";
import type { GmailCall } from "./gmail-method.ts";
import type { GmailPolicy } from "./gmail-policy.ts";
import { readFlag, readFormat, readId, readMaxResults } from "./gmail-parameters.ts";
import { seesMetadataOnly } from "./gmail-scopes.ts";
import { pageOf } from "./listing.ts";
import type { Page } from "./listing.ts";
import type { Message } from "./message.ts";
import { findAttachment, toBase64Url, toMessageResource } from "./message-resource.ts";
import type { MessageFormat } from "./message-resource.ts";

/** What a search goes by besides its query. */
export interface Listing {
  readonly now: Clock;
  readonly policy: GmailPolicy;
}

export function messageMethods(listing: Listing): ApiMethod[] {
  return [
    gmailMethod("messages.list", "GET", "/messages", (call) => {
      const { items, ...page } = pageAsked(call, listMessages(call, listing));
      const messages = items.map(({ id, threadId }) => ({ id, threadId }));
      return { ...(messages.length === 0 ? {} : { messages }), ...page };
    }),

    gmailMethod("messages.get", "GET", "/messages/:id", (call) => {
      const message = findMessage(call, call.path("id"));
      return toMessageResource(message, allowedFormat(call), call.parameters.getAll("metadataHeaders"));
    }),

    gmailMethod("messages.attachments.get", "GET", "/messages/:messageId/attachments/:id", (call) => {
      const bytes = findAttachment(findMessage(call, call.path("messageId")), call.path("id"));
      if (bytes === undefined) throw invalidArgument("Invalid attachment token");
      return { size: bytes.length, data: toBase64Url(bytes) };
    }),
  ];
}

/** The page a listing is asked for, newest first. */
export function pageAsked({ parameters, request }: GmailCall, messages: readonly Message[]): Page<Message> {
  return pageOf(messages, {
    maxResults: request.emptyPage ? 0 : readMaxResults(parameters),
    pageToken: parameters.get("pageToken"),
    positionOf: (message) => message,
  });
}

export function listMessages(call: GmailCall, listing: Listing): readonly Message[] {
  if ((call.parameters.get("q") ?? "") !== "" && seesMetadataOnly(call.grant)) {
    throw new GoogleError(403, "forbidden", "Metadata scope does not support 'q' parameter", {
      status: "PERMISSION_DENIED",
    });
  }
  return findMessages(call, listing);
}

/** For a call whose every scope lets search. */
export function findMessages(
  { mailbox, parameters }: GmailCall,
  { now, policy }: Listing,
): readonly Message[] {
  const q = parameters.get("q") ?? "";
  const labelIds = parameters.getAll("labelIds");
  const unknown = labelIds.find((labelId) => mailbox.labels.find(labelId) === undefined);
  if (unknown !== undefined) {
    throw invalidArgument(`Invalid label: ${unknown.slice(0, 100)}`);
  }
  const includeSpamTrash = readFlag(parameters, "includeSpamTrash");
  const found = mailbox.search.list({ q, labelIds, includeSpamTrash }, now());
  const { searchLagMs } = policy.rules;
  if (q === "" || searchLagMs === 0) return found;
  const indexedUntil = now() - searchLagMs;
  return found.filter(({ internalDate }) => internalDate <= indexedUntil);
}

export function allowedFormat({ grant, parameters }: GmailCall): MessageFormat {
  const format = readFormat(parameters);
  if ((format === "full" || format === "raw") && seesMetadataOnly(grant)) {
    throw new GoogleError(403, "forbidden", `Metadata scope doesn't allow format ${format.toUpperCase()}`, {
      status: "PERMISSION_DENIED",
    });
  }
  return format;
}

function findMessage({ grant, mailbox }: GmailCall, id: string): Message {
  const message = mailbox.find(readId(id));
  // The token of an open message knows of no other: what it may not see is not there.
  if (message === undefined) throw notFound();
  if (grant.onlyThreadId !== undefined && grant.onlyThreadId !== message.threadId) throw notFound();
  return message;
}
