/** What stands around the cards: the panel's header, progress bar, menu, peeking card and notification. */
import type { CardHeader } from "../../apps-script/card-json.ts";
import { cardHeader } from "./card-view.ts";
import { el, icon, iconButton } from "./dom.ts";
import { logoView } from "./logo-view.ts";
import { openMenu } from "./menu.ts";
import type { MenuItem } from "./menu.ts";
import type { Addon } from "./wire.ts";

export interface PanelFrameOptions {
  readonly addon: Addon;
  readonly onBack: () => void;
  readonly onPeek: () => void;
  readonly onClose: () => void;
  readonly menu: () => readonly MenuItem[];
}

export interface PanelDrawing {
  /** Undefined while there is no card at all. */
  readonly content: HTMLElement | undefined;
  readonly canGoBack: boolean;
  readonly peek: CardHeader | undefined;
}

/** As long as Gmail leaves its own notes on screen. */
const notificationMs = 6_000;

export class PanelFrame {
  readonly element: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #progress: HTMLElement;
  readonly #body: HTMLElement;
  readonly #peek: HTMLElement;
  readonly #snackbar: HTMLElement;
  readonly #onPeek: () => void;
  readonly #waiting = new Set<object>();
  #snackbarTimer: number | undefined;

  constructor({ addon, onBack, onPeek, onClose, menu }: PanelFrameOptions) {
    this.#onPeek = onPeek;
    this.#back = iconButton("arrow_back", "Back", onBack, "panel-back");
    const more = iconButton("more_vert", "More options", () => {
      openMenu(more, menu());
    });
    more.setAttribute("aria-haspopup", "menu");
    this.#progress = el("div", {
      class: "panel-progress",
      attributes: { role: "progressbar", "aria-label": "Loading", hidden: true },
    });
    this.#body = el("div", { class: "panel-body" });
    this.#peek = el("div", { class: "panel-peek" });
    this.#snackbar = el("div", { class: "snackbar", attributes: { role: "status", "aria-live": "polite" } });
    this.element = el(
      "aside",
      { class: "panel", attributes: { "aria-label": addon.name } },
      el(
        "header",
        { class: "panel-header" },
        this.#back,
        logoView(addon, "panel-logo"),
        el("h1", { class: "panel-name", text: addon.name, title: addon.name }),
        more,
        iconButton("close", "Close", onClose),
      ),
      this.#progress,
      this.#body,
      this.#peek,
      this.#snackbar,
    );
    if (addon.primaryColor !== null) this.element.style.setProperty("--card-accent", addon.primaryColor);
  }

  draw({ content, canGoBack, peek }: PanelDrawing): void {
    this.#back.hidden = !canGoBack;
    if (content === undefined) this.#body.replaceChildren();
    else if (this.#body.firstChild !== content) this.#body.replaceChildren(content);
    this.#peek.replaceChildren(
      ...(peek === undefined
        ? []
        : [
            el(
              "button",
              { class: "panel-peek-button", attributes: { type: "button" }, on: { click: this.#onPeek } },
              cardHeader(peek),
              icon("expand_less"),
            ),
          ]),
    );
  }

  /** Holds the card still until the given back function is called, or `idle` ends every waiting. */
  busy(): () => void {
    const waiting = {};
    this.#waiting.add(waiting);
    this.#drawWaiting();
    return () => {
      this.#waiting.delete(waiting);
      this.#drawWaiting();
    };
  }

  idle(): void {
    this.#waiting.clear();
    this.#drawWaiting();
  }

  /** After a navigation the focus is on the new card, where a screen reader begins to read. */
  focusCard(): void {
    this.#body.querySelector<HTMLElement>(".card")?.focus({ preventScroll: true });
    this.#body.scrollTop = 0;
  }

  notify(text: string): void {
    window.clearTimeout(this.#snackbarTimer);
    this.#snackbar.replaceChildren(
      el("span", { text, dir: "auto" }),
      iconButton("close", "Dismiss", () => {
        this.#snackbar.replaceChildren();
      }),
    );
    this.#snackbarTimer = window.setTimeout(() => {
      this.#snackbar.replaceChildren();
    }, notificationMs);
  }

  #drawWaiting(): void {
    const isWaiting = this.#waiting.size > 0;
    this.#progress.hidden = !isWaiting;
    this.#body.inert = isWaiting;
    this.#body.setAttribute("aria-busy", String(isWaiting));
  }
}
