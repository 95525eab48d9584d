/** Query parameters of the list calls, read as strictly as Google reads them. */
import { GoogleError } from "../google-error.ts";
import { isTimeZone, parseRfc3339 } from "./zoned-time.ts";

export interface EventsQuery {
  readonly timeMin: number | undefined;
  readonly timeMax: number | undefined;
  readonly updatedMin: number | undefined;
  readonly singleEvents: boolean;
  readonly showDeleted: boolean;
  readonly orderBy: "startTime" | "updated" | undefined;
  /** Lower-cased words that must all occur. */
  readonly words: readonly string[];
  readonly iCalUID: string | undefined;
  readonly eventTypes: ReadonlySet<string>;
  readonly privateProperties: readonly (readonly [string, string])[];
  readonly sharedProperties: readonly (readonly [string, string])[];
  readonly maxResults: number;
  readonly maxAttendees: number | undefined;
  readonly timeZone: string | undefined;
  readonly pageToken: string | undefined;
  readonly syncToken: string | undefined;
}

/** What a sync token already stands for, or would contradict. */
const NOT_WITH_SYNC_TOKEN = [
  "iCalUID",
  "orderBy",
  "privateExtendedProperty",
  "q",
  "sharedExtendedProperty",
  "timeMin",
  "timeMax",
  "updatedMin",
] as const;

/** `emptyPage`: the page shall have nothing on it. */
export function parseEventsQuery(query: URLSearchParams, emptyPage = false): EventsQuery {
  const syncToken = text(query, "syncToken");
  const showDeleted = flag(query, "showDeleted");
  if (syncToken !== undefined) {
    const clash = NOT_WITH_SYNC_TOKEN.find((name) => query.has(name));
    if (clash !== undefined || query.get("showDeleted") === "false") {
      throw new GoogleError(
        400,
        "syncTokenWithRequestRestrictions",
        `Sync token cannot be used together with ${clash ?? "showDeleted=false"}.`,
      );
    }
  }
  const timeMin = instant(query, "timeMin");
  const timeMax = instant(query, "timeMax");
  if (timeMin !== undefined && timeMax !== undefined && timeMax <= timeMin) {
    throw new GoogleError(400, "timeRangeEmpty", "The specified time range is empty.");
  }
  const singleEvents = flag(query, "singleEvents");
  const orderBy = choice(query, "orderBy", ["startTime", "updated"]);
  if (orderBy === "startTime" && !singleEvents) {
    throw new GoogleError(
      400,
      "invalid",
      "The requested ordering is not available for the particular query.",
    );
  }
  return {
    timeMin,
    timeMax,
    updatedMin: instant(query, "updatedMin"),
    singleEvents,
    showDeleted,
    orderBy,
    words: (text(query, "q") ?? "").toLowerCase().split(/\s+/).filter(Boolean),
    iCalUID: text(query, "iCalUID"),
    eventTypes: new Set(query.getAll("eventTypes")),
    privateProperties: properties(query, "privateExtendedProperty"),
    sharedProperties: properties(query, "sharedExtendedProperty"),
    maxResults: emptyPage ? 0 : pageSize(query, 250, 2500),
    maxAttendees: text(query, "maxAttendees") === undefined ? undefined : count(query, "maxAttendees", 1),
    timeZone: zone(query),
    pageToken: text(query, "pageToken"),
    syncToken,
  };
}

/** The size of a page: more than the maximum is cut down to it without complaint. */
export function pageSize(query: URLSearchParams, byDefault: number, max: number): number {
  return Math.min(count(query, "maxResults", byDefault), max);
}

export function text(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name);
  return value === null || value === "" ? undefined : value;
}

export function flag(query: URLSearchParams, name: string): boolean {
  return choice(query, name, ["true", "false"]) === "true";
}

export function choice<T extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  const known = allowed.find((candidate) => candidate === value);
  if (known === undefined) throw invalid(name, value, `Allowed values: [${allowed.join(", ")}]`);
  return known;
}

function zone(query: URLSearchParams): string | undefined {
  const name = text(query, "timeZone");
  if (name !== undefined && !isTimeZone(name)) throw new GoogleError(400, "invalid", "Invalid time zone.");
  return name;
}

function instant(query: URLSearchParams, name: string): number | undefined {
  const value = text(query, name);
  if (value === undefined) return undefined;
  const parsed = parseRfc3339(value);
  // Google says no more than this, also when only the offset is missing.
  if (parsed === undefined) throw new GoogleError(400, "badRequest", "Bad Request");
  return parsed;
}

function count(query: URLSearchParams, name: string, byDefault: number): number {
  const value = text(query, name);
  if (value === undefined) return byDefault;
  if (!/^\d{1,9}$/.test(value) || Number(value) === 0)
    throw invalid(name, value, "Values must be positive integers.");
  return Number(value);
}

function properties(query: URLSearchParams, name: string): [string, string][] {
  return query.getAll(name).map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw invalid(name, pair, "Values must have the form propertyName=value.");
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

function invalid(name: string, value: string, detail: string): GoogleError {
  return new GoogleError(400, "invalidParameter", `Invalid value '${value}' for ${name}. ${detail}`);
}
