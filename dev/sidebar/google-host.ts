/** The sidebar page's host over the local Google, reached by HTTP, and the Apps Script runtime. */
import type { gmail_v1 } from "@googleapis/gmail";
import type { Execution } from "../apps-script/execution.ts";
import type { AsyncRuntime } from "../apps-script/runtime-worker.ts";
import type { LocalGoogle } from "../google/server.ts";
import { calendarPulse, createGoogleCalendar } from "./google-calendar.ts";
import { createGoogleMail } from "./google-mail.ts";
import { createGoogleSession } from "./google-session.ts";
import type { GoogleSession } from "./google-session.ts";
import { addonOf, readsOpenMessage } from "./manifest-addon.ts";
import type { AddonEvent } from "./page/event-object.ts";
import type { Addon, Rep } from "./page/wire.ts";
import type { SidebarHost } from "./sidebar-host.ts";

export interface GoogleHostOptions {
  readonly google: Pick<LocalGoogle, "url" | "tokens" | "world">;
  readonly runtime: Pick<AsyncRuntime, "manifest" | "run">;
  /** The `aud` of the identity tokens: the OAuth client of the add-on's script. */
  readonly clientId: string;
  /** Addresses of those whom the visitor can be, first one first; every account of the world by default. */
  readonly users?: readonly string[];
  /**
   * Where an https origin of the add-on's links and pictures really is for the browser, which cannot resolve it:
   * `{"https://crm.example.com": "http://localhost:3000"}`.
   */
  readonly origins?: Readonly<Record<string, string>>;
}

/** As the pages of Gmail and Calendar themselves: everything. */
const pageScopes = ["https://mail.google.com/", "https://www.googleapis.com/auth/calendar"];

export function createGoogleHost({
  google,
  runtime,
  clientId,
  users,
  origins = {},
}: GoogleHostOptions): SidebarHost {
  const reps = (users ?? [...google.world.accounts.keys()]).map((email): Rep => {
    const account = google.world.accounts.get(email.toLowerCase());
    if (account === undefined) throw new Error(`The local Google has no account ${email}`);
    return { email: account.email, name: account.name };
  });
  const addon = localize(addonOf(runtime.manifest), origins);
  const sessions = new Map<string, GoogleSession>();
  const sessionOf = (user: string): GoogleSession => {
    const session =
      sessions.get(user) ??
      createGoogleSession(google, () => google.tokens.accessToken({ email: user, scopes: pageScopes }));
    sessions.set(user, session);
    return session;
  };

  return {
    ...createGoogleMail(sessionOf),
    ...createGoogleCalendar(sessionOf),
    users: () => Promise.resolve(reps),
    addon: () => Promise.resolve<Addon>(addon),
    pulse: async (user) => {
      const session = sessionOf(user);
      const [mail, calendar] = await Promise.all([
        session
          .get<gmail_v1.Schema$Profile>("/gmail/v1/users/me/profile")
          .then(({ historyId }) => historyId ?? null)
          .catch(() => null),
        calendarPulse(session).catch(() => null),
      ]);
      return { mail, calendar };
    },
    runAddon: async (user, { functionName, event }): Promise<Execution> => {
      const account = google.world.accounts.get(user.toLowerCase());
      if (account === undefined) throw new Error(`The local Google has no account ${user}`);
      const execution = await runtime.run({
        functionName,
        event: readsOpenMessage(runtime.manifest) ? withMessageToken(event, user) : event,
        user: {
          email: account.email,
          locale: event.commonEventObject.userLocale ?? account.locale,
          timeZone: event.commonEventObject.timeZone?.id ?? account.timeZone,
          identityToken: google.tokens.identityToken({ email: account.email, audience: clientId }),
        },
      });
      return { ...execution, result: localize(execution.result, origins) };
    },
  };

  function withMessageToken(event: AddonEvent, email: string): AddonEvent {
    const messageId = event.gmail?.messageId;
    if (event.gmail === undefined || messageId === undefined) return event;
    const accessToken = google.tokens.messageToken({ email, messageId });
    return { ...event, gmail: { ...event.gmail, accessToken } };
  }
}

/** The same value with every address below one of the origins led to where it really is. */
function localize<T>(value: T, origins: Readonly<Record<string, string>>): T {
  const text = Object.entries(origins).reduce(
    (json, [origin, real]) => json.replaceAll(`${origin}/`, `${real}/`),
    JSON.stringify(value),
  );
  return JSON.parse(text) as T;
}
