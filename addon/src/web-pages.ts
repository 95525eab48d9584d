/** Pages that cards link to. */
import type { Link } from "./cards/card-spec.ts";

/** Written into the bundle by the build, once. */
declare const PUBLIC_URL: string;

export function publicUrl(): string {
  return PUBLIC_URL;
}

export function homePage(): Link {
  return { url: `${publicUrl()}/` };
}

/** Where the Google account is connected and reconnected. */
export function settingsPage(): Link {
  return { url: `${publicUrl()}/settings/integrations` };
}

/** Where the team's templates are written. */
export function templatesPage(): Link {
  return { url: `${publicUrl()}/settings/templates` };
}

/** A mail in the viewer's mailbox. */
export function gmailPage(messageId: string): Link {
  return { url: `https://mail.google.com/mail/#all/${encodeURIComponent(messageId)}` };
}

/** A page of Google's that a card may open, and its address without what only Google reads. Undefined for any other. */
export function googleUrl(url: string): { readonly url: string; readonly shown: string } | undefined {
  const [, host, path = ""] =
    /^https:\/\/(meet\.google\.com|calendar\.google\.com|www\.google\.com(?=\/calendar\/))(\/[^\s?#]*)/.exec(
      url,
    ) ?? [];
  if (host === undefined) return undefined;
  return { url, shown: host + (host.startsWith("meet") ? path : "") };
}
