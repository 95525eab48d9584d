/** The HTML of a mail that is being written ↔ DOM; what is not in the small set of tags stays as its text. */
import { el } from "./dom.ts";
import { safeUrl } from "./safe-url.ts";

const kept = [
  "b",
  "blockquote",
  "br",
  "code",
  "div",
  "em",
  "h1",
  "h2",
  "h3",
  "hr",
  "i",
  "li",
  "ol",
  "p",
  "pre",
  "s",
  "span",
  "strong",
  "u",
  "ul",
] as const;

const silent = new Set(["script", "style", "title", "head", "template", "noscript", "iframe", "object"]);

/** Deeper than any mail a person writes: what nests further keeps its text only. */
const mostDepth = 100;

export function draftNodes(html: string): DocumentFragment {
  // A parsed document is inert: nothing in it runs or loads.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  for (const child of parsed.body.childNodes) fragment.append(...copy(child, 0));
  return fragment;
}

/** A line for each line of the text. */
export function textNodes(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split(/\r\n?|\n/).forEach((line, index) => {
    if (index > 0) fragment.append(el("br"));
    fragment.append(line);
  });
  return fragment;
}

function copy(node: Node, depth: number): readonly Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element)) return [];
  const tag = node.tagName.toLowerCase();
  if (silent.has(tag)) return [];
  if (depth > mostDepth) return [document.createTextNode(node.textContent)];
  const children = [...node.childNodes].flatMap((child) => copy(child, depth + 1));
  const element = shell(tag, node);
  if (element === undefined) return children;
  element.append(...children);
  return [element];
}

function shell(tag: string, node: Element): HTMLElement | undefined {
  if (tag === "a") {
    const url = safeUrl(node.getAttribute("href") ?? "");
    return url === undefined ? undefined : el("a", { attributes: { href: url } });
  }
  const name = kept.find((one) => one === tag);
  if (name === undefined) return undefined;
  // Gmail's own classes say where a quote and a signature begin.
  const gmailClass = [...node.classList].find((one) => one.startsWith("gmail_"));
  return el(name, gmailClass === undefined ? {} : { class: gmailClass });
}
