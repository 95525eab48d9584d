/** Keeps a mail that goes later from going. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { freshOutgoingCard } from "./open-outgoing.ts";

export function cancelEmail(request: Request): ActionAnswer {
  const { parameters, crm, texts } = request;
  const cancelled = attempt(() => crm.cancelEmail(parameters.get("emailId")), "conflict");
  const notice = cancelled instanceof Failure ? texts.tooLate : texts.cancelledMail;
  return done(notice, update(freshOutgoingCard(request)));
}
