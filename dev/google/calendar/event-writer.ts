/** Writes events as the people do who use the API: who may change what, where it goes, and who is written to. */
import { isDeepStrictEqual } from "node:util";
import { GoogleError } from "../google-error.ts";
import type { Calendar } from "./calendar.ts";
import { requireMatch } from "./calendar.ts";
import type { CalendarDirectory } from "./calendar-directory.ts";
import { isOrganizer } from "./calendar-directory.ts";
import type { Conferences } from "./conferences.ts";
import { conferenceOf } from "./conferences.ts";
import type { EventBody } from "./event-body.ts";
import { contentOfBody, mergedBody } from "./event-body.ts";
import type { EventAttendee, EventContent, EventPerson, StoredEvent } from "./event-resource.ts";
import type { GuestMail, SendUpdates } from "./guest-mail.ts";
import { presentFields } from "./present-fields.ts";
import {
  includes,
  isSelf,
  requireOnlyOwnChanges,
  seesOnlySelf,
  unwritableContent,
  withOwnOf,
} from "./guest-rights.ts";
import { copyToGuests, sharedContent } from "./invitation.ts";

export interface WriteOptions {
  /** Who asks. */
  readonly actor: EventPerson;
  readonly sendUpdates: SendUpdates;
  /** False: whatever is said of a conference is not read. */
  readonly knowsConferences: boolean;
  readonly ifMatch?: string | undefined;
}

export class EventWriter {
  readonly #directory: CalendarDirectory;
  readonly #mail: GuestMail;
  readonly #conferences: Conferences;

  constructor(parts: { directory: CalendarDirectory; mail: GuestMail; conferences: Conferences }) {
    this.#directory = parts.directory;
    this.#mail = parts.mail;
    this.#conferences = parts.conferences;
  }

  /** Somebody looks at an event: a conference asked for may have come to be by now. */
  read(calendar: Calendar, id: string): StoredEvent {
    const event = calendar.get(id);
    const made = this.#conferences.settle(calendar, event);
    if (made === undefined) return event;
    const settled = calendar.update(id, made);
    copyToGuests(calendar, settled.iCalUID, this.#directory.all());
    return settled;
  }

  insert(calendar: Calendar, body: EventBody, options: WriteOptions): StoredEvent {
    const { actor, knowsConferences } = options;
    const content = contentOfBody(body, {
      organizer: calendar.owner.email,
      calendarZone: calendar.timeZone,
    });
    const { id: given, iCalUID } = presentFields(body);
    if (given !== undefined && !CHOSEN_ID.test(given)) throw invalidId();
    const id = given ?? calendar.newId();
    const event = calendar.insert(
      {
        ...content,
        ...(knowsConferences && this.#conferences.apply(calendar, id, body.conferenceData, {})),
        creator: actor,
      },
      { id, ...(iCalUID !== undefined && { iCalUID }), sequence: Math.max(0, body.sequence ?? 0) },
    );
    this.#publish(calendar, undefined, event, options);
    return event;
  }

  patch(calendar: Calendar, id: string, patch: EventBody, options: WriteOptions): StoredEvent {
    return this.#write(calendar, id, patch, mergedBody(calendar.get(id), patch), options);
  }

  update(calendar: Calendar, id: string, body: EventBody, options: WriteOptions): StoredEvent {
    return this.#write(calendar, id, body, body, options);
  }

  /** An organizer calls it off for everybody; a guest takes it out of his own calendar and so declines. */
  delete(calendar: Calendar, id: string, options: WriteOptions): void {
    const before = calendar.get(id);
    if (before.status === "cancelled") throw new GoogleError(410, "deleted", "Resource has been deleted");
    requireMatch(before, options.ifMatch);
    if (isOrganizer(calendar, before)) {
      this.#publish(calendar, before, calendar.cancel(id), options);
    } else {
      this.respond(calendar, id, { responseStatus: "declined" }, options);
      calendar.cancel(id);
    }
  }

  /** A guest's own answer, as everybody on the event sees it. */
  respond(
    calendar: Calendar,
    id: string,
    answer: Pick<EventAttendee, "responseStatus" | "comment" | "additionalGuests">,
    options: WriteOptions,
  ): void {
    const before = calendar.get(id);
    const master = this.#directory.masterOf(calendar, before);
    const attendees = (master.get(id).attendees ?? []).map((attendee) =>
      isSelf(attendee, calendar) ? { ...attendee, ...answer } : attendee,
    );
    const after = master.update(id, { attendees });
    copyToGuests(master, after.iCalUID, this.#directory.all());
    this.#mail.tellOrganizer({ before, after, by: options.actor.email, sendUpdates: options.sendUpdates });
  }

  /** Carries a change made in the organizer's calendar to the guests. */
  #publish(
    master: Calendar,
    before: StoredEvent | undefined,
    after: StoredEvent,
    options: WriteOptions,
  ): void {
    copyToGuests(master, after.iCalUID, this.#directory.all());
    this.#mail.tellGuests({ before, after, by: options.actor.email, sendUpdates: options.sendUpdates });
  }

  #write(
    calendar: Calendar,
    id: string,
    given: EventBody,
    whole: EventBody,
    options: WriteOptions,
  ): StoredEvent {
    const before = calendar.get(id);
    requireMatch(before, options.ifMatch);
    if ((given.sequence ?? before.sequence) < before.sequence) throw invalidSequence();
    if (given.recurrence?.length && before.recurringEventId !== undefined) {
      throw new GoogleError(400, "invalid", "An instance of a recurring event has no recurrence.");
    }
    const isListPartial = given.attendeesOmitted === true || seesOnlySelf(calendar, before);
    const content: EventContent = {
      ...contentOfBody(isListPartial ? { ...whole, attendees: withOwnOf(calendar, before, whole) } : whole, {
        organizer: before.organizer.email,
        before,
        calendarZone: calendar.timeZone,
      }),
      ...(options.knowsConferences
        ? this.#conferences.apply(calendar, id, whole.conferenceData, before)
        : conferenceOf(before)),
      ...unwritableContent(before),
    };
    if (isOrganizer(calendar, before)) {
      const isCalledOff = content.status === "cancelled" && before.status !== "cancelled";
      const after = calendar.replace(id, isCalledOff ? { ...content, status: before.status } : content);
      this.#publish(calendar, before, isCalledOff ? calendar.cancel(id) : after, options);
    } else {
      this.#writeAsGuest(calendar, before, content, options);
    }
    return calendar.get(id);
  }

  /** What is a guest's own stays in the guest's copy; what is everybody's goes to the organizer, where that is allowed. */
  #writeAsGuest(calendar: Calendar, before: StoredEvent, content: EventContent, options: WriteOptions): void {
    const { id } = before;
    const master = this.#directory.masterOf(calendar, before);
    if (before.guestsCanModify !== true) requireOnlyOwnChanges(calendar, before, content);
    const answer = content.attendees?.find((attendee) => isSelf(attendee, calendar));
    const invited = (content.attendees ?? []).filter((one) => !includes(before.attendees, one));
    calendar.replace(id, sharedContent(before, content));
    if (before.guestsCanModify === true) {
      const earlier = master.get(id);
      this.#publish(master, earlier, master.replace(id, sharedContent(content, earlier)), options);
    } else if (invited.length > 0) {
      const earlier = master.get(id);
      const attendees = [...(earlier.attendees ?? []), ...invited];
      this.#publish(master, earlier, master.update(id, { attendees }), options);
    }
    const answered = before.attendees?.find((attendee) => isSelf(attendee, calendar));
    if (answer !== undefined && !isDeepStrictEqual(answer, answered)) {
      const { responseStatus, comment, additionalGuests } = answer;
      this.respond(
        calendar,
        id,
        {
          responseStatus,
          ...(comment !== undefined && { comment }),
          ...(additionalGuests !== undefined && { additionalGuests }),
        },
        options,
      );
    }
  }
}

/** What callers may choose; Google itself makes others, for occurrences. */
const CHOSEN_ID = /^[a-v0-9]{5,1024}$/;

function invalidId(): GoogleError {
  return new GoogleError(400, "invalid", "Invalid resource id value.");
}

function invalidSequence(): GoogleError {
  return new GoogleError(
    400,
    "invalid",
    "Invalid sequence value. The specified sequence number is below the current sequence number of the resource. " +
      "Re-fetch the resource and use its sequence number on the following request.",
  );
}
