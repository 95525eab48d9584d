/** Whether a mail is logged, by its header and what is known of the people on it; and why not. */
import { domainOf } from "../crm/email-address.ts";
import type { EmailAddress } from "../crm/ids.ts";
import { isOfWorkspaceDomain, isSelf } from "../crm/people.ts";
import type { Participant } from "../crm/people.ts";
import { closestRule } from "../crm/rules.ts";
import type { GmailMail } from "../mail/gmail-mail.ts";
import { guessNameFromLocalPart, readDisplayName } from "../mail/person-name.ts";
import type { Account, MailMatches, SkipReason } from "./ports.ts";

export type MailDecision =
  | { readonly kind: "log"; readonly log: LogDecision }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly matchedAddress: EmailAddress | null }
  | { readonly kind: "hide"; readonly reason: "in_trash" | "in_spam" };

export interface LogDecision {
  /** False: only who and when, as somebody asked for earlier mails of a contact. */
  readonly withText: boolean;
  /** A contact is on it, not only on an earlier mail of its thread. */
  readonly isDirect: boolean;
  readonly mayInherit: boolean;
  /** A rule says that it counts, whatever sort of mail it is. */
  readonly alwaysCounts: boolean;
  /** A colleague wrote it, maybe with an address of another domain. */
  readonly isFromColleague: boolean;
  readonly newContacts: readonly { readonly address: EmailAddress; readonly name: string }[];
}

export type MailFacts = Pick<GmailMail, "gmailThreadId" | "place" | "isSent" | "receivedAt" | "mailClass">;

export function decideMail(
  account: Account,
  mail: MailFacts,
  participants: readonly Participant[],
  matches: MailMatches,
): MailDecision {
  switch (mail.place) {
    case "draft":
    case "chat":
      return skip(mail.place);
    case "trash":
      return { kind: "hide", reason: "in_trash" };
    case "spam":
      return { kind: "hide", reason: "in_spam" };
    case "mailbox":
      return decideByPeople(account, mail, participants, matches);
  }
}

function decideByPeople(
  account: Account,
  mail: MailFacts,
  participants: readonly Participant[],
  matches: MailMatches,
): MailDecision {
  const sender = participants.find(({ role }) => role === "from")?.address;
  if (sender === undefined) return skip("no_address");
  const addresses = [...new Set(participants.map(({ address }) => address))];
  const forbidden = addresses.find((address) => ruleFor(address, matches) === "never");
  if (forbidden !== undefined) return skip("never_rule", forbidden);

  const others = addresses.filter((address) => !isSelf(account, address));
  const contacts = others.flatMap((address) => {
    const contact = matches.contacts.get(address);
    return contact === undefined ? [] : [{ address, backfill: backfillFor(mail.receivedAt, contact) }];
  });
  const [first] = contacts;
  const wanted = contacts.filter(({ backfill }) => backfill !== "none");
  if (first !== undefined && wanted.length === 0) return skip("backfill_none", first.address);

  const isColleague = (address: EmailAddress) =>
    matches.colleagues.has(address) || isOfWorkspaceDomain(account, address);
  const isAmongUs = others.every(isColleague);
  if (isAmongUs && first === undefined) return skip("internal");

  const isOut = mail.isSent || isSelf(account, sender);
  const newContacts = strangersToKeep(account, mail, isOut, participants).filter(
    ({ address }) => !isSelf(account, address) && !isColleague(address) && !matches.contacts.has(address),
  );
  const threadSince = matches.threads.get(mail.gmailThreadId);
  const inherits = threadSince !== undefined && threadSince < mail.receivedAt;
  if (first === undefined && newContacts.length === 0 && !inherits) return skip("no_contact");
  return {
    kind: "log",
    log: {
      withText: first === undefined || wanted.some(({ backfill }) => backfill === "all"),
      isDirect: first !== undefined || newContacts.length > 0,
      mayInherit: !isAmongUs,
      alwaysCounts: others.some((address) => ruleFor(address, matches) === "always"),
      isFromColleague: isColleague(sender),
      newContacts,
    },
  };
}

/** A mail to more people than that is an announcement. */
const MAX_NEW_CONTACTS = 10;

function skip(reason: SkipReason, matchedAddress: EmailAddress | null = null): MailDecision {
  return { kind: "skip", reason, matchedAddress };
}

/** The closest word counts: of the address, of its domain, of the domain above. */
export function ruleFor(
  address: EmailAddress,
  { rules }: Pick<MailMatches, "rules">,
): "never" | "always" | undefined {
  return closestRule(address, rules);
}

/** What was asked for concerns mails from before the contact was entered; later ones are taken whole. */
function backfillFor(
  receivedAt: Date,
  contact: { readonly backfill: "all" | "headers" | "none"; readonly createdAt: Date },
): "all" | "headers" | "none" {
  return receivedAt >= contact.createdAt ? "all" : contact.backfill;
}

/** Whom the workspace wants as contacts though nobody entered them. */
function strangersToKeep(
  { contactCreation }: Account,
  { mailClass }: MailFacts,
  isOut: boolean,
  participants: readonly Participant[],
): readonly { readonly address: EmailAddress; readonly name: string }[] {
  if (contactCreation === "off" || mailClass.kind !== "personal") return [];
  if (!isOut && contactCreation !== "all") return [];
  const roles: readonly Participant["role"][] = isOut ? ["to", "cc", "bcc"] : ["from"];
  const people = new Map<EmailAddress, string>();
  for (const { address, name, role } of participants)
    if (roles.includes(role) && !people.has(address)) people.set(address, nameOf(address, name));
  if (people.size > MAX_NEW_CONTACTS) return [];
  return [...people].map(([address, name]) => ({ address, name }));
}

function nameOf(address: EmailAddress, written: string | null): string {
  const localPart = address.slice(0, -domainOf(address).length - 1);
  return readDisplayName(written).name ?? guessNameFromLocalPart(localPart) ?? address;
}
