/** Google's OAuth: the consent page's address, what comes back from it, fresh tokens, and taking a grant back. */
import * as openid from "openid-client";
import type { Identity } from "../crm/ports.ts";
import { Secret } from "../secret.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import { createIdentityVerifier } from "./identity.ts";
import { describeFault, readCallbackFault, readRefreshFault } from "./oauth-faults.ts";
import type { ExchangeFault } from "./oauth-faults.ts";
import { createProvider } from "./oauth-provider.ts";
import { redeemCode } from "./redeem-code.ts";

export interface GoogleOAuthOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** As registered with Google: what it sends people back to. */
  readonly redirectUri: string;
  /** For each request to Google. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly fetch?: typeof globalThis.fetch;
}

export interface AuthorizationRequest {
  readonly scopes: readonly string[];
  readonly state: string;
  readonly nonce: string;
  /** PKCE: 43 to 128 unreserved characters; Google is shown its hash. */
  readonly codeVerifier: string;
  /** The address whose account Google proposes. */
  readonly loginHint?: string | undefined;
}

export interface Callback {
  /** Only its query is read: behind a proxy the rest is not what Google was told. */
  readonly callbackUrl: URL;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface FreshTokens {
  readonly accessToken: Secret;
  readonly expiresAt: Date;
  /** Undefined: Google gave none, the one before stays good. */
  readonly refreshToken: Secret | undefined;
  /** What was granted, which may be less than was asked for. Undefined: as before. */
  readonly scopes: readonly string[] | undefined;
}

export type Exchange =
  | (Omit<FreshTokens, "scopes"> & {
      readonly ok: true;
      readonly identity: Identity;
      readonly scopes: readonly string[];
    })
  /** `detail` is for the log. */
  | { readonly ok: false; readonly reason: ExchangeFault; readonly detail: string };

export interface GoogleOAuth {
  /** Rejects with GoogleCallFailed when Google cannot be asked where its consent page is. */
  authorizationUrl(request: AuthorizationRequest): Promise<URL>;
  /** What a browser brought back from the consent page. */
  exchange(callback: Callback): Promise<Exchange>;
  /** Rejects with GoogleCallFailed: `grant-revoked`, or `transient` when only Google is away. */
  refresh(refreshToken: Secret): Promise<FreshTokens>;
  /** Takes the whole grant back, whichever of its tokens is given. One that is gone already is no failure. */
  revoke(token: Secret): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/** Google always says how long a token lives; were it silent, this is safe. */
const SHORT_LIFE_SECONDS = 300;

export function createGoogleOAuth(options: GoogleOAuthOptions): GoogleOAuth {
  const { issuer, clientId, clientSecret, now = Date.now, fetch = globalThis.fetch } = options;
  const redirectUri = new URL(options.redirectUri).href;
  const ask: openid.CustomFetch = async (url, { body, ...request }) =>
    await fetch(url, { ...request, ...(body === undefined ? {} : { body }) });
  const provider = createProvider({
    ...options,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    now,
    fetch: ask,
  });
  const verifyIdentity = createIdentityVerifier({ issuer, audiences: [clientId], fetch });

  return {
    async authorizationUrl({ scopes, state, nonce, codeVerifier, loginHint }) {
      const config = await provider().catch(failAs("discovery"));
      return openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopes.join(" "),
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        // With a refresh token, each time anew: the one of an earlier consent may be lost.
        access_type: "offline",
        prompt: "consent",
        include_granted_scopes: "true",
        ...(loginHint === undefined ? {} : { login_hint: loginHint }),
      });
    },

    async exchange({ callbackUrl, state, nonce, codeVerifier }) {
      if (callbackUrl.searchParams.get("state") !== state)
        return { ok: false, reason: "state_mismatch", detail: "the state is not this browser's" };
      if (!callbackUrl.searchParams.has("code") && !callbackUrl.searchParams.has("error"))
        return { ok: false, reason: "bad_code", detail: "there is no code" };
      const answered = new URL(redirectUri);
      answered.search = callbackUrl.search;
      try {
        const answer = await redeemCode({
          config: await provider(),
          authentication: openid.ClientSecretPost(clientSecret.reveal()),
          fetch: ask,
          callback: answered,
          checks: {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: codeVerifier,
            idTokenExpected: true,
          },
        });
        const check = await verifyIdentity(answer.id_token ?? "");
        if (check.ok)
          return {
            ok: true,
            identity: check.identity,
            ...readTokens(answer),
            scopes: readScopes(answer) ?? [],
          };
        return check.reason === "invalid"
          ? { ok: false, reason: "bad_answer", detail: check.detail.en }
          : { ok: false, reason: "google_away", detail: check.cause.message };
      } catch (error) {
        return { ok: false, reason: readCallbackFault(error), detail: describeFault(error) };
      }
    },

    async refresh(refreshToken) {
      const config = await provider().catch(failAs("discovery"));
      const answer = await openid
        .refreshTokenGrant(config, refreshToken.reveal())
        .catch(failAs("token refresh"));
      return { ...readTokens(answer), scopes: readScopes(answer) };
    },

    async revoke(token) {
      const config = await provider().catch(failAs("discovery"));
      try {
        await openid.tokenRevocation(config, token.reveal());
      } catch (error) {
        if (error instanceof openid.ResponseBodyError && error.error === "invalid_token") return;
        failAs("token revocation")(error);
      }
    },
  };

  function readTokens(answer: openid.TokenEndpointResponse): Omit<FreshTokens, "scopes"> {
    const lifeSeconds = answer.expires_in ?? SHORT_LIFE_SECONDS;
    return {
      accessToken: new Secret(answer.access_token),
      expiresAt: new Date(now() + lifeSeconds * 1_000),
      refreshToken: answer.refresh_token === undefined ? undefined : new Secret(answer.refresh_token),
    };
  }
}

function readScopes({ scope }: openid.TokenEndpointResponse): readonly string[] | undefined {
  return scope?.split(" ").filter((name) => name !== "");
}

/** Without the library's error as its cause: that one holds answers, and they hold tokens. */
function failAs(call: string): (error: unknown) => never {
  return (error) => {
    throw new GoogleCallFailed(call, readRefreshFault(error));
  };
}
