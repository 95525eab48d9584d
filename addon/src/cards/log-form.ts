/** Logging with a note, or with some of the contacts only. */
import type { Attachment } from "../../../contract/activities.ts";
import type { Person } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec, WidgetSpec } from "./card-spec.ts";
import { isContact, nameOf } from "./people-section.ts";
import {
  button,
  buttons,
  card,
  checkboxes,
  click,
  firstOf,
  line,
  paragraph,
  primaryButton,
  section,
  textInput,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

const MAX_ATTACHMENTS = 10;
/** Contacts of one mail that can be chosen from; all of them are logged by the one-click button. */
const MAX_CONTACTS = 50;

export function logForm(
  people: readonly Person[],
  attachments: readonly Attachment[],
  language: Language,
): CardSpec {
  const { texts } = language;
  const contacts = people.filter(isContact).slice(0, MAX_CONTACTS);
  return card(texts.log, [
    section([
      textInput("note", texts.noteLabel, { hint: texts.noteHint, multiline: true }),
      contacts.length > 0 && [
        checkboxes(
          "contactIds",
          texts.logTheseContacts,
          contacts.map((person) => [person.contact?.id ?? "", nameOf(person)]),
          true,
        ),
        buttons(primaryButton(texts.log, click("onSubmitLogForm"))),
      ],
      buttons(button(texts.logToOther, click("onOpenSearch", { purpose: "log" }))),
    ]),
    section(attachmentRows(attachments, language), texts.attachmentsLabel(attachments.length)),
  ]);
}

export function attachmentRows(
  attachments: readonly Attachment[],
  { texts, formats }: Language,
): Parts<WidgetSpec> {
  return firstOf(
    attachments,
    MAX_ATTACHMENTS,
    ({ name, size }) => paragraph(markup`${line(name)} (${formats.bytes(size)})`),
    texts.attachmentsNotShown,
  );
}
