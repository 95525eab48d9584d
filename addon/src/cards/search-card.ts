/** Searching the CRM: to open a contact, or to log what is open onto one. */
import type { Contact } from "../../../contract/contacts.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import type { CardSpec, Click, WidgetSpec } from "./card-spec.ts";
import { contactRow } from "./contact-row.ts";
import { button, buttons, click, paragraph, section, textInput } from "./widgets.ts";

/** `log`: a click on a result logs the open mail or event onto it. */
export type SearchPurpose = "log" | undefined;

export interface SearchView {
  readonly purpose: SearchPurpose;
  readonly words: string;
  /** Of the log form, kept while a contact is looked for. */
  readonly note: string;
  /** Unset: nothing was searched yet. */
  readonly results?: List<Contact>;
}

export function searchCard(view: SearchView, language: Language): CardSpec {
  const { purpose, words, note, results } = view;
  const { texts } = language;
  return {
    title: purpose === "log" ? texts.pickTitle : texts.searchTitle,
    sections: [
      ...section([
        ...searchWidgets(words, click("onSearch", purposeParameter(purpose)), language),
        ...(purpose === "log"
          ? [
              textInput("note", texts.noteLabel, {
                hint: texts.noteHint,
                multiline: true,
                ...(note === "" ? {} : { value: note }),
              }),
            ]
          : []),
      ]),
      ...(results === undefined ? [] : section(resultWidgets(view, results, language))),
    ],
  };
}

/** The search box, also on the home card. */
export function searchWidgets(words: string, onSearch: Click, { texts }: Language): readonly WidgetSpec[] {
  return [
    textInput("q", texts.searchLabel, { suggest: "onSuggest", ...(words === "" ? {} : { value: words }) }),
    buttons(button(texts.search, onSearch)),
  ];
}

function resultWidgets(
  { purpose, words }: SearchView,
  results: List<Contact>,
  language: Language,
): readonly WidgetSpec[] {
  const { texts } = language;
  if (results.items.length === 0) {
    return [
      paragraph(markup`${texts.noMatches(oneLine(words, 80))}`),
      buttons(button(texts.newLead, click("onOpenCreateForm", { kind: "lead" }))),
    ];
  }
  return [
    ...results.items.map((contact) =>
      contactRow(
        contact,
        language,
        purpose === "log" ? click("onLogTo", { contactId: contact.id }) : undefined,
      ),
    ),
    ...(results.nextCursor === null
      ? []
      : [
          buttons(
            button(
              texts.more,
              click("onSearch", { cursor: results.nextCursor, q: words, ...purposeParameter(purpose) }),
            ),
          ),
        ]),
  ];
}

function purposeParameter(purpose: SearchPurpose): Readonly<Record<string, string>> {
  return purpose === undefined ? {} : { purpose };
}
