/** What the Gmail API tells of a mailbox as a whole: profile, labels, aliases. */
import { notFound } from "../google-errors.ts";
import type { ApiMethod } from "../http/method-table.ts";
import { gmailMethod } from "./gmail-method.ts";
import type { Message } from "./message.ts";

export const mailboxMethods: readonly ApiMethod[] = [
  gmailMethod("users.getProfile", "GET", "/profile", ({ mailbox, grant }) => ({
    emailAddress: grant.account.email,
    messagesTotal: mailbox.size.messages,
    threadsTotal: mailbox.size.threads,
    historyId: mailbox.historyId,
  })),

  gmailMethod("labels.list", "GET", "/labels", ({ mailbox }) => ({ labels: mailbox.labels.list() })),

  gmailMethod("labels.get", "GET", "/labels/:id", ({ mailbox, path }) => {
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
  }),

  gmailMethod("settings.sendAs.list", "GET", "/settings/sendAs", ({ mailbox }) => ({
    sendAs: mailbox.sendAs,
  })),

  gmailMethod("settings.sendAs.get", "GET", "/settings/sendAs/:sendAsEmail", ({ mailbox, path }) => {
    const wanted = path("sendAsEmail").toLowerCase();
    const alias = mailbox.sendAs.find(({ sendAsEmail }) => sendAsEmail.toLowerCase() === wanted);
    if (alias === undefined) throw notFound();
    return alias;
  }),
];

function countThreads(messages: readonly Message[]): number {
  return new Set(messages.map(({ threadId }) => threadId)).size;
}
