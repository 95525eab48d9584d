/** Reads the times mails carry: the Date header as it is really written, and ISO 8601. */

/**
 * RFC 5322 §3.3 with its obsolete forms (two-digit years, no seconds, named zones, comments anywhere) and ISO 8601. A time
 * without a known zone is read as UTC, as RFC 5322 §4.3 says. Undefined for what is no time between 1970 and 9999.
 */
export function parseMailDate(text: string): Date | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const plain = withoutComments(text).replace(/\s+/g, " ").trim();
  const fields = readIso(plain) ?? readRfc5322(plain);
  return fields === undefined ? undefined : toDate(fields);
}

interface Fields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly offsetMinutes: number;
}

const MAX_LENGTH = 1_000;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
const RFC_5322 =
  /^(?:[a-z]{2,9}\.? ?,? ?)?(\d{1,2})[ -]([a-z]{3})[a-z]*\.?[ -](\d{2,4}),? (\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)? ?(.*)$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Hours from UTC. The first line is RFC 5322's own; the others are seen and mean one thing only. */
const ZONE_HOURS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 },
    ...{
      WEST: 1,
      BST: 1,
      MEZ: 1,
      MET: 1,
      CET: 1,
      MESZ: 2,
      MEST: 2,
      CEST: 2,
      EET: 2,
      EEST: 3,
      MSK: 3,
      JST: 9,
      KST: 9,
    },
  }),
);

function readIso(text: string): Fields | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"] = match;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Math.floor(Number(`0.${fraction}`) * 1000),
    offsetMinutes: toOffset(zone),
  };
}

function readRfc5322(text: string): Fields | undefined {
  const match = RFC_5322.exec(text);
  if (match === null) return undefined;
  const [, day, month = "", year = "", hour, minute, second = "0", zone = ""] = match;
  return {
    year: toFullYear(year),
    month: MONTHS.indexOf(month.toLowerCase()) + 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: 0,
    offsetMinutes: toOffset(zone),
  };
}

/** RFC 5322 §4.3: 00–49 are of this century, 50–99 and all three-digit years count from 1900. */
function toFullYear(year: string): number {
  const number = Number(year);
  if (year.length === 4) return number;
  return year.length === 2 && number < 50 ? 2000 + number : 1900 + number;
}

/** Minutes east of UTC; 0 for zones nobody knows. NaN for an offset that cannot be. */
function toOffset(zone: string): number {
  const numeric = /^(?:UTC|GMT|UT)? ?([+-])(\d\d):?(\d\d)?/i.exec(zone);
  if (numeric !== null) {
    const [, sign, hours, minutes = "0"] = numeric;
    if (Number(minutes) > 59 || Number(hours) > 23) return NaN;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }
  const name = /^[a-z]+/i.exec(zone)?.[0].toUpperCase() ?? "";
  return (ZONE_HOURS.get(name) ?? 0) * 60;
}

function toDate(fields: Fields): Date | undefined {
  const { year, month, day, hour, minute, second, millisecond, offsetMinutes } = fields;
  // 60 is a leap second; Date counts it into the next minute.
  if (year < 1970 || hour > 23 || minute > 59 || second > 60 || Number.isNaN(offsetMinutes)) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second, millisecond);
  return time < 0 || time > LAST_TIME ? undefined : new Date(time);
}

/** The last year with four digits: what comes after has another form in ISO 8601. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function withoutComments(text: string): string {
  if (!/[()]/.test(text)) return text;
  let depth = 0;
  let plain = "";
  for (const char of text) {
    if (char === "(") depth += 1;
    else if (char === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += char;
    if (char === ")" && depth === 0) plain += " ";
  }
  return plain;
}
