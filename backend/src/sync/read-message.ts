/** One message of Gmail's, asked for and understood: what it is, and what it says. */
import { parseGmailMessage } from "../mail/gmail-payload.ts";
import type { GmailMessage } from "../mail/gmail-payload.ts";
import { readGmailMail } from "../mail/gmail-mail.ts";
import type { GmailMail } from "../mail/gmail-mail.ts";
import { readMailText } from "../mail/mail-text.ts";
import type { MailText } from "../mail/mail-text.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { MailSource } from "./ports.ts";

/** What cannot be understood, however often it is read. Quotes nothing of the mail. */
export class Unreadable extends Error {}

export interface ReadMessage {
  readonly message: GmailMessage;
  readonly mail: GmailMail;
  /** Null: only the headers were asked for. */
  readonly text: MailText | null;
}

export interface WholeMessage extends ReadMessage {
  readonly text: MailText;
}

export async function readHeaders(source: MailSource, id: string): Promise<ReadMessage> {
  const answer = await source.getMessage(id, "headers");
  return understand(() => {
    const message = parse(answer, id);
    return { message, mail: readGmailMail(message), text: null };
  });
}

export async function readWhole(source: MailSource, id: string): Promise<WholeMessage> {
  const answer = await source.getMessage(id, "full");
  return understand(() => {
    const message = parse(answer, id);
    return { message, mail: readGmailMail(message), text: readMailText(message) };
  });
}

/** Text that Gmail keeps apart is fetched, some calls at most; where it is lost there is what there is. */
export async function fetchText(
  source: MailSource,
  { message, text: first }: WholeMessage,
): Promise<MailText> {
  const fetched = new Map<string, Uint8Array>();
  for (let text = first; ; text = understand(() => readMailText(message, fetched))) {
    if (text.needs === null || fetched.has(text.needs.attachmentId)) return text;
    try {
      fetched.set(text.needs.attachmentId, await source.getAttachment(message.id, text.needs.attachmentId));
    } catch (error) {
      const isLost =
        error instanceof GoogleCallFailed &&
        (error.failure.kind === "gone" || error.failure.kind === "rejected");
      if (isLost) return text;
      throw error;
    }
  }
}

/** A mail that our own code stumbles over is that mail's trouble, not the mailbox's. */
export function understand<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable("internal", { cause: error });
  }
}

function parse(json: unknown, id: string): GmailMessage {
  const message = parseGmailMessage(json);
  if ("malformed" in message) throw new Unreadable(`malformed: ${message.malformed}`);
  if (message.id !== id) throw new Unreadable("malformed: another message than was asked for");
  return message;
}
