/** The open mail or event becomes an activity; the card to show next comes with the same answer. */
import type { LogActivity } from "../../../contract/activities.ts";
import type { LogResult } from "../../../contract/context.ts";
import type { Past } from "../cards/backfill-section.ts";
import { eventCard } from "../cards/event-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { messageCard } from "../cards/message-card.ts";
import type { OpenEvent, OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { EventDetails, Request } from "../request.ts";
import { eventContextRequest } from "./show-root.ts";

export interface LogOptions {
  readonly note?: string | undefined;
  /** Unset: every contact on it. */
  readonly contactIds?: string[] | undefined;
}

export interface LoggedItem {
  readonly card: CardSpec;
  readonly notice: string;
}

/** @param past of who has just become a contact. */
export function logOpenItem(request: Request, options: LogOptions, past?: Past): LoggedItem {
  const { message, event, crm, texts } = request;
  if (message) {
    if (request.mail.isDraft(message)) throw new Failure("draft");
    const { context, alreadyLogged } = crm.log(emailToLog(request, message, options));
    if (!context || !("why" in context)) throw new Failure("unexpected");
    return { card: messageCard(context, request, { past }), notice: noticeOf(alreadyLogged, texts) };
  }
  if (!event) throw new Failure("mail-unreadable");
  const details = knownDetails(request, event);
  const { context, alreadyLogged } = crm.log(meetingToLog(event, details, options));
  if (!context || !("meeting" in context)) throw new Failure("unexpected");
  const view = { canAddGuests: event.canAddGuests, past };
  return { card: eventCard(context, details, request, view), notice: noticeOf(alreadyLogged, texts) };
}

export function logOpenEvent(request: Request): LogResult {
  const { event } = request;
  if (!event) throw new Failure("event-unreadable");
  return request.crm.log(meetingToLog(event, knownDetails(request, event), {}));
}

/** The note field of the card that was clicked on. */
export function noteOf({ form }: Request): Pick<LogOptions, "note"> {
  return { note: form.text("note") || undefined };
}

function knownDetails({ calendar }: Request, event: OpenEvent): EventDetails {
  const details = calendar.details(event);
  if (typeof details === "string") throw new Failure("event-unreadable");
  return details;
}

function emailToLog({ mail }: Request, message: OpenMessage, options: LogOptions): LogActivity {
  return { type: "EMAIL", ...mail.header(message), ...mail.content(message), ...options, withContext: true };
}

function meetingToLog(event: OpenEvent, details: EventDetails, options: LogOptions): LogActivity {
  return {
    type: "MEETING",
    ...eventContextRequest(event, details),
    title: details.title,
    start: details.start,
    end: details.end,
    location: details.location,
    ...options,
    withContext: true,
  };
}

function noticeOf(alreadyLogged: boolean, texts: Request["texts"]): string {
  return alreadyLogged ? texts.alreadyLoggedNotice : texts.loggedNotice;
}
