/** The small words of the contract: ids, times, addresses, lists. */
import { z } from "zod";

/** Ids are opaque: a client stores and returns them, and reads nothing into them. */
export const Id = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "Opaque id", example: "01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11" });

/** RFC 3339 with an offset, e.g. `2026-11-22T16:54:46+01:00`. Answers are always in UTC (`Z`). */
export const DateTime = z.iso
  .datetime({ offset: true })
  .meta({ description: "ISO 8601 time with offset", example: "2026-11-22T15:54:46.000Z" });

/** 320 = 64 (local part) + 1 + 255 (domain), RFC 5321 §4.5.3.1. What is an address is decided by the parser in crm/. */
export const EmailAddress = z.string().trim().min(3).max(320);

/** A header as it stands in the mail (folded, encoded words): parsed by the backend, never by the client. */
export const RawHeader = z.string().max(100_000);

export const Subject = z.string().max(10_000);

/**
 * One line: no control characters, so nothing of it can begin a line of its own in a mail's header. Also none at its ends:
 * they are no spaces to be trimmed, and who sends them means something else.
 */
export const Line = (max: number) =>
  z
    .string()
    // eslint-disable-next-line no-control-regex -- these are what it is about
    .regex(/^[^\u0000-\u001f\u007f\u0085\u2028\u2029]*$/, "has to be one line without control characters")
    .trim()
    .max(max);

/** Checked against the zones the server knows. */
export const TimeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, "is not a time zone like Europe/Berlin")
  .meta({ description: "IANA name", example: "Europe/Berlin" });

export const Cursor = z.string().max(1_000).meta({ description: "From `nextCursor` of the page before" });
export const Limit = z.coerce.number().int().min(1).max(100).default(25);

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface List<T> {
  items: T[];
  nextCursor: string | null;
}

/** Also offsets like `+02:00`, which Intl takes, are no place. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
