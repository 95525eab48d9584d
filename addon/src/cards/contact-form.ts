/** Creating and editing a contact: the same fields, filled from a proposal, from the record, or from what was just typed. */
import type { Contact, ContactKind, ContactProposal, Stage } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import { markup, truncate } from "../text.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { contactRow } from "./contact-row.ts";
import {
  button,
  buttons,
  checkboxes,
  click,
  dropdown,
  line,
  paragraph,
  row,
  section,
  textInput,
} from "./widgets.ts";

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
  readonly contact?: { readonly id: string };
}

export interface CreateView {
  /** Whom of the open mail or event the form is about; unset: somebody else. */
  readonly email: string | undefined;
  readonly fields: ContactFields;
  readonly duplicates: ContactProposal["duplicates"];
  /** What is open beside the form and can be logged with the new contact. */
  readonly open: "mail" | "event" | undefined;
  readonly logToo: boolean;
  readonly problem?: FormProblem;
}

export function createForm(
  { email, fields, duplicates, open, logToo, problem }: CreateView,
  language: Language,
): CardSpec {
  const { texts } = language;
  return {
    title: fields.kind === "lead" ? texts.createLeadTitle : texts.createClientTitle,
    sections: [
      ...problemSection(problem, language),
      ...section(
        duplicates.slice(0, 5).map(({ contact, reason }) => ({
          ...contactRow(contact, language),
          top: texts.duplicateReason[reason],
          button: button(texts.open, click("onOpenContact", { contactId: contact.id })),
        })),
        texts.duplicatesHeader,
      ),
      ...section([
        dropdown("kind", texts.kindLabel, [
          { text: texts.kind.lead, value: "lead", selected: fields.kind === "lead" },
          { text: texts.kind.client, value: "client", selected: fields.kind === "client" },
        ]),
        ...fieldWidgets(fields, language),
        ...(open === undefined
          ? []
          : [
              checkboxes("options", texts.optionsLabel, [
                {
                  text: open === "mail" ? texts.logThisMailToo : texts.logThisEventToo,
                  value: "log",
                  selected: logToo,
                },
              ]),
            ]),
        buttons(
          button(texts.create, click("onCreateContact", email === undefined ? {} : { email }), "primary"),
          button(texts.cancel, click("onBack")),
        ),
      ]),
    ],
  };
}

export interface EditView {
  readonly contactId: string;
  readonly fields: ContactFields;
  readonly ownerName: string | null;
  readonly ownedByUser: boolean;
  readonly makeOwner: boolean;
  readonly from: "root" | "contact";
  readonly problem?: FormProblem;
}

export function editForm(view: EditView, language: Language): CardSpec {
  const { contactId, fields, ownerName, ownedByUser, makeOwner, from, problem } = view;
  const { texts } = language;
  return {
    title: texts.editTitle,
    sections: [
      ...problemSection(problem, language),
      ...section([
        dropdown(
          "stage",
          texts.stageLabel,
          STAGES.map((stage) => ({
            text: texts.stage[stage],
            value: stage,
            selected: stage === fields.stage,
          })),
        ),
        row(line(ownerName ?? texts.noOwner), { top: texts.ownerLabel, icon: "PERSON" }),
        ...(ownedByUser
          ? []
          : [
              checkboxes("options", texts.optionsLabel, [
                { text: texts.makeMeOwner, value: "own", selected: makeOwner },
              ]),
            ]),
        ...fieldWidgets(fields, language),
        buttons(
          button(texts.save, click("onSaveContact", { contactId, from }), "primary"),
          button(texts.cancel, click("onBack")),
        ),
      ]),
    ],
  };
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

function fieldWidgets(fields: ContactFields, { texts }: Language): readonly WidgetSpec[] {
  return [
    textInput("name", texts.nameLabel, filled(fields.name)),
    textInput("company", texts.companyLabel, filled(fields.company)),
    textInput("title", texts.titleLabel, filled(fields.title)),
    textInput("phone", texts.phoneLabel, filled(fields.phone)),
    textInput("emails", texts.emailsLabel, {
      multiline: true,
      hint: texts.emailsHint,
      ...filled(fields.emails),
    }),
    textInput("notes", texts.notesLabel, { multiline: true, ...filled(fields.notes) }),
  ];
}

function filled(value: string): { value?: string } {
  return value === "" ? {} : { value };
}

function problemSection(problem: FormProblem | undefined, { texts }: Language): readonly SectionSpec[] {
  if (problem === undefined) return [];
  const text = markup`<font color="#b3261e">${truncate(problem.text, 1_000)}</font>`;
  const { contact } = problem;
  return section([
    paragraph(text),
    ...(contact === undefined
      ? []
      : [buttons(button(texts.open, click("onOpenContact", { contactId: contact.id })))]),
  ]);
}
