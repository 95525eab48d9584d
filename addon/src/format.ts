/**
 * Dates, times and numbers as the user writes them. Intl does it; where a runtime lacks Intl, or a locale or zone is
 * unknown to it, a plain ISO-like form stands in.
 */
export interface Formats {
  /** `Mon 23 Nov`, with the year when it is another one. */
  date(iso: string): string;
  /** `23 Nov`, with the year when it is another one. */
  day(iso: string): string;
  time(iso: string): string;
  dateTime(iso: string): string;
  /** Whole days are held as midnight UTC, whatever the user's zone. */
  wholeDay(iso: string): string;
  /** `3 days ago`, `in 2 hours`; further away than a month: the date. In the language of the texts around it. */
  relative(iso: string): string;
  number(value: number): string;
  /** `14 kB`; decimal units, as Gmail shows them. */
  bytes(value: number): string;
}

export interface FormatSettings {
  /** BCP 47, e.g. `de-AT`: order and names in dates. */
  readonly locale: string;
  /** Of the texts: relative times are words inside sentences. */
  readonly language: string;
  readonly timeZone: string;
  readonly now: Date;
  /** Java's SimpleDateFormat, as Utilities.formatDate offers it. */
  readonly plainDate: (date: Date, timeZone: string, pattern: string) => string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function createFormats({ locale, language, timeZone, now, plainDate }: FormatSettings): Formats {
  const withIntl = (iso: string, options: Intl.DateTimeFormatOptions, pattern: string): string => {
    const date = new Date(iso);
    if (!isDate(iso)) return iso;
    return attempt(
      () => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(date),
      () => plainDate(date, timeZone, pattern),
    );
  };
  const withYear = (iso: string): Intl.DateTimeFormatOptions =>
    iso.slice(0, 4) === now.toISOString().slice(0, 4) ? {} : { year: "numeric" };
  const day = { day: "numeric", month: "short" } as const;
  const date = (iso: string) => withIntl(iso, { weekday: "short", ...day, ...withYear(iso) }, "yyyy-MM-dd");
  // Only the ready-made style knows who writes 0:30 and who 00:30; it takes no weekday beside it.
  const time = (iso: string) => withIntl(iso, { timeStyle: "short" }, "HH:mm");
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    attempt(
      () => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }).format(value),
      () => String(Math.round(value * 10) / 10),
    );

  return {
    date,
    day: (iso) => withIntl(iso, { ...day, ...withYear(iso) }, "yyyy-MM-dd"),
    time,
    dateTime: (iso) => (isDate(iso) ? `${date(iso)}, ${time(iso)}` : iso),
    wholeDay: (iso) =>
      withIntl(iso, { weekday: "short", ...day, ...withYear(iso), timeZone: "UTC" }, "yyyy-MM-dd"),
    number: (value) => number(value),
    bytes: (value) => {
      if (value < 1_000) return number(value, { style: "unit", unit: "byte" });
      if (value < 1e6)
        return number(value / 1_000, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
      return number(value / 1e6, { style: "unit", unit: "megabyte" });
    },
    relative: (iso) => {
      const span = spanBetween(now, new Date(iso), timeZone);
      if (span === undefined) return date(iso);
      return attempt(
        () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(span.amount, span.unit),
        () => date(iso),
      );
    },
  };
}

function isDate(iso: string): boolean {
  return !Number.isNaN(Date.parse(iso));
}

/** Undefined beyond a month, and for what is no date. Days are the calendar's, so that "yesterday" is yesterday. */
function spanBetween(
  now: Date,
  then: Date,
  timeZone: string,
): { amount: number; unit: "second" | "minute" | "hour" | "day" } | undefined {
  const ms = then.getTime() - now.getTime();
  if (Number.isNaN(ms)) return undefined;
  // "now" instead of "this minute".
  if (Math.abs(ms) < MINUTE) return { amount: 0, unit: "second" };
  if (Math.abs(ms) < HOUR) return { amount: Math.round(ms / MINUTE), unit: "minute" };
  const days = dayNumber(then, timeZone) - dayNumber(now, timeZone);
  if (days === 0 || Math.abs(ms) < 6 * HOUR) return { amount: Math.round(ms / HOUR), unit: "hour" };
  return Math.abs(days) <= 31 ? { amount: days, unit: "day" } : undefined;
}

/** Days since 1970 on the wall calendar of the zone. */
function dayNumber(date: Date, timeZone: string): number {
  const day = attempt(
    // Sweden writes dates as ISO 8601 does.
    () => new Intl.DateTimeFormat("sv-SE", { timeZone }).format(date),
    () => date.toISOString().slice(0, 10),
  );
  return Math.round(Date.parse(day) / (24 * HOUR));
}

/** Intl throws a RangeError for a locale or zone it does not know, and a ReferenceError where it is missing. */
function attempt<T>(preferred: () => T, fallback: () => T): T {
  try {
    return preferred();
  } catch {
    return fallback();
  }
}
