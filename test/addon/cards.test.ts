/** What the cards say and offer, as data. */
import { describe, expect, test } from "@jest/globals";
import type { MessageContext, Person, Why } from "../../contract/context.ts";
import { WhyReason } from "../../contract/context.ts";
import type { BackfillPreview, SyncStatus } from "../../contract/sync.ts";
import type { CardSpec } from "../../addon/src/cards/card-spec.ts";
import { activityCard } from "../../addon/src/cards/activity-card.ts";
import { backfillCard } from "../../addon/src/cards/backfill-section.ts";
import { contactCard } from "../../addon/src/cards/contact-card.ts";
import { errorCard } from "../../addon/src/cards/error-card.ts";
import { eventCard } from "../../addon/src/cards/event-card.ts";
import { homeCard } from "../../addon/src/cards/home-card.ts";
import { messageCard } from "../../addon/src/cards/message-card.ts";
import { neverCard } from "../../addon/src/cards/never-card.ts";
import { timelineCard } from "../../addon/src/cards/timeline-card.ts";
import type { FailureKind } from "../../addon/src/failure.ts";
import { Failure } from "../../addon/src/failure.ts";
import { cardFaults } from "./card-check.ts";
import { buttonsOf, lines } from "./card-lines.ts";
import { eventDetails, everyCard } from "./every-card.ts";
import { english, german } from "./language.ts";
import * as samples from "./samples.ts";

const { anna, colleague, self, stranger, messageContext, eventContext, activity } = samples;

describe("the card beside a mail", () => {
  test("shows who it is, and what to do", () => {
    expect(messageCard(messageContext, english)).toMatchObject({
      title: "Anna Schmidt",
      subtitle: "Head of Purchasing · Acme GmbH",
    });
    expect(lines(messageCard(messageContext, english))).toEqual([
      "[[Log to CRM]] [Log with note…]",
      "Why is this not logged?: The sync has not read it yet, but will log it: anna@acme.example is on it.",
      "[Never log…]",
      "[Reply] [Reply all] [Schedule] [Follow-up…]",
      "Stage: Lead · Qualified (Owner: Ben Carter) [Edit]",
      "Phone: +49 (30) 1234-567",
      "E-mail: anna@acme.example",
      "Engagement: 7 points, momentum 6.5 / +3 Meeting: Kick-off, 18 Nov",
      "Last engagement: 3 days ago",
      "Next meeting: Demo (Tue 24 Nov, 15:00)",
      "[Move…] [Cancel meeting…]",
      "Whose turn: Yours, since Fri 20 Nov (6 working hours)",
      "# Recent",
      "Received · 3 days ago: Offer for 200 chairs (Could you send us)",
      "[Show all]",
      "# Also on this mail",
      "Not in Rapport: Joe New (joe@new.example)",
      "Colleague: Zoe (zoe@northwind.example)",
      "You: Ben Carter (ben@northwind.example)",
    ]);
  });

  test("says the same in German", () => {
    expect(lines(messageCard(messageContext, german)).slice(0, 12)).toEqual([
      "[[Im CRM erfassen]] [Mit Notiz erfassen…]",
      "Warum ist das nicht erfasst?: Der Abgleich hat sie noch nicht gelesen, wird sie aber erfassen: anna@acme.example ist beteiligt.",
      "[Nie erfassen…]",
      "[Antworten] [Allen antworten] [Termin…] [Wiedervorlage…]",
      "Phase: Lead · Qualifiziert (Zuständig: Ben Carter) [Bearbeiten]",
      "Telefon: +49 (30) 1234-567",
      "E-Mail: anna@acme.example",
      "Engagement: 7 Punkte, Momentum 6,5 / +3 Termin: Kick-off, 18. Nov.",
      "Letzter Kontakt: vor 3 Tagen",
      "Nächster Termin: Demo (Di., 24. Nov., 15:00)",
      "[Verschieben…] [Termin absagen…]",
      "Wer ist dran: Sie, seit Fr., 20. Nov. (6 Arbeitsstunden)",
    ]);
  });

  test("gives each reason of the score one line, whatever subject and date it has", () => {
    const scoreReasons = [samples.now.toISOString(), "2019-12-30T12:00:00Z"].flatMap((at) =>
      samples.contactCardView.scoreReasons.map((reason) => ({
        ...reason,
        at,
        subject: "Re: Pilot results and next steps for the second hall",
      })),
    );
    const card = contactCard({ ...samples.contactCardView, scoreReasons }, false, english);
    const row = lines(card).find((line) => line.startsWith("Engagement")) ?? "";
    expect(row.split(" / ").slice(1)).toEqual([
      "+3 Meeting: Re: Pilot res…, 23 Nov",
      "+3 Meeting: Re: Pilo…, 30 Dec 2019",
    ]);
  });

  test("says who logged it, and lets only those undo who may", () => {
    const mine = messageCard({ ...messageContext, logged: samples.logged }, english);
    expect(lines(mine).slice(0, 2)).toEqual([
      "Logged by Ben Carter, 3 days ago (With Anna Schmidt) [Undo]",
      "Wants a discount",
    ]);
    expect(mine.menu?.[0]?.onClick).toMatchObject({ parameters: { contactId: "c-anna", logged: "yes" } });
    const theirs = { ...samples.logged, canUndo: false, note: null };
    expect(lines(messageCard({ ...messageContext, logged: theirs }, english))[0]).toBe(
      "Logged by Ben Carter, 3 days ago (With Anna Schmidt)",
    );
    const bySync = { ...samples.logged, by: null, canUndo: false };
    expect(lines(messageCard({ ...messageContext, logged: bySync }, english))[0]).toMatch(
      /^Logged by the sync/,
    );
  });

  test("offers nothing to log of a draft", () => {
    const said = lines(messageCard(messageContext, english, { isDraft: true }));
    expect(said[0]).toBe("This mail is a draft. It can be logged once it is sent.");
    expect(said.join("\n")).not.toContain("Log");
  });

  test("offers to add who is unknown", () => {
    const card = messageCard({ ...messageContext, people: [stranger, self], primary: 0 }, english);
    expect(lines(card).slice(0, 3)).toEqual([
      "Joe New is not in Rapport yet.",
      "[[Add as lead]] [Add as client]",
      "[Log to someone else…]",
    ]);
    expect(buttonsOf(card)[0]?.onClick).toEqual({
      action: "onOpenCreateForm",
      parameters: { kind: "lead", email: "joe@new.example" },
    });
  });

  test("says when only colleagues are on it, or nobody", () => {
    const why = { ...messageContext.why, decision: "would_skip", reason: "internal" } as const;
    const withPeople = (people: readonly Person[]) =>
      messageCard(
        { ...messageContext, people: [...people], primary: null, why: { ...why, actions: ["log"] } },
        english,
      );
    expect(lines(withPeople([colleague, self])).slice(0, 2)).toEqual([
      "[Log to someone else…]",
      "Why is this not logged?: Only colleagues are on this mail.",
    ]);
    expect(lines(withPeople([colleague, self]))).toContain("# On this mail");
    expect(lines(withPeople([]))[1]).toBe("Why is this not logged?: Nobody else is on this mail.");
  });

  test("says whom it left out of a crowd", () => {
    const people = Array.from({ length: 50 }, () => colleague);
    expect(
      lines(messageCard({ ...messageContext, people: [anna, ...people], peopleNotShown: 400 }, english)).at(
        -1,
      ),
    ).toBe("430 more people");
  });

  test("warns when Google's consent is gone", () => {
    const connection = { ...samples.connected, status: "reconnect" } as const;
    const card = messageCard({ ...messageContext, connection }, english);
    expect(lines(card).slice(0, 2)).toEqual([
      "Google no longer accepts the permission it gave Rapport. Connect again; nothing is lost.",
      "[[Reconnect]]",
    ]);
    expect(buttonsOf(card)[0]?.onClick).toEqual({
      url: "https://crm.northwind.example/settings/integrations",
    });
  });
});

describe("why a mail is logged, or not", () => {
  const whyOn = (change: Partial<Why>, context: Partial<MessageContext> = {}, language = english) =>
    lines(
      messageCard({ ...messageContext, ...context, why: { ...messageContext.why, ...change } }, language),
    );
  const sentence = (change: Partial<Why>, context: Partial<MessageContext> = {}, language = english) =>
    whyOn(change, context, language).find((line) => /^(Why is this|Warum ist das) /.test(line)) ?? "";

  test("names the address that matched", () => {
    const bySync = { ...samples.logged, by: null, source: "sync" } as const;
    expect(sentence({ decision: "logged" }, { logged: bySync })).toBe(
      "Why is this logged?: anna@acme.example is on it.",
    );
  });

  test("names the rule, offers to remove it, and to log all the same", () => {
    const said = whyOn({
      decision: "skipped",
      reason: "never_rule",
      actions: ["log", "always", "remove_rule"],
      rule: samples.neverAcme,
    });
    expect(said.slice(0, 4)).toEqual([
      "[[Log anyway]] [Log with note…]",
      "Why is this not logged?: Your rule never logs @acme.example.",
      "About anna@acme.example",
      "[Remove rule] [Always log]",
    ]);
  });

  test("tells a colleague's rule for everybody from one's own", () => {
    const rule = { ...samples.neverAcme, scope: "workspace" } as const;
    const change = { decision: "skipped", reason: "never_rule", rule } as const;
    expect(sentence({ ...change, actions: [] })).toContain(
      "A rule of your workspace never logs @acme.example.",
    );
    expect(whyOn({ ...change, actions: ["remove_rule"] })).toContain("[Remove rule for all]");
  });

  test("says of a logged mail that its next ones will not be", () => {
    const change = { decision: "logged", rule: samples.neverAcme } as const;
    expect(sentence(change, { logged: samples.logged })).toBe(
      "Why is this logged?: anna@acme.example is on it. Your rule never logs @acme.example.",
    );
  });

  test("of somebody without a mailbox that clicks alone log", () => {
    const connection = { ...samples.connected, status: "none", features: [] } as const;
    expect(sentence({}, { connection: { ...connection, features: [] } })).toMatch(
      /Your mailbox is not connected/,
    );
  });

  test.each(WhyReason.options)("%s is a sentence in both languages", (reason) => {
    const decision = reason === "to_be_read" ? "waiting" : "skipped";
    const both = [english, german].map((language) =>
      sentence({ decision, reason, rule: null, matchedAddress: "anna@acme.example" }, {}, language),
    );
    for (const said of both) expect(said.length).toBeGreaterThan("Why is this not logged?: ".length + 8);
    expect(both[0]).not.toBe(both[1]);
  });

  test("folds the rules away where no rule is the reason", () => {
    const shown = (actions: Why["actions"]) =>
      messageCard(
        { ...messageContext, why: { ...messageContext.why, actions, rule: samples.neverAcme } },
        english,
      ).sections[0]?.shown;
    expect(shown(["always", "never"])).toBe(2);
    expect(shown(["remove_rule"])).toBeUndefined();
  });
});

describe("a contact's past", () => {
  const past = (change: Partial<BackfillPreview>) => ({
    contactId: "c-joe",
    found: { ...samples.backfillPreview, ...change },
  });
  const asked = (change: Partial<BackfillPreview>) =>
    lines(contactCard(samples.contactCardView, false, english, past(change))).slice(0, 3);

  test("is a question with three answers", () => {
    expect(asked({})).toEqual([
      "# Older mails",
      "23 mails and 4 meetings found in your mailbox / The sync imports everything, unless you want less.",
      "[Import all] [Only who and when] [Nothing]",
    ]);
    expect(asked({ meetings: 0, mails: 500, isAtLeast: true })[1]).toMatch(/^At least 500 mails found/);
  });

  test("of one mail is no question, but an answer to who asks", () => {
    expect(asked({ mails: 1, meetings: 0 })[0]).toMatch(/^\[New mail\]/);
    expect(lines(backfillCard(past({ mails: 1, meetings: 0 }), english))[0]).toMatch(/^1 mail found/);
    expect(lines(backfillCard(past({ mails: 0, meetings: 0 }), english))).toEqual([
      "Your mailbox has nothing older with this contact.",
    ]);
  });
});

describe("never log", () => {
  test("of an address offers its whole domain, and what to do with the entries", () => {
    const card = neverCard({ pattern: "anna@acme.example", activities: 1 }, english);
    expect(lines(card).slice(1)).toEqual([
      "So far the sync logged 1 entry. If removed, it goes for the whole team.",
      "[[Never log, keep entries]]",
      "[Never log, remove 1 entry]",
      "[Everybody @acme.example…] [Cancel]",
    ]);
  });

  test("of a domain without entries is one question", () => {
    const card = neverCard({ pattern: "acme.example", activities: 0 }, english);
    expect(card.title).toBe("Never log @acme.example?");
    expect(lines(card).slice(1)).toEqual(["[[Never log]]", "[Cancel]"]);
  });
});

describe("the card beside an event", () => {
  test("puts contacts first, each with a brief", () => {
    const card = eventCard(eventContext, eventDetails, english);
    expect(card).toMatchObject({ title: "Kick-off", subtitle: "Mon 23 Nov, 15:00 – 16:00" });
    expect(lines(card)).toEqual([
      "[[Log to CRM]] [Log with note…]",
      "# Brief",
      "Lead · Qualified: \u200EAnna Schmidt / Head of Purchasing · Acme GmbH / Last engagement 3 days ago / 7 points, momentum 6.5 / Whose turn: Yours, since Fri 20 Nov · 6 working hours",
      "# Also invited",
      "You: Ben Carter (ben@northwind.example)",
      "Not in Rapport: Joe New (joe@new.example)",
    ]);
  });

  test("says that the sync logged it", () => {
    const logged = { ...samples.logged, by: null, source: "sync", note: null } as const;
    const said = lines(eventCard({ ...eventContext, logged }, eventDetails, english));
    expect(said[0]).toBe("Logged by the sync, 3 days ago (With Anna Schmidt) [Undo]");
    expect(said.join()).not.toContain("Why is this");
  });

  test("names the day of a whole-day event wherever the user is", () => {
    const details = {
      ...eventDetails,
      start: "2026-11-24T00:00:00Z",
      end: "2026-11-25T00:00:00Z",
      wholeDay: true,
    };
    expect(eventCard(eventContext, details, english).subtitle).toBe("Tue 24 Nov");
  });

  test("says when only colleagues come", () => {
    expect(
      lines(
        eventCard({ ...eventContext, people: [self, colleague], primary: null }, eventDetails, english),
      )[0],
    ).toBe("Only colleagues are invited.");
  });
});

describe("the home card", () => {
  test("shows today, whose turn, and who is warm", () => {
    expect(lines(homeCard(samples.home, english))).toEqual([
      "Name, company, phone or address: _",
      "[Search] [Schedule with a contact]",
      "# Meetings today",
      "15:00 · 30 min: Demo (Anna Schmidt)",
      "# Waiting for your answer",
      "Since Fri 20 Nov · 6 working hours: Anna Schmidt (Offer for 200 chairs)",
      "# Warm contacts",
      "Momentum 6.5: Anna Schmidt (Head of Purchasing · Acme GmbH)",
      "Connected as ben@northwind.example",
    ]);
  });

  test("shortens a long subject, so that it stays one line", () => {
    const turns = samples.home.turns.map((turn) => ({
      ...turn,
      subject: "Re: SFPA inspection - who signs the calibration?",
    }));
    expect(lines(homeCard({ ...samples.home, turns }, english))).toContain(
      "Since Fri 20 Nov · 6 working hours: Anna Schmidt (Re: SFPA inspection - who signs the…)",
    );
  });

  test("welcomes who has nothing yet", () => {
    const connection = { ...samples.connected, status: "none", email: null } as const;
    const empty = {
      ...samples.home,
      meetings: [],
      turns: [],
      warm: [],
      connection: { ...connection, scopes: [] },
    };
    expect(lines(homeCard(empty, english)).slice(2)).toEqual([
      "Nothing is waiting for you.",
      expect.stringMatching(/^Open a mail or an event/),
      "[New lead]",
      "Connect your mailbox, and your leads&#39; and clients&#39; mails are logged by themselves.",
      "[[Connect]]",
    ]);
  });

  const syncLines = (change: Partial<SyncStatus>) =>
    lines(homeCard({ ...samples.home, sync: { ...samples.sync, ...change } }, english));

  test("says how fresh a mailbox is where all is well, at the very end", () => {
    expect(syncLines({}).at(-1)).toBe("Connected as ben@northwind.example · Synced 2 minutes ago");
    expect(syncLines({ phase: "incremental" })[0]).toBe("Name, company, phone or address: _");
  });

  test.each<[string, Partial<SyncStatus>]>([
    [
      "First sync: 1,240 of about 3,000 mails read",
      { phase: "first", seen: 1_500, waiting: 260, estimate: 3_000 },
    ],
    ["The first sync begins in a moment", { phase: "first", lastSyncedAt: null }],
    ["The first sync begins in a moment", { lastSyncedAt: null }],
    ["Google asked to wait; it goes on in 13 minutes", { phase: "throttled" }],
    ["The last attempt did not work; the next is in 13 minutes", { phase: "failed" }],
    ["Paused: nothing is logged by itself", { enabled: false }],
  ])("says first what matters of the sync: %s", (words, change) => {
    expect(syncLines(change)[0]).toBe(`Mailbox sync: ${words}`);
    expect(syncLines(change).at(-1)).toBe("Connected as ben@northwind.example");
  });

  test("says nothing of a sync that waits for a new permission but why", () => {
    const connection = { ...samples.connected, status: "reconnect", reason: "admin_policy" } as const;
    const said = lines(
      homeCard({ ...samples.home, connection, sync: { ...samples.sync, phase: "reconnect" } }, english),
    );
    expect(said[0]).toMatch(/^Your Google administrator does not allow Rapport/);
    expect(said.join()).not.toContain("Mailbox sync");
  });

  test("invites who connected the calendar only", () => {
    const connection = { ...samples.connected, features: ["calendar" as const] };
    expect(lines(homeCard({ ...samples.home, connection }, english)).at(-1)).toBe("[[Connect]]");
  });

  test("shows follow-ups only when there are any", () => {
    const followUps = [{ id: "t-1", text: "Call back", dueAt: "2026-11-23T10:00:00.000Z", contact: null }];
    expect(lines(homeCard({ ...samples.home, followUps }, english))).toContain(
      "Due in 1 hour: Call back [Done]",
    );
    expect(lines(homeCard(samples.home, english))).not.toContain("# Follow-ups due");
  });
});

describe("a contact's card", () => {
  test("offers to make a lead a client, and a client nothing of the kind", () => {
    const menuOf = (card: CardSpec) => (card.menu ?? []).map(({ text }) => text);
    expect(menuOf(contactCard(samples.contactCardView, false, english))).toEqual([
      "Make client",
      "Import older mails…",
      "Delete contact…",
    ]);
    expect(menuOf(contactCard({ ...samples.contactCardView, kind: "client" }, false, english))).toEqual([
      "Import older mails…",
      "Delete contact…",
    ]);
  });
});

describe("the timeline", () => {
  test("keeps a thread together where its newest mail stands", () => {
    const mail = (id: string, threadKey: string | null, subject: string) => ({
      ...activity,
      id,
      threadKey,
      subject,
    });
    const items = [
      mail("1", "t", "Offer"),
      mail("2", null, "Other"),
      mail("3", "t", "Re: Offer"),
      mail("4", "u", "Alone"),
    ];
    const card = timelineCard(
      { contactId: "c", type: undefined, page: { items, nextCursor: null } },
      english,
    );
    expect(lines(card).map((line) => line.replace(/ \(Hello.*/, ""))).toEqual([
      "Show: *Everything, Mails, Meetings, Notes, Calls",
      "# Offer (2)",
      "Received · 3 days ago: Offer",
      "Received · 3 days ago: Re: Offer",
      "Received · 3 days ago: Other",
      "Received · 3 days ago: Alone",
    ]);
  });

  test("tells an unshared subject from an empty one", () => {
    const items = [
      { ...activity, subject: null, threadKey: null },
      { ...activity, subject: " ", threadKey: null },
    ];
    const said = lines(
      timelineCard({ contactId: "c", type: undefined, page: { items, nextCursor: null } }, english),
    ).join("\n");
    expect(said).toMatch(/\(not shared with you\)[\s\S]*\(no subject\)/);
  });
});

describe("an activity", () => {
  test("asks a meeting for its outcome, and a mail for nothing", () => {
    const meeting = { ...activity, type: "MEETING", status: "HELD", direction: null } as const;
    expect(lines(activityCard(meeting, english))).toContain(
      "[They did not come] [It was cancelled] [It was moved…]",
    );
    expect(lines(activityCard(activity, english))).not.toContain("# How did it go?");
  });

  test("leads to the mail only where the viewer has it", () => {
    const urls = (card: CardSpec) =>
      buttonsOf(card).flatMap(({ onClick }) => ("url" in onClick ? [onClick.url] : []));
    expect(urls(activityCard(activity, english))).toEqual(["https://mail.google.com/mail/#all/18f"]);
    expect(urls(activityCard({ ...activity, gmail: null }, english))).toEqual([]);
  });

  test("names an organiser once, though invited too", () => {
    const participants = [
      { email: "ben@northwind.example", name: null, role: "organizer" as const },
      { email: "ben@northwind.example", name: "Ben Carter", role: "attendee" as const },
    ];
    const said = lines(activityCard({ ...activity, participants }, english)).filter((line) =>
      line.includes("Ben Carter ("),
    );
    expect(said).toEqual(["Organiser: Ben Carter (ben@northwind.example)"]);
  });

  test("cuts a long text and says so", () => {
    const said = lines(activityCard({ ...activity, bodyText: "word ".repeat(2_000) }, english));
    expect(said).toContain("The text goes on in the mail itself.");
  });
});

describe("an error", () => {
  const kinds: readonly FailureKind[] = [
    "no-identity",
    "unauthenticated",
    "not-invited",
    "forbidden",
    "gone",
    "conflict",
    "invalid",
    "no-contact",
    "draft",
    "rate-limited",
    "reconnect",
    "google-away",
    "backend-away",
    "mail-unreadable",
    "event-unreadable",
    "unexpected",
  ];

  test.each(kinds)("%s is told in both languages, with a way on", (kind) => {
    for (const language of [english, german]) {
      const card = errorCard(new Failure(kind), language);
      expect(lines(card)[0]?.length).toBeGreaterThan(20);
      const primary = buttonsOf(card).filter((button) => button.primary === true);
      expect(primary.map(({ onClick }) => Object.keys(onClick))).toEqual([
        [kind === "reconnect" ? "url" : "action"],
      ]);
      expect(buttonsOf(card).map(({ onClick }) => onClick)).toContainEqual({ action: "onRefresh" });
    }
  });
});

test("too many requests are not called a backend that is away", () => {
  const card = errorCard(new Failure("rate-limited", { retryAfterSeconds: 12 }), english);
  expect(card.title).toBe("Too many requests");
  expect(lines(card)[0]).toBe("Rapport takes only so many requests a minute. Try again in 12 seconds.");
});

test("every card keeps its bounds in both languages", () => {
  for (const language of [english, german]) {
    for (const [name, card] of everyCard(language)) expect([name, cardFaults(card)]).toEqual([name, []]);
  }
});

test("right-to-left names keep to themselves", () => {
  const people = [{ ...anna, contact: { ...samples.contactCardView, name: "דנה לוי", company: "אקמה" } }];
  const contacts = ["דנה לוי", "Bob"].map((name) => ({ id: name, name }));
  const card = messageCard({ ...messageContext, people, logged: { ...samples.logged, contacts } }, english);
  expect(card.subtitle).toBe("Head of Purchasing · \u2068אקמה\u2069");
  expect(lines(card)[0]).toContain("With \u2068\u2068דנה לוי\u2069, Bob\u2069");
});
