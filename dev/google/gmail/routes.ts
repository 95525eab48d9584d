/** The reading half of the Gmail API under /gmail/v1. */
import { Hono } from "hono";
import type { Context } from "hono";
import type { AccessGrant, Authenticate } from "../access.ts";
import { applyFieldMask } from "../field-mask.ts";
import { GoogleError } from "../google-error.ts";
import type { World } from "../world.ts";
import { notFound, readFlag, readFormat, readId, readMaxResults } from "./gmail-parameters.ts";
import { requireGmailScope, seesMetadataOnly } from "./gmail-scopes.ts";
import type { GmailMethod } from "./gmail-scopes.ts";
import { pageOf } from "./listing.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { findAttachment, toBase64Url, toMessageResource } from "./message-resource.ts";
import type { MessageFormat } from "./message-resource.ts";

interface GmailCall {
  readonly grant: AccessGrant;
  readonly mailbox: Mailbox;
  readonly parameters: URLSearchParams;
  /** A path parameter, decoded. */
  readonly path: (name: string) => string;
}

export function createGmailRoutes(world: World, authenticate: Authenticate): Hono {
  const app = new Hono();
  const users = "/gmail/v1/users/:userId";

  function get(path: string, method: GmailMethod, answer: (call: GmailCall) => object): void {
    app.get(`${users}${path}`, (context: Context) => {
      const grant = authenticate(context.req.raw);
      requireGmailScope(grant, method);
      requireSelf(grant, context.req.param("userId") ?? "");
      const { searchParams } = new URL(context.req.url);
      const resource = answer({
        grant,
        mailbox: grant.account.mailbox,
        parameters: searchParams,
        path: (name) => context.req.param(name) ?? "",
      });
      const shown = applyFieldMask(resource, searchParams.get("fields"));
      return context.body(JSON.stringify(shown), 200, { "Content-Type": "application/json; charset=UTF-8" });
    });
  }

  get("/profile", "users.getProfile", ({ mailbox, grant }) => ({
    emailAddress: grant.account.email,
    messagesTotal: mailbox.size.messages,
    threadsTotal: mailbox.size.threads,
    historyId: mailbox.historyId,
  }));

  get("/messages", "messages.list", (call) => {
    const page = pageOf(listMessages(call, world.now()), {
      maxResults: readMaxResults(call.parameters),
      pageToken: call.parameters.get("pageToken"),
      positionOf: (message) => message,
    });
    return {
      ...(page.items.length === 0
        ? {}
        : { messages: page.items.map(({ id, threadId }) => ({ id, threadId })) }),
      nextPageToken: page.nextPageToken,
      resultSizeEstimate: page.resultSizeEstimate,
    };
  });

  get("/messages/:id", "messages.get", (call) => {
    const message = findMessage(call, call.path("id"));
    return toMessageResource(message, allowedFormat(call), call.parameters.getAll("metadataHeaders"));
  });

  get("/messages/:messageId/attachments/:id", "messages.attachments.get", (call) => {
    const bytes = findAttachment(findMessage(call, call.path("messageId")), call.path("id"));
    if (bytes === undefined) {
      throw new GoogleError(400, "invalidArgument", "Invalid attachment token", {
        status: "INVALID_ARGUMENT",
      });
    }
    return { size: bytes.length, data: toBase64Url(bytes) };
  });

  get("/threads", "threads.list", (call) => {
    const page = pageOf(newestOfEachThread(listMessages(call, world.now())), {
      maxResults: readMaxResults(call.parameters),
      pageToken: call.parameters.get("pageToken"),
      positionOf: (message) => message,
    });
    const threads = page.items.map((message) => ({
      id: message.threadId,
      snippet: message.snippet(),
      historyId: latestHistoryId(call.mailbox.thread(message.threadId)),
    }));
    return {
      ...(threads.length === 0 ? {} : { threads }),
      nextPageToken: page.nextPageToken,
      resultSizeEstimate: page.resultSizeEstimate,
    };
  });

  get("/threads/:id", "threads.get", (call) => {
    const id = readId(call.path("id"));
    const messages = call.mailbox.thread(id);
    if (messages.length === 0 || (call.grant.onlyThreadId ?? id) !== id) throw notFound();
    const format = allowedFormat(call);
    if (format === "raw") {
      throw new GoogleError(400, "invalidArgument", "Format RAW is not supported for threads", {
        status: "INVALID_ARGUMENT",
      });
    }
    const metadataHeaders = call.parameters.getAll("metadataHeaders");
    return {
      id,
      historyId: latestHistoryId(messages),
      messages: messages.map((message) => toMessageResource(message, format, metadataHeaders)),
    };
  });

  get("/labels", "labels.list", ({ mailbox }) => ({ labels: mailbox.labels.list() }));

  get("/labels/:id", "labels.get", ({ mailbox, path }) => {
    const label = mailbox.labels.find(path("id"));
    if (label === undefined) throw notFound();
    const messages = [...mailbox.withLabel(label.id)];
    const unread = messages.filter((message) => message.labelIds.has("UNREAD"));
    return {
      ...label,
      messagesTotal: messages.length,
      messagesUnread: unread.length,
      threadsTotal: countThreads(messages),
      threadsUnread: countThreads(unread),
    };
  });

  get("/settings/sendAs", "settings.sendAs.list", ({ mailbox }) => ({ sendAs: mailbox.sendAs }));

  get("/settings/sendAs/:sendAsEmail", "settings.sendAs.get", ({ mailbox, path }) => {
    const wanted = path("sendAsEmail").toLowerCase();
    const alias = mailbox.sendAs.find(({ sendAsEmail }) => sendAsEmail.toLowerCase() === wanted);
    if (alias === undefined) throw notFound();
    return alias;
  });

  return app;
}

function requireSelf(grant: AccessGrant, userId: string): void {
  if (userId === "me" || userId.toLowerCase() === grant.account.email.toLowerCase()) return;
  throw new GoogleError(403, "forbidden", `Delegation denied for ${grant.account.email}`, {
    status: "PERMISSION_DENIED",
  });
}

function listMessages({ grant, mailbox, parameters }: GmailCall, now: number): readonly Message[] {
  const q = parameters.get("q") ?? "";
  if (q !== "" && seesMetadataOnly(grant)) {
    throw new GoogleError(403, "forbidden", "Metadata scope does not support 'q' parameter", {
      status: "PERMISSION_DENIED",
    });
  }
  const labelIds = parameters.getAll("labelIds");
  const unknown = labelIds.find((labelId) => mailbox.labels.find(labelId) === undefined);
  if (unknown !== undefined) {
    throw new GoogleError(400, "invalidArgument", `Invalid label: ${unknown.slice(0, 100)}`, {
      status: "INVALID_ARGUMENT",
    });
  }
  return mailbox.search.list(
    { q, labelIds, includeSpamTrash: readFlag(parameters, "includeSpamTrash") },
    now,
  );
}

function findMessage({ grant, mailbox }: GmailCall, id: string): Message {
  const message = mailbox.find(readId(id));
  // The token of an open message knows of no other: what it may not see is not there.
  if (message === undefined) throw notFound();
  if (grant.onlyThreadId !== undefined && grant.onlyThreadId !== message.threadId) throw notFound();
  return message;
}

function allowedFormat({ grant, parameters }: GmailCall): MessageFormat {
  const format = readFormat(parameters);
  if ((format === "full" || format === "raw") && seesMetadataOnly(grant)) {
    throw new GoogleError(403, "forbidden", `Metadata scope doesn't allow format ${format.toUpperCase()}`, {
      status: "PERMISSION_DENIED",
    });
  }
  return format;
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

function countThreads(messages: readonly Message[]): number {
  return new Set(messages.map(({ threadId }) => threadId)).size;
}
