/** What a reply says about the mail it answers (RFC 5322 §3.6.4), so that every mail program shows them together. */
import type { GmailHeader } from "./gmail-payload.ts";
import { headerOf } from "./gmail-payload.ts";

export interface ReplyHeaders {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

export const NO_REPLY: ReplyHeaders = { inReplyTo: null, references: [] };

/** @param headers of the mail that is answered: its Message-ID is the one it was delivered with, whoever gave it. */
export function replyHeaders(headers: readonly GmailHeader[]): ReplyHeaders {
  const read = (name: string) => messageIdsIn(headerOf({ headers }, name));
  const [messageId] = read("message-id");
  const earlier = read("references");
  // Some programs only name what they answer.
  const thread = earlier.length > 0 ? earlier : read("in-reply-to").slice(0, 1);
  if (messageId === undefined) return { inReplyTo: null, references: capped(thread) };
  return {
    inReplyTo: messageId,
    references: capped([...thread.filter((id) => id !== messageId), messageId]),
  };
}

/** The first says which conversation it is, the last ones where in it. */
function capped(ids: readonly string[]): readonly string[] {
  const distinct = [...new Set(ids)];
  return distinct.length <= MAX_REFERENCES
    ? distinct
    : [...distinct.slice(0, 1), ...distinct.slice(1 - MAX_REFERENCES)];
}

const MAX_REFERENCES = 25;
const MAX_HEADER = 20_000;
/** RFC 5322's line length leaves no room for longer ones. */
const MESSAGE_ID = /<[\x21-\x3b\x3d\x3f-\x7e]{1,300}>/g;

function messageIdsIn(header: string): readonly string[] {
  return header.slice(0, MAX_HEADER).match(MESSAGE_ID) ?? [];
}
