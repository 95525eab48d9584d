/** One page of a newest-first listing, with a page token that stays right while mail arrives. */
import { invalidArgument } from "../google-errors.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken: string | undefined;
  readonly resultSizeEstimate: number;
}

/** `entries` are newest first; `positionOf` tells where an entry stands in that order. */
export function pageOf<T>(
  entries: readonly T[],
  options: { maxResults: number; pageToken: string | null; positionOf: (entry: T) => Position },
): Page<T> {
  const after =
    options.pageToken === null || options.pageToken === "" ? undefined : parsePageToken(options.pageToken);
  const start = after === undefined ? 0 : firstBehind(entries, after, options.positionOf);
  const items = entries.slice(start, start + options.maxResults);
  const last = items.at(-1);
  const position = last === undefined ? (after ?? beforeAll) : options.positionOf(last);
  return {
    items,
    nextPageToken: start + items.length < entries.length ? formatPageToken(position) : undefined,
    // Gmail counts no further than this; it is not the number of results.
    resultSizeEstimate: Math.min(entries.length, estimateLimit),
  };
}

export interface Position {
  readonly internalDate: number;
  /** Hexadecimal. */
  readonly id: string;
}

/** Of a first page with nothing on it. */
const beforeAll: Position = { internalDate: 999_999_999_999_999, id: "ffffffffffffffff" };

const estimateLimit = 201;

/** Decimal digits, opaque to clients: the date and id of the last entry given. */
function formatPageToken({ internalDate, id }: Position): string {
  return `${internalDate.toString().padStart(15, "0")}${BigInt(`0x${id}`).toString().padStart(20, "0")}`;
}

function parsePageToken(token: string): Position {
  if (!/^\d{35}$/.test(token)) {
    throw invalidArgument("Invalid pageToken");
  }
  return {
    internalDate: Number(token.slice(0, 15)),
    id: BigInt(token.slice(15)).toString(16).padStart(16, "0"),
  };
}

function firstBehind<T>(entries: readonly T[], after: Position, positionOf: (entry: T) => Position): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && isBehind(positionOf(entry), after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isBehind(position: Position, after: Position): boolean {
  if (position.internalDate !== after.internalDate) return position.internalDate < after.internalDate;
  return position.id < after.id;
}
