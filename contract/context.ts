/** What the sidebar shows beside an open mail or event. */
import { z } from "zod";
import { Activity, ActivitySource, EventAttendee, MailHeader, UserRef } from "./activities.ts";
import { ContactCard } from "./contacts.ts";
import { Connection } from "./me.ts";
import { DateTime, Id, Subject } from "./primitives.ts";

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
    contactNames: z.array(z.string()),
    note: z.string().nullable(),
    canUndo: z.boolean(),
  })
  .meta({ id: "Logged" });
export type Logged = z.infer<typeof Logged>;

/** `logged`: it stands in the CRM. `would_log`: somebody on it is a contact. `would_skip`: see the reason. */
export const Why = z
  .object({
    decision: z.enum(["logged", "would_log", "would_skip"]),
    reason: z.enum(["contact_on_it", "logged_by_hand", "no_contact", "internal", "no_address"]),
    matchedAddress: z.string().nullable(),
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
