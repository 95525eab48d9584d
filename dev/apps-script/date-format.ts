/** Utilities.formatDate: patterns of Java's SimpleDateFormat, English names. */

/** Throws for letters that are not part of a pattern, as Java does. */
export function formatDate(msSinceEpoch: number, timeZone: string, pattern: string): string {
  const fields = fieldsOf(msSinceEpoch, resolveZone(timeZone));
  let text = "";
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'|'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (token === "''") text += "'";
    else if (token.startsWith("'")) text += token.slice(1, -1).replaceAll("''", "'");
    else if (/[A-Za-z]/.test(token)) text += render(token, fields);
    else text += token;
  }
  return text;
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  readonly weekday: number;
  readonly dayOfYear: number;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly zoneName: (long: boolean) => string;
}

const months = "January February March April May June July August September October November December".split(
  " ",
);
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

function render(token: string, fields: Fields): string {
  const digits = (value: number): string => String(value).padStart(token.length, "0");
  switch (token.charAt(0)) {
    case "y":
    case "Y":
      return token.length === 2 ? String(fields.year % 100).padStart(2, "0") : digits(fields.year);
    case "M":
    case "L":
      return token.length < 3 ? digits(fields.month) : nameOf(months[fields.month - 1], token.length);
    case "d":
      return digits(fields.day);
    case "D":
      return digits(fields.dayOfYear);
    case "E":
      return nameOf(weekdays[fields.weekday], token.length);
    case "u":
      return digits(fields.weekday === 0 ? 7 : fields.weekday);
    case "a":
      return fields.hour < 12 ? "AM" : "PM";
    case "H":
      return digits(fields.hour);
    case "k":
      return digits(fields.hour === 0 ? 24 : fields.hour);
    case "K":
      return digits(fields.hour % 12);
    case "h":
      return digits(fields.hour % 12 === 0 ? 12 : fields.hour % 12);
    case "m":
      return digits(fields.minute);
    case "s":
      return digits(fields.second);
    case "S":
      return digits(fields.ms);
    case "z":
      return fields.zoneName(token.length > 3);
    case "Z":
      return offsetText(fields.offset, "");
    case "X":
      return isoOffset(fields.offset, token.length);
    default:
      throw new RangeError(`Illegal pattern character '${token.charAt(0)}'`);
  }
}

function nameOf(name: string | undefined, length: number): string {
  return (length > 3 ? name : name?.slice(0, 3)) ?? "";
}

function isoOffset(offset: number, length: number): string {
  if (offset === 0) return "Z";
  const text = offsetText(offset, length === 3 ? ":" : "");
  return length === 1 ? text.slice(0, 3) : text;
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

function fieldsOf(msSinceEpoch: number, timeZone: string): Fields {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(msSinceEpoch);
  const field = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [field("year"), field("month"), field("day")];
  const [hour, minute, second] = [field("hour"), field("minute"), field("second")];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const ms = ((msSinceEpoch % 1000) + 1000) % 1000;
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    ms,
    weekday: new Date(local).getUTCDay(),
    dayOfYear: Math.floor((local - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    offset: Math.round((local - (msSinceEpoch - ms)) / 60_000),
    zoneName: (long) =>
      new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: long ? "long" : "short" })
        .formatToParts(msSinceEpoch)
        .find(({ type }) => type === "timeZoneName")?.value ?? timeZone,
  };
}

/** `GMT+2` and the like are Java's custom zones; what Java does not know counts as GMT. */
function resolveZone(timeZone: string): string {
  const custom = /^GMT([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(timeZone);
  const name =
    custom === null
      ? timeZone
      : `${custom[1] ?? "+"}${(custom[2] ?? "").padStart(2, "0")}:${custom[3] ?? "00"}`;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return name;
  } catch {
    return "UTC";
  }
}
