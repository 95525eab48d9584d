/** Draws one widget, whichever kind it is. */
import type { Image, Widget } from "../../apps-script/card-json.ts";
import { buttonView } from "./button-view.ts";
import type { CardContext } from "./card-context.ts";
import { dateTimeField } from "./date-time-field.ts";
import { decoratedTextView } from "./decorated-text-view.ts";
import { el } from "./dom.ts";
import { gridView } from "./grid-view.ts";
import { richText } from "./rich-text.ts";
import { safeImageUrl } from "./safe-url.ts";
import { selectionField } from "./selection-field.ts";
import { textField } from "./text-field.ts";

export function widgetView(widget: Widget, context: CardContext): HTMLElement {
  if (widget.textParagraph !== undefined) {
    return el("p", { class: "widget text-paragraph", dir: "auto" }, richText(widget.textParagraph.text));
  }
  if (widget.decoratedText !== undefined) return decoratedTextView(widget.decoratedText, context);
  if (widget.buttonList !== undefined) {
    const buttons = widget.buttonList.buttons.map((button) => buttonView(button, context));
    return el("div", { class: "widget button-list" }, ...buttons);
  }
  if (widget.image !== undefined) return imageView(widget.image, context);
  if (widget.grid !== undefined) return gridView(widget.grid, context);
  if (widget.divider !== undefined) return el("hr", { class: "divider" });
  if (widget.textInput !== undefined) return textField(widget.textInput, context);
  if (widget.selectionInput !== undefined) return selectionField(widget.selectionInput, context);
  if (widget.dateTimePicker !== undefined) return dateTimeField(widget.dateTimePicker, context);
  return el("p", {
    class: "widget unknown-widget",
    text: `Unknown widget: ${Object.keys(widget).join(", ")}`,
  });
}

function imageView(image: Image, context: CardContext): HTMLElement {
  const url = safeImageUrl(image.imageUrl);
  const picture = el("img", {
    class: "picture",
    attributes: { ...(url === undefined ? {} : { src: url }), alt: image.altText ?? "" },
  });
  const { onClick } = image;
  if (onClick === undefined) return el("div", { class: "widget image" }, picture);
  return el(
    "button",
    {
      class: "widget image clickable",
      attributes: { type: "button" },
      on: {
        click: () => {
          context.click(onClick);
        },
      },
    },
    picture,
  );
}
