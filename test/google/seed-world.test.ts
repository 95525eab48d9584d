/** The seeded business: it loads, is the same for one "now", hangs together, and says what it was meant to say. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import PostalMime from "postal-mime";
import type { Email } from "postal-mime";
import { listEvents } from "../../dev/google/calendar/list-events.ts";
import { parseEventsQuery } from "../../dev/google/calendar/list-query.ts";
import type { StoredEvent } from "../../dev/google/calendar/event-resource.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { conversations } from "../../dev/google/seed/mails/conversations.ts";
import { correspondents } from "../../dev/google/seed/people.ts";
import { seedWorld } from "../../dev/google/seed/seed-world.ts";
import type { SeedWorld } from "../../dev/google/seed/seed-world.ts";
import { messageIdHeaderOf } from "../../dev/google/seed/write-conversation.ts";
import type { Account } from "../../dev/google/world.ts";

/** A Monday at nine o'clock UTC. */
const NOW = Date.UTC(2026, 10, 23, 9);

interface ReadMail {
  readonly message: Message;
  readonly raw: string;
  readonly email: Email;
}

let world: SeedWorld;
let ada: Account;
let ben: Account;
let clara: Account;
let mails: ReadMail[];

beforeAll(async () => {
  world = await seedWorld({ now: NOW });
  [ada, ben, clara] = world.accounts as [Account, Account, Account];
  mails = await readMails(ada);
});

async function readMails(account: Account): Promise<ReadMail[]> {
  return await Promise.all(
    [...account.mailbox.messages()].map(async (message) => ({
      message,
      raw: Buffer.from(message.raw()).toString("latin1"),
      email: await PostalMime.parse(message.raw()),
    })),
  );
}

function collapsed(text: string | undefined): string {
  return (text ?? "").replaceAll(/\s+/g, " ").trim();
}

function header(email: Email, name: string): string | undefined {
  return email.headers.find(({ key }) => key === name)?.value;
}

describe("the seeded mailboxes", () => {
  test("hold a believable amount of mail of the last six months, none of it from the future", () => {
    expect(mails.length).toBeGreaterThanOrEqual(120);
    expect(mails.length).toBeLessThanOrEqual(180);
    for (const { message } of mails) {
      expect(message.internalDate).toBeLessThanOrEqual(NOW);
      expect(message.internalDate).toBeGreaterThan(NOW - 200 * 86_400_000);
    }
    expect([...ben.mailbox.messages()].length).toBeGreaterThan(30);
  });

  test("are the same, byte for byte, for the same now", async () => {
    const again = await seedWorld({ now: NOW });
    const contents = ({ accounts }: SeedWorld) =>
      accounts.map(({ mailbox, calendars }) => [
        mailbox
          .newestFirst()
          .map((message) => [
            message.id,
            message.threadId,
            message.historyId,
            [...message.labelIds],
            Buffer.from(message.raw()).toString("base64"),
          ]),
        [...calendars.primary.events()],
      ]);
    expect(contents(again)).toEqual(contents(world));
  });

  test.each([
    ["a Sunday night", Date.UTC(2026, 10, 22, 23, 30)],
    ["the morning clocks go forward", Date.UTC(2027, 2, 28, 3)],
    ["New Year's Day", Date.UTC(2028, 0, 1, 0, 5)],
  ])("load on %s with every mail before now and after what it answers", async (_, now) => {
    const { accounts } = await seedWorld({ now });
    const messages = accounts.flatMap(({ mailbox }) => [...mailbox.messages()]);
    expect(messages.every(({ internalDate }) => internalDate <= now)).toBe(true);
    for (const { mailbox } of accounts) {
      for (const message of mailbox.messages()) {
        const thread = mailbox.thread(message.threadId);
        const dates = thread.map(({ internalDate }) => internalDate);
        expect(new Set(dates).size).toBe(dates.length);
      }
    }
  });

  test("keep everything under reserved domains", () => {
    const addresses = mails.flatMap(({ email }) =>
      [email.from, ...(email.to ?? []), ...(email.cc ?? [])].map((who) => who?.address ?? ""),
    );
    const foreign = addresses.filter((address) => !address.endsWith(".example"));
    expect([...new Set(foreign)]).toEqual(["mailer-daemon@googlemail.com"]);
    expect(world.people.every(({ email }) => email.endsWith(".example"))).toBe(true);
  });

  test("are well-formed on the wire", () => {
    for (const { raw } of mails) {
      expect(raw.split("\r\n").every((line) => line.length <= 998 && !line.includes("\n"))).toBe(true);
      expect(raw.match(/^Message-ID: /gm)?.length ?? 0).toBeGreaterThanOrEqual(1);
      expect(raw).toMatch(/^Date: [A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}\r$/m);
    }
  });
});

describe("conversations", () => {
  test("say in every character set what was written", async () => {
    const byId = new Map<string, ReadMail>();
    for (const account of world.accounts) {
      for (const mail of await readMails(account)) byId.set(mail.email.messageId ?? "", mail);
    }
    const charsets = new Set<string>();
    for (const { subject, mails: texts } of conversations) {
      for (const [index, text] of texts.entries()) {
        const mail = byId.get(messageIdHeaderOf(subject, index, correspondents[text.from]));
        expect(collapsed(mail?.email.text)).toContain(collapsed(text.body));
        expect(mail?.email.from).toMatchObject({ name: correspondents[text.from].name });
        expect(collapsed(mail?.email.subject)).toContain(collapsed(text.subject ?? subject));
        expect(mail?.email.attachments).toHaveLength(text.attach?.length ?? 0);
        charsets.add(/charset="?([\w-]+)/.exec(mail?.raw ?? "")?.[1] ?? "");
      }
    }
    expect([...charsets].sort()).toEqual(["iso-2022-jp", "utf-8", "windows-1252"]);
  });

  test("answer only mails that exist, in one thread and in order of time", () => {
    for (const { message, email } of mails) {
      const references = header(email, "references")?.split(/\s+/) ?? [];
      expect(email.inReplyTo).toBe(references.at(-1));
      for (const reference of references) {
        const known = ada.mailbox.findByMessageIdHeader(reference)[0];
        const isInThread = known?.threadId === message.threadId;
        expect(known?.internalDate ?? 0).toBeLessThan(message.internalDate);
        if (/^(?:Re|AW): /.test(email.subject ?? "") && known !== undefined) expect(isInThread).toBe(true);
      }
    }
    const sizes = conversations.map(({ mails: texts }) => texts.length);
    expect(sizes.filter((size) => size >= 4).length).toBeGreaterThanOrEqual(12);
  });

  test("quote what they answer the way the sender's mail program does", () => {
    const all = mails.map(({ email }) => `${email.text ?? ""}\n${email.html ?? ""}`).join("\n");
    expect(all).toMatch(/<blockquote class="gmail_quote"/);
    expect(all).toMatch(/<div id="divRplyFwdMsg"/);
    expect(all).toMatch(/<blockquote type="cite">/);
    expect(all).toMatch(/^> > |^>> /m);
    expect(all).toMatch(/^Von: .*\nGesendet: /m);
    expect(all).toMatch(/^De\u00a0: .*\nEnvoyé\u00a0: /m);
    expect(all).toMatch(/schrieb Ada Lindqvist/);
    expect(all).toMatch(/さんは書きました/);
  });

  test("reach everybody on them as the same mail", () => {
    const shared = mails.filter(
      ({ email }) => ben.mailbox.findByMessageIdHeader(email.messageId ?? "").length > 0,
    );
    expect(shared.length).toBeGreaterThan(30);
    for (const { raw, email } of shared) {
      const copy = Buffer.from(ben.mailbox.findByMessageIdHeader(email.messageId ?? "")[0]?.raw() ?? []);
      const sent = (text: string): string => text.slice(text.indexOf("Message-ID: "));
      expect(sent(copy.toString("latin1"))).toBe(sent(raw));
    }
  });

  test("hide a blind copy from everybody but its sender", () => {
    const sent = mails.find(({ email }) => email.bcc !== undefined);
    expect(sent?.email.bcc).toEqual([{ name: "Clara Weiss", address: "clara@northwind.example" }]);
    const copy = clara.mailbox.findByMessageIdHeader(sent?.email.messageId ?? "")[0];
    expect(Buffer.from(copy?.raw() ?? []).toString("latin1")).not.toMatch(/^bcc:/im);
  });
});

describe("the kinds of mail a rep gets", () => {
  const having = (predicate: (mail: ReadMail) => boolean): number => mails.filter(predicate).length;

  test("include bulk mail, notifications, automatic answers, a bounce and invitations", () => {
    expect(having(({ email }) => header(email, "list-unsubscribe") !== undefined)).toBeGreaterThanOrEqual(10);
    expect(
      having(({ email }) => header(email, "auto-submitted") === "auto-generated"),
    ).toBeGreaterThanOrEqual(7);
    expect(having(({ email }) => header(email, "auto-submitted") === "auto-replied")).toBe(4);
    expect(having(({ raw }) => raw.includes("multipart/report"))).toBe(1);
    expect(having(({ raw }) => raw.includes("text/calendar"))).toBe(4);
  });

  test("include drafts, unread, starred, spam and deleted mail", () => {
    for (const label of ["DRAFT", "UNREAD", "STARRED", "SPAM", "TRASH", "INBOX", "SENT"]) {
      expect([label, having(({ message }) => message.labelIds.has(label))]).toEqual([
        label,
        expect.any(Number),
      ]);
      expect(having(({ message }) => message.labelIds.has(label))).toBeGreaterThan(0);
    }
  });

  test("include an empty mail, a very long subject, right-to-left text and an alias as recipient", () => {
    expect(having(({ email }) => collapsed(email.text) === "" && email.attachments.length > 0)).toBe(1);
    expect(having(({ email }) => (email.subject ?? "").length > 300)).toBeGreaterThanOrEqual(1);
    expect(having(({ email }) => (email.html ?? "").includes('dir="rtl"'))).toBeGreaterThanOrEqual(2);
    expect(
      having(({ email }) => email.to?.[0]?.address === "ada.lindqvist@northwind.example"),
    ).toBeGreaterThanOrEqual(4);
    expect(
      having(({ email }) => email.from?.address === "ada.lindqvist@northwind.example"),
    ).toBeGreaterThanOrEqual(4);
  });

  test("carry attachments that are what they say", () => {
    const magic: Readonly<Record<string, string>> = {
      "application/pdf": "%PDF-1.4",
      "image/png": "\u0089PNG\r\n",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "PK\u0003\u0004",
      "application/ics": "BEGIN:VCALENDAR",
    };
    const kinds = new Set<string>();
    for (const { email } of mails) {
      for (const { mimeType, content } of email.attachments) {
        const expected = magic[mimeType];
        if (expected === undefined || typeof content === "string") continue;
        kinds.add(mimeType);
        expect(
          Buffer.from(content as ArrayBuffer)
            .toString("latin1")
            .slice(0, expected.length),
        ).toBe(expected);
      }
    }
    expect([...kinds].sort()).toEqual(Object.keys(magic).sort());
    expect(mails.flatMap(({ email }) => email.attachments.map(({ filename }) => filename))).toContain(
      "御見積書_北海冷蔵.pdf",
    );
  });
});

test("the customers of the CRM all have mail with Ada or Ben, and two who write in are unknown to it", () => {
  const senders = new Set(
    world.accounts
      .flatMap(({ mailbox }) => [...mailbox.messages()].map((message) => message.header("From") ?? ""))
      .map(addressIn),
  );
  expect(world.people).toHaveLength(13);
  for (const { email } of world.people) expect(senders).toContain(email);
  const known = new Set(world.people.map(({ email }) => email));
  for (const { email } of [correspondents.lucas, correspondents.anneke]) {
    expect(senders).toContain(email);
    expect(known).not.toContain(email);
  }
});

function addressIn(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}

describe("the seeded calendars", () => {
  const eventsOf = (account: Account, from: string, to: string): readonly StoredEvent[] =>
    listEvents(
      account.calendars.primary,
      parseEventsQuery(
        new URLSearchParams({ singleEvents: "true", orderBy: "startTime", timeMin: from, timeMax: to }),
      ),
    ).events;

  test("show meetings with customers today", () => {
    const today = eventsOf(ada, "2026-11-23T00:00:00+01:00", "2026-11-24T00:00:00+01:00");
    expect(
      today.map(({ start, summary }) => [
        ("dateTime" in start ? start.dateTime : start.date).slice(11, 16),
        summary,
      ]),
    ).toEqual([
      ["", "Home"],
      ["09:15", "Sales stand-up"],
      ["11:00", "Brauhaus Lindenthal: Endfassung des Angebots"],
      ["14:00", "Fjordline / Northwind weekly"],
      ["16:30", "Great Lakes Dairy: signature and kit delivery"],
    ]);
  });

  test("hold a customer series with one occurrence moved and one cancelled", () => {
    const series = [...ada.calendars.primary.events()].find(
      ({ summary, recurrence }) => summary?.startsWith("Fjordline") === true && recurrence,
    );
    const exceptions = ada.calendars.primary.exceptionsOf(series?.id ?? "");
    expect(exceptions.map(({ status }) => status).sort()).toEqual(["cancelled", "confirmed"]);
    expect(exceptions.find(({ status }) => status === "confirmed")?.originalStartTime).toEqual({
      dateTime: "2026-11-09T14:00:00+01:00",
      timeZone: "Europe/Berlin",
    });
  });

  test("give a colleague's copy of a meeting the same iCalUID", () => {
    const uids = (account: Account): Set<string> =>
      new Set([...account.calendars.primary.events()].map(({ iCalUID }) => iCalUID));
    const shared = [...uids(ada)].filter((uid) => uids(ben).has(uid));
    expect(shared.length).toBeGreaterThanOrEqual(7);
  });

  test("hold what is not a meeting, too", () => {
    const events = [...ada.calendars.primary.events()];
    const kinds = new Set(events.map(({ eventType }) => eventType));
    expect([...kinds].sort()).toEqual(["birthday", "default", "focusTime", "outOfOffice", "workingLocation"]);
    expect(events.some(({ visibility }) => visibility === "private")).toBe(true);
    expect(events.some(({ start }) => "date" in start)).toBe(true);
    expect(
      events.some(({ hangoutLink }) => hangoutLink?.startsWith("https://meet.google.com/") === true),
    ).toBe(true);
    const attendees = events.flatMap((event) => event.attendees ?? []);
    expect(attendees.some(({ resource }) => resource === true)).toBe(true);
    expect(attendees.some(({ optional }) => optional === true)).toBe(true);
    expect(
      attendees.some(({ email, responseStatus }) => email === ada.email && responseStatus === "declined"),
    ).toBe(true);
  });

  test("hold the event an invitation mail names", () => {
    const uid = mails
      .map(({ raw }) => /\r\nUID:(\S+@atlanticoyster\.exampl)\r\n (e)/.exec(raw))
      .find((match) => match !== null);
    expect(ada.calendars.primary.withICalUid(`${uid?.[1] ?? ""}${uid?.[2] ?? ""}`)).toHaveLength(1);
  });
});
