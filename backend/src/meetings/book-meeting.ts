/**
 * Booking, once however often it is asked for. The request is written down, then Google is asked for an event whose id is
 * made of it: a second try finds the first one's event. What came of a call that broke off is looked up before anything
 * else; what stays unclear is settled later (settle-booking.ts).
 *
 *   take ─▶ insert ─▶ event ─▶ activity and booking, one transaction
 *             │ unclear or 409 ─▶ get ─▶ event
 *             │                    └ not there ─▶ insert once more
 *             └ refused ─▶ the booking is refused; the same request may try again
 */
import type { ActivitySource } from "../../../contract/activities.ts";
import type { Meeting, Notify } from "../../../contract/meetings.ts";
import { wrong } from "../crm/field-problems.ts";
import type { Viewer } from "../crm/ports.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { AccountRef } from "../sync/ports.ts";
import { awaitMeetLink } from "./await-meet-link.ts";
import { eventIdOf, requestHashOf } from "./event-id.ts";
import { failureOf, findEvent, isRefusedWith } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import { planMeeting } from "./plan-meeting.ts";
import type { MeetingPlan, MeetingRequest } from "./plan-meeting.ts";
import type { Booking, CalendarWriter, NewEvent, WholeEvent } from "./ports.ts";
import { recordBooking } from "./record-booking.ts";
import { showMeeting, toMeeting } from "./show-meeting.ts";

export interface BookingCall {
  readonly viewer: Viewer;
  readonly source: ActivitySource;
  readonly idempotencyKey: string;
  readonly request: MeetingRequest;
}

/** Whoever waits for the answer is told something before his own patience ends. */
export const PATIENCE_MS = 8_500;

/** Rejects with MeetingRefused or GoogleCallFailed. */
export type BookMeeting = (call: BookingCall) => Promise<Meeting>;

/** The same request at the same time, as of an impatient finger, is one here; other processes wait for it (below). */
export function createBooking(parts: MeetingParts): BookMeeting {
  const underWay = new Map<string, Promise<Meeting>>();
  return async (call) => {
    const { viewer, idempotencyKey, request } = call;
    const requestHash = requestHashOf(request);
    const name = [viewer.workspaceId, viewer.userId, idempotencyKey, requestHash].join(" ");
    const booking = underWay.get(name) ?? bookMeeting(parts, call, requestHash);
    underWay.set(name, booking);
    try {
      return await booking;
    } finally {
      underWay.delete(name);
    }
  };
}

async function bookMeeting(
  parts: MeetingParts,
  { viewer, source, idempotencyKey, request }: BookingCall,
  requestHash: string,
): Promise<Meeting> {
  const until = Date.now() + PATIENCE_MS;
  const calendar = parts.openCalendar(viewer, until);
  const before = await parts.bookings.find(viewer, idempotencyKey);
  if (before !== undefined) {
    requireSame(before, requestHash);
    if (before.status === "booked") return await showBooked(parts, viewer, before, calendar);
  }
  const plan = planMeeting(viewer, request, parts.now());
  await requireContacts(parts, viewer, plan);
  const place = await findPlace(parts, viewer, request.calendarId, calendar);
  const eventId = eventIdOf(viewer, idempotencyKey);
  const wanted = {
    idempotencyKey,
    requestHash,
    calendarId: place.calendarId,
    eventId,
    source,
    contactIds: plan.contactIds,
  };
  for (
    let pauseMs = SHORTEST_PAUSE_MS;
    Date.now() < until;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  ) {
    const booking = await parts.bookings.take(viewer, wanted, parts.now(), LEASE_MS);
    if (booking !== undefined) {
      const event = { id: booking.eventId, ...plan.event };
      return await new Attempt(parts, calendar, place, booking).run(viewer, event, request.notify);
    }
    // The same request is under way: what comes of it is the answer to this one, too.
    await parts.sleep(pauseMs);
    const now = await parts.bookings.find(viewer, idempotencyKey);
    if (now !== undefined) requireSame(now, requestHash);
    if (now?.status === "booked") return await showBooked(parts, viewer, now, calendar);
  }
  throw new MeetingRefused({ kind: "unclear", detail: "The same request is still under way." });
}

/** Longer than a request may take. */
const LEASE_MS = 15_000;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;
/** When somebody else looks what came of an unclear call. */
const SETTLE_AFTER_MS = 15_000;

class Attempt {
  readonly #parts: MeetingParts;
  readonly #calendar: CalendarWriter;
  readonly #place: EventPlace;
  readonly #booking: Booking;
  /** A call broke off after which Google may have the event. */
  #mayBeBooked: boolean;

  constructor(parts: MeetingParts, calendar: CalendarWriter, place: EventPlace, booking: Booking) {
    this.#parts = parts;
    this.#calendar = calendar;
    this.#place = { ...place, calendarId: booking.calendarId };
    this.#booking = booking;
    this.#mayBeBooked = booking.attempts > 1;
  }

  async run(viewer: Viewer, wanted: NewEvent, notify: Notify): Promise<Meeting> {
    const booked = await this.#book(wanted, notify);
    const event = await awaitMeetLink(this.#parts, this.#calendar, this.#booking.calendarId, booked);
    const id = await recordBooking(this.#parts, this.#place, this.#booking, event);
    if (id === null) throw onNobodysTimeline();
    const own = { id, place: this.#place, eventId: event.event.id, etag: event.event.etag };
    return await toMeeting(this.#parts, viewer, own, event);
  }

  async #book(wanted: NewEvent, notify: Notify): Promise<WholeEvent> {
    try {
      // An earlier try may have got through.
      const earlier = this.#mayBeBooked ? await this.#find() : undefined;
      const event = earlier ?? (await this.#insert(wanted, notify));
      if (!event.event.isCancelled) return event;
    } catch (error) {
      throw await this.#fail(error);
    }
    await this.#parts.bookings.refuse(this.#booking);
    const detail = "This meeting was booked before and called off in Google Calendar. Book it as a new one.";
    throw new MeetingRefused({ kind: "conflict", detail });
  }

  async #insert(wanted: NewEvent, notify: Notify, isLastTry = false): Promise<WholeEvent> {
    try {
      return await this.#calendar.insert(this.#booking.calendarId, wanted, notify);
    } catch (error) {
      const isDuplicate = isRefusedWith(error, 409);
      if (!isDuplicate && failureOf(error)?.kind !== "transient") throw error;
      this.#mayBeBooked = true;
      const event = await this.#find();
      if (event !== undefined) return event;
      // Taken and not to be seen, or it broke off twice.
      if (isDuplicate || isLastTry) throw unclear(error);
      return await this.#insert(wanted, notify, true);
    }
  }

  async #find(): Promise<WholeEvent | undefined> {
    try {
      return await findEvent(this.#calendar, this.#booking.calendarId, this.#booking.eventId);
    } catch (error) {
      throw failureOf(error)?.kind === "transient" ? unclear(error) : error;
    }
  }

  /** What may be booked is not given up for lost. */
  async #fail(error: unknown): Promise<unknown> {
    const { bookings, now } = this.#parts;
    if (this.#mayBeBooked || failureOf(error) === undefined)
      await bookings.postpone(this.#booking, new Date(now().getTime() + SETTLE_AFTER_MS));
    else await bookings.refuse(this.#booking);
    return explainRefusal(error);
  }
}

function requireSame(before: Booking, requestHash: string): void {
  if (before.requestHash === requestHash) return;
  const detail = "This Idempotency-Key was used for another meeting. Use a new one.";
  throw new MeetingRefused({ kind: "conflict", detail });
}

async function showBooked(
  parts: MeetingParts,
  viewer: Viewer,
  { activityId }: Booking,
  calendar: CalendarWriter,
): Promise<Meeting> {
  if (activityId === null) throw onNobodysTimeline();
  return await showMeeting(parts, viewer, activityId, calendar);
}

async function requireContacts(
  { meetings }: MeetingParts,
  viewer: Viewer,
  { event, contactIds }: MeetingPlan,
): Promise<void> {
  const addresses = event.guests.map(({ address }) => address);
  const { isAnyKnown, missing } = await meetings.checkContacts(viewer, addresses, contactIds);
  const [first] = missing;
  if (first !== undefined)
    throw new MeetingRefused({
      kind: "unknown",
      what: "contact",
      path: `contactIds.${contactIds.indexOf(first)}`,
    });
  if (!isAnyKnown && contactIds.length === 0) throw new MeetingRefused({ kind: "no-contact" });
}

/** The rep's own calendar goes by its id, as in the sync; before the list of calendars was read, Google says it. */
async function findPlace(
  { meetings }: MeetingParts,
  account: AccountRef,
  calendarId: string,
  calendar: CalendarWriter,
): Promise<EventPlace> {
  const isPrimary = calendarId === "primary";
  const place = await meetings.findPlace(account, isPrimary ? undefined : calendarId);
  if (place !== undefined) return place;
  const primary = await calendar.findPrimary();
  const found = await meetings.findPlace(account, primary.id);
  if (found === undefined)
    throw new MeetingRefused({ kind: "unknown", what: "calendar", path: "calendarId" });
  return { ...found, timeZone: primary.timeZone ?? found.timeZone };
}

function unclear(cause: unknown): MeetingRefused {
  const detail =
    "Google did not say whether the meeting was booked. Try again with the same request: it is not booked twice.";
  return new MeetingRefused({ kind: "unclear", detail, cause });
}

function onNobodysTimeline(): MeetingRefused {
  const detail = "The meeting is in your calendar, but its contacts were deleted meanwhile.";
  return new MeetingRefused({ kind: "conflict", detail });
}

function explainRefusal(error: unknown): unknown {
  const failure = failureOf(error);
  if (failure?.kind === "gone")
    return new MeetingRefused({ kind: "unknown", what: "calendar", path: "calendarId" });
  if (failure?.kind !== "rejected" || !(error instanceof GoogleCallFailed)) return error;
  const problem =
    failure.status === 403
      ? { path: "calendarId", message: wrong.noWritableCalendar }
      : { path: "", message: wrong.meetingRefused(failure.reason) };
  return new MeetingRefused({ kind: "invalid", problems: [problem] });
}
