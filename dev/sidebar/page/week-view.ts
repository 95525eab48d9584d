/** Seven days with their events, side by side where they overlap. */
import { addDays, dayMs, format, fullHour, isoDay, startOfDay, timeRange } from "./dates.ts";
import { el } from "./dom.ts";
import { isOwn, isSaved } from "./event-change.ts";
import { draggable } from "./event-drag.ts";
import { endOf, isAllDay, startOf } from "./event-time.ts";
import { arrange } from "./week-layout.ts";
import type { CalendarEvent } from "./wire.ts";

export interface WeekOptions {
  readonly openId: string | undefined;
  readonly open: (event: CalendarEvent) => void;
  /** A free place of the week was clicked. */
  readonly create: (start: Date) => void;
  readonly move: (event: CalendarEvent, start: Date) => void;
}

/** Height of an hour; the stylesheet's lines are drawn with the same number. */
const hourPx = 48;

/** As the stylesheet has them. */
const eventLinePx = 14;
const eventPaddingPx = 4;

/** Where the day begins when nobody has scrolled yet. */
const firstHourInSight = 8;

export function weekView(start: Date, events: readonly CalendarEvent[], options: WeekOptions): HTMLElement {
  const days = Array.from({ length: 7 }, (_, index) => addDays(start, index));
  const today = isoDay(new Date());
  const heads = days.map((day) =>
    el(
      "div",
      { class: isoDay(day) === today ? "day-head today" : "day-head" },
      el("span", { class: "day-name", text: format(day, { weekday: "short" }) }),
      el("span", { class: "day-number", text: String(day.getDate()) }),
    ),
  );
  const allDay = days.map((day) => {
    const onDay = events.filter((event) => inTopRow(event) && overlaps(event, day));
    return el("div", { class: "all-day-cell" }, ...onDay.map((event) => eventButton(event, options)));
  });
  const hours = Array.from({ length: 24 }, (_, hour) =>
    el("span", { class: "hour-label", text: hour === 0 ? "" : fullHour(hour) }),
  );
  const columns = days.map((day) => dayColumn(day, events, options, isoDay(day) === today));
  return el(
    "div",
    { class: "week", attributes: { role: "region", tabindex: "0", "aria-label": "Week" } },
    el(
      "div",
      { class: "week-top" },
      el("div", { class: "week-head" }, el("span", { class: "zone", text: zoneName() }), ...heads),
      el("div", { class: "week-all-day" }, el("span", {}), ...allDay),
    ),
    el("div", { class: "week-hours" }, el("div", { class: "hour-labels" }, ...hours), ...columns),
  );
}

export function scrollToWorkingHours(week: HTMLElement, scrolled: number | undefined): void {
  week.scrollTop = scrolled ?? firstHourInSight * hourPx - hourPx / 2;
}

function dayColumn(
  day: Date,
  events: readonly CalendarEvent[],
  options: WeekOptions,
  isToday: boolean,
): HTMLElement {
  const timed = events.filter((event) => !inTopRow(event) && overlaps(event, day));
  const column = el("div", {
    class: "day-column",
    on: {
      click: ({ target, offsetY }) => {
        if (target === column) options.create(slotAt(day, offsetY));
      },
    },
  });
  const midnight = day.getTime();
  const nextMidnight = addDays(day, 1).getTime();
  const spans = timed.map((event) => ({
    event,
    start: Math.max(startOf(event), midnight),
    end: Math.min(endOf(event), nextMidnight),
  }));
  for (const { span, lane, lanes } of arrange(spans)) {
    const { event, start: from, end: to } = span;
    const button = eventButton(event, options);
    button.style.top = `${pixels(from - midnight)}px`;
    const height = Math.max(pixels(to - from) - 2, 20);
    button.style.height = `${height}px`;
    button.style.setProperty("--lines", String(Math.floor((height - eventPaddingPx) / eventLinePx)));
    button.style.left = `${(lane / lanes) * 100}%`;
    button.style.width = `calc(${100 / lanes}% - 6px)`;
    if (to - from <= 30 * 60_000) button.classList.add("short");
    if (isSaved(event) && isOwn(event)) {
      const onMove = (newStart: Date): void => {
        options.move(event, newStart);
      };
      draggable(button, event, { hourPx, onMove });
    }
    column.append(button);
  }
  if (isToday) {
    const now = el("div", { class: "now-line" });
    now.style.top = `${pixels(Date.now() - midnight)}px`;
    column.append(now);
  }
  return column;
}

function eventButton(event: CalendarEvent, { openId, open }: WeekOptions): HTMLElement {
  const own = event.attendees.find((attendee) => attendee.self)?.responseStatus ?? "accepted";
  const time = isAllDay(event) ? "" : timeRange(startOf(event), endOf(event));
  return el(
    "button",
    {
      class: [
        "event",
        own === "needsAction" ? "unanswered" : own,
        event.id === openId ? "open" : "",
        isSaved(event) ? "" : "unsaved",
        endOf(event) < Date.now() ? "past" : "",
      ]
        .filter(Boolean)
        .join(" "),
      title: [event.title, time, event.location].filter(Boolean).join("\n"),
      attributes: { type: "button", "data-event-id": event.id },
      on: {
        click: () => {
          open(event);
        },
      },
    },
    el("span", { class: "event-title", text: event.title === "" ? "(No title)" : event.title, dir: "auto" }),
    !inTopRow(event) && el("span", { class: "event-time", text: time }),
    !inTopRow(event) &&
      event.location !== "" &&
      el("span", { class: "event-place", text: event.location, dir: "auto" }),
  );
}

/** Calendar puts what lasts a day or more above the hours. */
function inTopRow(event: CalendarEvent): boolean {
  return isAllDay(event) || endOf(event) - startOf(event) >= dayMs;
}

function overlaps(event: CalendarEvent, day: Date): boolean {
  return startOf(event) < addDays(startOfDay(day), 1).getTime() && endOf(event) > day.getTime();
}

/** Calendar offers half hours. */
function slotAt(day: Date, offsetY: number): Date {
  const halfHours = Math.floor((offsetY / hourPx) * 2);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, halfHours * 30);
}

function pixels(ms: number): number {
  return (ms / 3_600_000) * hourPx;
}

function zoneName(): string {
  const parts = new Intl.DateTimeFormat(navigator.language, { timeZoneName: "shortOffset" }).formatToParts(
    new Date(),
  );
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
