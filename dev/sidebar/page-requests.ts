/** What the page may send to its server, checked. */
import { z } from "zod";

/** Header lines cannot be broken out of: an address or a subject is one line. */
const line = z
  .string()
  .max(20_000)
  .transform((text) => text.replace(/\s+/g, " ").trim());

export const draftContent = z.object({
  from: line,
  to: line,
  cc: line,
  bcc: line,
  subject: line,
  html: z.string(),
  replyTo: z.string().nullable(),
});

const eventTime = z.union([z.object({ at: z.number().int() }), z.object({ date: z.iso.date() })]);

export const eventChange = z
  .object({
    title: z.string(),
    start: eventTime,
    end: eventTime,
    timeZone: z.string(),
    location: z.string(),
    description: z.string(),
    attendees: z.array(
      z.object({
        email: z.string(),
        displayName: z.string().optional(),
        optional: z.boolean(),
        responseStatus: z.string(),
      }),
    ),
    meetLink: z.literal(true),
  })
  .partial();
