/** The one place that decides which address a card may lead to. */

/**
 * The address in its normal form, or undefined for anything but https, mailto and tel. Plain http is let through to
 * this machine alone, where the local backend's own pages are.
 */
export function safeUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  if (url.protocol === "https:" || url.protocol === "mailto:" || url.protocol === "tel:") return url.href;
  return url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)
    ? url.href
    : undefined;
}

/** An image's address: https, the page's own server, or a picture held in the string itself. Not SVG, as Google has it. */
export function safeImageUrl(text: string): string | undefined {
  if (/^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=]+$/i.test(text)) return text;
  const url = URL.parse(text);
  if (url === null) return undefined;
  return url.protocol === "https:" || url.origin === window.location.origin ? url.href : undefined;
}
