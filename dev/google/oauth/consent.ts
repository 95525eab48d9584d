/** Decides whether a person has to be asked, and turns a yes into an authorization code. */
import type { Account, World } from "../world.ts";
import { findAccount } from "../world.ts";
import { redirectWith } from "./authorization-request.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import type { GrantBook } from "./grant-book.ts";
import type { OAuthPolicy } from "./oauth-policy.ts";
import { isSignInScope } from "./scopes.ts";

/** The redirect that needs nobody's click, or undefined when the consent page has to be shown. */
export function answerWithoutAsking(
  { world, grants, policy }: { world: World; grants: GrantBook; policy: OAuthPolicy },
  request: AuthorizationRequest,
): string | undefined {
  const account = request.loginHint === undefined ? undefined : findHinted(world, request.loginHint);
  const granted = account === undefined ? undefined : grants.find(account, request.client.clientId)?.scopes;
  const isCovered = granted !== undefined && request.scopes.every((scope) => granted.has(scope));
  const asksAnyway = request.prompts.has("consent") || request.prompts.has("select_account");
  const isClosed = account !== undefined && policy.restricts(account, request.scopes);
  if (account !== undefined && isCovered && !asksAnyway && !isClosed)
    return approve(grants, request, account, request.scopes);
  if (!request.prompts.has("none")) return undefined;
  return redirectWith(request, { error: account === undefined ? "login_required" : "consent_required" });
}

/**
 * The person's yes, possibly to fewer scopes than asked for. A refresh token will come only for a new consent:
 * somebody who agreed before and is not asked again gives the client nothing to keep.
 */
export function approve(
  grants: GrantBook,
  request: AuthorizationRequest,
  account: Account,
  ticked: readonly string[],
): string {
  const allowed = request.scopes.filter((scope) => isSignInScope(scope) || ticked.includes(scope));
  const before = grants.find(account, request.client.clientId);
  const isNewConsent =
    request.prompts.has("consent") || !allowed.every((scope) => before?.scopes.has(scope) === true);
  const grant = grants.allow(account, request.client.clientId, allowed);
  const scopes = request.includesGrantedScopes ? [...new Set([...allowed, ...grant.scopes])] : allowed;
  const code = grants.issueCode({
    grant,
    scopes,
    redirectUri: request.redirectUri,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    codeChallengeMethod: request.codeChallengeMethod,
    isOffline: request.isOffline && isNewConsent,
  });
  return redirectWith(request, {
    code,
    scope: scopes.join(" "),
    authuser: "0",
    ...(account.hd === null ? {} : { hd: account.hd }),
    prompt: isNewConsent ? "consent" : "none",
  });
}

export function deny(request: AuthorizationRequest): string {
  return redirectWith(request, { error: "access_denied" });
}

function findHinted(world: World, hint: string): Account | undefined {
  return findAccount(world, hint) ?? [...world.accounts.values()].find(({ sub }) => sub === hint);
}
