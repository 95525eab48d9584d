/** What the comparison with Google needs of the database. It writes nothing. */
import type { Account, AccountRef, MailSyncStore } from "./ports.ts";

/** A connected account, as far as its first syncs are done. */
export interface VerifiedAccount {
  readonly account: Account;
  /** Up to when its mailbox is known; null: it is not synced, or not yet. */
  readonly mailSyncedAt: Date | null;
  readonly calendars: readonly VerifiedCalendar[];
}

export interface VerifiedCalendar {
  readonly calendarId: string;
  readonly timeZone: string;
  /** Occurrences of series are there up to this time. */
  readonly expandedThrough: Date;
}

/** What the ledger says of a message or an event. */
export interface LedgerNote {
  readonly id: string;
  readonly decision: "logged" | "skipped" | "waiting" | "quarantined";
  readonly reason: string;
  readonly isLogged: boolean;
  /** Somebody logged it, wrote a note to it or linked it: it stands, whatever Google says. */
  readonly isByHand: boolean;
  readonly isCancelled: boolean;
}

export interface VerifyStore {
  listAccounts(): Promise<readonly VerifiedAccount[]>;
  /** Of these messages, and of all logged ones since. */
  listMailNotes(account: AccountRef, ids: readonly string[], since: Date): Promise<readonly LedgerNote[]>;
  /** Of these events, and of all logged ones between. */
  listEventNotes(
    account: AccountRef,
    calendarId: string,
    ids: readonly string[],
    between: { readonly from: Date; readonly through: Date },
  ): Promise<readonly LedgerNote[]>;
  findMatches: MailSyncStore["findMatches"];
  /** Contacts whose numbers are not what their activities say. */
  listWrongScores(now: Date): Promise<{ readonly contacts: number; readonly wrong: readonly WrongScore[] }>;
}

export interface WrongScore {
  readonly contactId: string;
  readonly field: "score" | "last engagement";
  readonly stored: string;
  readonly counted: string;
}

export interface Comparison {
  readonly compared: number;
  /** Known, and still to be read: no difference, but nothing certain either. */
  readonly waiting: number;
  /** One sentence each, with Google's id and nothing of what is written there. */
  readonly differences: readonly string[];
}
