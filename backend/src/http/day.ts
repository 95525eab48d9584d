/** Days as people have them: from midnight to midnight in their zone, 23 to 25 hours long. */
import { Temporal } from "temporal-polyfill";

export interface Day {
  readonly start: Date;
  /** Exclusive: the next day's start. */
  readonly end: Date;
}

/** The day `moment` is in; it begins later where the clock skips midnight, and a date may be skipped as a whole. */
export function dayOf(moment: Date, timeZone: string): Day {
  const here = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
  const date = here.toPlainDate();
  return {
    start: toDate(date.toZonedDateTime(timeZone)),
    end: toDate(date.add({ days: 1 }).toZonedDateTime(timeZone)),
  };
}

function toDate(moment: Temporal.ZonedDateTime): Date {
  return new Date(moment.epochMilliseconds);
}
