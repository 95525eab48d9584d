/** The week, and the event that is open in it. */
import { fetchEvent, fetchEvents } from "./api.ts";
import { addDays, format, isoDay, parseDay, startOfWeek } from "./dates.ts";
import { el, iconButton } from "./dom.ts";
import type { OpenItem } from "./event-object.ts";
import { startOf } from "./event-time.ts";
import { eventPopup, placePopup } from "./event-popup.ts";
import { loading, trouble } from "./notice-view.ts";
import type { Route } from "./route.ts";
import { scrollToWorkingHours, weekView } from "./week-view.ts";
import type { CalendarEvent, Rep } from "./wire.ts";

export interface CalendarViewOptions {
  readonly user: Rep;
  readonly go: (route: Route) => void;
  readonly onOpen: (open: OpenItem | undefined) => void;
}

type CalendarRoute = Extract<Route, { view: "calendar" | "event" }>;

interface Week {
  readonly start: Date;
  readonly events: readonly CalendarEvent[];
  readonly open: CalendarEvent | undefined;
}

export class CalendarView {
  readonly element = el("div", { class: "calendar" });
  readonly #options: CalendarViewOptions;
  #week: Week | undefined;
  #visit = 0;

  constructor(options: CalendarViewOptions) {
    this.#options = options;
  }

  async show(route: CalendarRoute): Promise<void> {
    this.#visit += 1;
    const visit = this.#visit;
    if (this.#week === undefined) this.element.replaceChildren(loading());
    try {
      const week = await this.#load(route);
      if (visit !== this.#visit) return;
      this.#week = week;
      this.#draw(week);
      this.#options.onOpen(week.open === undefined ? undefined : { kind: "event", event: week.open });
    } catch (error) {
      if (visit !== this.#visit) return;
      this.#week = undefined;
      this.element.replaceChildren(
        trouble(
          error,
          () => {
            void this.show(route);
          },
          () => {
            this.#options.go({ view: "threads", folder: "inbox", search: "" });
          },
        ),
      );
      this.#options.onOpen(undefined);
    }
  }

  async #load(route: CalendarRoute): Promise<Week> {
    const { email } = this.#options.user;
    const open = route.view === "event" ? await this.#find(route.eventId) : undefined;
    const start = startOfWeek(
      open === undefined
        ? parseDay(route.view === "calendar" ? route.day : undefined)
        : new Date(startOf(open)),
    );
    return { start, open, events: await fetchEvents(email, start.getTime(), addDays(start, 7).getTime()) };
  }

  async #find(eventId: string): Promise<CalendarEvent> {
    return (
      this.#week?.events.find(({ id }) => id === eventId) ??
      (await fetchEvent(this.#options.user.email, eventId))
    );
  }

  #draw({ start, events, open }: Week): void {
    const { go } = this.#options;
    const goTo = (day: Date): void => {
      go({ view: "calendar", day: isoDay(day) });
    };
    const scrolled = this.element.querySelector(".week")?.scrollTop;
    const toolbar = el(
      "div",
      { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Calendar" } },
      el("button", {
        class: "button outlined",
        text: "Today",
        attributes: { type: "button" },
        on: {
          click: () => {
            goTo(new Date());
          },
        },
      }),
      iconButton("chevron_left", "Previous week", () => {
        goTo(addDays(start, -7));
      }),
      iconButton("chevron_right", "Next week", () => {
        goTo(addDays(start, 7));
      }),
      el("h1", {
        class: "calendar-title",
        text: format(addDays(start, 3), { month: "long", year: "numeric" }),
      }),
    );
    const week = weekView(start, events, {
      openId: open?.id,
      open: (event) => {
        go({ view: "event", eventId: event.id });
      },
    });
    this.element.replaceChildren(toolbar, week);
    scrollToWorkingHours(week, scrolled);
    if (open === undefined) return;
    const popup = eventPopup(open, () => {
      goTo(new Date(startOf(open)));
    });
    this.element.append(popup);
    placePopup(popup, this.element.querySelector(".event.open"), this.element);
    popup.focus({ preventScroll: true });
  }
}
