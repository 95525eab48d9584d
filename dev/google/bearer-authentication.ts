/** Turns `Authorization: Bearer …` into the grant behind it, refusing as Google refuses. */
import type { Authenticate } from "./access.ts";
import { GoogleError } from "./google-error.ts";
import type { GrantBook } from "./oauth/grant-book.ts";

export function createAuthenticate(grants: GrantBook): Authenticate {
  return (authorization) => {
    if (authorization === undefined) throw missingCredential();
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const found = token === undefined ? undefined : grants.findAccessToken(token);
    if (found === undefined) throw invalidCredentials();
    const { grant, scopes, onlyThreadId } = found;
    const { account, clientId } = grant;
    return { account, clientId, scopes, ...(onlyThreadId === undefined ? {} : { onlyThreadId }) };
  };
}

const expected =
  "Expected OAuth 2 access token, login cookie or other valid authentication credential. " +
  "See https://developers.google.com/identity/sign-in/web/devconsole-project.";
const location = { location: "Authorization", locationType: "header" };

function missingCredential(): GoogleError {
  return new GoogleError(
    401,
    "required",
    `Request is missing required authentication credential. ${expected}`,
    {
      status: "UNAUTHENTICATED",
      entryMessage: "Login Required.",
      location,
      headers: { "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"' },
      details: errorInfo("CREDENTIALS_MISSING"),
    },
  );
}

/** Unknown, expired and revoked look the same from outside. */
function invalidCredentials(): GoogleError {
  return new GoogleError(401, "authError", `Request had invalid authentication credentials. ${expected}`, {
    status: "UNAUTHENTICATED",
    entryMessage: "Invalid Credentials",
    location,
    headers: { "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
    details: errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED"),
  });
}

function errorInfo(reason: string): object {
  return { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com" };
}
