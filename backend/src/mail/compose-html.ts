/** Plain text as HTML that looks the same: escaped, links clickable, empty lines between paragraphs. */

export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n(?:[^\S\n]*\n)+/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p dir="auto">${paragraph.split("\n").map(toHtmlLine).join("<br>\n")}</p>\n`)
    .join("");
}

/** What stands in links ends before punctuation that belongs to the sentence. */
const LINK = /\bhttps?:\/\/[^\s<>"'`\\^{|}\u2028\u2029]{1,2000}/gi;
const TRAILING = /[.,;:!?)\]*_~]{1,20}$/;

function toHtmlLine(line: string): string {
  let html = "";
  let at = 0;
  for (const match of line.matchAll(LINK)) {
    const url = withoutTrailing(match[0]);
    if (!URL.canParse(url)) continue;
    const shown = escapeHtml(url);
    html += `${toHtmlText(line.slice(at, match.index))}<a href="${shown}">${shown}</a>`;
    at = match.index + url.length;
  }
  return html + toHtmlText(line.slice(at));
}

/** A closing bracket belongs to the link when it was opened in it. */
function withoutTrailing(url: string): string {
  const trailing = TRAILING.exec(url)?.[0] ?? "";
  const bare = url.slice(0, url.length - trailing.length);
  return trailing.startsWith(")") && bare.split("(").length > bare.split(")").length ? `${bare})` : bare;
}

/** Several spaces stay several. */
function toHtmlText(text: string): string {
  return escapeHtml(text)
    .replace(/\t/g, "    ")
    .replace(/ {2,}/g, (spaces) => `${"&nbsp;".repeat(spaces.length - 1)} `);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
