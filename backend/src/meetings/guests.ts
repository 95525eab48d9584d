/** Whom a form invites: addresses with or without names, each once. */
import { parseEmailAddress, parseMailboxes } from "../crm/email-address.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { Words } from "../crm/words.ts";
import type { Invited } from "./ports.ts";

/**
 * What Google takes of a meeting that still tells who is coming: with more guests their answers are not passed on.
 * https://developers.google.com/workspace/calendar/api/v3/reference/events (`attendees`)
 */
export const MAX_GUESTS = 200;

/** Who is required and optional at once is required. Whose calendar it is needs no invitation. */
export function parseGuests(
  lists: Readonly<Record<GuestList, readonly string[]>>,
  isSelf: (address: EmailAddress) => boolean,
  problems: FieldProblem[],
): readonly Invited[] {
  const guests = new Map<EmailAddress, Invited>();
  for (const list of GUEST_LISTS)
    for (const [at, text] of lists[list].entries()) {
      const mailbox = parseGuest(text);
      if ("problem" in mailbox) problems.push({ path: `${list}.${at}`, message: mailbox.problem });
      else if (!isSelf(mailbox.address) && !guests.has(mailbox.address))
        guests.set(mailbox.address, { ...mailbox, isOptional: list === "optionalAttendees" });
    }
  if (guests.size > MAX_GUESTS) {
    const message = wrong.tooManyGuests(guests.size, MAX_GUESTS);
    problems.push({ path: "requiredAttendees", message });
  }
  return [...guests.values()];
}

export type GuestList = "requiredAttendees" | "optionalAttendees";
const GUEST_LISTS: readonly GuestList[] = ["requiredAttendees", "optionalAttendees"];

function parseGuest(text: string): Omit<Invited, "isOptional"> | { readonly problem: Words } {
  const [mailbox, another] = parseMailboxes(text);
  if (another !== undefined) return { problem: wrong.severalPeople };
  if (mailbox !== undefined) return { address: mailbox.address, name: mailbox.name };
  const bare = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  const domain = /@([^@]*)$/.exec(bare.trim())?.[1] ?? "";
  if (domain === "") return { problem: wrong.noDomain };
  if (!domain.includes(".") && parseEmailAddress(`${bare.trim()}.example`) !== undefined)
    return { problem: wrong.unreachableDomain };
  return { problem: wrong.noAddress };
}
