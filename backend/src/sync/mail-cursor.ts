/** Where a mailbox's sync stands. Kept as JSON in `mail_sync.cursor`; every commit moves it on from the one it started from. */

/**
 * - `first`: everything from before the connection. `historyId` was read before the first listing. Plan `search` asks
 *   Gmail for the contacts' mails, then lists all ids (so that the ledger has a row for each, and threads are known), then
 *   reads what waits. Plan `scan` lists, then reads all headers. Once all is listed, history is followed as in
 *   `incremental`: reading a large mailbox takes hours, and its rep gets mail meanwhile. When that is gone, it begins anew.
 * - `incremental`: `historyId` is what the mailbox is known up to. In the middle of several pages `page` says which is
 *   next, and what becomes the cursor after the last: the historyId the first of them named.
 * - `recovery`: Gmail no longer has the history from our cursor on (404). All ids are listed anew; only what the ledger
 *   does not know is read. `listing` marks what was seen, so that what is missing can be asked for one by one. The daily
 *   completeness check takes the same road, with its history kept (`isCheck`).
 */
export type MailCursor = FirstCursor | IncrementalCursor | RecoveryCursor;

interface HistoryPosition {
  readonly historyId: string;
  readonly page?: { readonly pageToken: string; readonly nextHistoryId: string };
}

export interface FirstCursor extends HistoryPosition {
  readonly phase: "first";
  readonly plan: "search" | "scan";
  /** Epoch seconds; null: everything. */
  readonly after: number | null;
  readonly step: FirstSyncStep;
  /** How many messages there are, as Gmail estimates it; for the progress bar. */
  readonly estimate: number;
  /** History was gone before its end: the ledger knows messages already that nobody has looked at. */
  readonly isBegunAnew?: boolean;
}

export interface IncrementalCursor extends HistoryPosition {
  readonly phase: "incremental";
}

export interface RecoveryCursor {
  readonly phase: "recovery";
  readonly historyId: string;
  readonly after: number | null;
  /** A number of its own for each listing of a mailbox: the version of the claim that began it. */
  readonly listing: number;
  readonly pageToken: string | null;
  readonly isCheck: boolean;
}

export type FirstSyncStep =
  /** Contacts' addresses in their order; all up to and with `through` are searched for. `page`: amid those next. */
  | { readonly kind: "search"; readonly through: string | null; readonly page?: SearchPage }
  | { readonly kind: "list"; readonly pageToken: string | null }
  | { readonly kind: "read" };

/** The query is kept: contacts come and go meanwhile, and a page token is worth something for its own query only. */
export interface SearchPage {
  readonly q: string;
  readonly pageToken: string;
  readonly through: string;
}
