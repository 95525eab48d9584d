/** When a whole day begins: at midnight of the calendar it stands in, or where clocks skip midnight, right after. */

/**
 * @param date `2026-11-23`
 * @param timeZone one the platform knows; UTC stands in for others.
 */
export function startOfDate(date: string, timeZone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const format = formatFor(timeZone);
  // Zones are less than a day from UTC: the offsets on either side of the midnight we look for are among these two.
  const before = midnight - offsetAt(format, midnight - DAY_MS);
  const after = midnight - offsetAt(format, midnight + DAY_MS);
  const exact = [Math.min(before, after), Math.max(before, after)].find(
    (instant) => instant + offsetAt(format, instant) === midnight,
  );
  // Clocks went from before midnight to behind it: at that moment the day begins.
  return new Date(exact ?? firstMomentOf(format, midnight, Math.min(before, after), Math.max(before, after)));
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function firstMomentOf(format: Intl.DateTimeFormat, midnight: number, from: number, to: number): number {
  let before = from - MINUTE_MS;
  let after = to + MINUTE_MS;
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE_MS)) * MINUTE_MS;
    if (middle + offsetAt(format, middle) >= midnight) after = middle;
    else before = middle;
  }
  return after;
}

/** Milliseconds east of Greenwich. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const parts = format.formatToParts(instant);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = FIELDS.map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

const FIELDS = ["year", "month", "day", "hour", "minute", "second"] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once a zone: making one costs far more than using it. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = createFormat(timeZone) ?? createFormat("UTC");
  if (format === undefined) throw new Error("the platform does not know UTC");
  // Names come from outside; there are some 600 zones.
  if (formats.size < 1_000) formats.set(timeZone, format);
  return format;
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US-u-ca-gregory", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}
