/** View models as the backend answers them, for cards and for the fake backend. */
import type { Activity, ActivitySummary } from "../../contract/activities.ts";
import type { Contact, ContactCard, ContactProposal, ContactScore } from "../../contract/contacts.ts";
import type {
  ComposeContext,
  EventContext,
  Logged,
  MessageContext,
  Person,
  Recipient,
} from "../../contract/context.ts";
import type { Email } from "../../contract/emails.ts";
import type { Availability } from "../../contract/availability.ts";
import type { Home } from "../../contract/home.ts";
import type { Meeting } from "../../contract/meetings.ts";
import type { Rule } from "../../contract/rules.ts";
import type { BackfillPreview, SyncStatus } from "../../contract/sync.ts";
import type { Connection } from "../../contract/me.ts";
import type { Task } from "../../contract/tasks.ts";
import type { RenderedTemplate, Template } from "../../contract/templates.ts";

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
  delivery: null,
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
  turn: { who: "us", since: "2026-11-20T10:00:00.000Z", businessMinutes: 360, businessDays: 0 },
  followUps: [],
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
  delivery: null,
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
      turn: { who: "us", since: "2026-11-20T10:00:00.000Z", businessMinutes: 360, businessDays: 0 },
      activityId: "a-1",
      subject: "Offer for 200 chairs",
    },
  ],
  followUps: [],
  outgoing: [],
  warm: [{ ...contact, momentum: 6.5 }],
  connection: connected,
  sync: null,
};

export const meeting: Meeting = {
  id: "a-3",
  calendarId: "ben@northwind.example",
  eventId: "ev3",
  iCalUID: "ev3@google.com",
  etag: '"3"',
  htmlLink: "https://www.google.com/calendar/event?eid=ZXYz",
  meetUrl: "https://meet.google.com/abc-defg-hij",
  title: "Demo",
  description: null,
  start: "2026-11-24T14:00:00.000Z",
  end: "2026-11-24T14:30:00.000Z",
  durationMinutes: 30,
  timezone: "Europe/London",
  location: "Room 7",
  status: "SCHEDULED",
  organizer: "ben@northwind.example",
  attendees: [
    { email: "anna@acme.example", name: "Anna Schmidt", optional: false, responseStatus: "accepted" },
    { email: "zoe@northwind.example", name: null, optional: true, responseStatus: "needsAction" },
  ],
  contacts: [{ id: "c-anna", name: "Anna Schmidt" }],
  canChange: true,
};

export const availability: Availability = {
  slots: [
    { start: "2026-11-24T09:00:00.000Z", end: "2026-11-24T09:30:00.000Z" },
    { start: "2026-11-24T09:30:00.000Z", end: "2026-11-24T10:00:00.000Z" },
    { start: "2026-11-25T13:00:00.000Z", end: "2026-11-25T13:30:00.000Z" },
  ],
  timeZone: "Europe/London",
  unknown: [{ email: "anna@acme.example", reason: "not_found" }],
  text: "Tue 24 Nov: 09:00, 09:30\nWed 25 Nov: 13:00",
};

export const template: Template = {
  id: "t-1",
  name: "Offer",
  subject: "Our offer for {{company}}",
  text: "Hello {{first_name}},\n\nhere is our offer.",
  variables: ["company", "first_name"],
  updatedBy: { id: "u-ben", name: "Ben Carter" },
  updatedAt: "2026-11-01T10:00:00.000Z",
};

export const rendered: RenderedTemplate = {
  subject: "Our offer for Acme GmbH",
  text: "Hello Anna,\n\nhere is our offer.",
  html: "<p>Hello Anna,</p><p>here is our offer.</p>",
  missing: [],
};

export const recipient: Recipient = {
  email: "anna@acme.example",
  name: "Anna Schmidt",
  kind: "lead",
  contact: {
    id: "c-anna",
    name: "Anna Schmidt",
    kind: "lead",
    company: "Acme GmbH",
    stage: "qualified",
    ownerId: "u-ben",
    ownerName: "Ben Carter",
    lastEngagementAt: "2026-11-20T10:00:00.000Z",
  },
  colleagueWrote: { name: "Zoe", at: "2026-11-20T10:00:00.000Z", subject: "Prices" },
};

export const composeContext: ComposeContext = {
  recipients: [recipient],
  recipientsNotShown: 0,
  invalid: [],
  from: ["ben@northwind.example"],
  templates: [template],
  connection: { ...connected, features: ["mail", "send"] },
};

export const email: Email = {
  id: "e-1",
  status: "SENT",
  activityId: "a-9",
  error: null,
  from: "ben@northwind.example",
  to: ["anna@acme.example"],
  cc: [],
  bcc: [],
  subject: "Our offer",
  text: "Hello Anna",
  contacts: [{ id: "c-anna", name: "Anna Schmidt" }],
  replyToActivityId: null,
  gmailThreadId: null,
  sendAt: null,
  sentAt: "2026-11-23T09:00:00.000Z",
  gmail: { messageId: "19a", threadId: "19a" },
  createdAt: "2026-11-23T09:00:00.000Z",
};

export const outgoing: Home["outgoing"] = [
  {
    id: "e-2",
    status: "QUEUED",
    subject: "Our offer",
    to: ["anna@acme.example"],
    sendAt: "2026-11-24T08:00:00.000Z",
    error: null,
  },
  {
    id: "e-3",
    status: "FAILED",
    subject: "",
    to: ["nobody@acme.example", "anna@acme.example"],
    sendAt: null,
    error: "Gmail refused the mail: the recipient address is invalid.",
  },
  {
    id: "e-4",
    status: "UNKNOWN",
    subject: "Prices",
    to: ["anna@acme.example"],
    sendAt: null,
    error: "Gmail did not say whether it was sent, and Rapport cannot look for it.",
  },
];

export const task: Task = {
  id: "f-1",
  text: "Send the offer",
  dueAt: "2026-11-24T08:00:00.000Z",
  doneAt: null,
  contact: { id: "c-anna", name: "Anna Schmidt", company: "Acme GmbH" },
  activityId: null,
  assignee: { id: "u-ben", name: "Ben Carter" },
  createdAt: "2026-11-20T10:00:00.000Z",
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
