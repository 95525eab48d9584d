/** Ids of a mailbox: page by page, all of a query, and what no query finds yet. */
import { GoogleCallFailed } from "./google-failure.ts";
import type { GoogleFailure } from "./google-failure.ts";
import type { MailSource, MessageRef } from "./ports.ts";
import { ALL_SEARCHABLE } from "./search-query.ts";

type Lists = Pick<MailSource, "listMessages">;

export type MessagePage = Pick<Awaited<ReturnType<MailSource["listMessages"]>>, "messages" | "nextPageToken">;

/** Some at once, as a commit costs about the same for all of them. What came before a failure is kept. */
export async function listPages(
  source: Lists,
  q: string,
  pageToken: string | null,
): Promise<{ readonly page: MessagePage; readonly failure?: GoogleFailure }> {
  let page: MessagePage = await source.listMessages({ q, pageToken: pageToken ?? undefined });
  for (let pages = 1; pages < PAGES_AT_ONCE && page.nextPageToken !== undefined; pages++)
    try {
      const { messages, nextPageToken } = await source.listMessages({ q, pageToken: page.nextPageToken });
      page = { messages: [...page.messages, ...messages], nextPageToken };
    } catch (error) {
      if (!(error instanceof GoogleCallFailed)) throw error;
      return { page, failure: error.failure };
    }
  return { page };
}

/** All pages of one query, spam and trash too; small as a rule, and begun anew when it was interrupted. */
export async function listAll(source: Lists, q: string): Promise<readonly MessageRef[]> {
  const found: MessageRef[] = [];
  let pageToken: string | undefined;
  do {
    const page = await source.listMessages({ q, pageToken, everywhere: true });
    found.push(...page.messages);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}

/**
 * Gmail's search learns of a mail some seconds late; a list without a query does not go by it. What only the latter has is
 * not found by any search that follows, and no history from now on tells of it.
 */
export async function listUnsearchable(source: Lists): Promise<readonly MessageRef[]> {
  const [found, all] = await Promise.all([
    source.listMessages({ q: ALL_SEARCHABLE, atMost: NEWEST }),
    source.listMessages({ q: "", atMost: NEWEST }),
  ]);
  const searchable = new Set(found.messages.map(({ id }) => id));
  const last = all.messages.findLastIndex(({ id }) => searchable.has(id));
  // What is older than the last they share may only have had no room on the other page.
  const isFull = found.nextPageToken !== undefined && last >= 0;
  const inQuestion = isFull ? all.messages.slice(0, last) : all.messages;
  return inQuestion.filter(({ id }) => !searchable.has(id));
}

/** A crash costs the listing of so many pages once more. */
const PAGES_AT_ONCE = 5;
/** Far more than come in the time Gmail's search may lag behind. */
const NEWEST = 100;
