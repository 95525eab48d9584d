/** The mails that have not gone. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { outgoingCard } from "../cards/outgoing-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

export function openOutgoing(request: Request): ActionAnswer {
  return push(freshOutgoingCard(request));
}

export function freshOutgoingCard(request: Request): CardSpec {
  return outgoingCard(request.crm.home({ timeZone: request.timeZone }).outgoing, request);
}
