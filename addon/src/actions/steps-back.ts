/** Leaves a form when its work is done: the card below is drawn anew. */
import type { Step } from "../answer.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { freshContactCard } from "./open-contact.ts";
import { freshOutgoingCard } from "./open-outgoing.ts";
import { showRoot } from "./show-root.ts";

/** The parameter `from` says which card that is. What was done is done: one that cannot be drawn is no failure of it. */
export function stepsBack(request: Request): readonly Step[] {
  const { parameters } = request;
  const [from, contactId] = [parameters.find("from"), parameters.find("contactId")];
  const pop = from === "root" ? "root" : "card";
  const below = (): CardSpec | undefined => {
    if (from === "root") return showRoot(request);
    if (from === "outgoing") return freshOutgoingCard(request);
    return from === "contact" && contactId ? freshContactCard(request, contactId) : undefined;
  };
  const card = attempt(below);
  return !card || card instanceof Failure ? [{ pop }] : [{ pop }, { update: card }];
}
