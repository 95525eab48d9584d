/** The icons of widgets: Google's known ones, Material names and pictures. */
import type { Icon } from "../../apps-script/card-json.ts";
import { el, icon as glyph } from "./dom.ts";
import { knownIconNames } from "./icon-paths.ts";
import { safeImageUrl } from "./safe-url.ts";

export function iconView(icon: Icon): HTMLElement {
  const picture = pictureOf(icon);
  return el(
    "span",
    {
      class: icon.imageType === "CIRCLE" ? "card-icon round" : "card-icon",
      ...(icon.altText === undefined
        ? {}
        : { title: icon.altText, attributes: { role: "img", "aria-label": icon.altText } }),
    },
    picture,
  );
}

function pictureOf(icon: Icon): Element | null {
  if (icon.iconUrl !== undefined) {
    const url = safeImageUrl(icon.iconUrl);
    return url === undefined ? glyph("") : el("img", { attributes: { src: url, alt: "" } });
  }
  if (icon.materialIcon !== undefined) return glyph(icon.materialIcon.name);
  const known = icon.knownIcon ?? "NONE";
  const name = Object.hasOwn(knownIconNames, known) ? knownIconNames[known] : known.toLowerCase();
  // NONE keeps its place free, so that texts of neighbouring rows stay aligned.
  return name === undefined || name === "" ? null : glyph(name);
}
