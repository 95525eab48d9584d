/** What the sidebar shows beside an open mail or event. */
import { z } from "zod";
import { Activity, ActivitySource, EventAttendee, MailHeader, UserRef } from "./activities.ts";
import { ContactCard, Stage } from "./contacts.ts";
import { Connection } from "./me.ts";
import { DateTime, Id, Subject } from "./primitives.ts";
import { Rule } from "./rules.ts";
import { Template } from "./templates.ts";

export const MessageContextRequest = MailHeader.meta({ id: "MessageContextRequest" });
export type MessageContextRequest = z.input<typeof MessageContextRequest>;

export const EventContextRequest = z
  .object({
    calendarId: z.string().min(1).max(1_024),
    eventId: z.string().min(1).max(1_024),
    iCalUID: z.string().max(1_024).optional(),
    originalStart: DateTime.optional(),
    organizer: z.string().max(1_000).optional(),
    attendees: z.array(EventAttendee).max(1_000).default([]),
    title: Subject.optional(),
    start: DateTime.optional(),
    end: DateTime.optional(),
  })
  .meta({ id: "EventContextRequest" });
export type EventContextRequest = z.input<typeof EventContextRequest>;

export const PersonKind = z.enum(["lead", "client", "colleague", "self", "unknown"]);
export type PersonKind = z.infer<typeof PersonKind>;

export const Person = z
  .object({
    email: z.string(),
    name: z.string().nullable(),
    kind: PersonKind,
    contact: ContactCard.nullable(),
  })
  .meta({ id: "Person" });
export type Person = z.infer<typeof Person>;

export const Logged = z
  .object({
    activityId: Id,
    at: DateTime,
    by: UserRef.nullable().meta({ description: "Null: the sync did it" }),
    source: ActivitySource,
    contacts: z.array(z.object({ id: Id, name: z.string() })).meta({ description: "Whom it is logged with" }),
    note: z.string().nullable(),
    canUndo: z.boolean(),
  })
  .meta({ id: "Logged" });
export type Logged = z.infer<typeof Logged>;

/**
 * `logged`: it stands in the CRM. `skipped`, `waiting`, `unreadable`: what the sync made of it, see the reason.
 * `would_log`, `would_skip`: the sync has not seen it; this is what its people say.
 */
export const WhyDecision = z.enum(["logged", "skipped", "waiting", "unreadable", "would_log", "would_skip"]);
export type WhyDecision = z.infer<typeof WhyDecision>;

export const WhyReason = z.enum([
  // Logged, or would be.
  "contact_on_it",
  "logged_by_hand",
  "thread",
  "always_rule",
  // Skipped, or would be.
  "no_contact",
  "internal",
  "never_rule",
  "draft",
  "in_trash",
  "in_spam",
  "chat",
  "deleted",
  "undone",
  "backfill_none",
  "no_address",
  // Not decided yet, or not to be decided.
  "to_be_read",
  "unreadable",
]);
export type WhyReason = z.infer<typeof WhyReason>;

/** `log`: this one, by hand. `always`, `never`: by a rule for `address`. `remove_rule`: the rule that skipped it. */
export const WhyAction = z.enum(["log", "always", "never", "remove_rule"]);
export type WhyAction = z.infer<typeof WhyAction>;

export const Why = z
  .object({
    decision: WhyDecision,
    reason: WhyReason,
    matchedAddress: z.string().nullable().meta({ description: "The address that decided" }),
    actions: z.array(WhyAction).meta({ description: "What the caller can do about it" }),
    address: z.string().nullable().meta({ description: "Whom `always` and `never` are about" }),
    rule: Rule.nullable().meta({ description: "With `never_rule` and `always_rule`: which one" }),
  })
  .meta({ id: "Why" });
export type Why = z.infer<typeof Why>;

const shared = {
  people: z.array(Person).meta({ description: "In the order of the header, each address once; at most 50" }),
  peopleNotShown: z.number().int().meta({ description: "How many more there are" }),
  primary: z.number().int().nullable().meta({ description: "Index into `people`: whom the card is about" }),
  logged: Logged.nullable(),
  connection: Connection,
};

export const MessageContext = z.object({ ...shared, why: Why }).meta({ id: "MessageContext" });
export type MessageContext = z.infer<typeof MessageContext>;

export const EventContext = z
  .object({
    ...shared,
    meeting: Activity.nullable().meta({ description: "The activity, when the event is logged" }),
  })
  .meta({ id: "EventContext" });
export type EventContext = z.infer<typeof EventContext>;

export const LogResult = Activity.extend({
  alreadyLogged: z.boolean(),
  context: z
    .union([MessageContext, EventContext])
    .optional()
    .meta({ description: "Only when asked for with `withContext`" }),
}).meta({ id: "LogResult" });
export type LogResult = z.infer<typeof LogResult>;

/** The recipients of a mail that is being written; raw header values or single addresses. */
export const ComposeContextRequest = z
  .object({
    to: z.array(z.string().max(100_000)).max(500).default([]),
    cc: z.array(z.string().max(100_000)).max(500).default([]),
    bcc: z.array(z.string().max(100_000)).max(500).default([]),
    contactId: Id.optional().meta({ description: "Whom the mail is for, where no address is given yet" }),
  })
  .meta({ id: "ComposeContextRequest" });
export type ComposeContextRequest = z.input<typeof ComposeContextRequest>;

export const Recipient = z
  .object({
    email: z.string(),
    name: z.string().nullable(),
    kind: PersonKind,
    contact: z
      .object({
        id: Id,
        name: z.string(),
        kind: z.enum(["lead", "client"]),
        company: z.string().nullable(),
        stage: Stage,
        ownerId: Id.nullable(),
        ownerName: z.string().nullable(),
        lastEngagementAt: DateTime.nullable(),
      })
      .nullable(),
    colleagueWrote: z
      .object({ name: z.string(), at: DateTime, subject: z.string().nullable() })
      .nullable()
      .meta({ description: "The newest mail a colleague wrote to them in the last seven days" }),
  })
  .meta({ id: "Recipient" });
export type Recipient = z.infer<typeof Recipient>;

export const ComposeContext = z
  .object({
    recipients: z.array(Recipient).meta({ description: "Each address once; at most 50" }),
    recipientsNotShown: z.number().int(),
    invalid: z.array(z.string()).meta({ description: "What is no address, as it was given" }),
    from: z.array(z.string()).meta({ description: "Addresses the rep may send as; the main one first" }),
    templates: z.array(Template).meta({ description: "By name; at most 100" }),
    connection: Connection,
  })
  .meta({ id: "ComposeContext" });
export type ComposeContext = z.infer<typeof ComposeContext>;
