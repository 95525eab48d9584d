/** The card at the bottom of the stack: about the open mail, the open event, or today. One backend call. */
import type { EventContextRequest, MessageContext, EventContext } from "../../../contract/context.ts";
import { eventCard } from "../cards/event-card.ts";
import { homeCard } from "../cards/home-card.ts";
import { messageCard } from "../cards/message-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Attendee, OpenEvent, OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { EventDetails, Request } from "../request.ts";

export function showMessage(request: Request): CardSpec {
  const { message } = request.input;
  if (message === undefined) throw new Failure("mail-unreadable");
  return messageCard(messageContext(request, message), request.language);
}

export function showEvent(request: Request): CardSpec {
  const { event } = request.input;
  if (event === undefined) throw new Failure("event-unreadable");
  const details = request.calendar.details(event);
  return eventCard(eventContext(request, event, details), details, request.language);
}

export function showHome({ crm, input, language }: Request): CardSpec {
  return homeCard(crm.home({ timeZone: input.timeZone }), language);
}

/** Whatever is open now. */
export function showRoot(request: Request): CardSpec {
  const { message, event } = request.input;
  if (message !== undefined) return showMessage(request);
  return event === undefined ? showHome(request) : showEvent(request);
}

export function messageContext({ crm, mail }: Request, message: OpenMessage): MessageContext {
  return crm.messageContext(mail.header(message));
}

export function eventContext(
  { crm }: Request,
  event: OpenEvent,
  details: EventDetails | undefined,
): EventContext {
  return crm.eventContext(eventContextRequest(event, details));
}

export function eventContextRequest(
  event: OpenEvent,
  details: EventDetails | undefined,
): EventContextRequest {
  const organizer = details?.organizer ?? event.organizer;
  return {
    calendarId: event.calendarId,
    eventId: event.eventId,
    ...(organizer === undefined ? {} : { organizer }),
    ...(details === undefined
      ? {}
      : {
          title: details.title,
          start: details.start,
          end: details.end,
          ...(details.iCalUID === undefined ? {} : { iCalUID: details.iCalUID }),
          ...(details.originalStart === undefined ? {} : { originalStart: details.originalStart }),
        }),
    attendees: attendeesOf(event, details).map(({ email, name, optional, responseStatus }) => ({
      email,
      optional,
      ...(name === undefined ? {} : { name }),
      ...(responseStatus === undefined ? {} : { responseStatus }),
    })),
  };
}

/** What Calendar shows just now comes before what is saved: guests may have been added and not saved yet. */
function attendeesOf(event: OpenEvent, details: EventDetails | undefined): readonly Attendee[] {
  return event.attendees.length > 0 ? event.attendees : (details?.attendees ?? []);
}
