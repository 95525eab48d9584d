import { describe, expect, test } from "@jest/globals";
import { redactFor, redactSummaryFor } from "../../backend/src/crm/visibility.ts";
import type { Activity, ActivitySummary } from "../../contract/activities.ts";
import { REP_ID, viewer } from "./people-on-hand.ts";

const activity: Activity = {
  id: "a",
  type: "EMAIL",
  direction: "inbound",
  subject: "Offer",
  bodyText: "Secret",
  occurredAt: "2026-11-23T00:00:00.000Z",
  durationMinutes: null,
  status: null,
  source: "sidebar",
  visibility: "everything",
  contacts: [],
  participants: [{ email: "lea@client.example", name: "Lea", role: "from" }],
  threadKey: null,
  gmail: null,
  event: null,
  attachments: [{ name: "a.pdf", mimeType: "application/pdf", size: 1 }],
  note: "Note",
  analysis: null,
  loggedBy: { id: "somebody else", name: "Carl" },
  canUndo: false,
  delivery: null,
  createdAt: "2026-11-23T00:00:00.000Z",
};
const summary: ActivitySummary = {
  id: "a",
  type: "EMAIL",
  direction: "inbound",
  subject: "Offer",
  snippet: "Secret",
  occurredAt: "2026-11-23T00:00:00.000Z",
  status: null,
  loggedByName: "Carl",
  delivery: null,
};

const withoutText = { bodyText: null, attachments: [], note: null };

describe("a colleague", () => {
  test.each([
    ["everything", {}, {}],
    ["subject", withoutText, { snippet: null }],
    ["metadata", { ...withoutText, subject: null }, { snippet: null, subject: null }],
    ["private", { ...withoutText, subject: null }, { snippet: null, subject: null }],
  ] as const)("sees %s", (visibility, hidden, hiddenInSummary) => {
    expect(redactFor(viewer, { ...activity, visibility }, false)).toEqual({
      ...activity,
      visibility,
      ...hidden,
    });
    expect(redactSummaryFor(summary, { visibility, mine: false })).toEqual({
      ...summary,
      ...hiddenInSummary,
    });
  });
});

describe("whoever has the mail himself or logged it", () => {
  test.each(["everything", "subject", "metadata", "private"] as const)(
    "sees all of it when it is %s",
    (visibility) => {
      expect(redactFor(viewer, { ...activity, visibility }, true)).toEqual({ ...activity, visibility });
      const own = { ...activity, visibility, loggedBy: { id: REP_ID, name: "Rita" } };
      expect(redactFor(viewer, own, false)).toEqual(own);
      expect(redactSummaryFor(summary, { visibility, mine: true })).toEqual(summary);
    },
  );
});
