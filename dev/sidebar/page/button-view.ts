/** Text and image buttons. */
import type { Button } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import { el } from "./dom.ts";
import { iconView } from "./icon-view.ts";

const classes = {
  OUTLINED: "outlined",
  FILLED: "filled",
  FILLED_TONAL: "tonal",
  BORDERLESS: "borderless",
} as const;

export function buttonView(button: Button, context: CardContext): HTMLButtonElement {
  const label = button.text ?? "";
  const spoken = button.altText ?? button.icon?.altText;
  const element = el(
    "button",
    {
      class: label === "" ? "button image-button" : `button ${classes[styleOf(button)]}`,
      ...(label === "" && spoken !== undefined ? { title: spoken } : {}),
      attributes: {
        type: "button",
        "aria-label": spoken ?? (label === "" ? (button.icon?.knownIcon ?? "Button") : undefined),
        disabled: button.disabled ?? false,
      },
      on: {
        click: () => {
          context.click(button.onClick);
        },
      },
    },
    button.icon !== undefined && iconView(button.icon),
    label !== "" && el("span", { class: "button-label", text: label, dir: "auto" }),
  );
  if (button.color !== undefined && label !== "") element.style.backgroundColor = button.color;
  return element;
}

/** A colour makes a button a filled one, whatever its style says. */
function styleOf(button: Button): keyof typeof classes {
  return button.color === undefined ? (button.type ?? "OUTLINED") : "FILLED";
}
