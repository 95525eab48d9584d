/** Mails, templates and follow-ups through the built bundle, between a fake backend and a fake Google. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { problem } from "./fake-servers.ts";
import type { FakeAnswer } from "./fake-servers.ts";
import {
  cardOf,
  gmailMessage,
  homeEvent,
  mailEvent,
  noticeOf,
  startHarness,
  stepsOf,
  textOf,
} from "./harness.ts";
import type { Harness } from "./harness.ts";
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
  "Message-ID": "<changed@mail.gmail.com>",
  "X-Rapport-Message-ID": "<m1@acme.example>",
  Date: "Fri, 20 Nov 2026 10:00:00 +0000",
};
const joe = {
  ...samples.recipient,
  email: "joe@new.example",
  name: "Joe",
  kind: "unknown",
  contact: null,
} as const;
const self = { ...joe, email: "ben@northwind.example", name: "Ben", kind: "self" } as const;

beforeEach(() => {
  const { backend, google } = harness;
  google.answers.clear();
  google.answers.set("GET /gmail/v1/users/me/messages/18f", { body: gmailMessage(mailHeaders, "Hello Ben") });
  backend.answers.clear();
  const answers: Record<string, object> = {
    "POST /api/v1/context/compose": {
      ...samples.composeContext,
      recipients: [samples.recipient, self, joe],
    },
    "POST /api/v1/context/message": samples.messageContext,
    "POST /api/v1/templates/t-1/render": samples.rendered,
    "GET /api/v1/home": { ...samples.home, outgoing: samples.outgoing },
    "GET /api/v1/contacts/c-anna": samples.contact,
    "GET /api/v1/contacts/c-anna/card": samples.contactCardView,
    "GET /api/v1/activities/a-1": {
      ...samples.activity,
      type: "MEETING",
      status: "NO_SHOW",
      subject: "Demo",
    },
    "GET /api/v1/emails/e-3": { ...samples.email, status: "FAILED", cc: ["joe@new.example"] },
    "DELETE /api/v1/emails/e-2": { ...samples.email, status: "CANCELLED" },
    "PATCH /api/v1/tasks/f-1": samples.task,
  };
  for (const [route, body] of Object.entries(answers)) backend.answers.set(route, { body });
  backend.answers.set("POST /api/v1/emails", { status: 202, body: samples.email });
  backend.answers.set("POST /api/v1/tasks", { status: 201, body: samples.task });
});

async function run(name: string, event: object) {
  const execution = await harness.run(name, event);
  expect(execution.error).toBeUndefined();
  return { ...execution, asked: harness.backend.requests.map(({ method, path }) => `${method} ${path}`) };
}

/** What the form's fields hold, by their names. */
function fieldsOf(result: Parameters<typeof cardOf>[0]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  JSON.stringify(cardOf(result), (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "name" in value && "label" in value)
      fields[String(value.name)] = "value" in value ? value.value : undefined;
    return value;
  });
  return fields;
}

/** The parameters that a button of the card brings back. */
function parametersOf(result: Parameters<typeof cardOf>[0], action: string): Record<string, string> {
  let found: Record<string, string> = {};
  JSON.stringify(cardOf(result), (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !("function" in value) || value.function !== action)
      return value;
    const { parameters = [] } = value as { parameters?: { key: string; value: string }[] };
    found = Object.fromEntries(parameters.map(({ key, value: text }) => [key, text]));
    return value;
  });
  return found;
}

const typed = {
  to: ["anna@acme.example"],
  subject: ["Re: Offer"],
  text: ["On Tuesday."],
};
const inForm = { key: "k-1", contactId: "c-anna", threadId: "18e", from: "root" };
const send = async (parameters: Record<string, string> = inForm) =>
  await run("onSendEmail", mailEvent({ parameters, form: typed }));
const answer = (reply: FakeAnswer) => {
  harness.backend.answers.set("POST /api/v1/emails", reply);
};

describe("opening the form", () => {
  test("to a contact costs one call, and gives the mail its own key", async () => {
    const { result, asked } = await run("onOpenCompose", homeEvent({ parameters: { contactId: "c-anna" } }));
    expect(asked).toEqual(["POST /api/v1/context/compose"]);
    expect(harness.backend.requests[0]?.body).toEqual({ to: [], contactId: "c-anna" });
    const again = await run("onOpenCompose", homeEvent({ parameters: { contactId: "c-anna" } }));
    const keys = [result, again.result].map((one) => parametersOf(one, "onSendEmail")["key"]);
    expect(keys[0]).toMatch(/^[\w-]{10,}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("to answer has the sender, the subject and the conversation", async () => {
    const { result, asked } = await run(
      "onOpenCompose",
      mailEvent({ parameters: { contactId: "c-anna", activityId: "a-1", reply: "sender" } }),
    );
    expect(asked).toEqual(["POST /api/v1/context/compose"]);
    expect(fieldsOf(result)).toMatchObject({ to: "anna@acme.example", subject: "Re: Offer for 200 chairs" });
    expect(fieldsOf(result)["cc"]).toBeUndefined();
    expect(parametersOf(result, "onSendEmail")).toMatchObject({
      contactId: "c-anna",
      activityId: "a-1",
      threadId: "18e",
      from: "root",
    });
    expect(textOf(cardOf(result))).not.toContain("joe@new.example");
  });

  test("to answer all has the others as copies, but not oneself", async () => {
    const { result } = await run(
      "onOpenCompose",
      mailEvent({ parameters: { contactId: "c-anna", reply: "all" } }),
    );
    expect(fieldsOf(result)).toMatchObject({ to: "anna@acme.example", cc: "joe@new.example" });
  });

  test("of what was not sent has all of it again, under a new key", async () => {
    const { result } = await run("onRetryEmail", homeEvent({ parameters: { emailId: "e-3" } }));
    expect(fieldsOf(result)).toMatchObject({
      cc: "joe@new.example",
      subject: "Our offer",
      text: "Hello Anna",
    });
    expect(parametersOf(result, "onSendEmail")).toMatchObject({ from: "outgoing", contactId: "c-anna" });
    expect(parametersOf(result, "onSendEmail")).not.toHaveProperty("threadId");
    expect(textOf(cardOf(result))).toContain("New mail");
  });

  const failedReply = {
    ...samples.email,
    status: "FAILED",
    subject: "Re: Chairs",
    error: { code: "google_refused", message: "It was not sent, because Gmail refused it." },
    replyToActivityId: "a-1",
    gmailThreadId: "18e",
  };

  test("of an answer that was not sent answers the same mail again", async () => {
    harness.backend.answers.set("GET /api/v1/emails/e-3", { body: failedReply });
    const { result } = await run("onRetryEmail", homeEvent({ parameters: { emailId: "e-3" } }));
    expect(textOf(cardOf(result))).toMatch(/^Reply/);
    expect(fieldsOf(result)).toMatchObject({
      to: "anna@acme.example",
      subject: "Re: Chairs",
      text: "Hello Anna",
    });
    const { key = "", ...parameters } = parametersOf(result, "onSendEmail");
    expect(parameters).toEqual({ from: "outgoing", contactId: "c-anna", activityId: "a-1", threadId: "18e" });
    await run("onSendEmail", homeEvent({ parameters: { key, ...parameters }, form: typed }));
    const sent = harness.backend.requests.find(({ path }) => path === "/api/v1/emails");
    expect(sent?.body).toMatchObject({ replyToActivityId: "a-1" });
  });

  test("of an answer whose mail left the timeline goes into the same conversation", async () => {
    harness.backend.answers.set("GET /api/v1/emails/e-3", {
      body: { ...failedReply, replyToActivityId: null },
    });
    const { result } = await run("onRetryEmail", homeEvent({ parameters: { emailId: "e-3" } }));
    expect(textOf(cardOf(result))).toMatch(/^Reply/);
    const parameters = parametersOf(result, "onSendEmail");
    await run("onSendEmail", homeEvent({ parameters, form: typed }));
    const sent = harness.backend.requests.find(({ path }) => path === "/api/v1/emails");
    expect(sent?.body).toMatchObject({ gmailThreadId: "18e" });
  });

  test("of an answer whose conversation is gone is a new mail", async () => {
    const error = { code: "thread_gone", message: "Send it as a new mail." };
    harness.backend.answers.set("GET /api/v1/emails/e-3", { body: { ...failedReply, error } });
    const { result } = await run("onRetryEmail", homeEvent({ parameters: { emailId: "e-3" } }));
    expect(textOf(cardOf(result))).toContain("New mail");
    expect(parametersOf(result, "onSendEmail")).not.toHaveProperty("threadId");
  });
});

describe("sending", () => {
  test("carries the form's key, and shows the card below anew", async () => {
    const { result, asked } = await send();
    expect(asked).toEqual(["POST /api/v1/emails", "POST /api/v1/context/message"]);
    expect(harness.backend.requests[0]).toMatchObject({
      idempotencyKey: "k-1",
      body: { ...typed, subject: "Re: Offer", text: "On Tuesday.", gmailThreadId: "18e", cc: [], bcc: [] },
    });
    expect(harness.backend.requests[0]?.body).not.toHaveProperty("sendAt");
    expect(noticeOf(result)).toBe("Sent");
    expect(stepsOf(result)).toEqual(["popToRoot", "updateCard"]);
  });

  test("answers the logged mail; where that is a colleague's, the conversation", async () => {
    answer(
      problem(400, "invalid_input", { errors: [{ path: "replyToActivityId", message: "is not here" }] }),
    );
    const { asked } = await send({ ...inForm, activityId: "a-1" });
    expect(asked.slice(0, 2)).toEqual(["POST /api/v1/emails", "POST /api/v1/emails"]);
    const [first, second] = harness.backend.requests.map(({ body }) => body);
    expect(first).toMatchObject({ replyToActivityId: "a-1" });
    expect(first).not.toHaveProperty("gmailThreadId");
    expect(second).toMatchObject({ gmailThreadId: "18e" });
    expect(second).not.toHaveProperty("replyToActivityId");
  });

  test("for later says the wall's time and the zone", async () => {
    const event = mailEvent({ parameters: inForm, form: typed });
    const { commonEventObject } = event as { commonEventObject: { formInputs: object } };
    Object.assign(commonEventObject.formInputs, {
      sendDate: { dateInput: { msSinceEpoch: String(Date.parse("2026-11-30T00:00:00Z")) } },
      sendTime: { timeInput: { hours: 7, minutes: 5 } },
    });
    answer({ status: 202, body: { ...samples.email, status: "QUEUED", sendAt: "2026-11-30T07:05:00Z" } });
    const { result } = await run("onSendEmail", event);
    expect(harness.backend.requests[0]?.body).toMatchObject({
      sendAt: "2026-11-30T07:05",
      timeZone: "Europe/London",
    });
    expect(noticeOf(result)).toBe("Goes on Mon 30 Nov, 07:05");
  });

  test.each([
    ["SENDING", "On its way"],
    ["QUEUED", "On its way"],
    ["UNKNOWN", /did not say whether it went/],
  ] as const)("with the outcome %s says so", async (status, words) => {
    answer({ status: 202, body: { ...samples.email, status } });
    expect(noticeOf((await send()).result)).toMatch(words);
  });

  test.each([
    [
      "invalid_input",
      400,
      { errors: [{ path: "to.0", message: "has no domain" }] },
      /To has no domain/,
      true,
    ],
    ["no_contact", 422, {}, /None of the recipients is a lead or client/, true],
    ["google_reconnect_required", 424, {}, /needs access to your Google account[\s\S]*Connect/, true],
    ["rate_limited", 429, {}, /only so many requests/, true],
    ["conflict", 409, {}, /was sent already, or is on its way/, false],
  ] as const)(
    "refused with %s comes back with what was typed",
    async (code, status, more, words, sameKey) => {
      answer(problem(status, code, more));
      const { result } = await send();
      expect(stepsOf(result)).toEqual(["updateCard"]);
      expect(textOf(cardOf(result))).toMatch(words);
      expect(fieldsOf(result)).toMatchObject({ to: "anna@acme.example", text: "On Tuesday." });
      expect(parametersOf(result, "onSendEmail")["key"] === "k-1").toBe(sameKey);
    },
  );

  test("above the day's number says when it goes on", async () => {
    answer({ ...problem(429, "rate_limited"), headers: { "retry-after": "36000" } });
    expect(textOf(cardOf((await send()).result))).toMatch(/as many mails as your workspace allows a day/);
  });

  test("that Gmail refused says why, and can be tried again as another mail", async () => {
    const error = { code: "invalid_argument", message: "Gmail refused the recipient." };
    answer({ status: 202, body: { ...samples.email, status: "FAILED", error } });
    const { result } = await send();
    expect(textOf(cardOf(result))).toContain("Gmail refused the recipient.");
    expect(parametersOf(result, "onSendEmail")["key"]).not.toBe("k-1");
  });

  test("without an answer leaves the form as it is, with its key", async () => {
    answer({ cut: true });
    const { result } = await send();
    expect(stepsOf(result)).toEqual([]);
    expect(noticeOf(result)).toMatch(/Rapport does not answer/);
  });

  test("is done even if the card below cannot be drawn", async () => {
    harness.backend.answers.set("POST /api/v1/context/message", { status: 500, text: "" });
    const { result } = await send();
    expect(stepsOf(result)).toEqual(["popToRoot"]);
    expect(noticeOf(result)).toBe("Sent");
  });
});

/** What Gmail sends from its compose window. */
const composing = (parameters: Record<string, string>) => ({
  ...homeEvent({ parameters }),
  gmail: { toRecipients: ["anna@acme.example"] },
});

describe("templates", () => {
  test("fill the form, below what was typed; a subject stays", async () => {
    const { result } = await run(
      "onInsertTemplate",
      mailEvent({ parameters: inForm, form: { ...typed, template: ["t-1"] } }),
    );
    expect(fieldsOf(result)).toMatchObject({
      subject: "Re: Offer",
      text: "On Tuesday.\n\nHello Anna,\n\nhere is our offer.",
    });
    expect(parametersOf(result, "onSendEmail")).toMatchObject({ key: "k-1", templateId: "t-1" });
  });

  test("that do not come leave what was typed", async () => {
    harness.backend.answers.set("POST /api/v1/templates/t-1/render", problem(404, "not_found"));
    const { result } = await run(
      "onInsertTemplate",
      mailEvent({ parameters: inForm, form: { ...typed, template: ["t-1"] } }),
    );
    expect(fieldsOf(result)).toMatchObject({ text: "On Tuesday." });
    expect(textOf(cardOf(result))).toContain("It is no longer there");
  });

  test("stand beside a mail that is being written, with its recipients", async () => {
    const draft = { toRecipients: ["anna@acme.example"], ccRecipients: ["joe@new.example"] };
    const { asked } = await run("onGmailCompose", { ...homeEvent(), gmail: draft });
    expect(asked).toEqual(["POST /api/v1/context/compose"]);
    expect(harness.backend.requests[0]?.body).toEqual({
      to: ["anna@acme.example"],
      cc: ["joe@new.example"],
      bcc: [],
    });
  });

  test.each([
    [{ subject: "" }, "set"],
    [{ subject: "Chairs" }, "keep"],
    [{}, undefined],
  ])("know from Gmail's own event %j what becomes of the subject", async (draftMetadata, subject) => {
    const { result } = await run("onGmailCompose", { ...homeEvent(), draftMetadata });
    expect(parametersOf(result, "onPreviewTemplate")["subject"]).toBe(subject);
  });

  test("go into the draft as HTML, the subject only when asked for", async () => {
    const parameters = { templateId: "t-1", contactId: "c-anna" };
    const updateOf = async (more: object) =>
      (await run("onInsertIntoDraft", composing({ ...parameters, ...more }))).result;
    expect(await updateOf({})).toEqual({
      renderActions: {
        hostAppAction: {
          gmailAction: {
            updateDraftAction: {
              updateBody: {
                type: "IN_PLACE_INSERT",
                insertContents: [{ content: samples.rendered.html, contentType: "MUTABLE_HTML" }],
              },
            },
          },
        },
      },
    });
    expect(await updateOf({ subject: "set" })).toMatchObject({
      renderActions: {
        hostAppAction: {
          gmailAction: { updateDraftAction: { updateSubject: { subject: samples.rendered.subject } } },
        },
      },
    });
  });
});

describe("outgoing mails", () => {
  test("are cancelled, or it is said that it is too late", async () => {
    const cancel = async () =>
      noticeOf((await run("onCancelEmail", homeEvent({ parameters: { emailId: "e-2" } }))).result);
    expect(await cancel()).toBe("Cancelled");
    harness.backend.answers.set("DELETE /api/v1/emails/e-2", problem(409, "conflict"));
    expect(await cancel()).toBe("Too late: it is on its way");
  });
});

describe("follow-ups", () => {
  const open = async (event: object) => fieldsOf((await run("onOpenFollowUp", event)).result)["text"];

  test("are proposed by what they come from", async () => {
    expect(await open(mailEvent({ parameters: { contactId: "c-anna", from: "root" } }))).toBe(
      "Get back about: Offer for 200 chairs",
    );
    expect(harness.backend.requests).toEqual([]);
    expect(await open(homeEvent({ parameters: { contactId: "c-anna", from: "contact" } }))).toBe(
      "Get back to Anna Schmidt",
    );
    expect(await open(homeEvent({ parameters: { activityId: "a-1", contactId: "c-anna" } }))).toBe(
      "Find a new time: Demo",
    );
  });

  test("are saved for a day in the user's zone", async () => {
    const parameters = { contactId: "c-anna", activityId: "a-1", from: "contact", days: "1" };
    const { result } = await run("onSaveFollowUp", homeEvent({ parameters, form: { text: ["Call"] } }));
    const { body } = harness.backend.requests[0] ?? {};
    expect(body).toMatchObject({
      text: "Call",
      timeZone: "Europe/London",
      contactId: "c-anna",
      activityId: "a-1",
    });
    const tomorrow = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(
      Date.now() + 86_400_000,
    );
    expect((body as { dueOn: string }).dueOn).toBe(tomorrow);
    expect(stepsOf(result)).toEqual(["pop", "updateCard"]);
  });

  test("without a day, or refused, come back with the text", async () => {
    const event = homeEvent({
      parameters: { from: "contact", contactId: "c-anna" },
      form: { text: ["Call"] },
    });
    const { result, asked } = await run("onSaveFollowUp", event);
    expect(asked).toEqual([]);
    expect(textOf(cardOf(result))).toContain("Day is missing");
    expect(fieldsOf(result)["text"]).toBe("Call");
  });

  test("are done where they stand", async () => {
    const { asked, result } = await run(
      "onCompleteTask",
      homeEvent({ parameters: { taskId: "f-1", contactId: "c-anna", from: "contact" } }),
    );
    expect(asked).toEqual(["PATCH /api/v1/tasks/f-1", "GET /api/v1/contacts/c-anna/card"]);
    expect(noticeOf(result)).toBe("Done");
  });
});
