/** What some decided events change in the CRM, and what has to be known to tell. */
import type { MeetingStatus, Visibility } from "../../../contract/activities.ts";
import type { ActivityId, ContactId, EmailAddress } from "../crm/ids.ts";
import type { ContactLink, DecidedEvent, EventEntry, EventMatches, NewMeeting } from "./calendar-ports.ts";

/** A meeting that is there already, as it is before. */
export interface KnownMeeting {
  readonly id: ActivityId;
  readonly mergeKey: string;
  /** Google's id of the event it was logged from. */
  readonly eventId: string | null;
  /** Its identity across calendars is not known: it is known by that id alone. */
  readonly hasNoUid: boolean;
  /** Logged, linked, noted or given an outcome by somebody. */
  readonly isTouched: boolean;
  readonly isMine: boolean;
  readonly status: MeetingStatus;
  readonly occurredAt: Date;
  readonly endsAt: Date;
  readonly visibility: Visibility;
  readonly addresses: ReadonlySet<EmailAddress>;
  /** Calendar rows that hold it, without those the plan was given. `private` ones are among the live. */
  readonly others: { readonly live: number; readonly cancelled: number; readonly private: number };
}

export interface CaptureInput {
  readonly decided: readonly DecidedEvent[];
  /** This calendar's rows by event id: of the decided events. */
  readonly entries: ReadonlyMap<string, EventEntry>;
  /** Series among the decided events that have logged occurrences. */
  readonly seriesWithMeetings: ReadonlySet<string>;
  readonly meetings: readonly KnownMeeting[];
  /** As they are now; when the events were decided they may have been others. */
  readonly matches: Pick<EventMatches, "contacts" | "rules">;
  readonly shareLevel: Visibility;
  readonly listing: number | null;
  readonly isExpansion: boolean;
  readonly now: Date;
  readonly newId: () => ActivityId;
}

/** What a meeting shows from now on. */
export type MeetingContent = Omit<NewMeeting, "mergeKey" | "isPrivate">;

export interface CreatedMeeting {
  readonly id: ActivityId;
  readonly mergeKey: string;
  readonly eventId: string;
  readonly etag: string | null;
  readonly status: MeetingStatus;
  readonly visibility: Visibility;
  readonly content: MeetingContent;
  readonly links: readonly ContactLink[];
}

export interface UpdatedMeeting {
  readonly id: ActivityId;
  readonly status: MeetingStatus;
  readonly visibility: Visibility;
  /** Null: stays. */
  readonly shown: {
    readonly eventId: string;
    readonly etag: string | null;
    readonly content: MeetingContent;
    /** Contacts who came to be on it. */
    readonly links: readonly ContactLink[];
    /** Contacts on it: other automatic links end. Null: there may be more people on it than shown. */
    readonly linked: readonly ContactId[] | null;
  } | null;
}

export interface CapturePlan {
  readonly entries: readonly EventEntry[];
  readonly created: readonly CreatedMeeting[];
  readonly updated: readonly UpdatedMeeting[];
  readonly removed: readonly ActivityId[];
  /** Series whose occurrences have all to be asked for one by one: they are none any more. */
  readonly endedSeries: readonly string[];
  /** Series of which an occurrence has contacts on it. */
  readonly seriesToExpand: readonly string[];
  /** Meetings that were shown as private and are not any more: the calendars that still hold them know what to show. */
  readonly toShowAgain: readonly ActivityId[];
}
