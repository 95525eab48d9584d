/** Instants of an event's start and end, and back to the form Google writes them in. */
import { GoogleError } from "../google-error.ts";
import type { EventTime } from "./event-resource.ts";
import {
  formatDate,
  instantOf,
  isTimeZone,
  parseDate,
  parseRfc3339,
  parseWallTime,
  toRfc3339,
  wallTimeAt,
} from "./zoned-time.ts";

const DAY_MS = 86_400_000;

/** The zone a time counts in: its own, else its calendar's. A date has no zone of its own. */
export function eventZone(time: EventTime, calendarZone: string): string {
  return "date" in time ? calendarZone : (time.timeZone ?? calendarZone);
}

/** Times as stored never change, and every listing asks for their instants. */
const instants = new WeakMap<EventTime, { readonly zone: string; readonly instant: number }>();

/** A whole day begins at midnight of the calendar it stands in. */
export function eventInstant(time: EventTime, calendarZone: string): number {
  const zone = eventZone(time, calendarZone);
  const known = instants.get(time);
  if (known?.zone === zone) return known.instant;
  const instant = readInstant(time, zone);
  instants.set(time, { zone, instant });
  return instant;
}

function readInstant(time: EventTime, zone: string): number {
  if ("date" in time) {
    const midnight = parseDate(time.date);
    if (midnight === undefined) throw invalidTime();
    return instantOf(midnight, zone);
  }
  if (!isTimeZone(zone))
    throw new GoogleError(400, "invalid", `Invalid time zone definition for start time.`);
  const instant = parseRfc3339(time.dateTime);
  if (instant !== undefined) return instant;
  const wall = parseWallTime(time.dateTime);
  if (wall === undefined) throw invalidTime();
  return instantOf(wall, zone);
}

/** The same kind of time (day or moment, same zone) at another instant. */
export function eventTimeAt(like: EventTime, instant: number, calendarZone: string): EventTime {
  if ("date" in like) return { date: formatDate(wallTimeAt(instant, calendarZone)) };
  const zone = eventZone(like, calendarZone);
  return { dateTime: toRfc3339(instant, zone), timeZone: zone };
}

/** The end of an occurrence that starts later than its series did: whole days stay whole days over a clock change. */
export function shiftedEnd(
  start: EventTime,
  end: EventTime,
  newStart: EventTime,
  calendarZone: string,
): EventTime {
  if ("date" in start && "date" in end && "date" in newStart) {
    const days = dayNumber(end.date) - dayNumber(start.date);
    return { date: new Date((dayNumber(newStart.date) + days) * DAY_MS).toISOString().slice(0, 10) };
  }
  const length = eventInstant(end, calendarZone) - eventInstant(start, calendarZone);
  return eventTimeAt(end, eventInstant(newStart, calendarZone) + length, calendarZone);
}

function dayNumber(date: string): number {
  return Math.round(Date.parse(date) / DAY_MS);
}

function invalidTime(): GoogleError {
  return new GoogleError(400, "badRequest", "Bad Request");
}
