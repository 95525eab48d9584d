/** Google's refusals by name, each with the body Google sends. https://developers.google.com/workspace/gmail/api/guides/handle-errors */
import { GoogleError } from "../google-error.ts";
import { concurrencyError, notFound, rateLimitError, usageLimitError } from "../google-errors.ts";

export const namedErrors = [
  "rateLimit",
  "userRateLimit",
  "queriesPerMinute",
  "usageLimit",
  "concurrentRequests",
  "tooManyRequests",
  "dailyLimit",
  "domainPolicy",
  "mailServiceNotEnabled",
  "badRequest",
  "unauthorized",
  "notFound",
  "fullSyncRequired",
  "backendError",
  "badGateway",
  "unavailable",
] as const;

/** Of the token endpoint (`oauth.token`), whose bodies are RFC 6749's. */
export const tokenErrors = [
  "invalid_grant",
  "invalid_rapt",
  "admin_policy_enforced",
  "token_unavailable",
] as const;

export function tokenRefusal(name: (typeof tokenErrors)[number]): { status: number; body: object } {
  switch (name) {
    case "invalid_grant":
      return {
        status: 400,
        body: { error: "invalid_grant", error_description: "Token has been expired or revoked." },
      };
    case "invalid_rapt":
      return {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "reauth related error (invalid_rapt)",
          error_subtype: "invalid_rapt",
        },
      };
    case "admin_policy_enforced":
      return { status: 400, body: { error: "admin_policy_enforced", error_description: "Bad Request" } };
    case "token_unavailable":
      return { status: 503, body: { error: "internal_failure", error_description: "Backend Error" } };
  }
}

/** `retryAt`, in epoch milliseconds, is what the texts of `rateLimit` and `tooManyRequests` say. */
export function namedError(name: (typeof namedErrors)[number], retryAt: number): GoogleError {
  const denied = { status: "PERMISSION_DENIED", domain: "usageLimits" };
  switch (name) {
    case "rateLimit":
      return rateLimitError(retryAt);
    case "userRateLimit":
      return new GoogleError(403, "userRateLimitExceeded", "User Rate Limit Exceeded", denied);
    case "queriesPerMinute":
      return new GoogleError(403, "rateLimitExceeded", quotaExceeded, denied);
    case "usageLimit":
      return usageLimitError();
    case "concurrentRequests":
      return concurrencyError();
    case "tooManyRequests":
      return rateLimitError(retryAt, 429);
    case "dailyLimit":
      return new GoogleError(403, "dailyLimitExceeded", "Daily Limit Exceeded", denied);
    case "domainPolicy":
      return new GoogleError(403, "domainPolicy", "The domain administrators have disabled Gmail apps.", {
        status: "PERMISSION_DENIED",
      });
    case "mailServiceNotEnabled":
      return new GoogleError(400, "failedPrecondition", "Mail service not enabled", {
        status: "FAILED_PRECONDITION",
      });
    case "badRequest":
      return new GoogleError(400, "badRequest", "Bad Request", { status: "INVALID_ARGUMENT" });
    case "unauthorized":
      return new GoogleError(401, "authError", "Invalid Credentials", {
        status: "UNAUTHENTICATED",
        location: { location: "Authorization", locationType: "header" },
      });
    case "notFound":
      return notFound();
    case "fullSyncRequired":
      return new GoogleError(
        410,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
      );
    case "backendError":
      return new GoogleError(500, "backendError", "Backend Error", { status: "INTERNAL" });
    case "badGateway":
      return new GoogleError(502, "backendError", "Bad Gateway", { status: "UNAVAILABLE" });
    case "unavailable":
      return new GoogleError(503, "backendError", "The service is currently unavailable.", {
        status: "UNAVAILABLE",
      });
  }
}

/** Seen as answered by others: https://github.com/mxngls/gmail-cleaner/issues/5 */
const quotaExceeded =
  "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service " +
  "'gmail.googleapis.com' for consumer 'project_number:100000000001'.";
