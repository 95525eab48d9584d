/** The port behind the sidebar page: a mailbox, a calendar and an add-on that can be run. */
import type { Execution } from "../apps-script/execution.ts";
import type { AddonEvent } from "./page/event-object.ts";
import type { Addon, CalendarEvent, MailThread, Rep, ThreadPage } from "./page/wire.ts";

export interface ThreadListing {
  /** Gmail search syntax, `in:inbox` included. */
  readonly query: string;
  readonly pageToken: string | null;
}

export interface SidebarHost {
  users(): Promise<readonly Rep[]>;
  addon(): Promise<Addon>;
  listThreads(user: string, listing: ThreadListing): Promise<ThreadPage>;
  /** Null when there is no such thread, as for every `get` here. */
  getThread(user: string, threadId: string): Promise<MailThread | null>;
  /** The HTML body as the sender wrote it; the server sandboxes it. */
  getMessageHtml(user: string, messageId: string): Promise<string | null>;
  /** Occurrences that overlap the window; both ends epoch milliseconds. */
  listEvents(
    user: string,
    window: { readonly from: number; readonly to: number },
  ): Promise<readonly CalendarEvent[]>;
  getEvent(user: string, eventId: string): Promise<CalendarEvent | null>;
  /** The host puts the message's access token into `event.gmail`: the page never holds one. */
  runAddon(
    user: string,
    call: { readonly functionName: string; readonly event: AddonEvent },
  ): Promise<Execution>;
}
