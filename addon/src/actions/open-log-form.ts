/** The form to log with a note, or with some of the contacts. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { logForm } from "../cards/log-form.ts";
import { Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { eventContext, messageContext } from "./show-root.ts";

export function openLogForm(request: Request): ActionAnswer {
  const { message, event } = request;
  if (message) {
    const { people } = messageContext(request, message);
    return push(logForm(people, request.mail.content(message).attachments, request));
  }
  if (!event) throw new Failure("mail-unreadable");
  const { people } = eventContext(request, event, request.calendar.details(event));
  return push(logForm(people, [], request));
}
