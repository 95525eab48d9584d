/** A list of options under a text field, worked by mouse and keyboard. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
import { el } from "./dom.ts";

export interface ListboxOption {
  readonly text: string;
  readonly value: string;
}

export interface ListboxSource {
  /** How long typing must pause before options are asked for. */
  readonly delayMs: number;
  options(query: string): Promise<readonly ListboxOption[]>;
  choose(option: ListboxOption): void;
}

let listCount = 0;

export function attachListbox(input: HTMLInputElement, source: ListboxSource): void {
  listCount += 1;
  const list = el("ul", {
    class: "listbox",
    attributes: { id: `listbox-${listCount}`, role: "listbox", hidden: true },
  });
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let shown: readonly ListboxOption[] = [];
  let active = -1;
  let asked = 0;
  let timer: number | undefined;

  const close = (): void => {
    window.clearTimeout(timer);
    asked += 1;
    shown = [];
    active = -1;
    draw();
  };
  const choose = (option: ListboxOption): void => {
    close();
    source.choose(option);
  };
  const draw = (): void => {
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(
      ...shown.map((option, index) =>
        el("li", {
          text: option.text,
          dir: "auto",
          attributes: {
            id: `${list.id}-${index}`,
            role: "option",
            "aria-selected": String(index === active),
          },
          // Before the field loses the focus, which closes the list.
          on: {
            mousedown: (event) => {
              event.preventDefault();
              choose(option);
            },
          },
        }),
      ),
    );
    if (active === -1) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const ask = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const options = await source.options(input.value.trim());
    // An answer to what was typed before must not replace a newer one.
    if (mine !== asked) return;
    shown = options;
    active = -1;
    draw();
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), source.delayMs);
  });
  input.addEventListener("focus", () => void ask());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const option = shown[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (shown.length === 0) return;
      active =
        (active + (event.key === "ArrowDown" ? 1 : shown.length - (active === -1 ? 0 : 1))) % shown.length;
      draw();
    } else if (event.key === "Enter" && option !== undefined) {
      choose(option);
    } else if (event.key === "Escape" && shown.length > 0) {
      close();
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  });
}
