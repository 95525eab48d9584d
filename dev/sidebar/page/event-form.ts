/** An event being written or changed: title, time, guests, place, video call. */
import { avatar } from "./avatar.ts";
import { addDays, dayMs, isoDay, parseDay, startOfDay } from "./dates.ts";
import { el, icon, iconButton } from "./dom.ts";
import { browserZone, isSaved, withGuests } from "./event-change.ts";
import { endOf, isAllDay, startOf } from "./event-time.ts";
import { reasonOf } from "./toast.ts";
import type { CalendarEvent, EventAttendee, EventChange } from "./wire.ts";

export interface EventFormOptions {
  /** Settles when it is saved; throws a sentence otherwise. */
  readonly onSave: (change: EventChange) => Promise<void>;
  readonly onCancel: () => void;
}

export class EventForm {
  readonly element: HTMLElement;
  readonly #event: CalendarEvent;
  readonly #options: EventFormOptions;
  readonly #title = textInput("Title", "Add title");
  readonly #day = timeInput("date", "Day");
  readonly #from = timeInput("time", "Start");
  readonly #to = timeInput("time", "End");
  readonly #guest = textInput("Add guests", "Add guests");
  readonly #guests = el("ul", { class: "guests" });
  readonly #place = textInput("Location", "Add location");
  readonly #description = el("textarea", {
    attributes: { rows: "2", placeholder: "Add description", "aria-label": "Description" },
  });
  readonly #meet = el("input", { attributes: { type: "checkbox" } });
  readonly #problem = el("p", { class: "event-problem", attributes: { role: "alert" } });
  /** What the three time fields said at first. */
  readonly #times: string;
  #attendees: readonly EventAttendee[];

  constructor(event: CalendarEvent, options: EventFormOptions) {
    this.#event = event;
    this.#options = options;
    this.#attendees = event.attendees;
    this.#title.value = event.title;
    this.#place.value = event.location;
    this.#description.value = event.description;
    this.#day.value = isoDay(new Date(startOf(event)));
    this.#from.value = clock(startOf(event));
    this.#to.value = clock(endOf(event));
    this.#times = this.#typedTimes();
    this.element = this.#draw();
    this.#drawGuests();
  }

  focus(): void {
    this.#title.focus({ preventScroll: true });
  }

  addGuests(emails: readonly string[]): void {
    this.#attendees = withGuests(this.#event, this.#attendees, emails);
    this.#drawGuests();
  }

  #draw(): HTMLElement {
    const { onCancel } = this.#options;
    this.#guest.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== ",") return;
      event.preventDefault();
      this.#takeTypedGuests();
    });
    return el(
      "form",
      {
        class: "event-form",
        attributes: { novalidate: true, "aria-label": isSaved(this.#event) ? "Edit event" : "New event" },
        on: {
          submit: (event) => {
            event.preventDefault();
            void this.#save();
          },
        },
      },
      el(
        "header",
        { class: "event-popup-bar" },
        iconButton("close", isSaved(this.#event) ? "Cancel changes" : "Close event", onCancel),
      ),
      el(
        "div",
        { class: "event-popup-body" },
        row("circle", this.#title),
        !isAllDay(this.#event) &&
          row(
            "schedule",
            el("div", { class: "event-times" }, this.#day, this.#from, el("span", { text: "–" }), this.#to),
          ),
        row("group", this.#guest, this.#guests),
        this.#event.conference === null &&
          row(
            "videocam",
            el(
              "label",
              { class: "check event-meet" },
              this.#meet,
              el("span", { class: "control" }),
              el("span", { text: "Add Google Meet" }),
            ),
          ),
        row("location_on", this.#place),
        // A saved description may hold markup, which a plain field would show raw.
        !isSaved(this.#event) && row("description", this.#description),
        this.#problem,
      ),
      el(
        "footer",
        { class: "event-form-actions" },
        el("button", { class: "button filled", text: "Save", attributes: { type: "submit" } }),
      ),
    );
  }

  #drawGuests(): void {
    this.#guests.replaceChildren(
      ...this.#attendees
        .filter(({ resource }) => !resource)
        .map((guest) =>
          el(
            "li",
            {},
            avatar(guest.displayName ?? "", guest.email),
            el("span", { class: "guest-texts", text: guest.displayName ?? guest.email, dir: "auto" }),
            !guest.organizer &&
              iconButton("close", `Remove ${guest.displayName ?? guest.email}`, () => {
                this.#attendees = this.#attendees.filter((other) => other !== guest);
                this.#drawGuests();
              }),
          ),
        ),
    );
  }

  /** False when there is something that is no address. */
  #takeTypedGuests(): boolean {
    const typed = this.#guest.value.split(/[\s,;]+/).filter((text) => text !== "");
    const wrong = typed.find((text) => !/^[^@]+@[^@]+\.[^@]+$/.test(text));
    this.#problem.textContent = wrong === undefined ? "" : `“${wrong}” is no e-mail address.`;
    if (wrong !== undefined) return false;
    this.addGuests(typed);
    this.#guest.value = "";
    return true;
  }

  async #save(): Promise<void> {
    if (!this.#takeTypedGuests()) return;
    const isAsBefore = isSaved(this.#event) && this.#typedTimes() === this.#times;
    const times = isAllDay(this.#event) || isAsBefore ? {} : this.#readTimes();
    if (times === undefined) return;
    this.element.inert = true;
    try {
      await this.#options.onSave({
        title: this.#title.value.trim(),
        location: this.#place.value.trim(),
        ...times,
        ...(isSaved(this.#event) ? {} : { description: this.#description.value }),
        ...(this.#attendees === this.#event.attendees ? {} : { attendees: this.#attendees }),
        ...(this.#meet.checked ? { meetLink: true } : {}),
      });
    } catch (error) {
      this.element.inert = false;
      this.#problem.textContent = reasonOf(error);
    }
  }

  #typedTimes(): string {
    return [this.#day, this.#from, this.#to].map(({ value }) => value).join(" ");
  }

  #readTimes(): EventChange | undefined {
    const start = Date.parse(`${this.#day.value}T${this.#from.value}`);
    const end = Date.parse(`${this.#endDay()}T${this.#to.value}`);
    if (Number.isNaN(start) || Number.isNaN(end)) this.#problem.textContent = "The time is incomplete.";
    else if (end <= start) this.#problem.textContent = "The event ends before it starts.";
    else return { start: { at: start }, end: { at: end }, timeZone: browserZone() };
    return undefined;
  }

  /** As many days after the first as before, but a night's event given an end before midnight ends that evening. */
  #endDay(): string {
    const [start, end] = [startOf(this.#event), endOf(this.#event)];
    const days = daysBetween(start, end);
    const isEvening = end - start < dayMs && this.#to.value > this.#from.value;
    return days === 0 || isEvening ? this.#day.value : isoDay(addDays(parseDay(this.#day.value), days));
  }
}

/** By the browser's calendar. */
function daysBetween(start: number, end: number): number {
  const midnight = (at: number): number => startOfDay(new Date(at)).getTime();
  return Math.round((midnight(end) - midnight(start)) / dayMs);
}

function row(iconName: string, ...children: readonly Node[]): HTMLElement {
  return el("div", { class: `event-popup-line ${iconName}` }, icon(iconName), el("div", {}, ...children));
}

function textInput(label: string, placeholder: string): HTMLInputElement {
  return el("input", { attributes: { type: "text", placeholder, "aria-label": label, autocomplete: "off" } });
}

function timeInput(type: "date" | "time", label: string): HTMLInputElement {
  return el("input", { attributes: { type, "aria-label": label } });
}

/** `09:30` of the browser's clock. */
function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
