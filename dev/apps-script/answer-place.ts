/**
 * Which answers Google takes where: changes to a draft in Gmail's compose window, changes to an event from the add-on of
 * whoever may make them. https://developers.google.com/workspace/add-ons/gmail/extending-compose-ui and
 * https://developers.google.com/workspace/add-ons/calendar/calendar-actions
 */
import type { ScriptResult } from "./card-json.ts";
import { isRecord } from "./google-api.ts";
import type { Manifest } from "./manifest.ts";

/** What is wrong with this answer to this event; undefined when nothing is. */
export function placeProblem(result: ScriptResult, event: unknown, manifest: Manifest): string | undefined {
  if (result === null || !("renderActions" in result)) return undefined;
  const { renderActions } = result;
  if (!("hostAppAction" in renderActions)) return undefined;
  const { hostAppAction } = renderActions;
  const place = readPlace(event);
  if ("calendarAction" in hostAppAction) return eventProblem(hostAppAction.calendarAction, place, manifest);
  if ("updateDraftAction" in hostAppAction.gmailAction) return draftProblem(place, manifest);
  return place.hostApp === "GMAIL" ? undefined : "A ComposeActionResponse is for Gmail only.";
}

interface Place {
  readonly hostApp: unknown;
  /** The host's own part of the event object; absent on a homepage. */
  readonly gmail: Readonly<Record<string, unknown>> | undefined;
  readonly calendar: Readonly<Record<string, unknown>> | undefined;
}

function readPlace(event: unknown): Place {
  const parts = isRecord(event) ? event : {};
  const { commonEventObject: common, gmail, calendar } = parts;
  return {
    hostApp: isRecord(common) ? common["hostApp"] : undefined,
    gmail: isRecord(gmail) ? gmail : undefined,
    calendar: isRecord(calendar) ? calendar : undefined,
  };
}

/** In the compose window the event object has a part for Gmail, but no message is open. */
function draftProblem({ hostApp, gmail }: Place, { addOns }: Manifest): string | undefined {
  const isComposing = hostApp === "GMAIL" && gmail !== undefined && gmail["messageId"] === undefined;
  if (addOns?.gmail?.composeTrigger !== undefined && isComposing) return undefined;
  return "An UpdateDraftActionResponse is for actions of the compose trigger only.";
}

function eventProblem(
  action: { readonly addAttendeesAction?: unknown; readonly addAttachmentsAction?: unknown },
  { hostApp, calendar }: Place,
  { addOns }: Manifest,
): string | undefined {
  if (hostApp !== "CALENDAR" || calendar === undefined)
    return "A CalendarEventActionResponse is for an open event only.";
  const access = addOns?.calendar?.currentEventAccess ?? "METADATA";
  if (!access.endsWith("WRITE"))
    return `A CalendarEventActionResponse needs currentEventAccess WRITE or READ_WRITE, the manifest has ${access}.`;
  if (action.addAttendeesAction !== undefined && isWithheld(calendar, "canAddAttendees"))
    return "The user may not add attendees to this event (canAddAttendees).";
  if (action.addAttachmentsAction !== undefined && isWithheld(calendar, "canAddAttachments"))
    return "The user may not add attachments to this event (canAddAttachments).";
  return undefined;
}

/** Without reading access the event object does not tell what the user may do. */
function isWithheld({ capabilities }: Readonly<Record<string, unknown>>, capability: string): boolean {
  return isRecord(capabilities) && capabilities[capability] !== true;
}
