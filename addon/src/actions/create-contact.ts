/** Saves a new contact and, if ticked, logs what is open with it. */
import type { ActionAnswer } from "../answer.ts";
import { done, update, updateRoot } from "../answer.ts";
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
  const email = request.parameters.find("email");
  const kind = request.form.text("kind") === "client" ? "client" : "lead";
  const { form, contact } = typedFields(request.form);
  const logToo = request.form.list("options").includes("log");
  return savedOr(
    () => request.crm.createContact({ kind, ...contact }),
    (problem) => {
      const fields = { ...form, kind, stage: "new" } as const;
      const view = { email, fields, duplicates: [], open: whatCanBeLogged(request), logToo, problem };
      return update(createForm(view, request));
    },
    (created) => afterCreating(request, created, logToo),
    request,
  );
}

function afterCreating(request: Request, created: Contact, logToo: boolean): ActionAnswer {
  const notice = request.texts.createdNotice;
  const past = findPast(request, created.id);
  if (!whatIsOpen(request)) {
    return done(notice, update(freshContactCard(request, created.id, past)));
  }
  if (!logToo) return { ...updateRoot(showRoot(request, past)), notice };
  // A person of the mail is on it with the others; somebody else must be named.
  const onIt = request.parameters.find("email") !== undefined;
  const logged = logOpenItem(request, onIt ? {} : { contactIds: [created.id] }, past);
  return { ...updateRoot(logged.card), notice: logged.notice };
}
