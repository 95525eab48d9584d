/** Leads and clients: one record with a kind. */
import { z } from "zod";
import { ActivitySummary, ActivityType, Direction } from "./activities.ts";
import { Cursor, DateTime, EmailAddress, Id, Limit } from "./primitives.ts";

export const ContactKind = z.enum(["lead", "client"]);
export type ContactKind = z.infer<typeof ContactKind>;

/** The way of a lead; a client keeps the stage it was won with. */
export const Stage = z.enum(["new", "contacted", "qualified", "proposal", "negotiation", "won", "lost"]);
export type Stage = z.infer<typeof Stage>;

const Text = (max: number) => z.string().trim().max(max);
const NullableText = (max: number) =>
  Text(max)
    .transform((text) => (text === "" ? null : text))
    .nullable();

export const Contact = z
  .object({
    id: Id,
    kind: ContactKind,
    name: z.string(),
    emails: z.array(z.string()).meta({ description: "As they were written; the first is the main one" }),
    company: z.string().nullable(),
    title: z.string().nullable(),
    phone: z.string().nullable(),
    stage: Stage,
    ownerId: Id.nullable(),
    ownerName: z.string().nullable(),
    notes: z.string().nullable(),
    engagementScore: z.number().int(),
    lastEngagementAt: DateTime.nullable(),
    createdAt: DateTime,
    updatedAt: DateTime,
  })
  .meta({ id: "Contact" });
export type Contact = z.infer<typeof Contact>;

const editable = {
  name: Text(300).min(1),
  emails: z.array(EmailAddress).min(1).max(20),
  company: NullableText(300),
  title: NullableText(300),
  phone: NullableText(100),
  stage: Stage,
  ownerId: Id.nullable(),
  notes: NullableText(20_000),
};

export const ContactCreate = z
  .object({
    kind: ContactKind.default("lead"),
    name: editable.name,
    emails: editable.emails,
    company: editable.company.optional(),
    title: editable.title.optional(),
    phone: editable.phone.optional(),
    stage: editable.stage.optional(),
    ownerId: editable.ownerId.optional().meta({ description: "Unset: whoever creates it" }),
    notes: editable.notes.optional(),
  })
  .meta({ id: "ContactCreate" });
export type ContactCreate = z.input<typeof ContactCreate>;

export const ContactPatch = z
  .object(editable)
  .partial()
  .meta({ id: "ContactPatch", description: "Only the named fields change" });
export type ContactPatch = z.input<typeof ContactPatch>;

export const ContactSort = z.enum(["name", "score", "lastEngagement", "created"]);
export type ContactSort = z.infer<typeof ContactSort>;

export const ContactQuery = z
  .object({
    q: Text(200)
      .optional()
      .meta({ description: "Words of the name, company, title, phone or address; all must match" }),
    kind: ContactKind.optional(),
    stage: Stage.optional(),
    ownerId: Id.optional(),
    email: EmailAddress.optional().meta({ description: "Exactly this address" }),
    sort: ContactSort.default("name"),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .meta({ id: "ContactQuery" });
export type ContactQuery = z.input<typeof ContactQuery>;

export const ScoreReason = z
  .object({
    points: z.number().int().meta({ description: "Signed" }),
    at: DateTime,
    activityId: Id,
    type: ActivityType,
    direction: Direction.nullable(),
    subject: z.string().nullable().meta({ description: "Null where the viewer may not see it" }),
    text: z.string().meta({ description: "The same in words, in the user's language as far as it is known" }),
  })
  .meta({ id: "ScoreReason" });
export type ScoreReason = z.infer<typeof ScoreReason>;

export const ContactScore = z
  .object({
    score: z.number().int(),
    reasons: z.array(ScoreReason).meta({ description: "Newest first; at most 100" }),
    momentum: z.number().meta({ description: "The same points, each halved for every 30 days that passed" }),
  })
  .meta({ id: "ContactScore" });
export type ContactScore = z.infer<typeof ContactScore>;

/** Whose turn it is: `us` owes an answer since then, or waits for `them`. Null: nobody wrote yet. */
export const Turn = z
  .object({
    who: z.enum(["us", "them"]),
    since: DateTime,
    businessMinutes: z
      .number()
      .int()
      .meta({ description: "How much of the viewer's working hours has passed since" }),
    businessDays: z.number().int().meta({ description: "The same in whole working days of the viewer's" }),
  })
  .meta({ id: "Turn" });
export type Turn = z.infer<typeof Turn>;

const NextMeeting = z
  .object({ activityId: Id, subject: z.string(), at: DateTime })
  .meta({ id: "NextMeeting" });

/** A contact with what the lead card shows of it. */
export const ContactCard = Contact.extend({
  momentum: z.number(),
  scoreReasons: z.array(ScoreReason).meta({ description: "The newest three" }),
  nextMeeting: NextMeeting.nullable(),
  turn: Turn.nullable(),
  followUps: z
    .array(z.object({ id: Id, text: z.string(), dueAt: DateTime }))
    .meta({ description: "Open ones, whoever has them, earliest first; at most three" }),
  recent: z
    .array(ActivitySummary)
    .meta({ description: "The newest five; empty for people far down a long recipient list" }),
  hasMore: z.boolean().meta({ description: "There are more activities than `recent` shows" }),
}).meta({ id: "ContactCard" });
export type ContactCard = z.infer<typeof ContactCard>;

/** What the create form is filled with: read from the header and the signature, nothing is saved. */
export const ContactProposalRequest = z
  .object({
    from: z
      .string()
      .max(100_000)
      .meta({ description: "Raw From header, or the address and name of an attendee" }),
    bodyText: z.string().max(1_000_000).optional(),
  })
  .meta({ id: "ContactProposalRequest" });
export type ContactProposalRequest = z.input<typeof ContactProposalRequest>;

export const ContactProposal = z
  .object({
    email: z.string().nullable(),
    name: z.string(),
    company: z.string().nullable(),
    title: z.string().nullable(),
    phone: z.string().nullable(),
    duplicates: z
      .array(
        z.object({
          contact: Contact,
          reason: z.enum(["same_address", "same_name", "same_company_domain", "same_phone"]),
        }),
      )
      .meta({ description: "Contacts that may be the same person, most likely first; at most five" }),
  })
  .meta({ id: "ContactProposal" });
export type ContactProposal = z.infer<typeof ContactProposal>;
