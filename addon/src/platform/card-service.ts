/** Draws card specs with Google's CardService: the only file that names it. https://developers.google.com/apps-script/reference/card-service */
import type { ActionAnswer, Step } from "../answer.ts";
import type {
  ButtonSpec,
  CallbackClick,
  CardSpec,
  Choice,
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
  if (spec.subtitle !== undefined) header.setSubtitle(spec.subtitle);
  const card = CardService.newCardBuilder().setHeader(header);
  for (const section of withinLimit(spec.sections)) card.addSection(toSection(section));
  for (const { text, onClick } of spec.menu ?? []) {
    const action = CardService.newCardAction().setText(text);
    card.addCardAction(
      "url" in onClick ? action.setOpenLink(toLink(onClick.url)) : action.setOnClickAction(toAction(onClick)),
    );
  }
  return card.build();
}

export function toActionResponse({ steps, notice, stateChanged }: ActionAnswer) {
  const response = CardService.newActionResponseBuilder();
  if (steps.length > 0) response.setNavigation(toNavigation(steps));
  if (notice !== undefined) response.setNotification(CardService.newNotification().setText(notice));
  if (stateChanged === true) response.setStateChanged(true);
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
  if (header !== undefined) section.setHeader(header);
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
    case "choice":
      return toSelectionInput(spec);
  }
}

function toDecoratedText({ top, text, bottom, icon, wrap, onClick, button }: Row) {
  const widget = CardService.newDecoratedText().setText(text.toString());
  if (top !== undefined) widget.setTopLabel(top);
  if (bottom !== undefined) widget.setBottomLabel(bottom);
  if (icon !== undefined) widget.setStartIcon(CardService.newIconImage().setIcon(CardService.Icon[icon]));
  if (wrap === true) widget.setWrapText(true);
  if (button !== undefined) widget.setButton(toButton(button));
  if (onClick === undefined) return widget;
  return "url" in onClick
    ? widget.setOpenLink(toLink(onClick.url))
    : widget.setOnClickAction(toAction(onClick));
}

function toButton({ text, onClick, primary }: ButtonSpec) {
  const button = CardService.newTextButton().setText(text);
  if (primary === true) button.setTextButtonStyle(CardService.TextButtonStyle.FILLED);
  return "url" in onClick
    ? button.setOpenLink(toLink(onClick.url))
    : button.setOnClickAction(toAction(onClick));
}

function toTextInput({ name, label, value, hint, multiline, suggest }: TextInput) {
  const input = CardService.newTextInput().setFieldName(name).setTitle(label);
  if (value !== undefined) input.setValue(value);
  if (hint !== undefined) input.setHint(hint);
  if (multiline === true) input.setMultiline(true);
  if (suggest !== undefined) input.setSuggestionsAction(toAction({ action: suggest }, "NONE"));
  return input;
}

function toSelectionInput({ style, name, label, options, onChange }: Choice) {
  const type =
    style === "checkboxes"
      ? CardService.SelectionInputType.CHECK_BOX
      : CardService.SelectionInputType.DROPDOWN;
  const input = CardService.newSelectionInput().setType(type).setFieldName(name).setTitle(label);
  for (const { text, value, selected } of options) input.addItem(text, value, selected);
  if (onChange !== undefined) input.setOnChangeAction(toAction(onChange));
  return input;
}

function toAction({ action, parameters }: CallbackClick, indicator: "SPINNER" | "NONE" = "SPINNER") {
  const built = CardService.newAction()
    .setFunctionName(action)
    .setLoadIndicator(CardService.LoadIndicator[indicator])
    // Google empties the form otherwise: a toast over it ("does not answer, try again") would cost the note.
    .setPersistValues(true);
  return parameters === undefined ? built : built.setParameters({ ...parameters });
}

function toLink(url: string) {
  return CardService.newOpenLink().setUrl(url);
}
