/** The short text Gmail shows beside a subject: first words of the body, HTML-escaped, quoted history included. */
import { Parser } from "htmlparser2";
import { textOf } from "./mime-tree.ts";
import type { MimePart } from "./mime-tree.ts";

const maxLength = 200;
/** A snippet never needs more, and a huge body should not cost more. */
const maxScanned = 64 * 1024;

export function snippetOf(root: MimePart): string {
  const plain = findBody(root, "text/plain");
  const text = plain === undefined ? "" : firstWords(textOf(plain));
  const html = text === "" ? findBody(root, "text/html") : undefined;
  const shown = html === undefined ? text : collapse(htmlToText(textOf(html).slice(0, maxScanned)));
  return escapeHtml(cut(shown));
}

/** The first body of a type; attached files and forwarded mails are not the body. */
function findBody(part: MimePart, mimeType: string): MimePart | undefined {
  if (part.disposition === "attachment" || part.mimeType.startsWith("message/")) return undefined;
  if (part.mimeType === mimeType && part.filename === "") return part;
  for (const child of part.parts) {
    const found = findBody(child, mimeType);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The words a reader would see. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let hidden = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (hiddenTags.has(name)) hidden += 1;
      if (!inlineTags.has(name)) pieces.push(" ");
    },
    ontext: (text) => {
      if (hidden === 0) pieces.push(text);
    },
    onclosetag: (name) => {
      if (hiddenTags.has(name)) hidden -= 1;
    },
  });
  parser.end(html);
  return pieces.join("");
}

const hiddenTags = new Set(["head", "style", "script", "title"]);
const inlineTags = new Set([
  "a",
  "b",
  "i",
  "u",
  "em",
  "strong",
  "span",
  "font",
  "small",
  "code",
  "sup",
  "sub",
]);

/** Nearly always they stand in the first lines; only text full of blanks is looked through further. */
function firstWords(text: string): string {
  const near = collapse(text.slice(0, 4 * maxLength));
  return near.length > maxLength || text.length <= 4 * maxLength ? near : collapse(text.slice(0, maxScanned));
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function cut(text: string): string {
  if (text.length <= maxLength) return text;
  const lastBlank = text.lastIndexOf(" ", maxLength);
  return text.slice(0, lastBlank > maxLength / 2 ? lastBlank : maxLength).replace(/[\ud800-\udbff]$/, "");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
