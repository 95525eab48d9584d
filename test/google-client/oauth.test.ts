import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createGoogleOAuth } from "../../backend/src/google/oauth.ts";
import type { GoogleOAuth } from "../../backend/src/google/oauth.ts";
import { Secret } from "../../backend/src/secret.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import { coveredFeatures, scopesFor } from "../../backend/src/sync/scopes.ts";
import { ATTEMPT, CLIENT, startRepScene } from "./rep-scene.ts";
import type { RepScene } from "./rep-scene.ts";
import { broken, json } from "./scripted-server.ts";
import type { Answer } from "./scripted-server.ts";
import { startTokenIssuer } from "./token-issuer.ts";
import type { TokenIssuer } from "./token-issuer.ts";

const SECRET_TOKEN = "1//0-nobody-may-see-this";

/** @param timeoutMs short where the answer never comes: what a busy machine takes long for is an answer. */
function clientOf(issuer: string, now = Date.now, fetch = globalThis.fetch, timeoutMs = 10_000): GoogleOAuth {
  return createGoogleOAuth({
    issuer,
    clientId: CLIENT.clientId,
    clientSecret: new Secret(CLIENT.clientSecret),
    redirectUri: CLIENT.redirectUris[0],
    timeoutMs,
    now,
    fetch,
  });
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GoogleCallFailed)) throw new Error(`no failure: ${String(error)}`);
  expect(error.message + (error.stack ?? "") + JSON.stringify(error)).not.toContain(SECRET_TOKEN);
  expect(error.cause).toBeUndefined();
  return error.failure;
}

describe("with Google", () => {
  let scene: RepScene;
  beforeEach(async () => {
    scene = await startRepScene();
  });
  afterEach(async () => {
    await scene.google.close();
  });

  test("the consent page is asked for everything a lasting, bound grant needs", async () => {
    const url = await scene.oauth.authorizationUrl({
      scopes: scopesFor(["mail", "send"]),
      ...ATTEMPT,
      loginHint: "rep@northwind.example",
    });
    expect(url.origin + url.pathname).toBe(`${scene.google.url}/o/oauth2/v2/auth`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT.clientId,
      redirect_uri: CLIENT.redirectUris[0],
      response_type: "code",
      scope:
        "openid email profile https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.send",
      state: "the-state",
      nonce: "the-nonce",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
      access_type: "offline",
      prompt: "consent",
      include_granted_scopes: "true",
      login_hint: "rep@northwind.example",
    });
    expect(url.href).not.toContain(ATTEMPT.codeVerifier);
  });

  test("a consent brings the person, the scopes and tokens that print nothing", async () => {
    const before = Date.now();
    const consent = await scene.connect();
    expect(consent).toMatchObject({
      identity: {
        issuer: scene.google.url,
        subject: scene.rep.sub,
        email: "rep@northwind.example",
        name: "Nora Reyes",
        hostedDomain: "northwind.example",
        locale: "en",
      },
    });
    expect(coveredFeatures(consent.scopes)).toEqual(["mail", "calendar"]);
    expect(consent.expiresAt.getTime()).toBeGreaterThan(before + 3_500_000);
    expect(consent.refreshToken?.reveal()).toMatch(/^1\/\/0/);
    expect(JSON.stringify(consent)).not.toMatch(/ya29|1\/\/0/);
  });

  test("what the person unticked is not granted", async () => {
    const callbackUrl = await scene.consent({
      scopes: [
        "https://www.googleapis.com/auth/calendar.events",
        "https://www.googleapis.com/auth/gmail.readonly",
      ],
    });
    const consent = await scene.oauth.exchange({ callbackUrl, ...ATTEMPT });
    expect(consent.ok && coveredFeatures(consent.scopes)).toEqual(["mail"]);
  });

  test("a person's no is told as such", async () => {
    const callbackUrl = await scene.consent({ decision: "deny" });
    expect(await scene.oauth.exchange({ callbackUrl, ...ATTEMPT })).toMatchObject({
      ok: false,
      reason: "consent_denied",
    });
  });

  test("an answer to another question, or a changed one, brings nothing", async () => {
    const code = "4/0Astolen";
    const changes: Readonly<Record<string, (query: URLSearchParams) => void>> = {
      "another state": (query) => {
        query.set("state", "x");
      },
      "no state": (query) => {
        query.delete("state");
      },
      "two states": (query) => {
        query.append("state", ATTEMPT.state);
      },
      "another issuer": (query) => {
        query.set("iss", "https://evil.example");
      },
      "another code": (query) => {
        query.set("code", code);
      },
      "two codes": (query) => {
        query.append("code", code);
      },
      "no code": (query) => {
        query.delete("code");
      },
      "an empty code": (query) => {
        query.set("code", "");
      },
      "an error beside the code": (query) => {
        query.set("error", "server_error");
      },
      "a token in the query": (query) => {
        query.set("id_token", "x");
      },
    };
    for (const [name, change] of Object.entries(changes)) {
      const callbackUrl = await scene.consent();
      change(callbackUrl.searchParams);
      const exchanged = await scene.oauth.exchange({ callbackUrl, ...ATTEMPT });
      expect([name, exchanged.ok]).toEqual([name, false]);
    }
    for (const foreign of [
      { state: "another browser's" },
      { nonce: "another" },
      { codeVerifier: `${ATTEMPT.codeVerifier}x` },
    ]) {
      const callbackUrl = await scene.consent();
      const exchanged = await scene.oauth.exchange({ callbackUrl, ...ATTEMPT, ...foreign });
      expect([foreign, exchanged.ok]).toEqual([foreign, false]);
    }
  });

  test("a code is good once", async () => {
    const callbackUrl = await scene.consent();
    expect(await scene.oauth.exchange({ callbackUrl, ...ATTEMPT })).toMatchObject({ ok: true });
    expect(await scene.oauth.exchange({ callbackUrl, ...ATTEMPT })).toMatchObject({
      ok: false,
      reason: "bad_code",
    });
  });

  test("behind a proxy the callback may come to another address than Google was told", async () => {
    const { search } = await scene.consent();
    const callbackUrl = new URL(`http://10.0.0.7:8080/anything${search}`);
    expect(await scene.oauth.exchange({ callbackUrl, ...ATTEMPT })).toMatchObject({ ok: true });
  });

  test("a refresh brings another access token, until the grant is taken back", async () => {
    const { refreshToken, accessToken } = await scene.connect();
    if (refreshToken === undefined) throw new Error("no refresh token");
    const fresh = await scene.oauth.refresh(refreshToken);
    expect(fresh.accessToken.reveal()).not.toBe(accessToken.reveal());
    expect(fresh.refreshToken).toBeUndefined();
    await scene.oauth.revoke(refreshToken);
    expect(await failureOf(scene.oauth.refresh(refreshToken))).toEqual({
      kind: "grant-revoked",
      reason: "revoked",
    });
    // Taken back twice is taken back.
    await scene.oauth.revoke(refreshToken);
  });

  test("a rotated refresh token is handed on", async () => {
    scene.google.oauthPolicy.rotatesRefreshTokens = true;
    const { refreshToken } = await scene.connect();
    if (refreshToken === undefined) throw new Error("no refresh token");
    const { refreshToken: next } = await scene.oauth.refresh(refreshToken);
    expect(next?.reveal()).toMatch(/^1\/\/0/);
    expect(next?.reveal()).not.toBe(refreshToken.reveal());
  });
});

test("somebody whose address Google has not verified does not get in", async () => {
  const scene = await startRepScene({ emailVerified: false });
  try {
    const exchanged = await scene.oauth.exchange({ callbackUrl: await scene.consent(), ...ATTEMPT });
    expect(exchanged).toMatchObject({ ok: false, reason: "bad_answer" });
  } finally {
    await scene.google.close();
  }
});

describe("with a provider that answers what it likes", () => {
  let issuer: TokenIssuer;
  let oauth: GoogleOAuth;
  beforeEach(async () => {
    issuer = await startTokenIssuer();
    oauth = clientOf(issuer.url);
  });
  afterEach(async () => {
    await issuer.close();
  });

  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
  const claims = (changes: Readonly<Record<string, unknown>> = {}) => ({
    iss: issuer.url,
    aud: CLIENT.clientId,
    sub: "1001",
    email: "rep@northwind.example",
    email_verified: true,
    nonce: ATTEMPT.nonce,
    iat: inSeconds(0),
    exp: inSeconds(3_600),
    ...changes,
  });
  const answered = () => new URL(`${CLIENT.redirectUris[0]}?code=4/0A&state=the-state`);
  const exchange = async () => await oauth.exchange({ callbackUrl: answered(), ...ATTEMPT });
  /** From now on the provider answers so. */
  const willAnswer = (answer: Answer) => {
    issuer.token = answer;
    if (answer === broken.hang) oauth = clientOf(issuer.url, Date.now, globalThis.fetch, 200);
  };
  const withIdToken = (idToken: string | undefined): Answer =>
    json({
      access_token: SECRET_TOKEN,
      refresh_token: SECRET_TOKEN,
      token_type: "Bearer",
      expires_in: 3_599,
      scope: "openid",
      id_token: idToken,
    });

  test("the verifier goes along with the code, the secret in the body", async () => {
    issuer.token = withIdToken(await issuer.sign(claims()));
    expect(await exchange()).toMatchObject({ ok: true, scopes: ["openid"] });
    const form = new URLSearchParams(issuer.requests.find(({ target }) => target === "/token")?.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: "authorization_code",
      code: "4/0A",
      redirect_uri: CLIENT.redirectUris[0],
      code_verifier: ATTEMPT.codeVerifier,
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
    });
  });

  test("an ID token that is not for us, not for now, not for this browser or not signed is refused", async () => {
    const tokens = [
      undefined,
      "",
      await issuer.sign(claims({ iss: "https://accounts.google.com" })),
      await issuer.sign(claims({ aud: "another-client" })),
      await issuer.sign(claims({ aud: [CLIENT.clientId, "another"] })),
      await issuer.sign(claims({ nonce: "another" })),
      await issuer.sign(claims({ nonce: undefined })),
      await issuer.sign(claims({ exp: inSeconds(-120) })),
      await issuer.sign(claims({ email_verified: false })),
      await issuer.sign(claims({ email_verified: "true" })),
      await issuer.sign(claims({ email: undefined })),
      await issuer.sign(claims({ sub: undefined })),
      await issuer.sign(claims(), { foreignKey: true }),
    ];
    for (const [index, token] of tokens.entries()) {
      issuer.token = withIdToken(token);
      const exchanged = await exchange();
      expect([index, exchanged.ok, exchanged.ok || exchanged.reason]).toEqual([index, false, "bad_answer"]);
      expect(JSON.stringify(exchanged)).not.toContain(SECRET_TOKEN);
    }
  });

  describe("that is Google's", () => {
    const GOOGLE = "https://accounts.google.com";
    const named = () => new URL(`${answered().href}&iss=${encodeURIComponent(GOOGLE)}`);

    /** Google's own address leads to the provider of the test. */
    function googleClient(): GoogleOAuth {
      issuer.discovery = json({
        issuer: GOOGLE,
        authorization_endpoint: `${GOOGLE}/auth`,
        token_endpoint: `${GOOGLE}/token`,
        revocation_endpoint: `${GOOGLE}/revoke`,
        jwks_uri: `${GOOGLE}/keys`,
        authorization_response_iss_parameter_supported: true,
      });
      const fetch: typeof globalThis.fetch = async (url, request) => {
        if (!(typeof url === "string" || url instanceof URL)) throw new Error("an address is expected");
        return await globalThis.fetch(url.toString().replace(GOOGLE, issuer.url), request);
      };
      return clientOf(GOOGLE, Date.now, fetch);
    }

    test.each([GOOGLE, "accounts.google.com"])("an ID token may name it %s", async (iss) => {
      const google = googleClient();
      issuer.token = withIdToken(await issuer.sign(claims({ iss })));
      expect(await google.exchange({ callbackUrl: named(), ...ATTEMPT })).toMatchObject({
        ok: true,
        identity: { issuer: GOOGLE, subject: "1001", email: "rep@northwind.example" },
      });
      expect(issuer.requests.filter(({ target }) => target === "/token")).toHaveLength(1);
    });

    test("under its other name everything else is checked as well", async () => {
      const google = googleClient();
      const iss = "accounts.google.com";
      const tokens = [
        await issuer.sign(claims({ iss, nonce: "another" })),
        await issuer.sign(claims({ iss, aud: "another-client" })),
        await issuer.sign(claims({ iss, exp: inSeconds(-120) })),
        await issuer.sign(claims({ iss, email_verified: false })),
        await issuer.sign(claims({ iss }), { foreignKey: true }),
        await issuer.sign(claims({ iss: "accounts.google.com.evil.example" })),
        await issuer.sign(claims({ iss: issuer.url })),
      ];
      for (const [index, token] of tokens.entries()) {
        issuer.token = withIdToken(token);
        const exchanged = await google.exchange({ callbackUrl: named(), ...ATTEMPT });
        expect([index, exchanged.ok || exchanged.reason]).toEqual([index, "bad_answer"]);
        expect(JSON.stringify(exchanged)).not.toContain(SECRET_TOKEN);
      }
      issuer.token = withIdToken(await issuer.sign(claims({ iss })));
      expect(await google.exchange({ callbackUrl: answered(), ...ATTEMPT })).toMatchObject({
        reason: "state_mismatch",
      });
    });

    test("nobody else is called so", async () => {
      issuer.token = withIdToken(await issuer.sign(claims({ iss: "accounts.google.com" })));
      expect(await exchange()).toMatchObject({ ok: false, reason: "bad_answer" });
    });
  });

  const refusal = (error: string, status = 400) => json({ error, error_description: SECRET_TOKEN }, status);

  test.each<[string, Answer, string]>([
    ["a code that is used", refusal("invalid_grant"), "bad_code"],
    ["an administrator's no", refusal("admin_policy_enforced"), "admin_policy"],
    ["a wrong secret", refusal("invalid_client", 401), "misconfigured"],
    ["a wrong redirect address", refusal("redirect_uri_mismatch"), "misconfigured"],
    ["a fault", refusal("internal_failure", 503), "google_away"],
    ["too many requests", refusal("rate_limit_exceeded", 429), "google_away"],
    ["a page", broken.htmlPage, "google_away"],
    ["a page instead of a refusal", broken.htmlNotFound, "google_away"],
    ["nothing", broken.empty, "google_away"],
    ["a broken connection", broken.reset, "google_away"],
    ["silence", broken.hang, "google_away"],
  ])("at the exchange: %s", async (_name, answer, reason) => {
    willAnswer(answer);
    const exchanged = await exchange();
    expect(exchanged).toMatchObject({ ok: false, reason });
    expect(JSON.stringify(exchanged)).not.toContain(SECRET_TOKEN);
  });

  test.each<[string, Answer, object]>([
    ["a grant that is gone", refusal("invalid_grant"), { kind: "grant-revoked", reason: "revoked" }],
    [
      "a session that is too old",
      json({ error: "invalid_grant", error_subtype: "invalid_rapt" }, 400),
      { kind: "grant-revoked", reason: "revoked" },
    ],
    [
      "an administrator's no",
      refusal("admin_policy_enforced"),
      { kind: "grant-revoked", reason: "admin_policy" },
    ],
    [
      "a wrong secret",
      refusal("invalid_client", 401),
      { kind: "rejected", status: 401, reason: "invalid_client" },
    ],
    [
      "an error nobody knows",
      refusal(`x${" y".repeat(99)}`),
      { kind: "rejected", reason: "an unreadable error" },
    ],
    ["a fault", refusal("internal_failure", 503), { kind: "transient" }],
    ["invalid_grant with the status of a fault", refusal("invalid_grant", 503), { kind: "transient" }],
    ["too many requests", refusal("invalid_grant", 429), { kind: "transient" }],
    ["a page", broken.htmlPage, { kind: "transient" }],
    ["a page instead of a refusal", broken.htmlNotFound, { kind: "transient" }],
    ["an answer cut short", broken.cutShort, { kind: "transient" }],
    ["nothing", broken.empty, { kind: "transient" }],
    ["a broken connection", broken.reset, { kind: "transient" }],
    ["silence", broken.hang, { kind: "transient" }],
    ["an answer without a token", json({ token_type: "Bearer" }), { kind: "transient" }],
  ])("at the refresh: %s", async (_name, answer, failure) => {
    willAnswer(answer);
    expect(await failureOf(oauth.refresh(new Secret(SECRET_TOKEN)))).toMatchObject(failure);
  });

  test("a revocation that Google did not take is no revocation", async () => {
    for (const answer of [refusal("internal_failure", 503), broken.reset, broken.htmlNotFound, broken.hang]) {
      willAnswer(answer);
      expect(await failureOf(oauth.revoke(new Secret(SECRET_TOKEN)))).toMatchObject({ kind: "transient" });
    }
    oauth = clientOf(issuer.url);
    issuer.token = refusal("invalid_token");
    await oauth.revoke(new Secret(SECRET_TOKEN));
  });

  test("discovery is asked once, and again after it failed", async () => {
    const discoveries = () =>
      issuer.requests.filter(({ target }) => target.startsWith("/.well-known")).length;
    const url = async () => await oauth.authorizationUrl({ scopes: ["openid"], ...ATTEMPT });
    for (const fault of [broken.reset, broken.htmlPage, json({ issuer: "https://evil.example" })]) {
      issuer.discovery = fault;
      expect(await failureOf(url())).toMatchObject({ kind: "transient" });
    }
    issuer.discovery = undefined;
    const before = discoveries();
    await Promise.all([url(), url(), url()]);
    await url();
    expect(discoveries()).toBe(before + 1);
  });

  test("a discovery that is a day old is renewed, and serves on while it cannot be", async () => {
    let clock = Date.now();
    oauth = clientOf(issuer.url, () => clock);
    const url = async () => await oauth.authorizationUrl({ scopes: ["openid"], ...ATTEMPT });
    await url();
    clock += 25 * 3_600_000;
    issuer.discovery = broken.reset;
    const before = issuer.requests.length;
    expect((await url()).origin).toBe(issuer.url);
    expect((await url()).origin).toBe(issuer.url);
    expect(issuer.requests.length).toBe(before + 1);
  });
});

test("secrets do not go over a wire without encryption, but to this machine", async () => {
  const oauth = clientOf("http://google.example");
  expect(await failureOf(oauth.refresh(new Secret(SECRET_TOKEN)))).toEqual({
    kind: "transient",
    detail: "OAUTH_HTTP_REQUEST_FORBIDDEN",
  });
});
