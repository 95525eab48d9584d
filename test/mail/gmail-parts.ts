/** Builds Gmail's answers (`format=full`) for the tests of this folder. */
import { parseGmailMessage } from "../../backend/src/mail/gmail-payload.ts";
import type { GmailMessage } from "../../backend/src/mail/gmail-payload.ts";

export interface PartJson {
  readonly mimeType: string;
  readonly filename: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: { readonly size: number; readonly data?: string; readonly attachmentId?: string };
  readonly parts?: readonly PartJson[];
}

type Headers = Readonly<Record<string, string>>;

export function text(mimeType: string, content: string, headers: Headers = {}): PartJson {
  const bytes = Buffer.from(content);
  return {
    mimeType,
    filename: "",
    headers: toHeaders({ "Content-Type": `${mimeType}; charset=UTF-8`, ...headers }),
    body: { size: bytes.length, data: bytes.toString("base64url") },
  };
}

export const plain = (content: string, headers?: Headers): PartJson => text("text/plain", content, headers);
export const html = (content: string, headers?: Headers): PartJson => text("text/html", content, headers);

export function multipart(subtype: string, ...parts: readonly PartJson[]): PartJson {
  const mimeType = `multipart/${subtype}`;
  return {
    mimeType,
    filename: "",
    headers: toHeaders({ "Content-Type": mimeType }),
    body: { size: 0 },
    parts,
  };
}

export function file(mimeType: string, filename: string, size = 1_000, headers: Headers = {}): PartJson {
  const disposition = `attachment; filename="${filename}"`;
  return {
    mimeType,
    filename,
    headers: toHeaders({ "Content-Type": mimeType, "Content-Disposition": disposition, ...headers }),
    body: { size, attachmentId: `id-of-${filename}` },
  };
}

/** A text that Gmail keeps apart. */
export function behindId(mimeType: string, attachmentId: string, size: number, charset = "utf-8"): PartJson {
  const headers = toHeaders({ "Content-Type": `${mimeType}; charset="${charset}"` });
  return { mimeType, filename: "", headers, body: { size, attachmentId } };
}

/** In front of the part's own; a header may come several times. */
export function withHeaders(part: PartJson, headers: readonly (readonly [string, string])[]): PartJson {
  return { ...part, headers: [...headers.map(([name, value]) => ({ name, value })), ...part.headers] };
}

export function messageJson(payload: unknown, more: object = {}): Record<string, unknown> {
  return {
    id: "18f0a1b2c3d4e5f6",
    threadId: "18f0a1b2c3d4e5f0",
    labelIds: ["INBOX"],
    historyId: "9007199254740993",
    internalDate: String(Date.UTC(2026, 10, 23, 9)),
    sizeEstimate: 4_000,
    snippet: "",
    payload,
    ...more,
  };
}

/** As the backend gets it. */
export function message(payload: PartJson, more: object = {}): GmailMessage {
  return parsed(messageJson(payload, more));
}

export function parsed(json: unknown): GmailMessage {
  const read = parseGmailMessage(JSON.parse(JSON.stringify(json)));
  if ("malformed" in read) throw new Error(read.malformed);
  return read;
}

function toHeaders(headers: Headers): PartJson["headers"] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
