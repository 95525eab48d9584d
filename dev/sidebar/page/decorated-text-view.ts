/** A line of text with labels above and below, icons and at most one button or switch. */
import type { DecoratedText, SwitchControl } from "../../apps-script/card-json.ts";
import { buttonView } from "./button-view.ts";
import type { CardContext } from "./card-context.ts";
import { stringInput, stringsOf } from "./card-form.ts";
import { el } from "./dom.ts";
import { iconView } from "./icon-view.ts";
import { plainText, richText } from "./rich-text.ts";

export function decoratedTextView(widget: DecoratedText, context: CardContext): HTMLElement {
  const wraps = widget.wrapText === true;
  const plain = plainText(widget.text);
  const texts = el(
    "span",
    { class: "decorated-texts" },
    // Google: the label above is always cut off, the one below always wraps, the text as wrapText says.
    widget.topLabel !== undefined &&
      el("span", { class: "top-label", text: widget.topLabel, title: widget.topLabel, dir: "auto" }),
    el(
      "span",
      {
        class: wraps ? "decorated-main wraps" : "decorated-main",
        dir: "auto",
        ...(wraps ? {} : { title: plain }),
      },
      richText(widget.text),
    ),
    widget.bottomLabel !== undefined &&
      el("span", { class: "bottom-label", text: widget.bottomLabel, dir: "auto" }),
  );
  const lead =
    widget.startIcon !== undefined && el("span", { class: "start-icon" }, iconView(widget.startIcon));
  return el(
    "div",
    { class: "widget decorated-text" },
    widget.onClick === undefined
      ? el("div", { class: "decorated-body" }, lead, texts)
      : clickable(widget.onClick, plain, [lead, texts]),
    widget.endIcon !== undefined && el("span", { class: "end-icon" }, iconView(widget.endIcon)),
    widget.button !== undefined && buttonView(widget.button, context),
    widget.switchControl !== undefined && switchView(widget.switchControl, plain, context),
  );

  function clickable(
    onClick: NonNullable<DecoratedText["onClick"]>,
    label: string,
    children: readonly (Node | false)[],
  ): HTMLElement {
    // Not a <button>: the text may hold links, which a button must not contain.
    const run = (): void => {
      context.click(onClick);
    };
    return el(
      "div",
      {
        class: "decorated-body clickable",
        attributes: {
          role: "button",
          tabindex: "0",
          "aria-label": [widget.topLabel, label, widget.bottomLabel].filter(Boolean).join(", "),
        },
        on: {
          click: (event) => {
            if (!(event.target instanceof Element && event.target.closest("a") !== null)) run();
          },
          keydown: (event) => {
            if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
            event.preventDefault();
            run();
          },
        },
      },
      ...children,
    );
  }
}

function switchView(control: SwitchControl, label: string, context: CardContext): HTMLElement {
  const isSwitch = control.controlType !== "CHECK_BOX";
  const value = control.value ?? "";
  const input = el("input", {
    attributes: { type: "checkbox", "aria-label": label, ...(isSwitch ? { role: "switch" } : {}) },
    on: {
      change: () => {
        if (control.onChangeAction !== undefined) context.change(control.onChangeAction);
      },
    },
  });
  input.checked = control.selected === true;
  const element = el(
    "label",
    { class: isSwitch ? "switch" : "check" },
    input,
    el("span", { class: "control" }),
  );
  context.form.add({
    name: control.name,
    read: () => stringInput(input.checked ? [value] : []),
    write: (state) => {
      input.checked = stringsOf(state).includes(value);
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
    },
    focus: () => {
      input.focus();
    },
  });
  return element;
}
