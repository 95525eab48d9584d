/** Which guests Google wrote to about an event, and why. Nothing is sent: this is what tests and the demo look at. */
import { isDeepStrictEqual } from "node:util";
import type { CalendarDirectory } from "./calendar-directory.ts";
import type { EventAttendee, StoredEvent } from "./event-resource.ts";

export const sendUpdatesValues = ["all", "externalOnly", "none"] as const;
export type SendUpdates = (typeof sendUpdatesValues)[number];

export interface GuestNotice {
  readonly to: string;
  /** `reply` goes to the organizer, the others come from there. */
  readonly kind: "invitation" | "update" | "cancellation" | "reply";
  /** Whose doing it is told of. */
  readonly by: string;
  readonly eventId: string;
  readonly iCalUID: string;
  readonly summary: string | undefined;
  readonly sendUpdates: SendUpdates;
  /** RFC 3339, UTC. */
  readonly at: string;
}

export interface EventChange {
  /** Left out, the event is new. */
  readonly before?: StoredEvent | undefined;
  readonly after: StoredEvent;
  readonly by: string;
  readonly sendUpdates: SendUpdates;
}

export class GuestMail {
  readonly #directory: CalendarDirectory;
  readonly #sent: GuestNotice[] = [];

  constructor(directory: CalendarDirectory) {
    this.#directory = directory;
  }

  /** Oldest first. */
  get sent(): readonly GuestNotice[] {
    return this.#sent;
  }

  clear(): void {
    this.#sent.length = 0;
  }

  /** An organizer's change: whoever is new is invited, whoever is off it hears that, the others what is different. */
  tellGuests(change: EventChange): void {
    const { before, after } = change;
    const earlier = new Map(isLive(before) ? guestsOf(before) : []);
    const now = new Map(isLive(after) ? guestsOf(after) : []);
    const isUpdate =
      before !== undefined && TOLD.some((field) => !isDeepStrictEqual(before[field], after[field]));
    for (const email of now.keys()) {
      if (!earlier.has(email)) this.#tell(email, "invitation", change);
      else if (isUpdate) this.#tell(email, "update", change);
    }
    for (const email of earlier.keys()) if (!now.has(email)) this.#tell(email, "cancellation", change);
  }

  tellOrganizer(change: EventChange): void {
    this.#tell(change.after.organizer.email, "reply", change);
  }

  #tell(to: string, kind: GuestNotice["kind"], { after, by, sendUpdates }: EventChange): void {
    if (to.toLowerCase() === by.toLowerCase() || sendUpdates === "none") return;
    if (sendUpdates === "externalOnly" && this.#directory.hasAccount(to)) return;
    this.#sent.push({
      to,
      kind,
      by,
      eventId: after.id,
      iCalUID: after.iCalUID,
      summary: after.summary,
      sendUpdates,
      at: new Date(this.#directory.now).toISOString(),
    });
  }
}

/** Of what a mail to a guest tells. */
const TOLD = [
  "summary",
  "description",
  "location",
  "start",
  "end",
  "recurrence",
  "hangoutLink",
  "conferenceData",
] as const;

function isLive(event: StoredEvent | undefined): event is StoredEvent {
  return event !== undefined && event.status !== "cancelled";
}

function guestsOf({ attendees = [], organizer }: StoredEvent): [string, EventAttendee][] {
  return attendees
    .filter(({ email, resource }) => resource !== true && !isSame(email, organizer.email))
    .map((attendee) => [attendee.email.toLowerCase(), attendee]);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
