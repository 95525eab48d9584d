/** The week, and the event that is open in it. */
import { deleteEvent, fetchEvent, fetchEvents, insertEvent, patchEvent } from "./api.ts";
import { addDays, dayMs, isoDay, monthsOf, parseDay, startOfWeek } from "./dates.ts";
import { el, iconButton } from "./dom.ts";
import type { OpenItem } from "./event-object.ts";
import { answer, isSaved, moveTo, newEvent } from "./event-change.ts";
import { EventForm } from "./event-form.ts";
import { startOf } from "./event-time.ts";
import { eventDetails, placePopup, popupBox } from "./event-popup.ts";
import { loading, trouble } from "./notice-view.ts";
import { routeHash } from "./route.ts";
import type { Route } from "./route.ts";
import { scrollToWorkingHours, weekView } from "./week-view.ts";
import { reasonOf, toast } from "./toast.ts";
import type { CalendarEvent, EventChange, Rep } from "./wire.ts";

export interface CalendarViewOptions {
  readonly user: Rep;
  readonly go: (route: Route) => void;
  readonly onOpen: (open: OpenItem | undefined) => void;
  /** What is open has changed, and the add-on's card stays. */
  readonly onChange: (open: OpenItem) => void;
}

type CalendarRoute = Extract<Route, { view: "calendar" | "event" }>;

/** Where an event that left the week is looked for. */
const furthestMoveMs = 62 * dayMs;

interface Week {
  readonly start: Date;
  readonly events: readonly CalendarEvent[];
  readonly open: CalendarEvent | undefined;
}

export class CalendarView {
  readonly element = el("div", { class: "calendar" });
  readonly #options: CalendarViewOptions;
  #week: Week | undefined;
  /** The form that stands where the open event's details would. */
  #form: EventForm | undefined;
  #popup: HTMLElement | undefined;
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
      this.#form = undefined;
      this.#take(week);
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

  /** A new event, not saved yet; the add-on is told of it as of any other. */
  create(start: Date = nextHour()): void {
    const week = this.#week;
    if (week === undefined) return;
    const open = newEvent(this.#options.user, start);
    this.#form = this.#formOf(open);
    this.#take({ ...week, open });
  }

  /** What the add-on adds to the open event is saved when the person saves it. */
  addGuests(emails: readonly string[]): void {
    const week = this.#week;
    if (week?.open === undefined) throw new Error("No event is open to add guests to.");
    this.#form ??= this.#formOf(week.open);
    this.#form.addGuests(emails);
    this.#drawPopup(week.open);
  }

  /** Somebody else may have changed the calendar; what is typed or dragged just now stays. */
  async refresh(): Promise<void> {
    const before = this.#week;
    if (before === undefined || !this.element.isConnected) return;
    if (this.element.querySelector(".dragging") !== null) return;
    const events = await this.#fetchWeek(before.start).catch(() => undefined);
    if (events === undefined) return;
    const open = await this.#stillOpen(before.open, events);
    if (this.#week !== before) return;
    const isSame = JSON.stringify([events, open]) === JSON.stringify([before.events, before.open]);
    if (isSame) return;
    this.#week = { ...before, events, open };
    if (open === undefined) this.#form = undefined;
    this.#draw(this.#week, false);
    if (open !== undefined) this.#options.onChange({ kind: "event", event: open });
  }

  /** As it is now, also some weeks away; undefined when it is gone. */
  async #stillOpen(
    open: CalendarEvent | undefined,
    events: readonly CalendarEvent[],
  ): Promise<CalendarEvent | undefined> {
    if (open === undefined || !isSaved(open)) return open;
    const find = (list: readonly CalendarEvent[]) => list.find(({ id }) => id === open.id);
    const here = find(events);
    if (here !== undefined) return here;
    const was = startOf(open);
    const far = fetchEvents(this.#options.user.email, was - furthestMoveMs, was + furthestMoveMs);
    return find(await far.catch(() => []));
  }

  #take(week: Week): void {
    this.#week = week;
    this.#draw(week, true);
    this.#options.onOpen(week.open === undefined ? undefined : { kind: "event", event: week.open });
  }

  async #load(route: CalendarRoute): Promise<Week> {
    const open = route.view === "event" ? await this.#find(route.eventId) : undefined;
    const start = startOfWeek(
      open === undefined
        ? parseDay(route.view === "calendar" ? route.day : undefined)
        : new Date(startOf(open)),
    );
    return { start, open, events: await this.#fetchWeek(start) };
  }

  async #fetchWeek(start: Date): Promise<readonly CalendarEvent[]> {
    return await fetchEvents(this.#options.user.email, start.getTime(), addDays(start, 7).getTime());
  }

  async #find(eventId: string): Promise<CalendarEvent> {
    return (
      this.#week?.events.find(({ id }) => id === eventId) ??
      (await fetchEvent(this.#options.user.email, eventId))
    );
  }

  #formOf(event: CalendarEvent): EventForm {
    return new EventForm(event, {
      onCancel: () => {
        this.#form = undefined;
        if (isSaved(event)) this.#drawPopup(event);
        else this.#leave(event);
      },
      onSave: async (change) => {
        const { email } = this.#options.user;
        if (isSaved(event)) await patchEvent(email, event, change);
        else await insertEvent(email, event.id, change);
        this.#form = undefined;
        toast("Event saved");
        await this.#afterChange(event.id);
      },
    });
  }

  /** The open event anew, wherever it lies now. */
  async #afterChange(eventId: string): Promise<void> {
    const week = this.#week;
    this.#week = week === undefined ? undefined : { ...week, events: [], open: undefined };
    if (window.location.hash === routeHash({ view: "event", eventId }))
      await this.show({ view: "event", eventId });
    else this.#options.go({ view: "event", eventId });
  }

  async #change(event: CalendarEvent, change: EventChange, done: string): Promise<void> {
    await patchEvent(this.#options.user.email, event, change).then(
      () => {
        toast(done);
      },
      (error: unknown) => {
        toast(reasonOf(error));
      },
    );
    // Whatever came of it: what is there now is shown.
    if (this.#week !== undefined) this.#week = { ...this.#week, events: [] };
    await this.refresh();
  }

  async #remove(event: CalendarEvent): Promise<void> {
    try {
      await deleteEvent(this.#options.user.email, event);
      toast("Event deleted");
      this.#leave(event);
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  #leave(event: CalendarEvent): void {
    const day = isoDay(new Date(startOf(event)));
    const route = { view: "calendar", day } as const;
    if (window.location.hash === routeHash(route)) void this.show(route);
    else this.#options.go(route);
  }

  #draw({ start, events, open }: Week, isArrival: boolean): void {
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
        text: monthsOf(start, addDays(start, 6)),
      }),
    );
    const shown = open === undefined || isSaved(open) ? events : [...events, open];
    const week = weekView(start, shown, {
      openId: open?.id,
      open: (event) => {
        if (isSaved(event)) go({ view: "event", eventId: event.id });
      },
      create: (at) => {
        this.create(at);
      },
      move: (event, at) => void this.#change(event, moveTo(event, at), "Event moved"),
    });
    this.element.replaceChildren(toolbar, week);
    scrollToWorkingHours(week, scrolled);
    if (open === undefined) this.#popup = undefined;
    else this.#drawPopup(open, isArrival);
  }

  #drawPopup(open: CalendarEvent, isArrival = true): void {
    const close = (): void => {
      this.#leave(open);
    };
    const details = eventDetails(open, {
      close,
      edit: () => {
        this.#form = this.#formOf(open);
        this.#drawPopup(open);
      },
      remove: () => void this.#remove(open),
      answer: (status) => void this.#change(open, answer(open, status), "Answer sent"),
    });
    const popup = popupBox(open, close);
    popup.append(...(this.#form === undefined ? details : [this.#form.element]));
    this.#popup?.remove();
    this.#popup = popup;
    this.element.append(popup);
    placePopup(popup, this.element.querySelector(".event.open"), this.element);
    if (!isArrival) return;
    if (this.#form === undefined) popup.focus({ preventScroll: true });
    else this.#form.focus();
  }
}

function nextHour(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 1);
}
