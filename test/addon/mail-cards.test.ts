/** What the cards for mails and follow-ups say and offer, as data. */
import { describe, expect, test } from "@jest/globals";
import { activityCard } from "../../addon/src/cards/activity-card.ts";
import { composeForm } from "../../addon/src/cards/compose-form.ts";
import type { ComposeView } from "../../addon/src/cards/compose-form.ts";
import { composeWindowCard, templatePreviewCard } from "../../addon/src/cards/compose-window-card.ts";
import { contactCard } from "../../addon/src/cards/contact-card.ts";
import { followUpForm } from "../../addon/src/cards/follow-up-form.ts";
import { messageCard } from "../../addon/src/cards/message-card.ts";
import { outgoingCard, outgoingSection } from "../../addon/src/cards/outgoing-card.ts";
import { Failure } from "../../addon/src/failure.ts";
import { hasAddress } from "../../addon/src/mailbox-of.ts";
import { replySubject, topicOf } from "../../addon/src/subject-line.ts";
import { buttonsOf, lines } from "./card-lines.ts";
import { english, german } from "./language.ts";
import * as samples from "./samples.ts";

const view: ComposeView = {
  parameters: { key: "k-1", contactId: "c-anna", from: "contact" },
  draft: {
    to: "anna@acme.example",
    cc: "",
    bcc: "",
    from: "",
    subject: "",
    text: "",
    sendDate: "",
    sendTime: "",
  },
  context: samples.composeContext,
};
const invalid = (...paths: string[]) =>
  new Failure("invalid", { errors: paths.map((path) => ({ path, message: "is wrong" })) });

describe("the form for a mail", () => {
  test("says who it goes to before it is sent", () => {
    expect(lines(composeForm(view, english))).toEqual([
      "Lead · Qualified: Anna Schmidt / Zoe wrote to them 3 days ago (Owner: Ben Carter)",
      "To: anna@acme.example_",
      "Cc: _",
      "Bcc: _",
      "Template: *Offer",
      "[Insert]",
      "Subject: _",
      "Text: _",
      "# Send later",
      "Day: _",
      "Time: _",
      "Left empty, it goes at once. A day alone means 09:00, a time alone means today.",
      "[[Send]] [Cancel]",
    ]);
  });

  test("folds copies and a later time away until there are some", () => {
    const folded = composeForm(view, english).sections.map(({ shown }) => shown);
    expect(folded).toEqual([2, undefined, undefined, 0, undefined]);
    const draft = { ...view.draft, cc: "joe@new.example", sendTime: "09:30" };
    expect(composeForm({ ...view, draft }, english).sections.map(({ shown }) => shown)).toEqual(
      folded.map(() => undefined),
    );
  });

  test("says what a mail lacks where Rapport may send but not read, and how to change it", () => {
    const { connection } = samples.composeContext;
    const context: ComposeView["context"] = {
      ...samples.composeContext,
      connection: { ...connection, features: ["send"] },
    };
    const form = (language: typeof english, parameters: ComposeView["parameters"] = view.parameters) =>
      composeForm({ ...view, parameters, context }, language);
    expect(lines(form(english)).slice(0, 2)).toEqual([
      expect.stringMatching(/^Rapport may send for you, but not read your mail\..*without your signature/),
      "[Connect]",
    ]);
    const reply = { ...view.parameters, threadId: "18e" };
    expect(lines(form(english, reply))[0]).toMatch(/may stand apart from the mail it answers/);
    expect(lines(form(german, reply))[0]).toMatch(
      /steht vielleicht nicht bei der Mail, auf die sie antwortet/,
    );
    expect(JSON.stringify(form(english))).not.toContain(english.texts.signatureHint);
    expect(JSON.stringify(composeForm(view, english))).toContain(english.texts.signatureHint);
  });

  test("lets choose the sender only where there is a choice", () => {
    const context = { ...samples.composeContext, from: ["ben@northwind.example", "sales@northwind.example"] };
    const draft = { ...view.draft, from: "sales@northwind.example" };
    expect(lines(composeForm({ ...view, context, draft }, english))).toContain(
      "From: ben@northwind.example, *sales@northwind.example",
    );
  });

  test("shows each problem above its field, unfolded, and keeps what was typed", () => {
    const draft = { ...view.draft, text: "Hello", sendDate: "2020-01-01" };
    const failure = invalid("to.0", "bcc.1", "sendAt");
    const card = composeForm({ ...view, draft, failure }, english);
    const said = lines(card);
    expect(said[said.indexOf("To: anna@acme.example_") - 1]).toBe("To is wrong");
    expect(said[said.indexOf("Bcc: _") - 1]).toBe("Bcc is wrong");
    expect(said[said.indexOf("Day: 2020-01-01_") - 1]).toBe("Time is wrong");
    expect(said).toContain("Text: Hello_");
    expect(card.sections.every(({ shown }) => shown === undefined)).toBe(true);
  });

  test("names what a template lacks at the field it lacks it in", () => {
    const errors = ["title", "phone", "title"].map((name) => ({
      path: "text",
      message: `has no value for {{${name}}}`,
    }));
    const said = lines(composeForm({ ...view, failure: new Failure("invalid", { errors }) }, german));
    expect(said[said.indexOf("Nachricht: _") - 1]).toMatch(
      /^Für {{title}}, {{phone}} kennt Rapport keinen Wert/,
    );
  });

  test("says once what is no address, which one it is", () => {
    const context = { ...samples.composeContext, invalid: ["anna@"] };
    const said = lines(composeForm({ ...view, context, failure: invalid("to.0") }, english));
    expect(said).toContain("“anna@” is not an address.");
    expect(said).not.toContain("To is wrong");
  });

  test("says on top what belongs to no field", () => {
    expect(lines(composeForm({ ...view, failure: invalid("replyToActivityId") }, english))[0]).toBe(
      "Please check: replyToActivityId is wrong",
    );
    const reconnect = composeForm({ ...view, failure: new Failure("reconnect") }, english);
    expect(lines(reconnect).slice(0, 2)).toEqual([
      "Rapport needs access to your Google account for this. Connect it, then try again.",
      "[Connect]",
    ]);
  });

  test("names the variables that have no value, and what to do", () => {
    expect(lines(composeForm({ ...view, missing: ["company", "title"] }, english))).toContain(
      "Rapport knows no value for {{company}}, {{title}}. Write one into the text, or add it to the contact first.",
    );
  });

  test("is an invitation to connect where Rapport may not send", () => {
    const context = { ...samples.composeContext, connection: samples.connected };
    const card = composeForm({ ...view, context }, english);
    expect(lines(card)[0]).toMatch(/may not send mails for you yet/);
    expect(buttonsOf(card).map(({ onClick }) => onClick)).toEqual([
      { url: "https://crm.northwind.example/settings/integrations" },
    ]);
  });

  test("refills itself with a template, and with nothing else", () => {
    const clicks = buttonsOf(composeForm(view, english)).map(({ onClick }) => onClick);
    expect(clicks).toEqual([
      { action: "onInsertTemplate", parameters: { ...view.parameters }, refills: true },
      { action: "onSendEmail", parameters: { ...view.parameters } },
      { action: "onBack" },
    ]);
  });

  test("tells strangers, colleagues and what is no address apart", () => {
    const stranger = {
      email: "joe@new.example",
      name: null,
      kind: "unknown",
      contact: null,
      colleagueWrote: null,
    } as const;
    const context = {
      ...samples.composeContext,
      recipients: [
        stranger,
        { ...stranger, email: "zoe@northwind.example", name: "Zoe", kind: "colleague" as const },
      ],
      invalid: ["anna@"],
    };
    expect(lines(composeForm({ ...view, context }, german)).slice(0, 3)).toEqual([
      "Nicht in Rapport: joe@new.example",
      "Kollege: Zoe (zoe@northwind.example)",
      "„anna@“ ist keine Adresse.",
    ]);
  });
});

test.each([
  ["Offer", "Re: Offer"],
  ["Re: Offer", "Re: Offer"],
  ["RE[2]: Offer", "RE[2]: Offer"],
  ["AW: Angebot", "AW: Angebot"],
  ["Antw: Offerte", "Antw: Offerte"],
  ["SV: Tilbud", "SV: Tilbud"],
  ["回复：报价", "回复：报价"],
  ["Fwd: Offer", "Re: Fwd: Offer"],
  ["Regarding: chairs", "Re: Regarding: chairs"],
  ["", "Re:"],
  ["Offer\r\nBcc: victim@x.example", "Re: Offer Bcc: victim@x.example"],
])("the answer to %j is about %j", (subject, answer) => {
  expect(replySubject(subject)).toBe(answer);
});

test("what a mail is about has no prefix, however many it has gathered", () => {
  expect(topicOf("Re: AW: RE[2]: Offer")).toBe("Offer");
  expect(topicOf("Regarding: chairs")).toBe("Regarding: chairs");
  expect(topicOf("Re:")).toBe("");
});

test("an address is found in a header, but not as the end of another", () => {
  expect(hasAddress('"Lee, Ann" <Ann@x.example>, b@x.example', "ann@x.example")).toBe(true);
  expect(hasAddress("joann@x.example", "ann@x.example")).toBe(false);
  expect(hasAddress("joann@x.example, ann@x.example.org, ann@x.example", "ann@x.example")).toBe(true);
});

describe("beside a mail that is being written", () => {
  test("stand its recipients and the templates", () => {
    expect(lines(composeWindowCard(samples.composeContext, false, english))).toEqual([
      "# Recipients",
      "Lead · Qualified: Anna Schmidt / Zoe wrote to them 3 days ago (Owner: Ben Carter)",
      "# Templates",
      "Offer (Our offer for {{company}})",
    ]);
  });

  test("stand the templates alone as long as there is no recipient", () => {
    const none = { ...samples.composeContext, recipients: [] };
    expect(lines(composeWindowCard(none, false, english))[0]).toBe("# Templates");
    expect(lines(composeWindowCard({ ...none, templates: [] }, false, english))).toEqual([
      "# Templates",
      expect.stringMatching(/^Your team has no templates yet/),
      "[Open Rapport]",
    ]);
  });

  const preview = {
    templateId: "t-1",
    name: "Offer",
    whom: { contactId: "c-anna" },
    rendered: samples.rendered,
  };
  const inserts = (subject: string | undefined) =>
    buttonsOf(templatePreviewCard({ ...preview, subject }, english)).map(({ text, onClick }) => [
      text,
      "parameters" in onClick ? onClick.parameters["subject"] : undefined,
    ]);

  test("a template is seen before it goes in, with what is missing", () => {
    const rendered = { ...samples.rendered, missing: ["title" as const] };
    expect(lines(templatePreviewCard({ ...preview, subject: "keep", rendered }, english))).toEqual([
      "Rapport knows no value for {{title}}. Write one into the text, or add it to the contact first.",
      "Our offer for Acme GmbH",
      "Hello Anna, /  / here is our offer.",
      "[[Insert]] [Cancel]",
    ]);
  });

  test("a subject is only set where there is none, or where the user says so", () => {
    expect(inserts("keep")).toEqual([
      ["Insert", undefined],
      ["Cancel", undefined],
    ]);
    expect(inserts("set")).toEqual([
      ["Insert", "set"],
      ["Cancel", undefined],
    ]);
    expect(inserts(undefined)).toEqual([
      ["Insert", undefined],
      ["Insert with subject", "set"],
      ["Cancel", undefined],
    ]);
  });
});

describe("outgoing mails", () => {
  test("are one line on the home card, or none", () => {
    expect(lines({ title: "", sections: outgoingSection(samples.outgoing, english) })).toEqual([
      "Outgoing mails: 1 mail was not sent",
      "2 mails have not gone yet",
    ]);
    expect(outgoingSection([], english)).toEqual([]);
  });

  test("say when they go, or why they did not, and what can be done", () => {
    expect(lines(outgoingCard(samples.outgoing, english))).toEqual([
      "Goes on Tue 24 Nov, 09:00: Our offer (anna@acme.example)",
      "[Cancel mail]",
      "Not sent: (no subject) (nobody@acme.example, anna@acme.example)",
      "Gmail refused the mail: the recipient address is invalid.",
      "[Open and try again] [Discard]",
      "Perhaps sent: Prices (anna@acme.example)",
      "Gmail did not say whether it was sent, and Rapport cannot look for it.",
    ]);
  });

  test("stand on the timeline at once, with what is known of them", () => {
    const card = (delivery: "sending" | "unknown") =>
      activityCard({ ...samples.activity, direction: "outbound", delivery }, english);
    expect(card("sending").subtitle).toMatch(/^On its way · /);
    expect(card("unknown").subtitle).toMatch(/^Perhaps sent · /);
    expect(lines(card("unknown"))[0]).toMatch(/^Gmail did not say whether it went/);
  });
});

describe("answering", () => {
  test("is offered beside a mail, to all where there are others", () => {
    const texts = (people: typeof samples.messageContext.people) =>
      buttonsOf(messageCard({ ...samples.messageContext, people, primary: 0 }, english)).map(
        ({ text }) => text,
      );
    expect(texts([samples.anna, samples.stranger, samples.self])).toEqual(
      expect.arrayContaining(["Reply", "Reply all", "Follow-up…"]),
    );
    expect(texts([samples.anna, samples.self])).not.toContain("Reply all");
    expect(texts([samples.stranger, samples.self])).not.toContain("Reply");
  });

  test("is not offered of a draft", () => {
    const card = messageCard(samples.messageContext, english, { isDraft: true });
    expect(buttonsOf(card).map(({ text }) => text)).not.toContain("Reply");
  });
});

describe("follow-ups", () => {
  test("stand on the contact's card, done with one click", () => {
    const followUps = [samples.task, { ...samples.task, id: "f-2", dueAt: "2026-11-20T08:00:00.000Z" }];
    const card = contactCard({ ...samples.contactCardView, followUps }, false, english);
    const said = lines(card);
    expect(said.slice(said.indexOf("# Follow-ups") + 1).slice(0, 2)).toEqual([
      "Due tomorrow: Send the offer (Anna Schmidt) [Done]",
      "Due 3 days ago: Send the offer (Anna Schmidt) [Done]",
    ]);
    expect(buttonsOf(card).find(({ text }) => text === "Done")?.onClick).toEqual({
      action: "onCompleteTask",
      parameters: { taskId: "f-1", from: "contact", contactId: "c-anna" },
    });
  });

  test("are planned with one click, or for a day of one's own", () => {
    const card = followUpForm({ parameters: { contactId: "c-anna" }, text: "Call", day: "" }, english);
    expect(lines(card)).toEqual([
      "What to do: Call_",
      "# By when?",
      "[Tomorrow] [In 3 days] [In a week]",
      "Day: _",
      "[[Save]] [Cancel]",
    ]);
    const past = followUpForm(
      { parameters: {}, text: "Call", day: "2020-01-01", failure: invalid("dueOn") },
      english,
    );
    const said = lines(past);
    expect(said[said.indexOf("Day: 2020-01-01_") - 1]).toBe("Day is wrong");
  });
});
