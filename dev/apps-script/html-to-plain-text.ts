/** HTML as text, close to what Gmail makes of a message that has no text part. */
import { Parser } from "htmlparser2";

const blocks = new Set(
  "address article blockquote div dl dt dd footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul".split(
    " ",
  ),
);
const silent = new Set(["head", "script", "style", "title"]);
/** Deeper than any mail a person writes; what nests further keeps its text and loses its layout. */
const mostDepth = 1_000;

export function htmlToPlainText(html: string): string {
  const pieces: string[] = [];
  const links: { href: string; from: number }[] = [];
  let muted = 0;
  let depth = 0;
  const breakLine = (): void => {
    if (pieces.length > 0 && !pieces.at(-1)?.endsWith("\n")) pieces.push("\n");
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (silent.has(name)) muted += 1;
        if (name === "br") pieces.push("\n");
        else if (blocks.has(name) && depth < mostDepth) breakLine();
        if (name === "a") links.push({ href: attributes["href"] ?? "", from: pieces.length });
      },
      ontext: (text) => {
        if (muted === 0) pieces.push(text.replace(/[\s\u00a0]+/g, " "));
      },
      onclosetag: (name) => {
        depth -= 1;
        if (silent.has(name)) muted -= 1;
        if (name === "a") closeLink();
        else if (blocks.has(name) && depth < mostDepth) breakLine();
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return pieces
    .join("")
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

  /** Gmail writes the address behind the text, unless they are the same. */
  function closeLink(): void {
    const link = links.pop();
    if (link === undefined || !/^https?:/i.test(link.href)) return;
    const text = pieces.slice(link.from).join("").trim();
    if (text !== link.href) pieces.push(` <${link.href}>`);
  }
}
