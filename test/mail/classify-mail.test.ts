/** What a person wrote is told from what programs send, with the header that says so. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { classifyMail, countsAsEngagement } from "../../backend/src/mail/classify-mail.ts";
import type { MailClass } from "../../backend/src/mail/classify-mail.ts";
import { file, html, message, multipart, plain, text, withHeaders } from "./gmail-parts.ts";
import type { PartJson } from "./gmail-parts.ts";

type Headers = Readonly<Record<string, string>>;

const PERSON: Headers = {
  From: "Anna Berg <anna.berg@acme.example>",
  To: "rep@us.example",
  Subject: "Offer",
};

function classOf(headers: Headers, payload: PartJson = plain("Hello")): MailClass {
  return classifyMail(message(withHeaders(payload, Object.entries({ ...PERSON, ...headers }))).payload);
}

const both = [plain("Invitation"), html("<p>Invitation</p>")];
const ics = (contentType: string): PartJson =>
  text("text/calendar", "BEGIN:VCALENDAR", { "Content-Type": contentType });
const report = (type: string, ...parts: readonly PartJson[]): PartJson => {
  const container = multipart("report", plain("Sorry"), ...parts);
  const value = `multipart/report; report-type=${type}; boundary="b"`;
  return { ...container, headers: [{ name: "Content-Type", value }] };
};

describe("classifyMail", () => {
  test.each<[string, Headers]>([
    ["with nothing but the usual headers", {}],
    ["that says it is no automatic one", { "Auto-Submitted": "no" }],
    ["whose sender wants no receipts", { "X-Auto-Response-Suppress": "DR, OOF" }],
    ["answered to somebody's absence", { Subject: "Re: Automatic reply: Offer" }],
    ["about being out of office", { Subject: "Out of office supplies" }],
    ["from a shared mailbox", { From: "Acme Sales <sales@acme.example>" }],
    ["from Mr Alerts", { From: "Nora Noreplyson <nora.noreplyson@acme.example>" }],
    ["from a mailbox with a plus", { From: "anna+bounces@acme.example" }],
    [
      "sent in a thread by a sales tool",
      { "List-Unsubscribe": "<https://tool.example/u>", "In-Reply-To": "<1@us.example>" },
    ],
    [
      "sent in a thread by a help desk",
      { "X-SES-Outgoing": "2026.11.23-1.2.3.4", References: "<1@us.example>" },
    ],
    ["that was handed on", { "Return-Path": "<anna.berg@acme.example>", "X-Forwarded-To": "rep@us.example" }],
  ])("calls a mail personal %s", (_, headers) => {
    expect(classOf(headers)).toEqual({ kind: "personal" });
  });

  test.each<[string, Headers, string, string]>([
    [
      "an answer by Exchange",
      { "Auto-Submitted": "auto-replied" },
      "automatic",
      "Auto-Submitted: auto-replied",
    ],
    [
      "a notice",
      { "Auto-Submitted": "Auto-Generated; x=y" },
      "automatic",
      "Auto-Submitted: Auto-Generated; x=y",
    ],
    ["an old autoresponder", { "X-Autoreply": "yes" }, "automatic", "X-Autoreply: yes"],
    ["another one", { Precedence: "auto_reply" }, "automatic", "Precedence: auto_reply"],
    [
      "an absence with its headers lost",
      { Subject: "Automatische Antwort: Angebot" },
      "automatic",
      "Subject: Automatische Antwort: Angebot",
    ],
    [
      "an absence in French",
      { Subject: "Réponse automatique : Devis" },
      "automatic",
      "Subject: Réponse automatique : Devis",
    ],
    [
      "an absence in Japanese",
      { Subject: "=?utf-8?B?6Ieq5YuV5b+c562UOiDopovnqY0=?=" },
      "automatic",
      "Subject: 自動応答: 見積",
    ],
    [
      "a mail that wants no answer at all",
      { "X-Auto-Response-Suppress": "All" },
      "automatic",
      "X-Auto-Response-Suppress: All",
    ],
    ["a mail nobody can answer", { "Return-Path": "<>" }, "automatic", "Return-Path: <>"],
    [
      "a no-reply address",
      { From: "Acme <No-Reply@acme.example>" },
      "automatic",
      "From: Acme <No-Reply@acme.example>",
    ],
    [
      "no-reply in one word",
      { From: "workspace-noreply@acme.example" },
      "automatic",
      "From: workspace-noreply@acme.example",
    ],
    [
      "no-reply in German",
      { From: "nicht-antworten@acme.example" },
      "automatic",
      "From: nicht-antworten@acme.example",
    ],
    [
      "a no-reply address for answers",
      { "Reply-To": "donotreply+1@acme.example" },
      "automatic",
      "Reply-To: donotreply+1@acme.example",
    ],
    [
      "notifications",
      { From: "notifications@tracker.example" },
      "automatic",
      "From: notifications@tracker.example",
    ],
    ["an invoice sent by a service", { "X-PM-Message-Id": "77" }, "automatic", "X-PM-Message-Id: 77"],
    [
      "a newsletter",
      { "List-Id": "<weekly.mailer.example>", "List-Unsubscribe": "<https://x.example>" },
      "bulk",
      "List-Id: <weekly.mailer.example>",
    ],
    [
      "a mailing that can be left",
      { "List-Unsubscribe": "<mailto:u@x.example>" },
      "bulk",
      "List-Unsubscribe: <mailto:u@x.example>",
    ],
    ["bulk by its own words", { Precedence: "BULK", "In-Reply-To": "<1@x>" }, "bulk", "Precedence: BULK"],
    ["a campaign", { "X-Campaign": "mailchimp123" }, "bulk", "X-Campaign: mailchimp123"],
    [
      "a mail from a daemon",
      { From: "MAILER-DAEMON@mx.example", "Return-Path": "<>" },
      "bounce",
      "From: MAILER-DAEMON@mx.example",
    ],
    [
      "a failure told by Gmail",
      { "X-Failed-Recipients": "gone@acme.example" },
      "bounce",
      "X-Failed-Recipients: gone@acme.example",
    ],
  ])("knows %s", (_, headers, kind, sign) => {
    expect(classOf(headers)).toEqual({ kind, sign });
  });

  test("tells a bounce from other reports", () => {
    const status = text("message/delivery-status", "Action: failed");
    expect(classOf({}, report("delivery-status", status))).toEqual({
      kind: "bounce",
      sign: "Content-Type: multipart/report; report-type=delivery-status",
    });
    expect(classOf({}, multipart("report", plain("Sorry"), status))).toMatchObject({ kind: "bounce" });
    expect(classOf({}, report("disposition-notification"))).toMatchObject({ kind: "automatic" });
  });

  test.each<[string, Headers]>([
    [
      "Google Groups",
      { "Mailing-list": "list team@acme.example; contact team+owners@acme.example", Precedence: "list" },
    ],
    [
      "Mailman",
      { "X-BeenThere": "team@acme.example", "List-Unsubscribe": "<https://x.example>", Precedence: "list" },
    ],
    ["a list one can write to", { "List-Post": "<mailto:team@acme.example>" }],
  ])("knows a mail to a group of %s, with its name", (_, headers) => {
    expect(classOf({ "List-ID": "The Team <Team.Acme.example>", ...headers })).toMatchObject({
      kind: "group",
      listId: "team.acme.example",
    });
  });

  test("takes a list nobody may write to for a mailing", () => {
    expect(classOf({ "List-Id": "<news.acme.example>", "List-Post": "NO" })).toMatchObject({ kind: "bulk" });
  });

  test.each(["REQUEST", "REPLY", "CANCEL", "COUNTER"])(
    "knows a calendar's %s wherever it stands",
    (method) => {
      const calendar = { kind: "calendar", sign: `Content-Type: text/calendar; method=${method}` };
      const part = ics(`text/calendar; charset="UTF-8"; method=${method.toLowerCase()}`);
      expect(classOf({}, part)).toEqual(calendar);
      const nested = multipart(
        "signed",
        multipart("mixed", multipart("alternative", ...both, part), file("application/ics", "invite.ics")),
      );
      expect(classOf({ "Auto-Submitted": "auto-generated", Precedence: "bulk" }, nested)).toEqual(calendar);
    },
  );

  test("takes a date in a newsletter, or a file with one, for no invitation", () => {
    expect(classOf({}, multipart("mixed", ...both, ics("text/calendar; method=PUBLISH")))).toEqual({
      kind: "personal",
    });
    expect(classOf({}, multipart("mixed", ...both, ics("text/calendar; name=x.ics")))).toEqual({
      kind: "personal",
    });
    const attached = { ...multipart("x", ics("text/calendar; method=REQUEST")), mimeType: "message/rfc822" };
    expect(classOf({}, multipart("mixed", ...both, attached))).toEqual({ kind: "personal" });
  });

  test("never throws, and its sign is one short line", () => {
    const names = fc.constantFrom(
      "From",
      "Auto-Submitted",
      "List-Id",
      "List-Post",
      "Precedence",
      "Subject",
      "Content-Type",
      "Reply-To",
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: "binary", maxLength: 200 })), (headers) => {
        const found = classOf(headers);
        if (found.kind !== "personal") expect(found.sign).toMatch(/^[\w-]+:.{0,95}$/u);
      }),
    );
  });
});

describe("countsAsEngagement", () => {
  test("is said of what a person wrote, and of mail handed on by a group of the own company", () => {
    const group = (listId: string): MailClass => ({ kind: "group", sign: "", listId });
    expect(countsAsEngagement({ kind: "personal" }, "us.example")).toBe(true);
    expect(countsAsEngagement(group("sales.us.example"), "us.example")).toBe(true);
    expect(countsAsEngagement(group("team.acme.example"), "us.example")).toBe(false);
    expect(countsAsEngagement(group("sales.notus.example"), "us.example")).toBe(false);
    expect(countsAsEngagement(group("sales.us.example"), null)).toBe(false);
    for (const kind of ["automatic", "bounce", "bulk", "calendar"] as const)
      expect(countsAsEngagement({ kind, sign: "" }, "us.example")).toBe(false);
  });
});
