/** The list of headers that stands for several cards of one trigger. */
import type { Card } from "../../apps-script/card-json.ts";
import { cardHeader } from "./card-view.ts";
import { el, icon } from "./dom.ts";

export function cardListView(cards: readonly Card[], onChoose: (card: Card) => void): HTMLElement {
  const items = cards.map((card) =>
    el(
      "li",
      {},
      el(
        "button",
        {
          class: "card-list-item",
          attributes: { type: "button" },
          on: {
            click: () => {
              onChoose(card);
            },
          },
        },
        cardHeader(card.header ?? { title: card.name ?? "Card" }),
        icon("chevron_right"),
      ),
    ),
  );
  return el(
    "article",
    { class: "card card-list", attributes: { tabindex: "-1", "aria-label": "Cards" } },
    el("ul", {}, ...items),
  );
}
