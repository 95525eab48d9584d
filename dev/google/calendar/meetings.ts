/** Meetings between people, with an account here or elsewhere: for tests and the demo, which play the customers. */
import type { World } from "../world.ts";
import { findAccount } from "../world.ts";
import { Calendar } from "./calendar.ts";
import type { EventChanges } from "./calendar.ts";
import type {
  EventAttendee,
  EventContent,
  EventPerson,
  EventTime,
  ResponseStatus,
} from "./event-resource.ts";
import { instanceId } from "./instances.ts";
import { copyToGuests } from "./invitation.ts";
import { splitSeries } from "./split-series.ts";

export interface NewMeeting extends Omit<EventContent, "attendees" | "organizer" | "creator"> {
  /** Anybody's address; somebody without an account here is a customer inviting. */
  readonly organizer: EventPerson;
  /** Without the organizer, who is added. */
  readonly guests: readonly (EventPerson & Partial<EventAttendee>)[];
}

/** A meeting by the id it has in every calendar. */
export interface Meeting {
  readonly id: string;
  readonly iCalUID: string;
  readonly organizer: string;
}

export class Meetings {
  readonly #world: World;
  /** Of organizers who have no account here. */
  readonly #elsewhere = new Map<string, Calendar>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Puts a meeting into the calendars of all who are on it. */
  book({ organizer, guests, ...content }: NewMeeting): Meeting {
    const attendees: EventAttendee[] = [
      { ...organizer, organizer: true, responseStatus: "accepted" },
      ...guests.map((guest) => ({ responseStatus: "needsAction" as const, ...guest })),
    ];
    const calendar = this.#calendarOf(organizer);
    const event = calendar.insert({ ...content, attendees, organizer, creator: organizer });
    copyToGuests(calendar, event.iCalUID, this.#calendars());
    return { id: event.id, iCalUID: event.iCalUID, organizer: organizer.email };
  }

  /** Of a series, `occurrence` is where its rule puts the one that is meant; left out, all of it is. */
  change(meeting: Meeting, changes: EventChanges, occurrence?: EventTime): void {
    this.#act(meeting, (calendar) => calendar.update(idOf(calendar, meeting, occurrence), changes));
  }

  move(meeting: Meeting, start: EventTime, end: EventTime, occurrence?: EventTime): void {
    this.change(meeting, { start, end }, occurrence);
  }

  /** Called off by the organizer: it is cancelled in every calendar. */
  cancel(meeting: Meeting, occurrence?: EventTime): void {
    this.#act(meeting, (calendar) => calendar.cancel(idOf(calendar, meeting, occurrence)));
  }

  /** Somebody takes it out of their own calendar; everybody else keeps it and sees them decline. */
  removeFrom(meeting: Meeting, email: string, occurrence?: EventTime): void {
    this.respond(meeting, email, "declined", occurrence);
    const calendar = findAccount(this.#world, email)?.calendars.primary;
    calendar?.cancel(idOf(calendar, meeting, occurrence));
  }

  respond(meeting: Meeting, email: string, responseStatus: ResponseStatus, occurrence?: EventTime): void {
    this.#act(meeting, (calendar) => {
      const id = idOf(calendar, meeting, occurrence);
      const attendees = (calendar.get(id).attendees ?? []).map((attendee) =>
        attendee.email.toLowerCase() === email.toLowerCase() ? { ...attendee, responseStatus } : attendee,
      );
      calendar.update(id, { attendees });
    });
  }

  /** "This and following": gives the meeting that goes on. */
  split(meeting: Meeting, from: EventTime, changes: EventChanges): Meeting {
    const calendar = this.#calendarOf({ email: meeting.organizer });
    const { id, iCalUID } = splitSeries(calendar, meeting.id, from, changes);
    for (const uid of [meeting.iCalUID, iCalUID]) copyToGuests(calendar, uid, this.#calendars());
    return { id, iCalUID, organizer: meeting.organizer };
  }

  #act(meeting: Meeting, act: (calendar: Calendar) => void): void {
    const calendar = this.#calendarOf({ email: meeting.organizer });
    act(calendar);
    copyToGuests(calendar, meeting.iCalUID, this.#calendars());
  }

  #calendars(): Calendar[] {
    return [...this.#world.accounts.values()].map(({ calendars }) => calendars.primary);
  }

  #calendarOf(person: EventPerson): Calendar {
    const account = findAccount(this.#world, person.email);
    if (account !== undefined) return account.calendars.primary;
    const key = person.email.toLowerCase();
    let calendar = this.#elsewhere.get(key);
    if (calendar === undefined) {
      const facts = { id: key, summary: person.email, timeZone: "UTC", owner: person };
      this.#elsewhere.set(key, (calendar = new Calendar(facts, this.#world.now)));
    }
    return calendar;
  }
}

function idOf(calendar: Calendar, { id }: Meeting, occurrence: EventTime | undefined): string {
  return occurrence === undefined ? id : instanceId(id, occurrence, calendar.timeZone);
}
