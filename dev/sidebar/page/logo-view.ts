/** The add-on's logo; its initial in a disc when the picture cannot be had. */
import { el } from "./dom.ts";
import { safeImageUrl } from "./safe-url.ts";
import type { Addon } from "./wire.ts";

export function logoView(addon: Addon, className: string): HTMLElement {
  const url = safeImageUrl(addon.logoUrl);
  const initial = el("span", {
    class: `${className} logo-initial`,
    text: addon.name.slice(0, 1),
    attributes: { "aria-hidden": "true" },
  });
  if (url === undefined) return initial;
  const picture = el("img", { class: className, attributes: { src: url, alt: "" } });
  picture.addEventListener("error", () => {
    picture.replaceWith(initial);
  });
  return picture;
}
