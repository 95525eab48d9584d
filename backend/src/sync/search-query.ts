/** What Gmail is asked for: a window of the mailbox, and in it the mails of some addresses. In the syntax of its search box. */
import { domainOf } from "../crm/email-address.ts";
import type { EmailAddress } from "../crm/ids.ts";

/** Everything since `after` (epoch seconds; null: ever). Drafts become interesting once they are sent. */
export function windowQuery(after: number | null): string {
  return after === null ? KINDS : `after:${after} ${KINDS}`;
}

/** All that a list without a query has, as far as the search knows it. */
export const ALL_SEARCHABLE = "-in:spam";

export interface SearchChunk {
  /** As many of the addresses, from the first on, as one query carries. At least one where there is one. */
  readonly covered: readonly EmailAddress[];
  /** Null: none of them has to be asked for. */
  readonly q: string | null;
}

/** `own`: the rep's addresses. They are on every mail of the mailbox and tell nothing. */
export function takeChunk(
  addresses: readonly EmailAddress[],
  own: ReadonlySet<EmailAddress>,
  after: number | null,
): SearchChunk {
  const terms = new Set<string>();
  let length = 0;
  let count = 0;
  for (const address of addresses) {
    const wanted = own.has(address) ? [] : termsOf(address).filter((term) => !terms.has(term));
    const added = wanted.reduce((sum, term) => sum + term.length + 1, 0);
    if (length + added > MAX_TERMS_LENGTH && count > 0) break;
    for (const term of wanted) terms.add(term);
    length += added;
    count += 1;
  }
  return {
    covered: addresses.slice(0, count),
    q: terms.size === 0 ? null : `{${[...terms].join(" ")}} ${windowQuery(after)}`,
  };
}

const KINDS = "-in:chats -in:drafts";
/** Queries are part of the URL; how long they may be is not documented, and this is never too long. */
const MAX_TERMS_LENGTH = 1_400;
const OPERATORS = ["from", "to", "cc", "bcc"];
/** What the search syntax gives no meaning of its own. */
const PLAIN = /^[a-z0-9_][a-z0-9._+-]*$/;

/** Whose name the syntax cannot carry is found by his domain: too much is found, and sorted out when it is read. */
function termsOf(address: EmailAddress): readonly string[] {
  const domain = domainOf(address);
  const isPlain = PLAIN.test(address.slice(0, -domain.length - 1));
  return OPERATORS.map((operator) => `${operator}:${isPlain ? address : domain}`);
}
