/** What the elements of a mail's HTML are there for: the marks by which mail programs tell their own additions. */

export type Attributes = Readonly<Record<string, string>>;

export type HtmlMark =
  /** Not shown by any program. */
  | "hidden"
  /** Holds what is answered to; the answer may stand between several of them. */
  | "quote"
  /** Says who wrote what follows; goes when a quote does follow. */
  | "attribution"
  /** Holds the mail answered to or forwarded, whole. */
  | "history"
  /** From here on everything is history. */
  | "history-below"
  | "signature";

export function markOf(name: string, attributes: Attributes): HtmlMark | undefined {
  if (isHidden(attributes)) return "hidden";
  if (name === "blockquote" && isCitation(attributes)) return "quote";
  const { class: classes, id, style } = attributes;
  const mark =
    (classes === undefined ? undefined : markOfClasses(classes)) ??
    (id === undefined ? undefined : MARK_OF_ID.get(withoutPrefix(id))) ??
    (style !== undefined && OUTLOOK_RULE.test(style) ? "history-below" : undefined);
  // GMX, WEB.DE and mail.com.
  return mark ?? (attributes["name"] === "quote" ? "history" : undefined);
}

/** Paragraphs without space between them, as Outlook writes its lines. */
export function isTightParagraph({ class: classes = "", style = "" }: Attributes): boolean {
  return /mso(?:normal|plaintext)/i.test(classes) || /margin(?:-bottom)?:\s{0,5}0/i.test(style);
}

export function keepsLineBreaks(name: string, { style }: Attributes): boolean {
  return name === "pre" || (style !== undefined && /white-space:\s{0,5}(?:pre|break-spaces)/i.test(style));
}

/**
 * The address a link leads to, where it tells more than the link's text: none for what only a program follows, and
 * without the detours that mail filters write into links.
 */
export function addressWorthShowing(href: string, linkText: string): string | undefined {
  if (linkText === "" || !/^https?:\/\//i.test(href) || href.length > MAX_DETOUR) return undefined;
  const url = URL.parse(href.trim());
  const target = url === null ? null : (behindDetour(url) ?? url);
  if (target === null || target.href.length > MAX_SHOWN) return undefined;
  const isNamed = linkText.toLowerCase().includes(target.hostname.replace(/^www\./, ""));
  return isNamed ? undefined : target.href;
}

const MARK_OF_CLASS: ReadonlyMap<string, HtmlMark> = new Map([
  ["gmail_attr", "attribution"],
  ["moz-cite-prefix", "attribution"],
  ["yahoo_quoted", "history"],
  ["zmail_extra", "history"],
  ["protonmail_quote", "history"],
  ["tutanota_quote", "history"],
  ["ms-outlook-mobile-reference-message", "history"],
  ["OutlookMessageHeader", "history-below"],
  ["gmail_signature", "signature"],
  ["gmail_signature_prefix", "signature"],
  ["moz-signature", "signature"],
]);
const MARK_OF_ID: ReadonlyMap<string, HtmlMark> = new Map([
  ["divRplyFwdMsg", "history-below"],
  ["appendonsend", "history-below"],
  ["mail-editor-reference-message-container", "history"],
  ["ms-outlook-mobile-signature", "signature"],
  ["AppleMailSignature", "signature"],
  ["Signature", "signature"],
]);
/** The line Outlook draws above "From: … Sent: …". */
const OUTLOOK_RULE = /^\s*border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\s+1\.0pt/i;
const MAX_SHOWN = 150;
const MAX_DETOUR = 4_000;

function markOfClasses(classes: string): HtmlMark | undefined {
  for (const name of classes.slice(0, 500).split(/\s+/)) {
    const mark = MARK_OF_CLASS.get(withoutPrefix(name));
    if (mark !== undefined) return mark;
  }
  return undefined;
}

/** Outlook on the web puts `x_` before the names of the mail it shows. */
function withoutPrefix(name: string): string {
  return name.replace(/^(?:x_){1,20}/, "");
}

function isCitation({ type, class: classes = "" }: Attributes): boolean {
  return type === "cite" || /(?:^|[\s_])(?:gmail|protonmail|tutanota)_quote(?:\s|$)/.test(classes);
}

/**
 * `mso-hide:all` hides from Outlook only, and `font-size:0` on a container is a habit of layout: neither says that
 * nobody sees the text.
 */
function isHidden({ style, hidden }: Attributes): boolean {
  if (hidden !== undefined) return true;
  if (style === undefined) return false;
  return (
    /(?:^|[;\s])(?:display:\s{0,5}none|visibility:\s{0,5}hidden|opacity:\s{0,5}0(?:\.0+)?(?:[;\s!]|$))/i.test(
      style,
    ) ||
    (/(?:^|[;\s])(?:max-)?height:\s{0,5}0(?:px)?(?:[;\s!]|$)/i.test(style) &&
      /overflow:\s{0,5}hidden/i.test(style))
  );
}

function behindDetour(url: URL): URL | null {
  const host = url.hostname;
  const isSafeLink = host.endsWith(".safelinks.protection.outlook.com");
  const isGoogle = /^www\.google\.[a-z.]{2,6}$/.test(host) && url.pathname === "/url";
  if (!isSafeLink && !isGoogle) return null;
  const target = url.searchParams.get("url") ?? url.searchParams.get("q") ?? "";
  return /^https?:\/\//i.test(target) ? URL.parse(target) : null;
}
