/** Days as people have them: from midnight to midnight in their zone, 23 to 25 hours long. */

export interface Day {
  readonly start: Date;
  /** Exclusive: the next day's start. */
  readonly end: Date;
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The day `moment` is in. */
export function dayOf(moment: Date, timeZone: string): Day {
  const format = formatOf(timeZone);
  const [year, month, day] = dateIn(format, moment);
  return { start: midnight(format, year, month, day), end: midnight(format, year, month, day + 1) };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The first moment of a date. Zones are at most 14 h from UTC, so it lies within a day of the same midnight in UTC; it
 * is found by halving, which is right also where clocks skip or repeat midnight (Beirut, Santiago) or a whole date
 * (Samoa, 2011-12-30).
 */
function midnight(format: Intl.DateTimeFormat, year: number, month: number, day: number): Date {
  const wanted = Date.UTC(year, month - 1, day);
  let before = wanted - DAY_MS;
  let after = wanted + DAY_MS;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE_MS)) * MINUTE_MS;
    const [y, m, d] = dateIn(format, new Date(middle));
    if (Date.UTC(y, m - 1, d) >= wanted) after = middle;
    else before = middle;
  }
  return new Date(after);
}

function dateIn(format: Intl.DateTimeFormat, moment: Date): [year: number, month: number, day: number] {
  const parts = format.formatToParts(moment);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return [numberOf("year"), numberOf("month"), numberOf("day")];
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });
}
