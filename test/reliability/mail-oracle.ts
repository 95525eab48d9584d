/**
 * Which mails must be logged, and with whom: told from the local Google's mailboxes as they are now and the list of
 * contacts, by plain addresses and labels. Shares nothing with the engine.
 */
import type { Message } from "../../dev/google/gmail/message.ts";
import type { Account } from "../../dev/google/world.ts";

export interface ExpectedMail {
  readonly subject: string;
  /** When one of the mailboxes got it; the others did in the same second. */
  readonly at: number;
  readonly counts: boolean;
  /** Contacts that stand on it, by their main address. */
  readonly direct: ReadonlySet<string>;
  /** Where none does: those of earlier mails of its thread, of whom at least one has it. */
  readonly inherited: ReadonlySet<string>;
  /** Where it is, as `rep message-id`. */
  readonly copies: readonly string[];
}

/** Of one workspace, by what makes a mail the same mail: Message-ID, sender and date. */
export function expectedMails(
  domain: string,
  reps: readonly Account[],
  contacts: readonly (readonly string[])[],
): ReadonlyMap<string, ExpectedMail> {
  const expected = new Map<string, ExpectedMail>();
  for (const { email, mailbox } of reps) {
    const messages = [...mailbox.messages()].filter(isInMailbox);
    for (const message of messages) {
      const direct = contactsOn(message, contacts);
      const inherited =
        direct.size > 0 || isAmongUs(message, domain) ? [] : earlierContacts(message, messages, contacts);
      if (direct.size === 0 && inherited.length === 0) continue;
      const key = ["Message-ID", "From", "Date"].map((name) => message.header(name) ?? "").join(" ");
      const before = expected.get(key);
      expected.set(key, {
        subject: message.header("Subject") ?? "",
        at: message.internalDate,
        counts: message.header("Precedence") === undefined,
        direct: new Set([...(before?.direct ?? []), ...direct]),
        inherited: new Set([...(before?.inherited ?? []), ...inherited]),
        copies: [...(before?.copies ?? []), `${email} ${message.id}`],
      });
    }
  }
  return expected;
}

/** Neither thrown away nor marked as spam nor unfinished. */
export function isInMailbox({ labelIds }: Message): boolean {
  return !["TRASH", "SPAM", "DRAFT"].some((label) => labelIds.has(label));
}

function peopleOn(message: Message): readonly string[] {
  return ["From", "To", "Cc", "Bcc"].flatMap((name) => message.header(name)?.match(ADDRESS) ?? []);
}

const ADDRESS = /[\w.+-]+@[\w.-]+/g;

function contactsOn(message: Message, contacts: readonly (readonly string[])[]): ReadonlySet<string> {
  const people = peopleOn(message);
  const found = contacts.filter((addresses) => addresses.some((address) => people.includes(address)));
  return new Set(found.map(([main = ""]) => main));
}

function earlierContacts(
  message: Message,
  messages: readonly Message[],
  contacts: readonly (readonly string[])[],
): readonly string[] {
  return messages
    .filter(
      ({ threadId, internalDate }) => threadId === message.threadId && internalDate < message.internalDate,
    )
    .flatMap((earlier) => [...contactsOn(earlier, contacts)]);
}

function isAmongUs(message: Message, domain: string): boolean {
  return peopleOn(message).every((address) => address.endsWith(`@${domain}`));
}
