/** Wraps a hostile HTML mail body for the page's sandboxed frame. */

/**
 * The frame element's sandbox attribute and this policy say the same thing twice: no script, no form, no request to
 * anywhere. Same origin without scripts lets the page measure the height of the mail and nothing else.
 */
export const mailFramePolicy = [
  "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "form-action 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'",
].join("; ");

/** `color-scheme` keeps mails written for white paper readable; images that are not in the mail itself stay away. */
const style = `
  :root { color-scheme: light; }
  html, body { background: #fff; }
  body { margin: 0; overflow-x: auto; overflow-y: hidden; color: #222; font: 14px/1.5 Roboto, "Noto Sans", Arial, sans-serif; overflow-wrap: anywhere; }
  img:not([src^="data:"]) { display: none; }
  img { max-width: 100%; height: auto; }
  a { color: #15c; }
  blockquote { margin: 0 0 0 .8ex; padding-left: 1ex; border-left: 1px solid #ccc; }
`;

/** The first `<base>` wins, so a mail cannot set its own target. */
export function renderMailFrame(html: string): string {
  return `<!doctype html><meta charset="utf-8"><base target="_blank"><style>${style}</style><body>${withoutDrawings(html)}`;
}

/**
 * Gmail shows no SVG and no MathML either, and three dozen nested animations keep Chromium busy for ever. No tag is spelled
 * in any other way, so none is missed; what stood inside becomes elements nobody knows.
 */
function withoutDrawings(html: string): string {
  return html.replace(/<(\/?)(?=svg|math)/gi, "<$1x-");
}
