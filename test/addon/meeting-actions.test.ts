/** Meetings and outcomes through the built bundle, between a fake backend and a fake Google. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { problem } from "./fake-servers.ts";
import type { FakeAnswer } from "./fake-servers.ts";
import {
  calendarEvent,
  cardOf,
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

const held = { ...samples.activity, type: "MEETING", status: "NO_SHOW", direction: null } as const;

beforeEach(() => {
  const { backend, google } = harness;
  google.answers.clear();
  backend.answers.clear();
  const answers: Record<string, object> = {
    "GET /api/v1/availability": samples.availability,
    "GET /api/v1/meetings/a-3": samples.meeting,
    "PATCH /api/v1/meetings/a-3": samples.meeting,
    "GET /api/v1/activities/a-3": { ...held, id: "a-3", subject: "Demo" },
    "PATCH /api/v1/activities/a-1": held,
    "GET /api/v1/contacts": { items: [samples.contact], nextCursor: null },
    "GET /api/v1/contacts/c-anna": samples.contact,
    "GET /api/v1/home": samples.home,
  };
  for (const [route, body] of Object.entries(answers)) backend.answers.set(route, { body });
  backend.answers.set("POST /api/v1/meetings", { status: 201, body: samples.meeting });
  backend.answers.set("DELETE /api/v1/meetings/a-3", { status: 204 });
});

const typed = {
  title: ["Demo"],
  required: ['"Schmidt, Anna" <anna@acme.example>, bo@acme.example'],
  minutes: ["45"],
  zone: ["America/New_York"],
  options: ["meet"],
  notify: ["external"],
};
const when = {
  day: { dateInput: { msSinceEpoch: String(Date.parse("2026-11-30T00:00:00Z")) } },
  time: { timeInput: { hours: 9, minutes: 5 } },
};

/** A click on the form, with what is typed in it. */
function onForm(
  parameters: Readonly<Record<string, string>>,
  form: Readonly<Record<string, readonly string[]>> = typed,
): object {
  const event = homeEvent({ parameters, form });
  const { commonEventObject } = event as { commonEventObject: { formInputs: object } };
  Object.assign(commonEventObject.formInputs, when);
  return event;
}

async function run(functionName: string, event: object) {
  const { result } = await harness.run(functionName, event);
  return { result, requests: harness.backend.requests };
}

function answer(route: string, to: FakeAnswer): void {
  harness.backend.answers.set(route, to);
}

describe("booking", () => {
  test("says the wall's time and the zone, each guest whole, and the form's key", async () => {
    const { result, requests } = await run("onBookMeeting", onForm({ key: "k-1" }));
    expect(requests).toMatchObject([
      {
        method: "POST",
        path: "/api/v1/meetings",
        idempotencyKey: "k-1",
        body: {
          title: "Demo",
          start: "2026-11-30T09:05:00",
          durationMinutes: 45,
          timezone: "America/New_York",
          requiredAttendees: ['"Schmidt, Anna" <anna@acme.example>', "bo@acme.example"],
          optionalAttendees: [],
          meetLink: true,
          notify: "external",
        },
      },
    ]);
    expect(noticeOf(result)).toBe("Booked");
    expect(stepsOf(result)).toEqual(["popToRoot", "pushCard"]);
  });

  test("without an answer keeps the form, and with it the key of the next try", async () => {
    for (const [failure, words] of [
      [problem(503, "google_unavailable"), /Google does not answer/],
      [{ cut: true }, /Rapport does not answer/],
    ] as const) {
      answer("POST /api/v1/meetings", failure);
      const { result } = await run("onBookMeeting", onForm({ key: "k-1" }));
      expect(stepsOf(result)).toEqual([]);
      expect(noticeOf(result)).toMatch(words);
    }
    answer("POST /api/v1/meetings", { status: 201, body: samples.meeting });
    const { requests } = await run("onBookMeeting", onForm({ key: "k-1" }));
    expect(requests[0]?.idempotencyKey).toBe("k-1");
  });

  test("without Google's permission keeps what was typed, and leads to where it is given", async () => {
    for (const [route, action] of [
      ["POST /api/v1/meetings", "onBookMeeting"],
      ["GET /api/v1/availability", "onFindTimes"],
    ] as const) {
      answer(route, problem(424, "google_reconnect_required"));
      const { result } = await run(action, onForm({ key: "k-1" }));
      expect(stepsOf(result)).toEqual(["updateCard"]);
      expect(textOf(cardOf(result))).toMatch(/needs access to your Google account[\s\S]*Connect[\s\S]*Demo/);
      expect(JSON.stringify(cardOf(result))).toContain("/settings/integrations");
    }
  });

  test("names the guest that is wrong, and keeps the key", async () => {
    const errors = [
      { path: "requiredAttendees.1", message: "has no domain" },
      { path: "start", message: "is in the past" },
      { path: "nobody.knows", message: "this" },
    ];
    answer("POST /api/v1/meetings", problem(400, "invalid_input", { errors }));
    const { result } = await run("onBookMeeting", onForm({ key: "k-1" }));
    expect(textOf(cardOf(result))).toMatch(/bo@acme\.example has no domain[\s\S]*Time is in the past/);
    expect(JSON.stringify(cardOf(result))).toContain('"k-1"');
  });

  test("asks the backend for nothing while something is missing", async () => {
    const { result, requests } = await run("onBookMeeting", onForm({ key: "k-1" }, {}));
    expect(requests).toEqual([]);
    expect(textOf(cardOf(result))).toMatch(/Give it a title\.[\s\S]*Invite somebody\./);
  });
});

describe("free times", () => {
  test("are asked for from the day's beginning in the meeting's zone, with bare addresses", async () => {
    const { requests } = await run("onFindTimes", onForm({ key: "k-1" }));
    expect(requests.map(({ query }) => query)).toEqual([
      {
        from: "2026-11-30T00:00:00",
        to: "2026-12-07T00:00:00",
        durationMinutes: "45",
        with: "anna@acme.example,bo@acme.example",
        timeZone: "America/New_York",
        locale: "en-GB",
        limit: "200",
      },
    ]);
  });

  test("later are those of the week after", async () => {
    const { requests } = await run("onFindTimes", onForm({ key: "k-1", after: "2026-12-06" }));
    expect(requests[0]?.query["from"]).toBe("2026-12-07T00:00:00");
  });

  test("to move a meeting heed its guests", async () => {
    const { requests } = await run("onFindTimes", onForm({ meetingId: "a-3", etag: "1" }));
    expect(requests.map(({ path }) => path)).toEqual(["/api/v1/meetings/a-3", "/api/v1/availability"]);
    expect(requests[1]?.query["with"]).toBe("anna@acme.example");
  });

  test("one that is chosen takes the place of what was typed, without a call", async () => {
    const { result, requests } = await run("onPickTime", onForm({ key: "k-1", at: "2026-12-01T14:30" }));
    expect(requests).toEqual([]);
    const card = JSON.stringify(cardOf(result));
    expect(card).toContain(String(Date.parse("2026-12-01T00:00:00Z")));
    expect(card).toContain('"Demo"');
  });
});

describe("moving and calling off", () => {
  test("a meeting that is not in the user's calendar offers another with the same people", async () => {
    answer("GET /api/v1/meetings/a-3", problem(404, "not_found"));
    const { result } = await run("onOpenMove", homeEvent({ parameters: { meetingId: "a-3" } }));
    expect(noticeOf(result)).toMatch(/not in your calendar/);
    expect(cardOf(result).header?.title).toBe("Schedule a meeting");
    const opened = await run("onOpenMeeting", homeEvent({ parameters: { meetingId: "a-3" } }));
    expect(cardOf(opened.result).header?.subtitle).toContain("Meeting");
  });

  test("shows what Google has now, and applies the wish only to that", async () => {
    const current = {
      ...samples.meeting,
      etag: '"4"',
      start: "2026-11-24T16:00:00.000Z",
      end: "2026-11-24T16:30:00.000Z",
    };
    answer("PATCH /api/v1/meetings/a-3", problem(409, "conflict", { current }));
    const { result } = await run("onMoveMeeting", onForm({ meetingId: "a-3", etag: '"3"' }));
    expect(textOf(cardOf(result))).toMatch(/Tue 24 Nov, 16:00[\s\S]*Mon 30 Nov, 09:05 \(America\/New_York\)/);
    answer("PATCH /api/v1/meetings/a-3", { body: samples.meeting });
    const parameters = parametersOf(result, "onMoveMeeting");
    const { requests } = await run("onMoveMeeting", homeEvent({ parameters }));
    expect(requests[0]?.body).toEqual({
      start: "2026-11-30T09:05:00",
      durationMinutes: 45,
      timezone: "America/New_York",
      notify: "external",
      etag: '"4"',
    });
  });

  test("tells the guests as the user chose; what is gone already is as good", async () => {
    const event = homeEvent({ parameters: { meetingId: "a-3", etag: '"3"' }, form: { notify: ["none"] } });
    const { result, requests } = await run("onCancelMeeting", event);
    expect(requests[0]).toMatchObject({ method: "DELETE", query: { notify: "none", etag: '"3"' } });
    expect(noticeOf(result)).toBe("The meeting is cancelled");
    answer("DELETE /api/v1/meetings/a-3", problem(404, "not_found"));
    expect(noticeOf((await run("onCancelMeeting", event)).result)).toBe("It was no longer in your calendar");
    answer("DELETE /api/v1/meetings/a-3", problem(403, "forbidden"));
    expect(noticeOf((await run("onCancelMeeting", event)).result)).toMatch(/not yours to change/);
  });
});

test("a contact is added to the open event, where Google allows it", async () => {
  const add = async (canAddAttendees: boolean) =>
    await run(
      "onAddGuest",
      calendarEvent({ parameters: { email: "anna@acme.example" } }, { capabilities: { canAddAttendees } }),
    );
  expect((await add(true)).result).toMatchObject({
    renderActions: {
      hostAppAction: { calendarAction: { addAttendeesAction: { addAttendeeEmails: ["anna@acme.example"] } } },
    },
  });
  expect(noticeOf((await add(false)).result)).toMatch(/does not let you add guests/);
});

test("a no-show leads to a follow-up on the next working day", async () => {
  const event = mailEvent({ parameters: { activityId: "a-1", outcome: "NO_SHOW", from: "card" } });
  const { result } = await run("onSetOutcome", event);
  expect(noticeOf(result)).toBe("Marked as no-show");
  const { day = "" } = parametersOf(result, "onOpenFollowUp");
  expect(Date.parse(day)).toBeGreaterThan(Date.now() - 86_400_000);
  expect([0, 6]).not.toContain(new Date(day).getUTCDay());
});

test("addresses are suggested for the one that is being typed", async () => {
  const event = homeEvent({ parameters: { field: "required" }, form: { required: ["bo@x.test, ann"] } });
  const { result, requests } = await run("onSuggest", event);
  expect(requests[0]?.query["q"]).toBe("ann");
  expect(JSON.stringify(result)).toContain("bo@x.test, anna@acme.example");
});

/** Of the button that calls the function. */
function parametersOf(result: Parameters<typeof cardOf>[0], functionName: string): Record<string, string> {
  let found: Record<string, string> | undefined;
  JSON.stringify(cardOf(result), (_, value: unknown) => {
    if (
      typeof value === "object" &&
      value !== null &&
      "function" in value &&
      value.function === functionName
    ) {
      const { parameters = [] } = value as { parameters?: readonly { key: string; value: string }[] };
      found ??= Object.fromEntries(parameters.map(({ key, value: given }) => [key, given]));
    }
    return value;
  });
  if (found === undefined) throw new Error(`no button calls ${functionName}`);
  return found;
}
