/** The demo's world made of the visitor's own mail: whose it is, a colleague to look over the shoulder, and who become leads. */
import { addressParser } from "postal-mime";
import { CalendarBook } from "../google/calendar/calendar-book.ts";
import { decodeFieldValue } from "../google/gmail/header-fields.ts";
import { Mailbox } from "../google/gmail/mailbox.ts";
import type { Message } from "../google/gmail/message.ts";
import { loadMail } from "../google/load-mail.ts";
import type { Account } from "../google/world.ts";
import type { Scenario } from "./scenario.ts";

const MAX_LEADS = 25;
const FEW_LEADS = 10;

/** Nobody answers these; they are no leads. */
const AUTOMATIC = /^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|notifications?|bounces?)\b/i;

/** Consumer accounts share a domain with strangers: the demo's workspace gets a made-up one instead. */
const PUBLIC_DOMAINS = /^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|gmx|web|proton)\./;

export async function ownMailScenario(paths: readonly string[], me: string | undefined): Promise<Scenario> {
  const { owner, mailbox, loaded, notes } = await loadMail(paths, me === undefined ? {} : { owner: me });
  const ownDomain = owner.email.split("@")[1] ?? "";
  const domain = PUBLIC_DOMAINS.test(ownDomain) ? "workspace.example" : ownDomain;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const account = (sub: string, email: string, name: string, box: Mailbox): Account => ({
    sub,
    email,
    name,
    locale: "en",
    timeZone,
    hd: domain,
    emailVerified: true,
    mailbox: box,
    calendars: new CalendarBook({ email, name, timeZone }),
  });
  const colleague = `colleague@${domain}`;
  return {
    accounts: [
      account("100000000000000000001", owner.email, owner.name, mailbox),
      account("100000000000000000002", colleague, "Your colleague", copyFor(colleague, mailbox)),
    ],
    domain,
    me: owner.email,
    colleague,
    people: leadsIn(mailbox, owner.email),
    summary: `${loaded} mails of ${owner.email}`,
    notes,
  };
}

/** The same mails under other Gmail ids, as every recipient of a mail has their own. */
function copyFor(email: string, mailbox: Mailbox): Mailbox {
  const copy = new Mailbox({ email, name: "Your colleague" });
  for (const message of [...mailbox.newestFirst()].reverse()) {
    copy.insert({
      raw: message.raw(),
      reread: () => message.raw(),
      internalDate: message.internalDate,
      labelIds: ["INBOX"],
    });
  }
  return copy;
}

/** Whom the owner wrote to most; a heap with little sent mail is filled up with who wrote most. */
function leadsIn(mailbox: Mailbox, me: string): Scenario["people"] {
  const sent = countPeople(
    [...mailbox.withLabel("SENT")].flatMap((mail) => addressesIn(mail, ["To", "Cc"])),
    me,
  );
  if (sent.length >= FEW_LEADS) return sent.slice(0, MAX_LEADS);
  const known = new Set(sent.map(({ email }) => email));
  const senders = countPeople(
    [...mailbox.messages()].flatMap((mail) => addressesIn(mail, ["From"])),
    me,
  );
  return [...sent, ...senders.filter(({ email }) => !known.has(email))].slice(0, FEW_LEADS);
}

function countPeople(people: readonly { address: string; name: string }[], me: string): Scenario["people"] {
  const counts = new Map<string, { name: string; count: number }>();
  for (const { address, name } of people) {
    const email = address.toLowerCase();
    if (email === me || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) || AUTOMATIC.test(email)) continue;
    const seen = counts.get(email);
    counts.set(email, {
      name: seen?.name === "" || seen === undefined ? name : seen.name,
      count: (seen?.count ?? 0) + 1,
    });
  }
  return [...counts]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([email, { name }]) => ({ email, name: name === "" ? email : name, kind: "lead" }));
}

function addressesIn(mail: Message, fields: readonly string[]): { address: string; name: string }[] {
  return mail
    .headers()
    .filter(({ name }) => fields.includes(name))
    .flatMap((field) => addressParser(decodeFieldValue(field), { flatten: true }))
    .map(({ address, name }) => ({ address: address ?? "", name: name.trim() }));
}
