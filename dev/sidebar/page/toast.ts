/** A short note at the bottom of the page, as Gmail's “Message sent”. */
import { el, iconButton } from "./dom.ts";

/** As long as Gmail leaves its own on screen. */
const shownMs = 6_000;

let timer: number | undefined;
const toastElement = el("div", { class: "toast", attributes: { role: "status", "aria-live": "polite" } });

export function toast(text: string): void {
  window.clearTimeout(timer);
  const hide = (): void => {
    toastElement.replaceChildren();
  };
  toastElement.replaceChildren(el("span", { text, dir: "auto" }), iconButton("close", "Dismiss", hide));
  document.body.append(toastElement);
  timer = window.setTimeout(hide, shownMs);
}

/** The words of a failure. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
