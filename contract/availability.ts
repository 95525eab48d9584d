/** When a rep, and colleagues, have time. */
import { z } from "zod";
import { DateTime, TimeZone } from "./primitives.ts";

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time like 09:00");

/** In the user's own zone. */
export const WorkingHours = z
  .object({
    days: z.array(z.number().int().min(1).max(7)).max(7).meta({ description: "1 is Monday, 7 is Sunday" }),
    from: ClockTime,
    to: ClockTime.meta({ description: "After `from`, on the same day" }),
  })
  .meta({ id: "WorkingHours" });
export type WorkingHours = z.infer<typeof WorkingHours>;

/** With an offset it is that moment; without one, the wall clock's time in `timeZone`. */
const Moment = z
  .union([DateTime, z.iso.datetime({ local: true })], {
    error: "must be an ISO 8601 time, like 2026-11-30T10:00 or 2026-11-30T10:00:00+01:00",
  })
  .meta({ description: "ISO 8601; without an offset it is read in `timeZone`" });

export const AvailabilityQuery = z
  .object({
    from: Moment,
    to: Moment.meta({ description: "At most 62 days after `from`; read as `from` is" }),
    durationMinutes: z.coerce.number().int().min(5).max(1_440),
    with: z
      .string()
      .max(10_000)
      .optional()
      .meta({ description: "Addresses of colleagues, separated by commas; at most 20" }),
    timeZone: TimeZone.optional().meta({
      description: "Of the answer's `text`, and of times without an offset; unset: the rep's",
    }),
    locale: z.string().max(50).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: "AvailabilityQuery" });
export type AvailabilityQuery = z.input<typeof AvailabilityQuery>;

export const Availability = z
  .object({
    slots: z
      .array(z.object({ start: DateTime, end: DateTime }))
      .meta({ description: "Earliest first, within everybody's working hours, none in the past" }),
    timeZone: z.string(),
    unknown: z
      .array(z.object({ email: z.string(), reason: z.enum(["not_found", "not_shared", "too_many"]) }))
      .meta({ description: "Whose time Google does not tell; the slots do not heed them" }),
    text: z
      .string()
      .meta({ description: "The first slots of each day, to be put into a mail; empty when there is none" }),
  })
  .meta({ id: "Availability" });
export type Availability = z.infer<typeof Availability>;
