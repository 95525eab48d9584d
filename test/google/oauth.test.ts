/** Signing in, with google-auth-library and jose on the other side. */
import { createPublicKey, createVerify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { answerConsent } from "../../dev/google/oauth/answer-consent.ts";
import type { ConsentChoice } from "../../dev/google/oauth/answer-consent.ts";
import { otherClient, startGoogleFixture, webClient } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";

let fixture: GoogleFixture;
let url: string;

beforeEach(async () => {
  // Google's library judges expiry by the machine's clock.
  fixture = await startGoogleFixture(Date.now());
  url = fixture.google.url;
});

afterEach(async () => {
  await fixture.google.close();
});

const redirectUri = webClient.redirectUris[0] ?? "";
const gmailScope = "https://www.googleapis.com/auth/gmail.readonly";
const minute = 60_000;

function oauthClient(client = webClient): OAuth2Client {
  return new OAuth2Client({
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    redirectUri: client.redirectUris[0] ?? "",
    issuers: [url],
    endpoints: {
      oauth2AuthBaseUrl: `${url}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${url}/token`,
      oauth2RevokeUrl: `${url}/revoke`,
      tokenInfoUrl: `${url}/tokeninfo`,
      oauth2FederatedSignonPemCertsUrl: `${url}/oauth2/v1/certs`,
      oauth2FederatedSignonJwkCertsUrl: `${url}/oauth2/v3/certs`,
    },
    transporterOptions: { retry: false },
  });
}

function authUrl(changes: Readonly<Record<string, string>> = {}): string {
  const parameters = {
    client_id: webClient.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: `openid email profile ${gmailScope}`,
    state: "st&te",
    ...changes,
  };
  return `${url}/o/oauth2/v2/auth?${new URLSearchParams(parameters).toString()}`;
}

/** What a person does on the consent page; gives back where the browser is sent. */
async function consent(address: string, choice: ConsentChoice = {}): Promise<URL> {
  return await answerConsent(address, { account: fixture.rep.email, ...choice });
}

async function codeFor(address: string, choice?: ConsentChoice): Promise<string> {
  return (await consent(address, choice)).searchParams.get("code") ?? "";
}

async function post(
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url + path, { method: "POST", body: new URLSearchParams(form), headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function exchange(code: string, changes: Readonly<Record<string, string>> = {}): ReturnType<typeof post> {
  return post("/token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    client_id: webClient.clientId,
    client_secret: webClient.clientSecret,
    ...changes,
  });
}

describe("discovery", () => {
  test("names every endpoint at this origin", async () => {
    const document = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(document).toMatchObject({
      issuer: url,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/oauth2/v3/certs`,
    });
  });
});

describe("Google's own client", () => {
  test("signs somebody in with PKCE, reads who it is, refreshes and revokes", async () => {
    const client = oauthClient();
    const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
    const address = client.generateAuthUrl({
      access_type: "offline",
      prompt: "consent",
      scope: ["openid", "email", gmailScope],
      state: "abc",
      code_challenge_method: CodeChallengeMethod.S256,
      code_challenge: codeChallenge ?? "",
    });
    const back = await consent(address);
    expect(back.searchParams.get("state")).toBe("abc");
    const { tokens } = await client.getToken({ code: back.searchParams.get("code") ?? "", codeVerifier });
    expect(tokens.scope?.split(" ")).toEqual([
      "openid",
      "https://www.googleapis.com/auth/userinfo.email",
      gmailScope,
    ]);

    client.setCredentials(tokens);
    const ticket = await client.verifyIdToken({
      idToken: tokens.id_token ?? "",
      audience: webClient.clientId,
    });
    expect(ticket.getPayload()).toMatchObject({
      sub: fixture.rep.sub,
      email: "rep@northwind.example",
      email_verified: true,
      hd: "northwind.example",
    });
    const info = await client.getTokenInfo(tokens.access_token ?? "");
    expect(info).toMatchObject({
      aud: webClient.clientId,
      sub: fixture.rep.sub,
      email: "rep@northwind.example",
    });

    const before = tokens.access_token;
    const { credentials } = await client.refreshAccessToken();
    expect(credentials.access_token).not.toBe(before);
    await client.revokeToken(credentials.access_token ?? "");
    await expect(client.refreshAccessToken()).rejects.toThrow("invalid_grant");
    await expect(client.getTokenInfo(before ?? "")).rejects.toThrow();
  }, 20_000);
});

describe("the ID token", () => {
  test("verifies against the published keys and carries the nonce", async () => {
    const { body } = await exchange(await codeFor(authUrl({ nonce: "n-1" })));
    const keys = createRemoteJWKSet(new URL(`${url}/oauth2/v3/certs`));
    const { payload } = await jwtVerify(String(body["id_token"]), keys, {
      issuer: url,
      audience: webClient.clientId,
      algorithms: ["RS256"],
      currentDate: new Date(fixture.google.world.now()),
    });
    expect(payload).toMatchObject({
      nonce: "n-1",
      azp: webClient.clientId,
      name: "Nora Reyes",
      given_name: "Nora",
      locale: "en",
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  test("of a consumer account has no domain, and tells no more than was allowed", async () => {
    const { body } = await exchange(
      await codeFor(authUrl({ scope: "openid" }), { account: "sam@gmail.example" }),
    );
    const claims = decodeJwt(String(body["id_token"]));
    expect(claims).not.toHaveProperty("hd");
    expect(claims).not.toHaveProperty("email");
    expect(claims).not.toHaveProperty("name");
  });

  test("as an add-on gets it can be made wrong in any claim", () => {
    const claims = decodeJwt(
      fixture.google.tokens.identityToken({
        email: "rep@northwind.example",
        audience: "addon",
        overrides: { exp: 1, email_verified: false, hd: undefined },
      }),
    );
    expect(claims).toMatchObject({
      iss: url,
      aud: "addon",
      sub: fixture.rep.sub,
      exp: 1,
      email_verified: false,
    });
    expect(claims).not.toHaveProperty("hd");
  });

  test("outlives one rotation of the keys and not two", async () => {
    const token = fixture.google.tokens.identityToken({ email: "rep@northwind.example", audience: "addon" });
    const verify = async (): Promise<unknown> =>
      await jwtVerify(token, createRemoteJWKSet(new URL(`${url}/oauth2/v3/certs`)), {
        currentDate: new Date(fixture.google.world.now()),
      });
    await fixture.google.rotateKeys();
    await verify();
    await fixture.google.rotateKeys();
    await expect(verify()).rejects.toThrow("no applicable key");
  });

  test("verifies against the certificates too", async () => {
    const token = fixture.google.tokens.identityToken({ email: "rep@northwind.example", audience: "addon" });
    const [header = "", payload = "", signature = ""] = token.split(".");
    const certificates = (await (await fetch(`${url}/oauth2/v1/certs`)).json()) as Record<string, string>;
    const { kid = "" } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid?: string };
    const key = createPublicKey(certificates[kid] ?? "");
    const isRight = createVerify("RSA-SHA256")
      .update(`${header}.${payload}`)
      .verify(key, signature, "base64url");
    expect(isRight).toBe(true);
  });
});

describe("consent", () => {
  test("can be given in part", async () => {
    const { body } = await exchange(await codeFor(authUrl(), { scopes: [] }));
    expect(body["scope"]).toBe(
      "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile",
    );
  });

  test("refused goes back with access_denied and the state", async () => {
    const back = await consent(authUrl(), { decision: "deny" });
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: "st&te", error: "access_denied" });
  });

  test("is not asked for twice when the account is named", async () => {
    await consent(authUrl());
    const again = await fetch(authUrl({ login_hint: fixture.rep.email }), { redirect: "manual" });
    expect(again.status).toBe(302);
    expect(new URL(again.headers.get("Location") ?? "").searchParams.get("code")).not.toBeNull();
  });

  test("cannot be had silently when it was never given", async () => {
    const back = await consent(authUrl({ prompt: "none", login_hint: fixture.rep.email }));
    expect(back.searchParams.get("error")).toBe("consent_required");
    const unknown = await consent(authUrl({ prompt: "none", login_hint: "nobody@x.example" }));
    expect(unknown.searchParams.get("error")).toBe("login_required");
  });

  test("adds up when the client asks to include what it was granted before", async () => {
    await consent(authUrl());
    const calendar = "https://www.googleapis.com/auth/calendar.events";
    const apart = await exchange(await codeFor(authUrl({ scope: calendar })));
    expect(apart.body["scope"]).toBe(calendar);
    const together = await exchange(
      await codeFor(authUrl({ scope: calendar, include_granted_scopes: "true", prompt: "consent" })),
    );
    expect(String(together.body["scope"]).split(" ")).toEqual(
      expect.arrayContaining([calendar, gmailScope, "openid"]),
    );
  });

  test("is answered once: the page's form works a single time", async () => {
    const html = await (await fetch(authUrl())).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const body = (): URLSearchParams =>
      new URLSearchParams({ ticket, account: fixture.rep.email, decision: "allow" });
    expect(
      (await fetch(`${url}/o/oauth2/consent`, { method: "POST", body: body(), redirect: "manual" })).status,
    ).toBe(303);
    expect(
      (await fetch(`${url}/o/oauth2/consent`, { method: "POST", body: body(), redirect: "manual" })).status,
    ).toBe(400);
  });

  test.each([
    ["an unknown client", { client_id: "nobody" }, 401, "invalid_client"],
    ["a redirect that differs by a slash", { redirect_uri: `${redirectUri}/` }, 400, "redirect_uri_mismatch"],
    ["an implicit flow", { response_type: "token" }, 400, "unsupported_response_type"],
    ["no scope", { scope: "" }, 400, "invalid_request"],
    ["a scope that is none", { scope: "openid read-everything" }, 400, "invalid_scope"],
    [
      "an unknown challenge method",
      { code_challenge: "x".repeat(43), code_challenge_method: "S512" },
      400,
      "invalid_request",
    ],
  ])("%s gets an error page and no redirect", async (_, changes, status, error) => {
    const response = await fetch(authUrl(changes), { redirect: "manual" });
    expect(response.status).toBe(status);
    expect(response.headers.get("Location")).toBeNull();
    expect(await response.text()).toContain(`Error ${status}: ${error}`);
  });

  test("shows what it was told without running it", async () => {
    const html = await (await fetch(authUrl({ client_id: `"><script>alert(1)</script>` }))).text();
    expect(html).not.toContain("<script>");
  });
});

describe("the token endpoint", () => {
  test("gives a refresh token for offline access with a new consent only", async () => {
    const offline = { access_type: "offline" };
    const first = await exchange(await codeFor(authUrl(offline)));
    expect(first.body["refresh_token"]).toEqual(expect.stringMatching(/^1\/\//));
    const online = await exchange(await codeFor(authUrl({ prompt: "consent" })));
    expect(online.body).not.toHaveProperty("refresh_token");
    const again = await exchange(await codeFor(authUrl(offline)));
    expect(again.body).not.toHaveProperty("refresh_token");
    const asked = await exchange(await codeFor(authUrl({ ...offline, prompt: "consent" })));
    expect(asked.body).toHaveProperty("refresh_token");
  });

  test("takes the client's secret in the Authorization header, form-encoded", async () => {
    const credentials = [webClient.clientId, webClient.clientSecret].map(encodeURIComponent).join(":");
    const { status } = await post(
      "/token",
      { grant_type: "authorization_code", code: await codeFor(authUrl()), redirect_uri: redirectUri },
      { Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    );
    expect(status).toBe(200);
  });

  test("takes a code once, for ten minutes, from its own client and redirect", async () => {
    const code = await codeFor(authUrl());
    const foreign = { client_id: otherClient.clientId, client_secret: otherClient.clientSecret };
    expect(await exchange(code, foreign)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await exchange(code, { redirect_uri: "http://localhost:3000/" })).toMatchObject({
      status: 400,
      body: { error: "redirect_uri_mismatch" },
    });
    expect(await exchange(code)).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 3599 },
    });
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const late = await codeFor(authUrl({ prompt: "consent" }));
    fixture.advance(11 * minute);
    expect(await exchange(late)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("wants the verifier of the challenge", async () => {
    const address = authUrl({ code_challenge: "a".repeat(43), code_challenge_method: "S256" });
    expect(await exchange(await codeFor(address))).toMatchObject({
      body: { error: "invalid_grant", error_description: "Missing code verifier." },
    });
    expect(await exchange(await codeFor(address), { code_verifier: "b".repeat(43) })).toMatchObject({
      body: { error: "invalid_grant", error_description: "Invalid code verifier." },
    });
  });

  test.each([
    ["no grant type", { grant_type: "" }, 400, "unsupported_grant_type"],
    ["a made-up code", {}, 400, "invalid_grant"],
    ["an unknown client", { client_id: "nobody" }, 401, "invalid_client"],
    ["a wrong secret", { client_secret: "guess" }, 401, "invalid_client"],
    ["no code", { code: "" }, 400, "invalid_request"],
  ])("refuses %s", async (_, changes, status, error) => {
    expect(await exchange("4/0Amade-up", changes)).toMatchObject({ status, body: { error } });
  });

  test("access tokens expire, and the refresh token brings a new one", async () => {
    const { body } = await exchange(await codeFor(authUrl({ access_type: "offline" })));
    const userinfo = async (token: unknown): Promise<Response> =>
      await fetch(`${url}/v1/userinfo`, { headers: { Authorization: `Bearer ${String(token)}` } });
    expect(await (await userinfo(body["access_token"])).json()).toMatchObject({
      sub: fixture.rep.sub,
      name: "Nora Reyes",
    });
    fixture.advance(61 * minute);
    expect((await userinfo(body["access_token"])).status).toBe(401);
    const refreshed = await post("/token", {
      grant_type: "refresh_token",
      refresh_token: String(body["refresh_token"]),
      client_id: webClient.clientId,
      client_secret: webClient.clientSecret,
    });
    expect(refreshed.body).toMatchObject({ scope: body["scope"], id_token: expect.any(String) as unknown });
    expect(refreshed.body).not.toHaveProperty("refresh_token");
    expect((await userinfo(refreshed.body["access_token"])).status).toBe(200);
  });

  test("keeps a hundred refresh tokens of one person: the oldest dies without a word", async () => {
    const offline = authUrl({ access_type: "offline", prompt: "consent" });
    const tokens: string[] = [];
    for (let i = 0; i < 101; i++)
      tokens.push(String((await exchange(await codeFor(offline))).body["refresh_token"]));
    const refresh = async (token: string | undefined): Promise<number> =>
      (
        await post("/token", {
          grant_type: "refresh_token",
          refresh_token: token ?? "",
          client_id: webClient.clientId,
          client_secret: webClient.clientSecret,
        })
      ).status;
    expect(await refresh(tokens[0])).toBe(400);
    expect(await refresh(tokens[1])).toBe(200);
  });
});

describe("revoking", () => {
  test("kills the grant for every client of the project, and nobody else's", async () => {
    const offline = { access_type: "offline" };
    const ours = await exchange(await codeFor(authUrl(offline)));
    const foreign = { client_id: otherClient.clientId, redirect_uri: otherClient.redirectUris[0] ?? "" };
    const theirs = await exchange(await codeFor(authUrl({ ...offline, ...foreign })), {
      ...foreign,
      client_secret: otherClient.clientSecret,
    });
    const sams = await exchange(await codeFor(authUrl(offline), { account: "sam@gmail.example" }));
    expect(await post("/revoke", { token: String(ours.body["refresh_token"]) })).toEqual({
      status: 200,
      body: {},
    });
    const info = async (token: unknown): Promise<number> =>
      (await fetch(`${url}/tokeninfo?access_token=${String(token)}`)).status;
    expect(await info(ours.body["access_token"])).toBe(400);
    expect(await info(theirs.body["access_token"])).toBe(400);
    expect(await info(sams.body["access_token"])).toBe(200);
    expect(await post("/revoke", { token: String(ours.body["refresh_token"]) })).toMatchObject({
      status: 400,
      body: { error: "invalid_token" },
    });
  });

  test("kills codes that were not yet exchanged", async () => {
    const first = await exchange(await codeFor(authUrl()));
    const code = await codeFor(authUrl({ prompt: "consent" }));
    await post("/revoke", { token: String(first.body["access_token"]) });
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });
});

test("tokeninfo reads ID tokens, and none that somebody else signed", async () => {
  const token = fixture.google.tokens.identityToken({ email: "rep@northwind.example", audience: "addon" });
  const read = async (idToken: string): Promise<Response> =>
    await fetch(`${url}/tokeninfo?id_token=${idToken}`);
  expect(await (await read(token)).json()).toMatchObject({ aud: "addon", email_verified: "true" });
  expect((await read(`${token.slice(0, -8)}AAAAAAAA`)).status).toBe(400);
  expect((await read("garbage")).status).toBe(400);
});

describe("what takes access away", () => {
  const offline = { access_type: "offline", prompt: "consent" };

  async function connected(): Promise<{ access: string; refresh: string }> {
    const { body } = await exchange(await codeFor(authUrl(offline)));
    return { access: String(body["access_token"]), refresh: String(body["refresh_token"]) };
  }

  function refresh(token: string): ReturnType<typeof post> {
    return post("/token", {
      grant_type: "refresh_token",
      refresh_token: token,
      client_id: webClient.clientId,
      client_secret: webClient.clientSecret,
    });
  }

  async function profileStatus(access: string): Promise<number> {
    const headers = { Authorization: `Bearer ${access}` };
    return (await fetch(`${url}/gmail/v1/users/me/profile`, { headers })).status;
  }

  test("the person, at myaccount: refreshing is invalid_grant and calls are 401", async () => {
    const { access, refresh: token } = await connected();
    expect(await profileStatus(access)).toBe(200);
    fixture.google.revokeAccess(fixture.consumer.email);
    expect(await profileStatus(access)).toBe(200);
    fixture.google.revokeAccess(fixture.rep.email, otherClient.clientId);
    expect(await profileStatus(access)).toBe(401);
    expect(await refresh(token)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(() => {
      fixture.google.revokeAccess("nobody@x.example");
    }).toThrow("no account nobody@x.example");
  });

  test("an administrator: at the consent page and at the next refresh, until it is lifted", async () => {
    const { refresh: token } = await connected();
    fixture.google.oauthPolicy.restrict("northwind.example", [gmailScope]);
    expect(await refresh(token)).toMatchObject({ status: 400, body: { error: "admin_policy_enforced" } });
    await expect(consent(authUrl(offline))).rejects.toThrow("admin_policy_enforced");
    await expect(consent(authUrl({ login_hint: fixture.rep.email }))).rejects.toThrow(
      "admin_policy_enforced",
    );
    await consent(authUrl({ scope: "openid email" }));
    await consent(authUrl(offline), { account: fixture.consumer.email });
    fixture.google.oauthPolicy.restrict("northwind.example");
    await expect(consent(authUrl(offline))).rejects.toThrow("admin_policy_enforced");
    fixture.google.oauthPolicy.lift("northwind.example");
    expect((await refresh(token)).status).toBe(200);
  });

  test("the token's first use, where refresh tokens rotate: a lost answer is a lost connection", async () => {
    const { refresh: first } = await connected();
    expect((await refresh(first)).body["refresh_token"]).toBeUndefined();
    fixture.google.oauthPolicy.rotatesRefreshTokens = true;
    const { body } = await refresh(first);
    const second = String(body["refresh_token"]);
    expect(await refresh(first)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const { faults } = fixture.google;
    faults.add({ method: "oauth.token", user: fixture.rep.email, times: 1, fault: { kind: "lost-answer" } });
    await expect(refresh(second)).rejects.toThrow();
    expect(await refresh(second)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });
});

describe("a consent page answered without a browser", () => {
  test("takes what is preselected and ticked when nothing else is said", async () => {
    const back = await answerConsent(authUrl({ login_hint: fixture.consumer.email }));
    const { body } = await exchange(back.searchParams.get("code") ?? "");
    expect(decodeJwt(String(body["id_token"]))).toMatchObject({ email: fixture.consumer.email });
    expect(String(body["scope"])).toContain(gmailScope);
  });

  test("says what Google says where there is no page to answer", async () => {
    await expect(answerConsent(authUrl({ client_id: "nobody" }))).rejects.toThrow(
      "The OAuth client was not found.",
    );
  });
});
