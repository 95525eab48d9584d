/** freeBusy.query: when people have no time, of calendars one reads and of colleagues in the same domain. */
import { z } from "zod";
import type { AccessGrant } from "../access.ts";
import { GoogleError } from "../google-error.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ApiMethod } from "../http/method-table.ts";
import { findAccount } from "../world.ts";
import type { World } from "../world.ts";
import type { Calendar } from "./calendar.ts";
import type { StoredEvent } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { eventsBetween } from "./instances.ts";
import { requireScope } from "./scopes.ts";
import { isTimeZone, parseRfc3339, toRfc3339 } from "./zoned-time.ts";

/** Not documented; seen by others: https://github.com/calcom/cal.diy/pull/11962 */
const MAX_RANGE_MS = 90 * 86_400_000;
const MAX_CALENDARS = 50;
const MAX_GROUP = 100;

export function freeBusyMethod(world: World): ApiMethod {
  return {
    name: "calendar.freebusy.query",
    verb: "POST",
    path: "/calendar/v3/freeBusy",
    units: 1,
    authorize: (grant) => {
      requireScope(grant, "freebusy.query");
    },
    answer: ({ grant, request }) => {
      const query = readQuery(readJsonBody(queryBody, request.body));
      const isTooMany = new Set(query.ids).size > query.calendarMax;
      return {
        kind: "calendar#freeBusy",
        timeMin: new Date(query.timeMin).toISOString(),
        timeMax: new Date(query.timeMax).toISOString(),
        calendars: Object.fromEntries(
          query.ids.map((id) => [
            id,
            isTooMany ? failed("tooManyCalendarsRequested") : answerFor(world, grant, id, query),
          ]),
        ),
      };
    },
  };
}

const count = z.int().nullish();
const queryBody = z.object({
  timeMin: z.string().nullish(),
  timeMax: z.string().nullish(),
  timeZone: z.string().nullish(),
  groupExpansionMax: count,
  calendarExpansionMax: count,
  items: z.array(z.object({ id: z.string().nullish() })).nullish(),
});

interface Query {
  readonly timeMin: number;
  readonly timeMax: number;
  readonly timeZone: string;
  readonly ids: readonly string[];
  readonly calendarMax: number;
}

function readQuery(body: z.output<typeof queryBody>): Query {
  const timeMin = readInstant("timeMin", body.timeMin);
  const timeMax = readInstant("timeMax", body.timeMax);
  if (timeMax <= timeMin)
    throw new GoogleError(400, "timeRangeEmpty", "The specified time range is empty.", {
      domain: "calendar",
    });
  if (timeMax - timeMin > MAX_RANGE_MS)
    throw new GoogleError(400, "timeRangeTooLong", "The requested time range is too long.", {
      domain: "calendar",
    });
  const timeZone = body.timeZone ?? "UTC";
  if (!isTimeZone(timeZone)) throw new GoogleError(400, "invalid", "Invalid time zone.");
  checkMax("groupExpansionMax", body.groupExpansionMax, MAX_GROUP);
  return {
    timeMin,
    timeMax,
    timeZone,
    ids: (body.items ?? []).map(({ id }) => {
      if (id === null || id === undefined || id === "")
        throw new GoogleError(400, "required", "Missing calendar id.");
      return id;
    }),
    calendarMax: checkMax("calendarExpansionMax", body.calendarExpansionMax, MAX_CALENDARS),
  };
}

function readInstant(name: string, value: string | null | undefined): number {
  if (value === null || value === undefined)
    throw new GoogleError(400, "required", `Missing ${name} parameter.`);
  const instant = parseRfc3339(value);
  if (instant === undefined) throw new GoogleError(400, "badRequest", "Bad Request");
  return instant;
}

function checkMax(name: string, value: number | null | undefined, max: number): number {
  if (value === null || value === undefined) return max;
  if (value < 1 || value > max)
    throw new GoogleError(
      400,
      "invalidParameter",
      `Invalid value '${value}' for ${name}. Values must be within the range: [1, ${max}]`,
    );
  return value;
}

function answerFor(world: World, grant: AccessGrant, id: string, query: Query): object {
  const calendar = findVisible(world, grant, id);
  if (calendar === undefined) return failed("notFound");
  const show = (instant: number): string => toRfc3339(instant, query.timeZone);
  return { busy: busyTimes(calendar, query).map(([start, end]) => ({ start: show(start), end: show(end) })) };
}

/** Those on one's list, and in a Workspace domain everybody's: its members see when each other is busy. */
function findVisible(world: World, { account }: AccessGrant, id: string): Calendar | undefined {
  const listed = account.calendars.find(id);
  if (listed !== undefined) return listed.calendar;
  const other = findAccount(world, id);
  return other !== undefined && other.hd !== null && other.hd === account.hd
    ? other.calendars.primary
    : undefined;
}

function failed(reason: string): object {
  return { errors: [{ domain: "global", reason }], busy: [] };
}

/** Within the range, ascending, what overlaps or touches made one. */
function busyTimes(
  calendar: Calendar,
  { timeMin, timeMax }: Query,
): (readonly [start: number, end: number])[] {
  const spans = eventsBetween(calendar, { timeMin, timeMax })
    .filter((event) => isBusy(calendar, event))
    .map(
      ({ start, end }) =>
        [
          Math.max(timeMin, eventInstant(start, calendar.timeZone)),
          Math.min(timeMax, eventInstant(end, calendar.timeZone)),
        ] as const,
    )
    .filter(([start, end]) => end > start)
    .sort(([a], [b]) => a - b);
  const busy: (readonly [number, number])[] = [];
  for (const [start, end] of spans) {
    const last = busy.at(-1);
    if (last !== undefined && start <= last[1]) busy[busy.length - 1] = [last[0], Math.max(last[1], end)];
    else busy.push([start, end]);
  }
  return busy;
}

/** An invitation not answered yet takes the time like one accepted. */
function isBusy(
  calendar: Calendar,
  { status, transparency, eventType, attendees = [] }: StoredEvent,
): boolean {
  if (status === "cancelled" || transparency === "transparent") return false;
  if (eventType === "workingLocation" || eventType === "birthday") return false;
  const self = attendees.find(({ email }) => email.toLowerCase() === calendar.id);
  return self?.responseStatus !== "declined";
}
