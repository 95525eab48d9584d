/** How a mailbox is read for the first time: by asking Gmail for the contacts' mails, or by looking at every mail. */
import type { Account } from "./ports.ts";

/**
 * By cost in Gmail's quota units. Where contacts are made of the people on mails, every mail has to be looked at.
 *
 * @param messages how many there are in the window; an estimate will do.
 */
export function chooseFirstPlan(
  { contactCreation }: Pick<Account, "contactCreation">,
  { contactAddresses, messages }: { readonly contactAddresses: number; readonly messages: number },
): "search" | "scan" {
  if (contactCreation !== "off") return "scan";
  const pages = PAGES_A_CHUNK * Math.ceil(contactAddresses / ADDRESSES_A_CHUNK);
  const search = LIST_UNITS * pages + READ_UNITS * SHARE_OF_CONTACTS * messages;
  // Headers of all, then those with contacts once more with their text.
  const scan = READ_UNITS * (1 + SHARE_OF_CONTACTS) * messages;
  return search <= scan ? "search" : "scan";
}

/** Where the window begins, in epoch seconds; null: everything. */
export function windowStart(days: number | "all", now: Date): number | null {
  return days === "all" ? null : Math.floor(now.getTime() / 1000) - days * 86_400;
}

/** Per call, of the 6,000 a rep has a minute (https://developers.google.com/workspace/gmail/api/reference/quota). */
const LIST_UNITS = 5;
const READ_UNITS = 20;
/** What fits into one query of search-query.ts, four terms each. */
const ADDRESSES_A_CHUNK = 12;
const PAGES_A_CHUNK = 2;
/** A guess; it decides only where both plans cost about the same. */
const SHARE_OF_CONTACTS = 0.15;
