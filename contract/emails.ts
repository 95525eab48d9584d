/** Mails sent through the rep's own Gmail: an outbox, so that no mail is sent twice and none is lost. */
import { z } from "zod";
import { Cursor, DateTime, Id, Limit, Line, TimeZone } from "./primitives.ts";

/**
 * `QUEUED`: not yet tried, or to go later. `SENDING`: Gmail has it just now. `UNKNOWN`: Gmail did not say what became of it;
 * Gmail is asked before anything is sent again. `FAILED`: it was not sent, and will not be.
 */
export const EmailStatus = z.enum(["QUEUED", "SENDING", "SENT", "FAILED", "UNKNOWN", "CANCELLED"]);
export type EmailStatus = z.infer<typeof EmailStatus>;

/** `ann@example.com` or `Ann Lee <ann@example.com>`. */
const Recipient = Line(1_000).min(1);
const Recipients = z.array(Recipient).max(1_000);

export const EmailCreate = z
  .object({
    to: Recipients.min(1).meta({
      description: "`ann@example.com` or `Ann Lee <ann@example.com>`; with cc and bcc at most 500",
    }),
    cc: Recipients.default([]),
    bcc: Recipients.default([]),
    from: Line(1_000).optional().meta({ description: "One of the rep's own addresses; unset: the main one" }),
    subject: Line(988),
    text: z.string().max(500_000).meta({ description: "Without the signature, which is added" }),
    html: z
      .string()
      .max(1_000_000)
      .optional()
      .meta({ description: "The same for who reads HTML; unset: made of the text" }),
    replyToActivityId: Id.optional().meta({
      description: "The mail of the timeline this answers; it must be in the rep's own mailbox",
    }),
    gmailThreadId: z
      .string()
      .regex(/^[0-9A-Za-z_-]{1,64}$/, "is not a Gmail id")
      .optional()
      .meta({ description: "The conversation of the rep's mailbox this goes into" }),
    contactIds: z.array(Id).max(100).optional().meta({
      description: "Whose timelines it goes to; unset: everybody on it who is a contact",
    }),
    sendAt: z
      .union([DateTime, z.iso.datetime({ local: true })])
      .optional()
      .meta({ description: "Not before then, unset: now; without an offset it is read in `timeZone`" }),
    timeZone: TimeZone.optional().meta({ description: "Of `sendAt`; unset: the rep's" }),
    templateId: Id.optional().meta({
      description: "The template it was made of; its variables left in subject, text and HTML are filled in",
    }),
  })
  .meta({ id: "EmailCreate" });
export type EmailCreate = z.input<typeof EmailCreate>;

export const Email = z
  .object({
    id: Id,
    status: EmailStatus,
    activityId: Id.nullable().meta({
      description: "Its activity; null for one that goes later, and for one that was not sent",
    }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: "Why it was not sent, or why nobody knows yet; `message` is for people" }),
    from: z.string(),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    bcc: z.array(z.string()),
    subject: z.string(),
    text: z.string(),
    contacts: z.array(z.object({ id: Id, name: z.string() })),
    replyToActivityId: Id.nullable().meta({
      description: "The mail it answers, as it was asked for; null also where that left the timeline",
    }),
    gmailThreadId: z.string().nullable().meta({ description: "The conversation it goes into" }),
    sendAt: DateTime.nullable().meta({ description: "Null: at once" }),
    sentAt: DateTime.nullable(),
    gmail: z.object({ messageId: z.string(), threadId: z.string() }).nullable(),
    createdAt: DateTime,
  })
  .meta({ id: "Email" });
export type Email = z.infer<typeof Email>;

export const EmailQuery = z
  .object({
    status: EmailStatus.optional(),
    contactId: Id.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .meta({ id: "EmailQuery" });
export type EmailQuery = z.input<typeof EmailQuery>;

/** What a repeated request is known by: any text the client keeps for its tries. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "has to be 1 to 200 visible ASCII characters");
