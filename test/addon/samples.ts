/** View models as the backend answers them, for cards and for the fake backend. */
import type { Activity, ActivitySummary } from "../../contract/activities.ts";
import type { Contact, ContactCard, ContactProposal, ContactScore } from "../../contract/contacts.ts";
import type { EventContext, Logged, MessageContext, Person } from "../../contract/context.ts";
import type { Home } from "../../contract/home.ts";
import type { Rule } from "../../contract/rules.ts";
import type { BackfillPreview, SyncStatus } from "../../contract/sync.ts";
import type { Connection } from "../../contract/me.ts";

export const now = new Date("2026-11-23T09:00:00Z");

export const connected: Connection = {
  status: "connected",
  scopes: [],
  email: "ben@northwind.example",
  features: ["mail"],
  reason: null,
  message: null,
};

export const contact: Contact = {
  id: "c-anna",
  kind: "lead",
  name: "Anna Schmidt",
  emails: ["anna@acme.example"],
  company: "Acme GmbH",
  title: "Head of Purchasing",
  phone: "+49 (30) 1234-567",
  stage: "qualified",
  ownerId: "u-ben",
  ownerName: "Ben Carter",
  notes: null,
  engagementScore: 7,
  lastEngagementAt: "2026-11-20T10:00:00.000Z",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-11-20T10:00:00.000Z",
};

export const summary: ActivitySummary = {
  id: "a-1",
  type: "EMAIL",
  direction: "inbound",
  subject: "Offer for 200 chairs",
  snippet: "Could you send us",
  occurredAt: "2026-11-20T10:00:00.000Z",
  status: null,
  loggedByName: "Ben Carter",
};

export const contactCardView: ContactCard = {
  ...contact,
  momentum: 6.5,
  scoreReasons: [
    {
      points: 3,
      at: "2026-11-18T10:00:00.000Z",
      activityId: "a-2",
      type: "MEETING",
      direction: null,
      subject: "Kick-off",
      text: "Meeting: Kick-off",
    },
  ],
  nextMeeting: { activityId: "a-3", subject: "Demo", at: "2026-11-24T14:00:00.000Z" },
  turn: { who: "us", since: "2026-11-20T10:00:00.000Z" },
  recent: [summary],
  hasMore: true,
};

export const anna: Person = {
  email: "anna@acme.example",
  name: "Anna Schmidt",
  kind: "lead",
  contact: contactCardView,
};
export const stranger: Person = { email: "joe@new.example", name: "Joe New", kind: "unknown", contact: null };
export const colleague: Person = {
  email: "zoe@northwind.example",
  name: "Zoe",
  kind: "colleague",
  contact: null,
};
export const self: Person = {
  email: "ben@northwind.example",
  name: "Ben Carter",
  kind: "self",
  contact: null,
};

export const logged: Logged = {
  activityId: "a-1",
  at: "2026-11-20T10:00:00.000Z",
  by: { id: "u-ben", name: "Ben Carter" },
  source: "sidebar",
  contacts: [{ id: "c-anna", name: "Anna Schmidt" }],
  note: "Wants a discount",
  canUndo: true,
};

export const neverAcme: Rule = {
  id: "r-1",
  effect: "never",
  pattern: "acme.example",
  scope: "personal",
  createdAt: "2026-11-20T10:00:00.000Z",
};

export const messageContext: MessageContext = {
  people: [anna, stranger, colleague, self],
  peopleNotShown: 0,
  primary: 0,
  logged: null,
  why: {
    decision: "would_log",
    reason: "contact_on_it",
    matchedAddress: "anna@acme.example",
    actions: ["log", "never"],
    address: "anna@acme.example",
    rule: null,
  },
  connection: connected,
};

export const eventContext: EventContext = {
  people: [self, anna, stranger],
  peopleNotShown: 0,
  primary: 1,
  logged: null,
  meeting: null,
  connection: connected,
};

export const activity: Activity = {
  id: "a-1",
  type: "EMAIL",
  direction: "inbound",
  subject: "Offer for 200 chairs",
  bodyText: "Hello Ben,\n\ncould you send us an offer?",
  occurredAt: "2026-11-20T10:00:00.000Z",
  durationMinutes: null,
  status: null,
  source: "sidebar",
  visibility: "everything",
  contacts: [{ id: "c-anna", name: "Anna Schmidt", kind: "lead", role: "from" }],
  participants: [
    { email: "anna@acme.example", name: "Anna Schmidt", role: "from" },
    { email: "ben@northwind.example", name: null, role: "to" },
  ],
  threadKey: "t-1",
  gmail: { messageId: "18f", threadId: "18e" },
  event: null,
  attachments: [{ name: "plan.pdf", mimeType: "application/pdf", size: 14_200 }],
  note: null,
  analysis: null,
  loggedBy: { id: "u-ben", name: "Ben Carter" },
  canUndo: true,
  createdAt: "2026-11-20T10:05:00.000Z",
};

export const sync: SyncStatus = {
  enabled: true,
  phase: "idle",
  seen: 3_000,
  logged: 240,
  skipped: { no_contact: 2_760 },
  waiting: 0,
  quarantined: 0,
  estimate: null,
  shareLevel: "everything",
  lastSyncedAt: "2026-11-23T08:58:00.000Z",
  nextRunAt: "2026-11-23T09:13:00.000Z",
  lagSeconds: 120,
  lastCheck: null,
  error: null,
};

export const backfillPreview: BackfillPreview = {
  contactId: "c-joe",
  mails: 23,
  meetings: 4,
  isAtLeast: false,
};

export const home: Home = {
  meetings: [
    {
      activityId: "a-3",
      subject: "Demo",
      at: "2026-11-23T14:00:00.000Z",
      durationMinutes: 30,
      status: "SCHEDULED",
      contacts: [{ id: "c-anna", name: "Anna Schmidt", company: "Acme GmbH" }],
    },
  ],
  turns: [
    {
      contact: { id: "c-anna", name: "Anna Schmidt", company: "Acme GmbH" },
      turn: { who: "us", since: "2026-11-20T10:00:00.000Z" },
      activityId: "a-1",
      subject: "Offer for 200 chairs",
    },
  ],
  followUps: [],
  warm: [{ ...contact, momentum: 6.5 }],
  connection: connected,
  sync: null,
};

export const proposal: ContactProposal = {
  email: "joe@new.example",
  name: "Joe New",
  company: "New Ltd",
  title: "Buyer",
  phone: "+1 555 0100",
  duplicates: [{ contact, reason: "same_company_domain" }],
};

export const score: ContactScore = {
  score: 7,
  momentum: 6.5,
  reasons: [
    {
      points: 3,
      at: "2026-11-18T10:00:00.000Z",
      activityId: "a-2",
      type: "MEETING",
      direction: null,
      subject: "Kick-off",
      text: "Meeting: Kick-off",
    },
    {
      points: 1,
      at: "2026-11-17T10:00:00.000Z",
      activityId: "a-1",
      type: "EMAIL",
      direction: "inbound",
      subject: null,
      text: "Mail",
    },
  ],
};
