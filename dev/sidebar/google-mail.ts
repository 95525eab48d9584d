/** The page's mailbox over Gmail's REST API. */
import type { gmail_v1 } from "@googleapis/gmail";
import { draftMime } from "./draft-mime.ts";
import type { GoogleSession } from "./google-session.ts";
import { withInlinePictures } from "./inline-pictures.ts";
import { bodyParts, headerOf, subjectOf, toMailMessage, toThreadSummary } from "./mail-conversion.ts";
import type { Draft, MailThread, SenderAddress } from "./page/wire.ts";
import type { MailHost } from "./sidebar-host.ts";

const gmail = "/gmail/v1/users/me";

/** As many as Gmail shows on a page. */
const threadsPerPage = "50";

/** Names of the parts down to the depth real mails have; what lies deeper only misses its paper clip. */
const outlineFields =
  "id,messages(id,threadId,labelIds,snippet,internalDate,payload(headers,filename,parts(filename,parts(filename,parts(filename)))))";

export function createGoogleMail(sessionOf: (user: string) => GoogleSession): MailHost {
  return {
    listThreads: async (user, { query, pageToken }) => {
      const google = sessionOf(user);
      const page: gmail_v1.Schema$ListThreadsResponse = await google.get(`${gmail}/threads`, {
        q: query,
        maxResults: threadsPerPage,
        ...(pageToken === null ? {} : { pageToken }),
      });
      const outlines = await Promise.all(
        (page.threads ?? []).map(({ id }) =>
          // A conversation that was deleted since is left out.
          google.find<gmail_v1.Schema$Thread>(`${gmail}/threads/${encodeURIComponent(id ?? "")}`, {
            format: "full",
            fields: outlineFields,
          }),
        ),
      );
      const by = /\bin:sent\b/.test(query) ? "sent" : "received";
      return {
        threads: outlines.flatMap((thread) => (thread === null ? [] : [toThreadSummary(thread, by)])),
        nextPageToken: page.nextPageToken ?? null,
        estimate: page.resultSizeEstimate ?? null,
      };
    },
    getThread: async (user, threadId) => await getThread(sessionOf(user), threadId),
    getMessageHtml: async (user, messageId) => {
      const google = sessionOf(user);
      const message = await findMessage(google, messageId);
      if (message === null) return null;
      const html = await bodyText(google, message, "text/html");
      if (html === "") return null;
      return await withInlinePictures(message, html, (id) => getAttachment(google, messageId, id));
    },
    listSenders: async (user) => await listSenders(sessionOf(user)),
    getDraft: async (user, draftId) => await getDraft(sessionOf(user), draftId),
    findDraft: async (user, messageId) => {
      const google = sessionOf(user);
      const { drafts = [] }: gmail_v1.Schema$ListDraftsResponse = await google.get(`${gmail}/drafts`, {
        maxResults: "500",
      });
      const draft = drafts.find(({ message }) => message?.id === messageId);
      return draft === undefined ? null : await getDraft(google, draft.id ?? "");
    },
    saveDraft: async (user, draftId, content) => {
      const google = sessionOf(user);
      const [senders, answered] = await Promise.all([
        listSenders(google),
        content.replyTo === null ? null : findMessage(google, content.replyTo),
      ]);
      const from = senders.find(({ email }) => email === content.from) ?? senders[0];
      const raw = await draftMime(
        content,
        from ?? { name: "", email: user },
        answered === null
          ? undefined
          : {
              messageIdHeader: headerOf(answered.payload, "Message-ID"),
              references: headerOf(answered.payload, "References"),
            },
      );
      const threadId = answered?.threadId ?? undefined;
      const message = { raw: raw.toString("base64url"), ...(threadId === undefined ? {} : { threadId }) };
      const saved = await google.create<gmail_v1.Schema$Draft>(
        draftId === null
          ? { method: "POST", path: `${gmail}/drafts`, body: { message } }
          : { method: "PUT", path: `${gmail}/drafts/${encodeURIComponent(draftId)}`, body: { message } },
      );
      return { id: saved.id ?? "", threadId: saved.message?.threadId ?? "" };
    },
    sendDraft: async (user, draftId) => {
      const sent = await sessionOf(user).create<gmail_v1.Schema$Message>({
        method: "POST",
        path: `${gmail}/drafts/send`,
        body: { id: draftId },
      });
      return { messageId: sent.id ?? "", threadId: sent.threadId ?? "" };
    },
    deleteDraft: async (user, draftId) => {
      await sessionOf(user).change({
        method: "DELETE",
        path: `${gmail}/drafts/${encodeURIComponent(draftId)}`,
      });
    },
  };
}

async function findMessage(google: GoogleSession, id: string): Promise<gmail_v1.Schema$Message | null> {
  return await google.find(`${gmail}/messages/${encodeURIComponent(id)}`, { format: "full" });
}

async function getAttachment(google: GoogleSession, messageId: string, id: string): Promise<Buffer> {
  const path = `${gmail}/messages/${encodeURIComponent(messageId)}/attachments/${encodeURIComponent(id)}`;
  const { data } = await google.get<gmail_v1.Schema$MessagePartBody>(path);
  return Buffer.from(data ?? "", "base64url");
}

async function getThread(google: GoogleSession, threadId: string): Promise<MailThread | null> {
  const [thread, { labels = [] }] = await Promise.all([
    google.find<gmail_v1.Schema$Thread>(`${gmail}/threads/${encodeURIComponent(threadId)}`, {
      format: "full",
    }),
    google.get<gmail_v1.Schema$ListLabelsResponse>(`${gmail}/labels`),
  ]);
  if (thread === null) return null;
  const messages = thread.messages ?? [];
  const labelIds = new Set(messages.flatMap((message) => message.labelIds ?? []));
  const userLabels = labels.filter(({ type, id }) => type === "user" && labelIds.has(id ?? ""));
  return {
    id: threadId,
    subject: subjectOf(messages[0] ?? {}),
    labels: [...(labelIds.has("INBOX") ? ["Inbox"] : []), ...userLabels.map(({ name }) => name ?? "")],
    messages: await Promise.all(
      messages.map(async (message) => toMailMessage(message, await bodyText(google, message, "text/plain"))),
    ),
  };
}

/** Text may stand in the part or behind an attachment id; either way it is UTF-8. */
async function bodyText(
  google: GoogleSession,
  message: gmail_v1.Schema$Message,
  mimeType: "text/plain" | "text/html",
): Promise<string> {
  const texts = await Promise.all(
    bodyParts(message, mimeType).map(async ({ body }) => {
      const attachmentId = body?.attachmentId ?? undefined;
      const bytes =
        attachmentId === undefined
          ? Buffer.from(body?.data ?? "", "base64url")
          : await getAttachment(google, message.id ?? "", attachmentId);
      return bytes.toString("utf8");
    }),
  );
  return texts.join("\n");
}

async function listSenders(google: GoogleSession): Promise<readonly SenderAddress[]> {
  const { sendAs = [] }: gmail_v1.Schema$ListSendAsResponse = await google.get(`${gmail}/settings/sendAs`);
  return sendAs
    .filter(({ isPrimary, verificationStatus }) => isPrimary === true || verificationStatus === "accepted")
    .sort((a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false))
    .map(({ sendAsEmail, displayName, signature }) => ({
      email: sendAsEmail ?? "",
      name: displayName ?? "",
      signature: signature ?? "",
    }));
}

async function getDraft(google: GoogleSession, draftId: string): Promise<Draft | null> {
  const draft: gmail_v1.Schema$Draft | null = await google.find(
    `${gmail}/drafts/${encodeURIComponent(draftId)}`,
    { format: "full" },
  );
  if (draft?.message === undefined) return null;
  const { message } = draft;
  const [html, text, thread] = await Promise.all([
    bodyText(google, message, "text/html"),
    bodyText(google, message, "text/plain"),
    google.find<gmail_v1.Schema$Thread>(`${gmail}/threads/${message.threadId ?? ""}`, { format: "minimal" }),
  ]);
  const answered = thread?.messages?.findLast(({ labelIds }) => labelIds?.includes("DRAFT") !== true);
  return {
    id: draftId,
    threadId: message.threadId ?? "",
    from: addressIn(headerOf(message.payload, "From")),
    to: headerOf(message.payload, "To"),
    cc: headerOf(message.payload, "Cc"),
    bcc: headerOf(message.payload, "Bcc"),
    subject: subjectOf(message),
    html: html === "" ? textAsHtml(text) : html,
    replyTo: answered?.id ?? null,
  };
}

function addressIn(header: string): string {
  return /<([^<>]+)>\s*$/.exec(header)?.[1] ?? header.trim();
}

function textAsHtml(text: string): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped.trimEnd().replace(/\r?\n/g, "<br>");
}
