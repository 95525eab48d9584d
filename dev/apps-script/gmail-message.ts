/** A message of the Gmail API (`format=full`) in the words of GmailMessage. */
import { z } from "zod";
import type { AttachmentData, GmailMessageData } from "./bridge-protocol.ts";
import { htmlToPlainText } from "./html-to-plain-text.ts";

interface Part {
  mimeType?: string | undefined;
  filename?: string | undefined;
  headers?: { name: string; value: string }[] | undefined;
  body?:
    { attachmentId?: string | undefined; size?: number | undefined; data?: string | undefined } | undefined;
  parts?: Part[] | undefined;
}

const part: z.ZodType<Part> = z.lazy(() =>
  z.object({
    mimeType: z.string().optional(),
    filename: z.string().optional(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    body: z
      .object({
        attachmentId: z.string().optional(),
        size: z.number().optional(),
        data: z.string().optional(),
      })
      .optional(),
    parts: z.array(part).optional(),
  }),
);

const message = z.object({
  id: z.string(),
  threadId: z.string(),
  labelIds: z.array(z.string()).default([]),
  internalDate: z.string(),
  payload: part.optional(),
});

/** @param readText fetches a text too long to come with the message itself. */
export function parseGmailMessage(
  json: unknown,
  readText: (attachmentId: string) => Buffer,
): GmailMessageData {
  const { id, threadId, labelIds, internalDate, payload } = message.parse(json);
  const parts = payload === undefined ? [] : [...leaves(payload)];
  const plain = textOf(parts, "text/plain", readText);
  const html = textOf(parts, "text/html", readText);
  return {
    id,
    threadId,
    labelIds,
    internalDate: Number(internalDate),
    headers: (payload?.headers ?? []).map(({ name, value }) => [name, value] as const),
    plainBody: plain ?? (html === undefined ? "" : htmlToPlainText(html)),
    htmlBody: html ?? (plain === undefined ? "" : plainToHtml(plain)),
    attachments: parts.filter(isAttachment).map(toAttachment),
  };
}

function* leaves(root: Part): Generator<Part> {
  if (root.parts === undefined || root.parts.length === 0) yield root;
  else for (const child of root.parts) yield* leaves(child);
}

/** Gmail hands text parts out in UTF-8; the charset in their headers is what they once were sent in. */
function textOf(
  parts: readonly Part[],
  mimeType: string,
  readText: (attachmentId: string) => Buffer,
): string | undefined {
  const found = parts.find((candidate) => candidate.mimeType === mimeType && !isAttachment(candidate));
  if (found === undefined) return undefined;
  const { data, attachmentId } = found.body ?? {};
  const isElsewhere = data === undefined && attachmentId !== undefined;
  return (isElsewhere ? readText(attachmentId) : bytesOf(found)).toString();
}

function isAttachment({ filename }: Part): boolean {
  return filename !== undefined && filename !== "";
}

function toAttachment(attached: Part): AttachmentData {
  const disposition = headerOf(attached, "content-disposition").toLowerCase();
  const data = attached.body?.data;
  return {
    name: attached.filename ?? "",
    mimeType: attached.mimeType ?? "application/octet-stream",
    size: attached.body?.size ?? 0,
    inline:
      disposition.startsWith("inline") ||
      (headerOf(attached, "content-id") !== "" && !disposition.startsWith("attachment")),
    attachmentId: attached.body?.attachmentId ?? null,
    bytes: data === undefined ? null : [...bytesOf(attached)],
  };
}

function bytesOf({ body }: Part): Buffer {
  return Buffer.from(body?.data ?? "", "base64url");
}

function headerOf({ headers }: Part, name: string): string {
  return headers?.find((header) => header.name.toLowerCase() === name)?.value ?? "";
}

function plainToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return escaped.replace(/\r?\n/g, "<br />\r\n");
}
