import { describe, expect, test } from "@jest/globals";
import type { ContactId, EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { mailParticipants } from "../../backend/src/crm/participants.ts";
import { decideMail } from "../../backend/src/sync/decide-mail.ts";
import type { MailFacts } from "../../backend/src/sync/decide-mail.ts";
import type { Account, MailMatches } from "../../backend/src/sync/ports.ts";
import { toAddress } from "./sync-world.ts";

const account: Account = {
  workspaceId: "w" as WorkspaceId,
  userId: "u" as UserId,
  email: toAddress("rep@us.example"),
  aliases: [toAddress("rep@brand.example")],
  workspaceDomain: "us.example",
  shareLevel: "everything",
  contactCreation: "off",
};
const received = new Date("2026-11-20T12:00:00Z");
const mail: MailFacts = {
  gmailThreadId: "t1",
  place: "mailbox",
  isSent: false,
  receivedAt: received,
  mailClass: { kind: "personal" },
};
const LEA = toAddress("lea@client.example");

type KnownContact = MailMatches["contacts"] extends ReadonlyMap<EmailAddress, infer Known> ? Known : never;

interface Given {
  readonly account?: Partial<Account>;
  readonly mail?: Partial<MailFacts>;
  readonly from?: string;
  readonly to?: string;
  readonly replyTo?: string;
  readonly contacts?: readonly (readonly [
    EmailAddress,
    { backfill?: "all" | "headers" | "none"; createdAt?: Date }?,
  ])[];
  readonly matches?: Partial<MailMatches>;
}

function decide(given: Given) {
  const { from = LEA, to = account.email, replyTo = "" } = given;
  const contacts = new Map<EmailAddress, KnownContact>();
  for (const [address, { backfill = "all", createdAt = new Date(0) } = {}] of given.contacts ?? [])
    contacts.set(address, { contactId: address as string as ContactId, backfill, createdAt });
  return decideMail(
    { ...account, ...given.account },
    { ...mail, ...given.mail },
    mailParticipants({ from, to, replyTo }),
    {
      ...{ contacts, colleagues: new Set(), rules: new Map(), threads: new Map() },
      ...given.matches,
    },
  );
}

const skipped = (reason: string, matchedAddress: string | null = null) => ({
  kind: "skip",
  reason,
  matchedAddress,
});

describe("where it lies", () => {
  test.each([
    ["draft", skipped("draft")],
    ["chat", skipped("chat")],
    ["trash", { kind: "hide", reason: "in_trash" }],
    ["spam", { kind: "hide", reason: "in_spam" }],
  ] as const)("%s is not logged, contact or not", (place, expected) => {
    expect(decide({ mail: { place }, contacts: [[LEA]] })).toEqual(expected);
  });
});

describe("who is on it", () => {
  test("a contact: logged, wherever he stands", () => {
    expect(decide({ contacts: [[LEA]] })).toMatchObject({
      kind: "log",
      log: { isDirect: true, withText: true },
    });
    expect(decide({ from: "x@y.example", to: `${account.email}, ${LEA}`, contacts: [[LEA]] }).kind).toBe(
      "log",
    );
    expect(decide({ from: "x@y.example", replyTo: LEA, contacts: [[LEA]] }).kind).toBe("log");
  });

  test("strangers only: no contact", () => {
    expect(decide({})).toEqual(skipped("no_contact"));
  });

  test("nobody who can be made out", () => {
    expect(decide({ from: "undisclosed" })).toEqual(skipped("no_address"));
  });

  test("we among ourselves, with aliases and colleagues of other domains", () => {
    expect(decide({ from: "carl@us.example" })).toEqual(skipped("internal"));
    expect(decide({ from: "rep@brand.example", to: "rep@us.example" })).toEqual(skipped("internal"));
    const freelancer = toAddress("fay@freelance.example");
    expect(decide({ from: freelancer, matches: { colleagues: new Set([freelancer]) } })).toEqual(
      skipped("internal"),
    );
  });

  test("a colleague who is a contact too counts as the contact", () => {
    const carl = toAddress("carl@us.example");
    expect(decide({ from: carl, contacts: [[carl]] })).toMatchObject({
      kind: "log",
      log: { mayInherit: false },
    });
  });

  test("the rep himself being a contact makes nothing of his whole mailbox", () => {
    expect(decide({ contacts: [[account.email]] })).toEqual(skipped("no_contact"));
  });
});

describe("a thread", () => {
  const threads = (since: Date) => ({ threads: new Map([["t1", since]]) });

  test("an answer to a contact's mail goes to him, whoever writes it", () => {
    const decision = decide({ matches: threads(new Date(received.getTime() - 1)) });
    expect(decision).toMatchObject({
      kind: "log",
      log: { isDirect: false, mayInherit: true, withText: true },
    });
  });

  test("what came before the contact did not go to him, nor what is internal", () => {
    expect(decide({ matches: threads(received) })).toEqual(skipped("no_contact"));
    const matches = threads(new Date(0));
    expect(decide({ from: "carl@us.example", matches })).toEqual(skipped("internal"));
  });
});

describe("rules", () => {
  const rules = (...given: [string, "never" | "always"][]) => ({ rules: new Map(given) });

  test.each([LEA, "client.example", "example"])("never %s: for anybody on the mail", (pattern) => {
    const contacts = [[LEA]] as const;
    expect(decide({ contacts, matches: rules([pattern, "never"]) })).toEqual(skipped("never_rule", LEA));
    const asCopy = decide({
      from: "x@y.test",
      to: `rep@us.test, ${LEA}`,
      matches: rules([pattern, "never"]),
    });
    expect(asCopy).toEqual(skipped("never_rule", LEA));
  });

  test("a rule for another domain with the same end means others", () => {
    expect(decide({ contacts: [[LEA]], matches: rules(["ient.example", "never"]) }).kind).toBe("log");
  });

  test("the closer word wins", () => {
    const matches = rules(["client.example", "never"], [LEA, "always"]);
    expect(decide({ contacts: [[LEA]], matches })).toMatchObject({
      kind: "log",
      log: { alwaysCounts: true },
    });
  });
});

describe("mails from before the contact was entered", () => {
  const createdAt = new Date(received.getTime() + 1);

  test.each([
    ["all", { kind: "log", log: { withText: true } }],
    ["headers", { kind: "log", log: { withText: false } }],
    ["none", skipped("backfill_none", LEA)],
  ] as const)("%s", (backfill, expected) => {
    expect(decide({ contacts: [[LEA, { backfill, createdAt }]] })).toMatchObject(expected);
    const later = { receivedAt: createdAt };
    expect(decide({ mail: later, contacts: [[LEA, { backfill, createdAt }]] })).toMatchObject({
      kind: "log",
      log: { withText: true },
    });
  });

  test("with several contacts the one who wants most decides", () => {
    const kai = toAddress("kai@client.example");
    const contacts = [
      [LEA, { backfill: "none", createdAt }],
      [kai, { backfill: "all", createdAt }],
    ] as const;
    expect(decide({ to: kai, contacts })).toMatchObject({ kind: "log", log: { withText: true } });
  });
});

describe("contacts made of people nobody entered", () => {
  const sent = {
    from: account.email,
    to: "Kai Klein <kai@new.example>, carl@us.example",
    mail: { isSent: true },
  };
  const kai = { address: "kai@new.example", name: "Kai Klein" };

  test("off: nobody", () => {
    expect(decide(sent)).toEqual(skipped("no_contact"));
  });

  test("written to: whom the rep writes to, not who writes to him", () => {
    const creating: Given = { account: { contactCreation: "written_to" } };
    expect(decide({ ...sent, ...creating })).toMatchObject({ kind: "log", log: { newContacts: [kai] } });
    expect(decide(creating)).toEqual(skipped("no_contact"));
  });

  test("all: who writes to him too, but no programs and no announcement to many", () => {
    const creating: Given = { account: { contactCreation: "all" } };
    expect(decide(creating)).toMatchObject({
      kind: "log",
      log: { newContacts: [{ address: LEA, name: "Lea" }] },
    });
    const bulk = { mail: { mailClass: { kind: "bulk", sign: "" } } } as const;
    expect(decide({ ...creating, ...bulk })).toEqual(skipped("no_contact"));
    const many = Array.from({ length: 30 }, (_, index) => `p${index}@new.example`).join(", ");
    expect(decide({ ...creating, from: account.email, to: many, mail: { isSent: true } })).toEqual(
      skipped("no_contact"),
    );
  });
});
