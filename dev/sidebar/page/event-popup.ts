/** The card Calendar opens over an event. */
import { avatar } from "./avatar.ts";
import { addDays, format, startOfDay, timeOfDay, timeRange } from "./dates.ts";
import { el, icon, iconButton } from "./dom.ts";
import { isOwn } from "./event-change.ts";
import { endOf, isAllDay, startOf } from "./event-time.ts";
import { richText } from "./rich-text.ts";
import { safeUrl } from "./safe-url.ts";
import type { CalendarEvent, EventAttendee } from "./wire.ts";

export interface EventPopupOptions {
  readonly close: () => void;
  readonly edit: () => void;
  readonly remove: () => void;
  /** `accepted`, `declined` or `tentative`. */
  readonly answer: (responseStatus: string) => void;
}

/** The box both an event and its form stand in. */
export function popupBox(event: CalendarEvent, close: () => void): HTMLElement {
  return el("section", {
    class: "event-popup",
    attributes: {
      role: "dialog",
      tabindex: "-1",
      "aria-label": event.title === "" ? "Event" : event.title,
    },
    on: {
      keydown: ({ key }) => {
        if (key === "Escape") close();
      },
    },
  });
}

export function eventDetails(event: CalendarEvent, options: EventPopupOptions): readonly HTMLElement[] {
  return [
    el(
      "header",
      { class: "event-popup-bar" },
      isOwn(event) && iconButton("edit", "Edit event", options.edit),
      isOwn(event) && iconButton("delete", "Delete event", options.remove),
      iconButton("close", "Close event", options.close),
    ),
    el(
      "div",
      { class: "event-popup-body" },
      line(
        "circle",
        el("h2", {
          class: "event-popup-title",
          text: event.title === "" ? "(No title)" : event.title,
          dir: "auto",
        }),
        el("p", { class: "event-popup-when", text: when(event) }),
      ),
      videoLine(event),
      event.location !== "" && line("location_on", el("p", { text: event.location, dir: "auto" })),
      event.attendees.length > 0 && guests(event),
      event.description !== "" &&
        line("description", el("p", { class: "event-popup-text", dir: "auto" }, richText(event.description))),
      line(
        "calendar_today",
        el("p", { text: event.organizer.displayName ?? event.organizer.email, dir: "auto" }),
      ),
    ),
    ...going(event, options.answer),
  ];
}

const answers = { accepted: "Yes", declined: "No", tentative: "Maybe" } as const;

/** Only a guest is asked. */
function going(event: CalendarEvent, answer: EventPopupOptions["answer"]): readonly HTMLElement[] {
  const own = event.attendees.find(({ self, organizer }) => self && !organizer);
  if (own === undefined) return [];
  return [
    el(
      "footer",
      { class: "event-going" },
      el("span", { text: "Going?" }),
      ...Object.entries(answers).map(([status, text]) =>
        el("button", {
          class: "button outlined",
          text,
          attributes: { type: "button", "aria-pressed": String(own.responseStatus === status) },
          on: {
            click: () => {
              answer(status);
            },
          },
        }),
      ),
    ),
  ];
}

const gapPx = 8;

/** Beside the event, on the side that has room. */
export function placePopup(popup: HTMLElement, anchor: Element | null, within: HTMLElement): void {
  const area = within.getBoundingClientRect();
  const box = anchor?.getBoundingClientRect() ?? area;
  const { offsetWidth: width, offsetHeight: height } = popup;
  const right = box.right + gapPx;
  const left = right + width <= area.right ? right : box.left - gapPx - width;
  const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));
  popup.style.left = `${clamp(left - area.left, gapPx, Math.max(gapPx, area.width - width - gapPx))}px`;
  popup.style.top = `${clamp(box.top - area.top, gapPx, Math.max(gapPx, area.height - height - gapPx))}px`;
}

function line(iconName: string, ...children: readonly (Node | false)[]): HTMLElement {
  return el("div", { class: `event-popup-line ${iconName}` }, icon(iconName), el("div", {}, ...children));
}

/** The day and its hours; from day to day when it lasts for whole ones; both moments when it runs over midnight. */
function when(event: CalendarEvent): string {
  const start = new Date(startOf(event));
  const end = new Date(endOf(event));
  const day = (at: Date): string => format(at, { weekday: "long", month: "long", day: "numeric" });
  const isWholeDays = isAllDay(event) || (isMidnight(start) && isMidnight(end) && end > start);
  const last = isWholeDays ? addDays(end, -1) : end;
  const isOneDay = start.toDateString() === last.toDateString();
  if (isWholeDays) return isOneDay ? day(start) : `${day(start)} – ${day(last)}`;
  if (isOneDay) return `${day(start)}  ·  ${timeRange(startOf(event), endOf(event))}`;
  return `${day(start)}, ${timeOfDay(startOf(event))} – ${day(end)}, ${timeOfDay(endOf(event))}`;
}

function isMidnight(at: Date): boolean {
  return at.getTime() === startOfDay(at).getTime();
}

function videoLine(event: CalendarEvent): HTMLElement | false {
  const video = event.conference?.entryPoints?.find((entry) => entry.entryPointType === "video");
  const url = safeUrl(video?.uri ?? "");
  if (url === undefined) return false;
  const name = event.conference?.conferenceSolution?.name ?? "video call";
  return line(
    "videocam",
    el("a", {
      class: "button filled",
      text: `Join with ${name}`,
      attributes: { href: url, target: "_blank", rel: "noopener noreferrer" },
    }),
    el("p", { class: "event-popup-quiet", text: video?.label ?? new URL(url).host + new URL(url).pathname }),
  );
}

const marks: Readonly<Record<string, string>> = {
  accepted: "check_circle",
  declined: "cancel",
  tentative: "help",
};

function guests({ attendees }: CalendarEvent): HTMLElement {
  const people = attendees.filter((attendee) => !attendee.resource);
  const count = (status: string, word: string): string | undefined => {
    const number = people.filter((person) => person.responseStatus === status).length;
    return number === 0 ? undefined : `${number} ${word}`;
  };
  const summary = [
    count("accepted", "yes"),
    count("declined", "no"),
    count("tentative", "maybe"),
    count("needsAction", "awaiting"),
  ];
  return line(
    "group",
    el("p", { text: people.length === 1 ? "1 guest" : `${people.length} guests` }),
    el("p", { class: "event-popup-quiet", text: summary.filter(Boolean).join(", ") }),
    el("ul", { class: "guests" }, ...people.map(guest)),
  );
}

function guest(attendee: EventAttendee): HTMLElement {
  const role = attendee.organizer ? "Organizer" : attendee.optional ? "Optional" : undefined;
  const mark = marks[attendee.responseStatus];
  return el(
    "li",
    {},
    el(
      "span",
      { class: "guest-avatar" },
      avatar(attendee.displayName ?? "", attendee.email),
      mark !== undefined && icon(mark, `guest-mark ${attendee.responseStatus}`),
    ),
    el(
      "span",
      { class: "guest-texts" },
      el("span", { text: attendee.displayName ?? attendee.email, dir: "auto" }),
      role !== undefined && el("span", { class: "event-popup-quiet", text: role }),
    ),
  );
}
