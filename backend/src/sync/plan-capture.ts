/**
 * What some decided events change in the CRM: which meetings are new, move, are cancelled or go. Pure; whoever performs it
 * has locked what it is told of.
 *
 * A calendar that has a meeting holds it, by its ledger row. Several calendars may hold one meeting: it is cancelled when
 * all of them say so, it goes when nobody holds it any more and nobody laid a hand on it, and while one of them calls it
 * private nothing but its time is taken over.
 */
import type { MeetingStatus, Visibility } from "../../../contract/activities.ts";
import type { ActivityId, ContactId, EmailAddress } from "../crm/ids.ts";
import type { NewParticipant } from "../crm/ports.ts";
import type { ContactLink, DecidedEvent, EventEntry, EventSkipReason, NewMeeting } from "./calendar-ports.ts";
import type {
  CaptureInput,
  CapturePlan,
  CreatedMeeting,
  KnownMeeting,
  MeetingContent,
  UpdatedMeeting,
} from "./capture-plan.ts";
import { isWanted } from "./decide-event.ts";
import { ruleFor } from "./decide-mail.ts";
import { BY_HAND } from "./sort-out-events.ts";

export function planCapture(input: CaptureInput): CapturePlan {
  return new Capture(input).plan();
}

const CONTACT_ON_IT = "contact_on_it";
const BUSY = "Busy";

/** It will not take place with us; other reasons say that it is of no interest. */
const CALLED_OFF: ReadonlySet<EventSkipReason> = new Set(["gone", "declined"]);

/** A meeting while its new state is put together. */
interface Draft {
  readonly id: ActivityId;
  readonly known: KnownMeeting | null;
  readonly before: EventEntry[];
  readonly after: EventEntry[];
  shown: { readonly event: DecidedEvent; readonly meeting: NewMeeting } | null;
}

class Capture {
  readonly #input: CaptureInput;
  readonly #byKey = new Map<string, KnownMeeting>();
  readonly #byEventId = new Map<string, KnownMeeting>();
  readonly #byId = new Map<ActivityId, KnownMeeting>();
  readonly #drafts = new Map<ActivityId, Draft>();
  readonly #idsOfNew = new Map<string, ActivityId>();
  readonly #entries: EventEntry[] = [];
  readonly #endedSeries: string[] = [];
  readonly #seriesToExpand = new Set<string>();

  constructor(input: CaptureInput) {
    this.#input = input;
    for (const meeting of input.meetings) {
      this.#byId.set(meeting.id, meeting);
      this.#byKey.set(meeting.mergeKey, meeting);
      if (meeting.eventId !== null) this.#byEventId.set(meeting.eventId, meeting);
    }
  }

  plan(): CapturePlan {
    for (const event of this.#input.decided) this.#capture(event, this.#input.entries.get(event.eventId));
    const created: CreatedMeeting[] = [];
    const updated: UpdatedMeeting[] = [];
    const removed: ActivityId[] = [];
    const toShowAgain: ActivityId[] = [];
    for (const draft of this.#drafts.values()) {
      const { known } = draft;
      if (known === null) {
        const meeting = this.#toCreated(draft);
        if (meeting !== undefined) created.push(meeting);
      } else if (isHeld(draft)) {
        updated.push(this.#toUpdated(draft, known));
        if (isLive(draft) && wasPrivate(draft) && !isPrivate(draft) && draft.shown === null)
          toShowAgain.push(known.id);
      } else if (!known.isTouched) {
        removed.push(known.id);
      }
    }
    return {
      entries: this.#entries,
      created,
      updated,
      removed,
      endedSeries: this.#endedSeries,
      seriesToExpand: [...this.#seriesToExpand],
      toShowAgain,
    };
  }

  #capture(event: DecidedEvent, entry: EventEntry | undefined): void {
    const { outcome } = event;
    switch (outcome.kind) {
      case "log":
        if (outcome.isBeforeWindow && heldBy(entry) === null) this.#skip(event, entry, "before_window");
        else if (this.#isForbidden(outcome.meeting)) this.#skip(event, entry, "never_rule");
        else if (this.#linksOf(outcome.meeting).length === 0)
          this.#skip(event, entry, "no_contact", outcome.meeting);
        else this.#hold(event, entry, outcome.meeting, CONTACT_ON_IT, outcome.matchedAddress);
        break;
      case "skip":
        this.#skip(event, entry, outcome.reason, outcome.meeting, outcome.matchedAddress);
        break;
      case "cancelled":
        this.#cancel(event, entry, outcome.withSeries);
        break;
      case "gone":
        // An occurrence its series does not make any more was not called off by itself: it never was.
        if ((entry?.recurringEventId ?? null) === null || entry?.cancelled === true)
          this.#cancel(event, entry);
        else this.#skip(event, entry, "gone");
        break;
      case "series":
        this.#series(event, entry, outcome.skip, outcome.matchedAddress);
        break;
      case "unreadable":
        this.#write(event, entry, {
          decision: "quarantined",
          reason: outcome.reason,
          startsAt: entry?.startsAt ?? null,
        });
        break;
    }
    // It has no recurrence any more. (With a series that was cancelled its occurrences are, too.)
    if (entry?.isSeries === true && (outcome.kind === "log" || outcome.kind === "skip"))
      this.#endedSeries.push(event.eventId);
  }

  #hold(
    event: DecidedEvent,
    entry: EventEntry | undefined,
    meeting: NewMeeting,
    reason: string,
    matchedAddress: EmailAddress | null,
  ): void {
    const known = this.#find(event, entry, meeting);
    if (known === undefined && entry?.reason === "undone") return;
    const draft = this.#draftOf(known?.id ?? this.#idOfNew(meeting.mergeKey), known ?? null);
    const row = this.#write(event, entry, {
      decision: "logged",
      reason,
      matchedAddress,
      activityId: draft.id,
      isPrivate: meeting.isPrivate,
    });
    if (entry !== undefined && entry.activityId !== null) draft.before.push(entry);
    draft.after.push(row);
    draft.shown = { event, meeting };
    if (event.recurringEventId !== null && !this.#input.isExpansion)
      this.#seriesToExpand.add(event.recurringEventId);
  }

  #skip(
    event: DecidedEvent,
    entry: EventEntry | undefined,
    reason: EventSkipReason,
    meeting: NewMeeting | null = null,
    matchedAddress: EmailAddress | null = null,
  ): void {
    const known = meeting === null ? undefined : this.#find(event, entry, meeting);
    if (meeting !== null && known?.isTouched === true) {
      this.#hold(event, entry, meeting, BY_HAND, matchedAddress);
      return;
    }
    if (entry === undefined && this.#input.isExpansion) return;
    if (entry?.reason === "undone") return;
    const held = this.#knownOf(entry);
    if (entry !== undefined && held?.isTouched === true && CALLED_OFF.has(reason)) {
      // Somebody wrote a note to it: it stays, as one that will not take place with us, until it does after all.
      const draft = this.#draftOf(held.id, held);
      draft.before.push(entry);
      const state = { activityId: held.id, cancelled: true, isPrivate: entry.isPrivate };
      draft.after.push(this.#write(event, entry, { decision: "skipped", reason, matchedAddress, ...state }));
      return;
    }
    if (entry !== undefined) this.#part(entry);
    // The rule is gone since: what it kept out was taken up again, and this was not there yet.
    const isOutdated = reason === "never_rule" && matchedAddress !== null && !this.#isNever(matchedAddress);
    this.#write(
      event,
      entry,
      isOutdated
        ? { decision: "waiting", reason: "recheck" }
        : { decision: "skipped", reason, matchedAddress },
    );
  }

  #isForbidden({ participants }: NewMeeting): boolean {
    return participants.some(({ address }) => this.#isNever(address));
  }

  #isNever(address: EmailAddress): boolean {
    return ruleFor(address, this.#input.matches) === "never";
  }

  /** What was cancelled is kept, and shown as such. */
  #cancel(event: DecidedEvent, entry: EventEntry | undefined, isToBeAsked = false): void {
    const known = this.#knownOf(entry) ?? this.#loggedByHand(event);
    if (known === undefined) {
      if (entry === undefined && this.#input.isExpansion) return;
      if (entry?.reason === "undone") return;
      this.#write(event, entry, { decision: "skipped", reason: "cancelled" });
      return;
    }
    const draft = this.#draftOf(known.id, known);
    if (entry !== undefined && entry.activityId !== null) draft.before.push(entry);
    draft.after.push(
      this.#write(event, entry, {
        decision: isToBeAsked ? "waiting" : "logged",
        reason: entry === undefined || entry.activityId === null ? BY_HAND : entry.reason,
        matchedAddress: entry?.matchedAddress ?? null,
        activityId: known.id,
        cancelled: true,
        isPrivate: entry?.isPrivate ?? false,
        startsAt: entry?.startsAt ?? event.startsAt,
      }),
    );
  }

  #series(
    event: DecidedEvent,
    entry: EventEntry | undefined,
    skip: EventSkipReason | null,
    matchedAddress: EmailAddress | null,
  ): void {
    // It was a single event until now, or its attendees changed: what was logged of it is looked at again.
    if (entry !== undefined) this.#part(entry);
    const isSeries = skip === null || this.#input.seriesWithMeetings.has(event.eventId);
    this.#write(event, entry, {
      decision: isSeries ? "waiting" : "skipped",
      reason: skip === null || isSeries ? "series" : skip,
      matchedAddress,
      isSeries,
    });
  }

  #write(
    event: DecidedEvent,
    entry: EventEntry | undefined,
    state: Partial<EventEntry> & Pick<EventEntry, "decision" | "reason">,
  ): EventEntry {
    const row: EventEntry = {
      eventId: event.eventId,
      matchedAddress: null,
      activityId: state.decision === "quarantined" ? (entry?.activityId ?? null) : null,
      recurringEventId: event.recurringEventId ?? entry?.recurringEventId ?? null,
      isSeries: false,
      startsAt: event.startsAt,
      cancelled: false,
      isPrivate: false,
      etag: event.etag,
      attempts: 0,
      listing: this.#input.listing ?? entry?.listing ?? null,
      ...state,
    };
    this.#entries.push(row);
    return row;
  }

  /** This calendar does not have the meeting any more. */
  #part(entry: EventEntry): void {
    const known = this.#knownOf(entry);
    if (known !== undefined) this.#draftOf(known.id, known).before.push(entry);
  }

  #knownOf(entry: EventEntry | undefined): KnownMeeting | undefined {
    const id = heldBy(entry);
    return id === null ? undefined : this.#byId.get(id);
  }

  #find(event: DecidedEvent, entry: EventEntry | undefined, meeting: NewMeeting): KnownMeeting | undefined {
    const byId = this.#byEventId.get(event.eventId);
    return (
      this.#knownOf(entry) ??
      this.#byKey.get(meeting.mergeKey) ??
      (byId?.hasNoUid === true ? byId : undefined)
    );
  }

  /** Of what is gone Google tells the id only. */
  #loggedByHand({ eventId }: DecidedEvent): KnownMeeting | undefined {
    const meeting = this.#byEventId.get(eventId);
    return meeting?.isMine === true && meeting.isTouched ? meeting : undefined;
  }

  #idOfNew(mergeKey: string): ActivityId {
    const id = this.#idsOfNew.get(mergeKey) ?? this.#input.newId();
    this.#idsOfNew.set(mergeKey, id);
    return id;
  }

  #draftOf(id: ActivityId, known: KnownMeeting | null): Draft {
    const draft = this.#drafts.get(id) ?? {
      id,
      known,
      before: [],
      after: [],
      shown: null,
      isCalledOff: false,
    };
    this.#drafts.set(id, draft);
    return draft;
  }

  #toCreated({ id, after, shown }: Draft): CreatedMeeting | undefined {
    if (shown === null) return undefined;
    const { event, meeting } = shown;
    const { shareLevel, now } = this.#input;
    const isHidden = after.some((entry) => entry.isPrivate);
    return {
      id,
      mergeKey: meeting.mergeKey,
      eventId: event.eventId,
      etag: event.etag,
      status: byTime(meeting, now),
      visibility: isHidden ? "private" : shareLevel,
      content: this.#contentOf(meeting, isHidden),
      links: this.#linksOf(meeting),
    };
  }

  #toUpdated(draft: Draft, known: KnownMeeting): UpdatedMeeting {
    const { shown } = draft;
    return {
      id: known.id,
      status: this.#statusOf(draft, known),
      visibility: this.#visibilityOf(draft, known),
      shown: shown && {
        eventId: shown.event.eventId,
        etag: shown.event.etag,
        content: this.#contentOf(shown.meeting, isPrivate(draft)),
        // Whoever was on it before is linked, or somebody ended the link.
        links: this.#linksOf(shown.meeting).filter(
          ({ matchedAddress }) => !known.addresses.has(matchedAddress),
        ),
        linked: shown.meeting.hasAllPeople ? this.#contactsOn(shown.meeting) : null,
      },
    };
  }

  /** An outcome somebody gave stands, unless the meeting moves or is cancelled. */
  #statusOf(draft: Draft, known: KnownMeeting): MeetingStatus {
    const { others } = known;
    if (!isLive(draft)) return "CANCELLED";
    const holdersBefore = others.live + others.cancelled + draft.before.length;
    const wasCancelled =
      holdersBefore > 0 && others.live === 0 && draft.before.every(({ cancelled }) => cancelled);
    const meeting = draft.shown?.meeting;
    const hasMoved =
      meeting !== undefined &&
      (meeting.occurredAt.getTime() !== known.occurredAt.getTime() ||
        meeting.endsAt.getTime() !== known.endsAt.getTime());
    return wasCancelled || hasMoved ? byTime(meeting ?? known, this.#input.now) : known.status;
  }

  /** The strictest of all who have it wins, and what somebody chose by hand stays. */
  #visibilityOf(draft: Draft, known: KnownMeeting): Visibility {
    const { shareLevel } = this.#input;
    if (!isLive(draft)) return known.visibility;
    if (isPrivate(draft)) return "private";
    if (wasPrivate(draft)) return shareLevel;
    return draft.before.length === 0 ? stricter(known.visibility, shareLevel) : known.visibility;
  }

  #contentOf(meeting: NewMeeting, isHidden: boolean): MeetingContent {
    const { mergeKey: _mergeKey, isPrivate: _isPrivate, ...content } = meeting;
    if (!isHidden) return content;
    return {
      ...content,
      subject: BUSY,
      location: null,
      conferenceUrl: null,
      participants: meeting.participants.flatMap(({ address, role }) =>
        this.#input.matches.contacts.has(address) ? [{ address, role, name: null }] : [],
      ),
    };
  }

  #linksOf({ participants, occurredAt }: NewMeeting): readonly ContactLink[] {
    const links = new Map<ContactId, ContactLink>();
    for (const { address, role } of [...participants].sort(byRole)) {
      const contact = this.#input.matches.contacts.get(address);
      if (contact === undefined || !isWanted(contact, occurredAt) || links.has(contact.contactId)) continue;
      links.set(contact.contactId, { contactId: contact.contactId, role, matchedAddress: address });
    }
    return [...links.values()];
  }

  #contactsOn({ participants }: NewMeeting): readonly ContactId[] {
    return [
      ...new Set(
        participants.flatMap(({ address }) => this.#input.matches.contacts.get(address)?.contactId ?? []),
      ),
    ];
  }
}

function heldBy(entry: EventEntry | undefined): ActivityId | null {
  return entry?.activityId ?? null;
}

function isHeld({ known, after }: Draft): boolean {
  return after.length > 0 || (known !== null && known.others.live + known.others.cancelled > 0);
}

function isLive({ known, after }: Draft): boolean {
  return (known?.others.live ?? 0) > 0 || after.some(({ cancelled }) => !cancelled);
}

function isPrivate({ known, after }: Draft): boolean {
  return (known?.others.private ?? 0) > 0 || after.some(isLiveAndPrivate);
}

function wasPrivate({ known, before }: Draft): boolean {
  return (known?.others.private ?? 0) > 0 || before.some(isLiveAndPrivate);
}

/** Whoever cancelled it for himself has nothing to keep private any more. */
function isLiveAndPrivate(entry: EventEntry): boolean {
  return entry.isPrivate && !entry.cancelled;
}

function byTime({ endsAt }: { readonly endsAt: Date }, now: Date): MeetingStatus {
  return endsAt <= now ? "HELD" : "SCHEDULED";
}

const ROLES: readonly NewParticipant["role"][] = ["organizer", "attendee", "optional"];

function byRole(a: NewParticipant, b: NewParticipant): number {
  return ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
}

const STRICTNESS: readonly Visibility[] = ["everything", "subject", "metadata", "private"];

function stricter(a: Visibility, b: Visibility): Visibility {
  return STRICTNESS.indexOf(a) > STRICTNESS.indexOf(b) ? a : b;
}
