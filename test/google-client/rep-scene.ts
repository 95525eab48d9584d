/** A local Google with one rep, the rep's consent, and our OAuth client pointed at it. */
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle, ObservedRequest } from "../../dev/google/server.ts";
import type { Account, OAuthClient } from "../../dev/google/world.ts";
import { createGoogleOAuth } from "../../backend/src/google/oauth.ts";
import type { AuthorizationRequest, GoogleOAuth } from "../../backend/src/google/oauth.ts";
import { Secret } from "../../backend/src/secret.ts";
import { scopesFor } from "../../backend/src/sync/scopes.ts";

export const CLIENT = {
  clientId: "123456789-crm.apps.googleusercontent.com",
  clientSecret: "s3cret:with%signs",
  redirectUris: ["http://localhost:3000/api/auth/google/callback"],
} as const satisfies OAuthClient;

export const ATTEMPT = {
  state: "the-state",
  nonce: "the-nonce",
  codeVerifier: "a-verifier-of-the-forty-three-characters-it-takes",
};

export interface RepScene {
  readonly google: LocalGoogle;
  readonly rep: Account;
  readonly oauth: GoogleOAuth;
  readonly requests: ObservedRequest[];
  /** What the rep's browser brings back from the consent page. */
  consent(choice?: {
    readonly decision?: "allow" | "deny";
    /** Ticked ones; all that were asked for when left out. */
    readonly scopes?: readonly string[];
    readonly request?: Partial<AuthorizationRequest>;
  }): Promise<URL>;
  /** A consent to everything, exchanged. */
  connect(): Promise<Extract<Awaited<ReturnType<GoogleOAuth["exchange"]>>, { ok: true }>>;
}

export async function startRepScene(
  options: Partial<Parameters<typeof startLocalGoogle>[0]> & { readonly emailVerified?: boolean } = {},
): Promise<RepScene> {
  const { emailVerified = true, ...googleOptions } = options;
  const owner = { email: "rep@northwind.example", name: "Nora Reyes", timeZone: "Europe/Berlin" };
  const rep: Account = {
    ...owner,
    sub: "100000000000000000001",
    hd: "northwind.example",
    locale: "en",
    emailVerified,
    mailbox: new Mailbox(owner),
    calendars: new CalendarBook(owner, options.clock ?? Date.now),
  };
  const requests: ObservedRequest[] = [];
  const google = await startLocalGoogle({
    accounts: [rep],
    clients: [CLIENT],
    onRequest: (request) => requests.push(request),
    ...googleOptions,
  });
  const oauth = createGoogleOAuth({
    issuer: google.url,
    clientId: CLIENT.clientId,
    clientSecret: new Secret(CLIENT.clientSecret),
    redirectUri: CLIENT.redirectUris[0],
    timeoutMs: 2_000,
  });
  const scene: RepScene = {
    google,
    rep,
    oauth,
    requests,
    async consent({ decision = "allow", scopes, request = {} } = {}) {
      const asked = scopesFor(["mail", "calendar"]);
      const page = await oauth.authorizationUrl({ scopes: asked, ...ATTEMPT, ...request });
      const html = await (await fetch(page)).text();
      const form = new URLSearchParams({
        ticket: /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? "",
        account: rep.email,
        decision,
      });
      const offered = [...html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = ""]) => scope);
      for (const scope of scopes ?? offered) form.append("scope", scope);
      const answer = await fetch(`${google.url}/o/oauth2/consent`, {
        method: "POST",
        body: form,
        redirect: "manual",
      });
      return new URL(answer.headers.get("location") ?? "");
    },
    async connect() {
      const exchanged = await oauth.exchange({ callbackUrl: await scene.consent(), ...ATTEMPT });
      if (!exchanged.ok) throw new Error(exchanged.detail);
      return exchanged;
    },
  };
  return scene;
}
