/** Invites a contact to the open event. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";

export function addGuest({ event, parameters, texts }: Request): ActionAnswer {
  return event?.canAddGuests === true
    ? { addGuests: [parameters.get("email")] }
    : { notice: texts.cannotAddGuests };
}
