/** The first sync's search for all contacts' mails: round by round, each of as many queries as go at once. */
import type { EmailAddress } from "../crm/ids.ts";
import type { MessagePage } from "./list-messages.ts";
import type { FirstCursor, FirstSyncStep } from "./mail-cursor.ts";
import type { Account, MailClaim, MailSource, MailSyncStore, MessageRef } from "./ports.ts";
import { takeChunk } from "./search-query.ts";

interface Deps {
  readonly source: Pick<MailSource, "listMessages">;
  readonly store: Pick<MailSyncStore, "listContactAddresses">;
}

/** Addresses taken from the store at once; more never fit into the queries made of them. */
export const ADDRESS_BATCH = 100;
/** What follows the search. */
export const FIRST_PAGE = { kind: "list", pageToken: null } as const;
const SEARCHES_AT_ONCE = 8;

/** Several queries at once: a commit for each would take longer than the answers. */
export async function searchRound(
  { source, store }: Deps,
  { account }: Pick<MailClaim, "account">,
  cursor: FirstCursor,
  step: Extract<FirstSyncStep, { readonly kind: "search" }>,
): Promise<{ readonly next: FirstSyncStep; readonly found: readonly MessageRef[] }> {
  const { searches, isLast } =
    step.page === undefined
      ? await nextSearches(store, account, cursor, step.through)
      : { searches: [step.page], isLast: false };
  const pages = await Promise.all(
    searches.map(async (search) => ({ search, page: await searchPage(source, cursor, search) })),
  );
  const found: MessageRef[] = [];
  let through = step.through;
  for (const { search, page } of pages) {
    found.push(...page.messages);
    const { q } = search;
    if (q !== null && page.nextPageToken !== undefined) {
      // Its other pages come first; those after it are asked for once more.
      const under = { q, pageToken: page.nextPageToken, through: search.through };
      return { next: { kind: "search", through, page: under }, found };
    }
    through = search.through;
  }
  return { next: isLast ? FIRST_PAGE : { kind: "search", through }, found };
}

interface ContactSearch {
  /** Null: nobody has to be asked for. */
  readonly q: string | null;
  readonly pageToken?: string;
  /** The last address it covers. */
  readonly through: string;
}

/** `isLast`: with these all addresses are searched for. */
async function nextSearches(
  store: Deps["store"],
  account: Account,
  { after }: FirstCursor,
  through: string | null,
): Promise<{ readonly searches: readonly ContactSearch[]; readonly isLast: boolean }> {
  const own = ownAddresses(account);
  const searches: ContactSearch[] = [];
  const batch = await store.listContactAddresses(account, through, ADDRESS_BATCH);
  let addresses = batch;
  while (searches.length < SEARCHES_AT_ONCE) {
    const { covered, q } = takeChunk(addresses, own, after);
    const last = covered.at(-1);
    if (last === undefined) break;
    searches.push({ q, through: last });
    addresses = addresses.slice(covered.length);
  }
  return { searches, isLast: addresses.length === 0 && batch.length < ADDRESS_BATCH };
}

async function searchPage(
  source: Deps["source"],
  { isBegunAnew = false }: FirstCursor,
  { q, pageToken }: ContactSearch,
): Promise<MessagePage> {
  if (q === null) return { messages: [], nextPageToken: undefined };
  return await source.listMessages({ q, pageToken, everywhere: isBegunAnew });
}

export function ownAddresses({ email, aliases }: Account): ReadonlySet<EmailAddress> {
  return new Set([email, ...aliases]);
}
