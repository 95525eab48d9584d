/** A working week on somebody's own clock, as moments: when it is open, and how much of it has passed. */
import { Temporal } from "temporal-polyfill";

export interface WorkingHours {
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight on the wall clock. */
  readonly from: number;
  /** After `from`; at most 1440, the day's end. */
  readonly to: number;
}

/** Milliseconds since 1970, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Real minutes of working time between two moments; 0 when `to` is not after `from`. Costs the same for a day and for
 * a year but for the clock changes in it.
 *
 * @param zone IANA name; an unknown one throws a RangeError.
 */
export function businessMinutesBetween(hours: WorkingHours, zone: string, from: Date, to: Date): number {
  const span = { start: from.getTime(), end: to.getTime() };
  if (span.end <= span.start) return 0;
  const first = dateAt(span.start, zone);
  const last = dateAt(span.end, zone);
  if (Temporal.PlainDate.compare(first, last) >= 0) {
    // Also where the clock went back over midnight: the later moment can then have the earlier date.
    return minutesOf(workSpans(hours, zone, span));
  }
  const ends = [first, last].flatMap((date) => spanOn(hours, zone, date) ?? []);
  return (
    minutesOf(ends.flatMap((open) => overlap(open, span) ?? [])) +
    minutesOnDatesBetween(hours, zone, first, last)
  );
}

/** The working time within a span, earliest first. */
export function workSpans(hours: WorkingHours, zone: string, within: Span): readonly Span[] {
  const spans: Span[] = [];
  if (within.end <= within.start) return spans;
  // A day more on both sides: a clock that goes back over midnight repeats a date.
  let date = dateAt(within.start, zone).subtract({ days: 1 });
  const last = dateAt(within.end, zone).add({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const open = spanOn(hours, zone, date);
    const part = open === undefined ? undefined : overlap(open, within);
    if (part !== undefined) spans.push(part);
  }
  return spans;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Every date between two, neither counted: as a sum, and those on which the clock changes looked at one by one. */
function minutesOnDatesBetween(
  hours: WorkingHours,
  zone: string,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): number {
  const length = hours.to - hours.from;
  if (length <= 0) return 0;
  const count = first.until(last).days - 1;
  let minutes = workingDates(hours, first.dayOfWeek + 1, count) * length;
  for (const date of datesOfChange(zone, first, last)) {
    if (!hours.days.includes(date.dayOfWeek)) continue;
    const open = spanOn(hours, zone, date);
    minutes += (open === undefined ? 0 : minutesOf([open])) - length;
  }
  return minutes;
}

function workingDates(hours: WorkingHours, firstWeekday: number, count: number): number {
  const days = new Set(hours.days);
  let working = Math.floor(count / 7) * days.size;
  for (let i = 0; i < count % 7; i++) {
    if (days.has(((firstWeekday - 1 + i) % 7) + 1)) working++;
  }
  return working;
}

/** The dates strictly between two that are not 24 hours long, each once. */
function datesOfChange(
  zone: string,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): readonly Temporal.PlainDate[] {
  const dates = new Map<string, Temporal.PlainDate>();
  const end = last.toZonedDateTime(zone).add({ days: 1 });
  let change = first.toZonedDateTime(zone).getTimeZoneTransition("next");
  while (change !== null && Temporal.ZonedDateTime.compare(change, end) <= 0) {
    const sides = [change.subtract({ nanoseconds: 1 }).toPlainDate(), change.toPlainDate()];
    const [earlier, later] = sides.sort((a, b) => Temporal.PlainDate.compare(a, b));
    // More than two where a whole date is skipped: Samoa, 2011-12-30.
    for (
      let date = earlier;
      date !== undefined && later !== undefined && Temporal.PlainDate.compare(date, later) <= 0;
      date = date.add({ days: 1 })
    ) {
      const between =
        Temporal.PlainDate.compare(date, first) > 0 && Temporal.PlainDate.compare(date, last) < 0;
      if (between) dates.set(date.toString(), date);
    }
    change = change.getTimeZoneTransition("next");
  }
  return [...dates.values()];
}

/** The working time of one date; undefined on a free day, and on one that the calendar skips. */
function spanOn(hours: WorkingHours, zone: string, date: Temporal.PlainDate): Span | undefined {
  if (!hours.days.includes(date.dayOfWeek)) return undefined;
  const start = momentOf(date, hours.from, zone);
  const end = momentOf(date, hours.to, zone);
  return end > start ? { start, end } : undefined;
}

/** The first moment at which the clock shows this time or, where it is skipped, a later one. */
function momentOf(date: Temporal.PlainDate, minutes: number, zone: string): number {
  const wanted = date.toPlainDateTime().add({ minutes: Math.min(minutes, DAY_MINUTES) });
  const moment = wanted.toZonedDateTime(zone);
  if (moment.toPlainDateTime().equals(wanted)) return moment.epochMilliseconds;
  return moment.getTimeZoneTransition("previous")?.epochMilliseconds ?? moment.epochMilliseconds;
}

function dateAt(moment: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDate();
}

function overlap(a: Span, b: Span): Span | undefined {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return end > start ? { start, end } : undefined;
}

function minutesOf(spans: readonly Span[]): number {
  return Math.floor(spans.reduce((sum, { start, end }) => sum + end - start, 0) / MINUTE_MS);
}
