/** The frame around mail and calendar: top bar, navigation, and the rail on the right with its panel. */
import { el, icon, iconButton } from "./dom.ts";
import { folders } from "./folders.ts";
import { avatar } from "./avatar.ts";
import { logoView } from "./logo-view.ts";
import { openMenu } from "./menu.ts";
import { monthView } from "./month-view.ts";
import { inbox } from "./route.ts";
import type { Route } from "./route.ts";
import type { Addon, Rep } from "./wire.ts";

export interface ShellOptions {
  readonly reps: readonly Rep[];
  readonly rep: Rep;
  readonly addon: Addon;
  readonly panel: HTMLElement;
  readonly go: (route: Route) => void;
  readonly onReload: () => void;
  /** A new mail. */
  readonly onCompose: () => void;
  /** A new event, in the next free hour. */
  readonly onCreate: () => void;
  /** Stands over the mail as over the calendar. */
  readonly desk: HTMLElement;
}

/** In a narrower window the panel covers the mail and waits to be opened; the stylesheet has the same width. */
const panelBesideContent = "(width > 860px)";

export class Shell {
  readonly element: HTMLElement;
  readonly #options: ShellOptions;
  readonly #brand = el("div", { class: "brand" });
  readonly #search: HTMLInputElement;
  readonly #nav = el("nav", { class: "side-nav", attributes: { "aria-label": "Folders" } });
  readonly #apps: HTMLElement;
  readonly #main = el("main", { class: "main" });
  readonly #addonButton: HTMLButtonElement;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#search = el("input", {
      attributes: {
        type: "search",
        placeholder: "Search mail",
        "aria-label": "Search mail",
        autocomplete: "off",
      },
    });
    this.#apps = el("nav", { class: "app-rail", attributes: { "aria-label": "Apps" } });
    this.#addonButton = this.#makeAddonButton();
    this.element = el(
      "div",
      { class: "shell" },
      this.#topBar(),
      this.#apps,
      this.#nav,
      this.#main,
      options.panel,
      this.#rail(),
      options.desk,
    );
    this.setPanelOpen(window.matchMedia(panelBesideContent).matches);
  }

  setPanelOpen(isOpen: boolean): void {
    this.element.classList.toggle("panel-open", isOpen);
    this.#options.panel.hidden = !isOpen;
    this.#addonButton.setAttribute("aria-pressed", String(isOpen));
  }

  show(route: Route, content: HTMLElement): void {
    const isMail = route.view === "threads" || route.view === "thread";
    this.element.classList.toggle("in-calendar", !isMail);
    document.title = isMail ? `Mail – ${this.#options.rep.email}` : `Calendar – ${this.#options.rep.name}`;
    this.#brand.replaceChildren(
      icon(isMail ? "mail" : "calendar_month", "brand-icon"),
      el("span", { text: isMail ? "Mail" : "Calendar" }),
    );
    this.#search.value = route.view === "threads" ? route.search : this.#search.value;
    this.#apps.replaceChildren(
      this.#appButton("Mail", "mail", isMail, inbox),
      this.#appButton("Calendar", "calendar_month", !isMail, { view: "calendar", day: undefined }),
    );
    this.#nav.replaceChildren(...(isMail ? this.#mailNav(route) : this.#calendarNav(route)));
    if (this.#main.firstChild !== content) this.#main.replaceChildren(content);
  }

  #topBar(): HTMLElement {
    const { rep, reps, go } = this.#options;
    const account = el(
      "button",
      {
        class: "account",
        title: `Signed in as ${rep.name} (${rep.email})`,
        attributes: { type: "button", "aria-label": `Signed in as ${rep.name}`, "aria-haspopup": "menu" },
        on: {
          click: () => {
            openMenu(
              account,
              reps.map((other) => ({
                label: other.name,
                detail: other.email,
                checked: other.email === rep.email,
                run: () => {
                  becomeRep(other);
                },
              })),
            );
          },
        },
      },
      avatar(rep.name, rep.email),
    );
    const form = el(
      "form",
      {
        class: "search",
        attributes: { role: "search" },
        on: {
          submit: (event) => {
            event.preventDefault();
            const search = this.#search.value.trim();
            go(search === "" ? inbox : { view: "threads", folder: "", search });
          },
        },
      },
      el(
        "button",
        { class: "icon-button", title: "Search", attributes: { type: "submit", "aria-label": "Search" } },
        icon("search"),
      ),
      this.#search,
    );
    const menu = iconButton(
      "menu",
      "Main menu",
      () => {
        this.element.classList.toggle("nav-folded");
      },
      "main-menu",
    );
    return el(
      "header",
      { class: "top-bar" },
      menu,
      this.#brand,
      form,
      el("div", { class: "top-actions" }, el("span", { class: "demo-mark", text: "local demo" }), account),
    );
  }

  #appButton(label: string, iconName: string, isCurrent: boolean, route: Route): HTMLElement {
    return el(
      "button",
      {
        class: "app-button",
        attributes: { type: "button", "aria-current": isCurrent ? "page" : undefined },
        on: {
          click: () => {
            this.#options.go(route);
          },
        },
      },
      el("span", { class: "app-icon" }, icon(iconName)),
      el("span", { text: label }),
    );
  }

  #mailNav(route: Route): readonly HTMLElement[] {
    const current = route.view === "threads" ? route.folder : "inbox";
    const compose = el(
      "button",
      {
        class: "compose",
        attributes: { type: "button" },
        on: {
          click: () => {
            this.#options.onCompose();
          },
        },
      },
      icon("edit"),
      el("span", { text: "Compose" }),
    );
    const items = folders.map((folder) =>
      el(
        "button",
        {
          class: "nav-item",
          attributes: { type: "button", "aria-current": folder.id === current ? "page" : undefined },
          on: {
            click: () => {
              const target: Route = { view: "threads", folder: folder.id, search: "" };
              // Choosing the folder that is shown reloads it.
              if (folder.id === current && route.view === "threads") this.#options.onReload();
              else this.#options.go(target);
            },
          },
        },
        icon(folder.icon),
        el("span", { text: folder.label }),
      ),
    );
    return [compose, ...items];
  }

  #calendarNav(route: Route): readonly HTMLElement[] {
    const day = route.view === "calendar" ? route.day : undefined;
    return [
      el(
        "button",
        {
          class: "compose",
          attributes: { type: "button" },
          on: {
            click: () => {
              this.#options.onCreate();
            },
          },
        },
        icon("add"),
        el("span", { text: "Create" }),
      ),
      monthView(day, (chosen) => {
        this.#options.go({ view: "calendar", day: chosen });
      }),
      el("h2", { class: "nav-heading", text: "My calendars" }),
      el(
        "p",
        { class: "nav-calendar" },
        icon("check_box", "calendar-swatch"),
        el("span", { text: this.#options.rep.name, dir: "auto" }),
      ),
    ];
  }

  #makeAddonButton(): HTMLButtonElement {
    const { addon } = this.#options;
    return el(
      "button",
      {
        class: "rail-button",
        title: addon.name,
        attributes: { type: "button", "aria-label": addon.name, "aria-pressed": "true" },
        on: {
          click: () => {
            this.setPanelOpen(!this.element.classList.contains("panel-open"));
          },
        },
      },
      logoView(addon, "rail-logo"),
    );
  }

  #rail(): HTMLElement {
    return el("aside", { class: "rail", attributes: { "aria-label": "Add-ons" } }, this.#addonButton);
  }
}

/** Another rep is another session: the page starts anew, at the same mail or event. */
function becomeRep(rep: Rep): void {
  const url = new URL(window.location.href);
  url.searchParams.set("user", rep.email);
  window.location.assign(url);
}
