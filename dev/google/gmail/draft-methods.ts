/** drafts.* of the Gmail API. */
import { invalidArgument, notFound } from "../google-errors.ts";
import type { ApiRequest } from "../http/api-request.ts";
import type { ApiMethod } from "../http/method-table.ts";
import type { Draft } from "./drafts.ts";
import { readGivenDraft, requireRaw, threadFor } from "./given-mail.ts";
import type { GivenMail } from "./given-mail.ts";
import { gmailMethod, withUpload } from "./gmail-method.ts";
import type { GmailCall } from "./gmail-method.ts";
import { readFormat } from "./gmail-parameters.ts";
import type { Mailbox } from "./mailbox.ts";
import { findMessages, pageAsked } from "./message-methods.ts";
import type { Listing } from "./message-methods.ts";
import { toMessageResource } from "./message-resource.ts";
import type { Message } from "./message.ts";
import { readTopHeaders } from "./mime-tree.ts";
import { readRecipients } from "./outgoing-mail.ts";
import type { PostOffice } from "./post-office.ts";
import { toSentResource } from "./send-method.ts";

export function draftMethods(listing: Listing, postOffice: PostOffice): ApiMethod[] {
  return [
    gmailMethod("drafts.list", "GET", "/drafts", (call) => {
      const byMessage = new Map(call.mailbox.drafts.list().map(({ id, message }) => [message, id]));
      const found = findMessages(call, listing).filter((message) => byMessage.has(message));
      const { items, ...page } = pageAsked(call, found);
      const drafts = items.map((message) => ({ id: byMessage.get(message), message: idsOf(message) }));
      return { ...(drafts.length === 0 ? {} : { drafts }), ...page };
    }),

    // Whoever may see drafts at all sees them whole, with gmail.compose too.
    gmailMethod("drafts.get", "GET", "/drafts/:id", (call) => {
      const { id, message } = findDraft(call.mailbox, call.path("id"));
      return { id, message: toMessageResource(message, readFormat(call.parameters)) };
    }),

    ...withUpload(
      gmailMethod("drafts.create", "POST", "/drafts", ({ mailbox, request }) => {
        const { given, raw } = readDraft(request);
        return toDraftResource(mailbox.drafts.create(raw, threadFor(mailbox, given, raw)));
      }),
    ),

    ...withUpload(
      gmailMethod("drafts.update", "PUT", "/drafts/:id", ({ mailbox, request, path }) => {
        const { id, message } = findDraft(mailbox, path("id"));
        const { given, raw } = readDraft(request);
        // A save keeps the draft where it is, unless it says where else to.
        const isMoved = given.threadId !== undefined && given.threadId !== message.threadId;
        const threadId = isMoved ? threadFor(mailbox, given, raw) : message.threadId;
        return toDraftResource(mailbox.drafts.update(id, raw, threadId));
      }),
    ),

    gmailMethod("drafts.delete", "DELETE", "/drafts/:id", ({ mailbox, path }) => {
      mailbox.drafts.delete(findDraft(mailbox, path("id")).id);
      return undefined;
    }),

    ...withUpload(gmailMethod("drafts.send", "POST", "/drafts/send", (call) => sendDraft(call, postOffice))),
  ];
}

/** The draft goes when the mail does: one that is refused stays. */
function sendDraft({ grant, mailbox, request }: GmailCall, postOffice: PostOffice): object {
  const given = readGivenDraft(request);
  if (given.id === undefined) throw invalidArgument("Missing draft id");
  const { id, message } = findDraft(mailbox, given.id);
  const raw = given.raw ?? message.raw();
  return toSentResource(postOffice.send(grant.account, { raw, threadId: message.threadId, draftId: id }));
}

/** A draft may be for nobody yet, but not for what is no address. */
function readDraft(request: ApiRequest): { given: GivenMail; raw: Buffer } {
  const given = readGivenDraft(request);
  const raw = requireRaw(given);
  readRecipients(readTopHeaders(raw));
  return { given, raw };
}

function findDraft({ drafts }: Mailbox, id: string): Draft {
  const draft = drafts.find(id);
  if (draft === undefined) throw notFound();
  return draft;
}

function toDraftResource({ id, message }: Draft): object {
  return { id, message: toSentResource(message) };
}

function idsOf({ id, threadId }: Message): object {
  return { id, threadId };
}
