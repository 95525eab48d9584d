/** What stands in place of content: still loading, nothing there, could not be had. */
import { el, icon } from "./dom.ts";
import { reasonOf } from "./toast.ts";

export function loading(): HTMLElement {
  return el(
    "div",
    { class: "notice", attributes: { role: "status" } },
    el("div", { class: "spinner", attributes: { "aria-hidden": "true" } }),
    el("p", { text: "Loading…" }),
  );
}

export function nothing(text: string): HTMLElement {
  return el("div", { class: "notice empty" }, icon("inbox"), el("p", { text }));
}

export function trouble(error: unknown, retry: () => void, leave: () => void): HTMLElement {
  const message = reasonOf(error);
  const button = (text: string, click: () => void): HTMLElement =>
    el("button", { class: "button outlined", text, attributes: { type: "button" }, on: { click } });
  return el(
    "div",
    { class: "notice", attributes: { role: "alert" } },
    icon("cloud_off"),
    el("p", { text: "This could not be loaded." }),
    el("p", { class: "notice-detail", text: message, dir: "auto" }),
    el("div", { class: "notice-actions" }, button("Try again", retry), button("Back to the inbox", leave)),
  );
}
