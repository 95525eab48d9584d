/** Which scopes open which call, as the reference lists them under each method. */
import type { AccessGrant } from "../access.ts";
import { GoogleError } from "../google-error.ts";

const AUTH = "https://www.googleapis.com/auth/";

/** Short names; each stands behind `https://www.googleapis.com/auth/`. */
const ACCEPTED = {
  "calendarList.list": [
    "calendar",
    "calendar.readonly",
    "calendar.calendarlist",
    "calendar.calendarlist.readonly",
  ],
  "calendars.get": [
    "calendar",
    "calendar.readonly",
    "calendar.calendars",
    "calendar.calendars.readonly",
    "calendar.app.created",
  ],
  "events.read": [
    "calendar",
    "calendar.readonly",
    "calendar.events",
    "calendar.events.readonly",
    "calendar.events.owned",
    "calendar.events.owned.readonly",
    "calendar.events.freebusy",
    "calendar.events.public.readonly",
    "calendar.app.created",
  ],
  "events.write": ["calendar", "calendar.events", "calendar.events.owned", "calendar.app.created"],
  "freebusy.query": ["calendar", "calendar.readonly", "calendar.freebusy", "calendar.events.freebusy"],
  "channels.stop": [
    "calendar",
    "calendar.readonly",
    "calendar.calendarlist",
    "calendar.calendarlist.readonly",
    "calendar.events",
    "calendar.events.readonly",
    "calendar.events.owned",
    "calendar.events.owned.readonly",
    "calendar.events.freebusy",
    "calendar.events.public.readonly",
    "calendar.settings.readonly",
    "calendar.acls",
    "calendar.acls.readonly",
    "calendar.app.created",
  ],
} as const;

export type CalendarCall = keyof typeof ACCEPTED;

export function requireScope(grant: AccessGrant, call: CalendarCall): void {
  const accepted = ACCEPTED[call].map((name) => AUTH + name);
  if (accepted.some((scope) => grant.scopes.has(scope))) return;
  throw new GoogleError(403, "insufficientPermissions", "Request had insufficient authentication scopes.", {
    status: "PERMISSION_DENIED",
    headers: {
      "WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${accepted.join(" ")}"`,
    },
  });
}

/** A grant for the person's own calendars only does not reach a colleague's. */
export function reachesOnlyOwned(grant: AccessGrant): boolean {
  const wide = ["calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly"];
  return !wide.some((name) => grant.scopes.has(AUTH + name));
}
