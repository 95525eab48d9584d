/** A message of the Gmail API becomes the activity that the sidebar would make of it, with what only the API knows. */
import { describe, expect, test } from "@jest/globals";
import { wrong } from "../../backend/src/crm/field-problems.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { participantsOf, planMail, readGmailMail } from "../../backend/src/mail/gmail-mail.ts";
import type { GmailMail } from "../../backend/src/mail/gmail-mail.ts";
import { readMailText } from "../../backend/src/mail/mail-text.ts";
import { viewer } from "../crm/people-on-hand.ts";
import { file, message, multipart, plain, withHeaders } from "./gmail-parts.ts";
import type { PartJson } from "./gmail-parts.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const payload = multipart("mixed", plain("Hello Rita"), file("application/pdf", "plan.pdf", 14_200));

type Headers = readonly (readonly [string, string])[];

const HEADERS: Headers = [
  ["Delivered-To", "rep@us.example"],
  ["From", "=?utf-8?Q?J=C3=BCrgen?= <Jurgen@Acme.example>"],
  ["To", "Rita <rep@us.example>, anna@acme.example"],
  ["CC", "boss@acme.example"],
  ["Reply-To", "office@acme.example"],
  ["Subject", "=?utf-8?Q?Angebot_f=C3=BCr?= 2027"],
  ["Date", "Mon, 23 Nov 2026 09:00:01 +0100"],
  ["Message-Id", "<1@acme.example>"],
];

function mailOf(headers: Headers = HEADERS, more: object = {}, body: PartJson = payload): GmailMail {
  return readGmailMail(message(withHeaders(body, headers), more));
}

function changed(name: string, value: string): Headers {
  return [...HEADERS.filter(([known]) => known !== name), [name, value]];
}

function planOf(mail: GmailMail, by: Viewer = viewer) {
  const plan = planMail(by, mail, readMailText(message(payload)), NOW);
  if ("invalid" in plan) throw new Error(JSON.stringify(plan.invalid));
  return plan;
}

const addressesOf = (mail: GmailMail): readonly string[] =>
  participantsOf(viewer, mail).map(({ role, address }) => `${role} ${address}`);

describe("planMail", () => {
  test("gives the activity with everything that is on the mail", () => {
    expect(planOf(mailOf())).toEqual({
      type: "EMAIL",
      direction: "inbound",
      subject: "Angebot für 2027",
      bodyText: "Hello Rita",
      occurredAt: new Date("2026-11-23T09:00:00Z"),
      endsAt: null,
      status: null,
      source: "sync",
      mergeKey: expect.stringMatching(/^mail:/),
      threadKey: `gmail:${viewer.userId}:18f0a1b2c3d4e5f0`,
      counts: true,
      attachments: [{ name: "plan.pdf", mimeType: "application/pdf", size: 14_200 }],
      note: null,
      participants: [
        { address: "jurgen@acme.example", name: "Jürgen", role: "from" },
        { address: "office@acme.example", name: null, role: "replyTo" },
        { address: "rep@us.example", name: "Rita", role: "to" },
        { address: "anna@acme.example", name: null, role: "to" },
        { address: "boss@acme.example", name: null, role: "cc" },
      ],
      gmail: { messageId: "18f0a1b2c3d4e5f6", threadId: "18f0a1b2c3d4e5f0" },
      meeting: null,
      link: { kind: "matched" },
    });
  });

  test("believes Google's time, not the sender's, but for a time that is still to come", () => {
    expect(planOf(mailOf(changed("Date", "Fri, 1 Jan 1999 00:00:00 +0000"))).occurredAt).toEqual(
      new Date("2026-11-23T09:00:00Z"),
    );
    expect(planOf(mailOf(HEADERS, { internalDate: "4102444800000" })).occurredAt).toEqual(NOW);
  });

  test("takes what Gmail has under SENT for sent, then whoever is of us", () => {
    expect(planOf(mailOf(HEADERS, { labelIds: ["SENT"] })).direction).toBe("outbound");
    expect(planOf(mailOf(changed("From", "rep@other.example"))).direction).toBe("outbound");
    expect(planOf(mailOf(changed("From", "ben@us.example"))).direction).toBe("outbound");
    expect(planOf(mailOf()).direction).toBe("inbound");
  });

  test("counts what a person wrote, and nothing else", () => {
    expect(planOf(mailOf([...HEADERS, ["Auto-Submitted", "auto-replied"]])).counts).toBe(false);
    expect(planOf(mailOf([...HEADERS, ["List-Post", "<mailto:x@lists.example>"]])).counts).toBe(false);
  });

  test("finds the author behind a group of the own company, and only there", () => {
    const handedOn: Headers = [
      ...changed("From", "'Jane Doe' via Sales <sales@us.example>"),
      ["List-ID", "<sales.us.example>"],
      ["X-Original-From", "Jane Doe <jane@strict.example>"],
      ["Mailing-list", "list sales@us.example; contact sales+owners@us.example"],
    ];
    const plan = planOf(mailOf(handedOn));
    expect(plan).toMatchObject({ direction: "inbound", counts: true });
    expect(plan.participants[0]).toEqual({ address: "jane@strict.example", name: "Jane Doe", role: "from" });
    const forged = handedOn.map(
      ([name, value]) => [name, value.replaceAll("us.example", "evil.example")] as const,
    );
    expect(planOf(mailOf(forged)).participants[0]?.address).toBe("sales@evil.example");
  });

  test("takes Sender where From names nobody, and refuses a mail without either", () => {
    expect(
      planOf(mailOf([...changed("From", "undisclosed"), ["Sender", "a@acme.example"]])).participants[0],
    ).toEqual({
      address: "a@acme.example",
      name: null,
      role: "from",
    });
    expect(planMail(viewer, mailOf([["Subject", "?"]]), { bodyText: "", attachments: [] }, NOW)).toEqual({
      invalid: [{ path: "from", message: wrong.holdsNoAddress }],
    });
  });

  test("keys a mail without Date or Message-ID too", () => {
    const withoutId = mailOf(HEADERS.filter(([name]) => name !== "Message-Id"));
    expect(planOf(withoutId).mergeKey).toBe(`gmail:${viewer.userId}:18f0a1b2c3d4e5f6`);
    const broken = planOf(mailOf(changed("Date", "yesterday, sort of")));
    expect(broken.mergeKey).toMatch(/^mail:/);
    expect(broken.mergeKey).not.toBe(planOf(mailOf()).mergeKey);
  });
});

test("a mail from here is known by our own Message-ID, whatever Gmail put in its place", () => {
  const known = planOf(mailOf()).mergeKey;
  const replaced = changed("Message-Id", "<CAx@mail.gmail.com>");
  expect(planOf(mailOf(replaced)).mergeKey).not.toBe(known);
  expect(planOf(mailOf([...replaced, ["X-Rapport-Message-ID", "<1@acme.example>"]])).mergeKey).toBe(known);
  // As little as a forged Message-ID does a forged one of these hide a mail of somebody else.
  const forged: Headers = [
    ...changed("From", "mallory@evil.example"),
    ["X-Rapport-Message-ID", "<1@acme.example>"],
  ];
  expect(planOf(mailOf(forged)).mergeKey).not.toBe(known);
});

describe("participantsOf", () => {
  test("adds who got it without being named, but not the rep himself", () => {
    const forwarded: Headers = [
      ["Delivered-To", "sales@us.example"],
      ["Delivered-To", "jane@partner.example"],
      ...HEADERS,
    ];
    expect(addressesOf(mailOf(forwarded)).filter((entry) => entry.startsWith("bcc"))).toEqual([
      "bcc jane@partner.example",
    ]);
  });

  test("reads the Bcc of what the rep sent", () => {
    expect(addressesOf(mailOf([...HEADERS, ["Bcc", "quiet@acme.example"]]))).toContain(
      "bcc quiet@acme.example",
    );
  });
});

describe("readGmailMail", () => {
  test.each([
    [["INBOX", "UNREAD"], "mailbox"],
    [["SENT"], "mailbox"],
    [undefined, "mailbox"],
    [["DRAFT"], "draft"],
    [["DRAFT", "TRASH"], "draft"],
    [["SCHEDULED"], "draft"],
    [["CHAT"], "chat"],
    [["SPAM", "INBOX"], "spam"],
    [["TRASH", "INBOX"], "trash"],
  ])("knows by the labels %j that a mail is in: %s", (labelIds, place) => {
    expect(mailOf(HEADERS, { labelIds }).place).toBe(place);
  });

  test("keeps what a reply answers", () => {
    const { header } = mailOf([
      ...HEADERS,
      ["In-Reply-To", "<0@us.example>"],
      ["References", "<a@x> <0@us.example>"],
    ]);
    expect(header).toMatchObject({ inReplyTo: "<0@us.example>", references: "<a@x> <0@us.example>" });
  });

  test("cuts endless headers between two addresses, and says so", () => {
    const endless = Array.from({ length: 20_000 }, (_, index) => `a${index}@acme.example`).join(", ");
    const mail = mailOf([...HEADERS.slice(0, 2), ["To", endless], ["Subject", "s".repeat(20_000)]]);
    expect(mail.cut).toEqual([
      "subject: 20000 characters, 10000 read",
      `to: ${endless.length} characters, 100000 read`,
    ]);
    expect(mail.header.to).toMatch(/^a0@acme\.example, .*@acme\.example$/);
    expect(mailOf().cut).toEqual([]);
  });
});
