/** What happens to calendars: meetings are booked, moved, split, declined, called off, one by one and in series. */
import { GoogleError } from "../../dev/google/google-error.ts";
import type { EventTime } from "../../dev/google/calendar/event-resource.ts";
import type { Meeting } from "../../dev/google/calendar/meetings.ts";
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import { MARK, PRIVATE_MARK } from "./life.ts";
import { CONTACTS, REPS } from "./world.ts";

interface Booked {
  readonly meeting: Meeting;
  readonly start: number;
  readonly isAllDay: boolean;
  readonly isSeries: boolean;
  readonly reps: readonly string[];
}

export class CalendarLife {
  readonly #google: LocalGoogle;
  readonly #random: () => number;
  /** Every meeting lies half a day from whole days from now: none ends while somebody looks. */
  readonly #base: number;
  readonly #booked: Booked[] = [];
  #meetings = 0;

  constructor(google: LocalGoogle, seed: number) {
    this.#google = google;
    this.#random = seededDice(seed);
    this.#base = Math.floor(google.world.now() / 1_000) * 1_000 - DAY_MS / 2;
  }

  /** So many things happen. */
  go(count: number): void {
    for (let index = 0; index < count; index++)
      try {
        this.#happen(this.#random());
      } catch (error) {
        // What cannot be done to a meeting that is called off already.
        if (!(error instanceof GoogleError)) throw error;
      }
  }

  #happen(chance: number): void {
    const booked = this.#pick(this.#booked);
    if (booked === undefined || chance < 0.4) this.#book();
    else if (chance < 0.55) this.#move(booked);
    else if (chance < 0.65) this.#google.meetings.cancel(booked.meeting, this.#someOccurrence(booked));
    else if (chance < 0.75) this.#respond(booked, this.#random() < 0.6 ? "declined" : "accepted");
    else if (chance < 0.85) this.#rename(booked);
    else if (chance < 0.92) this.#split(booked);
    else this.#remove(booked);
  }

  #book(): void {
    this.#meetings += 1;
    const isAllDay = this.#random() < 0.2;
    const isSeries = this.#random() < 0.4;
    const isPrivate = this.#random() < 0.2;
    const reps = REPS.filter(() => this.#random() < 0.6);
    if (reps.length === 0) reps.push(REPS[0]);
    const customers = CUSTOMERS.filter(() => this.#random() < 0.4);
    const isOurs = this.#random() < 0.7 || customers.length === 0;
    const organizer = isOurs ? reps[0] : customers[0];
    const others = [...reps, ...customers].filter((email) => email !== organizer);
    const start = this.#base + Math.floor(this.#random() * 60 - 20) * DAY_MS;
    const isNobodys = customers.length === 0;
    const meeting = this.#google.meetings.book({
      organizer: { email: organizer ?? "" },
      guests: others.map((email) => ({ email })),
      summary: `${isPrivate || isNobodys ? PRIVATE_MARK : MARK} ${this.#meetings}`,
      start: timeAt(start, isAllDay),
      end: endOf(start, isAllDay),
      ...(isPrivate ? { visibility: "private" as const } : {}),
      ...(isSeries ? { recurrence: [`RRULE:FREQ=WEEKLY;COUNT=${4 + (this.#meetings % 5)}`] } : {}),
    });
    this.#booked.push({ meeting, start, isAllDay, isSeries, reps });
  }

  #move(booked: Booked): void {
    const occurrence = this.#someOccurrence(booked);
    const from = booked.start + Math.floor(this.#random() * 9 - 4) * DAY_MS;
    this.#google.meetings.move(
      booked.meeting,
      timeAt(from, booked.isAllDay),
      endOf(from, booked.isAllDay),
      occurrence,
    );
  }

  #rename({ meeting }: Booked): void {
    this.#meetings += 1;
    const title = this.#titleOf(meeting);
    this.#google.meetings.change(meeting, { summary: `${title.split(" ")[0] ?? ""} ${this.#meetings}` });
  }

  #respond({ meeting, reps }: Booked, answer: "declined" | "accepted"): void {
    this.#google.meetings.respond(meeting, this.#pick(reps) ?? "", answer);
  }

  #split(booked: Booked): void {
    if (!booked.isSeries || booked.isAllDay) return;
    const from = timeAt(booked.start + 14 * DAY_MS, false);
    const start = booked.start + 14 * DAY_MS + 2 * HOUR_MS;
    const meeting = this.#google.meetings.split(booked.meeting, from, {
      start: timeAt(start, false),
      end: endOf(start, false),
    });
    this.#booked.push({ ...booked, meeting, start });
  }

  #remove({ meeting, reps }: Booked): void {
    const email = this.#pick(reps) ?? "";
    if (email !== meeting.organizer) this.#google.meetings.removeFrom(meeting, email);
  }

  /** Of a series one of its first, more often than all of it. */
  #someOccurrence({ isSeries, isAllDay, start }: Booked): EventTime | undefined {
    if (!isSeries || this.#random() < 0.3) return undefined;
    return timeAt(start + Math.floor(this.#random() * 4) * 7 * DAY_MS, isAllDay);
  }

  #titleOf({ id }: Meeting): string {
    for (const { calendars } of this.#google.world.accounts.values()) {
      const summary = calendars.primary.find(id)?.summary;
      if (summary !== undefined) return summary;
    }
    return PRIVATE_MARK;
  }

  #pick<Item>(list: readonly Item[]): Item | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CUSTOMERS = [...new Set(Object.values(CONTACTS).flat(2))];

/** In UTC, which has no summer. */
function timeAt(instant: number, isAllDay: boolean): EventTime {
  const text = new Date(instant).toISOString();
  return isAllDay ? { date: text.slice(0, 10) } : { dateTime: text, timeZone: "UTC" };
}

function endOf(start: number, isAllDay: boolean): EventTime {
  return timeAt(start + (isAllDay ? DAY_MS : HOUR_MS), isAllDay);
}
