/** Whose mailbox a heap of mail is: whoever most of it was delivered to, or sent by. */
import type { MailFacts } from "./mail-facts.ts";
import { isSentByLabel } from "./takeout-labels.ts";

export interface MailboxOwner {
  readonly email: string;
  readonly name: string;
}

/** With no mail and nobody named there is still somebody: an example address. */
export function guessOwner(mails: readonly MailFacts[], told: string | undefined): MailboxOwner {
  const email =
    told?.trim().toLowerCase() ??
    mostFrequent(
      mails.flatMap((mail) => [...mail.deliveredTo, ...(isSentByLabel(mail) ? senders(mail) : [])]),
    ) ??
    mostFrequent(mails.flatMap(({ recipients }) => recipients.map(({ address }) => address))) ??
    "me@example.com";
  const names = mails
    .flatMap(({ from, recipients }) => [...from, ...recipients])
    .filter(({ address, name }) => address === email && name !== "" && !name.includes("@"))
    .map(({ name }) => name);
  return { email, name: mostFrequent(names) ?? nameFromAddress(email) };
}

function senders({ from }: MailFacts): string[] {
  return from.map(({ address }) => address);
}

/** Of equals the one seen first. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | undefined;
  for (const [value, count] of counts)
    if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}

function nameFromAddress(email: string): string {
  const words = email.slice(0, Math.max(0, email.lastIndexOf("@"))).split(/[._-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
