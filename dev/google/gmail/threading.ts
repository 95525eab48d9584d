/**
 * Which mails are one conversation: those that name each other (References, In-Reply-To) *and* have the same subject
 * but for Re: and Fwd:. A reply under a new subject starts a thread of its own, as in Gmail.
 * https://developers.google.com/workspace/gmail/api/guides/threads
 */
import { decodeFieldValue, findField } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";

export class ThreadIndex {
  /** `<message id> subject`, hashed → thread; also for ids only referenced, so that late parents and siblings meet. */
  readonly #threads = new Map<number, string>();

  /** The thread this mail belongs to, or undefined when it starts one. */
  find(headers: readonly HeaderField[]): string | undefined {
    for (const key of threadKeys(headers, 100)) {
      const threadId = this.#threads.get(key);
      if (threadId !== undefined) return threadId;
    }
    return undefined;
  }

  /** Only the nearest references are kept: a long conversation would otherwise cost a key per pair of mails. */
  add(headers: readonly HeaderField[], threadId: string): void {
    for (const key of threadKeys(headers, 3)) if (!this.#threads.has(key)) this.#threads.set(key, threadId);
  }
}

/**
 * Whether Gmail puts a mail into the thread it is given to send it in: it answers one of the thread's mails, and its
 * subject is theirs. https://developers.google.com/workspace/gmail/api/guides/threads
 */
export function continuesThread(
  headers: readonly HeaderField[],
  thread: Iterable<{ headers(): readonly HeaderField[] }>,
): boolean {
  const subject = subjectOf(headers);
  const named = new Set(
    ["In-Reply-To", "References"].flatMap((name) => messageIdsIn(findField(headers, name))),
  );
  for (const message of thread) {
    const [id] = messageIdsIn(findField(message.headers(), "Message-ID"));
    if (id !== undefined && named.has(id) && subjectOf(message.headers()) === subject) return true;
  }
  return false;
}

/** "Re: AW: [list] Offer " and "Offer" are the same subject to Gmail, in the languages it knows. */
export function baseSubject(subject: string): string {
  const base = subject.slice(0, 998).replace(/\s+/g, " ").trim().toLowerCase();
  return base.replace(replyPrefixes, "");
}

const replyPrefixes =
  /^(?:(?:re|aw|sv|vs|ref|rif|res|r|antw|fwd?|wg|tr|i|rv|doorst|vb|回复|答复|转发|返信|転送)(?:\[\d{1,3}\])?\s?[:：]\s?)+/u;

/** The mail's own id first, then what it answers, nearest first. */
function threadKeys(headers: readonly HeaderField[], maxReferences: number): number[] {
  const subject = subjectOf(headers);
  const references = messageIdsIn(findField(headers, "References")).slice(-maxReferences).reverse();
  const ids = [
    ...messageIdsIn(findField(headers, "Message-ID")).slice(0, 1),
    ...messageIdsIn(findField(headers, "In-Reply-To")),
    ...references,
  ];
  return ids.map((id) => hashed(`${id} ${subject}`));
}

function subjectOf(headers: readonly HeaderField[]): string {
  const field = headers.find(({ name }) => name.toLowerCase() === "subject");
  return baseSubject(field === undefined ? "" : decodeFieldValue(field));
}

/** 53 bits: of a million keys, two are the same once in ten thousand mailboxes. */
function hashed(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}

/** Ids as they are compared: with their angle brackets. */
export function messageIdsIn(raw: string | undefined): string[] {
  // Copied, because a slice would keep the whole header block it was cut from in memory.
  return (raw?.match(/<[^<>\s]{1,500}>/g) ?? []).map((id) => Buffer.from(id).toString());
}
