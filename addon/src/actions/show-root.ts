/** The card at the bottom of the stack: about the open mail, the open event, or today. One backend call. */
import type { EventContextRequest, MessageContext, EventContext } from "../../../contract/context.ts";
import type { Past } from "../cards/backfill-section.ts";
import type { EventView } from "../cards/event-card.ts";
import { eventCard } from "../cards/event-card.ts";
import { homeCard } from "../cards/home-card.ts";
import { messageCard } from "../cards/message-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { OpenEvent, OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { EventDetails, NoDetails, Request } from "../request.ts";

export function showMessage(request: Request, past?: Past): CardSpec {
  const { message } = request;
  if (!message) throw new Failure("mail-unreadable");
  const isDraft = request.mail.isDraft(message);
  return messageCard(messageContext(request, message), request, { isDraft, past });
}

export function showEvent(request: Request, more: Pick<EventView, "past" | "nextDay"> = {}): CardSpec {
  const { event } = request;
  if (!event) throw new Failure("event-unreadable");
  const details = request.calendar.details(event);
  const view = { canAddGuests: event.canAddGuests, ...more };
  return eventCard(eventContext(request, event, details), details, request, view);
}

export function showHome(request: Request): CardSpec {
  return homeCard(request.crm.home({ timeZone: request.timeZone }), request);
}

/**
 * Whatever is open now.
 * @param past of who has just become a contact.
 */
export function showRoot(request: Request, past?: Past): CardSpec {
  const { message, event } = request;
  if (message) return showMessage(request, past);
  return event ? showEvent(request, { past }) : showHome(request);
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
    organizer,
    title: known?.title,
    start: known?.start,
    end: known?.end,
    iCalUID: known?.iCalUID,
    originalStart: known?.originalStart,
    attendees: [...attendees],
  };
}
