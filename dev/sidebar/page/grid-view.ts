/** A grid of pictures with titles. */
import type { Grid, GridItem } from "../../apps-script/card-json.ts";
import type { CardContext } from "./card-context.ts";
import { el } from "./dom.ts";
import { safeImageUrl } from "./safe-url.ts";

export function gridView(grid: Grid, context: CardContext): HTMLElement {
  const cells = grid.items.map((item) => gridItem(item, grid, context));
  const list = el("div", { class: "grid-items", attributes: { role: "list" } }, ...cells);
  list.style.gridTemplateColumns = `repeat(${grid.columnCount ?? 2}, minmax(0, 1fr))`;
  return el(
    "div",
    { class: "widget grid" },
    grid.title !== undefined && el("h4", { class: "grid-title", text: grid.title, dir: "auto" }),
    list,
  );
}

const aspectRatios: Readonly<Record<string, string>> = { SQUARE: "1", CIRCLE: "1", RECTANGLE_4_3: "4 / 3" };

function gridItem(item: GridItem, grid: Grid, context: CardContext): HTMLElement {
  const texts = el(
    "span",
    { class: `grid-texts align-${(item.textAlignment ?? "START").toLowerCase()}` },
    item.title !== undefined &&
      el("span", { class: "grid-item-title", text: item.title, title: item.title, dir: "auto" }),
    item.subtitle !== undefined &&
      el("span", { class: "grid-item-subtitle", text: item.subtitle, dir: "auto" }),
  );
  const picture = item.image === undefined ? null : gridPicture(item.image);
  const children = item.layout === "TEXT_ABOVE" ? [texts, picture] : [picture, texts];
  const { onClick } = grid;
  const content =
    onClick === undefined
      ? el("div", { class: "grid-item" }, ...children)
      : el(
          "button",
          {
            class: "grid-item clickable",
            attributes: { type: "button" },
            on: {
              click: () => {
                context.click(onClick, [{ key: "grid_item_identifier", value: item.id ?? "" }]);
              },
            },
          },
          ...children,
        );
  if (grid.borderStyle?.type === "STROKE") {
    content.classList.add("stroked");
    content.style.borderColor = grid.borderStyle.strokeColor ?? "";
  }
  if (grid.borderStyle?.cornerRadius !== undefined)
    content.style.borderRadius = `${grid.borderStyle.cornerRadius}px`;
  return el("div", { attributes: { role: "listitem" } }, content);
}

function gridPicture(image: NonNullable<GridItem["image"]>): HTMLElement {
  const url = safeImageUrl(image.imageUri);
  const picture = el("img", {
    class: image.cropStyle?.type === "CIRCLE" ? "grid-picture round" : "grid-picture",
    attributes: { ...(url === undefined ? {} : { src: url }), alt: image.altText ?? "" },
  });
  const { cropStyle, borderStyle } = image;
  if (cropStyle?.type !== undefined) {
    picture.style.objectFit = "cover";
    picture.style.aspectRatio = aspectRatios[cropStyle.type] ?? String(cropStyle.aspectRatio ?? 1);
  }
  if (borderStyle?.type === "STROKE")
    picture.style.border = `1px solid ${borderStyle.strokeColor ?? "#dadce0"}`;
  if (borderStyle?.cornerRadius !== undefined) picture.style.borderRadius = `${borderStyle.cornerRadius}px`;
  return picture;
}
