/**
 * Moving and changing a meeting, and calling it off. Google is told which state of the event the change is meant for, so
 * that what somebody else changed meanwhile is not overwritten: the rep is shown it. What came of a call that broke off is
 * seen by looking: a change that got through is not made twice, and one that did not is made once more.
 */
import type { Meeting, Notify } from "../../../contract/meetings.ts";
import { wrong } from "../crm/field-problems.ts";
import type { ActivityId } from "../crm/ids.ts";
import { isSelf } from "../crm/people.ts";
import type { Viewer } from "../crm/ports.ts";
import type { DecidedEvent } from "../sync/calendar-ports.ts";
import { CALLED_OFF, isAsKnown, replacedBy } from "./as-known.ts";
import type { Replaced } from "./as-known.ts";
import { awaitMeetLink } from "./await-meet-link.ts";
import { PATIENCE_MS } from "./book-meeting.ts";
import { decide, failureOf, findEvent, isRefusedWith } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import { planChange } from "./plan-change.ts";
import type { WantedChange } from "./plan-change.ts";
import type { CalendarWriter, OwnMeeting, WholeEvent } from "./ports.ts";
import { findOwn, mayChange, showMeeting, toMeeting, unknownMeeting } from "./show-meeting.ts";

export async function getMeeting(parts: MeetingParts, viewer: Viewer, id: ActivityId): Promise<Meeting> {
  return await showMeeting(parts, viewer, id, openCalendar(parts, viewer));
}

/** @throws MeetingRefused, GoogleCallFailed. */
export async function changeMeeting(
  parts: MeetingParts,
  viewer: Viewer,
  id: ActivityId,
  wanted: WantedChange,
): Promise<Meeting> {
  const change = new Change(parts, viewer, await findOwn(parts, viewer, id));
  return await change.make(wanted);
}

/** What is called off already stays so. */
export async function cancelMeeting(
  parts: MeetingParts,
  viewer: Viewer,
  id: ActivityId,
  options: { readonly notify: Notify; readonly etag?: string | undefined },
): Promise<void> {
  const change = new Change(parts, viewer, await findOwn(parts, viewer, id));
  await change.callOff(options.notify, options.etag);
}

function openCalendar({ openCalendar: open }: MeetingParts, viewer: Viewer): CalendarWriter {
  return open(viewer, Date.now() + PATIENCE_MS);
}

/** By the rep it has to be just that state; by the CRM, whatever else changed of it than what the CRM knows. */
interface Seen {
  readonly by: "rep" | "crm";
  readonly etag: string | null;
}

class Change {
  readonly #parts: MeetingParts;
  readonly #viewer: Viewer;
  readonly #own: OwnMeeting;
  readonly #calendar: CalendarWriter;

  constructor(parts: MeetingParts, viewer: Viewer, own: OwnMeeting) {
    this.#parts = parts;
    this.#viewer = viewer;
    this.#own = own;
    this.#calendar = openCalendar(parts, viewer);
  }

  async make(wanted: WantedChange): Promise<Meeting> {
    const current = await this.#find();
    if (current === undefined) throw unknownMeeting();
    if (!current.event.isCancelled && !mayChange(current)) throw forbidden("change");
    const patched = await this.#patch(wanted, current, this.#seen(wanted.etag, current));
    const changed = wanted.meetLink === true ? await this.#withMeetLink(patched) : patched;
    const decided = await decide(this.#parts, this.#own.place, changed);
    await this.#record(decided, { isCalledOff: false });
    return await this.#show(changed);
  }

  async callOff(notify: Notify, etag: string | undefined): Promise<void> {
    const current = await this.#find();
    if (current !== undefined && !current.event.isCancelled) {
      if (current.event.organizer?.isSelf !== true) throw forbidden("call off");
      await this.#delete(notify, current, this.#seen(etag, current));
    }
    // A guest whose own copy is gone takes it away from himself alone.
    await this.#record(this.#cancelled(current), { isCalledOff: this.#isOrganizer(current) });
  }

  /** Of what is gone Google may not say whose it was: then the CRM does. */
  #isOrganizer(current: WholeEvent | undefined): boolean {
    const organizer = current?.event.organizer ?? null;
    if (organizer !== null) return organizer.isSelf;
    const { place, known } = this.#own;
    return known.people.some(({ role, address }) => role === "organizer" && isSelf(place.account, address));
  }

  /** The event as it is wanted, whoever made it so. */
  async #patch(
    wanted: WantedChange,
    current: WholeEvent,
    seen: Seen,
    isLastTry = false,
  ): Promise<WholeEvent> {
    if (current.event.isCancelled) throw await this.#conflict(current);
    const change = planChange(this.#own.place, wanted, current, this.#parts.now());
    if (change === undefined) return current;
    if (!this.#isAsSeen(current, seen, replacedBy(change))) throw await this.#conflict(current);
    const { calendarId } = this.#own.place;
    const { etag } = current.event;
    try {
      return await this.#calendar.patch(calendarId, this.#own.eventId, change, {
        etag,
        notify: wanted.notify,
      });
    } catch (error) {
      const isUnclear = failureOf(error)?.kind === "transient";
      if (!isUnclear && !isRefusedWith(error, 412)) throw explainRefusal(error);
      const now = await this.#lookAgain(error);
      if (now === undefined) throw unknownMeeting();
      if (isLastTry && now.event.etag === etag) throw unclear(error);
      return await this.#patch(wanted, now, seen, true);
    }
  }

  async #delete(notify: Notify, current: WholeEvent, seen: Seen, isLastTry = false): Promise<void> {
    if (!this.#isAsSeen(current, seen, CALLED_OFF)) throw await this.#conflict(current);
    const { etag } = current.event;
    try {
      await this.#calendar.delete(this.#own.place.calendarId, this.#own.eventId, { etag, notify });
    } catch (error) {
      const { kind } = failureOf(error) ?? {};
      if (kind === "gone") return;
      if (kind !== "transient" && !isRefusedWith(error, 412)) throw explainRefusal(error);
      const now = await this.#lookAgain(error);
      if (now === undefined || now.event.isCancelled) return;
      if (isLastTry && now.event.etag === etag) throw unclear(error);
      await this.#delete(notify, now, seen, true);
    }
  }

  /** Which state the change is meant for. Of what the CRM never knew, the one that was found. */
  #seen(etag: string | undefined, current: WholeEvent): Seen {
    if (etag !== undefined) return { by: "rep", etag };
    return this.#own.etag === null
      ? { by: "rep", etag: current.event.etag }
      : { by: "crm", etag: this.#own.etag };
  }

  #isAsSeen(current: WholeEvent, { by, etag }: Seen, replaced: readonly Replaced[]): boolean {
    if (current.event.etag === etag) return true;
    return by === "crm" && isAsKnown(this.#own.place, this.#own.known, current, replaced);
  }

  async #withMeetLink(event: WholeEvent): Promise<WholeEvent> {
    return await awaitMeetLink(this.#parts, this.#calendar, this.#own.place.calendarId, event);
  }

  async #find(): Promise<WholeEvent | undefined> {
    return await findEvent(this.#calendar, this.#own.place.calendarId, this.#own.eventId);
  }

  async #lookAgain(cause: unknown): Promise<WholeEvent | undefined> {
    try {
      return await this.#find();
    } catch (error) {
      throw failureOf(error)?.kind === "transient" ? unclear(cause) : error;
    }
  }

  /** Nothing was written; the rep chooses, knowing what is there now. */
  async #conflict(current: WholeEvent): Promise<MeetingRefused> {
    const detail = current.event.isCancelled
      ? "This meeting was called off in Google Calendar meanwhile."
      : "This meeting was changed in Google Calendar meanwhile. See what it is now, then change it again or leave it.";
    return new MeetingRefused({ kind: "conflict", detail, current: await this.#show(current) });
  }

  async #show(event: WholeEvent): Promise<Meeting> {
    return await toMeeting(this.#parts, this.#viewer, this.#own, event);
  }

  async #record(decided: DecidedEvent, how: { readonly isCalledOff: boolean }): Promise<void> {
    const { meetings, now } = this.#parts;
    await meetings.recordChange(this.#own.id, { place: this.#own.place, decided }, how, now());
  }

  #cancelled(current: WholeEvent | undefined): DecidedEvent {
    return {
      eventId: this.#own.eventId,
      recurringEventId: current?.event.recurringEventId ?? null,
      etag: null,
      startsAt: null,
      outcome: { kind: "cancelled" },
    };
  }
}

function forbidden(what: "change" | "call off"): MeetingRefused {
  const detail = `Only its organizer can ${what} this meeting. Ask the organizer, or answer the invitation in Google Calendar.`;
  return new MeetingRefused({ kind: "forbidden", detail });
}

function unclear(cause: unknown): MeetingRefused {
  const detail = "Google did not say whether it was done. Try again: nothing is done twice.";
  return new MeetingRefused({ kind: "unclear", detail, cause });
}

function explainRefusal(error: unknown): unknown {
  const failure = failureOf(error);
  if (failure?.kind === "gone") return unknownMeeting();
  if (failure?.kind !== "rejected") return error;
  if (failure.status === 403) return forbidden("change");
  const message = wrong.changeRefused(failure.reason);
  return new MeetingRefused({ kind: "invalid", problems: [{ path: "", message }] });
}
