/** The card at the bottom of the stack: about the open mail, the open event, or today. One backend call. */
import type { EventContextRequest, MessageContext, EventContext } from "../../../contract/context.ts";
import type { Past } from "../cards/backfill-section.ts";
import { eventCard } from "../cards/event-card.ts";
import { homeCard } from "../cards/home-card.ts";
import { messageCard } from "../cards/message-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { OpenEvent, OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { EventDetails, NoDetails, Request } from "../request.ts";

export function showMessage(request: Request, past?: Past): CardSpec {
  const { message } = request.input;
  if (message === undefined) throw new Failure("mail-unreadable");
  const isDraft = request.mail.isDraft(message);
  return messageCard(messageContext(request, message), request.language, { isDraft, past });
}

export function showEvent(request: Request, past?: Past): CardSpec {
  const { event } = request.input;
  if (event === undefined) throw new Failure("event-unreadable");
  const details = request.calendar.details(event);
  return eventCard(eventContext(request, event, details), details, request.language, past);
}

export function showHome({ crm, input, language }: Request): CardSpec {
  return homeCard(crm.home({ timeZone: input.timeZone }), language);
}

/**
 * Whatever is open now.
 * @param past of who has just become a contact.
 */
export function showRoot(request: Request, past?: Past): CardSpec {
  const { message, event } = request.input;
  if (message !== undefined) return showMessage(request, past);
  return event === undefined ? showHome(request) : showEvent(request, past);
}

export function messageContext({ crm, mail }: Request, message: OpenMessage): MessageContext {
  return crm.messageContext(mail.header(message));
}

export function eventContext(
  { crm }: Request,
  event: OpenEvent,
  details: EventDetails | NoDetails,
): EventContext {
  return crm.eventContext(eventContextRequest(event, details));
}

export function eventContextRequest(
  event: OpenEvent,
  details: EventDetails | NoDetails,
): EventContextRequest {
  const known = typeof details === "string" ? undefined : details;
  const organizer = known?.organizer ?? event.organizer;
  // What Calendar shows just now comes before what is saved: guests may have been added and not saved yet.
  const attendees = event.attendees.length > 0 ? event.attendees : (known?.attendees ?? []);
  return {
    calendarId: event.calendarId,
    eventId: event.eventId,
    ...(organizer === undefined ? {} : { organizer }),
    ...(known === undefined ? {} : savedDetails(known)),
    attendees: attendees.map(({ email, name, optional, responseStatus }) => ({
      email,
      optional,
      ...(name === undefined ? {} : { name }),
      ...(responseStatus === undefined ? {} : { responseStatus }),
    })),
  };
}

function savedDetails({
  title,
  start,
  end,
  iCalUID,
  originalStart,
}: EventDetails): Partial<EventContextRequest> {
  return {
    title,
    start,
    end,
    ...(iCalUID === undefined ? {} : { iCalUID }),
    ...(originalStart === undefined ? {} : { originalStart }),
  };
}
