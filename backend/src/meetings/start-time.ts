/** When a meeting begins, of what a form or a program says: a moment, or what somebody's clock shows. */
import { Temporal } from "temporal-polyfill";
import { wrong } from "../crm/field-problems.ts";
import type { Words } from "../crm/words.ts";

/**
 * With an offset it is that moment; without one, the clock's time in `timeZone`, and where the clock shows it twice, the
 * first. A time that the clock skips is nobody's: guessing would book an hour beside what was meant.
 */
export function parseStart(
  text: string,
  timeZone: string,
): { readonly at: Date } | { readonly problem: Words } {
  try {
    if (HAS_OFFSET.test(text)) return { at: new Date(Temporal.Instant.from(text).epochMilliseconds) };
    const wanted = Temporal.PlainDateTime.from(text);
    const moment = wanted.toZonedDateTime(timeZone);
    if (moment.toPlainDateTime().equals(wanted)) return { at: new Date(moment.epochMilliseconds) };
    return { problem: skipped(moment, timeZone) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: wrong.outOfCalendar };
  }
}

/** Milliseconds since 1970: of a day's beginning, say, which is there whatever the clock does in that night. */
export function momentIn(text: string, timeZone: string): number {
  if (HAS_OFFSET.test(text)) return Date.parse(text);
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
}

const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** @param moment after the gap. */
function skipped(moment: Temporal.ZonedDateTime, timeZone: string): Words {
  const after = moment.getTimeZoneTransition("previous");
  if (after === null) return wrong.skipped(timeZone);
  const before = after.subtract({ nanoseconds: 1 }).toPlainDateTime().round("minute");
  const [from, to] = [before, after.toPlainDateTime()].map((time) =>
    time.toPlainTime().toString({ smallestUnit: "minute" }),
  );
  return wrong.skippedBetween(timeZone, from ?? "", to ?? "");
}
