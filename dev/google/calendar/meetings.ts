/** Meetings as people make them in Google's own pages, here or elsewhere: for tests and the demo, which play them. */
import { GoogleError } from "../google-error.ts";
import type { World } from "../world.ts";
import { findAccount } from "../world.ts";
import type { Calendar, EventChanges } from "./calendar.ts";
import { CalendarDirectory } from "./calendar-directory.ts";
import type {
  EventAttendee,
  EventContent,
  EventPerson,
  EventTime,
  ResponseStatus,
  StoredEvent,
} from "./event-resource.ts";
import { GuestMail } from "./guest-mail.ts";
import { instanceId } from "./instances.ts";
import { copyToGuests, findCopy } from "./invitation.ts";
import { splitSeries } from "./split-series.ts";

export type Guest = EventPerson & Partial<EventAttendee>;

export interface NewMeeting extends Omit<EventContent, "attendees" | "organizer" | "creator"> {
  /** Anybody's address; somebody without an account here is a customer inviting. */
  readonly organizer: EventPerson;
  /** Without the organizer, who is added. */
  readonly guests: readonly Guest[];
}

/** A meeting by the id it has in every calendar. */
export interface Meeting {
  readonly id: string;
  readonly iCalUID: string;
  readonly organizer: string;
  /** Set where one occurrence of a series is meant: where its rule puts it. */
  readonly occurrence?: EventTime;
}

export class Meetings {
  readonly #world: World;
  readonly #directory: CalendarDirectory;
  readonly #mail: GuestMail;

  constructor(world: World, directory = new CalendarDirectory(world), mail = new GuestMail(directory)) {
    this.#world = world;
    this.#directory = directory;
    this.#mail = mail;
  }

  /** What stands in somebody's calendar, whoever made it and however. */
  find(email: string, eventId: string): Meeting | undefined {
    const event = this.#directory.find(email)?.find(eventId);
    if (event === undefined) return undefined;
    const { iCalUID, organizer, recurringEventId, originalStartTime: occurrence } = event;
    const id = recurringEventId ?? event.id;
    return { id, iCalUID, organizer: organizer.email, ...(occurrence && { occurrence }) };
  }

  /** As its organizer has it. */
  read(meeting: Meeting, occurrence?: EventTime): StoredEvent {
    const calendar = this.#masterOf(meeting);
    return calendar.get(idOf(calendar, meeting, occurrence));
  }

  /** Puts a meeting into the calendars of all who are on it. */
  book({ organizer, guests, ...content }: NewMeeting): Meeting {
    const attendees: EventAttendee[] = [
      { ...organizer, organizer: true, responseStatus: "accepted" },
      ...guests.map((guest) => ({ responseStatus: "needsAction" as const, ...guest })),
    ];
    const calendar = this.#directory.of(organizer);
    const event = calendar.insert({ ...content, attendees, organizer, creator: organizer });
    this.#publish(calendar, undefined, event);
    return { id: event.id, iCalUID: event.iCalUID, organizer: organizer.email };
  }

  /** Of a series, `occurrence` is where its rule puts the one that is meant; left out, all of it is. */
  change(meeting: Meeting, changes: EventChanges, occurrence?: EventTime): void {
    this.#act(meeting, occurrence, (calendar, id) => calendar.update(id, changes));
  }

  move(meeting: Meeting, start: EventTime, end: EventTime, occurrence?: EventTime): void {
    this.change(meeting, { start, end }, occurrence);
  }

  retitle(meeting: Meeting, summary: string, occurrence?: EventTime): void {
    this.change(meeting, { summary }, occurrence);
  }

  /** Who is on it from now on, besides the organizer; those who were keep their answers. */
  invite(meeting: Meeting, guests: readonly Guest[], occurrence?: EventTime): void {
    const before = this.read(meeting, occurrence).attendees ?? [];
    const known = new Map(before.map((attendee) => [attendee.email.toLowerCase(), attendee]));
    const organizer = before.filter(({ organizer }) => organizer === true);
    const attendees = guests.map((guest) => ({
      responseStatus: "needsAction" as const,
      ...known.get(guest.email.toLowerCase()),
      ...guest,
    }));
    this.change(meeting, { attendees: [...organizer, ...attendees] }, occurrence);
  }

  /** Called off by the organizer: it is cancelled in every calendar. */
  cancel(meeting: Meeting, occurrence?: EventTime): void {
    this.#act(meeting, occurrence, (calendar, id) => calendar.cancel(id));
  }

  /** Somebody takes it out of their own calendar; everybody else keeps it and sees them decline. */
  removeFrom(meeting: Meeting, email: string, occurrence?: EventTime): void {
    this.respond(meeting, email, "declined", occurrence);
    const calendar = findAccount(this.#world, email)?.calendars.primary;
    const event = this.read(meeting, occurrence);
    if (calendar !== undefined && findCopy(calendar, event) !== undefined) calendar.cancel(event.id);
  }

  respond(meeting: Meeting, email: string, responseStatus: ResponseStatus, occurrence?: EventTime): void {
    const calendar = this.#masterOf(meeting);
    const before = this.read(meeting, occurrence);
    const attendees = (before.attendees ?? []).map((attendee) =>
      attendee.email.toLowerCase() === email.toLowerCase() ? { ...attendee, responseStatus } : attendee,
    );
    const after = calendar.update(before.id, { attendees });
    copyToGuests(calendar, meeting.iCalUID, this.#directory.all());
    this.#mail.tellOrganizer({ before, after, by: email, sendUpdates: "all" });
  }

  /** "This and following": gives the meeting that goes on. */
  split(meeting: Meeting, from: EventTime, changes: EventChanges): Meeting {
    const calendar = this.#masterOf(meeting);
    const { id, iCalUID } = splitSeries(calendar, meeting.id, from, changes);
    for (const uid of [meeting.iCalUID, iCalUID]) copyToGuests(calendar, uid, this.#directory.all());
    return { id, iCalUID, organizer: meeting.organizer };
  }

  #act(
    meeting: Meeting,
    occurrence: EventTime | undefined,
    act: (calendar: Calendar, id: string) => StoredEvent,
  ): void {
    const calendar = this.#masterOf(meeting);
    const before = this.read(meeting, occurrence);
    this.#publish(calendar, before, act(calendar, before.id));
  }

  #masterOf({ id, iCalUID, organizer }: Meeting): Calendar {
    const calendars = [this.#directory.find(organizer), ...this.#directory.all()];
    const master = calendars.find((calendar) => calendar?.find(id)?.iCalUID === iCalUID);
    if (master === undefined) throw new GoogleError(404, "notFound", "Not Found");
    return master;
  }

  #publish(calendar: Calendar, before: StoredEvent | undefined, after: StoredEvent): void {
    copyToGuests(calendar, after.iCalUID, this.#directory.all());
    this.#mail.tellGuests({ before, after, by: after.organizer.email, sendUpdates: "all" });
  }
}

function idOf(calendar: Calendar, meeting: Meeting, given: EventTime | undefined): string {
  const { id, occurrence = given } = meeting;
  return occurrence === undefined ? id : instanceId(id, occurrence, calendar.timeZone);
}
