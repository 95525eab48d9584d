/** The built bundle, every entry point, between a fake backend and a fake Google: what is asked, what is shown. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { problem } from "./fake-servers.ts";
import {
  ben,
  calendarEvent,
  cardOf,
  gmailMessage,
  homeEvent,
  mailEvent,
  noticeOf,
  startHarness,
  stepsOf,
  textOf,
} from "./harness.ts";
import type { EventParts, Harness } from "./harness.ts";
import * as samples from "./samples.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(async () => {
  await harness.close();
});

const mailHeaders = {
  From: "Anna Schmidt <anna@acme.example>",
  To: '"Carter, Ben" <ben@northwind.example>, Joe New <joe@new.example>',
  Subject: "Offer for 200 chairs",
  "Message-ID": "<m1@acme.example>",
  Date: "Fri, 20 Nov 2026 10:00:00 +0000",
};

const googleEvent = {
  id: "ev1_20261123T140000Z",
  iCalUID: "ev1@google.com",
  summary: "Kick-off",
  location: "Room 7",
  start: { dateTime: "2026-11-23T14:00:00Z" },
  end: { dateTime: "2026-11-23T15:00:00Z" },
  originalStartTime: { dateTime: "2026-11-23T14:00:00Z" },
  organizer: { email: "ben@northwind.example" },
  attendees: [{ email: "anna@acme.example", displayName: "Anna Schmidt" }],
};
const eventPath = "GET /calendar/v3/calendars/ben@northwind.example/events/ev1_20261123T140000Z";

beforeEach(async () => {
  await harness.clearCache();
  const { backend, google } = harness;
  google.answers.clear();
  google.answers.set("GET /gmail/v1/users/me/messages/18f", { body: gmailMessage(mailHeaders, "Hello Ben") });
  google.answers.set(eventPath, { body: googleEvent });
  backend.answers.clear();
  const answers: Record<string, object> = {
    "GET /api/v1/me": { user: { id: "u-ben" } },
    "POST /api/v1/context/message": samples.messageContext,
    "POST /api/v1/context/event": samples.eventContext,
    "GET /api/v1/home": samples.home,
    "GET /api/v1/contacts": { items: [samples.contact], nextCursor: null },
    "GET /api/v1/contacts/c-anna": samples.contact,
    "GET /api/v1/contacts/c-anna/card": samples.contactCardView,
    "GET /api/v1/contacts/c-anna/score": samples.score,
    "POST /api/v1/contacts/proposal": samples.proposal,
    "POST /api/v1/contacts": { ...samples.contact, id: "c-joe", name: "Joe New" },
    "GET /api/v1/contacts/c-joe/card": { ...samples.contactCardView, id: "c-joe", name: "Joe New" },
    "GET /api/v1/contacts/c-joe/backfill/preview": samples.backfillPreview,
    "POST /api/v1/contacts/c-joe/backfill": { contactId: "c-joe", import: "none", changed: 3 },
    "POST /api/v1/rules": { rule: samples.neverAcme, activities: 12 },
    "PATCH /api/v1/contacts/c-anna": samples.contact,
    "POST /api/v1/contacts/c-anna/convert": { ...samples.contact, kind: "client" },
    "GET /api/v1/activities": { items: [samples.activity], nextCursor: "page2" },
    "GET /api/v1/activities/a-1": samples.activity,
    "PATCH /api/v1/activities/a-1": { ...samples.activity, note: "Called back" },
    "POST /api/v1/activities": {
      ...samples.activity,
      alreadyLogged: false,
      context: { ...samples.messageContext, logged: samples.logged },
    },
  };
  for (const [route, body] of Object.entries(answers)) backend.answers.set(route, { body });
  backend.answers.set("DELETE /api/v1/activities/a-1", { status: 204 });
  backend.answers.set("DELETE /api/v1/contacts/c-anna", { status: 204 });
  backend.answers.set("DELETE /api/v1/rules/r-1", { status: 204 });
});

/** Runs without a fault of the script, and hands back the backend's view of it. */
async function run(name: string, event: object, user = ben) {
  const execution = await harness.run(name, event, user);
  expect(execution.error).toBeUndefined();
  return { ...execution, asked: harness.backend.requests.map(({ method, path }) => `${method} ${path}`) };
}

const anna: EventParts = { parameters: { contactId: "c-anna" } };
const firstActivity: EventParts = { parameters: { activityId: "a-1" } };

describe("opening", () => {
  test("a mail costs one call to the backend and one look at the mail", async () => {
    const { result, asked, httpCalls } = await run("onMessageOpen", mailEvent());
    expect(asked).toEqual(["POST /api/v1/context/message"]);
    expect(httpCalls).toHaveLength(2);
    expect(harness.backend.requests[0]).toMatchObject({
      authorization: "Bearer identity.token.of-ben",
      body: {
        gmailMessageId: "18f",
        gmailThreadId: "18e",
        rfc822MessageId: "<m1@acme.example>",
        from: mailHeaders.From,
        to: mailHeaders.To,
        subject: mailHeaders.Subject,
        date: mailHeaders.Date,
      },
    });
    expect(cardOf(result).header).toMatchObject({
      title: "Anna Schmidt",
      subtitle: "Head of Purchasing · Acme GmbH",
    });
  });

  test("a mail reads it with the token of this very event", async () => {
    await run("onMessageOpen", mailEvent());
    expect(harness.google.requests.at(-1)?.authorization).toBe("Bearer token-of-the-open-mail");
  });

  test("an event tells title, time and guests in one call, rooms left out", async () => {
    const { result, asked } = await run("onEventOpen", calendarEvent());
    expect(asked).toEqual(["POST /api/v1/context/event"]);
    expect(harness.backend.requests[0]?.body).toMatchObject({
      calendarId: "ben@northwind.example",
      eventId: "ev1_20261123T140000Z",
      iCalUID: "ev1@google.com",
      originalStart: "2026-11-23T14:00:00Z",
      title: "Kick-off",
      attendees: [{ email: "ben@northwind.example" }, { email: "anna@acme.example", name: "Anna Schmidt" }],
    });
    expect(cardOf(result).header?.title).toBe("Kick-off");
  });

  test("an event that was never saved still shows who is invited", async () => {
    harness.google.answers.delete(eventPath);
    const { result } = await run("onEventOpen", calendarEvent());
    expect(textOf(cardOf(result))).toMatch(/Save the event first[\s\S]*Anna Schmidt/);
    expect(textOf(cardOf(result))).not.toContain("Log to CRM");
  });

  test("an event that Calendar does not hand over says so", async () => {
    harness.google.answers.set(eventPath, {
      status: 503,
      body: { error: { code: 503, message: "Backend Error" } },
    });
    const { result } = await run("onEventOpen", calendarEvent());
    expect(textOf(cardOf(result))).toContain("Google did not tell title and time");
  });

  test("the home card asks for the day in the user's zone", async () => {
    const { result, asked } = await run("onHomepage", homeEvent());
    expect(asked).toEqual(["GET /api/v1/home"]);
    expect(harness.backend.requests[0]?.query).toEqual({ timeZone: "Europe/London" });
    expect(textOf(cardOf(result))).toMatch(/Demo[\s\S]*Anna Schmidt/);
  });

  test("the universal search costs no call", async () => {
    const { result, asked } = await run("onUniversalSearch", homeEvent());
    expect(asked).toEqual([]);
    expect(result).toMatchObject({
      universalAction: { displayAddOnCards: [{ header: { title: "Search contacts" } }] },
    });
  });
});

describe("logging", () => {
  test("is one call that also brings the new card", async () => {
    const { result, asked } = await run("onLog", mailEvent());
    expect(asked).toEqual(["POST /api/v1/activities"]);
    expect(harness.backend.requests[0]?.body).toMatchObject({
      type: "EMAIL",
      gmailMessageId: "18f",
      bodyText: "Hello Ben",
      attachments: [{ name: "plan.pdf", mimeType: "application/pdf", size: 14_200 }],
      withContext: true,
    });
    expect(stepsOf(result)).toEqual(["updateCard"]);
    expect(noticeOf(result)).toBe("Logged to CRM");
    expect(textOf(cardOf(result))).toMatch(/Logged by Ben Carter/);
  });

  test("says when somebody had logged it already", async () => {
    harness.backend.answers.set("POST /api/v1/activities", {
      body: {
        ...samples.activity,
        alreadyLogged: true,
        context: { ...samples.messageContext, logged: samples.logged },
      },
    });
    const { result } = await run("onLog", mailEvent());
    expect(noticeOf(result)).toBe("It was logged already");
  });

  test("an event goes as a meeting", async () => {
    harness.backend.answers.set("POST /api/v1/activities", {
      status: 201,
      body: {
        ...samples.activity,
        alreadyLogged: false,
        context: { ...samples.eventContext, logged: samples.logged },
      },
    });
    const { result, asked } = await run("onLog", calendarEvent());
    expect(asked).toEqual(["POST /api/v1/activities"]);
    expect(harness.backend.requests[0]?.body).toMatchObject({
      type: "MEETING",
      eventId: "ev1_20261123T140000Z",
      iCalUID: "ev1@google.com",
      title: "Kick-off",
      start: "2026-11-23T14:00:00Z",
      end: "2026-11-23T15:00:00Z",
      location: "Room 7",
    });
    expect(textOf(cardOf(result))).toMatch(/Logged by Ben Carter/);
  });

  test("the form offers the contacts and lists the attachments", async () => {
    const { result, asked } = await run("onOpenLogForm", mailEvent());
    expect(asked).toEqual(["POST /api/v1/context/message"]);
    expect(textOf(cardOf(result))).toMatch(/Anna Schmidt[\s\S]*plan\.pdf \(14 kB\)/);
  });

  test("the form of an event works the same", async () => {
    const { result } = await run("onOpenLogForm", calendarEvent());
    expect(textOf(cardOf(result))).toContain("Anna Schmidt");
  });

  test("the form sends its note and the ticked contacts", async () => {
    const form = { note: ["Wants a discount"], contactIds: ["c-anna"] };
    const { result } = await run("onSubmitLogForm", mailEvent({ form }));
    expect(harness.backend.requests[0]?.body).toMatchObject({
      note: "Wants a discount",
      contactIds: ["c-anna"],
    });
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
  });

  test("the form without a contact stays, and says what is missing", async () => {
    const { result, asked } = await run("onSubmitLogForm", mailEvent({ form: { note: ["x"] } }));
    expect(asked).toEqual([]);
    expect(noticeOf(result)).toMatch(/at least one contact/);
  });

  test("a search result takes the mail and the note typed above it", async () => {
    const { asked } = await run("onLogTo", mailEvent({ ...anna, form: { note: ["By phone too"] } }));
    expect(asked).toEqual(["POST /api/v1/activities"]);
    expect(harness.backend.requests[0]?.body).toMatchObject({ contactIds: ["c-anna"], note: "By phone too" });
  });

  test("a draft is shown, and refused wherever its logging is asked for", async () => {
    const draft = { ...gmailMessage(mailHeaders, "Dear Anna"), labelIds: ["DRAFT"] };
    harness.google.answers.set("GET /gmail/v1/users/me/messages/18f", { body: draft });
    const told = "This mail is a draft. It can be logged once it is sent.";
    const shown = await run("onMessageOpen", mailEvent());
    expect(textOf(cardOf(shown.result))).toContain(told);
    const form = await run(
      "onOpenCreateForm",
      mailEvent({ parameters: { kind: "lead", email: "joe@new.example" } }),
    );
    expect(textOf(cardOf(form.result))).not.toContain("Log this mail");
    const { result, asked } = await run("onLogTo", mailEvent(anna));
    expect(asked).toEqual([]);
    expect(noticeOf(result)).toBe(told);
  });

  test("is not offered again on the card of a contact it is logged with", async () => {
    const contactCard = async (parameters: Record<string, string>) =>
      textOf(cardOf((await run("onOpenContact", mailEvent({ parameters }))).result));
    expect(await contactCard({ contactId: "c-anna" })).toContain("Log to this contact");
    expect(await contactCard({ contactId: "c-anna", logged: "yes" })).not.toContain("Log to this contact");
  });

  test("undo asks first, without a call", async () => {
    const { result, asked } = await run("onAskUndo", mailEvent(firstActivity));
    expect(asked).toEqual([]);
    expect(textOf(cardOf(result))).toMatch(/Undo the logging\?[\s\S]*whole team/);
  });

  test("undo deletes, then shows the mail as not logged", async () => {
    const { result, asked } = await run("onUndo", mailEvent(firstActivity));
    expect(asked).toEqual(["DELETE /api/v1/activities/a-1", "POST /api/v1/context/message"]);
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
    expect(noticeOf(result)).toBe("The entry was removed");
  });

  test("keeping goes back", async () => {
    const { result } = await run("onBack", mailEvent());
    expect(stepsOf(result)).toEqual(["pop"]);
  });
});

describe("contacts", () => {
  test("a row opens the contact's card", async () => {
    const { result, asked } = await run("onOpenContact", mailEvent(anna));
    expect(asked).toEqual(["GET /api/v1/contacts/c-anna/card"]);
    expect(stepsOf(result)).toEqual(["pushCard"]);
    expect(textOf(cardOf(result))).toContain("Log to this contact");
  });

  test("with nothing open there is nothing to log onto it", async () => {
    const { result } = await run("onOpenContact", homeEvent(anna));
    expect(textOf(cardOf(result))).not.toContain("Log to this contact");
  });

  test("the author's signature is read for the form, and doubles come first", async () => {
    const { result, asked } = await run(
      "onOpenCreateForm",
      mailEvent({ parameters: { kind: "lead", email: "anna@acme.example" } }),
    );
    expect(asked).toEqual(["POST /api/v1/contacts/proposal"]);
    expect(harness.backend.requests[0]?.body).toEqual({ from: mailHeaders.From, bodyText: "Hello Ben" });
    expect(textOf(cardOf(result))).toMatch(
      /Already in Rapport\?[\s\S]*Anna Schmidt[\s\S]*Same company[\s\S]*Joe New/,
    );
  });

  test("of others the name in the header is sent alone", async () => {
    await run("onOpenCreateForm", mailEvent({ parameters: { kind: "lead", email: "joe@new.example" } }));
    expect(harness.backend.requests[0]?.body).toEqual({ from: "Joe New <joe@new.example>" });
  });

  test("a guest's name comes from the event", async () => {
    await run(
      "onOpenCreateForm",
      calendarEvent({ parameters: { kind: "client", email: "anna@acme.example" } }),
    );
    expect(harness.backend.requests[0]?.body).toEqual({ from: '"Anna Schmidt" <anna@acme.example>' });
  });

  test.each([
    ["Jane Doe", "name"],
    ["jane@doe.example", "emails"],
  ])("what was searched for in vain, %s, stands in the form", async (words, name) => {
    const { result, asked } = await run(
      "onOpenCreateForm",
      homeEvent({ parameters: { kind: "lead", words } }),
    );
    expect(asked).toEqual([]);
    expect(JSON.stringify(cardOf(result))).toMatch(
      new RegExp(`"name":"${name}","label":"[^"]+","value":"${words}"`),
    );
  });

  test("an empty form costs no call", async () => {
    const { asked } = await run("onOpenCreateForm", homeEvent({ parameters: { kind: "lead" } }));
    expect(asked).toEqual([]);
  });

  const typed = {
    kind: ["lead"],
    name: ["Joe New"],
    emails: ["joe@new.example\njoe@home.example"],
    phone: ["+1 555 0100"],
  };

  test("saving a person of the mail logs the mail with everybody on it", async () => {
    const parameters = { email: "joe@new.example" };
    const { result, asked } = await run(
      "onCreateContact",
      mailEvent({ parameters, form: { ...typed, options: ["log"] } }),
    );
    const preview = "GET /api/v1/contacts/c-joe/backfill/preview";
    expect(asked).toEqual(["POST /api/v1/contacts", preview, "POST /api/v1/activities"]);
    expect(harness.backend.requests[0]?.body).toEqual({
      kind: "lead",
      name: "Joe New",
      emails: ["joe@new.example", "joe@home.example"],
      company: null,
      title: null,
      phone: "+1 555 0100",
      notes: null,
    });
    expect(harness.backend.requests[2]?.body).not.toHaveProperty("contactIds");
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
    expect(textOf(cardOf(result))).toMatch(/Older mails[\s\S]*23 mails and 4 meetings found in your mailbox/);
  });

  test("saving somebody else logs the mail onto them alone", async () => {
    await run("onCreateContact", mailEvent({ form: { ...typed, options: ["log"] } }));
    expect(harness.backend.requests[2]?.body).toMatchObject({ contactIds: ["c-joe"] });
  });

  test("saving without logging draws the mail's card anew", async () => {
    const { asked, result } = await run("onCreateContact", mailEvent({ form: typed }));
    const preview = "GET /api/v1/contacts/c-joe/backfill/preview";
    expect(asked).toEqual(["POST /api/v1/contacts", preview, "POST /api/v1/context/message"]);
    expect(noticeOf(result)).toBe("Contact created");
  });

  test("saving with nothing open shows the new contact", async () => {
    const { result } = await run("onCreateContact", homeEvent({ form: typed }));
    expect(cardOf(result).header?.title).toBe("Joe New");
    expect(textOf(cardOf(result))).toContain("23 mails and 4 meetings found");
  });

  test("a taken address brings the form back as typed, with the contact that has it", async () => {
    harness.backend.answers.set(
      "POST /api/v1/contacts",
      problem(409, "conflict", { contactId: "c-anna", contactName: "Anna Schmidt" }),
    );
    const { result } = await run("onCreateContact", mailEvent({ form: typed }));
    expect(stepsOf(result)).toEqual(["updateCard"]);
    expect(textOf(cardOf(result))).toMatch(
      /belongs to Anna Schmidt already[\s\S]*Open[\s\S]*joe@home\.example/,
    );
  });

  test("a wrong field brings the form back and says which", async () => {
    harness.backend.answers.set(
      "POST /api/v1/contacts",
      problem(400, "invalid_input", { errors: [{ path: "emails.1", message: "is not an address" }] }),
    );
    const { result } = await run("onCreateContact", mailEvent({ form: typed }));
    expect(textOf(cardOf(result))).toContain("Please check: E-mail addresses is not an address");
  });

  test("editing asks who the user is once in six hours", async () => {
    const first = await run(
      "onOpenEditForm",
      mailEvent({ parameters: { contactId: "c-anna", from: "root" } }),
    );
    expect(first.asked).toEqual(["GET /api/v1/contacts/c-anna", "GET /api/v1/me"]);
    const second = await run(
      "onOpenEditForm",
      mailEvent({ parameters: { contactId: "c-anna", from: "root" } }),
    );
    expect(second.asked).toEqual(["GET /api/v1/contacts/c-anna"]);
    expect(textOf(cardOf(second.result))).not.toContain("Make me the owner");
  });

  test("saving an edit changes what was typed and clears what was emptied", async () => {
    const form = { name: ["Anna Meier"], emails: ["anna@acme.example"], stage: ["won"], options: ["own"] };
    const { asked, result } = await run(
      "onSaveContact",
      mailEvent({ parameters: { contactId: "c-anna", from: "root" }, form }),
    );
    expect(asked).toEqual([
      "GET /api/v1/me",
      "PATCH /api/v1/contacts/c-anna",
      "POST /api/v1/context/message",
    ]);
    expect(harness.backend.requests[1]?.body).toEqual({
      name: "Anna Meier",
      emails: ["anna@acme.example"],
      company: null,
      title: null,
      phone: null,
      notes: null,
      stage: "won",
      ownerId: "u-ben",
    });
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
  });

  test("an edit from the contact's card returns there", async () => {
    const form = { name: ["Anna"], emails: ["anna@acme.example"] };
    const { result } = await run(
      "onSaveContact",
      mailEvent({ parameters: { contactId: "c-anna", from: "contact" }, form }),
    );
    expect(stepsOf(result)).toEqual(["pop", "updateCard"]);
    expect(result).toMatchObject({ stateChanged: true });
  });

  test("an edit that clashes brings the form back as typed", async () => {
    harness.backend.answers.set(
      "PATCH /api/v1/contacts/c-anna",
      problem(409, "conflict", { contactId: "c-joe", contactName: "Joe New" }),
    );
    const form = { name: ["Anna"], emails: ["joe@new.example"] };
    const { result } = await run(
      "onSaveContact",
      mailEvent({ parameters: { contactId: "c-anna", from: "contact" }, form }),
    );
    expect(textOf(cardOf(result))).toMatch(/belongs to Joe New already[\s\S]*joe@new\.example/);
  });

  test("a lead becomes a client", async () => {
    const { asked, result } = await run("onConvertContact", mailEvent(anna));
    expect(asked).toEqual(["POST /api/v1/contacts/c-anna/convert", "GET /api/v1/contacts/c-anna/card"]);
    expect(noticeOf(result)).toBe("Now a client");
  });

  test("deleting asks first, then deletes and returns to the root card", async () => {
    const parameters = { ...anna.parameters, name: "Anna Schmidt" };
    const question = await run("onAskDelete", homeEvent({ parameters }));
    expect(textOf(cardOf(question.result))).toMatch(/Delete Anna Schmidt\?[\s\S]*cannot be undone/);
    const { asked, result } = await run("onDeleteContact", homeEvent(anna));
    expect(asked).toEqual(["DELETE /api/v1/contacts/c-anna", "GET /api/v1/home"]);
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
  });
});

describe("a contact's past", () => {
  const joe = { contactId: "c-joe" };
  const preview = "GET /api/v1/contacts/c-joe/backfill/preview";

  test("is shown whenever somebody asks", async () => {
    const { result, asked } = await run("onOpenBackfill", mailEvent({ parameters: joe }));
    expect(asked).toEqual([preview]);
    expect(stepsOf(result)).toEqual(["pushCard"]);
    expect(textOf(cardOf(result))).toMatch(/23 mails[\s\S]*Import all[\s\S]*Only who and when[\s\S]*Nothing/);
  });

  test.each([
    ["root", ["updateCard"], ["POST /api/v1/context/message"]],
    ["contact", ["updateCard"], ["GET /api/v1/contacts/c-joe/card"]],
    ["card", ["pop"], []],
  ])("is chosen on the %s, which goes on without the question", async (from, steps, redrawn) => {
    const parameters = { ...joe, choice: "none", from };
    const { result, asked } = await run("onChooseBackfill", mailEvent({ parameters }));
    expect(asked).toEqual(["POST /api/v1/contacts/c-joe/backfill", ...redrawn]);
    expect(harness.backend.requests[0]?.body).toEqual({ import: "none" });
    expect(stepsOf(result)).toEqual(steps);
    expect(noticeOf(result)).toBe("Nothing older is imported");
  });

  test.each([
    ["no mailbox is connected", problem(424, "google_reconnect_required"), "Connect your mailbox"],
    ["Google is away", problem(503, "google_unavailable"), "Google does not answer"],
    ["the backend is away", { cut: true }, "Rapport does not answer"],
  ])("is no reason to lose a new contact when %s", async (_, answer, words) => {
    harness.backend.answers.set(preview, answer);
    const form = { kind: ["lead"], name: ["Joe New"], emails: ["joe@new.example"] };
    const { result } = await run("onCreateContact", homeEvent({ form }));
    expect(noticeOf(result)).toBe("Contact created");
    expect(cardOf(result).header?.title).toBe("Joe New");
    expect(textOf(cardOf(result))).toContain(words);
  });
});

describe("rules", () => {
  const redraw = "POST /api/v1/context/message";

  test("never log tells first what it would do, and does nothing", async () => {
    const parameters = { pattern: "anna@acme.example" };
    const { result, asked } = await run("onAskNever", mailEvent({ parameters }));
    expect(asked).toEqual(["POST /api/v1/rules"]);
    expect(harness.backend.requests[0]?.body).toEqual({
      effect: "never",
      pattern: "anna@acme.example",
      dryRun: true,
    });
    expect(textOf(cardOf(result))).toMatch(
      /Never log anna@acme\.example\?[\s\S]*remove 12 entries[\s\S]*Everybody @acme\.example/,
    );
  });

  test("never log keeps what is there, or removes it, as was clicked", async () => {
    const parameters = { effect: "never", pattern: "acme.example" };
    const kept = await run("onAddRule", mailEvent({ parameters }));
    expect(kept.asked).toEqual(["POST /api/v1/rules", redraw]);
    expect(harness.backend.requests[0]?.body).toEqual({ ...parameters, purge: false });
    const removed = await run("onAddRule", mailEvent({ parameters: { ...parameters, purge: "yes" } }));
    expect(harness.backend.requests[0]?.body).toEqual({ ...parameters, purge: true });
    expect(stepsOf(removed.result)).toEqual(["popToRoot", "updateCard"]);
    expect(noticeOf(removed.result)).toBe("@acme.example is never logged from now on; 12 entries removed");
  });

  test("always log is one click", async () => {
    const parameters = { effect: "always", pattern: "anna@acme.example" };
    const { result } = await run("onAddRule", mailEvent({ parameters }));
    expect(harness.backend.requests[0]?.body).toEqual({ ...parameters, purge: false });
    expect(noticeOf(result)).toBe("anna@acme.example is always logged from now on");
  });

  test("a rule is removed with one click", async () => {
    const { result, asked } = await run("onRemoveRule", mailEvent({ parameters: { ruleId: "r-1" } }));
    expect(asked).toEqual(["DELETE /api/v1/rules/r-1", redraw]);
    expect(noticeOf(result)).toBe("The rule is removed");
  });

  test("a rule of the workspace that is not the user's to remove says so", async () => {
    harness.backend.answers.set("DELETE /api/v1/rules/r-1", problem(403, "forbidden"));
    const { result } = await run("onRemoveRule", mailEvent({ parameters: { ruleId: "r-1" } }));
    expect(stepsOf(result)).toEqual([]);
    expect(noticeOf(result)).toContain("You may not do this");
  });
});

describe("searching", () => {
  test("from the home card the results come at once", async () => {
    const { result, asked } = await run("onOpenSearch", homeEvent({ form: { q: ["anna"] } }));
    expect(asked).toEqual(["GET /api/v1/contacts"]);
    expect(stepsOf(result)).toEqual(["pushCard"]);
    expect(textOf(cardOf(result))).toContain("Anna Schmidt");
  });

  test("without words the card opens empty", async () => {
    const { asked } = await run("onOpenSearch", homeEvent());
    expect(asked).toEqual([]);
  });

  test("to log somewhere else a result logs, and the note is kept", async () => {
    const event = mailEvent({ parameters: { purpose: "log" }, form: { q: ["anna"], note: ["Keep me"] } });
    const { result } = await run("onSearch", event);
    const json = JSON.stringify(cardOf(result));
    expect(json).toContain('"function":"onLogTo"');
    expect(json).toContain("Keep me");
    expect(stepsOf(result)).toEqual(["updateCard"]);
  });

  test("the next page belongs to the words it was found with", async () => {
    const { result } = await run(
      "onSearch",
      homeEvent({ parameters: { cursor: "page2", q: "anna" }, form: { q: ["something else"] } }),
    );
    expect(harness.backend.requests[0]?.query).toEqual({ limit: "15", q: "anna", cursor: "page2" });
    expect(stepsOf(result)).toEqual(["pushCard"]);
  });

  test("typing suggests names", async () => {
    const { result } = await run("onSuggest", homeEvent({ form: { q: ["an"] } }));
    expect(result).toMatchObject({ autoComplete: { items: [{ text: "Anna Schmidt" }] } });
  });

  test("one letter, or a backend that is away, suggests nothing and disturbs nobody", async () => {
    const short = await run("onSuggest", homeEvent({ form: { q: ["a"] } }));
    expect(short.asked).toEqual([]);
    harness.backend.answers.set("GET /api/v1/contacts", { cut: true });
    const away = await run("onSuggest", homeEvent({ form: { q: ["anna"] } }));
    expect(JSON.stringify(away.result)).not.toContain("Anna");
  });
});

describe("activities", () => {
  test("the timeline comes a page at a time, filtered by kind", async () => {
    const first = await run("onOpenTimeline", mailEvent(anna));
    expect(harness.backend.requests[0]?.query).toEqual({ contactId: "c-anna", limit: "15" });
    expect(textOf(cardOf(first.result))).toMatch(/Offer for 200 chairs[\s\S]*More/);

    await run(
      "onOpenTimeline",
      mailEvent({ parameters: { contactId: "c-anna", cursor: "page2", type: "EMAIL" } }),
    );
    expect(harness.backend.requests[0]?.query).toEqual({
      contactId: "c-anna",
      limit: "15",
      type: "EMAIL",
      cursor: "page2",
    });

    const filtered = await run("onFilterTimeline", mailEvent({ ...anna, form: { type: ["MEETING"] } }));
    expect(harness.backend.requests[0]?.query).toEqual({ contactId: "c-anna", limit: "15", type: "MEETING" });
    expect(stepsOf(filtered.result)).toEqual(["updateCard"]);
  });

  test("one activity shows its text, people and note", async () => {
    const { result, asked } = await run("onOpenActivity", mailEvent(firstActivity));
    expect(asked).toEqual(["GET /api/v1/activities/a-1"]);
    expect(textOf(cardOf(result))).toMatch(/could you send us an offer\?[\s\S]*plan\.pdf[\s\S]*Anna Schmidt/);
  });

  test("its note is saved, and emptied is removed", async () => {
    const saved = await run("onSaveNote", mailEvent({ ...firstActivity, form: { note: ["Called back"] } }));
    expect(harness.backend.requests[0]?.body).toEqual({ note: "Called back" });
    expect(stepsOf(saved.result)).toEqual(["updateCard"]);
    await run("onSaveNote", mailEvent(firstActivity));
    expect(harness.backend.requests[0]?.body).toEqual({ note: null });
  });

  test("the outcome of a meeting is set", async () => {
    await run("onSetOutcome", mailEvent({ parameters: { activityId: "a-1", outcome: "NO_SHOW" } }));
    expect(harness.backend.requests[0]?.body).toEqual({ outcome: "NO_SHOW" });
  });

  test("the score explains itself", async () => {
    const { result, asked } = await run("onOpenScore", mailEvent(anna));
    expect(asked).toEqual(["GET /api/v1/contacts/c-anna/score"]);
    expect(textOf(cardOf(result))).toMatch(/\+3[\s\S]*Kick-off/);
  });
});

describe("what goes wrong", () => {
  const context = "POST /api/v1/context/message";

  test.each([
    ["nobody is invited", problem(403, "forbidden"), "has no access to Rapport"],
    ["the token is refused", problem(401, "unauthenticated"), "sign-in was not accepted"],
    ["Google is away", problem(503, "google_unavailable"), "Google does not answer"],
    ["the grant is gone", problem(424, "google_reconnect_required"), "Connect"],
    ["the database is away", problem(503, "unavailable"), "Rapport does not answer"],
    ["a proxy speaks", { status: 502, text: "<html>Bad gateway</html>" }, "Rapport does not answer"],
    ["the answer is no JSON", { status: 200, text: "<html>Login</html>" }, "Rapport does not answer"],
    [
      "the answer is a redirect",
      { status: 302, headers: { location: "https://login.example/" } },
      "Rapport does not answer",
    ],
    ["nothing is said", { cut: true }, "Rapport does not answer"],
    [
      "too many ask",
      { ...problem(429, "rate_limited"), headers: { "retry-after": "30" } },
      "Try again in 30 seconds",
    ],
    ["there is a fault", problem(500, "internal", { requestId: "req-7" }), "req-7"],
  ])("when %s the card says so and offers to try again", async (_, answer, words) => {
    harness.backend.answers.set(context, answer);
    const { result, logs } = await run("onMessageOpen", mailEvent());
    expect(textOf(cardOf(result))).toContain(words);
    expect(JSON.stringify(cardOf(result))).toContain('"function":"onRefresh"');
    expect(logs).toHaveLength(1);
  });

  test("a refused sign-in tells which client id the token is for", async () => {
    const detail =
      'The token was issued for "77-abc.apps.googleusercontent.com", not for one of ADDON_CLIENT_IDS.';
    harness.backend.answers.set(context, problem(401, "unauthenticated", { detail }));
    const { result } = await run("onMessageOpen", mailEvent());
    expect(textOf(cardOf(result))).toContain("77-abc.apps.googleusercontent.com");
  });

  test("without an ID token nothing is sent", async () => {
    const { result, asked } = await run("onMessageOpen", mailEvent(), { ...ben, identityToken: null });
    expect(asked).toEqual([]);
    expect(textOf(cardOf(result))).toContain("did not tell Rapport who you are");
  });

  test("a mail that Gmail keeps to itself is no fault of ours", async () => {
    harness.google.answers.clear();
    const { result } = await run("onMessageOpen", mailEvent());
    expect(textOf(cardOf(result))).toContain("Gmail did not hand over this mail");
  });

  test("an event object without a mail or event gets a card, not a crash", async () => {
    for (const name of ["onMessageOpen", "onEventOpen"]) {
      const { result } = await run(name, {});
      expect(cardOf(result).header?.title).toBe("That did not work");
    }
  });

  test("a click that fails leaves the card alone and says why", async () => {
    harness.backend.answers.set("POST /api/v1/activities", { cut: true });
    const { result } = await run(
      "onSubmitLogForm",
      mailEvent({ form: { note: ["Precious"], contactIds: ["c-anna"] } }),
    );
    expect(stepsOf(result)).toEqual([]);
    expect(noticeOf(result)).toContain("Rapport does not answer");
  });

  test.each([
    ["is gone", problem(404, "not_found"), "no longer there"],
    ["is somebody else's", problem(403, "forbidden"), "You may not do this"],
  ])("an undo of what %s says so", async (_, answer, words) => {
    harness.backend.answers.set("DELETE /api/v1/activities/a-1", answer);
    const { result } = await run("onUndo", mailEvent(firstActivity));
    expect(noticeOf(result)).toContain(words);
  });

  test("nobody to log with says what to do", async () => {
    harness.backend.answers.set("POST /api/v1/activities", problem(422, "no_contact"));
    const { result } = await run("onLog", mailEvent());
    expect(noticeOf(result)).toContain("Add one, or log it to another contact");
  });

  test("an event that is not saved is not logged", async () => {
    harness.google.answers.delete(eventPath);
    const { result, asked } = await run("onLog", calendarEvent());
    expect(asked).toEqual([]);
    expect(noticeOf(result)).toContain("Save it");
  });

  test("a click that lost its right to be here takes the whole card", async () => {
    harness.backend.answers.set("GET /api/v1/contacts/c-anna/card", problem(401, "unauthenticated"));
    const { result } = await run("onOpenContact", mailEvent(anna));
    expect(stepsOf(result)).toEqual(["pushCard"]);
    expect(cardOf(result).header?.title).toBe("No access");
  });

  test("a click without its parameter is a fault, not a crash", async () => {
    const { result, logs } = await run("onOpenContact", mailEvent());
    expect(noticeOf(result)).toContain("Something went wrong");
    expect(logs[0]).toMatchObject({ level: "error" });
  });

  test("trying again draws whatever is open", async () => {
    expect((await run("onRefresh", mailEvent())).asked).toEqual(["POST /api/v1/context/message"]);
    expect((await run("onRefresh", calendarEvent())).asked).toEqual(["POST /api/v1/context/event"]);
    const home = await run("onRefresh", homeEvent());
    expect(home.asked).toEqual(["GET /api/v1/home"]);
    expect(stepsOf(home.result)).toEqual(["popToRoot", "updateCard"]);
  });

  test("no log holds a token, an address or a word of the mail", async () => {
    const secrets = /identity\.token|token-of-the-open-mail|anna@|joe@|Offer for|Hello Ben|Bad gateway/;
    const answers = [
      problem(403, "forbidden"),
      { status: 502, text: "Bad gateway" },
      { body: { people: "Hello Ben" } },
      { cut: true },
    ];
    for (const answer of answers) {
      harness.backend.answers.set(context, answer);
      const { logs } = await run("onMessageOpen", mailEvent());
      expect(logs).toHaveLength(1);
      expect(JSON.stringify(logs)).not.toMatch(secrets);
    }
  });
});

describe("language", () => {
  test("German texts, dates and numbers for a German user", async () => {
    const { result } = await run("onMessageOpen", mailEvent({ locale: "de-DE" }));
    const text = textOf(cardOf(result));
    expect(text).toMatch(/Im CRM erfassen[\s\S]*Qualifiziert[\s\S]*Momentum 6,5[\s\S]*18\. Nov/);
  });

  test("another language reads English, with its own dates", async () => {
    const { result } = await run("onMessageOpen", mailEvent({ locale: "fr_FR" }));
    expect(textOf(cardOf(result))).toMatch(/Log to CRM[\s\S]*6,5[\s\S]*18 nov\./);
  });
});
