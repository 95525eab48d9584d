/** What an end-to-end test stands on: the whole demo with the seeded business, a browser, and the means to add to both. */
import type { Browser } from "playwright-core";
import { fillCrm } from "../../dev/demo/fill-crm.ts";
import { startDemoStack } from "../../dev/demo/demo-stack.ts";
import type { DemoStack } from "../../dev/demo/demo-stack.ts";
import type { Scenario } from "../../dev/demo/scenario.ts";
import { seededScenario } from "../../dev/demo/seeded.ts";
import { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import type { SidebarPageOptions } from "../../dev/demo/sidebar-page.ts";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import type { EventContent } from "../../dev/google/calendar/event-resource.ts";
import { findField } from "../../dev/google/gmail/header-fields.ts";
import type { Account } from "../../dev/google/world.ts";
import { findAccount } from "../../dev/google/world.ts";
import type { Activity } from "../../contract/activities.ts";
import type { Contact, ContactCreate } from "../../contract/contacts.ts";
import { launchBrowser } from "../support/browser.ts";
import { createTestDatabase } from "../support/database.ts";
import { rawMail } from "./raw-mail.ts";
import type { MailToWrite } from "./raw-mail.ts";

export const ada = "ada@northwind.example";
export const ben = "ben@northwind.example";
export const clara = "clara@northwind.example";

export interface OpenableMail {
  readonly threadId: string;
  readonly messageId: string;
}

export interface DemoWorld {
  readonly stack: DemoStack;
  readonly databaseUrl: string;
  readonly scenario: Scenario;
  readonly browser: Browser;
  /** A page of its own, Ada's if nobody else is named. */
  open(options?: Partial<SidebarPageOptions>): Promise<SidebarPage>;
  newestFrom(sender: string, reader?: string): OpenableMail;
  /** Puts a mail into the mailboxes; gives it as the first reader opens it. */
  deliver(mail: MailToWrite, ...readers: readonly string[]): OpenableMail;
  /** Into Ada's mailbox, byte for byte. */
  deliverRaw(raw: Buffer): OpenableMail;
  /** The same mail in somebody else's mailbox. */
  twinOf(mail: OpenableMail, owner: string, reader: string): OpenableMail;
  /** Somebody's own in the local Google, Ada's if nobody else is named. */
  calendar(email?: string): Calendar;
  /** Into Ada's own calendar; gives the id. */
  addEvent(content: EventContent): string;
  addContact(contact: ContactCreate): Promise<Contact>;
  activitiesOf(contactId: string): Promise<readonly Activity[]>;
  contact(contactId: string): Promise<Contact>;
  call(method: string, path: string, body?: unknown): Promise<Response>;
  /** @throws when a page complained meanwhile of something that was not to be expected. */
  close(expected?: RegExp): Promise<void>;
}

/**
 * @param port the first to try: test files run side by side.
 * @param gmailUnitsPerMinute Gmail's own pace when left out; a first sync takes a minute at that.
 */
export async function startDemoWorld(
  port: number,
  strangers: readonly Account[] = [],
  gmailUnitsPerMinute?: number,
): Promise<DemoWorld> {
  const [scenario, browser, database] = await Promise.all([
    seededScenario(),
    launchBrowser(),
    createTestDatabase(),
  ]);
  const stack = await startDemoStack({
    scenario: { ...scenario, accounts: [...scenario.accounts, ...strangers] },
    port,
    databaseUrl: database.url,
    logLevel: "silent",
    ...(gmailUnitsPerMinute === undefined ? {} : { gmailUnitsPerMinute }),
  });
  await fillCrm(stack, scenario);
  const pages: SidebarPage[] = [];

  const accountOf = (email: string) => {
    const account = findAccount(stack.google.world, email);
    if (account === undefined) throw new Error(`no account ${email}`);
    return account;
  };
  const mailboxOf = (email: string) => accountOf(email).mailbox;
  const calendar = (email = ada) => accountOf(email).calendars.primary;
  const call = async (method: string, path: string, body?: unknown) =>
    await fetch(`${stack.backend.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${stack.identityToken(ada)}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    stack,
    databaseUrl: database.url,
    scenario,
    browser,
    call,
    open: async (options = {}) => {
      const page = await SidebarPage.open(browser, stack.url, { user: ada, ...options });
      pages.push(page);
      return page;
    },
    newestFrom: (sender, reader = ada) => {
      const [newest] = mailboxOf(reader).search.list({ q: `from:${sender}` }, Date.now());
      if (newest === undefined) throw new Error(`${reader} has no mail from ${sender}`);
      return { threadId: newest.threadId, messageId: newest.id };
    },
    deliver: (mail, ...readers) => {
      const raw = rawMail(mail);
      const labelIds = mail.labelIds ?? ["INBOX", "CATEGORY_PERSONAL"];
      const [first] = (readers.length === 0 ? [ada] : readers).map((reader) =>
        mailboxOf(reader).insert({ raw, internalDate: mail.at ?? Date.now(), labelIds }),
      );
      if (first === undefined) throw new Error("nobody to deliver to");
      return { threadId: first.threadId, messageId: first.id };
    },
    deliverRaw: (raw) => {
      const inserted = mailboxOf(ada).insert({ raw, internalDate: Date.now(), labelIds: ["INBOX"] });
      return { threadId: inserted.threadId, messageId: inserted.id };
    },
    twinOf: (mail, owner, reader) => {
      const fields = mailboxOf(owner).find(mail.messageId)?.headers() ?? [];
      const [twin] = mailboxOf(reader).findByMessageIdHeader(findField(fields, "Message-ID")?.trim() ?? "");
      if (twin === undefined) throw new Error(`${reader} did not get this mail`);
      return { threadId: twin.threadId, messageId: twin.id };
    },
    calendar,
    addEvent: (content) => calendar().insert(content).id,
    addContact: async (contact) => await jsonOf<Contact>(await call("POST", "/contacts", contact)),
    contact: async (id) => await jsonOf<Contact>(await call("GET", `/contacts/${id}`)),
    activitiesOf: async (id) =>
      (await jsonOf<{ items: Activity[] }>(await call("GET", `/activities?contactId=${id}&limit=100`))).items,
    close: async (expected) => {
      const complaints = pages
        .flatMap((page) => page.complaints)
        .filter((complaint) => expected?.test(complaint) !== true);
      await browser.close();
      await stack.close();
      await database.drop();
      if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    },
  };
}

async function jsonOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
