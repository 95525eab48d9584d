/** Everything the local Google knows: people, what they granted, their mail and their calendars. */
import type { Mailbox } from "./gmail/mailbox.ts";
import type { CalendarBook } from "./calendar/calendar-book.ts";

export interface Account {
  /** Google's stable id of a person: decimal digits, never the address. */
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  /** Olson name; the default of the person's calendars. */
  readonly timeZone: string;
  /** The Workspace domain; null for a consumer account, whose ID tokens carry no `hd`. */
  readonly hd: string | null;
  readonly emailVerified: boolean;
  readonly mailbox: Mailbox;
  readonly calendars: CalendarBook;
}

/** An OAuth client of somebody's Cloud project. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

/** Who the world is asked about: time is an argument so that tests can let it pass. */
export type Clock = () => number;

export interface World {
  readonly accounts: Map<string, Account>;
  readonly clients: Map<string, OAuthClient>;
  readonly now: Clock;
}

export function createWorld(now: Clock = Date.now): World {
  return { accounts: new Map(), clients: new Map(), now };
}

/** Accounts are kept under their lower-cased address. */
export function findAccount(world: World, email: string): Account | undefined {
  return world.accounts.get(email.toLowerCase());
}
