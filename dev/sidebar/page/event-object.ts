/**
 * Builds the event objects that Gmail and Calendar hand to an add-on.
 * https://developers.google.com/workspace/add-ons/concepts/event-objects
 */
import type { Action } from "../../apps-script/card-json.ts";
import type { FormInputs } from "./card-form.ts";
import type { Addon, CalendarEvent, ConferenceData, EventAttendee } from "./wire.ts";

export interface AddonEvent {
  readonly commonEventObject: CommonEventObject;
  readonly gmail?: GmailEventObject;
  readonly calendar?: CalendarEventObject;
}

export interface CommonEventObject {
  readonly hostApp: HostApp;
  readonly platform: "WEB";
  readonly userLocale?: string;
  readonly timeZone?: {
    readonly id: string;
    /** Milliseconds east of UTC, as decimal digits. */ readonly offset: string;
  };
  readonly parameters?: Readonly<Record<string, string>>;
  readonly formInputs?: FormInputs;
}

/** With an open message its ids; in the compose window the recipients so far. */
export interface GmailEventObject {
  readonly messageId?: string;
  readonly threadId?: string;
  /** Added by the server; the page never holds a token. */
  readonly accessToken?: string;
  readonly toRecipients?: readonly string[];
  readonly ccRecipients?: readonly string[];
  readonly bccRecipients?: readonly string[];
}

export interface CalendarEventObject {
  readonly id: string;
  readonly calendarId: string;
  readonly recurringEventId?: string;
  readonly organizer: { readonly email: string };
  readonly capabilities?: {
    readonly canAddAttendees: boolean;
    readonly canSeeAttendees: boolean;
    readonly canSeeConferenceData: boolean;
    readonly canSetConferenceData: boolean;
    readonly canAddAttachments: boolean;
  };
  readonly attendees?: readonly EventAttendee[];
  readonly conferenceData?: ConferenceData;
}

export type HostApp = "GMAIL" | "CALENDAR";

/** What is open beside the panel. */
export type OpenItem =
  | { readonly kind: "message"; readonly messageId: string; readonly threadId: string }
  | { readonly kind: "event"; readonly event: CalendarEvent }
  | { readonly kind: "draft"; readonly recipients: DraftRecipients };

/** Addresses alone. */
export interface DraftRecipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

export interface Circumstances {
  readonly addon: Addon;
  readonly hostApp: HostApp;
  readonly open: OpenItem | undefined;
  readonly locale: string;
  readonly timeZone: string;
  readonly now: Date;
}

/** What a click brings along; a trigger brings nothing. */
export interface Interaction {
  readonly parameters?: Action["parameters"];
  readonly formInputs?: FormInputs;
}

/** Absent instead of empty: Google leaves out `parameters` and `formInputs` when there is nothing in them. */
export function eventObject(circumstances: Circumstances, interaction: Interaction = {}): AddonEvent {
  const { addon, hostApp, open } = circumstances;
  const parameters = interaction.parameters ?? [];
  const formInputs = interaction.formInputs ?? {};
  return {
    commonEventObject: {
      hostApp,
      platform: "WEB",
      ...(addon.sendsLocale ? localeOf(circumstances) : {}),
      ...(parameters.length === 0
        ? {}
        : { parameters: Object.fromEntries(parameters.map(({ key, value }) => [key, value])) }),
      ...(Object.keys(formInputs).length === 0 ? {} : { formInputs }),
    },
    ...(open?.kind === "message" ? { gmail: { messageId: open.messageId, threadId: open.threadId } } : {}),
    ...(open?.kind === "draft" ? { gmail: draftObject(addon, open.recipients) } : {}),
    ...(open?.kind === "event" ? { calendar: calendarObject(addon, open.event) } : {}),
  };
}

function localeOf({
  locale,
  timeZone,
  now,
}: Circumstances): Pick<CommonEventObject, "userLocale" | "timeZone"> {
  return { userLocale: locale, timeZone: { id: timeZone, offset: String(zoneOffsetMs(timeZone, now)) } };
}

/** Milliseconds the zone is east of UTC at that instant. */
export function zoneOffsetMs(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}

function draftObject(addon: Addon, { to, cc, bcc }: DraftRecipients): GmailEventObject {
  if (addon.gmail?.compose?.readsRecipients !== true) return {};
  return { toRecipients: to, ccRecipients: cc, bccRecipients: bcc };
}

function calendarObject(addon: Addon, event: CalendarEvent): CalendarEventObject {
  const ids = {
    id: event.id,
    calendarId: event.calendarId,
    ...(event.recurringEventId === undefined ? {} : { recurringEventId: event.recurringEventId }),
    organizer: { email: event.organizer.email },
  };
  if (addon.calendar?.readsAttendees !== true) return ids;
  const writes = addon.calendar.writesEvents;
  const organizes = event.organizer.self;
  const canSeeAttendees = organizes || event.guestsCanSeeOtherGuests;
  return {
    ...ids,
    capabilities: {
      canAddAttendees: writes && (organizes || event.guestsCanInviteOthers),
      canSeeAttendees,
      canSeeConferenceData: true,
      canSetConferenceData: writes && organizes,
      canAddAttachments: writes && organizes,
    },
    ...(canSeeAttendees && event.attendees.length > 0 ? { attendees: event.attendees } : {}),
    ...(event.conference === null ? {} : { conferenceData: event.conference }),
  };
}
