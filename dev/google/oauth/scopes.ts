/** OAuth scopes: their long names, and what the consent page says they allow. */

/** Google grants `email` and `profile` under their long names, and says so in the token answer. */
export function canonicalScope(scope: string): string {
  if (scope === "email") return `${prefix}userinfo.email`;
  if (scope === "profile") return `${prefix}userinfo.profile`;
  return scope;
}

export function parseScopes(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/\s+/)
        .filter((scope) => scope !== "")
        .map(canonicalScope),
    ),
  ];
}

/** Only these are asked for one by one; signing in is a single yes. */
export function isSignInScope(scope: string): boolean {
  return scope === "openid" || scope === emailScope || scope === profileScope;
}

export function isKnownScope(scope: string): boolean {
  return isSignInScope(scope) || scope === "https://mail.google.com/" || scope.startsWith(prefix);
}

export function describeScope(scope: string): string {
  return descriptions.get(scope) ?? `Use ${scope.replace(prefix, "")}`;
}

const prefix = "https://www.googleapis.com/auth/";
export const emailScope = `${prefix}userinfo.email`;
export const profileScope = `${prefix}userinfo.profile`;

const descriptions: ReadonlyMap<string, string> = new Map([
  ["https://mail.google.com/", "Read, compose, send, and permanently delete all your email from Gmail"],
  [`${prefix}gmail.readonly`, "View your email messages and settings"],
  [
    `${prefix}gmail.metadata`,
    "View your email message metadata such as labels and headers, but not the email body",
  ],
  [`${prefix}gmail.modify`, "Read, compose, and send emails from your Gmail account"],
  [`${prefix}gmail.compose`, "Manage drafts and send emails"],
  [`${prefix}gmail.send`, "Send email on your behalf"],
  [`${prefix}gmail.labels`, "See and edit your email labels"],
  [`${prefix}gmail.settings.basic`, "See, edit, create, or change your email settings and filters in Gmail"],
  [
    `${prefix}calendar`,
    "See, edit, share, and permanently delete all the calendars you can access using Google Calendar",
  ],
  [`${prefix}calendar.readonly`, "See and download any calendar you can access using your Google Calendar"],
  [`${prefix}calendar.events`, "View and edit events on all your calendars"],
  [`${prefix}calendar.events.readonly`, "View events on all your calendars"],
  [`${prefix}calendar.calendarlist.readonly`, "See the list of Google calendars you’re subscribed to"],
  [`${prefix}calendar.freebusy`, "View your availability in your calendars"],
]);
