/** A menu that drops from a button. https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
import { el } from "./dom.ts";

export interface MenuItem {
  readonly label: string;
  /** A second, quieter line. */
  readonly detail?: string;
  readonly checked?: boolean;
  readonly run: () => void;
}

let closeShown: (() => void) | undefined;

/** Pressing the button of an open menu closes it. */
export function openMenu(button: HTMLElement, items: readonly MenuItem[]): void {
  const wasOpen = button.getAttribute("aria-expanded") === "true";
  closeShown?.();
  if (wasOpen) return;
  const close = (): void => {
    closeShown = undefined;
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", onOutside, true);
  };
  const onOutside = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof Node && (menu.contains(target) || button.contains(target)))) close();
  };
  const entries = items.map((item) =>
    el(
      "button",
      {
        class: "menu-item",
        attributes: {
          type: "button",
          role: "menuitem",
          "aria-current": item.checked === true ? "true" : undefined,
        },
        on: {
          click: () => {
            close();
            button.focus();
            item.run();
          },
        },
      },
      el("span", { text: item.label, dir: "auto" }),
      item.detail !== undefined && el("span", { class: "menu-detail", text: item.detail }),
    ),
  );
  const menu = el("div", { class: "menu", attributes: { role: "menu" } }, ...entries);
  menu.addEventListener("keydown", (event) => {
    const index = entries.findIndex((entry) => entry === document.activeElement);
    if (event.key === "ArrowDown") entries[(index + 1) % entries.length]?.focus();
    else if (event.key === "ArrowUp") entries.at((index - 1) % entries.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      close();
      button.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const box = button.getBoundingClientRect();
  menu.style.top = `${box.bottom + 4}px`;
  menu.style.right = `${document.documentElement.clientWidth - box.right}px`;
  button.setAttribute("aria-expanded", "true");
  document.body.append(menu);
  closeShown = close;
  document.addEventListener("pointerdown", onOutside, true);
  entries[0]?.focus();
}
