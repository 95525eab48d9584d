/** Google's small set of HTML tags in card text, read into DOM; whatever is not in the set stays visible as text. */
import { el } from "./dom.ts";
import { safeUrl } from "./safe-url.ts";

const plainTags: Readonly<Record<string, "b" | "i" | "u" | "s" | "time">> = {
  b: "b",
  strong: "b",
  i: "i",
  em: "i",
  u: "u",
  s: "s",
  strike: "s",
  del: "s",
  time: "time",
};

const tagPattern = /<(\/?)([a-z]+)((?:\s+[a-z-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(\/?)>/gi;

export function richText(source: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const open: { readonly tag: string; readonly node: Node }[] = [];
  const current = (): Node => open.at(-1)?.node ?? fragment;
  let position = 0;
  const addText = (end: number): void => {
    if (end > position)
      current().appendChild(document.createTextNode(decodeEntities(source.slice(position, end))));
  };
  for (const match of source.matchAll(tagPattern)) {
    const [whole, closing, name = "", attributes = ""] = match;
    const tag = name.toLowerCase();
    if (tag === "br") {
      addText(match.index);
      current().appendChild(el("br"));
    } else if (closing === "/") {
      const depth = open.findLastIndex((entry) => entry.tag === tag);
      if (depth === -1) continue;
      addText(match.index);
      open.length = depth;
    } else {
      const element = openElement(tag, attributes);
      if (element === undefined) continue;
      addText(match.index);
      current().appendChild(element);
      open.push({ tag, node: element });
    }
    position = match.index + whole.length;
  }
  addText(source.length);
  return fragment;
}

/** What a screen reader or a title shows of the text: the same without tags. */
export function plainText(source: string): string {
  return richText(source).textContent;
}

function openElement(tag: string, attributes: string): HTMLElement | undefined {
  if (Object.hasOwn(plainTags, tag)) return el(plainTags[tag] ?? "b");
  if (tag === "font") {
    const element = el("span");
    const color = attributeOf(attributes, "color");
    // The style object takes a colour or nothing: no second declaration gets through it.
    if (color !== undefined) element.style.color = color;
    return element;
  }
  if (tag === "a") {
    const url = safeUrl(attributeOf(attributes, "href") ?? "");
    return url === undefined
      ? el("span")
      : el("a", { attributes: { href: url, target: "_blank", rel: "noopener noreferrer" } });
  }
  return undefined;
}

function attributeOf(attributes: string, name: string): string | undefined {
  for (const match of attributes.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)) {
    if (match[1]?.toLowerCase() === name) return decodeEntities(match[2] ?? match[3] ?? "");
  }
  return undefined;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
