/** Whose turn it is to write. */
import type { Direction } from "../../../contract/activities.ts";
import type { Turn } from "../../../contract/contacts.ts";

/**
 * From a contact's mails that count, newest first. The side that wrote last waits, since the first of its mails that
 * nobody answered: a reminder does not make the other side's debt younger.
 */
export function turnOf(
  emails: readonly { readonly direction: Direction | null; readonly occurredAt: Date | string }[],
): Turn | null {
  const written = emails.filter((email) => email.direction !== null);
  const newest = written[0];
  if (newest === undefined) return null;
  const answered = written.findIndex((email) => email.direction !== newest.direction);
  const first = written[(answered < 0 ? written.length : answered) - 1] ?? newest;
  return {
    who: newest.direction === "inbound" ? "us" : "them",
    since: new Date(first.occurredAt).toISOString(),
  };
}
