/** Saves a new contact and, if ticked, logs what is open with it. */
import type { ActionAnswer } from "../answer.ts";
import type { Contact } from "../../../contract/contacts.ts";
import { createForm } from "../cards/contact-form.ts";
import type { Request } from "../request.ts";
import { savedOr, typedFields } from "./contact-form-input.ts";
import { logOpenItem } from "./log-open-item.ts";
import { findPast } from "./open-backfill.ts";
import { freshContactCard } from "./open-contact.ts";
import { whatCanBeLogged, whatIsOpen } from "./open-create-form.ts";
import { showRoot } from "./show-root.ts";

export function createContact(request: Request): ActionAnswer {
  const { input, crm, language } = request;
  const email = input.parameters.find("email");
  const kind = input.form.text("kind") === "client" ? "client" : "lead";
  const { form, contact } = typedFields(input.form);
  const logToo = input.form.list("options").includes("log");
  return savedOr(
    () => crm.createContact({ kind, ...contact }),
    (problem) => {
      const fields = { ...form, kind, stage: "new" } as const;
      const view = { email, fields, duplicates: [], open: whatCanBeLogged(request), logToo, problem };
      return { steps: [{ update: createForm(view, language) }] };
    },
    (created) => afterCreating(request, created, logToo),
    language,
  );
}

function afterCreating(request: Request, created: Contact, logToo: boolean): ActionAnswer {
  const { input, language } = request;
  const notice = language.texts.createdNotice;
  const past = findPast(request, created.id);
  if (whatIsOpen(request) === undefined) {
    return { steps: [{ update: freshContactCard(request, created.id, past) }], notice, stateChanged: true };
  }
  if (!logToo) return { steps: [{ pop: "root" }, { update: showRoot(request, past) }], notice };
  // A person of the mail is on it with the others; somebody else must be named.
  const onIt = input.parameters.find("email") !== undefined;
  const logged = logOpenItem(request, onIt ? {} : { contactIds: [created.id] }, past);
  return { steps: [{ pop: "root" }, { update: logged.card }], notice: logged.notice };
}
