/** Addresses of pages that cards link to. */

/** Written into the bundle by the build. */
declare const PUBLIC_URL: string;

export function homeUrl(): string {
  return `${PUBLIC_URL}/`;
}

/** Where the Google account is connected and reconnected. */
export function settingsUrl(): string {
  return `${PUBLIC_URL}/settings/integrations`;
}

/** Google's own address of a mail in the viewer's mailbox. */
export function gmailUrl(messageId: string): string {
  return `https://mail.google.com/mail/#all/${encodeURIComponent(messageId)}`;
}
