/** GmailApp as an add-on may use it: the open message, through the token that came with the event. */
import type { AttachmentData, GmailMessageData } from "../bridge-protocol.ts";
import { blobMethods } from "./blob.ts";
import type { BlobState } from "./blob.ts";
import { call } from "./bridge.ts";
import { optional, plainObject, string } from "./checks.ts";
import { defineGlobal, defineService, defineType, on } from "./define.ts";
import { exception } from "./exception.ts";
import { GmailDraft } from "./gmail-draft.ts";
import { requireScope } from "./permission.ts";

const current = "gmail.addons.current";
const headerScopes = [
  `${current}.message.metadata`,
  `${current}.message.readonly`,
  `${current}.message.action`,
  "gmail.readonly",
  "https://mail.google.com/",
];
const contentScopes = headerScopes.slice(1);
const composeScopes = [`${current}.action.compose`, "https://mail.google.com/"];

interface MessageState {
  readonly data: GmailMessageData;
  /** The one the message was read with. */
  readonly accessToken: string;
}

const GmailThread = defineType<{ readonly id: string }>("Gmail.GmailThread", {
  getId: on([], ({ id }) => id),
  getPermalink: on([], ({ id }) => `https://mail.google.com/mail/#all/${id}`),
});

const GmailAttachment = defineType<BlobState & { readonly size: number }>("Gmail.GmailAttachment", {
  ...pick(["copyBlob", "getBytes", "getContentType", "getDataAsString", "getName", "isGoogleType"]),
  getSize: on([], ({ size }) => size),
  getHash: on([], (state) =>
    call("digest", "SHA_1", state.bytes())
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join(""),
  ),
});

const GmailMessage = defineType<MessageState>("Gmail.GmailMessage", {
  getId: on([], ({ data }) => data.id),
  getThread: on([], ({ data }) => GmailThread.create({ id: data.threadId })),
  getSubject: on([], (state) => header(state, "Subject")),
  getFrom: on([], (state) => header(state, "From")),
  getTo: on([], (state) => header(state, "To")),
  getCc: on([], (state) => header(state, "Cc")),
  getBcc: on([], (state) => header(state, "Bcc")),
  getReplyTo: on([], (state) => header(state, "Reply-To")),
  getHeader: on([string], header),
  getDate: on([], ({ data }) => new Date(data.internalDate)),
  getPlainBody: on([], ({ data }) => content("getPlainBody", data.plainBody)),
  getBody: on([], ({ data }) => content("getBody", data.htmlBody)),
  getRawContent: on([], ({ data, accessToken }) => {
    requireScope("GmailMessage.getRawContent", contentScopes);
    return call("gmail.raw", accessToken, data.id);
  }),
  getAttachments: on([optional(plainObject)], (state, options = {}) => {
    requireScope("GmailMessage.getAttachments", contentScopes);
    const wanted = (attachment: AttachmentData): boolean =>
      options[attachment.inline ? "includeInlineImages" : "includeAttachments"] !== false;
    return state.data.attachments.filter(wanted).map((attachment) => toAttachment(state, attachment));
  }),
  isDraft: on([], (state) => hasLabel(state, "DRAFT")),
  isInChats: on([], (state) => hasLabel(state, "CHAT")),
  isInInbox: on([], (state) => hasLabel(state, "INBOX")),
  isInTrash: on([], (state) => hasLabel(state, "TRASH")),
  isStarred: on([], (state) => hasLabel(state, "STARRED")),
  isUnread: on([], (state) => hasLabel(state, "UNREAD")),
});

export function installGmailApp(): void {
  let messageToken = "";
  const service = defineService("Gmail.GmailApp", {
    setCurrentMessageAccessToken: on([string], (_state, accessToken: string) => {
      messageToken = accessToken;
    }),
    getMessageById: on([string], (_state, id: string) => {
      requireScope("GmailApp.getMessageById", headerScopes);
      if (messageToken === "") {
        throw exception("Missing access token for authorization. Request: MailboxService.GetMessage.");
      }
      return GmailMessage.create({
        data: call("gmail.message", messageToken, id),
        accessToken: messageToken,
      });
    }),
    createDraft: on(
      [string, string, string, optional(plainObject)],
      (_state, to: string, subject: string, body: string, options = {}) => {
        requireScope("GmailApp.createDraft", composeScopes);
        return GmailDraft.create(call("gmail.createDraft", { to, subject, body, ...textOptions(options) }));
      },
    ),
  });
  defineGlobal("GmailApp", service, "Gmail.GmailApp");
}

/** Empty when the message has no such header, the first one when it has several. */
function header({ data }: MessageState, name: string): string {
  const wanted = name.toLowerCase();
  return data.headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? "";
}

function hasLabel({ data }: MessageState, label: string): boolean {
  return data.labelIds.includes(label);
}

function content(method: string, text: string): string {
  requireScope(`GmailMessage.${method}`, contentScopes);
  return text;
}

function toAttachment({ data, accessToken }: MessageState, attachment: AttachmentData): object {
  const { name, mimeType, size, attachmentId } = attachment;
  let bytes = attachment.bytes;
  return GmailAttachment.create({
    name,
    contentType: mimeType,
    size,
    bytes: () =>
      (bytes ??= attachmentId === null ? [] : call("gmail.attachment", accessToken, data.id, attachmentId)),
  });
}

const draftOptions = ["cc", "bcc", "htmlBody"] as const;

function textOptions(options: Readonly<Record<string, unknown>>): {
  cc?: string;
  bcc?: string;
  htmlBody?: string;
} {
  const unknown = Object.keys(options).find((key) => !draftOptions.some((known) => known === key));
  if (unknown !== undefined) throw exception(`Invalid argument: ${unknown}`);
  return Object.fromEntries(
    draftOptions.flatMap((key) => {
      const value = options[key];
      if (value === undefined) return [];
      if (typeof value !== "string") throw exception(`Invalid argument: ${key}`);
      return [[key, value]];
    }),
  );
}

function pick(names: readonly string[]): typeof blobMethods {
  return Object.fromEntries(Object.entries(blobMethods).filter(([name]) => names.includes(name)));
}
