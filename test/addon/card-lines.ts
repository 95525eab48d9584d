/** A card as a reader sees it, for saying in a test what stands on it. */
import type { ButtonSpec, CardSpec, WidgetSpec } from "../../addon/src/cards/card-spec.ts";

/** One line a widget: `Stage: Lead · Qualified (Owner: Ben Carter) [Edit]`. */
export function lines(card: CardSpec): string[] {
  return card.sections.flatMap(({ header, widgets }) => [
    ...(header === undefined ? [] : [`# ${header}`]),
    ...widgets.map(lineOf),
  ]);
}

function lineOf(widget: WidgetSpec): string {
  switch (widget.type) {
    case "paragraph":
      return wordsOf(widget.text.toString());
    case "row":
      return [
        widget.top === undefined ? "" : `${widget.top}: `,
        wordsOf(widget.text.toString()),
        widget.bottom === undefined ? "" : ` (${widget.bottom})`,
        widget.button === undefined ? "" : ` [${widget.button.text}]`,
      ].join("");
    case "buttons":
      return widget.buttons
        .map(({ text, primary }) => (primary === true ? `[[${text}]]` : `[${text}]`))
        .join(" ");
    case "text-input":
      return `${widget.label}: ${widget.value ?? ""}_`;
    case "date-input":
      return `${widget.label}: ${widget.value ?? ""}_`;
    case "choice":
      return `${widget.label}: ${widget.options.map(({ text, selected }) => (selected ? `*${text}` : text)).join(", ")}`;
  }
}

function wordsOf(markup: string): string {
  return markup.replace(/<br>/g, " / ").replace(/<[^>]*>/g, "");
}

export function buttonsOf(card: CardSpec): ButtonSpec[] {
  return card.sections
    .flatMap(({ widgets }) => widgets)
    .flatMap((widget) =>
      widget.type === "buttons"
        ? widget.buttons
        : widget.type === "row" && widget.button
          ? [widget.button]
          : [],
    );
}
