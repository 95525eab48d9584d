/** The open mail or event becomes an activity; the card to show next comes with the same answer. */
import type { LogActivity } from "../../../contract/activities.ts";
import type { EventContext, LogResult, MessageContext } from "../../../contract/context.ts";
import type { Past } from "../cards/backfill-section.ts";
import { eventCard } from "../cards/event-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { messageCard } from "../cards/message-card.ts";
import type { OpenEvent, OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { EventDetails, Request } from "../request.ts";
import { eventContextRequest } from "./show-root.ts";

export interface LogOptions {
  readonly note?: string;
  /** Unset: every contact on it. */
  readonly contactIds?: string[];
}

export interface LoggedItem {
  readonly card: CardSpec;
  readonly notice: string;
}

/** @param past of who has just become a contact. */
export function logOpenItem(request: Request, options: LogOptions, past?: Past): LoggedItem {
  const { input, crm, language } = request;
  const { message, event } = input;
  if (message !== undefined) {
    if (request.mail.isDraft(message)) throw new Failure("draft");
    const result = crm.log(emailToLog(request, message, options));
    return {
      card: messageCard(contextOf(result, isMessageContext), language, { past }),
      notice: noticeOf(result, request),
    };
  }
  if (event === undefined) throw new Failure("mail-unreadable");
  const details = request.calendar.details(event);
  if (typeof details === "string") throw new Failure("event-unreadable");
  const result = crm.log(meetingToLog(event, details, options));
  return {
    card: eventCard(contextOf(result, isEventContext), details, language, past),
    notice: noticeOf(result, request),
  };
}

/** The note field of the card that was clicked on. */
export function noteOf({ input }: Request): Pick<LogOptions, "note"> {
  const note = input.form.text("note");
  return note === "" ? {} : { note };
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
    ...(details.location === undefined ? {} : { location: details.location }),
    ...options,
    withContext: true,
  };
}

function noticeOf({ alreadyLogged }: LogResult, { language }: Request): string {
  return alreadyLogged ? language.texts.alreadyLoggedNotice : language.texts.loggedNotice;
}

function contextOf<T extends MessageContext | EventContext>(
  { context }: LogResult,
  isIt: (context: MessageContext | EventContext) => context is T,
): T {
  if (context === undefined || !isIt(context)) throw new Failure("unexpected");
  return context;
}

function isMessageContext(context: MessageContext | EventContext): context is MessageContext {
  return "why" in context;
}

function isEventContext(context: MessageContext | EventContext): context is EventContext {
  return "meeting" in context;
}
