/** Searching the CRM: to open a contact, or to log what is open onto one. */
import type { Contact } from "../../../contract/contacts.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Language } from "../request.ts";
import { oneLine } from "../text.ts";
import type { CardSpec, Click, TextInput, WidgetSpec } from "./card-spec.ts";
import { contactRow } from "./contact-row.ts";
import { button, buttons, card, click, paragraph, section, textInput } from "./widgets.ts";
import type { Parts } from "./widgets.ts";

/** What a click on a result does: logs what is open onto it, invites it to the open event, begins a meeting with it; unset: opens it. */
export type SearchPurpose = "log" | "guest" | "schedule" | undefined;

export interface SearchView {
  readonly purpose: SearchPurpose;
  readonly words: string;
  /** Of the log form, kept while a contact is looked for. */
  readonly note: string;
  /** Unset: nothing was searched yet. */
  readonly results?: List<Contact> | undefined;
}

export function searchCard(view: SearchView, language: Language): CardSpec {
  const { purpose, words, note, results } = view;
  const { texts } = language;
  return card(titleOf(purpose, language), [
    section([
      purpose === "guest" && paragraph(texts.addGuestHint),
      searchInput(words, language),
      buttons(button(texts.search, click("onSearch", { purpose }))),
      purpose === "log" &&
        textInput("note", texts.noteLabel, { value: note, hint: texts.noteHint, multiline: true }),
    ]),
    results && section(resultWidgets(view, results, language)),
  ]);
}

/** The search box, also on the home card. */
export function searchInput(words: string, { texts }: Language): TextInput {
  return textInput("q", texts.searchLabel, { value: words, suggest: click("onSuggest") });
}

function resultWidgets(
  { purpose, words }: SearchView,
  results: List<Contact>,
  language: Language,
): Parts<WidgetSpec> {
  const { texts } = language;
  const { items, nextCursor: cursor } = results;
  if (items.length === 0)
    return [
      paragraph(texts.noMatches(oneLine(words, 80))),
      buttons(button(texts.newLead, click("onOpenCreateForm", { kind: "lead", words }))),
    ];
  return [
    items.map((contact) => contactRow(contact, language, onPick(purpose, contact))),
    cursor !== null && buttons(button(texts.more, click("onSearch", { cursor, q: words, purpose }))),
  ];
}

function titleOf(purpose: SearchPurpose, { texts }: Language): string {
  switch (purpose) {
    case "log":
      return texts.pickTitle;
    case "guest":
      return texts.addGuestTitle;
    case "schedule":
      return texts.pickForMeeting;
    case undefined:
      return texts.searchTitle;
  }
}

function onPick(purpose: SearchPurpose, { id, emails }: Contact): Click | undefined {
  switch (purpose) {
    case "log":
      return click("onLogTo", { contactId: id });
    case "guest":
      return click("onAddGuest", { email: emails[0] ?? "" });
    case "schedule":
      return click("onOpenSchedule", { contactId: id });
    case undefined:
      return undefined;
  }
}
