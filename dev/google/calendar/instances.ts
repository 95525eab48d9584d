/** Occurrences of a series: the untouched ones made from the rule, the others as they were written down. */
import type { Calendar } from "./calendar.ts";
import type { EventTime, StoredEvent } from "./event-resource.ts";
import { eventInstant, eventTimeAt, shiftedEnd } from "./event-time.ts";
import { occurrenceStarts } from "./recurrence.ts";

const INSTANCE_ID =
  /^([a-v0-9]{5,1024}(?:_R\d{8}(?:T\d{6})?)?)_(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/;

/** `base_20261123T090000Z` by the original start in UTC, `base_20261123` for whole days. */
export function instanceId(seriesId: string, originalStart: EventTime, calendarZone: string): string {
  if ("date" in originalStart) return `${seriesId}_${originalStart.date.replaceAll("-", "")}`;
  const utc = new Date(eventInstant(originalStart, calendarZone)).toISOString();
  return `${seriesId}_${utc.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

export function findInstance(calendar: Calendar, id: string): StoredEvent | undefined {
  const match = INSTANCE_ID.exec(id);
  if (match === null) return undefined;
  const [, seriesId = "", year = "", month = "", day = "", hour, minute, second] = match;
  const series = calendar.find(seriesId);
  if (series?.recurrence === undefined) return undefined;
  const originalStart: EventTime =
    hour === undefined
      ? { date: `${year}-${month}-${day}` }
      : { dateTime: `${year}-${month}-${day}T${hour}:${minute ?? ""}:${second ?? ""}Z` };
  if ("date" in originalStart !== "date" in series.start) return undefined;
  if (Number.isNaN(Date.parse("date" in originalStart ? originalStart.date : originalStart.dateTime)))
    return undefined;
  const start = eventInstant(originalStart, calendar.timeZone);
  const recurrence = { start: series.start, recurrence: series.recurrence, calendarZone: calendar.timeZone };
  return occurrenceStarts(recurrence, start, start).length === 0
    ? undefined
    : makeInstance(calendar, series, start);
}

export interface InstanceRange {
  /** Bounds the end of an occurrence, exclusively. */
  readonly timeMin?: number | undefined;
  /** Bounds its start, exclusively. */
  readonly timeMax?: number | undefined;
}

/** All occurrences of a series that touch the range, exceptions in place of what they replace, by start. */
export function instancesOf(
  calendar: Calendar,
  series: StoredEvent,
  range: InstanceRange = {},
): StoredEvent[] {
  const zone = calendar.timeZone;
  const length = eventInstant(series.end, zone) - eventInstant(series.start, zone);
  // A day longer than the event itself: the length of a whole-day event changes with the clocks.
  const from = range.timeMin === undefined ? Number.NEGATIVE_INFINITY : range.timeMin - length - 86_400_000;
  const untouched = occurrenceStarts(
    { start: series.start, recurrence: series.recurrence ?? [], calendarZone: zone },
    from,
    range.timeMax,
  ).map((start) => makeInstance(calendar, series, start));
  const exceptions = calendar.exceptionsOf(series.id);
  // Most series have none, and then are in order.
  if (exceptions.length === 0) return untouched.filter((instance) => touches(instance, range, zone));
  const replaced = new Set(exceptions.map(({ id }) => id));
  return [...untouched.filter(({ id }) => !replaced.has(id)), ...exceptions]
    .filter((instance) => touches(instance, range, zone))
    .sort((a, b) => eventInstant(a.start, zone) - eventInstant(b.start, zone));
}

/** Single events and occurrences of series that touch a range, cancelled ones among them. */
export function eventsBetween(calendar: Calendar, range: InstanceRange): StoredEvent[] {
  return [...calendar.eventsAround(range)].flatMap((event) => {
    if (event.recurringEventId !== undefined && calendar.find(event.recurringEventId) !== undefined)
      return [];
    if (event.recurrence !== undefined) return instancesOf(calendar, event, range);
    return touches(event, range, calendar.timeZone) ? [event] : [];
  });
}

/** Google's window: the end after timeMin, the start before timeMax. */
export function touches(event: StoredEvent, range: InstanceRange, calendarZone: string): boolean {
  if (range.timeMin !== undefined && eventInstant(event.end, calendarZone) <= range.timeMin) return false;
  return range.timeMax === undefined || eventInstant(event.start, calendarZone) < range.timeMax;
}

/** Of a series as it is stored: whoever looks at a week looks at it again. */
const made = new WeakMap<StoredEvent, Map<number, StoredEvent>>();
const MAX_MADE = 2_000;

function makeInstance(calendar: Calendar, series: StoredEvent, originalStart: number): StoredEvent {
  let instances = made.get(series);
  if (instances === undefined || instances.size > MAX_MADE)
    made.set(series, (instances = new Map<number, StoredEvent>()));
  let instance = instances.get(originalStart);
  if (instance === undefined) {
    const { recurrence: _, ...shared } = series;
    const start = eventTimeAt(series.start, originalStart, calendar.timeZone);
    instance = {
      ...shared,
      id: instanceId(series.id, start, calendar.timeZone),
      recurringEventId: series.id,
      originalStartTime: start,
      start,
      end: shiftedEnd(series.start, series.end, start, calendar.timeZone),
    };
    instances.set(originalStart, instance);
  }
  return instance;
}
