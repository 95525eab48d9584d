/** A field that takes several items of a list, shown as chips. */
import type { SelectionInput, SelectionItem } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import { stringInput, stringsOf } from "./card-form.ts";
import { el, iconButton } from "./dom.ts";
import { attachListbox } from "./listbox.ts";

/** Google's default when the widget names no limit. */
const defaultMaxItems = 3;

let fieldCount = 0;

export function multiSelectField(widget: SelectionInput, context: CardContext): HTMLElement {
  fieldCount += 1;
  const id = `multi-${fieldCount}`;
  const maxItems = widget.multiSelectMaxSelectedItems ?? defaultMaxItems;
  const minQuery = widget.multiSelectMinQueryLength ?? 0;
  let chosen: readonly SelectionItem[] = widget.items.filter((item) => item.selected);
  const chips = el("div", { class: "chips" });
  const input = el("input", { attributes: { id, type: "text", placeholder: " ", autocomplete: "off" } });
  const box = el(
    "div",
    { class: "field-box" },
    chips,
    input,
    el("label", { text: widget.label ?? "", dir: "auto", attributes: { for: id } }),
  );
  const element = el("div", { class: "widget field multi-select" }, box);

  const draw = (): void => {
    box.classList.toggle("filled", chosen.length > 0);
    chips.replaceChildren(
      ...chosen.map((item) =>
        el(
          "span",
          { class: "chip" },
          el("span", { text: item.text, title: item.text, dir: "auto" }),
          iconButton("close", `Remove ${item.text}`, () => {
            choose(chosen.filter((other) => other !== item));
          }),
        ),
      ),
    );
  };
  const choose = (items: readonly SelectionItem[]): void => {
    chosen = items;
    draw();
    if (widget.onChangeAction !== undefined) context.change(widget.onChangeAction);
  };
  attachListbox(input, {
    delayMs: 0,
    options: (query) => {
      const wanted = query.toLowerCase();
      const isOffered = (item: SelectionItem): boolean =>
        !chosen.includes(item) && item.text.toLowerCase().includes(wanted);
      const isFull = chosen.length >= maxItems || query.length < minQuery;
      return Promise.resolve(isFull ? [] : widget.items.filter(isOffered));
    },
    choose: ({ value }) => {
      input.value = "";
      choose([...chosen, ...widget.items.filter((item) => item.value === value)]);
    },
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && input.value === "" && chosen.length > 0) choose(chosen.slice(0, -1));
  });
  context.form.add({
    name: widget.name,
    read: () => stringInput(chosen.map((item) => item.value)),
    write: (state) => {
      chosen = widget.items.filter((item) => stringsOf(state).includes(item.value));
      draw();
    },
    showMissing: (missing) => {
      element.classList.toggle("missing", missing);
    },
    focus: () => {
      input.focus();
    },
  });
  draw();
  return element;
}
