/** Gmail's resources → what the page shows. */
import type { gmail_v1 } from "@googleapis/gmail";
import { addressParser } from "postal-mime";
import type { Mailbox, MailMessage, Sender, ThreadSummary } from "./page/wire.ts";

type Message = gmail_v1.Schema$Message;
type Part = gmail_v1.Schema$MessagePart;

/** `by` says which messages date the conversation: Gmail's folder of sent mail goes by those, all others by received ones. */
export function toThreadSummary(thread: gmail_v1.Schema$Thread, by: "received" | "sent"): ThreadSummary {
  const messages = thread.messages ?? [];
  const last = messages.at(-1) ?? {};
  const finished = messages.filter((message) => !hasLabel(message, "DRAFT"));
  const dating = finished.findLast((message) => hasLabel(message, "SENT") === (by === "sent")) ?? last;
  const senders = new Map(
    finished.map(toSender).map((from) => [from.isMe ? "" : from.email.toLowerCase(), from]),
  );
  return {
    id: thread.id ?? "",
    subject: subjectOf(messages[0] ?? {}),
    snippet: decodeSnippet(last.snippet),
    senders: [...senders.values()],
    messageCount: messages.length,
    at: Number(dating.internalDate ?? 0),
    unread: messages.some((message) => hasLabel(message, "UNREAD")),
    starred: messages.some((message) => hasLabel(message, "STARRED")),
    attachments: messages.flatMap((message) =>
      leafParts(message.payload)
        .map(fileName)
        .filter((name) => name !== ""),
    ),
    draftMessageId: messages.findLast((message) => hasLabel(message, "DRAFT"))?.id ?? null,
  };
}

/** `text` is the mail's text body, wherever Gmail keeps it. */
export function toMailMessage(message: Message, text: string): MailMessage {
  return {
    id: message.id ?? "",
    threadId: message.threadId ?? "",
    from: sender(message),
    to: parseAddresses(headerOf(message.payload, "To")),
    cc: parseAddresses(headerOf(message.payload, "Cc")),
    at: Number(message.internalDate ?? 0),
    snippet: decodeSnippet(message.snippet),
    text,
    hasHtml: bodyParts(message, "text/html").length > 0,
    attachments: leafParts(message.payload).filter(isAttachment).map(toAttachment),
    starred: hasLabel(message, "STARRED"),
    isDraft: hasLabel(message, "DRAFT"),
    answerTo: answerTo(message),
  };
}

function answerTo(message: Message): readonly Mailbox[] {
  const asked = parseAddresses(headerOf(message.payload, "Reply-To"));
  return asked.length === 0 ? [sender(message)] : asked;
}

export function subjectOf(message: Message): string {
  return headerOf(message.payload, "Subject").replace(/\s+/g, " ").trim();
}

/** The parts that are the body in this type, in reading order. */
export function bodyParts(message: Message, mimeType: "text/plain" | "text/html"): readonly Part[] {
  return leafParts(message.payload).filter((part) => part.mimeType === mimeType && !isAttachment(part));
}

/** The part an HTML body means by `cid:…`. */
export function findInlinePart(message: Message, contentId: string): Part | undefined {
  return leafParts(message.payload).find(
    (part) => headerOf(part, "Content-ID").replace(/^<|>$/g, "") === contentId,
  );
}

/** A display name may hold anything; what is no address at all is shown as it stands. */
export function parseAddresses(value: string): readonly Mailbox[] {
  const found = addressParser(value, { flatten: true }).map(({ name, address }) => ({
    name,
    email: address ?? "",
  }));
  const mailboxes = found.filter(({ name, email }) => name !== "" || email !== "");
  return mailboxes.length === 0 && value.trim() !== "" ? [{ name: value.trim(), email: "" }] : mailboxes;
}

function toSender(message: Message): Sender {
  return { ...sender(message), isMe: hasLabel(message, "SENT") };
}

function sender(message: Message): Mailbox {
  return parseAddresses(headerOf(message.payload, "From"))[0] ?? { name: "(unknown sender)", email: "" };
}

export function headerOf(part: Part | undefined, name: string): string {
  const wanted = name.toLowerCase();
  return part?.headers?.find((header) => header.name?.toLowerCase() === wanted)?.value ?? "";
}

function leafParts(root: Part | undefined): readonly Part[] {
  const leaves: Part[] = [];
  const open = root === undefined ? [] : [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const children = part.parts ?? [];
    if (children.length === 0) leaves.push(part);
    else open.push(...[...children].reverse());
  }
  return leaves;
}

function fileName(part: Part): string {
  return part.filename ?? "";
}

/** Pictures that the HTML body shows are no attachments to a reader. */
function isAttachment(part: Part): boolean {
  if (fileName(part) === "") return /^attachment\b/i.test(headerOf(part, "Content-Disposition"));
  return !(headerOf(part, "Content-ID") !== "" && /^inline\b/i.test(headerOf(part, "Content-Disposition")));
}

function toAttachment(part: Part): MailMessage["attachments"][number] {
  return {
    name: fileName(part),
    mimeType: part.mimeType ?? "application/octet-stream",
    size: part.body?.size ?? 0,
  };
}

function hasLabel(message: Message, label: string): boolean {
  return message.labelIds?.includes(label) ?? false;
}

/** Gmail writes snippets with these entities and no others. */
function decodeSnippet(snippet: string | null | undefined): string {
  const entities: Readonly<Record<string, string>> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&amp;": "&",
  };
  return (snippet ?? "").replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
}
