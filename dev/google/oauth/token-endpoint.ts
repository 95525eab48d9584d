/** Exchanges codes and refresh tokens, and words its refusals as Google does. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { OAuthClient, World } from "../world.ts";
import { accessTokenSeconds } from "./grant-book.ts";
import type { AuthorizationCode, Grant, GrantBook } from "./grant-book.ts";
import { idTokenClaims } from "./id-token-claims.ts";
import type { OAuthPolicy } from "./oauth-policy.ts";
import { parseScopes } from "./scopes.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** RFC 6749 §5.2, with Google's descriptions (which it does not document: clients match `error` alone). */
export class TokenProblem extends Error {
  readonly error: string;
  readonly status: 400 | 401;

  constructor(error: string, description: string, status: 400 | 401 = 400) {
    super(description);
    this.name = "TokenProblem";
    this.error = error;
    this.status = status;
  }
}

export interface TokenIssuer {
  readonly issuer: string;
  readonly world: World;
  readonly grants: GrantBook;
  readonly keys: SigningKeys;
  readonly policy: OAuthPolicy;
}

export function answerTokenRequest(
  from: TokenIssuer,
  form: URLSearchParams,
  authorization: string | undefined,
): Record<string, unknown> {
  const grantType = form.get("grant_type") ?? "";
  if (grantType !== "authorization_code" && grantType !== "refresh_token") {
    throw new TokenProblem("unsupported_grant_type", `Invalid grant_type: ${grantType}`);
  }
  const client = authenticateClient(from.world, form, authorization);
  return grantType === "authorization_code" ? exchangeCode(from, client, form) : refresh(from, client, form);
}

function exchangeCode(
  from: TokenIssuer,
  client: OAuthClient,
  form: URLSearchParams,
): Record<string, unknown> {
  const code = from.grants.findCode(required(form, "code"));
  if (code === undefined) throw new TokenProblem("invalid_grant", "Malformed auth code.");
  if (code.grant.clientId !== client.clientId || from.grants.isSpent(code))
    throw new TokenProblem("invalid_grant", "Bad Request");
  if (required(form, "redirect_uri") !== code.redirectUri)
    throw new TokenProblem("redirect_uri_mismatch", "Bad Request");
  checkVerifier(code, form.get("code_verifier") ?? undefined);
  code.isUsed = true;
  const { grant, scopes, isOffline } = code;
  return {
    ...tokens(from, grant, scopes, { isOffline, nonce: code.nonce }),
    ...(isOffline ? { refresh_token: from.grants.issueRefreshToken({ grant, scopes }) } : {}),
  };
}

function refresh(from: TokenIssuer, client: OAuthClient, form: URLSearchParams): Record<string, unknown> {
  const { grants, policy } = from;
  const given = required(form, "refresh_token");
  const token = grants.findRefreshToken(given);
  if (token?.grant.clientId !== client.clientId) {
    throw new TokenProblem("invalid_grant", "Token has been expired or revoked.");
  }
  if (policy.restricts(token.grant.account, token.scopes))
    throw new TokenProblem("admin_policy_enforced", "Bad Request");
  const asked = form.get("scope");
  const scopes = asked === null ? token.scopes : parseScopes(asked);
  if (!scopes.every((scope) => token.scopes.includes(scope))) {
    throw new TokenProblem("invalid_scope", "Some requested scopes were not granted.");
  }
  const answer = tokens(from, token.grant, scopes, { isOffline: true });
  if (!policy.rotatesRefreshTokens) return answer;
  grants.retireRefreshToken(given);
  return { ...answer, refresh_token: grants.issueRefreshToken(token) };
}

function tokens(
  from: TokenIssuer,
  grant: Grant,
  scopes: readonly string[],
  { isOffline, nonce }: { isOffline: boolean; nonce?: string | undefined },
): Record<string, unknown> {
  const granted = new Set(scopes);
  const accessToken = from.grants.issueAccessToken({ grant, scopes: granted, isOffline });
  const claims = idTokenClaims({
    issuer: from.issuer,
    audience: grant.clientId,
    account: grant.account,
    scopes: granted,
    now: from.world.now(),
    nonce,
    accessToken,
  });
  return {
    access_token: accessToken,
    expires_in: accessTokenSeconds,
    scope: scopes.join(" "),
    token_type: "Bearer",
    ...(granted.has("openid") ? { id_token: from.keys.signJwt(claims) } : {}),
  };
}

/** `client_secret_basic` or `client_secret_post`. */
function authenticateClient(
  world: World,
  form: URLSearchParams,
  authorization: string | undefined,
): OAuthClient {
  const basic = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? "")?.[1];
  const [basicId, basicSecret] =
    basic === undefined ? [] : splitBasic(Buffer.from(basic, "base64").toString());
  const clientId = basicId ?? form.get("client_id");
  if (clientId === null || clientId === "") {
    throw new TokenProblem("invalid_request", "Could not determine client ID from request.");
  }
  const client = world.clients.get(clientId);
  if (client === undefined) throw new TokenProblem("invalid_client", "The OAuth client was not found.", 401);
  const secret = basicSecret ?? form.get("client_secret");
  if (secret === null) throw new TokenProblem("invalid_request", "client_secret is missing.");
  if (!equal(secret, client.clientSecret)) throw new TokenProblem("invalid_client", "Unauthorized", 401);
  return client;
}

/** RFC 6749 §2.3.1: both halves are form-encoded. */
function splitBasic(text: string): [string, string] {
  const colon = text.indexOf(":");
  const halves = colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  const [id = "", secret = ""] = halves.map(
    (half) => new URLSearchParams(`value=${half}`).get("value") ?? "",
  );
  return [id, secret];
}

function checkVerifier(code: AuthorizationCode, verifier: string | undefined): void {
  if (code.codeChallenge === undefined) return;
  if (verifier === undefined || verifier === "")
    throw new TokenProblem("invalid_grant", "Missing code verifier.");
  const challenge =
    code.codeChallengeMethod === "plain"
      ? verifier
      : createHash("sha256").update(verifier).digest("base64url");
  if (!equal(challenge, code.codeChallenge))
    throw new TokenProblem("invalid_grant", "Invalid code verifier.");
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === "")
    throw new TokenProblem("invalid_request", `Missing required parameter: ${name}`);
  return value;
}

function equal(a: string, b: string): boolean {
  const [hashA, hashB] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return hashA !== undefined && hashB !== undefined && timingSafeEqual(hashA, hashB);
}
