/** What happened with a contact: mails, meetings, notes, calls. One record for the whole team. */
import { z } from "zod";
import { Cursor, DateTime, EmailAddress, Id, Limit, RawHeader, Subject } from "./primitives.ts";

export const ActivityType = z.enum(["EMAIL", "MEETING", "NOTE", "CALL"]);
export type ActivityType = z.infer<typeof ActivityType>;
export const Direction = z.enum(["inbound", "outbound"]);
export type Direction = z.infer<typeof Direction>;
export const MeetingStatus = z.enum(["SCHEDULED", "HELD", "CANCELLED", "NO_SHOW"]);
export type MeetingStatus = z.infer<typeof MeetingStatus>;
export const ActivitySource = z.enum(["sidebar", "sync", "send", "web", "api"]);
export type ActivitySource = z.infer<typeof ActivitySource>;

/** What colleagues see of it: everything, everything but the text, only who and when, or nothing at all. */
export const Visibility = z.enum(["everything", "subject", "metadata", "private"]);
export type Visibility = z.infer<typeof Visibility>;

export const ParticipantRole = z.enum([
  "from",
  "to",
  "cc",
  "bcc",
  "replyTo",
  "organizer",
  "attendee",
  "optional",
]);
export type ParticipantRole = z.infer<typeof ParticipantRole>;

export const Attachment = z
  .object({
    name: z.string().max(1_000),
    mimeType: z.string().max(255),
    size: z.number().int().nonnegative(),
  })
  .meta({ id: "Attachment", description: "`size` in bytes; the content stays in Gmail" });
export type Attachment = z.infer<typeof Attachment>;

export const UserRef = z.object({ id: Id, name: z.string() }).meta({ id: "UserRef" });
export type UserRef = z.infer<typeof UserRef>;

const ActivityContact = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(["lead", "client"]),
    role: ParticipantRole.nullable().meta({ description: "Null: linked by hand, the contact is not on it" }),
  })
  .meta({ id: "ActivityContact" });

const Delivery = z
  .enum(["sending", "unknown"])
  .meta({ description: "Of a mail sent from the CRM that Gmail has not confirmed yet; null for all else" });

/** One line of a timeline. */
export const ActivitySummary = z
  .object({
    id: Id,
    type: ActivityType,
    direction: Direction.nullable(),
    subject: z.string().nullable().meta({ description: "Null where the viewer may not see it" }),
    snippet: z
      .string()
      .nullable()
      .meta({ description: "The note, else the first words of the text; at most 140 characters" }),
    occurredAt: DateTime,
    status: MeetingStatus.nullable(),
    loggedByName: z.string().nullable(),
    delivery: Delivery.nullable(),
  })
  .meta({ id: "ActivitySummary" });
export type ActivitySummary = z.infer<typeof ActivitySummary>;

export const Activity = z
  .object({
    id: Id,
    type: ActivityType,
    direction: Direction.nullable(),
    subject: z.string().nullable(),
    bodyText: z.string().nullable().meta({ description: "Without quoted history" }),
    occurredAt: DateTime,
    durationMinutes: z.number().int().nullable(),
    status: MeetingStatus.nullable(),
    source: ActivitySource,
    visibility: Visibility,
    contacts: z.array(ActivityContact),
    participants: z.array(
      z.object({ email: z.string(), name: z.string().nullable(), role: ParticipantRole }),
    ),
    threadKey: z.string().nullable(),
    gmail: z
      .object({ messageId: z.string(), threadId: z.string() })
      .nullable()
      .meta({ description: "In the viewer's own mailbox; null if it is not known there" }),
    event: z.object({ calendarId: z.string(), eventId: z.string() }).nullable(),
    attachments: z.array(Attachment),
    note: z.string().nullable(),
    analysis: z.null(),
    loggedBy: UserRef.nullable(),
    canUndo: z.boolean().meta({ description: "The caller may undo the logging" }),
    delivery: Delivery.nullable(),
    createdAt: DateTime,
  })
  .meta({ id: "Activity" });
export type Activity = z.infer<typeof Activity>;

const GmailId = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, "is not a Gmail id");
const CalendarText = z.string().min(1).max(1_024);
const Note = z.string().trim().max(20_000);
const ContactIds = z.array(Id).max(100);

/** The header and identity of an opened mail; both the context of a mail and its logging start from it. */
export const MailHeader = z.object({
  gmailMessageId: GmailId,
  gmailThreadId: GmailId,
  rfc822MessageId: z.string().max(2_000).optional(),
  subject: Subject.default(""),
  from: RawHeader,
  to: RawHeader.default(""),
  cc: RawHeader.optional(),
  bcc: RawHeader.optional(),
  replyTo: RawHeader.optional(),
  date: z.string().max(1_000).meta({ description: "The mail's raw Date header, or an ISO 8601 time" }),
});
export type MailHeader = z.input<typeof MailHeader>;

export const EventAttendee = z.object({
  email: z.string().max(1_000),
  name: z.string().max(1_000).optional(),
  responseStatus: z.string().max(100).optional(),
  optional: z.boolean().optional(),
});
export type EventAttendee = z.infer<typeof EventAttendee>;

export const LogEmail = MailHeader.extend({
  type: z.literal("EMAIL"),
  bodyText: z
    .string()
    .max(2_000_000)
    .optional()
    .meta({ description: "Plain text; quoted history is cut and the rest capped" }),
  attachments: z.array(Attachment).max(500).optional(),
  note: Note.optional(),
  contactIds: ContactIds.optional().meta({
    description: "Exactly these; unset: everybody on the mail who is a contact",
  }),
  withContext: z
    .boolean()
    .optional()
    .meta({ description: "Answer with the fresh `context` of the mail, saving a second call" }),
}).meta({ id: "LogEmail" });

export const LogMeeting = z
  .object({
    type: z.literal("MEETING"),
    calendarId: CalendarText,
    eventId: CalendarText,
    iCalUID: CalendarText.optional(),
    originalStart: DateTime.optional().meta({
      description: "Only for an occurrence of a series: when the series had it",
    }),
    title: Subject.default(""),
    start: DateTime,
    end: DateTime,
    attendees: z.array(EventAttendee).max(1_000).default([]),
    organizer: z.string().max(1_000).optional(),
    location: z.string().max(2_000).optional(),
    note: Note.optional(),
    contactIds: ContactIds.optional(),
    withContext: z.boolean().optional(),
  })
  .meta({ id: "LogMeeting" });

const LogNote = z
  .object({
    type: z.literal("NOTE"),
    subject: Subject.optional(),
    note: Note.min(1),
    contactIds: ContactIds.min(1),
    occurredAt: DateTime.optional().meta({ description: "Unset: now" }),
  })
  .meta({ id: "LogNote" });

const LogCall = z
  .object({
    type: z.literal("CALL"),
    direction: Direction.optional(),
    subject: Subject.optional(),
    note: Note.optional(),
    contactIds: ContactIds.min(1),
    occurredAt: DateTime.optional(),
    durationMinutes: z.number().int().min(0).max(1_440).optional(),
  })
  .meta({ id: "LogCall" });

export const LogActivity = z
  .discriminatedUnion("type", [LogEmail, LogMeeting, LogNote, LogCall])
  .meta({ id: "LogActivity" });
export type LogActivity = z.input<typeof LogActivity>;

export const ActivityPatch = z
  .object({
    note: Note.transform((text) => (text === "" ? null : text)).nullable(),
    outcome: z
      .enum(["HELD", "NO_SHOW", "CANCELLED"])
      .meta({ description: "Meetings only; becomes `status`" }),
    visibility: Visibility.meta({ description: "Only by the rep who logged it and by admins" }),
    contactIds: ContactIds.min(1).meta({ description: "Replaces the linked contacts" }),
  })
  .partial()
  .meta({ id: "ActivityPatch" });
export type ActivityPatch = z.input<typeof ActivityPatch>;

export const ActivityQuery = z
  .object({
    contactId: Id.optional(),
    type: ActivityType.optional(),
    person: EmailAddress.optional().meta({ description: "Only what this address took part in" }),
    threadKey: z.string().max(200).optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .meta({ id: "ActivityQuery" });
export type ActivityQuery = z.input<typeof ActivityQuery>;
