/** When an event is, in the browser's zone. */
import { parseDay } from "./dates.ts";
import type { CalendarEvent, EventTime } from "./wire.ts";

/** Epoch milliseconds; a day begins at the browser's own midnight. */
export function startOf(event: CalendarEvent): number {
  return instant(event.start);
}

/** Exclusive. */
export function endOf(event: CalendarEvent): number {
  return instant(event.end);
}

export function isAllDay(event: CalendarEvent): boolean {
  return "date" in event.start;
}

function instant(time: EventTime): number {
  return "date" in time ? parseDay(time.date).getTime() : time.at;
}
