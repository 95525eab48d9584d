/** Check boxes, radio buttons, switches, drop-down and multi-select. */
import type { SelectionInput, SelectionItem } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import { stringInput, stringsOf } from "./card-form.ts";
import { el, icon } from "./dom.ts";
import { multiSelectField } from "./multi-select-field.ts";

export function selectionField(widget: SelectionInput, context: CardContext): HTMLElement {
  switch (widget.type) {
    case "DROPDOWN":
      return dropdown(widget, context);
    case "MULTI_SELECT":
      return multiSelectField(widget, context);
    case "CHECK_BOX":
    case "RADIO_BUTTON":
    case "SWITCH":
      return choiceGroup(widget, widget.type, context);
  }
}

let fieldCount = 0;

const controls = { CHECK_BOX: "check", RADIO_BUTTON: "radio", SWITCH: "switch" } as const;

function choiceGroup(widget: SelectionInput, type: keyof typeof controls, context: CardContext): HTMLElement {
  fieldCount += 1;
  const group = `choice-${fieldCount}`;
  const inputs = widget.items.map((item) => {
    const input = el("input", {
      attributes: {
        type: type === "RADIO_BUTTON" ? "radio" : "checkbox",
        name: group,
        value: item.value,
        ...(type === "SWITCH" ? { role: "switch" } : {}),
      },
      on: {
        change: () => {
          if (widget.onChangeAction !== undefined) context.change(widget.onChangeAction);
        },
      },
    });
    input.checked = item.selected;
    return input;
  });
  const rows = widget.items.map((item, index) => choiceRow(item, inputs[index], controls[type]));
  const element = el(
    "fieldset",
    { class: "widget choices" },
    widget.label !== undefined && el("legend", { text: widget.label, dir: "auto" }),
    ...rows,
  );
  context.form.add({
    name: widget.name,
    read: () => stringInput(inputs.filter((input) => input.checked).map((input) => input.value)),
    write: (state) => {
      for (const input of inputs) input.checked = stringsOf(state).includes(input.value);
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
    },
    focus: () => {
      inputs[0]?.focus();
    },
  });
  return element;
}

function choiceRow(item: SelectionItem, input: HTMLInputElement | undefined, control: string): HTMLElement {
  return el(
    "label",
    { class: `choice ${control}` },
    input,
    el("span", { class: "control" }),
    el(
      "span",
      { class: "choice-texts" },
      el("span", { text: item.text, dir: "auto" }),
      item.bottomText !== undefined &&
        el("span", { class: "bottom-label", text: item.bottomText, dir: "auto" }),
    ),
  );
}

function dropdown(widget: SelectionInput, context: CardContext): HTMLElement {
  fieldCount += 1;
  const id = `choice-${fieldCount}`;
  const options = widget.items.map((item) =>
    el("option", { text: item.text, attributes: { value: item.value } }),
  );
  const selected = widget.items.findIndex((item) => item.selected);
  const select = el(
    "select",
    {
      attributes: { id },
      on: {
        change: () => {
          if (widget.onChangeAction !== undefined) context.change(widget.onChangeAction);
        },
      },
    },
    ...options,
  );
  // -1 when no item is selected: the field is shown empty and counts as untouched.
  select.selectedIndex = selected;
  const element = el(
    "div",
    { class: "widget field dropdown" },
    el(
      "div",
      { class: "field-box" },
      select,
      el("label", { text: widget.label ?? "", dir: "auto", attributes: { for: id } }),
      icon("arrow_drop_down"),
    ),
  );
  context.form.add({
    name: widget.name,
    read: () => stringInput(select.selectedIndex === -1 ? [] : [select.value]),
    write: (state) => {
      select.selectedIndex = widget.items.findIndex((item) => item.value === stringsOf(state)[0]);
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
    },
    focus: () => {
      select.focus();
    },
  });
  return element;
}
