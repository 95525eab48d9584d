/** A text input: one line or several, with a hint, a character limit and suggestions. */
import type { TextInput } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import { stringInput, stringsOf } from "./card-form.ts";
import { el } from "./dom.ts";
import { attachListbox } from "./listbox.ts";

let fieldCount = 0;

/** Long enough for a typist's pause, short enough to feel immediate. */
const suggestDelayMs = 250;

const inputModes = { TEXT: "text", INTEGER: "numeric", FLOAT: "decimal", EMAIL: "email" } as const;

export function textField(widget: TextInput, context: CardContext): HTMLElement {
  fieldCount += 1;
  const id = `text-${fieldCount}`;
  const limit = widget.validation?.characterLimit;
  const attributes = {
    id,
    // A blank placeholder lets the stylesheet see whether the field is empty.
    placeholder: " ",
    "aria-describedby": `${id}-hint`,
    autocomplete: "off",
    dir: "auto",
    inputmode: inputModes[widget.validation?.inputType ?? "TEXT"],
    maxlength: limit === undefined ? undefined : String(limit),
  };
  const isMultiline = widget.type === "MULTIPLE_LINE";
  const input = isMultiline
    ? el("textarea", { attributes: { ...attributes, rows: "3" } })
    : el("input", { attributes: { ...attributes, type: "text" } });
  input.value = widget.value ?? "";
  const element = el(
    "div",
    { class: isMultiline ? "widget field multiline" : "widget field" },
    el(
      "div",
      { class: "field-box" },
      input,
      el("label", { text: widget.label ?? "", dir: "auto", attributes: { for: id } }),
    ),
    el("p", {
      class: "field-hint",
      text: widget.hintText ?? "",
      dir: "auto",
      attributes: { id: `${id}-hint` },
    }),
  );
  input.addEventListener("change", () => {
    if (widget.onChangeAction !== undefined) context.change(widget.onChangeAction);
  });
  if (input instanceof HTMLInputElement) addSuggestions(input, widget, context);
  context.form.add({
    name: widget.name,
    read: () => stringInput(input.value === "" ? [] : [input.value]),
    write: (state) => {
      input.value = stringsOf(state)[0] ?? "";
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
      input.setAttribute("aria-invalid", String(missing));
    },
    focus: () => {
      input.focus();
    },
  });
  return element;
}

function addSuggestions(input: HTMLInputElement, widget: TextInput, context: CardContext): void {
  const { autoCompleteAction, initialSuggestions } = widget;
  if (autoCompleteAction === undefined && initialSuggestions === undefined) return;
  const fixed = initialSuggestions?.items.map((item) => item.text) ?? [];
  attachListbox(input, {
    delayMs: autoCompleteAction === undefined ? 0 : suggestDelayMs,
    options: async (query) => {
      const texts =
        autoCompleteAction === undefined || query === "" ? fixed : await context.suggest(autoCompleteAction);
      const wanted = query.toLowerCase();
      return texts
        .filter((text) => text.toLowerCase().includes(wanted))
        .map((text) => ({ text, value: text }));
    },
    choose: ({ value }) => {
      input.value = value;
      input.dispatchEvent(new Event("change"));
    },
  });
}
