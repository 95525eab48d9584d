/** The port behind the sidebar page: a mailbox, a calendar and an add-on that can be run. */
import type { Execution } from "../apps-script/execution.ts";
import type { AddonEvent } from "./page/event-object.ts";
import type {
  Addon,
  CalendarEvent,
  Draft,
  DraftContent,
  EventChange,
  MailThread,
  Pulse,
  Rep,
  SenderAddress,
  ThreadPage,
} from "./page/wire.ts";

export interface ThreadListing {
  /** Gmail search syntax, `in:inbox` included. */
  readonly query: string;
  readonly pageToken: string | null;
}

/** An event as the page last saw it. */
export interface SeenEvent {
  readonly calendarId: string;
  readonly eventId: string;
  readonly etag: string;
}

export interface MailHost {
  listThreads(user: string, listing: ThreadListing): Promise<ThreadPage>;
  /** Null when there is no such thread, as for every `get` here. */
  getThread(user: string, threadId: string): Promise<MailThread | null>;
  /** The HTML body as the sender wrote it; the server sandboxes it. */
  getMessageHtml(user: string, messageId: string): Promise<string | null>;
  /** The person's own addresses, the default one first. */
  listSenders(user: string): Promise<readonly SenderAddress[]>;
  getDraft(user: string, draftId: string): Promise<Draft | null>;
  /** The draft whose message that is. */
  findDraft(user: string, messageId: string): Promise<Draft | null>;
  /** Makes a draft when the id is null. */
  saveDraft(
    user: string,
    draftId: string | null,
    content: DraftContent,
  ): Promise<Pick<Draft, "id" | "threadId">>;
  sendDraft(
    user: string,
    draftId: string,
  ): Promise<{ readonly messageId: string; readonly threadId: string }>;
  deleteDraft(user: string, draftId: string): Promise<void>;
}

export interface CalendarHost {
  /** Occurrences that overlap the window; both ends epoch milliseconds. */
  listEvents(
    user: string,
    window: { readonly from: number; readonly to: number },
  ): Promise<readonly CalendarEvent[]>;
  getEvent(user: string, eventId: string): Promise<CalendarEvent | null>;
  /** Into the person's own calendar, under the id that the page has chosen; the guests are invited. */
  insertEvent(user: string, eventId: string, change: EventChange): Promise<CalendarEvent>;
  /** Null when the event was changed or deleted since it was seen; the guests are told, as for the next one. */
  patchEvent(user: string, event: SeenEvent, change: EventChange): Promise<CalendarEvent | null>;
  deleteEvent(user: string, event: Omit<SeenEvent, "etag">): Promise<void>;
}

export interface SidebarHost extends MailHost, CalendarHost {
  users(): Promise<readonly Rep[]>;
  addon(): Promise<Addon>;
  /** Never fails: the page asks it every few seconds. */
  pulse(user: string): Promise<Pulse>;
  /** The host puts the message's access token into `event.gmail`: the page never holds one. */
  runAddon(
    user: string,
    call: { readonly functionName: string; readonly event: AddonEvent },
  ): Promise<Execution>;
}
