/** A believable small business: three colleagues at Northwind, their customers, six months of mail and a calendar. */
import { CalendarBook } from "../calendar/calendar-book.ts";
import { Mailbox } from "../gmail/mailbox.ts";
import type { SendAs } from "../gmail/mailbox.ts";
import type { Account } from "../world.ts";
import { deliverAll } from "./deliver.ts";
import { asia } from "./mails/asia.ts";
import { fjordline } from "./mails/fjordline.ts";
import { german } from "./mails/german.ts";
import { internal } from "./mails/internal.ts";
import { islands } from "./mails/islands.ts";
import { northAmerica } from "./mails/north-america.ts";
import { prospects } from "./mails/prospects.ts";
import { romance } from "./mails/romance.ts";
import { correspondents, people } from "./people.ts";
import type { SeedPerson } from "./people.ts";
import { writeConversation } from "./write-conversation.ts";

export interface SeedWorld {
  /** Ada, whose day the demo shows, then her colleagues. */
  readonly accounts: readonly Account[];
  /** The customers the CRM is to know. */
  readonly people: readonly SeedPerson[];
}

const conversations = [
  ...fjordline,
  ...northAmerica,
  ...german,
  ...romance,
  ...islands,
  ...asia,
  ...prospects,
  ...internal,
];

export async function seedWorld(options: { now?: number } = {}): Promise<SeedWorld> {
  const now = options.now ?? Date.now();
  const accounts = [
    account("104512345678901234561", "ada", { locale: "en-GB", timeZone: "Europe/Berlin", alias: true }),
    account("104512345678901234562", "ben", { locale: "en", timeZone: "Europe/London" }),
    account("104512345678901234563", "clara", { locale: "de", timeZone: "Europe/Berlin" }),
  ];
  const written = await Promise.all(
    conversations.map(async (conversation) => await writeConversation(conversation, now)),
  );
  deliverAll(written.flat(), accounts, now);
  return { accounts, people };
}

function account(
  sub: string,
  key: "ada" | "ben" | "clara",
  facts: { locale: string; timeZone: string; alias?: boolean },
): Account {
  const { name, email, signature } = correspondents[key];
  const html = `<div>${signature.join("<br>")}</div>`;
  const primary: SendAs = {
    sendAsEmail: email,
    displayName: name,
    signature: html,
    isPrimary: true,
    isDefault: true,
  };
  const alias: SendAs = {
    sendAsEmail: correspondents.adaAlias.email,
    displayName: name,
    signature: html,
    isPrimary: false,
    isDefault: false,
    verificationStatus: "accepted",
  };
  return {
    sub,
    email,
    name,
    locale: facts.locale,
    timeZone: facts.timeZone,
    hd: "northwind.example",
    emailVerified: true,
    mailbox: new Mailbox({ email, name, sendAs: facts.alias === true ? [primary, alias] : [primary] }),
    calendars: new CalendarBook({ email, name, timeZone: facts.timeZone }),
  };
}
