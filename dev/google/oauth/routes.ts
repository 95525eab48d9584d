/** The OpenID Connect provider: discovery, consent, tokens, revocation, userinfo, tokeninfo and keys. */
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { decodeJwt } from "jose";
import { findAccount } from "../world.ts";
import type { Authenticate } from "../access.ts";
import { AuthorizationProblem, parseAuthorizationRequest } from "./authorization-request.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { answerWithoutAsking, approve, deny } from "./consent.ts";
import { authorizationErrorPage, consentPage } from "./consent-page.ts";
import { personClaims } from "./id-token-claims.ts";
import { emailScope } from "./scopes.ts";
import { answerTokenRequest, TokenProblem } from "./token-endpoint.ts";
import type { TokenIssuer } from "./token-endpoint.ts";

export function createOAuthRoutes(from: TokenIssuer, authenticate: Authenticate): Hono {
  const { issuer, world, grants, keys, policy } = from;
  const app = new Hono();
  const pending = new Map<string, AuthorizationRequest>();

  app.get("/.well-known/openid-configuration", (context) => context.json(discoveryDocument(issuer)));
  app.get("/oauth2/v3/certs", (context) =>
    context.json(keys.jwks(), 200, { "Cache-Control": keysCacheControl }),
  );
  app.get("/oauth2/v1/certs", (context) =>
    context.json(keys.certificates(), 200, { "Cache-Control": keysCacheControl }),
  );

  app.get("/o/oauth2/v2/auth", (context) =>
    withErrorPage(context, () => {
      const request = parseAuthorizationRequest(world, new URL(context.req.url).searchParams);
      const redirect = answerWithoutAsking(from, request);
      if (redirect !== undefined) return context.redirect(redirect);
      const ticket = randomBytes(16).toString("base64url");
      pending.set(ticket, request);
      for (const oldest of [...pending.keys()].slice(0, -maxPending)) pending.delete(oldest);
      return context.html(consentPage(request, [...world.accounts.values()], ticket));
    }),
  );

  app.post("/o/oauth2/consent", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    return await withErrorPage(context, () => {
      const ticket = form.get("ticket") ?? "";
      const request = pending.get(ticket);
      if (request === undefined)
        throw new AuthorizationProblem("invalid_request", "This page was already answered.");
      const account = findAccount(world, form.get("account") ?? "");
      if (form.get("decision") === "allow" && account === undefined) {
        throw new AuthorizationProblem("invalid_request", "There is no such account.");
      }
      if (account !== undefined && policy.restricts(account, request.scopes)) {
        throw new AuthorizationProblem(
          "admin_policy_enforced",
          "Please contact your Google Workspace administrator: access to this app was restricted by your organization.",
        );
      }
      pending.delete(ticket);
      const isAllowed = form.get("decision") === "allow" && account !== undefined;
      return context.redirect(
        isAllowed ? approve(grants, request, account, form.getAll("scope")) : deny(request),
        303,
      );
    });
  });

  app.post("/token", async (context) => {
    const form = new URLSearchParams(await context.req.text());
    context.header("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
    try {
      return context.json(answerTokenRequest(from, form, context.req.header("Authorization")));
    } catch (error) {
      if (!(error instanceof TokenProblem)) throw error;
      return context.json({ error: error.error, error_description: error.message }, error.status);
    }
  });

  app.post("/revoke", async (context) => {
    const token =
      new URLSearchParams(await context.req.text()).get("token") ?? context.req.query("token") ?? "";
    if (grants.revoke(token)) return context.json({});
    return context.json({ error: "invalid_token", error_description: "Token expired or revoked" }, 400);
  });

  const userinfo = (context: Context): Response => {
    const grant = authenticate(context.req.header("Authorization"));
    return context.json(personClaims(grant.account, grant.scopes));
  };
  app.on(["GET", "POST"], ["/v1/userinfo", "/oauth2/v3/userinfo"], userinfo);

  app.on(["GET", "POST"], ["/tokeninfo", "/oauth2/v3/tokeninfo"], async (context) => {
    const form =
      context.req.method === "POST" ? new URLSearchParams(await context.req.text()) : new URLSearchParams();
    const bearer = /^Bearer (.+)$/i.exec(context.req.header("Authorization") ?? "")?.[1];
    const accessToken = context.req.query("access_token") ?? form.get("access_token") ?? bearer;
    const idToken = context.req.query("id_token") ?? form.get("id_token") ?? undefined;
    const info =
      idToken === undefined ? describeAccessToken(from, accessToken ?? "") : describeIdToken(from, idToken);
    return info === undefined
      ? context.json({ error: "invalid_token", error_description: "Invalid Value" }, 400)
      : context.json(info);
  });

  return app;
}

/** Pages opened and never answered are forgotten beyond this many. */
const maxPending = 1000;

/** Google lets keys be kept for hours; ours may be rotated within a test, so they are not kept. */
const keysCacheControl = "public, max-age=0, must-revalidate, no-transform";

function discoveryDocument(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/o/oauth2/v2/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/v1/userinfo`,
    revocation_endpoint: `${issuer}/revoke`,
    jwks_uri: `${issuer}/oauth2/v3/certs`,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    claims_supported: [
      "aud",
      "email",
      "email_verified",
      "exp",
      "family_name",
      "given_name",
      "iat",
      "iss",
      "name",
      "picture",
      "sub",
    ],
    code_challenge_methods_supported: ["plain", "S256"],
    grant_types_supported: ["authorization_code", "refresh_token"],
  };
}

function describeAccessToken({ world, grants }: TokenIssuer, token: string): object | undefined {
  const found = grants.findAccessToken(token);
  if (found === undefined) return undefined;
  const { grant, scopes, expiresAt, isOffline } = found;
  return {
    azp: grant.clientId,
    aud: grant.clientId,
    sub: grant.account.sub,
    scope: [...scopes].join(" "),
    exp: String(Math.floor(expiresAt / 1000)),
    expires_in: String(Math.floor((expiresAt - world.now()) / 1000)),
    ...(scopes.has(emailScope)
      ? { email: grant.account.email, email_verified: String(grant.account.emailVerified) }
      : {}),
    access_type: isOffline ? "offline" : "online",
  };
}

/** As Google does, every value is a string. */
function describeIdToken({ world, keys }: TokenIssuer, token: string): object | undefined {
  if (!keys.hasSigned(token)) return undefined;
  const claims = decodeJwt(token);
  if ((claims.exp ?? 0) * 1000 <= world.now()) return undefined;
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
}

async function withErrorPage(
  context: Context,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AuthorizationProblem)) throw error;
    return await context.html(authorizationErrorPage(error), error.status);
  }
}
