/** Logging with a note, or with some of the contacts only. */
import type { Attachment } from "../../../contract/activities.ts";
import type { Person } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec, WidgetSpec } from "./card-spec.ts";
import { isContact, nameOf } from "./people-section.ts";
import { button, buttons, checkboxes, click, line, paragraph, section, textInput } from "./widgets.ts";

const MAX_ATTACHMENTS = 10;
/** Contacts of one mail that can be chosen from; all of them are logged by the one-click button. */
const MAX_CONTACTS = 50;

export function logForm(
  people: readonly Person[],
  attachments: readonly Attachment[],
  language: Language,
): CardSpec {
  const { texts } = language;
  const options = people
    .filter(isContact)
    .slice(0, MAX_CONTACTS)
    .map((person) => ({ text: nameOf(person), value: person.contact?.id ?? "", selected: true }));
  return {
    title: texts.logFormTitle,
    sections: [
      ...section([
        textInput("note", texts.noteLabel, { hint: texts.noteHint, multiline: true }),
        ...(options.length === 0 ? [] : [checkboxes("contactIds", texts.logTheseContacts, options)]),
        ...(options.length === 0 ? [] : [buttons(button(texts.log, click("onSubmitLogForm"), "primary"))]),
        buttons(button(texts.logToOther, click("onOpenSearch", { purpose: "log" }))),
      ]),
      ...section(attachmentRows(attachments, language), texts.attachmentsLabel(attachments.length)),
    ],
  };
}

export function attachmentRows(
  attachments: readonly Attachment[],
  { texts, formats }: Language,
): readonly WidgetSpec[] {
  const hidden = attachments.length - MAX_ATTACHMENTS;
  return [
    ...attachments
      .slice(0, MAX_ATTACHMENTS)
      .map(({ name, size }) => paragraph(markup`${line(name)} (${formats.bytes(size)})`)),
    ...(hidden > 0 ? [paragraph(markup`${texts.attachmentsNotShown(hidden)}`)] : []),
  ];
}
