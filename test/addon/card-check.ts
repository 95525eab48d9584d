/** What holds for every card, whatever its data: read from the card as data. */
import type { ButtonSpec, CardSpec, Click, WidgetSpec } from "../../addon/src/cards/card-spec.ts";

const OUR_TAGS =
  /<(?:\/?(?:b|i|font|a)|br|font color="#[0-9a-f]{6}"|a href="(?:tel:[+*\d,;]+|mailto:[\w.+@%-]*)")>/g;
const HOSTS = ["crm.northwind.example", "mail.google.com", "meet.google.com", "www.google.com"];
/** The longest is the text of a mail, 4,000 signs, each up to six characters when escaped. */
const MOST_MARKUP = 30_000;
/** FSI … PDI are ours; embeddings, overrides and other isolates are nobody's. */
const OVERRIDES = /[\u202A-\u202E\u2066\u2067]/;

/** One sentence a fault; none is what a test wants. */
export function cardFaults(card: CardSpec): string[] {
  const widgets = card.sections.flatMap((section) => section.widgets);
  const clicks = [...widgets.flatMap(clicksOf), ...(card.menu ?? []).map(({ onClick }) => onClick)];
  const plain = plainTexts(card);
  return [
    ...widgets.flatMap(markupOf).flatMap(markupFaults),
    ...plain.flatMap(plainFaults),
    ...clicks.flatMap(clickFaults),
    ...(widgets.length > 60 ? [`${widgets.length} widgets`] : []),
    ...(card.sections.some((section) => section.widgets.length === 0) ? ["an empty section"] : []),
    ...(widgets.some((widget) => widget.type === "row" && widget.text.toString() === "")
      ? ["an empty row"]
      : []),
    ...(card.title === "" ? ["no title"] : []),
  ];
}

function markupOf(widget: WidgetSpec): string[] {
  return widget.type === "paragraph" || widget.type === "row" ? [widget.text.toString()] : [];
}

function markupFaults(markup: string): string[] {
  const rest = markup.replace(OUR_TAGS, "");
  const count = (tag: string) => [...markup.matchAll(new RegExp(`<${tag}\\b`, "g"))].length;
  const unclosed = ["b", "i", "font", "a"].filter((tag) => count(tag) !== count(`/${tag}`));
  return [
    ...(/[<>"'`]/.test(rest) ? [`markup of others: ${JSON.stringify(markup.slice(0, 200))}`] : []),
    ...(/&(?!#\d+;)/.test(rest) ? [`a bare ampersand: ${JSON.stringify(markup.slice(0, 200))}`] : []),
    ...(unclosed.length > 0
      ? [`<${unclosed.join()}> is not closed: ${JSON.stringify(markup.slice(0, 200))}`]
      : []),
    ...(isBalanced(markup) ? [] : ["an isolate that does not end"]),
    ...(OVERRIDES.test(markup) ? ["a directional override in markup"] : []),
    ...(markup.length > MOST_MARKUP ? [`${markup.length} characters of markup`] : []),
  ];
}

function isBalanced(text: string): boolean {
  return text.split("\u2068").length === text.split("\u2069").length;
}

function plainTexts(card: CardSpec): string[] {
  const labels = card.sections.flatMap(({ header, widgets }) => [header, ...widgets.flatMap(labelsOf)]);
  return [card.title, card.subtitle, ...(card.menu ?? []).map(({ text }) => text), ...labels].filter(
    (text) => text !== undefined,
  );
}

function labelsOf(widget: WidgetSpec): (string | undefined)[] {
  switch (widget.type) {
    case "paragraph":
      return [];
    case "row":
      return [widget.top, widget.bottom, widget.button?.text];
    case "buttons":
      return widget.buttons.map(({ text }) => text);
    case "text-input":
      return [widget.label, widget.hint];
    case "date-input":
      return [widget.label];
    case "choice":
      return [widget.label, ...widget.options.map(({ text }) => text)];
  }
}

function plainFaults(text: string): string[] {
  return [
    ...(/\p{Cc}/u.test(text) ? [`a control character in ${JSON.stringify(text.slice(0, 100))}`] : []),
    ...(Array.from(text).length > 130 ? [`a label of ${text.length} characters`] : []),
    ...(isBalanced(text) ? [] : ["an isolate that does not end in a label"]),
    ...(OVERRIDES.test(text) ? ["a directional override in a label"] : []),
  ];
}

function clicksOf(widget: WidgetSpec): Click[] {
  const ofButton = ({ onClick }: ButtonSpec) => onClick;
  switch (widget.type) {
    case "paragraph":
    case "text-input":
    case "date-input":
      return [];
    case "row":
      return [widget.onClick, widget.button?.onClick].filter((click) => click !== undefined);
    case "buttons":
      return widget.buttons.map(ofButton);
    case "choice":
      return widget.onChange === undefined ? [] : [widget.onChange];
  }
}

function clickFaults(click: Click): string[] {
  if ("url" in click) {
    const url = new URL(click.url);
    return url.protocol === "https:" && HOSTS.includes(url.hostname)
      ? []
      : [`a link to ${click.url.slice(0, 100)}`];
  }
  return Object.entries(click.parameters ?? {}).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" ? [] : [`the parameter ${key} is no string`],
  );
}
