/** What is taken of a contact's past. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import { isBackfillImport } from "../cards/backfill-section.ts";
import type { Request } from "../request.ts";
import { back } from "./back.ts";
import { freshContactCard } from "./open-contact.ts";
import { showRoot } from "./show-root.ts";

export function chooseBackfill(request: Request): ActionAnswer {
  const { parameters, crm, texts } = request;
  const contactId = parameters.get("contactId");
  const choice = parameters.get("choice");
  if (!isBackfillImport(choice)) throw new Error("no such choice");
  crm.chooseBackfill(contactId, choice);
  return done(texts.backfillNotice[choice], after(request, contactId));
}

/** The card that asked is drawn without the question; one that only asked goes. */
function after(request: Request, contactId: string): ActionAnswer {
  switch (request.parameters.get("from")) {
    case "root":
      return update(showRoot(request));
    case "contact":
      return update(freshContactCard(request, contactId));
    default:
      return back();
  }
}
