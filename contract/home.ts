/** The home card: what matters today when no mail is open. */
import { z } from "zod";
import { Contact, Turn } from "./contacts.ts";
import { EmailStatus } from "./emails.ts";
import { Connection } from "./me.ts";
import { DateTime, Id, TimeZone } from "./primitives.ts";
import { SyncStatus } from "./sync.ts";

export const HomeQuery = z
  .object({
    timeZone: TimeZone.optional().meta({
      description: "IANA name; says when today begins. Unset: the user's, else UTC",
    }),
  })
  .meta({ id: "HomeQuery" });
export type HomeQuery = z.input<typeof HomeQuery>;

const ContactRef = z.object({ id: Id, name: z.string(), company: z.string().nullable() });

export const Home = z
  .object({
    meetings: z
      .array(
        z.object({
          activityId: Id,
          subject: z.string(),
          at: DateTime,
          durationMinutes: z.number().int().nullable(),
          status: z.enum(["SCHEDULED", "HELD", "CANCELLED", "NO_SHOW"]),
          contacts: z.array(ContactRef),
        }),
      )
      .meta({ description: "Today's, earliest first" }),
    turns: z
      .array(z.object({ contact: ContactRef, turn: Turn, activityId: Id, subject: z.string().nullable() }))
      .meta({ description: "Contacts of this rep who wait for an answer, longest first; at most ten" }),
    followUps: z
      .array(z.object({ id: Id, text: z.string(), dueAt: DateTime, contact: ContactRef.nullable() }))
      .meta({ description: "This rep's, overdue and of today, earliest first; at most ten" }),
    outgoing: z
      .array(
        z.object({
          id: Id,
          status: EmailStatus,
          subject: z.string(),
          to: z.array(z.string()),
          sendAt: DateTime.nullable(),
          error: z.string().nullable(),
        }),
      )
      .meta({
        description: "This rep's mails that go later, and of the last seven days those that were not sent",
      }),
    warm: z
      .array(Contact.extend({ momentum: z.number() }))
      .meta({ description: "This rep's contacts with the most momentum; at most five" }),
    connection: Connection,
    sync: SyncStatus.nullable().meta({
      description: "The mailbox sync; null while no mailbox is connected",
    }),
  })
  .meta({ id: "Home" });
export type Home = z.infer<typeof Home>;
