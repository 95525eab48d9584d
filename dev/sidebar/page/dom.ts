/** Builds elements and icons; the page has no other way to make DOM, and no string ever becomes markup. */
import { iconPaths } from "./icon-paths.ts";

type Child = Node | string | null | undefined | false;

interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  /** `auto` on everything a person wrote, so that right-to-left text is laid out right. */
  readonly dir?: "auto";
  readonly attributes?: Readonly<Record<string, string | boolean | undefined>>;
  readonly on?: { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.text !== undefined) element.textContent = properties.text;
  if (properties.title !== undefined) element.title = properties.title;
  if (properties.dir !== undefined) element.dir = properties.dir;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const [type, listener] of Object.entries(properties.on ?? {})) {
    // The mapped type above ties each listener to its event's name; Object.entries forgets it.
    element.addEventListener(type, listener as EventListener);
  }
  append(element, children);
  return element;
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** A Material icon; an unknown name is a dot, as a missing glyph must not move the layout. */
export function icon(name: string, className = ""): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svgNamespace, "path");
  path.setAttribute("d", (Object.hasOwn(iconPaths, name) ? iconPaths[name] : undefined) ?? dot);
  svg.append(path);
  return svg;
}

const dot = "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z";

/** A round button that shows only an icon; the label is read aloud and shown on hover. */
export function iconButton(
  name: string,
  label: string,
  onClick?: () => void,
  className = "",
): HTMLButtonElement {
  return el(
    "button",
    {
      class: `icon-button ${className}`.trim(),
      title: label,
      attributes: { type: "button", "aria-label": label },
      on:
        onClick === undefined
          ? {}
          : {
              click: () => {
                onClick();
              },
            },
    },
    icon(name),
  );
}
