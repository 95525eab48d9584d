/** Creating and editing a contact: the same fields, filled from a proposal, from the record, or from what was just typed. */
import type { Contact, ContactKind, ContactProposal, Stage } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { contactRow } from "./contact-row.ts";
import {
  button,
  buttons,
  cancelButton,
  card,
  checkboxes,
  click,
  dropdown,
  openContact,
  primaryButton,
  row,
  section,
  textInput,
  warning,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

export interface ContactFields {
  readonly kind: ContactKind;
  readonly name: string;
  /** One a line. */
  readonly emails: string;
  readonly company: string;
  readonly title: string;
  readonly phone: string;
  readonly stage: Stage;
  readonly notes: string;
}

/** What stood in the way of saving: a sentence, and the contact that is in the way. */
export interface FormProblem {
  readonly text: string;
  readonly contact?: { readonly id: string } | undefined;
}

export interface CreateView {
  /** Whom of the open mail or event the form is about; unset: somebody else. */
  readonly email: string | undefined;
  readonly fields: ContactFields;
  readonly duplicates: ContactProposal["duplicates"];
  /** What is open beside the form and can be logged with the new contact. */
  readonly open: "mail" | "event" | undefined;
  readonly logToo: boolean;
  readonly problem?: FormProblem | undefined;
}

export function createForm(
  { email, fields, duplicates, open, logToo, problem }: CreateView,
  language: Language,
): CardSpec {
  const { texts } = language;
  return card(fields.kind === "lead" ? texts.newLead : texts.createClientTitle, [
    problemSection(problem, language),
    section(
      duplicates.slice(0, 5).map(({ contact, reason }) => ({
        ...contactRow(contact, language),
        top: texts.duplicateReason[reason],
        button: button(texts.open, openContact(contact.id)),
      })),
      texts.duplicatesHeader,
    ),
    section([
      dropdown(
        "kind",
        texts.kindLabel,
        (["lead", "client"] as const).map((kind) => [kind, texts.kind[kind]]),
        fields.kind,
      ),
      fieldWidgets(fields, language),
      open &&
        checkboxes(
          "options",
          texts.optionsLabel,
          [["log", open === "mail" ? texts.logThisMailToo : texts.logThisEventToo]],
          logToo,
        ),
      buttons(primaryButton(texts.create, click("onCreateContact", { email })), cancelButton(texts)),
    ]),
  ]);
}

export interface EditView {
  readonly contactId: string;
  readonly fields: ContactFields;
  readonly ownerName: string | null;
  readonly ownedByUser: boolean;
  readonly makeOwner: boolean;
  readonly from: "root" | "contact";
  readonly problem?: FormProblem | undefined;
}

export function editForm(view: EditView, language: Language): CardSpec {
  const { contactId, fields, ownerName, ownedByUser, makeOwner, from, problem } = view;
  const { texts } = language;
  return card(texts.editTitle, [
    problemSection(problem, language),
    section([
      dropdown(
        "stage",
        texts.stageLabel,
        STAGES.map((stage) => [stage, texts.stage[stage]]),
        fields.stage,
      ),
      row(ownerName ?? texts.noOwner, { top: texts.ownerLabel, icon: "PERSON" }),
      !ownedByUser && checkboxes("options", texts.optionsLabel, [["own", texts.makeMeOwner]], makeOwner),
      fieldWidgets(fields, language),
      buttons(primaryButton(texts.save, click("onSaveContact", { contactId, from })), cancelButton(texts)),
    ]),
  ]);
}

export function fieldsOf(contact: Contact): ContactFields {
  return {
    kind: contact.kind,
    name: contact.name,
    emails: contact.emails.join("\n"),
    company: contact.company ?? "",
    title: contact.title ?? "",
    phone: contact.phone ?? "",
    stage: contact.stage,
    notes: contact.notes ?? "",
  };
}

/** In the order of the pipeline; an object, so that a stage added to the contract is missed here. */
const STAGE_ORDER: Readonly<Record<Stage, number>> = {
  new: 0,
  contacted: 1,
  qualified: 2,
  proposal: 3,
  negotiation: 4,
  won: 5,
  lost: 6,
};

export function isStage(text: string): text is Stage {
  return Object.prototype.hasOwnProperty.call(STAGE_ORDER, text);
}

const STAGES: readonly Stage[] = Object.keys(STAGE_ORDER).filter(isStage);

function fieldWidgets(fields: ContactFields, { texts }: Language): Parts<WidgetSpec> {
  const { emails, notes } = fields;
  return [
    textInput("name", texts.nameLabel, { value: fields.name }),
    textInput("company", texts.companyLabel, { value: fields.company }),
    textInput("title", texts.titleLabel, { value: fields.title }),
    textInput("phone", texts.phoneLabel, { value: fields.phone }),
    textInput("emails", texts.emailsLabel, { value: emails, multiline: true, hint: texts.emailsHint }),
    textInput("notes", texts.notesLabel, { value: notes, multiline: true }),
  ];
}

function problemSection(problem: FormProblem | undefined, { texts }: Language): Parts<SectionSpec> {
  const contact = problem?.contact;
  return section([
    problem && warning(problem.text),
    contact && buttons(button(texts.open, openContact(contact.id))),
  ]);
}
