/** A message as the Gmail API shows it, in each of the four formats. */
import { isUtf8 } from "node:buffer";
import { decodeFieldValue } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import type { Message } from "./message.ts";
import { textOf } from "./mime-tree.ts";
import type { MimePart } from "./mime-tree.ts";

export type MessageFormat = "minimal" | "full" | "raw" | "metadata";

export interface MessagePartResource {
  readonly partId: string;
  readonly mimeType: string;
  readonly filename: string;
  readonly headers: readonly HeaderResource[];
  readonly body: { readonly attachmentId?: string; readonly size: number; readonly data?: string };
  readonly parts?: readonly MessagePartResource[];
}

interface HeaderResource {
  readonly name: string;
  readonly value: string;
}

/** Empty lists are left out, as Google's JSON does: an archived mail without labels has no `labelIds` at all. */
export function toMessageResource(
  message: Message,
  format: MessageFormat,
  metadataHeaders: readonly string[] = [],
): Record<string, unknown> {
  return {
    id: message.id,
    threadId: message.threadId,
    ...(message.labelIds.size === 0 ? {} : { labelIds: [...message.labelIds] }),
    snippet: message.snippet(),
    ...payload(message, format, metadataHeaders),
    sizeEstimate: message.sizeEstimate,
    historyId: message.historyId,
    internalDate: message.internalDate.toString(),
  };
}

/** Bytes behind an attachment id, or undefined for an id that is none of this message's. */
export function findAttachment(message: Message, attachmentId: string): Buffer | undefined {
  const [messageId, partId, ...rest] = Buffer.from(attachmentId.slice(attachmentPrefix.length), "base64url")
    .toString()
    .split("/");
  if (
    !attachmentId.startsWith(attachmentPrefix) ||
    messageId !== message.id ||
    partId === undefined ||
    rest.length !== 1
  )
    return undefined;
  const indexes = partId === "" ? [] : partId.split(".").map(Number);
  let part: MimePart | undefined = message.tree();
  for (const index of indexes) part = part?.parts[index];
  return part === undefined ? undefined : contentOf(part);
}

/** Base64url with padding, as Gmail writes it. */
export function toBase64Url(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
  return text + "==".slice(0, (4 - (text.length & 3)) & 3);
}

/**
 * From this size on, text too is given by attachment id only. That Gmail does so is known, where it begins is not:
 * clients must look at `attachmentId` whatever the type.
 */
const largestInlineText = 256 * 1024;

function payload(
  message: Message,
  format: MessageFormat,
  metadataHeaders: readonly string[],
): Record<string, unknown> {
  switch (format) {
    case "minimal":
      return {};
    case "raw":
      return { raw: toBase64Url(message.raw()) };
    case "metadata": {
      const wanted = new Set(metadataHeaders.map((name) => name.toLowerCase()));
      const fields = message
        .headers()
        .filter((field) => wanted.size === 0 || wanted.has(field.name.toLowerCase()));
      const { mimeType } = message.tree();
      return { payload: { mimeType, ...(fields.length === 0 ? {} : { headers: fields.map(toHeader) }) } };
    }
    case "full":
      return { payload: toPart(message, message.tree(), "") };
  }
}

function toPart(message: Message, part: MimePart, partId: string): MessagePartResource {
  const parts = part.parts.map((child, index) =>
    toPart(message, child, partId === "" ? `${index}` : `${partId}.${index}`),
  );
  return {
    partId,
    mimeType: part.mimeType,
    filename: part.filename,
    headers: part.headers.map(toHeader),
    body: toBody(message, part, partId),
    ...(parts.length === 0 ? {} : { parts }),
  };
}

function toBody(message: Message, part: MimePart, partId: string): MessagePartResource["body"] {
  if (part.mimeType.startsWith("multipart/")) return { size: 0 };
  const bytes = contentOf(part);
  const isInlineText =
    part.mimeType.startsWith("text/") &&
    part.filename === "" &&
    part.disposition !== "attachment" &&
    bytes.length <= largestInlineText;
  if (!isInlineText) return { attachmentId: toAttachmentId(message.id, partId), size: bytes.length };
  return bytes.length === 0 ? { size: 0 } : { size: bytes.length, data: toBase64Url(bytes) };
}

/** Text parts are UTF-8 whatever their charset was, their Content-Type header notwithstanding; files are as sent. */
function contentOf(part: MimePart): Buffer {
  const isBody =
    part.mimeType.startsWith("text/") && part.filename === "" && part.disposition !== "attachment";
  if (!isBody) return part.content();
  if (part.charset?.toLowerCase() === "utf-8") {
    const bytes = part.content();
    if (isUtf8(bytes) && bytes[0] !== byteOrderMark) return bytes;
  }
  return Buffer.from(textOf(part));
}

/** The first byte of the mark that decoding takes away. */
const byteOrderMark = 0xef;

const attachmentPrefix = "ANGjdJ";
let attachmentIdsMade = 0;

/** A new id with every answer, as Gmail's are: only part ids last. */
function toAttachmentId(messageId: string, partId: string): string {
  attachmentIdsMade += 1;
  return attachmentPrefix + Buffer.from(`${messageId}/${partId}/${attachmentIdsMade}`).toString("base64url");
}

function toHeader(field: HeaderField): HeaderResource {
  return { name: field.name, value: decodeFieldValue(field) };
}
