/** Draws card specs with Google's CardService: the only file that names it. https://developers.google.com/apps-script/reference/card-service */
import type { ActionAnswer, DraftChange, Step } from "../answer.ts";
import type {
  ButtonSpec,
  CallbackClick,
  CardSpec,
  Choice,
  Click,
  DateInput,
  Row,
  SectionSpec,
  TextInput,
  WidgetSpec,
} from "../cards/card-spec.ts";

type GoogleCard = GoogleAppsScript.Card_Service.Card;

/** Google drops the section in which the 100th widget falls, and all later ones, without a word. */
const MAX_WIDGETS = 90;

export function toCard(spec: CardSpec): GoogleCard {
  const header = CardService.newCardHeader().setTitle(spec.title);
  if (spec.subtitle) header.setSubtitle(spec.subtitle);
  const card = CardService.newCardBuilder().setHeader(header);
  for (const section of withinLimit(spec.sections)) card.addSection(toSection(section));
  for (const { text, onClick } of spec.menu ?? []) {
    card.addCardAction(clickable(CardService.newCardAction().setText(text), onClick));
  }
  return card.build();
}

export function toActionResponse({ steps = [], notice, stateChanged, draft, addGuests }: ActionAnswer) {
  if (draft) return toDraftUpdate(draft);
  if (addGuests)
    return CardService.newCalendarEventActionResponseBuilder()
      .addAttendees([...addGuests])
      .build();
  const response = CardService.newActionResponseBuilder();
  if (steps.length > 0) response.setNavigation(toNavigation(steps));
  if (notice) response.setNotification(CardService.newNotification().setText(notice));
  if (stateChanged) response.setStateChanged(true);
  return response.build();
}

/** The text goes in where the cursor is, as text of the user's own. */
function toDraftUpdate({ html, subject }: DraftChange) {
  const body = CardService.newUpdateDraftBodyAction()
    .addUpdateContent(html, CardService.ContentType.MUTABLE_HTML)
    .setUpdateType(CardService.UpdateDraftBodyType.IN_PLACE_INSERT);
  const response = CardService.newUpdateDraftActionResponseBuilder().setUpdateDraftBodyAction(body);
  if (subject !== undefined)
    response.setUpdateDraftSubjectAction(CardService.newUpdateDraftSubjectAction().addUpdateSubject(subject));
  return response.build();
}

export function toUniversalResponse(spec: CardSpec) {
  return CardService.newUniversalActionResponseBuilder()
    .displayAddOnCards([toCard(spec)])
    .build();
}

export function toSuggestions(suggestions: readonly string[]) {
  return CardService.newSuggestionsResponseBuilder()
    .setSuggestions(CardService.newSuggestions().addSuggestions([...suggestions]))
    .build();
}

function toNavigation(steps: readonly Step[]) {
  const navigation = CardService.newNavigation();
  for (const step of steps) {
    if ("push" in step) navigation.pushCard(toCard(step.push));
    else if ("update" in step) navigation.updateCard(toCard(step.update));
    else if (step.pop === "root") navigation.popToRoot();
    else navigation.popCard();
  }
  return navigation;
}

function withinLimit(sections: readonly SectionSpec[]): readonly SectionSpec[] {
  let left = MAX_WIDGETS;
  return sections.flatMap((section) => {
    const widgets = section.widgets.slice(0, left);
    left -= widgets.length;
    return widgets.length === 0 ? [] : [{ ...section, widgets }];
  });
}

function toSection({ header, shown, widgets }: SectionSpec) {
  const section = CardService.newCardSection();
  if (header) section.setHeader(header);
  if (shown !== undefined) section.setCollapsible(true).setNumUncollapsibleWidgets(shown);
  for (const widget of widgets) section.addWidget(toWidget(widget));
  return section;
}

function toWidget(spec: WidgetSpec): GoogleAppsScript.Card_Service.Widget {
  switch (spec.type) {
    case "paragraph":
      return CardService.newTextParagraph().setText(spec.text.toString());
    case "row":
      return toDecoratedText(spec);
    case "buttons": {
      const set = CardService.newButtonSet();
      for (const button of spec.buttons) set.addButton(toButton(button));
      return set;
    }
    case "text-input":
      return toTextInput(spec);
    case "date-input":
      return spec.style === "date" ? toDatePicker(spec) : toTimePicker(spec);
    case "choice":
      return toSelectionInput(spec);
  }
}

function toDecoratedText({ top, text, bottom, icon, wrap, onClick, button }: Row) {
  const widget = CardService.newDecoratedText().setText(text.toString());
  if (top) widget.setTopLabel(top);
  if (bottom) widget.setBottomLabel(bottom);
  if (icon) widget.setStartIcon(CardService.newIconImage().setIcon(CardService.Icon[icon]));
  if (wrap) widget.setWrapText(true);
  if (button) widget.setButton(toButton(button));
  return onClick ? clickable(widget, onClick) : widget;
}

function toButton({ text, onClick, primary }: ButtonSpec) {
  const button = CardService.newTextButton().setText(text);
  if (primary) button.setTextButtonStyle(CardService.TextButtonStyle.FILLED);
  return clickable(button, onClick);
}

function toTextInput({ name, label, value, hint, multiline, suggest }: TextInput) {
  const input = CardService.newTextInput().setFieldName(name).setTitle(label);
  if (value) input.setValue(value);
  if (hint) input.setHint(hint);
  if (multiline) input.setMultiline(true);
  if (suggest) input.setSuggestionsAction(toAction(suggest, "NONE"));
  return input;
}

/** A day is held as midnight UTC, whatever the user's zone. */
function toDatePicker({ name, label, value }: DateInput) {
  const picker = CardService.newDatePicker().setFieldName(name).setTitle(label);
  return value ? picker.setValueInMsSinceEpoch(Date.parse(value)) : picker;
}

function toTimePicker({ name, label, value }: DateInput) {
  const picker = CardService.newTimePicker().setFieldName(name).setTitle(label);
  if (!value) return picker;
  const [hours = 0, minutes = 0] = value.split(":").map(Number);
  return picker.setHours(hours).setMinutes(minutes);
}

function toSelectionInput({ style, name, label, options, onChange }: Choice) {
  const type = CardService.SelectionInputType[style === "checkboxes" ? "CHECK_BOX" : "DROPDOWN"];
  const input = CardService.newSelectionInput().setType(type).setFieldName(name).setTitle(label);
  for (const { text, value, selected } of options) input.addItem(text, value, selected);
  if (onChange) input.setOnChangeAction(toAction(onChange));
  return input;
}

function toAction({ action, parameters, refills }: CallbackClick, indicator: "SPINNER" | "NONE" = "SPINNER") {
  const built = CardService.newAction()
    .setFunctionName(action)
    .setLoadIndicator(CardService.LoadIndicator[indicator])
    // Google empties the form otherwise: a toast over it ("does not answer, try again") would cost the note.
    .setPersistValues(refills !== true);
  return parameters ? built.setParameters({ ...parameters }) : built;
}

/** What CardAction, DecoratedText and TextButton have in common. */
interface Clickable<T> {
  setOpenLink(link: GoogleAppsScript.Card_Service.OpenLink): T;
  setOnClickAction(action: GoogleAppsScript.Card_Service.Action): T;
}

function clickable<T>(widget: Clickable<T>, onClick: Click): T {
  return "url" in onClick
    ? widget.setOpenLink(CardService.newOpenLink().setUrl(onClick.url))
    : widget.setOnClickAction(toAction(onClick));
}
