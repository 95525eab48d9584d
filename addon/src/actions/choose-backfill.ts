/** What is taken of a contact's past. */
import type { ActionAnswer, Step } from "../answer.ts";
import { isBackfillImport } from "../cards/backfill-section.ts";
import type { Request } from "../request.ts";
import { freshContactCard } from "./open-contact.ts";
import { showRoot } from "./show-root.ts";

export function chooseBackfill(request: Request): ActionAnswer {
  const { input, crm, language } = request;
  const contactId = input.parameters.get("contactId");
  const choice = input.parameters.get("choice");
  if (!isBackfillImport(choice)) throw new Error("no such choice");
  crm.chooseBackfill(contactId, choice);
  return {
    steps: [stepAfter(request, contactId)],
    notice: language.texts.backfillNotice[choice],
    stateChanged: true,
  };
}

/** The card that asked is drawn without the question; one that only asked goes. */
function stepAfter(request: Request, contactId: string): Step {
  switch (request.input.parameters.get("from")) {
    case "root":
      return { update: showRoot(request) };
    case "contact":
      return { update: freshContactCard(request, contactId) };
    default:
      return { pop: "card" };
  }
}
