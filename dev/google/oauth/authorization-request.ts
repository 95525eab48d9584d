/** Reads what a client asks for at the authorize endpoint, and writes the redirects that answer it. */
import type { OAuthClient, World } from "../world.ts";
import { isKnownScope, parseScopes } from "./scopes.ts";

export interface AuthorizationRequest {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: "S256" | "plain";
  readonly isOffline: boolean;
  readonly includesGrantedScopes: boolean;
  readonly prompts: ReadonlySet<string>;
  readonly loginHint: string | undefined;
}

/** A request Google shows an error page for, because it cannot trust the redirect or cannot read the rest. */
export class AuthorizationProblem extends Error {
  readonly error: string;
  readonly status: 400 | 401;

  constructor(error: string, message: string, status: 400 | 401 = 400) {
    super(message);
    this.name = "AuthorizationProblem";
    this.error = error;
    this.status = status;
  }
}

export function parseAuthorizationRequest(world: World, parameters: URLSearchParams): AuthorizationRequest {
  const clientId = required(parameters, "client_id");
  const client = world.clients.get(clientId);
  if (client === undefined)
    throw new AuthorizationProblem("invalid_client", "The OAuth client was not found.", 401);
  const redirectUri = required(parameters, "redirect_uri");
  if (!client.redirectUris.includes(redirectUri)) {
    throw new AuthorizationProblem(
      "redirect_uri_mismatch",
      `The redirect URI in the request, ${redirectUri}, does not match the ones authorized for the OAuth client.`,
    );
  }
  const responseType = required(parameters, "response_type");
  if (responseType !== "code") {
    throw new AuthorizationProblem("unsupported_response_type", `Invalid response_type: ${responseType}`);
  }
  const scopes = parseScopes(required(parameters, "scope"));
  const unknown = scopes.filter((scope) => !isKnownScope(scope));
  if (unknown.length > 0) {
    throw new AuthorizationProblem(
      "invalid_scope",
      `Some requested scopes were invalid. {invalid=[${unknown.join(", ")}]}`,
    );
  }
  return {
    client,
    redirectUri,
    scopes,
    state: parameters.get("state") ?? undefined,
    nonce: parameters.get("nonce") ?? undefined,
    ...readChallenge(parameters),
    isOffline: readChoice(parameters, "access_type", ["online", "offline"], "online") === "offline",
    includesGrantedScopes:
      readChoice(parameters, "include_granted_scopes", ["true", "false"], "false") === "true",
    prompts: readPrompts(parameters),
    loginHint: parameters.get("login_hint") ?? undefined,
  };
}

export function redirectWith(
  request: AuthorizationRequest,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(request.redirectUri);
  if (request.state !== undefined) url.searchParams.set("state", request.state);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return url.href;
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null || value === "") throw invalidRequest(`Required parameter is missing: ${name}`);
  if (parameters.getAll(name).length > 1)
    throw invalidRequest(`OAuth 2 parameters can only have a single value: ${name}`);
  return value;
}

function readChallenge(
  parameters: URLSearchParams,
): Pick<AuthorizationRequest, "codeChallenge" | "codeChallengeMethod"> {
  const codeChallenge = parameters.get("code_challenge") ?? undefined;
  const method = parameters.get("code_challenge_method") ?? "plain";
  if (method !== "S256" && method !== "plain")
    throw invalidRequest(`Invalid code_challenge_method: ${method}`);
  if (codeChallenge !== undefined && !/^[\w.~-]{43,128}$/.test(codeChallenge))
    throw invalidRequest("Invalid code_challenge");
  return { codeChallenge, codeChallengeMethod: method };
}

function readChoice(
  parameters: URLSearchParams,
  name: string,
  allowed: readonly string[],
  fallback: string,
): string {
  const value = parameters.get(name) ?? fallback;
  if (!allowed.includes(value))
    throw invalidRequest(`Invalid parameter value for ${name}: '${value}' is not a valid value`);
  return value;
}

function readPrompts(parameters: URLSearchParams): ReadonlySet<string> {
  const prompts = new Set((parameters.get("prompt") ?? "").split(" ").filter((prompt) => prompt !== ""));
  for (const prompt of prompts) {
    if (!["none", "consent", "select_account"].includes(prompt))
      throw invalidRequest(`Invalid prompt: ${prompt}`);
  }
  if (prompts.has("none") && prompts.size > 1)
    throw invalidRequest("Invalid prompt: none cannot be combined");
  return prompts;
}

function invalidRequest(message: string): AuthorizationProblem {
  return new AuthorizationProblem("invalid_request", message);
}
