/** Draws one card as Gmail's side panel does: header, sections with their widgets, fixed footer. */
import type { Card, CardHeader, Section } from "../../apps-script/card-json.ts";
import { buttonView } from "./button-view.ts";
import type { CardContext } from "./card-context.ts";
import { append, el, icon } from "./dom.ts";
import { safeImageUrl } from "./safe-url.ts";
import { widgetView } from "./widget-view.ts";

export function cardView(card: Card, context: CardContext): HTMLElement {
  const title = card.header?.title ?? "Card";
  const element = el(
    "article",
    // The panel moves the focus here after a navigation.
    { class: "card", attributes: { tabindex: "-1", "aria-label": title } },
    card.header !== undefined && cardHeader(card.header),
    el(
      "div",
      { class: "card-sections" },
      ...(card.sections ?? []).map((section) => sectionView(section, context)),
    ),
  );
  if (card.fixedFooter !== undefined) {
    const { primaryButton, secondaryButton } = card.fixedFooter;
    element.append(
      el(
        "footer",
        { class: "card-footer" },
        secondaryButton !== undefined && buttonView(secondaryButton, context),
        buttonView({ type: "FILLED", ...primaryButton }, context),
      ),
    );
  }
  return element;
}

export function cardHeader(header: CardHeader): HTMLElement {
  const imageUrl = header.imageUrl === undefined ? undefined : safeImageUrl(header.imageUrl);
  return el(
    "header",
    { class: "card-header" },
    imageUrl !== undefined &&
      el("img", {
        class: header.imageType === "CIRCLE" ? "card-header-image round" : "card-header-image",
        attributes: { src: imageUrl, alt: header.imageAltText ?? "" },
      }),
    el(
      "div",
      { class: header.subtitle === undefined ? "card-header-text title-only" : "card-header-text" },
      el("h2", { class: "card-title", text: header.title ?? "", title: header.title ?? "", dir: "auto" }),
      header.subtitle !== undefined &&
        el("p", { class: "card-subtitle", text: header.subtitle, title: header.subtitle, dir: "auto" }),
    ),
  );
}

function sectionView(section: Section, context: CardContext): HTMLElement {
  const widgets = section.widgets.map((widget) => widgetView(widget, context));
  const always = section.collapsible === true ? (section.uncollapsibleWidgetsCount ?? 0) : widgets.length;
  const element = el(
    "section",
    { class: "card-section" },
    section.header !== undefined && el("h3", { class: "section-header", text: section.header, dir: "auto" }),
  );
  append(element, widgets.slice(0, always));
  if (always < widgets.length) append(element, collapsed(widgets.slice(always)));
  return element;
}

let collapsedCount = 0;

function collapsed(widgets: readonly HTMLElement[]): readonly HTMLElement[] {
  collapsedCount += 1;
  const id = `collapsed-${collapsedCount}`;
  const region = el("div", { class: "section-collapsed", attributes: { id, hidden: true } }, ...widgets);
  const label = el("span", { text: "Show more" });
  const toggle = el(
    "button",
    {
      class: "section-toggle",
      attributes: { type: "button", "aria-expanded": "false", "aria-controls": id },
      on: {
        click: () => {
          region.hidden = !region.hidden;
          label.textContent = region.hidden ? "Show more" : "Show less";
          toggle.setAttribute("aria-expanded", String(!region.hidden));
        },
      },
    },
    icon("expand_more"),
    label,
  );
  return [region, toggle];
}
