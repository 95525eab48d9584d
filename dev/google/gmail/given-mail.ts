/**
 * The mail that a call brings along: as base64url inside its JSON, or as it is where mails are uploaded.
 * https://developers.google.com/workspace/gmail/api/guides/uploads
 */
import { z } from "zod";
import { GoogleError } from "../google-error.ts";
import { invalidArgument, notFound } from "../google-errors.ts";
import type { ApiRequest } from "../http/api-request.ts";
import { readJsonBody } from "../http/json-body.ts";
import { readId } from "./gmail-parameters.ts";
import { findField, parseParameters } from "./header-fields.ts";
import type { Mailbox } from "./mailbox.ts";
import { readMimeTree, readTopHeaders } from "./mime-tree.ts";
import { continuesThread } from "./threading.ts";

export interface GivenMail {
  /** Undefined where the call brings none. */
  readonly raw: Buffer | undefined;
  /** As asked for; whether it exists is not yet known. */
  readonly threadId: string | undefined;
}

export interface GivenDraft extends GivenMail {
  readonly id: string | undefined;
}

export function readGivenMail(request: ApiRequest): GivenMail {
  const { json, media } = readCall(request);
  return toMail(readJsonBody(messageBody, json), media);
}

export function readGivenDraft(request: ApiRequest): GivenDraft {
  const { json, media } = readCall(request);
  const { id, message } = readJsonBody(draftBody, json);
  return { id, ...toMail(message, media) };
}

/** Throws Google's 400 where there has to be a mail. */
export function requireRaw({ raw }: GivenMail): Buffer {
  if (raw !== undefined && raw.length > 0) return raw;
  throw invalidArgument(
    "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
  );
}

/**
 * The thread the mail goes into: the one it is to go into if it continues it, a new one otherwise. Throws Google's 404
 * when there is no such thread.
 */
export function threadFor(mailbox: Mailbox, { threadId }: GivenMail, raw: Buffer): string {
  if (threadId === undefined || threadId === "") return "new";
  const id = readId(threadId);
  const thread = mailbox.thread(id);
  if (thread.length === 0) throw notFound();
  return continuesThread(readTopHeaders(raw), thread) ? id : "new";
}

const messageBody = z.object({ raw: z.string().optional(), threadId: z.string().optional() });
const draftBody = z.object({ id: z.string().optional(), message: messageBody.default({}) });

function toMail({ raw, threadId }: z.infer<typeof messageBody>, media: Buffer | undefined): GivenMail {
  return { raw: media ?? (raw === undefined ? undefined : decodeBase64(raw)), threadId };
}

function decodeBase64(text: string): Buffer {
  if (/^[\w+/-]*={0,2}$/.test(text)) return Buffer.from(text, "base64");
  const shown = text.slice(0, 100);
  throw invalidArgument(`Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed for "${shown}"`);
}

/** The two halves of a call: what is said about the mail, and the mail. */
function readCall({ path, query, header, body }: ApiRequest): { json: Buffer; media: Buffer | undefined } {
  if (!path.startsWith("/upload/")) return { json: body, media: undefined };
  const type = header("content-type") ?? "";
  const uploadType = query.get("uploadType");
  if (uploadType === "multipart") return readRelated(type, body);
  if (uploadType !== "media")
    throw new GoogleError(400, "badRequest", "uploadType has to be media or multipart here");
  requireMail(type);
  return { json: Buffer.alloc(0), media: body };
}

function readRelated(contentType: string, body: Buffer): { json: Buffer; media: Buffer } {
  const head = Buffer.from(`Content-Type: ${contentType}\r\n\r\n`);
  const [about, mail] = readMimeTree(Buffer.concat([head, body])).parts;
  if (about === undefined || mail === undefined) {
    throw new GoogleError(400, "badRequest", "Malformed multipart body.");
  }
  requireMail(findField(mail.headers, "Content-Type") ?? "");
  return { json: about.content(), media: mail.content() };
}

function requireMail(contentType: string): void {
  const { value } = parseParameters(contentType);
  if (value.startsWith("message/")) return;
  throw new GoogleError(
    400,
    "badContent",
    `Media type '${value.slice(0, 100)}' is not supported. Valid media types: [message/*]`,
  );
}
