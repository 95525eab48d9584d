/** A believable small business: three colleagues at Northwind, their customers, six months of mail and a calendar. */
import { CalendarBook } from "../calendar/calendar-book.ts";
import { Mailbox } from "../gmail/mailbox.ts";
import type { SendAs } from "../gmail/mailbox.ts";
import type { Account, Clock } from "../world.ts";
import { conversations } from "./mails/conversations.ts";
import { deliverAll } from "./deliver.ts";
import { fillCalendars } from "./fill-calendars.ts";
import { invitationMails } from "./invitation-mails.ts";
import { writeMachineMail } from "./machine-mail.ts";
import { automaticAnswers } from "./mails/automatic-answers.ts";
import { newsletters } from "./mails/newsletters.ts";
import { people } from "./customers.ts";
import type { SeedPerson } from "./customers.ts";
import { correspondents } from "./people.ts";
import { writeConversation } from "./write-conversation.ts";

export interface SeedWorld {
  /** Ada, whose day the demo shows, then her colleagues. */
  readonly accounts: readonly Account[];
  /** The customers the CRM is to know. */
  readonly people: readonly SeedPerson[];
}

export async function seedWorld(options: { now?: number } = {}): Promise<SeedWorld> {
  const now = options.now ?? Date.now();
  // What is seeded stands as changed in the past; afterwards the calendars' clock goes on.
  let isSeeding = true;
  const clock: Clock = () => (isSeeding ? now - SEEDED_BEFORE_MS : (options.now ?? Date.now()));
  const ada = account("104512345678901234561", "ada", { locale: "en-GB", clock });
  const ben = account("104512345678901234562", "ben", { locale: "en", clock });
  const clara = account("104512345678901234563", "clara", { locale: "de", clock });
  const accounts = [ada, ben, clara];
  const written = await Promise.all(
    conversations.map(async (conversation) => await writeConversation(conversation, now)),
  );
  const machineMails = [...newsletters, ...automaticAnswers, ...invitationMails(now)];
  const automatic = await Promise.all(machineMails.map(async (mail) => await writeMachineMail(mail, now)));
  deliverAll([...written.flat(), ...automatic], accounts, now);
  fillCalendars({ ada: ada.calendars, ben: ben.calendars, clara: clara.calendars }, now, clock);
  isSeeding = false;
  return { accounts, people };
}

const SEEDED_BEFORE_MS = 7 * 86_400_000;

function account(
  sub: string,
  key: "ada" | "ben" | "clara",
  facts: { locale: string; clock: Clock },
): Account {
  const { name, email, timeZone } = correspondents[key];
  const addresses = key === "ada" ? [email, correspondents.adaAlias.email] : [email];
  const sendAs = addresses.map((sendAsEmail): SendAs => ({
    sendAsEmail,
    displayName: name,
    signature: `<div>${correspondents[key].signature.join("<br>")}</div>`,
    isPrimary: sendAsEmail === email,
    isDefault: sendAsEmail === email,
    ...(sendAsEmail !== email && { verificationStatus: "accepted" }),
  }));
  return {
    sub,
    email,
    name,
    locale: facts.locale,
    timeZone,
    hd: "northwind.example",
    emailVerified: true,
    mailbox: new Mailbox({ email, name, sendAs, now: facts.clock }),
    calendars: new CalendarBook({ email, name, timeZone }, facts.clock),
  };
}
